#include "services/planner/core/source.h"

#include "common/journal/frame.h"
#include "services/planner/core/cohorts.h"

/* The registry's events and the facts in them. Its other kinds say nothing of needs. */
enum {
    SOURCE_ITEM = 16,
    SOURCE_PLACE = 18,
    SOURCE_ITEM_NORM = 19,
    SOURCE_NORM = 20,
    SOURCE_POLICY = 21,
    SOURCE_COMMUNITY = 22,
    SOURCE_ZONE = 23,
    SOURCE_MEMBER = 25,
    SOURCE_KEY_PERSON = 26,
    SOURCE_ZONE_FIRST = 48, /* sealed ... */
    SOURCE_ZONE_LAST = 55   /* ... corrected */
};

static const struct evn_wire_field item_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_item, code, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_fact_item, category, 0, 1),
    EVN_FIELD_PLAIN(15, BOOL, struct evn_fact_item, life_critical, 0),
    EVN_FIELD_PLAIN(17, BOOL, struct evn_fact_item, equipment, 0),
};
static const struct evn_wire_message item_table =
    EVN_MESSAGE("evernormal.registry.v1.Item", struct evn_fact_item, item_fields);

static const struct evn_wire_field item_norm_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_link, item, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_fact_link, norm, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_fact_link, amount_e6, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_TEXT(4, TEXT, struct evn_fact_link, source, 0, 1),
};
static const struct evn_wire_message item_norm_table =
    EVN_MESSAGE("evernormal.registry.v1.ItemNorm", struct evn_fact_link, item_norm_fields);

static const struct evn_wire_field norm_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_norm, norm, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_fact_norm, group, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_fact_norm, value_e6, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_TEXT(5, TEXT, struct evn_fact_norm, unit, 0, 1),
    EVN_FIELD_TEXT(6, TEXT, struct evn_fact_norm, per, 0, 1),
    EVN_FIELD_TEXT(7, TEXT, struct evn_fact_norm, period, 0, 1),
    EVN_FIELD_TEXT(9, TEXT, struct evn_fact_norm, source, 0, 1),
};
static const struct evn_wire_message norm_table =
    EVN_MESSAGE("evernormal.registry.v1.Norm", struct evn_fact_norm, norm_fields);

static const struct evn_wire_field community_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_community, code, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(4, I64, struct evn_fact_community, residents, 0, 0, EVN_RESIDENTS_MAX),
};
static const struct evn_wire_message community_table =
    EVN_MESSAGE("evernormal.registry.v1.Community", struct evn_fact_community, community_fields);

struct seal {
    char zone[EVN_CODE_MAX];
    char area[EVN_CODE_MAX];
    int64_t residents;
};
struct unseal {
    char zone[EVN_CODE_MAX];
    char ending[EVN_CODE_MAX]; /* change of course that did it */
};
struct zone {
    struct seal seal;
    bool has_seal;
    struct unseal unsealed;
    bool has_unsealed;
    struct evn_day lowered_on;
};

static const struct evn_wire_field seal_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct seal, zone, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct seal, area, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(4, I64, struct seal, residents, 0, 0, EVN_RESIDENTS_MAX),
};
static const struct evn_wire_message seal_table =
    EVN_MESSAGE("evernormal.registry.v1.Seal", struct seal, seal_fields);
static const struct evn_wire_field unseal_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct unseal, zone, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(5, CODE, struct unseal, ending, 0, 1),
};
static const struct evn_wire_message unseal_table =
    EVN_MESSAGE("evernormal.registry.v1.Unseal", struct unseal, unseal_fields);
static const struct evn_wire_field zone_fields[] = {
    EVN_FIELD_MSG(1, struct zone, seal, EVN_REQUIRED, &seal_table),
    EVN_FIELD_MSG(2, struct zone, unsealed, 0, &unseal_table),
    EVN_FIELD_PLAIN(10, DAY, struct zone, lowered_on, 0),
};
static const struct evn_wire_message zone_table =
    EVN_MESSAGE("evernormal.registry.v1.Zone", struct zone, zone_fields);

struct member {
    char person[EVN_CODE_MAX];
    char area[EVN_CODE_MAX];
    struct evn_day released_on;
    struct evn_course_phase *phases;
    size_t n_phases;
};

static const struct evn_wire_field phase_fields[] = {
    EVN_FIELD_TEXT(4, TEXT, struct evn_course_phase, supply_mode, 0, 1),
    EVN_FIELD_PLAIN(5, DAY, struct evn_course_phase, first_day, EVN_REQUIRED),
    EVN_FIELD_NUMBER(6, U32, struct evn_course_phase, days, 0, 0, UINT32_MAX),
    EVN_FIELD_LIST(7, U32, struct evn_course_phase, test_days, 0, 0, 16, NULL),
    EVN_FIELD_PLAIN(9, BOOL, struct evn_course_phase, code_managed, 0),
};
static const struct evn_wire_message phase_table =
    EVN_MESSAGE("evernormal.registry.v1.Phase", struct evn_course_phase, phase_fields);
static const struct evn_wire_field member_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct member, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(4, CODE, struct member, area, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(6, DAY, struct member, released_on, 0),
    EVN_FIELD_LIST(8, MSG, struct member, phases, 0, 0, 8, &phase_table),
};
static const struct evn_wire_message member_table =
    EVN_MESSAGE("evernormal.registry.v1.Member", struct member, member_fields);

static const struct evn_wire_field need_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_person_need, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_person_need, per_day, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(3, U32, struct evn_person_need, tier, 0, 0, 3),
    EVN_FIELD_NUMBER(4, I64, struct evn_person_need, amount, 0, 0, INT64_MAX),
    EVN_FIELD_LIST(5, U32, struct evn_person_need, weekdays, 0, 0, 7, NULL),
    EVN_FIELD_NUMBER(6, U32, struct evn_person_need, every_days, 0, 0, 366),
    EVN_FIELD_PLAIN(7, DAY, struct evn_person_need, from_day, 0),
    EVN_FIELD_NUMBER(8, U32, struct evn_person_need, supply_days, 0, 0, 366),
    EVN_FIELD_NUMBER(9, I64, struct evn_person_need, on_hand, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(10, U32, struct evn_person_need, lead_days, 0, 0, 366),
};
static const struct evn_wire_message need_table =
    EVN_MESSAGE("evernormal.registry.v1.Need", struct evn_person_need, need_fields);
static const struct evn_wire_field person_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_person, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_fact_person, community, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(4, MSG, struct evn_fact_person, needs, 0, 0, EVN_PERSON_NEEDS_MAX, &need_table),
    EVN_FIELD_PLAIN(5, DAY, struct evn_fact_person, last_day, 0),
};
static const struct evn_wire_message person_table =
    EVN_MESSAGE("evernormal.registry.v1.KeyPerson", struct evn_fact_person, person_fields);

static const struct evn_wire_field place_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_place, code, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, ENUM, struct evn_fact_place, kind, 0, 0, 1000),
    EVN_FIELD_TEXT(3, CODE, struct evn_fact_place, area, 0, 1),
    EVN_FIELD_PLAIN(13, BOOL, struct evn_fact_place, closed, 0),
    EVN_FIELD_TEXT(15, CODE, struct evn_fact_place, parent, 0, 1),
};
static const struct evn_wire_message place_table =
    EVN_MESSAGE("evernormal.registry.v1.Place", struct evn_fact_place, place_fields);

static const struct evn_wire_field rule_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_fact_rule, rule, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_fact_rule, value, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_fact_rule, unit, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_fact_rule, meaning, 0, 1),
    EVN_FIELD_PLAIN(5, DAY, struct evn_fact_rule, valid_from, 0),
    EVN_FIELD_PLAIN(6, DAY, struct evn_fact_rule, valid_until, 0),
    EVN_FIELD_TEXT(7, TEXT, struct evn_fact_rule, authority, 0, 1),
    EVN_FIELD_TEXT(8, TEXT, struct evn_fact_rule, source, 0, 1),
};
static const struct evn_wire_message rule_table =
    EVN_MESSAGE("evernormal.registry.v1.Rule", struct evn_fact_rule, rule_fields);
static const struct evn_wire_field policy_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_policy, table, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_fact_policy, version, 0, 0, UINT32_MAX),
    EVN_FIELD_LIST(4, MSG, struct evn_fact_policy, rules, 0, 0, EVN_POLICY_RULES_MAX, &rule_table),
};
static const struct evn_wire_message policy_table =
    EVN_MESSAGE("evernormal.registry.v1.Policy", struct evn_fact_policy, policy_fields);

const struct evn_wire_message *evn_source_table(size_t i)
{
    static const struct evn_wire_message *const tables[] = {
        &item_table,   &item_norm_table, &norm_table,  &community_table, &zone_table,
        &member_table, &person_table,    &place_table, &policy_table,
    };
    return i < sizeof tables / sizeof tables[0] ? tables[i] : NULL;
}

/* A block being read. */
struct reader {
    const struct evn_planner_state *state;
    struct evn_arena *arena;
    struct evn_emit *emit;
    struct evn_day today;
};

static evn_err say(const struct reader *r, uint32_t kind, const void *fact, size_t room)
{
    struct evn_buf buf = {.at = evn_arena_alloc(r->arena, room), .cap = room, .max = room};
    if (buf.at == NULL)
        return EVN_E_LIMIT;
    evn_err err = evn_wire_encode(evn_fact_of(kind)->message, fact, &buf);
    if (err == EVN_OK)
        evn_emit_event(r->emit, kind, 1, evn_bytes_of(buf.at, buf.len));
    return err;
}

/* A zone is new on the day the planner first hears of it, and stays of that day. */
static evn_err say_zone(const struct reader *r, const struct zone *zone, size_t room)
{
    struct evn_fact_zone fact = {.residents = zone->seal.residents,
                                 .sealed = !zone->has_unsealed,
                                 .ended = zone->has_unsealed && zone->unsealed.ending[0] != '\0',
                                 .since = r->today,
                                 .lowered_on = zone->lowered_on},
                         known;
    memcpy(fact.zone, zone->seal.zone, sizeof fact.zone);
    memcpy(fact.area, zone->seal.area, sizeof fact.area);
    const struct evn_fact_row *row =
        evn_facts_find(evn_planner_facts(r->state, EVN_FACT_ZONE), fact.zone);
    if (row != NULL && evn_planner_read(EVN_FACT_ZONE, row, NULL, &known))
        fact.since = known.since;
    return say(r, EVN_FACT_ZONE, &fact, room);
}

/* The days on which what is brought to the person comes to the door: of a phase at home. */
static void add_door(const struct member *member, const struct evn_course_phase *phase,
                     struct evn_fact_member *fact)
{
    int64_t last = (int64_t)phase->first_day.n + phase->days - 1;
    if (evn_day_valid(member->released_on) && last > member->released_on.n)
        last = member->released_on.n;
    if (!phase->code_managed || evn_course_at_centre(phase) || last < phase->first_day.n ||
        last > INT32_MAX || fact->n_door_from == EVN_DOOR_SPANS_MAX)
        return;
    fact->door_from[fact->n_door_from++] = phase->first_day;
    fact->door_until[fact->n_door_until++] = (struct evn_day){(int32_t)last};
}

/* Tests in a central place are that place's; at home they are the community's. */
static evn_err say_member(const struct reader *r, const struct member *member, size_t room)
{
    struct evn_day days[EVN_TEST_DATES_MAX];
    struct evn_day from[EVN_DOOR_SPANS_MAX], until[EVN_DOOR_SPANS_MAX];
    struct evn_fact_member fact = {.test_days = days, .door_from = from, .door_until = until};
    memcpy(fact.person, member->person, sizeof fact.person);
    memcpy(fact.area, member->area, sizeof fact.area);
    for (size_t i = 0; i < member->n_phases; i++) {
        const struct evn_course_phase *phase = &member->phases[i];
        add_door(member, phase, &fact);
        for (size_t k = 0; k < phase->n_test_days && !evn_course_at_centre(phase); k++) {
            struct evn_day test = evn_course_test(phase, k);
            bool left = evn_day_valid(member->released_on) && test.n > member->released_on.n;
            if (evn_day_valid(test) && !left && fact.n_test_days < EVN_TEST_DATES_MAX)
                days[fact.n_test_days++] = test;
        }
    }
    return say(r, EVN_FACT_MEMBER, &fact, room + sizeof days * 3);
}

/* How an event of this kind is read, and which fact it holds; NULL: nothing of ours. */
static const struct evn_wire_message *table_of(uint32_t kind, uint32_t *fact)
{
    static const struct {
        const struct evn_wire_message *table;
        uint32_t fact;
    } known[] = {
        [SOURCE_ITEM] = {&item_table, EVN_FACT_ITEM},
        [SOURCE_PLACE] = {&place_table, EVN_FACT_PLACE},
        [SOURCE_ITEM_NORM] = {&item_norm_table, EVN_FACT_LINK},
        [SOURCE_NORM] = {&norm_table, EVN_FACT_NORM},
        [SOURCE_POLICY] = {&policy_table, EVN_FACT_POLICY},
        [SOURCE_COMMUNITY] = {&community_table, EVN_FACT_COMMUNITY},
        [SOURCE_ZONE] = {&zone_table, EVN_FACT_ZONE},
        [SOURCE_MEMBER] = {&member_table, EVN_FACT_MEMBER},
        [SOURCE_KEY_PERSON] = {&person_table, EVN_FACT_PERSON},
    };
    if (kind >= SOURCE_ZONE_FIRST && kind <= SOURCE_ZONE_LAST)
        kind = SOURCE_ZONE;
    if (kind >= sizeof known / sizeof known[0])
        return NULL;
    *fact = known[kind].fact;
    return known[kind].table;
}

static evn_err read_event(const struct reader *r, const struct evn_frame *frame)
{
    uint32_t fact;
    const struct evn_wire_message *table = table_of(frame->kind, &fact);
    struct evn_refusal why;
    if (table == NULL)
        return EVN_OK;
    void *body = evn_arena_alloc(r->arena, table->size);
    if (body == NULL)
        return EVN_E_LIMIT;
    if (evn_wire_decode(table, frame->body, r->arena, EVN_WIRE_LENIENT, body, &why) != EVN_OK)
        return why.err == EVN_E_TOO_LARGE ? EVN_E_LIMIT : EVN_E_CORRUPT;
    if (fact == EVN_FACT_POLICY && !evn_planner_reads(((struct evn_fact_policy *)body)->table))
        return EVN_OK;
    size_t room = frame->body.len + 256;
    if (fact == EVN_FACT_ZONE)
        return say_zone(r, body, room);
    return fact == EVN_FACT_MEMBER ? say_member(r, body, room) : say(r, fact, body, room);
}

evn_err evn_source_feed(const struct evn_planner_state *state, const struct evn_feed *feed,
                        struct evn_emit *emit)
{
    struct reader r = {.state = state,
                       .arena = feed->arena,
                       .emit = emit,
                       .today = evn_day_at(feed->business_us, EVN_OFFSET_CHINA_MIN)};
    struct evn_bytes rest = feed->payload;
    struct evn_frame frame;
    evn_err err;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        size_t mark = feed->arena->used;
        err = read_event(&r, &frame);
        feed->arena->used = mark;
        if (err != EVN_OK)
            return err;
    }
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

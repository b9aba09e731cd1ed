#include "tests/unit/planner/world.h"

#include "common/journal/frame.h"

#define REGISTRY(name) evernormal__registry__v1__##name##__init

void world_init(struct world *w)
{
    *w = (struct world){0};
    EVN_MUST(evn_planner_state_new(&w->state) == EVN_OK);
    evn_harness_init(&w->h, evn_planner_ops(), w->state);
    evn_buf_init(&w->block, 4 << 20);
}

void world_fini(struct world *w)
{
    evn_planner_state_destroy(&w->state);
    evn_harness_fini(&w->h);
    evn_buf_fini(&w->block);
    if (w->result != NULL)
        evernormal__planner__v1__result__free_unpacked(w->result, NULL);
}

void event(struct world *w, uint32_t kind, const ProtobufCMessage *message)
{
    static uint8_t room[1 << 16];
    EVN_MUST(protobuf_c_message_get_packed_size(message) <= sizeof room);
    size_t len = protobuf_c_message_pack(message, room);
    struct evn_frame frame = {
        .kind = kind, .version = 1, .count = 1, .body = evn_bytes_of(room, len)};
    EVN_CHECK_OK(evn_frame_append(&w->block, &frame));
    w->n_block++;
}

void item(struct world *w, const char *code, bool life_critical)
{
    Evernormal__Registry__V1__Item m;
    REGISTRY(item)(&m);
    m.code = (char *)code;
    m.name_zh = (char *)"物资";
    m.life_critical = life_critical;
    event(w, 16, &m.base);
}

void norm(struct world *w, const char *name, const char *group, int64_t value_e6, const char *per,
          const char *period)
{
    Evernormal__Registry__V1__Norm m;
    REGISTRY(norm)(&m);
    m.norm = (char *)name;
    m.group = (char *)group;
    m.value_e6 = value_e6;
    m.unit = (char *)"unit";
    m.per = (char *)per;
    m.period = (char *)period;
    m.source = (char *)"handbook";
    event(w, 20, &m.base);
}

void link_norm(struct world *w, const char *code, const char *name, int64_t amount_e6)
{
    Evernormal__Registry__V1__ItemNorm m;
    REGISTRY(item_norm)(&m);
    m.item = (char *)code;
    m.norm = (char *)name;
    m.amount_e6 = amount_e6;
    m.source = (char *)"label";
    event(w, 19, &m.base);
}

void community(struct world *w, const char *code, int64_t residents)
{
    Evernormal__Registry__V1__Community m;
    REGISTRY(community)(&m);
    m.code = (char *)code;
    m.residents = residents;
    event(w, 22, &m.base);
}

void zone(struct world *w, const char *code, const char *area, int64_t residents, bool sealed)
{
    Evernormal__Registry__V1__Zone m;
    Evernormal__Registry__V1__Seal seal;
    Evernormal__Registry__V1__Unseal unseal;
    REGISTRY(zone)(&m);
    REGISTRY(seal)(&seal);
    REGISTRY(unseal)(&unseal);
    seal.zone = unseal.zone = (char *)code;
    seal.area = (char *)area;
    seal.residents = residents;
    m.seal = &seal;
    m.unsealed = sealed ? NULL : &unseal;
    event(w, sealed ? 48 : 49, &m.base);
}

void zone_until(struct world *w, const char *code, const char *area, int64_t residents,
                const char *lowered_on)
{
    Evernormal__Registry__V1__Zone m;
    Evernormal__Registry__V1__Seal seal;
    REGISTRY(zone)(&m);
    REGISTRY(seal)(&seal);
    seal.zone = (char *)code;
    seal.area = (char *)area;
    seal.residents = residents;
    m.seal = &seal;
    m.lowered_on = (char *)lowered_on;
    event(w, 48, &m.base);
}

void place(struct world *w, const char *code, uint32_t kind, const char *area, const char *parent)
{
    Evernormal__Registry__V1__Place m;
    REGISTRY(place)(&m);
    m.code = (char *)code;
    m.kind = (Evernormal__Registry__V1__PlaceKind)kind;
    m.area = (char *)area;
    m.parent = (char *)parent;
    event(w, 18, &m.base);
}

void class_item(struct world *w, const char *code, const char *category)
{
    Evernormal__Registry__V1__Item m;
    REGISTRY(item)(&m);
    m.code = (char *)code;
    m.name_zh = (char *)"物资";
    m.category = (char *)category;
    event(w, 16, &m.base);
}

void policy(struct world *w, const char *table, const char *const *rows)
{
    enum { ROWS = 64 };
    Evernormal__Registry__V1__Policy m;
    Evernormal__Registry__V1__Rule rule[ROWS], *rules[ROWS];
    size_t n = 0;
    for (; rows[3 * n] != NULL; n++) {
        EVN_MUST(n < ROWS);
        REGISTRY(rule)(&rule[n]);
        rule[n].rule = (char *)rows[3 * n];
        rule[n].value = (char *)rows[3 * n + 1];
        rule[n].unit = (char *)rows[3 * n + 2];
        rule[n].meaning = (char *)"stock of important goods";
        rules[n] = &rule[n];
    }
    REGISTRY(policy)(&m);
    m.table = (char *)table;
    m.version = 1;
    m.rules = rules;
    m.n_rules = n;
    event(w, 21, &m.base);
}

void member(struct world *w, const char *who, const char *area, const char *supply,
            const char *first_day, const uint32_t *test_days, size_t n, const char *released_on)
{
    Evernormal__Registry__V1__Member m;
    Evernormal__Registry__V1__Phase phase, *phases[] = {&phase};
    REGISTRY(member)(&m);
    REGISTRY(phase)(&phase);
    m.person = (char *)who;
    m.area = (char *)area;
    m.released_on = (char *)released_on;
    phase.supply_mode = (char *)supply;
    phase.first_day = (char *)first_day;
    phase.test_days = (uint32_t *)test_days;
    phase.n_test_days = n;
    m.phases = phases;
    m.n_phases = 1;
    event(w, 25, &m.base);
}

void person(struct world *w, const char *who, const char *in, const char *code, int64_t per_day,
            uint32_t tier, const char *last_day)
{
    Evernormal__Registry__V1__KeyPerson m;
    Evernormal__Registry__V1__Need need, *needs[] = {&need};
    REGISTRY(key_person)(&m);
    REGISTRY(need)(&need);
    m.person = (char *)who;
    m.community = (char *)in;
    m.last_day = (char *)last_day;
    need.item = (char *)code;
    need.per_day = per_day;
    need.tier = tier;
    m.needs = needs;
    m.n_needs = 1;
    event(w, 26, &m.base);
}

uint32_t deliver(struct world *w)
{
    uint32_t n =
        evn_harness_feed(&w->h, "registry", evn_bytes_of(w->block.at, w->block.len), w->n_block);
    evn_buf_clear(&w->block);
    w->n_block = 0;
    return n;
}

uint32_t morning(struct world *w, const char *text)
{
    struct evn_day day;
    EVN_CHECK_OK(evn_day_parse(text, &day));
    w->h.business_us =
        evn_day_start_us(day, EVN_OFFSET_CHINA_MIN) + INT64_C(8) * 3600 * EVN_US_PER_S;
    w->h.now_us = w->h.business_us;
    return evn_harness_timer(&w->h);
}

evn_err ask(struct world *w, Evernormal__Planner__V1__Query *query)
{
    static uint8_t room[1 << 20];
    EVN_MUST(evernormal__planner__v1__query__get_packed_size(query) <= sizeof room);
    size_t len = evernormal__planner__v1__query__pack(query, room);
    if (w->result != NULL)
        evernormal__planner__v1__result__free_unpacked(w->result, NULL);
    w->result = NULL;
    evn_err err = evn_harness_query(&w->h, evn_bytes_of(room, len));
    if (err != EVN_OK)
        return err;
    w->result = evernormal__planner__v1__result__unpack(NULL, w->h.result.len, w->h.result.at);
    EVN_MUST(w->result != NULL);
    return EVN_OK;
}

const NeedPut *need_of(struct world *w, const char *in, const char *code, uint32_t tier)
{
    Evernormal__Planner__V1__Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    Evernormal__Planner__V1__Needs needs = EVERNORMAL__PLANNER__V1__NEEDS__INIT;
    needs.community = (char *)in;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_NEEDS;
    query.needs = &needs;
    if (ask(w, &query) != EVN_OK)
        return NULL;
    for (size_t i = 0; i < w->result->n_need; i++)
        if (strcmp(w->result->need[i]->item, code) == 0 && w->result->need[i]->tier == tier)
            return w->result->need[i];
    return NULL;
}

int64_t quantity_of(struct world *w, const char *in, const char *code, uint32_t tier)
{
    const NeedPut *need = need_of(w, in, code, tier);
    return need != NULL ? need->quantity : 0;
}

void check_snapshot(struct world *w)
{
    struct evn_planner_state *copy;
    char want[65], got[65];
    EVN_MUST(evn_planner_state_new(&copy) == EVN_OK);
    evn_harness_digest(&w->h, want);
    evn_harness_copy(&w->h, copy);
    w->h.state = copy;
    evn_harness_digest(&w->h, got);
    EVN_CHECK_TEXT(got, want);
    w->h.state = w->state;
    evn_planner_state_destroy(&copy);
}

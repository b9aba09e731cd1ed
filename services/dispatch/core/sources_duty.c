#include "services/dispatch/core/sources_duty.h"

#include "common/wire/text.h"
#include "services/dispatch/core/tickets.h"

#define REGISTRY(name) "evernormal.registry.v1." name
enum { MINUTES_A_DAY = 1440, MINUTES_AN_HOUR = 60, HOURS_MAX = 8784 };

static const struct evn_wire_field unit_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_unit, code, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_src_unit, area, 0, 1),
    EVN_FIELD_TEXT(5, CODE, struct evn_src_unit, parent, 0, 1),
    EVN_FIELD_TEXT(8, CODE, struct evn_src_unit, head, 0, 1),
};
const struct evn_wire_message evn_src_unit_table =
    EVN_MESSAGE(REGISTRY("Organisation"), struct evn_src_unit, unit_fields);

static const struct evn_wire_field staff_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_staff, staff, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_src_staff, organisation, 0, 1),
    EVN_FIELD_PLAIN(4, DAY, struct evn_src_staff, from_day, 0),
    EVN_FIELD_PLAIN(5, DAY, struct evn_src_staff, last_day, 0),
};
const struct evn_wire_message evn_src_staff_table =
    EVN_MESSAGE(REGISTRY("Staff"), struct evn_src_staff, staff_fields);

static const struct evn_wire_field rest_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_src_rest, roles, 0, 0, UINT32_MAX),
};
static const struct evn_wire_message rest_table =
    EVN_MESSAGE("evernormal.service.v1.Rest", struct evn_src_rest, rest_fields);

static const struct evn_wire_field standing_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_standing, staff, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(2, MSG, struct evn_src_standing, rests, 0, 0, 1000, &rest_table),
    EVN_FIELD_PLAIN(3, BOOL, struct evn_src_standing, ended, 0),
};
const struct evn_wire_message evn_src_standing_table =
    EVN_MESSAGE("evernormal.service.v1.Standing", struct evn_src_standing, standing_fields);

static const struct evn_wire_field duty_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_duty, duty, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_src_duty, organisation, 0, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_src_duty, staff, 0, 1),
    EVN_FIELD_PLAIN(4, DAY, struct evn_src_duty, from_day, 0),
    EVN_FIELD_PLAIN(5, DAY, struct evn_src_duty, until_day, 0),
    EVN_FIELD_LIST(6, U32, struct evn_src_duty, weekdays, 0, 0, EVN_DSP_WEEKDAYS_MAX, NULL),
    EVN_FIELD_NUMBER(7, U32, struct evn_src_duty, from_min, 0, 0, MINUTES_A_DAY),
    EVN_FIELD_NUMBER(8, U32, struct evn_src_duty, until_min, 0, 0, 2 * MINUTES_A_DAY),
    EVN_FIELD_NUMBER(9, U32, struct evn_src_duty, rank, 0, 0, UINT32_MAX),
    EVN_FIELD_PLAIN(10, BOOL, struct evn_src_duty, withdrawn, 0),
};
const struct evn_wire_message evn_src_duty_table =
    EVN_MESSAGE(REGISTRY("Duty"), struct evn_src_duty, duty_fields);

static const struct evn_wire_field rule_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_src_rule, rule, 0, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_src_rule, value, 0, 1),
    EVN_FIELD_PLAIN(5, DAY, struct evn_src_rule, valid_from, 0),
    EVN_FIELD_PLAIN(6, DAY, struct evn_src_rule, valid_until, 0),
};
static const struct evn_wire_message rule_table =
    EVN_MESSAGE(REGISTRY("Rule"), struct evn_src_rule, rule_fields);

static const struct evn_wire_field policy_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_policy, table, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_src_policy, version, 0, 0, UINT32_MAX),
    EVN_FIELD_LIST(4, MSG, struct evn_src_policy, rules, 0, 0, EVN_DSP_DEADLINES_MAX, &rule_table),
};
const struct evn_wire_message evn_src_policy_table =
    EVN_MESSAGE(REGISTRY("Policy"), struct evn_src_policy, policy_fields);

/* Which table it is: the rows of others have other bounds. */
static const struct evn_wire_message policy_head_table = {.name = REGISTRY("Policy"),
                                                          .size = sizeof(struct evn_src_policy),
                                                          .field = policy_fields,
                                                          .n_fields = 1};

static const struct evn_wire_field seal_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_seal, zone, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_src_seal, area, 0, 1),
};
static const struct evn_wire_message seal_table =
    EVN_MESSAGE(REGISTRY("Seal"), struct evn_src_seal, seal_fields);
static const struct evn_wire_field zone_fields[] = {
    EVN_FIELD_MSG(1, struct evn_src_zone, seal, EVN_REQUIRED, &seal_table),
};
const struct evn_wire_message evn_src_zone_table =
    EVN_MESSAGE(REGISTRY("Zone"), struct evn_src_zone, zone_fields);

/* The entity of `kind` with this key, to be put whole: a copy of it or a new one. */
static void *put(struct evn_dsp_decision *d, uint32_t kind, const char *key)
{
    uint32_t number;
    return evn_dsp_number(d, kind, key, &number) ? evn_dsp_edit(d, kind, number)
                                                 : evn_dsp_add(d, kind);
}

static struct evn_dsp_member *put_member(struct evn_dsp_decision *d, const char *number)
{
    bool known = evn_dsp_look(d, EVN_DSP_MEMBER, number) != NULL;
    struct evn_dsp_member *member = put(d, EVN_DSP_MEMBER, number);
    if (!known)
        member->from_day = member->last_day = EVN_DAY_NONE;
    EVN_DSP_SET(member->member, number);
    return member;
}

static void put_unit(struct evn_dsp_decision *d, const struct evn_src_unit *in)
{
    struct evn_dsp_unit *unit = put(d, EVN_DSP_UNIT, in->code);
    EVN_DSP_SET(unit->unit, in->code);
    EVN_DSP_SET(unit->area, in->area);
    EVN_DSP_SET(unit->parent, in->parent);
    EVN_DSP_SET(unit->head, in->head);
}

static void put_staff(struct evn_dsp_decision *d, const struct evn_src_staff *in)
{
    struct evn_dsp_member *member = put_member(d, in->staff);
    EVN_DSP_SET(member->unit, in->organisation);
    member->from_day = in->from_day;
    member->last_day = in->last_day;
    evn_dsp_tickets_left(d, in->staff);
}

static void put_standing(struct evn_dsp_decision *d, const struct evn_src_standing *in)
{
    struct evn_dsp_member *member = put_member(d, in->staff);
    member->resting = in->n_rests > 0;
    member->ended = in->ended;
    evn_dsp_tickets_left(d, in->staff);
}

static void put_duty(struct evn_dsp_decision *d, const struct evn_src_duty *in)
{
    struct evn_dsp_shift *shift = put(d, EVN_DSP_SHIFT, in->duty);
    *shift = (struct evn_dsp_shift){.from_day = in->from_day,
                                    .until_day = in->until_day,
                                    .weekdays = in->weekdays,
                                    .n_weekdays = in->n_weekdays,
                                    .from_min = in->from_min,
                                    .until_min = in->until_min,
                                    .rank = in->rank,
                                    .withdrawn = in->withdrawn};
    EVN_DSP_SET(shift->shift, in->duty);
    EVN_DSP_SET(shift->unit, in->organisation);
    EVN_DSP_SET(shift->member, in->staff);
}

/* Whole hours up to `end`, as minutes; 0: it is none. */
static uint32_t minutes(const char *at, const char *end)
{
    uint32_t hours = 0;
    for (; at < end; at++) {
        if (*at < '0' || *at > '9' || hours > HOURS_MAX)
            return 0;
        hours = hours * 10 + (uint32_t)(*at - '0');
    }
    return hours <= HOURS_MAX ? hours * MINUTES_AN_HOUR : 0;
}

/* The registry has looked at the rows; one that says nothing all the same is left out. */
static void put_deadlines(struct evn_dsp_decision *d, const struct evn_src_policy *in)
{
    struct evn_dsp_deadlines *to = put(d, EVN_DSP_DEADLINES, "deadlines");
    struct evn_dsp_deadline *row = evn_arena_array(d->arena, in->n_rules + 1, sizeof *row);
    d->full |= row == NULL;
    *to = (struct evn_dsp_deadlines){.version = in->version, .deadlines = row};
    for (size_t i = 0; i < in->n_rules && row != NULL; i++) {
        const struct evn_src_rule *rule = &in->rules[i];
        const char *mid = strchr(rule->value, ';'), *end = strchr(rule->value, '\0');
        struct evn_dsp_deadline one = {.accept_min = mid != NULL ? minutes(rule->value, mid) : 0,
                                       .answer_min = mid != NULL ? minutes(mid + 1, end) : 0,
                                       .from_day = rule->valid_from,
                                       .until_day = rule->valid_until};
        EVN_DSP_SET(one.ticket_class, rule->rule);
        if (one.accept_min > 0 && one.answer_min > 0 && evn_text_code(evn_bytes_text(rule->rule)) &&
            strlen(rule->rule) < sizeof one.ticket_class)
            row[to->n_deadlines++] = one;
    }
}

static void put_zone(struct evn_dsp_decision *d, const struct evn_src_zone *in)
{
    struct evn_dsp_zone *zone = put(d, EVN_DSP_ZONE, in->seal.zone);
    EVN_DSP_SET(zone->zone, in->seal.zone);
    EVN_DSP_SET(zone->area, in->seal.area);
}

static bool decode(const struct evn_dsp_decision *d, const struct evn_wire_message *message,
                   struct evn_bytes body, void *out)
{
    struct evn_refusal why;
    return evn_wire_decode(message, body, d->arena, EVN_WIRE_LENIENT, out, &why) == EVN_OK;
}

static evn_err feed_policy(struct evn_dsp_decision *d, struct evn_bytes body)
{
    struct evn_src_policy policy;
    if (!decode(d, &policy_head_table, body, &policy))
        return EVN_E_CORRUPT;
    if (strcmp(policy.table, "ticket_deadlines") != 0)
        return EVN_OK;
    if (!decode(d, &evn_src_policy_table, body, &policy))
        return EVN_E_CORRUPT;
    put_deadlines(d, &policy);
    return EVN_OK;
}

static evn_err feed_zone(struct evn_dsp_decision *d, struct evn_bytes body)
{
    struct evn_src_zone zone;
    if (!decode(d, &evn_src_zone_table, body, &zone))
        return EVN_E_CORRUPT;
    put_zone(d, &zone);
    return EVN_OK;
}

evn_err evn_dsp_feed_duty(struct evn_dsp_decision *d, uint32_t kind, struct evn_bytes body)
{
    struct evn_src_unit unit;
    struct evn_src_staff staff;
    struct evn_src_standing standing;
    struct evn_src_duty duty;
    switch (kind) {
    case EVN_SRC_POLICY:
        return feed_policy(d, body);
    case EVN_SRC_UNIT:
        if (!decode(d, &evn_src_unit_table, body, &unit))
            return EVN_E_CORRUPT;
        put_unit(d, &unit);
        return EVN_OK;
    case EVN_SRC_STAFF:
        if (!decode(d, &evn_src_staff_table, body, &staff))
            return EVN_E_CORRUPT;
        put_staff(d, &staff);
        return EVN_OK;
    case EVN_SRC_STANDING:
        if (!decode(d, &evn_src_standing_table, body, &standing))
            return EVN_E_CORRUPT;
        put_standing(d, &standing);
        return EVN_OK;
    case EVN_SRC_DUTY:
        if (!decode(d, &evn_src_duty_table, body, &duty))
            return EVN_E_CORRUPT;
        put_duty(d, &duty);
        return EVN_OK;
    default:
        return kind == EVN_SRC_ZONE || (kind >= EVN_SRC_ZONE_FIRST && kind <= EVN_SRC_ZONE_LAST)
                   ? feed_zone(d, body)
                   : EVN_OK;
    }
}

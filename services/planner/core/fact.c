#include "services/planner/core/fact.h"

static const struct evn_wire_field community_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_community, code, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_fact_community, residents, 0, 0, EVN_RESIDENTS_MAX),
};
static const struct evn_wire_message community_table = EVN_MESSAGE(
    "evernormal.planner.v1.CommunityKnown", struct evn_fact_community, community_fields);

static const struct evn_wire_field zone_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_zone, zone, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_fact_zone, area, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_fact_zone, residents, 0, 0, EVN_RESIDENTS_MAX),
    EVN_FIELD_PLAIN(4, BOOL, struct evn_fact_zone, sealed, 0),
    EVN_FIELD_PLAIN(5, DAY, struct evn_fact_zone, since, EVN_REQUIRED),
    EVN_FIELD_PLAIN(6, DAY, struct evn_fact_zone, lowered_on, 0),
    EVN_FIELD_PLAIN(7, BOOL, struct evn_fact_zone, ended, 0),
};
static const struct evn_wire_message zone_table =
    EVN_MESSAGE("evernormal.planner.v1.ZoneKnown", struct evn_fact_zone, zone_fields);

static const struct evn_wire_field norm_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_norm, norm, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_fact_norm, group, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_fact_norm, value_e6, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_TEXT(4, TEXT, struct evn_fact_norm, per, 0, 1),
    EVN_FIELD_TEXT(5, TEXT, struct evn_fact_norm, period, 0, 1),
    EVN_FIELD_TEXT(6, TEXT, struct evn_fact_norm, unit, 0, 1),
    EVN_FIELD_TEXT(7, TEXT, struct evn_fact_norm, source, 0, 1),
};
static const struct evn_wire_message norm_table =
    EVN_MESSAGE("evernormal.planner.v1.NormKnown", struct evn_fact_norm, norm_fields);

static const struct evn_wire_field link_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_link, item, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_fact_link, norm, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_fact_link, amount_e6, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_TEXT(4, TEXT, struct evn_fact_link, source, 0, 1),
};
static const struct evn_wire_message link_table =
    EVN_MESSAGE("evernormal.planner.v1.ItemNormKnown", struct evn_fact_link, link_fields);

static const struct evn_wire_field item_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_item, code, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(2, BOOL, struct evn_fact_item, life_critical, 0),
    EVN_FIELD_TEXT(3, CODE, struct evn_fact_item, category, 0, 1),
    EVN_FIELD_PLAIN(4, BOOL, struct evn_fact_item, equipment, 0),
};
static const struct evn_wire_message item_table =
    EVN_MESSAGE("evernormal.planner.v1.ItemKnown", struct evn_fact_item, item_fields);

static const struct evn_wire_field member_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_member, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_fact_member, area, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(3, DAY, struct evn_fact_member, test_days, 0, 0, EVN_TEST_DATES_MAX, NULL),
    EVN_FIELD_LIST(70, DAY, struct evn_fact_member, door_from, 0, 0, EVN_DOOR_SPANS_MAX, NULL),
    EVN_FIELD_LIST(71, DAY, struct evn_fact_member, door_until, 0, 0, EVN_DOOR_SPANS_MAX, NULL),
};
static const struct evn_wire_message member_table =
    EVN_MESSAGE("evernormal.planner.v1.MemberKnown", struct evn_fact_member, member_fields);

static const struct evn_wire_field person_need_fields[] = {
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
static const struct evn_wire_message person_need_table =
    EVN_MESSAGE("evernormal.planner.v1.PersonNeed", struct evn_person_need, person_need_fields);

static const struct evn_wire_field person_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_person, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_fact_person, community, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(3, MSG, struct evn_fact_person, needs, 0, 0, EVN_PERSON_NEEDS_MAX,
                   &person_need_table),
    EVN_FIELD_PLAIN(4, DAY, struct evn_fact_person, last_day, 0),
};
static const struct evn_wire_message person_table =
    EVN_MESSAGE("evernormal.planner.v1.KeyPersonKnown", struct evn_fact_person, person_fields);

static const struct evn_wire_field place_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_place, code, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_fact_place, kind, 0, 0, 1000),
    EVN_FIELD_TEXT(3, CODE, struct evn_fact_place, area, 0, 1),
    EVN_FIELD_PLAIN(4, BOOL, struct evn_fact_place, closed, 0),
    EVN_FIELD_TEXT(5, CODE, struct evn_fact_place, parent, 0, 1),
};
static const struct evn_wire_message place_table =
    EVN_MESSAGE("evernormal.planner.v1.PlaceKnown", struct evn_fact_place, place_fields);

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
    EVN_MESSAGE("evernormal.planner.v1.PolicyRule", struct evn_fact_rule, rule_fields);

static const struct evn_wire_field policy_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_policy, table, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_fact_policy, version, 0, 0, UINT32_MAX),
    EVN_FIELD_LIST(3, MSG, struct evn_fact_policy, rules, 0, 0, EVN_POLICY_RULES_MAX, &rule_table),
};
static const struct evn_wire_message policy_table =
    EVN_MESSAGE("evernormal.planner.v1.PolicyKnown", struct evn_fact_policy, policy_fields);

static const struct evn_wire_field signal_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_signal, signal, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_fact_signal, channel, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_fact_signal, area, EVN_REQUIRED, 2),
    EVN_FIELD_PLAIN(4, DAY, struct evn_fact_signal, day, EVN_REQUIRED),
    EVN_FIELD_NUMBER(5, I64, struct evn_fact_signal, value, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(6, U32, struct evn_fact_signal, version, 0, 0, UINT32_MAX),
};
static const struct evn_wire_message signal_table =
    EVN_MESSAGE("evernormal.planner.v1.SignalKnown", struct evn_fact_signal, signal_fields);

static const struct evn_wire_field warning_channel_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_warning_channel, channel, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_warning_channel, sum, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(3, I64, struct evn_warning_channel, at_least, 0, 0, INT64_MAX),
    EVN_FIELD_LIST(4, CODE, struct evn_warning_channel, signals, 0, 0, EVN_WARNING_SIGNALS_MAX,
                   NULL),
    EVN_FIELD_NUMBER(5, U32, struct evn_warning_channel, n_all, 0, 0, UINT32_MAX),
};
static const struct evn_wire_message warning_channel_table = EVN_MESSAGE(
    "evernormal.planner.v1.WarningChannel", struct evn_warning_channel, warning_channel_fields);

static const struct evn_wire_field warning_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_fact_warning, rule, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_fact_warning, area, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(3, DAY, struct evn_fact_warning, day, EVN_REQUIRED),
    EVN_FIELD_PLAIN(4, BOOL, struct evn_fact_warning, cleared, 0),
    EVN_FIELD_NUMBER(5, U32, struct evn_fact_warning, k, 0, 0, UINT32_MAX),
    EVN_FIELD_LIST(6, MSG, struct evn_fact_warning, channels, 0, 0, 8, &warning_channel_table),
};
static const struct evn_wire_message warning_table =
    EVN_MESSAGE("evernormal.planner.v1.Warning", struct evn_fact_warning, warning_fields);

static const struct evn_wire_field headcount_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_headcount, name, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_fact_headcount, community, EVN_REQUIRED, EVN_COMMUNITY_LEN),
    EVN_FIELD_TEXT(3, CODE, struct evn_fact_headcount, group, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(4, I64, struct evn_fact_headcount, people, 0, 0, EVN_RESIDENTS_MAX),
    EVN_FIELD_PLAIN(5, DAY, struct evn_fact_headcount, from, EVN_REQUIRED),
    EVN_FIELD_PLAIN(6, DAY, struct evn_fact_headcount, until, 0),
    EVN_FIELD_TEXT(7, TEXT, struct evn_fact_headcount, source, 0, 1),
};
static const struct evn_wire_message headcount_table = EVN_MESSAGE(
    "evernormal.planner.v1.HeadcountKnown", struct evn_fact_headcount, headcount_fields);

/* An area lies in the community its code begins with; larger ones in none. */
static void set(struct evn_fact_id *out, const char *key, const char *second, const char *area)
{
    *out = (struct evn_fact_id){0};
    size_t len = strlen(key);
    memcpy(out->key, key, len);
    if (second != NULL) {
        out->key[len] = '|';
        memcpy(out->key + len + 1, second, strlen(second));
    }
    if (strlen(area) >= EVN_COMMUNITY_LEN)
        memcpy(out->community, area, EVN_COMMUNITY_LEN);
}

static void identify_community(const void *fact, struct evn_fact_id *out)
{
    const struct evn_fact_community *community = fact;
    set(out, community->code, NULL, community->code);
}

static void identify_zone(const void *fact, struct evn_fact_id *out)
{
    const struct evn_fact_zone *zone = fact;
    set(out, zone->zone, NULL, zone->area);
}

static void identify_norm(const void *fact, struct evn_fact_id *out)
{
    const struct evn_fact_norm *norm = fact;
    set(out, norm->norm, norm->group, "");
}

static void identify_link(const void *fact, struct evn_fact_id *out)
{
    const struct evn_fact_link *link = fact;
    set(out, link->item, link->norm, "");
}

static void identify_item(const void *fact, struct evn_fact_id *out)
{
    const struct evn_fact_item *item = fact;
    set(out, item->code, NULL, "");
}

static void identify_member(const void *fact, struct evn_fact_id *out)
{
    const struct evn_fact_member *member = fact;
    set(out, member->person, NULL, member->area);
}

static void identify_person(const void *fact, struct evn_fact_id *out)
{
    const struct evn_fact_person *person = fact;
    set(out, person->person, NULL, person->community);
}

static void identify_place(const void *fact, struct evn_fact_id *out)
{
    const struct evn_fact_place *place = fact;
    set(out, place->code, NULL, "");
}

static void identify_policy(const void *fact, struct evn_fact_id *out)
{
    const struct evn_fact_policy *policy = fact;
    set(out, policy->table, NULL, "");
}

/* "AREA|CHANNEL|SIGNAL": in order of areas. */
static void identify_signal(const void *fact, struct evn_fact_id *out)
{
    const struct evn_fact_signal *signal = fact;
    char rest[EVN_CHANNEL_MAX + EVN_CODE_MAX + 1] = {0};
    size_t len = strlen(signal->channel);
    memcpy(rest, signal->channel, len);
    rest[len] = '|';
    memcpy(rest + len + 1, signal->signal, strlen(signal->signal));
    set(out, signal->area, rest, "");
}

/* "AREA|DAY|RULE" */
static void identify_warning(const void *fact, struct evn_fact_id *out)
{
    const struct evn_fact_warning *warning = fact;
    char rest[12 + EVN_CODE_MAX] = {0};
    evn_day_format(warning->day, rest);
    rest[10] = '|';
    memcpy(rest + 11, warning->rule, strlen(warning->rule));
    set(out, warning->area, rest, "");
}

/* "COMMUNITY|GROUP|NAME" */
static void identify_headcount(const void *fact, struct evn_fact_id *out)
{
    const struct evn_fact_headcount *count = fact;
    char rest[EVN_GROUP_MAX + EVN_CODE_MAX + 1] = {0};
    size_t len = strlen(count->group);
    memcpy(rest, count->group, len);
    rest[len] = '|';
    memcpy(rest + len + 1, count->name, strlen(count->name));
    set(out, count->community, rest, count->community);
}

static const struct evn_fact_kind kinds[EVN_N_FACTS] = {
    {"community", &community_table, identify_community, 20000},
    {"zone", &zone_table, identify_zone, 200000},
    {"norm", &norm_table, identify_norm, 20000},
    {"item_norm", &link_table, identify_link, 50000},
    {"item", &item_table, identify_item, 200000},
    {"member", &member_table, identify_member, 2000000},
    {"key_person", &person_table, identify_person, 500000},
    {"place", &place_table, identify_place, 100000},
    {"policy", &policy_table, identify_policy, 64},
    {"signal", &signal_table, identify_signal, 100000},
    {"warning", &warning_table, identify_warning, 100000},
    {"headcount", &headcount_table, identify_headcount, 200000},
};

const struct evn_fact_kind *evn_fact_of(uint32_t kind)
{
    return kind >= EVN_FACT_COMMUNITY && kind <= EVN_FACT_LAST ? &kinds[kind - EVN_FACT_COMMUNITY]
                                                               : NULL;
}

bool evn_planner_is_capacity(const struct evn_fact_item *item)
{
    return item->equipment || strcmp(item->category, "bed") == 0 ||
           strcmp(item->category, "central_isolation_place") == 0;
}

bool evn_planner_reads(const char *table)
{
    return strncmp(table, "reserve_", 8) == 0 || strcmp(table, "warning_rules") == 0;
}

bool evn_member_door_only(const struct evn_fact_member *member, struct evn_day day)
{
    for (size_t i = 0; i < member->n_door_from && i < member->n_door_until; i++)
        if (member->door_from[i].n <= day.n && day.n <= member->door_until[i].n)
            return true;
    return false;
}

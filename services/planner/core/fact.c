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
};
static const struct evn_wire_message item_table =
    EVN_MESSAGE("evernormal.planner.v1.ItemKnown", struct evn_fact_item, item_fields);

static const struct evn_wire_field member_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_fact_member, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_fact_member, area, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(3, DAY, struct evn_fact_member, test_days, 0, 0, EVN_TEST_DATES_MAX, NULL),
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

static const struct evn_fact_kind kinds[EVN_N_FACTS] = {
    {"community", &community_table, identify_community, 20000},
    {"zone", &zone_table, identify_zone, 200000},
    {"norm", &norm_table, identify_norm, 20000},
    {"item_norm", &link_table, identify_link, 50000},
    {"item", &item_table, identify_item, 200000},
    {"member", &member_table, identify_member, 2000000},
    {"key_person", &person_table, identify_person, 500000},
};

const struct evn_fact_kind *evn_fact_of(uint32_t kind)
{
    return kind >= EVN_FACT_COMMUNITY && kind <= EVN_FACT_PERSON ? &kinds[kind - EVN_FACT_COMMUNITY]
                                                                 : NULL;
}

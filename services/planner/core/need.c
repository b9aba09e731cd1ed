#include "services/planner/core/need.h"

static const struct evn_wire_field term_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_term, kind, EVN_REQUIRED, EVN_TERM_RESIDENTS,
                     EVN_TERM_PLACE),
    EVN_FIELD_NUMBER(2, I64, struct evn_term, count, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(3, I64, struct evn_term, norm_value_e6, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(4, I64, struct evn_term, amount_e6, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(5, I64, struct evn_term, quantity, 0, 0, INT64_MAX),
    EVN_FIELD_TEXT(6, TEXT, struct evn_term, rule, 0, 1),
    EVN_FIELD_NUMBER(7, U32, struct evn_term, period_days, 0, 0, 366),
    EVN_FIELD_NUMBER(8, I64, struct evn_term, contribution_e6, 0, 0, INT64_MAX),
};
static const struct evn_wire_message term_table =
    EVN_MESSAGE("evernormal.planner.v1.Term", struct evn_term, term_fields);

static const struct evn_wire_field need_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_need, community, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_need, item, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(3, DAY, struct evn_need, day, EVN_REQUIRED),
    EVN_FIELD_NUMBER(4, U32, struct evn_need, tier, EVN_REQUIRED, EVN_TIER_CRITICAL, EVN_TIER_ALL),
    EVN_FIELD_NUMBER(5, I64, struct evn_need, quantity, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(6, I64, struct evn_need, daily, 0, 0, INT64_MAX),
    EVN_FIELD_LIST(7, MSG, struct evn_need, terms, 0, 0, EVN_TERMS_MAX, &term_table),
    EVN_FIELD_NUMBER(8, U32, struct evn_need, error, 0, 0, 1000),
    EVN_FIELD_PLAIN(9, BOOL, struct evn_need, stays, 0),
    EVN_FIELD_PLAIN(10, BOOL, struct evn_need, capacity, 0),
};
const struct evn_wire_message evn_need_table =
    EVN_MESSAGE("evernormal.planner.v1.NeedPut", struct evn_need, need_fields);

static const struct evn_wire_field closed_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_closed, community, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(2, DAY, struct evn_closed, day, EVN_REQUIRED),
    EVN_FIELD_TEXT(3, TEXT, struct evn_closed, reason, 0, 1),
};
const struct evn_wire_message evn_closed_table =
    EVN_MESSAGE("evernormal.planner.v1.NeedClosed", struct evn_closed, closed_fields);

static const struct evn_wire_field planned_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_planned, community, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(2, DAY, struct evn_planned, day, EVN_REQUIRED),
    EVN_FIELD_NUMBER(3, I64, struct evn_planned, residents, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(4, I64, struct evn_planned, tests, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(5, U32, struct evn_planned, zones, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(6, U32, struct evn_planned, zones_unknown, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(70, I64, struct evn_planned, door_only, 0, 0, INT64_MAX),
};
const struct evn_wire_message evn_planned_table =
    EVN_MESSAGE("evernormal.planner.v1.DayPlanned", struct evn_planned, planned_fields);

static const struct evn_wire_field warned_fields[] = {
    EVN_FIELD_PLAIN(1, DAY, struct evn_warned, day, EVN_REQUIRED),
};
const struct evn_wire_message evn_warned_table =
    EVN_MESSAGE("evernormal.planner.v1.WarningsChecked", struct evn_warned, warned_fields);

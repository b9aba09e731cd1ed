#include "services/planner/core/cover_query.h"

#define PROTO(name)        "evernormal.planner.v1." name
#define COUNT(tag, s, m)   EVN_FIELD_NUMBER(tag, I64, s, m, 0, 0, INT64_MAX)
#define SMALL(tag, s, m)   EVN_FIELD_NUMBER(tag, U32, s, m, 0, 0, UINT32_MAX)
#define CODE(tag, s, m, f) EVN_FIELD_TEXT(tag, CODE, s, m, f, 1)

static const struct evn_wire_field holding_fields[] = {
    CODE(1, struct evn_holding, place, EVN_REQUIRED),
    CODE(2, struct evn_holding, item, EVN_REQUIRED),
    COUNT(3, struct evn_holding, quantity),
    COUNT(4, struct evn_holding, unusable),
    COUNT(5, struct evn_holding, reserved),
    COUNT(6, struct evn_holding, earmarked),
};
static const struct evn_wire_message holding_table =
    EVN_MESSAGE(PROTO("Holding"), struct evn_holding, holding_fields);

static const struct evn_wire_field aboard_fields[] = {
    CODE(1, struct evn_aboard, vehicle, EVN_REQUIRED),
    CODE(2, struct evn_aboard, stop, EVN_REQUIRED),
    CODE(3, struct evn_aboard, item, EVN_REQUIRED),
    COUNT(4, struct evn_aboard, quantity),
};
static const struct evn_wire_message aboard_table =
    EVN_MESSAGE(PROTO("AboardFor"), struct evn_aboard, aboard_fields);

static const struct evn_wire_field seal_fields[] = {
    CODE(1, struct evn_what_if_seal, community, EVN_REQUIRED),
    EVN_FIELD_NUMBER(2, I64, struct evn_what_if_seal, residents, EVN_REQUIRED, 1,
                     EVN_RESIDENTS_MAX),
    EVN_FIELD_NUMBER(3, U32, struct evn_what_if_seal, buildings, EVN_REQUIRED, 1, 100000),
    EVN_FIELD_PLAIN(4, DAY, struct evn_what_if_seal, from, 0),
};
static const struct evn_wire_message seal_table =
    EVN_MESSAGE(PROTO("MoreSealed"), struct evn_what_if_seal, seal_fields);

static const struct evn_wire_field tested_fields[] = {
    CODE(1, struct evn_more_tested, community, EVN_REQUIRED),
    EVN_FIELD_PLAIN(2, DAY, struct evn_more_tested, day, EVN_REQUIRED),
    EVN_FIELD_NUMBER(3, I64, struct evn_more_tested, tests, 0, 0, EVN_RESIDENTS_MAX),
};
static const struct evn_wire_message tested_table =
    EVN_MESSAGE(PROTO("MoreTested"), struct evn_more_tested, tested_fields);

static const struct evn_wire_field what_if_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_what_if, sealed, 0, 0, EVN_WHAT_IF_MAX, &seal_table),
    EVN_FIELD_LIST(2, MSG, struct evn_what_if, tested, 0, 0, EVN_WHAT_IF_MAX, &tested_table),
    EVN_FIELD_LIST(3, CODE, struct evn_what_if, closed, 0, 0, EVN_WHAT_IF_MAX, NULL),
    EVN_FIELD_PLAIN(4, DAY, struct evn_what_if, zones_end, 0),
    EVN_FIELD_PLAIN(5, DAY, struct evn_what_if, cohorts_end, 0),
};
static const struct evn_wire_message what_if_table =
    EVN_MESSAGE(PROTO("WhatIf"), struct evn_what_if, what_if_fields);

static const struct evn_wire_field query_fields[] = {
    CODE(1, struct evn_query_cover, area, 0),
    EVN_FIELD_NUMBER(2, U32, struct evn_query_cover, days, 0, 1, EVN_HORIZON_DAYS_MAX),
    EVN_FIELD_NUMBER(3, U32, struct evn_query_cover, by, 0, 2, EVN_COMMUNITY_LEN),
    CODE(4, struct evn_query_cover, item, 0),
    CODE(5, struct evn_query_cover, category, 0),
    EVN_FIELD_PLAIN(6, BOOL, struct evn_query_cover, gaps, 0),
    EVN_FIELD_PLAIN(7, BOOL, struct evn_query_cover, standing, 0),
    EVN_FIELD_LIST(8, MSG, struct evn_query_cover, stock, 0, 0, EVN_SNAPSHOT_HOLDINGS_MAX,
                   &holding_table),
    EVN_FIELD_LIST(9, MSG, struct evn_query_cover, aboard, 0, 0, EVN_SNAPSHOT_ABOARD_MAX,
                   &aboard_table),
    EVN_FIELD_REF(10, struct evn_query_cover, what_if, 0, &what_if_table),
    EVN_FIELD_TEXT(11, TEXT, struct evn_query_cover, after, 0, 1),
};
const struct evn_wire_message evn_cover_query_table =
    EVN_MESSAGE(PROTO("Cover"), struct evn_query_cover, query_fields);

static const struct evn_wire_field figures_fields[] = {
    COUNT(1, struct evn_cover_figures, on_hand),
    COUNT(2, struct evn_cover_figures, in_transit),
    COUNT(3, struct evn_cover_figures, reserved),
    COUNT(4, struct evn_cover_figures, earmarked),
    COUNT(5, struct evn_cover_figures, unusable),
    COUNT(6, struct evn_cover_figures, closed),
    COUNT(7, struct evn_cover_figures, need),
    COUNT(8, struct evn_cover_figures, wanted),
    COUNT(9, struct evn_cover_figures, short_of),
    COUNT(10, struct evn_cover_figures, cover_cdays),
    EVN_FIELD_PLAIN(11, DAY, struct evn_cover_figures, stock_out, 0),
    SMALL(12, struct evn_cover_figures, error),
};
static const struct evn_wire_message figures_table =
    EVN_MESSAGE(PROTO("CoverFigures"), struct evn_cover_figures, figures_fields);

static const struct evn_wire_field row_fields[] = {
    CODE(1, struct evn_cover_row, scope, 0),
    EVN_FIELD_PLAIN(2, BOOL, struct evn_cover_row, is_place, 0),
    CODE(3, struct evn_cover_row, item, EVN_REQUIRED),
    CODE(4, struct evn_cover_row, category, 0),
    SMALL(5, struct evn_cover_row, target_days),
    EVN_FIELD_TEXT(6, TEXT, struct evn_cover_row, rule, 0, 1),
    EVN_FIELD_TEXT(7, TEXT, struct evn_cover_row, duty, 0, 1),
    EVN_FIELD_TEXT(8, TEXT, struct evn_cover_row, slot, 0, 1),
    EVN_FIELD_MSG(9, struct evn_cover_row, now, 0, &figures_table),
    EVN_FIELD_MSG(10, struct evn_cover_row, then, 0, &figures_table),
};
const struct evn_wire_message evn_cover_row_table =
    EVN_MESSAGE(PROTO("CoverRow"), struct evn_cover_row, row_fields);

static const struct evn_wire_field class_fields[] = {
    CODE(1, struct evn_cover_class, scope, 0),
    EVN_FIELD_PLAIN(2, BOOL, struct evn_cover_class, is_place, 0),
    CODE(3, struct evn_cover_class, category, 0),
    SMALL(4, struct evn_cover_class, items),
    SMALL(5, struct evn_cover_class, items_short),
    COUNT(6, struct evn_cover_class, cover_cdays),
    EVN_FIELD_PLAIN(7, DAY, struct evn_cover_class, stock_out, 0),
    CODE(8, struct evn_cover_class, first_out, 0),
    SMALL(9, struct evn_cover_class, then_short),
    COUNT(10, struct evn_cover_class, then_cdays),
    EVN_FIELD_PLAIN(11, DAY, struct evn_cover_class, then_out, 0),
};
const struct evn_wire_message evn_cover_class_table =
    EVN_MESSAGE(PROTO("CoverClass"), struct evn_cover_class, class_fields);

static const struct evn_wire_field refused_rule_fields[] = {
    CODE(1, struct evn_refused_rule, table, EVN_REQUIRED),
    EVN_FIELD_MSG(2, struct evn_refused_rule, refusal, EVN_REQUIRED, &evn_refusal_table),
};
const struct evn_wire_message evn_refused_rule_table =
    EVN_MESSAGE(PROTO("RefusedRule"), struct evn_refused_rule, refused_rule_fields);

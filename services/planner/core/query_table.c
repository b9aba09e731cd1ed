#include "services/planner/core/query.h"

static const struct evn_wire_field recompute_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_recompute, community, EVN_REQUIRED, 1),
};
static const struct evn_wire_message recompute_table =
    EVN_MESSAGE("evernormal.planner.v1.Recompute", struct evn_recompute, recompute_fields);

static const struct evn_wire_field command_fields[] = {
    EVN_FIELD_PLAIN(1, ID, struct evn_planner_command, id, EVN_REQUIRED),
    EVN_FIELD_REF(2, struct evn_planner_command, tick, EVN_ONE_OF, &evn_tick_message),
    EVN_FIELD_REF(16, struct evn_planner_command, recompute, EVN_ONE_OF, &recompute_table),
};
const struct evn_wire_message evn_planner_command_table =
    EVN_MESSAGE("evernormal.planner.v1.Command", struct evn_planner_command, command_fields);

static const struct evn_wire_field needs_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_query_needs, community, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(2, DAY, struct evn_query_needs, day, 0),
    EVN_FIELD_TEXT(3, TEXT, struct evn_query_needs, after, 0, 1),
};
static const struct evn_wire_message needs_table =
    EVN_MESSAGE("evernormal.planner.v1.Needs", struct evn_query_needs, needs_fields);

static const struct evn_wire_field totals_fields[] = {
    EVN_FIELD_PLAIN(1, DAY, struct evn_query_totals, day, EVN_REQUIRED),
    EVN_FIELD_TEXT(2, CODE, struct evn_query_totals, area, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_query_totals, after, 0, 1),
};
static const struct evn_wire_message totals_table =
    EVN_MESSAGE("evernormal.planner.v1.Totals", struct evn_query_totals, totals_fields);

static const struct evn_wire_field open_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_query_open, area, 0, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_query_open, after, 0, 1),
};
static const struct evn_wire_message open_table =
    EVN_MESSAGE("evernormal.planner.v1.Open", struct evn_query_open, open_fields);

static const struct evn_wire_field explain_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_query_explain, community, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_query_explain, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, U32, struct evn_query_explain, tier, EVN_REQUIRED, EVN_TIER_CRITICAL,
                     EVN_TIER_ALL),
    EVN_FIELD_PLAIN(4, DAY, struct evn_query_explain, day, 0),
};
static const struct evn_wire_message explain_table =
    EVN_MESSAGE("evernormal.planner.v1.Explain", struct evn_query_explain, explain_fields);

static const struct evn_wire_field refused_query_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_query_refused, after, 0, 1),
};
static const struct evn_wire_message refused_query_table =
    EVN_MESSAGE("evernormal.planner.v1.Refused", struct evn_query_refused, refused_query_fields);

static const struct evn_wire_field bags_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_query_bags, community, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(2, DAY, struct evn_query_bags, day, 0),
    EVN_FIELD_TEXT(3, CODE, struct evn_query_bags, after, 0, 1),
};
static const struct evn_wire_message bags_table =
    EVN_MESSAGE("evernormal.planner.v1.Bags", struct evn_query_bags, bags_fields);

static const struct evn_wire_field query_fields[] = {
    EVN_FIELD_REF(1, struct evn_planner_query, needs, EVN_ONE_OF, &needs_table),
    EVN_FIELD_REF(2, struct evn_planner_query, totals, EVN_ONE_OF, &totals_table),
    EVN_FIELD_REF(3, struct evn_planner_query, open, EVN_ONE_OF, &open_table),
    EVN_FIELD_REF(4, struct evn_planner_query, explain, EVN_ONE_OF, &explain_table),
    EVN_FIELD_REF(5, struct evn_planner_query, refused, EVN_ONE_OF, &refused_query_table),
    EVN_FIELD_REF(6, struct evn_planner_query, cover, EVN_ONE_OF, &evn_cover_query_table),
    EVN_FIELD_REF(7, struct evn_planner_query, bags, EVN_ONE_OF, &bags_table),
};
const struct evn_wire_message evn_planner_query_table =
    EVN_MESSAGE("evernormal.planner.v1.Query", struct evn_planner_query, query_fields);

static const struct evn_wire_field total_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_total, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_total, tier, EVN_REQUIRED, EVN_TIER_CRITICAL, EVN_TIER_ALL),
    EVN_FIELD_NUMBER(3, I64, struct evn_total, quantity, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(4, I64, struct evn_total, daily, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(5, U32, struct evn_total, communities, 0, 0, UINT32_MAX),
};
const struct evn_wire_message evn_total_table =
    EVN_MESSAGE("evernormal.planner.v1.Total", struct evn_total, total_fields);

static const struct evn_wire_field refused_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_refused_link, item, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_refused_link, norm, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_refused_link, group, 0, 1),
    EVN_FIELD_MSG(4, struct evn_refused_link, refusal, EVN_REQUIRED, &evn_refusal_table),
};
const struct evn_wire_message evn_refused_table =
    EVN_MESSAGE("evernormal.planner.v1.RefusedLink", struct evn_refused_link, refused_fields);

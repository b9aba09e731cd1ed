#include "services/dispatch/core/document.h"

#include "services/dispatch/alloc/wide.h"

#define PROTO(name)      "evernormal.dispatch.v1." name
#define UNITS(tag, s, m) EVN_FIELD_NUMBER(tag, I64, s, m, 0, 0, INT64_MAX)

static const struct evn_sm_step round_steps[] = {
    {0, EVN_DSP_ROUND_ASKED, EVN_DSP_ROUND_RESERVING},
    {0, EVN_DSP_ROUND_EMPTY, EVN_DSP_ROUND_CLOSED},
    {EVN_DSP_ROUND_RESERVING, EVN_DSP_ROUND_ANSWERED, EVN_DSP_ROUND_PLANNED},
    {EVN_DSP_ROUND_RESERVING, EVN_DSP_ROUND_NOTHING, EVN_DSP_ROUND_CLOSED},
    {EVN_DSP_ROUND_PLANNED, EVN_DSP_ROUND_DONE, EVN_DSP_ROUND_CLOSED},
};
const struct evn_sm evn_dsp_round_sm = EVN_SM("round", round_steps);

static const struct evn_sm_step share_steps[] = {
    {0, EVN_DSP_SHARE_MADE, EVN_DSP_SHARE_ALLOCATED},
    {0, EVN_DSP_SHARE_SPLIT, EVN_DSP_SHARE_RESERVED},
    {EVN_DSP_SHARE_ALLOCATED, EVN_DSP_SHARE_ACCEPTED, EVN_DSP_SHARE_RESERVED},
    {EVN_DSP_SHARE_ALLOCATED, EVN_DSP_SHARE_REFUSED, EVN_DSP_SHARE_REOPENED},
    {EVN_DSP_SHARE_RESERVED, EVN_DSP_SHARE_GIVEN_BACK, EVN_DSP_SHARE_REOPENED},
    {EVN_DSP_SHARE_RESERVED, EVN_DSP_SHARE_SHIPPED, EVN_DSP_SHARE_ABOARD},
    {EVN_DSP_SHARE_ABOARD, EVN_DSP_SHARE_SIGNED, EVN_DSP_SHARE_DELIVERED},
};
const struct evn_sm evn_dsp_share_sm = EVN_SM("share", share_steps);

bool evn_dsp_line_holds(const struct evn_dsp_line *l)
{
    const int64_t parts[] = {
        l->requested,      l->rounded,         l->refused, l->open, l->allocated, l->reserved,
        l->aboard,         l->received,        l->shipped, l->lost, l->damaged,   l->turned_back,
        l->instead_coming, l->instead_received};
    for (size_t i = 0; i < sizeof parts / sizeof parts[0]; i++)
        if (parts[i] < 0)
            return false;
    return l->requested + l->rounded == l->refused + l->open + l->allocated + l->reserved +
                                            l->aboard + l->received + l->instead_coming +
                                            l->instead_received &&
           l->shipped == l->aboard + l->received + l->lost + l->damaged + l->turned_back;
}

int64_t evn_dsp_share_worth(const struct evn_dsp_share *share, int64_t units)
{
    if (share->instead_of[0] == '\0')
        return units;
    return (int64_t)((evn_i128)units * share->instead / share->quantity);
}

uint32_t evn_dsp_round_name(const struct evn_dsp_round *round)
{
    return round->joins != 0 ? round->joins : round->round;
}

static const struct evn_wire_field why_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_dsp_why, code, 0, 0, INT32_MAX),
    EVN_FIELD_TEXT(2, TEXT, struct evn_dsp_why, text, 0, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_dsp_why, subject, 0, 1),
    EVN_FIELD_NUMBER(4, I64, struct evn_dsp_why, have, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_NUMBER(5, I64, struct evn_dsp_why, want, 0, INT64_MIN, INT64_MAX),
};
const struct evn_wire_message evn_dsp_why_table =
    EVN_MESSAGE(PROTO("Why"), struct evn_dsp_why, why_fields);

static const struct evn_wire_field request_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_request, request, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_request, community, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(3, BOOL, struct evn_dsp_request, standing, 0),
    EVN_FIELD_TEXT(4, TEXT, struct evn_dsp_request, asked_by, 0, 1),
    EVN_FIELD_NUMBER(5, I64, struct evn_dsp_request, asked_at_us, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_NUMBER(6, U32, struct evn_dsp_request, lines, 0, 0, UINT32_MAX),
    EVN_FIELD_TEXT(7, TEXT, struct evn_dsp_request, note, 0, 1),
    EVN_FIELD_PLAIN(8, BOOL, struct evn_dsp_request, urgent, 0),
};
const struct evn_wire_message evn_dsp_request_table =
    EVN_MESSAGE(PROTO("Request"), struct evn_dsp_request, request_fields);

static const struct evn_wire_field line_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_line, request, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_line, line, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_line, community, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_dsp_line, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(5, U32, struct evn_dsp_line, tier, EVN_REQUIRED, 1, 3),
    UNITS(6, struct evn_dsp_line, requested),
    UNITS(7, struct evn_dsp_line, rounded),
    UNITS(8, struct evn_dsp_line, refused),
    UNITS(9, struct evn_dsp_line, open),
    UNITS(10, struct evn_dsp_line, allocated),
    UNITS(11, struct evn_dsp_line, reserved),
    UNITS(12, struct evn_dsp_line, aboard),
    UNITS(13, struct evn_dsp_line, received),
    UNITS(14, struct evn_dsp_line, shipped),
    UNITS(15, struct evn_dsp_line, lost),
    UNITS(16, struct evn_dsp_line, damaged),
    UNITS(17, struct evn_dsp_line, turned_back),
    EVN_FIELD_NUMBER(18, I64, struct evn_dsp_line, open_since_us, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_MSG(19, struct evn_dsp_line, why, 0, &evn_dsp_why_table),
    EVN_FIELD_TEXT(20, TEXT, struct evn_dsp_line, note, 0, 1),
    EVN_FIELD_PLAIN(21, BOOL, struct evn_dsp_line, urgent, 0),
    EVN_FIELD_PLAIN(22, BOOL, struct evn_dsp_line, overdue, 0),
    UNITS(23, struct evn_dsp_line, instead_coming),
    UNITS(24, struct evn_dsp_line, instead_received),
};
const struct evn_wire_message evn_dsp_line_table =
    EVN_MESSAGE(PROTO("Line"), struct evn_dsp_line, line_fields);

static const struct evn_wire_field round_item_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_round_item, item, EVN_REQUIRED, 1),
    UNITS(2, struct evn_dsp_round_item, stock),
    UNITS(3, struct evn_dsp_round_item, given),
    EVN_FIELD_NUMBER(4, U32, struct evn_dsp_round_item, communities, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(5, U32, struct evn_dsp_round_item, in_want, 0, 0, UINT32_MAX),
    UNITS(6, struct evn_dsp_round_item, instead),
};
static const struct evn_wire_message round_item_table =
    EVN_MESSAGE(PROTO("RoundItem"), struct evn_dsp_round_item, round_item_fields);

static const struct evn_wire_field round_warehouse_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_round_warehouse, warehouse, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, ENUM, struct evn_dsp_round_warehouse, state, EVN_REQUIRED, EVN_DSP_WAITING,
                     EVN_DSP_REFUSED),
    EVN_FIELD_NUMBER(3, U32, struct evn_dsp_round_warehouse, lines, 0, 0, UINT32_MAX),
    EVN_FIELD_MSG(4, struct evn_dsp_round_warehouse, why, 0, &evn_dsp_why_table),
};
static const struct evn_wire_message round_warehouse_table =
    EVN_MESSAGE(PROTO("RoundWarehouse"), struct evn_dsp_round_warehouse, round_warehouse_fields);

static const struct evn_wire_field plan_fields[] = {
    EVN_FIELD_NUMBER(1, U64, struct evn_dsp_plan, seed, 0, 0, EVN_WIRE_ANY),
    UNITS(2, struct evn_dsp_plan, iterations),
    EVN_FIELD_NUMBER(3, U32, struct evn_dsp_plan, stops, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(4, U32, struct evn_dsp_plan, left_out, 0, 0, UINT32_MAX),
    UNITS(5, struct evn_dsp_plan, dist_m),
    EVN_FIELD_NUMBER(6, U32, struct evn_dsp_plan, speed_kmh, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(7, U32, struct evn_dsp_plan, circuity_e2, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(8, U32, struct evn_dsp_plan, guessed, 0, 0, UINT32_MAX),
};
static const struct evn_wire_message plan_table =
    EVN_MESSAGE(PROTO("Plan"), struct evn_dsp_plan, plan_fields);

static const struct evn_wire_field round_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_dsp_round, round, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_NUMBER(2, ENUM, struct evn_dsp_round, state, EVN_REQUIRED, EVN_DSP_ROUND_RESERVING,
                     EVN_DSP_ROUND_CLOSED),
    EVN_FIELD_PLAIN(3, DAY, struct evn_dsp_round, day, EVN_REQUIRED),
    EVN_FIELD_NUMBER(4, I64, struct evn_dsp_round, at_us, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_TEXT(5, TEXT, struct evn_dsp_round, by, 0, 1),
    EVN_FIELD_PLAIN(6, BOOL, struct evn_dsp_round, scheduled, 0),
    EVN_FIELD_PLAIN(7, BOOL, struct evn_dsp_round, more, 0),
    EVN_FIELD_NUMBER(8, U32, struct evn_dsp_round, shares, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(9, U32, struct evn_dsp_round, trips, 0, 0, UINT32_MAX),
    EVN_FIELD_LIST(10, MSG, struct evn_dsp_round, items, 0, 0, EVN_DSP_ITEMS_MAX,
                   &round_item_table),
    EVN_FIELD_LIST(11, MSG, struct evn_dsp_round, warehouses, 0, 0, EVN_DSP_DEPOTS_MAX,
                   &round_warehouse_table),
    EVN_FIELD_MSG(12, struct evn_dsp_round, plan, 0, &plan_table),
    EVN_FIELD_MSG(13, struct evn_dsp_round, why, 0, &evn_dsp_why_table),
    EVN_FIELD_PLAIN(14, BOOL, struct evn_dsp_round, urgent, 0),
    EVN_FIELD_NUMBER(15, U32, struct evn_dsp_round, joins, 0, 0, UINT32_MAX),
};
const struct evn_wire_message evn_dsp_round_table =
    EVN_MESSAGE(PROTO("Round"), struct evn_dsp_round, round_fields);

#define FIGURE(tag, m) EVN_FIELD_NUMBER(tag, I64, struct evn_dsp_note, m, 0, INT64_MIN, INT64_MAX)
static const struct evn_wire_field note_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_note, code, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_note, other, 0, 1),
    EVN_FIELD_NUMBER(3, U32, struct evn_dsp_note, tier, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(4, U32, struct evn_dsp_note, target_days, 0, 0, UINT32_MAX),
    FIGURE(5, packs),
    FIGURE(6, units),
    FIGURE(7, before),
    FIGURE(8, after),
    FIGURE(9, want),
    FIGURE(10, missing),
    FIGURE(11, before_cdays),
    FIGURE(12, after_cdays),
    FIGURE(13, level_cdays),
    FIGURE(14, after_cperc),
    FIGURE(15, level_cperc),
    FIGURE(16, owed_micro),
    FIGURE(17, carried_micro),
};
static const struct evn_wire_message note_table =
    EVN_MESSAGE(PROTO("Note"), struct evn_dsp_note, note_fields);

static const struct evn_wire_field award_tier_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_dsp_award_tier, tier, EVN_REQUIRED, 1, 3),
    UNITS(2, struct evn_dsp_award_tier, want),
    UNITS(3, struct evn_dsp_award_tier, before),
    UNITS(4, struct evn_dsp_award_tier, after),
};
static const struct evn_wire_message award_tier_table =
    EVN_MESSAGE(PROTO("AwardTier"), struct evn_dsp_award_tier, award_tier_fields);

static const struct evn_wire_field award_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_dsp_award, round, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_award, item, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_award, community, EVN_REQUIRED, 1),
    UNITS(4, struct evn_dsp_award, packs),
    UNITS(5, struct evn_dsp_award, quantity),
    EVN_FIELD_NUMBER(6, I64, struct evn_dsp_award, carried_micro, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_LIST(7, MSG, struct evn_dsp_award, notes, 0, 0, EVN_DSP_NOTES_MAX, &note_table),
    UNITS(8, struct evn_dsp_award, missing),
    UNITS(9, struct evn_dsp_award, before_cdays),
    UNITS(10, struct evn_dsp_award, after_cdays),
    EVN_FIELD_LIST(11, MSG, struct evn_dsp_award, tiers, 0, 0, 3, &award_tier_table),
    UNITS(12, struct evn_dsp_award, instead),
};
const struct evn_wire_message evn_dsp_award_table =
    EVN_MESSAGE(PROTO("Award"), struct evn_dsp_award, award_fields);

static const struct evn_wire_field share_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_dsp_share, round, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_share, share, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_share, request, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(4, U32, struct evn_dsp_share, line, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_TEXT(5, CODE, struct evn_dsp_share, community, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(6, CODE, struct evn_dsp_share, item, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(7, CODE, struct evn_dsp_share, warehouse, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(8, U32, struct evn_dsp_share, tier, EVN_REQUIRED, 1, 3),
    UNITS(9, struct evn_dsp_share, quantity),
    EVN_FIELD_NUMBER(10, ENUM, struct evn_dsp_share, state, EVN_REQUIRED, EVN_DSP_SHARE_ALLOCATED,
                     EVN_DSP_SHARE_REOPENED),
    EVN_FIELD_TEXT(11, CODE, struct evn_dsp_share, trip, 0, 1),
    EVN_FIELD_NUMBER(12, U32, struct evn_dsp_share, stop, 0, 0, UINT32_MAX),
    UNITS(13, struct evn_dsp_share, accepted),
    UNITS(14, struct evn_dsp_share, lost),
    UNITS(15, struct evn_dsp_share, damaged),
    UNITS(16, struct evn_dsp_share, turned_back),
    EVN_FIELD_NUMBER(17, I64, struct evn_dsp_share, at_us, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_MSG(18, struct evn_dsp_share, why, 0, &evn_dsp_why_table),
    EVN_FIELD_TEXT(19, CODE, struct evn_dsp_share, instead_of, 0, 1),
    UNITS(20, struct evn_dsp_share, instead),
    UNITS(30, struct evn_dsp_share, over),
};
const struct evn_wire_message evn_dsp_share_table =
    EVN_MESSAGE(PROTO("Share"), struct evn_dsp_share, share_fields);

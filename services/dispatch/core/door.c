#include "services/dispatch/core/door.h"

#define PROTO(name)        "evernormal.dispatch.v1." name
#define UNITS(tag, s, m)   EVN_FIELD_NUMBER(tag, I64, s, m, 0, 0, INT64_MAX)
#define INSTANT(tag, s, m) EVN_FIELD_NUMBER(tag, I64, s, m, 0, INT64_MIN, INT64_MAX)

static const struct evn_sm_step door_steps[] = {
    {0, EVN_DSP_DOOR_MADE, EVN_DSP_DOOR_AHEAD},
    {EVN_DSP_DOOR_AHEAD, EVN_DSP_DOOR_HANDED, EVN_DSP_DOOR_DONE},
    {EVN_DSP_DOOR_AHEAD, EVN_DSP_DOOR_MISSED, EVN_DSP_DOOR_LEFT},
    {EVN_DSP_DOOR_LEFT, EVN_DSP_DOOR_HANDED, EVN_DSP_DOOR_DONE},
    {EVN_DSP_DOOR_LEFT, EVN_DSP_DOOR_MISSED, EVN_DSP_DOOR_LEFT},
};
const struct evn_sm evn_dsp_door_sm = EVN_SM("door", door_steps);

static const struct evn_sm_step round_steps[] = {
    {0, EVN_DSP_DOOR_ROUND_BEGUN, EVN_DSP_DOOR_ROUND_OPEN},
    {EVN_DSP_DOOR_ROUND_OPEN, EVN_DSP_DOOR_ROUND_END, EVN_DSP_DOOR_ROUND_CLOSED},
    {EVN_DSP_DOOR_ROUND_OPEN, EVN_DSP_DOOR_ROUND_GIVE_BACK, EVN_DSP_DOOR_ROUND_RETURNING},
    {EVN_DSP_DOOR_ROUND_RETURNING, EVN_DSP_DOOR_ROUND_TAKEN, EVN_DSP_DOOR_ROUND_CLOSED},
    {EVN_DSP_DOOR_ROUND_RETURNING, EVN_DSP_DOOR_ROUND_NOT_TAKEN, EVN_DSP_DOOR_ROUND_OPEN},
};
const struct evn_sm evn_dsp_door_round_sm = EVN_SM("door round", round_steps);

/* What doors got of the item. */
static int64_t handed_at_doors(const struct evn_dsp_door_round *r, const char *item)
{
    int64_t sum = 0;
    for (size_t i = 0; i < r->n_doors; i++)
        for (size_t k = 0; k < r->doors[i].n_lines; k++)
            if (strcmp(r->doors[i].lines[k].item, item) == 0)
                sum += r->doors[i].lines[k].handed;
    return sum;
}

bool evn_dsp_door_round_holds(const struct evn_dsp_door_round *r)
{
    for (size_t i = 0; i < r->n_items; i++) {
        const struct evn_dsp_door_item *it = &r->items[i];
        if (it->handed < 0 || it->left < 0 || it->returned < 0 ||
            it->received != it->handed + it->left + it->returned ||
            it->handed != handed_at_doors(r, it->item))
            return false;
    }
    for (size_t i = 0; i < r->n_doors; i++)
        for (size_t k = 0; k < r->doors[i].n_lines; k++)
            if (r->doors[i].lines[k].handed < 0 ||
                r->doors[i].lines[k].handed > r->doors[i].lines[k].quantity)
                return false;
    return true;
}

static const struct evn_wire_field line_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_door_line, item, EVN_REQUIRED, 1),
    UNITS(2, struct evn_dsp_door_line, quantity),
    UNITS(3, struct evn_dsp_door_line, handed),
};
static const struct evn_wire_message line_table =
    EVN_MESSAGE(PROTO("DoorLine"), struct evn_dsp_door_line, line_fields);

static const struct evn_wire_field door_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_door, bag, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_door, person, 0, 1),
    EVN_FIELD_NUMBER(3, ENUM, struct evn_dsp_door, state, EVN_REQUIRED, EVN_DSP_DOOR_AHEAD,
                     EVN_DSP_DOOR_LEFT),
    EVN_FIELD_LIST(4, MSG, struct evn_dsp_door, lines, 0, 0, EVN_DSP_DOOR_LINES_MAX, &line_table),
    EVN_FIELD_NUMBER(5, ENUM, struct evn_dsp_door, proof, 0, 0, EVN_DSP_PROOF_PHOTO),
    EVN_FIELD_TEXT(6, TEXT, struct evn_dsp_door, proof_text, 0, 1),
    EVN_FIELD_NUMBER(7, ENUM, struct evn_dsp_door, why, 0, 0, EVN_DSP_DOOR_OTHER),
    EVN_FIELD_TEXT(8, TEXT, struct evn_dsp_door, note, 0, 1),
    INSTANT(9, struct evn_dsp_door, at_us),
    EVN_FIELD_TEXT(10, CODE, struct evn_dsp_door, by, 0, 1),
};
static const struct evn_wire_message door_table =
    EVN_MESSAGE(PROTO("Door"), struct evn_dsp_door, door_fields);

static const struct evn_wire_field item_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_door_item, item, EVN_REQUIRED, 1),
    UNITS(2, struct evn_dsp_door_item, received),
    UNITS(3, struct evn_dsp_door_item, handed),
    UNITS(4, struct evn_dsp_door_item, left),
    UNITS(5, struct evn_dsp_door_item, returned),
};
static const struct evn_wire_message item_table =
    EVN_MESSAGE(PROTO("DoorItem"), struct evn_dsp_door_item, item_fields);

static const struct evn_wire_field round_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_door_round, trip, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_door_round, stop, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_door_round, point, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_dsp_door_round, area, 0, 1),
    EVN_FIELD_NUMBER(5, ENUM, struct evn_dsp_door_round, state, EVN_REQUIRED,
                     EVN_DSP_DOOR_ROUND_OPEN, EVN_DSP_DOOR_ROUND_CLOSED),
    EVN_FIELD_LIST(6, MSG, struct evn_dsp_door_round, doors, 0, 0, EVN_DSP_DOORS_MAX, &door_table),
    EVN_FIELD_LIST(7, MSG, struct evn_dsp_door_round, items, 0, 0, EVN_DSP_ITEMS_MAX, &item_table),
    INSTANT(8, struct evn_dsp_door_round, since_us),
    INSTANT(9, struct evn_dsp_door_round, closed_at_us),
    EVN_FIELD_TEXT(10, CODE, struct evn_dsp_door_round, by, 0, 1),
    EVN_FIELD_MSG(11, struct evn_dsp_door_round, why, 0, &evn_dsp_why_table),
};
const struct evn_wire_message evn_dsp_door_round_table =
    EVN_MESSAGE(PROTO("DoorRound"), struct evn_dsp_door_round, round_fields);

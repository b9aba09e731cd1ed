#include "tests/sim/ledger/model_parts.h"

#include <stdio.h>

/* A lot at a place, or everywhere: place WORLD_PLACES. */
static bool find_held(struct attempt *a, const struct evn_ledger_lot_line *line, struct spot *out)
{
    if (!find_item(a, line->item, &out->item))
        return false;
    if (line->lot.len == 0)
        return fail(a, EVN_E_MISSING_FIELD, "lot");
    out->lot = find_lot(a->m, out->item, line->lot);
    return out->lot != 0 || fail(a, EVN_E_UNKNOWN_LOT, "lot");
}

static bool find_held_place(struct attempt *a, const struct evn_ledger_lot_line *line,
                            struct spot *out)
{
    out->place = WORLD_PLACES;
    if (line->place.len == 0)
        return true;
    return find_place(a, line->place, "place", &out->place) &&
           (physical(out->place) || fail(a, EVN_E_BAD_FIELD, "place"));
}

static bool seen(const struct spot *spots, uint32_t n)
{
    for (uint32_t i = 0; i < n; i++)
        if (spots[i].place == spots[n].place && spots[i].item == spots[n].item &&
            spots[i].lot == spots[n].lot)
            return true;
    return false;
}

/* About the line's lot; the field is the reason. */
static bool fail_hold(struct attempt *a, evn_err err, const struct evn_ledger_hold *said,
                      enum evn_state state)
{
    char reason[16];
    snprintf(reason, sizeof reason, "%.*s", (int)said->reason.len, (const char *)said->reason.at);
    return fail_state(a, err, reason, said->lines[a->line - 1].lot, state);
}

/* No such hold: what there is of the lot for that reason elsewhere; of several the model does not
 * know which is told. */
static bool fail_release(struct attempt *a, const struct evn_ledger_hold *said,
                         const struct spot *s, int reason)
{
    uint32_t n = 0, at = 0;
    for (uint32_t p = 0; p <= WORLD_PLACES; p++)
        if (a->m->holds[s->item][s->lot][p][reason] != MODEL_FREE) {
            at = p;
            n++;
        }
    (void)fail_hold(a, EVN_E_WRONG_STATE, said,
                    n == 0               ? EVN_S_NOT_HELD
                    : at == WORLD_PLACES ? EVN_S_HELD_EVERYWHERE
                                         : EVN_S_HELD_THERE);
    snprintf(a->refusal.place, sizeof a->refusal.place, "%s",
             n > 1                         ? "?"
             : n == 1 && at < WORLD_PLACES ? world_places[at]
                                           : "");
    return false;
}

static bool by_hand(struct attempt *a, const struct evn_ledger_hold *said, bool put, int reason)
{
    struct spot spots[WORLD_LINES];
    for (uint32_t i = 0; i < said->n_lines; i++) {
        struct spot *s = &spots[i];
        a->line = i + 1;
        if (!find_held(a, &said->lines[i], s) || !find_held_place(a, &said->lines[i], s))
            return false;
        enum model_hold is = a->m->holds[s->item][s->lot][s->place][reason];
        if (put && (is != MODEL_FREE || seen(spots, i)))
            return fail_hold(a, EVN_E_EXISTS, said, EVN_S_HELD_ALREADY);
        if (!put && is == MODEL_FREE)
            return fail_release(a, said, s, reason);
        if (!put && is == MODEL_BY_RECALL)
            return fail_hold(a, EVN_E_WRONG_STATE, said, EVN_S_RECALL_HOLDS);
        if (!put && seen(spots, i))
            return fail_hold(a, EVN_E_WRONG_STATE, said, EVN_S_NOT_HELD);
    }
    for (uint32_t i = 0; i < said->n_lines; i++)
        a->m->holds[spots[i].item][spots[i].lot][spots[i].place][reason] =
            put ? MODEL_BY_HAND : MODEL_FREE;
    return true;
}

static bool open_recall(struct attempt *a, const struct evn_ledger_hold *said, int reason)
{
    struct spot spots[WORLD_LINES];
    if (said->n_lines == 0)
        return fail(a, EVN_E_MISSING_FIELD, "lines");
    if (said->authority.len == 0)
        return fail(a, EVN_E_MISSING_FIELD, "authority");
    if (a->m->recalls[reason])
        return fail_state(a, EVN_E_EXISTS, "reason", said->reason, EVN_S_RECALL_OPEN);
    for (uint32_t i = 0; i < said->n_lines; i++) {
        a->line = i + 1;
        spots[i].place = WORLD_PLACES;
        if (!find_held(a, &said->lines[i], &spots[i]))
            return false;
        if (seen(spots, i) ||
            a->m->holds[spots[i].item][spots[i].lot][WORLD_PLACES][reason] != MODEL_FREE)
            return fail_state(a, EVN_E_EXISTS, "lot", said->lines[i].lot, EVN_S_HELD_ALREADY);
    }
    for (uint32_t i = 0; i < said->n_lines; i++)
        a->m->holds[spots[i].item][spots[i].lot][WORLD_PLACES][reason] = MODEL_BY_RECALL;
    a->m->recalls[reason] = true;
    return true;
}

static bool close_recall(struct attempt *a, struct evn_bytes name, int reason)
{
    if (!a->m->recalls[reason])
        return fail_state(a, EVN_E_WRONG_STATE, "reason", name, EVN_S_NO_RECALL);
    for (uint32_t i = 0; i < WORLD_ITEMS; i++)
        for (uint32_t l = 0; l < MODEL_LOTS; l++)
            if (a->m->holds[i][l][WORLD_PLACES][reason] == MODEL_BY_RECALL)
                a->m->holds[i][l][WORLD_PLACES][reason] = MODEL_FREE;
    a->m->recalls[reason] = false;
    return true;
}

bool try_hold(struct attempt *a, const struct evn_ledger_command *c)
{
    static const char *const reasons[MODEL_REASONS] = {"bad", "leak", "letter"};
    const struct evn_ledger_hold *said = &c->hold;
    int reason = 0;
    if (said->reason.len == 0)
        return fail(a, EVN_E_MISSING_FIELD, "reason");
    while (reason < MODEL_REASONS - 1 && !same(said->reason, reasons[reason]))
        reason++;
    bool recall = c->kind == EVN_COMMAND_RECALL_OPEN || c->kind == EVN_COMMAND_RECALL_CLOSE;
    bool ends = c->kind == EVN_COMMAND_HOLD_RELEASE || c->kind == EVN_COMMAND_RECALL_CLOSE;
    if (!recall && said->n_lines == 0)
        return fail(a, EVN_E_MISSING_FIELD, "lines");
    if (ends && said->note.len == 0)
        return fail(a, EVN_E_MISSING_FIELD, "note");
    if (!recall)
        return by_hand(a, said, !ends, reason);
    return ends ? close_recall(a, said->reason, reason) : open_recall(a, said, reason);
}

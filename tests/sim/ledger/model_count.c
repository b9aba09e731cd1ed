#include "tests/sim/ledger/model_parts.h"

#include <stdio.h>
#include <stdlib.h>

/* Counts have the names c1, c2, ... */
static struct model_count *named(struct attempt *a, struct evn_bytes name)
{
    char text[16];
    snprintf(text, sizeof text, "%.*s", (int)name.len, (const char *)name.at);
    return &a->m->counts[strtoul(text + 1, NULL, 10) % MODEL_COUNTS];
}

static bool start(struct attempt *a, const struct evn_ledger_count_start *said)
{
    struct model_count *c = named(a, said->name), begun = {.known = true, .open = true};
    if (c->known)
        return fail_state(a, EVN_E_EXISTS, "count", said->name, EVN_S_NAME_USED);
    if (said->n_counters > 2)
        return fail(a, EVN_E_BAD_FIELD, "counters");
    if (!find_place(a, said->place, "place", &begun.place))
        return false;
    if (begun.place > WORLD_LOAN || begun.place == WORLD_VAN || begun.place == WORLD_VAN_2)
        return fail(a, EVN_E_BAD_FIELD, "place");
    begun.item = WORLD_ITEMS;
    a->line = said->n_items;
    if (said->n_items > 0 && !find_item(a, said->items[0], &begun.item))
        return false;
    *c = begun;
    return true;
}

static bool open_count(struct attempt *a, struct evn_bytes name, struct model_count **out)
{
    *out = named(a, name);
    if (!(*out)->known)
        return fail(a, EVN_E_UNKNOWN_REF, "count");
    return (*out)->open || fail_state(a, EVN_E_WRONG_STATE, "count", name,
                                      (*out)->dropped ? EVN_S_DROPPED : EVN_S_ENDED);
}

/* A lot that nobody received becomes known when its day is said. */
static bool counted_lot(struct attempt *a, const struct evn_ledger_count_line *said, uint32_t item,
                        uint32_t *out)
{
    *out = 0;
    if (world_tracking[item] == EVN_TRACKING_NONE)
        return true;
    bool no_day = said->expiry.n == EVN_DAY_NONE.n;
    if (said->lot.len == 0)
        return fail(a, EVN_E_MISSING_FIELD, "lot");
    *out = find_lot(a->m, item, said->lot);
    if (*out == 0 && no_day && world_tracking[item] != EVN_TRACKING_SERIAL)
        return fail(a, EVN_E_UNKNOWN_LOT, "lot");
    if (*out == 0)
        *out = add_lot(a->m, item, said->lot, said->expiry);
    else if (!no_day && said->expiry.n != a->m->lots[item][*out].expiry)
        return fail(a, EVN_E_LOT_CONFLICT, "expiry");
    return true;
}

static bool hand_in_line(struct attempt *a, const struct model_count *c,
                         const struct evn_ledger_count_line *said, struct spot *spot,
                         struct model_counted *out)
{
    *out = (struct model_counted){.is = true, .qty = said->counted};
    spot->place = c->place;
    if (!find_item(a, said->item, &spot->item))
        return false;
    if (c->item != WORLD_ITEMS && c->item != spot->item)
        return fail_stock(a, EVN_E_BAD_FIELD, c->place, spot->item, 0);
    if (!counted_lot(a, said, spot->item, &spot->lot))
        return false;
    for (uint32_t i = 0; i < a->n_touched; i++)
        if (a->touched[i].item == spot->item && a->touched[i].lot == spot->lot)
            return fail(a, EVN_E_BAD_FIELD, "lot");
    touch(a, spot->place, spot->item, spot->lot);
    bool serial = world_tracking[spot->item] == EVN_TRACKING_SERIAL;
    if (said->counted < 0 || (serial && said->counted > 1)) {
        fail(a, EVN_E_OUT_OF_RANGE, "counted");
        return fail_amount(a, said->counted, serial ? 1 : 0);
    }
    return when(a, said->at_us, &out->at);
}

static bool hand_in(struct attempt *a, const struct evn_ledger_count_lines *said)
{
    struct model_count *c;
    struct spot spots[WORLD_LINES];
    struct model_counted counted[WORLD_LINES];
    if (!open_count(a, said->name, &c))
        return false;
    for (a->line = 1; a->line <= said->n_lines; a->line++)
        if (!hand_in_line(a, c, &said->lines[a->line - 1], &spots[a->line - 1],
                          &counted[a->line - 1]))
            return false;
    for (uint32_t i = 0; i < said->n_lines; i++)
        c->line[spots[i].item][spots[i].lot] = counted[i];
    return true;
}

/* The line of the count whose account was touched next after the `after`-th of all. */
static bool next_line(const struct attempt *a, const struct model_count *c, uint32_t after,
                      struct spot *out)
{
    uint32_t best = UINT32_MAX;
    for (uint32_t i = 0; i < WORLD_ITEMS; i++)
        for (uint32_t l = 0; l < MODEL_LOTS; l++) {
            uint32_t n = a->m->touched[c->place][i][l];
            if (!c->line[i][l].is || n <= after || n >= best)
                continue;
            best = n;
            *out = (struct spot){c->place, i, l};
        }
    return best != UINT32_MAX;
}

/* One place has it at most: what is there, or was just counted as there. */
static bool is_elsewhere(const struct attempt *a, const struct spot *s)
{
    if (world_tracking[s->item] != EVN_TRACKING_SERIAL)
        return false;
    bool is = on_hand(a->m, s->item, s->lot) != 0;
    for (uint32_t i = 0; i < a->n_moves; i++)
        is |= physical(a->moves[i].to) && a->moves[i].item == s->item && a->moves[i].lot == s->lot;
    return is;
}

static bool approve_line(struct attempt *a, const struct model_counted *line, struct spot s)
{
    int64_t books = model_balance(a->m, s.place, s.item, s.lot, line->at);
    int64_t differs = line->qty - books;
    bool counted = a->m->counted[s.place][s.item][s.lot][line->at];
    evn_err err = counted && differs != 0              ? EVN_E_COUNT_CONTRADICTED
                  : differs > 0 && is_elsewhere(a, &s) ? EVN_E_WRONG_STATE
                                                       : EVN_OK;
    touch(a, s.place, s.item, s.lot);
    if (err == EVN_E_WRONG_STATE)
        return fail_serial(a, s.item, s.lot);
    if (err != EVN_OK) {
        fail_stock(a, err, s.place, s.item, s.lot);
        a->refusal.at_us = world_at_us(line->at);
        return fail_amount(a, books, line->qty);
    }
    struct model_move mv = {.from = differs > 0 ? WORLD_DIFFERENCE : s.place,
                            .to = differs > 0 ? s.place : WORLD_DIFFERENCE,
                            .item = s.item,
                            .at = line->at};
    return differs == 0 || push(a, mv, s.lot, differs > 0 ? differs : -differs);
}

static bool approve(struct attempt *a, const struct evn_ledger_count_end *said)
{
    struct model_count *c;
    struct spot s = {0}, first = {0};
    bool some = false;
    if (!open_count(a, said->name, &c))
        return false;
    for (uint32_t after = 0; next_line(a, c, after, &s);
         after = a->m->touched[s.place][s.item][s.lot], some = true) {
        a->line++;
        first = some ? first : s;
        if (!approve_line(a, &c->line[s.item][s.lot], s))
            return false;
    }
    if (!some && !c->approved)
        return fail_state(a, EVN_E_WRONG_STATE, "count", said->name, EVN_S_NOTHING_FINAL);
    if (!check_balances(a)) {
        if (a->refusal.err == EVN_E_SHORT_STOCK)
            a->refusal.err = EVN_E_COUNT_CONTRADICTED;
        return false;
    }
    for (uint32_t i = 0; i < WORLD_ITEMS; i++)
        for (uint32_t l = 0; l < MODEL_LOTS; l++)
            if (c->line[i][l].is)
                a->m->counted[c->place][i][l][c->line[i][l].at] = true;
    memset(c->line, 0, sizeof c->line);
    c->approved |= some;
    c->open = said->more;
    return true;
}

bool try_count(struct attempt *a, const struct evn_ledger_command *command)
{
    struct model_count *c;
    switch (command->kind) {
    case EVN_COMMAND_COUNT_START:
        return start(a, &command->count_start);
    case EVN_COMMAND_COUNT_HAND_IN:
        return hand_in(a, &command->count_lines);
    case EVN_COMMAND_COUNT_APPROVE:
        return approve(a, &command->count_end);
    default:
        if (!open_count(a, command->count_end.name, &c))
            return false;
        c->open = false;
        c->dropped = true;
        return true;
    }
}

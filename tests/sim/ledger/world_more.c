#include "tests/sim/ledger/world.h"

#include <stdio.h>

static uint32_t below(struct world *w, uint32_t n)
{
    return evn_rng_below(&w->rng, n);
}

static bool percent(struct world *w, uint32_t p)
{
    return below(w, 100) < p;
}

static struct evn_bytes one_of(struct world *w, const char *const *names, uint32_t n)
{
    return evn_bytes_text(names[below(w, n)]);
}

static void some_hold(struct world *w, struct world_command *made)
{
    static const enum evn_command_kind kinds[] = {
        EVN_COMMAND_HOLD_PUT,    EVN_COMMAND_HOLD_RELEASE, EVN_COMMAND_HOLD_RELEASE,
        EVN_COMMAND_RECALL_OPEN, EVN_COMMAND_RECALL_CLOSE, EVN_COMMAND_RECALL_CLOSE};
    static const char *const reasons[] = {"bad", "leak", "letter", ""};
    struct evn_day expiry;
    uint32_t n = 1 + below(w, 2);
    made->command.kind = kinds[below(w, 6)];
    for (uint32_t i = 0; i < n; i++) {
        struct evn_ledger_lot_line *line = &made->lot_lines[i];
        uint32_t item = 1 + below(w, 3);
        world_lot(w, item, &line->lot, &expiry);
        line->item = evn_bytes_text(percent(w, 98) ? world_items[item] : "nothing");
        if (percent(w, 2))
            line->lot = evn_bytes_text(percent(w, 50) ? "Z" : "");
        line->place = percent(w, 30) ? evn_bytes_text("") : one_of(w, world_places, WORLD_LOAN);
        if (percent(w, 2))
            line->place = evn_bytes_text(percent(w, 50) ? "nowhere" : "consumed");
    }
    made->command.hold = (struct evn_ledger_hold){
        .lines = made->lot_lines,
        .n_lines = percent(w, 98) ? n : 0,
        .reason = evn_bytes_text(percent(w, 98) ? reasons[below(w, 3)] : ""),
        .note = evn_bytes_text(percent(w, 95) ? "checked" : ""),
        .authority = evn_bytes_text(percent(w, 95) ? "agency" : ""),
        .level = evn_bytes_text("II")};
}

/* One of the counts begun of late, or one that never was. */
static struct evn_bytes some_count(struct world *w, struct world_command *made)
{
    uint32_t back = below(w, 4);
    uint32_t number = percent(w, 98) && w->n_counts > back ? w->n_counts - back : 0;
    snprintf(made->name, sizeof made->name, "c%u", number);
    return evn_bytes_text(made->name);
}

static void start_count(struct world *w, struct world_command *made)
{
    if (percent(w, 97) || w->n_counts == 0)
        w->n_counts++;
    snprintf(made->name, sizeof made->name, "c%u", w->n_counts);
    made->item = one_of(w, world_items, WORLD_ITEMS);
    made->command.kind = EVN_COMMAND_COUNT_START;
    made->command.count_start = (struct evn_ledger_count_start){
        .name = evn_bytes_text(made->name),
        .place = percent(w, 98) ? one_of(w, world_places, WORLD_FREE) : evn_bytes_text("hosp/free"),
        .items = &made->item,
        .n_items = percent(w, 20) ? 1 : 0,
        .blind = percent(w, 50),
        .n_counters = percent(w, 99) ? 1 : 3};
}

static void hand_in(struct world *w, struct world_command *made)
{
    uint32_t n = 1 + below(w, 3), first = below(w, WORLD_ITEMS);
    for (uint32_t i = 0; i < n; i++) {
        struct evn_ledger_count_line *line = &made->count_lines[i];
        uint32_t item = percent(w, 95) ? (first + i) % WORLD_ITEMS : first;
        bool serial = world_tracking[item] == EVN_TRACKING_SERIAL;
        struct evn_day expiry;
        *line = (struct evn_ledger_count_line){.place = evn_bytes_text(""),
                                               .item = evn_bytes_text(world_items[item]),
                                               .lot = evn_bytes_text(""),
                                               .expiry = EVN_DAY_NONE,
                                               .counted = below(w, serial ? 2 : 30),
                                               .at_us = world_time(w)};
        if (world_tracking[item] != EVN_TRACKING_NONE && percent(w, 98))
            world_lot(w, item, &line->lot, &expiry);
        if (line->lot.len > 0 && percent(w, 30))
            line->expiry.n = expiry.n + (percent(w, 3) ? 1 : 0);
        if (percent(w, 3))
            line->counted = percent(w, 50) ? -1 : INT64_MAX;
        made->between |= line->at_us > world_at_us(w->now);
    }
    made->command.kind = EVN_COMMAND_COUNT_HAND_IN;
    made->command.count_lines = (struct evn_ledger_count_lines){
        .name = some_count(w, made), .lines = made->count_lines, .n_lines = n};
}

static void end_count(struct world *w, struct world_command *made)
{
    made->command.kind = percent(w, 90) ? EVN_COMMAND_COUNT_APPROVE : EVN_COMMAND_COUNT_DROP;
    made->command.count_end = (struct evn_ledger_count_end){.name = some_count(w, made),
                                                            .reason = evn_bytes_text(""),
                                                            .more = percent(w, 30),
                                                            .may_exceed = true};
}

static void some_reversal(struct world *w, struct world_command *made)
{
    uint32_t n = w->n_kept - 1 < WORLD_KEPT - 1 ? w->n_kept - 1 : WORLD_KEPT - 1;
    uint32_t back = 1 + below(w, n > 0 && percent(w, 80) ? (n < 20 ? n : 20) : n > 0 ? n : 1);
    uint32_t number = w->n_minted > back ? w->n_minted - back : 1;
    made->command.kind = EVN_COMMAND_REVERSE;
    made->command.reverse =
        (struct evn_ledger_reverse){.document = number,
                                    .as_of = percent(w, 50),
                                    .reason = evn_bytes_text(percent(w, 98) ? "mistake" : ""),
                                    .note = evn_bytes_text("")};
}

void world_more(struct world *world, struct world_command *made)
{
    uint32_t which = below(world, 24);
    if (which < 4)
        some_hold(world, made);
    else if (which < 7)
        start_count(world, made);
    else if (which < 12)
        hand_in(world, made);
    else if (which < 15)
        end_count(world, made);
    else
        some_reversal(world, made);
}

#include "tests/crash/ledger/life_more.h"

#include "tests/lib/suite.h"

#include <stdio.h>

enum { ADJUST = 12, COUNT_LINES = 4, NEIGHBOURS = 16, EVENTS_A_COMMAND = 4, LATE_US = 5000000 };

static void set(char to[EVN_LEDGER_TEXT], const char *text)
{
    snprintf(to, EVN_LEDGER_TEXT, "%s", text);
}

static void set_number(char to[EVN_LEDGER_TEXT], const char *what, uint32_t number)
{
    snprintf(to, EVN_LEDGER_TEXT, "%s-%u", what, number);
}

/* A moment before command k, or 0: now. */
static int64_t some_moment(struct evn_rng *rng, uint32_t k)
{
    uint32_t back = evn_rng_below(rng, k < 60 ? k + 1 : 60);
    return back % 3 == 0 ? 0 : LIFE_BEGIN_US + (int64_t)(k - back) * LIFE_COMMAND_US;
}

void life_delivery(uint32_t k, char out[EVN_LEDGER_TEXT])
{
    set_number(out, "delivery", k / NEIGHBOURS);
}

static void make_adjust(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                        struct evn_buf *out)
{
    struct evn_wire_line line = {
        .kind = ADJUST, .expiry = EVN_DAY_NONE, .made = EVN_DAY_NONE, .quantity = 1};
    struct evn_wire_document document = {.lines = &line, .n_lines = 1};
    uint32_t item = evn_rng_below(rng, LIFE_ITEMS), lot = evn_rng_below(rng, LIFE_LOTS);
    bool up = evn_rng_below(rng, 2) == 0;
    line.quantity += evn_rng_below(rng, 30);
    line.occurred_at_us = some_moment(rng, k);
    set(line.item, life_item[item]);
    set(up ? line.to : line.from, life_place[evn_rng_below(rng, LIFE_PLACES)]);
    if (life_has_lots(item))
        snprintf(line.lot, sizeof line.lot, "L%u", lot);
    if (life_has_lots(item) && up)
        line.expiry = life_expiry(lot);
    set(document.reason, k % 2 == 0 ? "damp" : "found-again");
    command->document = &document;
    life_encode(command, out);
}

static struct evn_wire_lot_line some_lot(struct evn_rng *rng)
{
    struct evn_wire_lot_line line = {{0}, {0}, {0}};
    uint32_t place = evn_rng_below(rng, LIFE_PLACES + 1);
    set(line.item, life_item[LIFE_ITEMS / 2 + evn_rng_below(rng, LIFE_ITEMS / 2)]);
    snprintf(line.lot, sizeof line.lot, "L%u", evn_rng_below(rng, LIFE_LOTS));
    if (place < LIFE_PLACES)
        set(line.place, life_place[place]);
    return line;
}

/* Few lots and few reasons: holds meet, and most releases find one. */
static void make_hold(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                      struct evn_buf *out)
{
    struct evn_wire_lot_line line = some_lot(rng);
    struct evn_wire_hold_put hold = {.lines = &line, .n_lines = 1};
    (void)k;
    set_number(hold.reason, "doubt", evn_rng_below(rng, 2));
    command->hold_put = &hold;
    life_encode(command, out);
}

static void make_unhold(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                        struct evn_buf *out)
{
    struct evn_wire_lot_line line = some_lot(rng);
    struct evn_wire_hold_release release = {.lines = &line, .n_lines = 1};
    (void)k;
    if (evn_rng_below(rng, 3) == 0)
        set(release.reason, "temperature");
    else
        set_number(release.reason, "doubt", evn_rng_below(rng, 2));
    snprintf(release.note, sizeof release.note, "looked at");
    command->hold_release = &release;
    life_encode(command, out);
}

static void make_recall(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                        struct evn_buf *out)
{
    struct evn_wire_lot_line line = some_lot(rng);
    struct evn_wire_recall_open open = {.lines = &line, .n_lines = 1};
    struct evn_wire_recall_close close = {{0}, {0}};
    line.place[0] = '\0';
    set_number(open.reason, "recall", k / (4 * NEIGHBOURS));
    set(open.authority, "NMPA");
    snprintf(close.reason, sizeof close.reason, "%s", open.reason);
    snprintf(close.note, sizeof close.note, "over");
    if (evn_rng_below(rng, 2) == 0)
        command->recall_open = &open;
    else
        command->recall_close = &close;
    life_encode(command, out);
}

static void make_hand_in(struct evn_rng *rng, uint32_t k, const char *count,
                         struct evn_wire_command *command, struct evn_buf *out)
{
    struct evn_wire_count_line lines[COUNT_LINES];
    struct evn_wire_count_hand_in in = {.lines = lines,
                                        .n_lines = 1 + evn_rng_below(rng, COUNT_LINES)};
    uint32_t first = evn_rng_below(rng, LIFE_ITEMS);
    int64_t at_us = some_moment(rng, k);
    set(in.count, count);
    for (uint32_t i = 0; i < in.n_lines; i++) {
        uint32_t item = (first + i) % LIFE_ITEMS, lot = evn_rng_below(rng, LIFE_LOTS);
        lines[i] = (struct evn_wire_count_line){
            .expiry = EVN_DAY_NONE, .counted = evn_rng_below(rng, 900), .counted_at_us = at_us};
        set(lines[i].item, life_item[item]);
        if (!life_has_lots(item))
            continue;
        snprintf(lines[i].lot, sizeof lines[i].lot, "L%u", lot);
        lines[i].expiry = life_expiry(lot);
    }
    command->count_hand_in = &in;
    life_encode(command, out);
}

static void make_count(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                       struct evn_buf *out)
{
    uint32_t number = k / (2 * NEIGHBOURS), step = evn_rng_below(rng, 12);
    struct evn_wire_count_start start = {.blind = number % 3 == 0, .counters = 1};
    struct evn_wire_count_recount recount = {{0}, NULL, 0};
    struct evn_wire_count_approve approve = {.more = evn_rng_below(rng, 2) == 0};
    struct evn_wire_count_drop drop = {{0}, {0}};
    set_number(start.count, "count", number);
    snprintf(approve.count, sizeof approve.count, "%s", start.count);
    snprintf(recount.count, sizeof recount.count, "%s", start.count);
    snprintf(drop.count, sizeof drop.count, "%s", start.count);
    set(start.place, life_place[number % LIFE_PLACES]);
    if (step >= 4 && step < 8) {
        make_hand_in(rng, k, start.count, command, out);
        return;
    }
    if (step < 4)
        command->count_start = &start;
    else if (step < 10)
        command->count_approve = &approve;
    else if (step == 10)
        command->count_recount = &recount;
    else
        command->count_drop = &drop;
    life_encode(command, out);
}

/* By the number of any event there may be by now: often of a document, seldom twice of the same. */
static void make_reverse(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                         struct evn_buf *out)
{
    struct evn_wire_reverse reverse = {.document =
                                           1 + evn_rng_below(rng, EVENTS_A_COMMAND * (k + 1)),
                                       .as_of = evn_rng_below(rng, 2) == 0};
    set(reverse.reason, "mistake");
    command->reverse = &reverse;
    life_encode(command, out);
}

static void make_expect(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                        struct evn_buf *out)
{
    uint32_t step = evn_rng_below(rng, 6);
    struct evn_wire_expect_line line = {.quantity = 50 + evn_rng_below(rng, 400)};
    struct evn_wire_expect expect = {
        .source = 1, .promised = life_expiry(0), .lines = &line, .n_lines = 1};
    struct evn_wire_expect_change change = {
        .promised = life_expiry(1), .lines = &line, .n_lines = 1};
    struct evn_wire_expect_cancel cancel = {{0}, {0}};
    set(line.item, life_item[evn_rng_below(rng, LIFE_ITEMS)]);
    life_delivery(k, expect.expected);
    life_delivery(k, change.expected);
    life_delivery(k, cancel.expected);
    set(expect.from, "supplier");
    set(expect.to, life_place[k / NEIGHBOURS % LIFE_PLACES]);
    if (step < 3)
        command->expect = &expect;
    else if (step < 5)
        command->expect_change = &change;
    else
        command->expect_cancel = &cancel;
    life_encode(command, out);
}

/* 2 to 8 degrees are right; every fourth is not. */
static void make_readings(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                          struct evn_buf *out)
{
    struct evn_reading reading[3];
    struct evn_wire_readings readings = {.readings = reading, .n_readings = 3};
    set(readings.place, life_place[evn_rng_below(rng, LIFE_PLACES)]);
    for (uint32_t i = 0; i < 3; i++)
        reading[i] = (struct evn_reading){
            .at_us = LIFE_BEGIN_US + (int64_t)k * LIFE_COMMAND_US - (int64_t)i * LATE_US,
            .centi = evn_rng_below(rng, 4) == 0 ? 1400 : 300 + (int32_t)evn_rng_below(rng, 400)};
    command->readings = &readings;
    life_encode(command, out);
}

static void make_earmark_end(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                             struct evn_buf *out)
{
    struct evn_wire_earmark_release release = {{0}, NULL, 0, {0}, {0}};
    set_number(release.owner, "round", life_round(rng, k));
    set(release.reason, "over");
    command->earmark_release = &release;
    life_encode(command, out);
}

static void make_named(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                       struct evn_buf *out)
{
    struct evn_wire_set_threshold threshold = {.low = evn_rng_below(rng, 300)};
    struct evn_wire_discrepancy difference = {.step = 1 + (int32_t)evn_rng_below(rng, 3),
                                              .quantity = 1 + evn_rng_below(rng, 50)};
    set(threshold.place, life_place[evn_rng_below(rng, LIFE_PLACES)]);
    set(threshold.item, life_item[evn_rng_below(rng, LIFE_ITEMS)]);
    threshold.enough = threshold.low + 100;
    set_number(difference.name, "difference", k / NEIGHBOURS);
    set(difference.place, threshold.place);
    set(difference.item, life_item[0]);
    set(difference.reason, "damp");
    if (evn_rng_below(rng, 2) == 0)
        command->set_threshold = &threshold;
    else
        command->discrepancy = &difference;
    life_encode(command, out);
}

void life_make_more(enum life_kind kind, struct evn_rng *rng, uint32_t k,
                    struct evn_wire_command *command, struct evn_buf *out)
{
    static void (*const make[LIFE_KINDS])(struct evn_rng *, uint32_t, struct evn_wire_command *,
                                          struct evn_buf *) = {
        [LIFE_ADJUST] = make_adjust,       [LIFE_HOLD] = make_hold,
        [LIFE_UNHOLD] = make_unhold,       [LIFE_RECALL] = make_recall,
        [LIFE_COUNT] = make_count,         [LIFE_REVERSE] = make_reverse,
        [LIFE_EXPECT] = make_expect,       [LIFE_READINGS] = make_readings,
        [LIFE_EARMARK] = make_earmark_end, [LIFE_NAMED] = make_named};
    make[kind](rng, k, command, out);
}

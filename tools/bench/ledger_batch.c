#include "services/ledger/core/ahead.h"
#include "services/ledger/core/apply.h"
#include "tools/bench/bench.h"
#include "tools/bench/ledger.h"

#include <stdlib.h>

enum { AHEAD = 16, ITEM_LEN = 12, PLACE_LEN = 7, LOT_LEN = 6 };

/* A fresh id, and the rest of the command but its content and hash. */
static void head(struct evn_bench_ledger *l, enum evn_command_kind kind,
                 struct evn_ledger_command *c)
{
    uint8_t rest[10];
    evn_put_u64(rest, evn_rng_next(&l->rng));
    evn_put_u16(rest + 8, (uint16_t)l->n_ids++);
    c->id = evn_id_make(l->now_us, rest);
    c->actor = evn_bytes_of("bench", 5);
    c->kind = kind;
}

static void run(struct evn_bench_ledger *l, const struct evn_ledger_command *command)
{
    const struct evn_ledger_turn turn = {.state = &l->state,
                                         .view = &l->view.history,
                                         .now_us = l->now_us,
                                         .business_us = l->now_us,
                                         .next_seq = l->state.next_seq,
                                         .arena = &l->arena,
                                         .events = &l->events};
    struct evn_decision decision;
    size_t start = l->events.len;
    evn_bench_need(evn_ledger_decide(&turn, command, &decision), "decide");
    evn_bench_need(decision.refusal.err, "a command was refused");
    evn_bench_must(!decision.again, "an id came twice");
    struct evn_bytes events = evn_bytes_of(l->events.at + start, l->events.len - start);
    evn_bench_need(evn_ledger_apply_all(&l->state, events), "apply");
}

void evn_bench_batch_fact(struct evn_bench_ledger *l, enum evn_command_kind kind, const char *id,
                          uint32_t what)
{
    struct evn_ledger_command c = {0};
    head(l, kind, &c);
    c.fact.id = evn_bytes_text(id);
    if (kind == EVN_COMMAND_ITEM)
        c.fact.item.tracking = what;
    else
        c.fact.place = (struct evn_place){.kind = what, .offset_min = EVN_OFFSET_CHINA_MIN};
    run(l, &c);
}

/* Account number to names: place = number / (items x lots), item, lot. */
static struct evn_bytes place_of(const struct evn_bench_ledger *l, uint32_t number)
{
    return evn_bytes_of(l->places[number / (l->n_items * EVN_BENCH_LOTS)], PLACE_LEN);
}

void evn_bench_batch_add(struct evn_bench_ledger *l, uint16_t kind, uint32_t number, uint32_t to,
                         int64_t qty, int64_t at_us)
{
    const struct evn_bytes none = evn_bytes_of("", 0);
    struct evn_bench_batch *b = &l->batch;
    evn_bench_must(b->n < EVN_BENCH_GROUP, "a group that is full");
    uint32_t lot = number % EVN_BENCH_LOTS, item = number / EVN_BENCH_LOTS % l->n_items;
    bool in = kind == EVN_RECORD_RECEIVE, out = kind == EVN_RECORD_ISSUE;
    /* a name comes with its message: it is not to be waited for in the bench's own table */
    __builtin_prefetch(l->items[item]);
    struct evn_ledger_command *c = &b->command[b->n];
    head(l, EVN_COMMAND_DOCUMENT, c);
    b->movement[b->n].line =
        (struct evn_ledger_line){.kind = kind,
                                 .from = in ? evn_bytes_of("supplier", 8) : place_of(l, number),
                                 .to = out ? evn_bytes_of("consumed", 8) : place_of(l, to),
                                 .item = evn_bytes_of(l->items[item], ITEM_LEN),
                                 .lot = evn_bytes_of(l->lots[lot], LOT_LEN),
                                 .owner = none,
                                 .claim = none,
                                 .made = EVN_DAY_NONE,
                                 .expiry = {30000},
                                 .qty = qty,
                                 .occurred_at_us = at_us};
    c->document =
        (struct evn_ledger_document){.n_lines = 1, .reason = none, .note = none, .reference = none};
    memset(b->wire[b->n], 0, EVN_BENCH_WIRE);
    memcpy(b->wire[b->n], c->id.b, EVN_ID_LEN);
    evn_put_u64(b->wire[b->n] + EVN_ID_LEN, number);
    b->n++;
}

static void add_any(struct evn_bench_ledger *l)
{
    uint32_t number = evn_rng_below(&l->rng, l->n_accounts), dice = evn_rng_below(&l->rng, 100);
    uint32_t a_place = l->n_items * EVN_BENCH_LOTS;
    int64_t qty = 1 + (int64_t)evn_rng_below(&l->rng, 20), at_us = EVN_AT_NOW;
    if (l->late_per_mille > 0 && evn_rng_below(&l->rng, 1000) < l->late_per_mille)
        at_us = l->opened_us +
                (int64_t)(evn_rng_next(&l->rng) % (uint64_t)(l->now_us - l->opened_us + 1));
    if (dice < 40)
        evn_bench_batch_add(l, EVN_RECORD_RECEIVE, number, number, qty, at_us);
    else if (dice < 90)
        evn_bench_batch_add(l, EVN_RECORD_ISSUE, number, number, qty, at_us);
    else
        evn_bench_batch_add(
            l, EVN_RECORD_TRANSFER, number,
            (number + a_place * (1 + evn_rng_below(&l->rng, EVN_BENCH_PLACES - 1))) % l->n_accounts,
            qty, at_us);
}

static void make_group(struct evn_bench_ledger *l, uint32_t n)
{
    int64_t from_us = evn_bench_now_us();
    for (uint32_t i = 0; i < n; i++)
        add_any(l);
    l->make_us += evn_bench_now_us() - from_us;
}

void evn_bench_batch_run(struct evn_bench_ledger *l)
{
    struct evn_bench_batch *b = &l->batch;
    int64_t from_us = evn_bench_now_us();
    for (uint32_t i = 0; i < b->n; i++)
        b->bytes[i] = evn_bytes_of(b->wire[i], EVN_BENCH_WIRE);
    evn_hash128_many(b->bytes, b->n, b->hash);
    int64_t hashed_us = evn_bench_now_us();
    for (uint32_t i = 0; i < b->n; i++) {
        b->movement[i].line.known = &b->movement[i].known;
        b->command[i].document.lines = &b->movement[i].line;
        b->command[i].hash = b->hash[i];
    }
    for (uint32_t i = 0; i < b->n; i++) {
        if (i % AHEAD == 0)
            evn_ledger_ahead(&l->state, b->command + i, b->n - i < AHEAD ? b->n - i : AHEAD);
        run(l, &b->command[i]);
    }
    b->n = 0;
    l->hash_us += hashed_us - from_us;
    l->decide_us += evn_bench_now_us() - hashed_us;
}

void evn_bench_batch_random(struct evn_bench_ledger *l, uint32_t n)
{
    for (uint32_t done = 0; done < n; done += EVN_BENCH_GROUP) {
        make_group(l, n - done < EVN_BENCH_GROUP ? n - done : EVN_BENCH_GROUP);
        evn_bench_batch_run(l);
    }
}

void evn_bench_ledger_post(struct evn_bench_ledger *l, uint16_t kind, uint32_t number, uint32_t to,
                           int64_t qty, int64_t at_us)
{
    evn_bench_batch_add(l, kind, number, to, qty, at_us);
    evn_bench_batch_run(l);
}

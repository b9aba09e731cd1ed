#include "tests/contract/ledger_store/world.h"

#include "tests/lib/suite.h"

#include <stdlib.h>

static bool physical(uint32_t account)
{
    return account <= 3;
}

void evn_past_begin(struct evn_past_world *w, uint64_t seed)
{
    *w = (struct evn_past_world){.rng = evn_rng_of(evn_test_seed(seed))};
    snprintf(w->path, sizeof w->path, "%s/views.mdb", evn_test_dir());
    w->moved = calloc(EVN_PAST_MOVEMENTS_MAX, sizeof *w->moved);
    EVN_MUST(w->moved != NULL);
    EVN_CHECK_OK(evn_ledger_views_open(&w->views, w->path, 0));
    EVN_CHECK_OK(evn_ledger_view_init(&w->view, w->views.store, &w->views.tables, evn_env_real()));
}

void evn_past_end(struct evn_past_world *w)
{
    evn_ledger_view_fini(&w->view);
    evn_ledger_views_close(&w->views);
    free(w->moved);
}

struct evn_id evn_past_id(uint64_t seq)
{
    uint8_t rest[10] = {0};
    evn_put_u64(rest, evn_mix64(seq));
    return evn_id_make(1668384000000000 + (int64_t)(evn_mix64(seq) % 100000000), rest);
}

void evn_past_move(struct evn_past_world *w, struct evn_buf *body, uint32_t from, uint32_t to,
                   int64_t qty, int64_t at_us)
{
    uint8_t bytes[EVN_RECORD_LEN];
    w->balances[from] -= qty;
    w->balances[to] += qty;
    w->moved[w->n_moved++] = (struct evn_past_moved){from, to, qty, at_us};
    struct evn_record r = {.kind = EVN_RECORD_TRANSFER,
                           .line = 1,
                           .from = from,
                           .to = to,
                           .qty = qty,
                           .from_balance = w->balances[from],
                           .to_balance = w->balances[to],
                           .occurred_at_us = at_us,
                           .document = ++w->seq,
                           .actor = 9,
                           .command = evn_past_id(w->seq),
                           .n_events = 1};
    r.flags = (uint8_t)((physical(from) ? EVN_RECORD_F_FROM_PHYSICAL : 0) |
                        (physical(to) ? EVN_RECORD_F_TO_PHYSICAL : 0));
    evn_record_put(bytes, &r);
    EVN_CHECK_OK(evn_buf_add(body, evn_bytes_of(bytes, sizeof bytes)));
}

evn_err evn_past_commit(struct evn_past_world *w)
{
    const struct evn_view_ops *ops = &w->views.ops;
    struct evn_position at = {.format = EVN_LEDGER_VIEWS_FORMAT, .seq = w->seq};
    MDB_txn *txn;
    EVN_MUST(mdb_txn_begin(evn_store_env(w->views.store), NULL, 0, &txn) == 0);
    evn_err err = ops->write(ops->self, txn);
    ops->digest(ops->self, &at.digest);
    if (err == EVN_OK)
        err = evn_position_put(txn, w->views.tables.meta, &at);
    if (err != EVN_OK) {
        mdb_txn_abort(txn);
        return err;
    }
    err = evn_store_commit(txn);
    ops->clear(ops->self);
    return err;
}

void evn_past_batch(struct evn_past_world *w, uint32_t n, uint32_t late, int64_t *now_us)
{
    struct evn_buf body, payload;
    uint64_t first = w->seq + 1;
    evn_buf_init(&body, 64 << 20);
    evn_buf_init(&payload, 64 << 20);
    for (uint32_t i = 0; i < n; i++) {
        uint32_t from = 1 + evn_rng_below(&w->rng, 5), to = 1 + evn_rng_below(&w->rng, 4);
        to += to >= from;
        if (w->busy) {
            to = i % 2 == 0 ? 1 : 2 + to % 4;
            from = i % 2 == 0 ? 2 + from % 4 : 1;
        }
        if (evn_rng_below(&w->rng, 3) > 0)
            ++*now_us;
        int64_t back = evn_rng_below(&w->rng, late) == 0 ? evn_rng_below(&w->rng, 5000) : 0;
        evn_past_move(w, &body, from, to, 1 + evn_rng_below(&w->rng, 50), *now_us - back);
    }
    const struct evn_frame frame = {.kind = EVN_LEDGER_FRAME_RECORDS,
                                    .version = 1,
                                    .count = n,
                                    .body = evn_bytes_of(body.at, body.len)};
    EVN_CHECK_OK(evn_frame_append(&payload, &frame));
    const struct evn_block block = {
        .first_seq = first, .count = n, .payload = evn_bytes_of(payload.at, payload.len)};
    EVN_CHECK_OK(w->views.ops.fold(&w->views, &block));
    EVN_CHECK_OK(evn_past_commit(w));
    evn_buf_fini(&body);
    evn_buf_fini(&payload);
}

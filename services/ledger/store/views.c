#include "services/ledger/store/views.h"

#include "services/ledger/core/event.h"
#include "services/ledger/core/rare.h"
#include "services/ledger/store/id_rows.h"

enum {
    READERS_MAX = 64,
    FACT_HEAD_LEN = 8,
    SETTLE_SLICES = 64,
    AHEAD = 32,     /* frames */
    TABLES_MAX = 32 /* the service adds its own */
};

/* The record as it lies in the block. */
static const uint8_t *nth(const struct evn_frame *frame, uint32_t i)
{
    return frame->body.at + (size_t)i * EVN_RECORD_LEN;
}

static evn_err fold_record(struct evn_pending *pending, const struct evn_frame *frame,
                           const uint8_t *at, uint64_t seq)
{
    const struct evn_record *r = evn_record_at(at);
    evn_err err = r != NULL ? EVN_OK : EVN_E_CORRUPT;
    if (err == EVN_OK && evn_record_is_movement(r->kind))
        err = evn_pending_record(pending, r, seq);
    if (err == EVN_OK && evn_rare_is_record(r->kind))
        err = evn_pending_frame(pending, seq, EVN_FRAME_RARE, EVN_LEDGER_FRAME_RECORDS,
                                frame->version, evn_bytes_of(at, EVN_RECORD_LEN));
    if (err == EVN_OK && seq + 1 == r->document + r->n_events) {
        const struct evn_id_row row = {
            .seq = r->document, .n = r->n_events, .actor = r->actor, .hash = r->hash};
        err = evn_pending_id(pending, &r->command, &row);
    }
    return err;
}

static evn_err fold_records(struct evn_pending *pending, const struct evn_frame *frame,
                            uint64_t seq)
{
    if (frame->body.len != (uint64_t)frame->count * EVN_RECORD_LEN)
        return EVN_E_CORRUPT;
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < frame->count; i++)
        err = fold_record(pending, frame, nth(frame, i), seq + i);
    return err;
}

static evn_err fold_account(struct evn_pending *pending, const struct evn_frame *frame)
{
    struct evn_known known;
    evn_err err = evn_event_read_known(frame, &known);
    const struct evn_opened opened = {.number = known.number,
                                      .key = {known.at_place, known.lot_item, known.lot}};
    if (err != EVN_OK || frame->count != 1 || opened.key.place == 0)
        return EVN_E_CORRUPT;
    return evn_pending_opened(pending, &opened);
}

/* Facts are read at each start; texts one by one. */
static evn_err fold_frame(struct evn_pending *pending, const struct evn_frame *frame, uint64_t seq)
{
    if (frame->kind == EVN_LEDGER_FRAME_RECORDS)
        return fold_records(pending, frame, seq);
    if (frame->kind == EVN_LEDGER_FRAME_ACCOUNT)
        return fold_account(pending, frame);
    bool fact = frame->kind >= EVN_LEDGER_FRAME_ITEM && frame->kind < EVN_LEDGER_FRAME_ACCOUNT;
    enum evn_frame_table table = fact                       ? EVN_FRAME_FACTS
                                 : evn_rare_is_event(frame) ? EVN_FRAME_RARE
                                                            : EVN_FRAME_TEXTS;
    return evn_pending_frame(pending, seq, table, frame->kind, frame->version, frame->body);
}

/* Fetch what folding the frame will look at: of both sides of its records. */
__attribute__((always_inline)) static inline void
look_ahead(const struct evn_pending *pending, const struct evn_frame *frame, bool nearer)
{
    if (frame->kind != EVN_LEDGER_FRAME_RECORDS)
        return;
    for (uint32_t i = 0; i < AHEAD && (i + 1) * (size_t)EVN_RECORD_LEN <= frame->body.len; i++) {
        uint32_t from = evn_get_u32(nth(frame, i) + EVN_RECORD_AT_FROM);
        uint32_t to = evn_get_u32(nth(frame, i) + EVN_RECORD_AT_TO);
        if (nearer) {
            evn_pending_nearer(pending, from);
            evn_pending_nearer(pending, to);
        } else {
            evn_pending_ahead(pending, from);
            evn_pending_ahead(pending, to);
        }
    }
}

/* Up to AHEAD frames. EVN_E_AGAIN: there are no more behind them. */
static evn_err read_frames(const struct evn_pending *pending, struct evn_bytes *rest,
                           struct evn_frame *frames, size_t *n)
{
    evn_err err = EVN_OK;
    for (*n = 0; *n < AHEAD && (err = evn_frame_next(rest, frames + *n)) == EVN_OK; ++*n)
        look_ahead(pending, frames + *n, false);
    for (size_t i = 0; i < *n; i++)
        look_ahead(pending, frames + i, true);
    return err;
}

static evn_err fold(void *self, const struct evn_block *block)
{
    struct evn_ledger_views *views = self;
    struct evn_bytes rest = block->payload;
    uint64_t seq = block->first_seq;
    evn_err err;
    do {
        struct evn_frame frames[AHEAD];
        size_t n;
        err = read_frames(&views->pending, &rest, frames, &n);
        for (size_t i = 0; i < n && (err == EVN_OK || err == EVN_E_AGAIN); i++) {
            evn_err folded = fold_frame(&views->pending, frames + i, seq);
            err = folded == EVN_OK ? err : folded;
            seq += frames[i].count;
        }
    } while (err == EVN_OK);
    if (err != EVN_E_AGAIN)
        return err;
    views->folded_seq = seq - 1;
    return seq == block->first_seq + block->count ? EVN_OK : EVN_E_CORRUPT;
}

/* Each event counts: it takes up the place of a movement. */
static size_t pending(void *self)
{
    const struct evn_ledger_views *views = self;
    return evn_pending_n(&views->pending) + (size_t)(views->folded_seq - views->accounts.seq);
}

/* All waiting rows, and the next slice of balances. */
static evn_err write(void *self, MDB_txn *txn)
{
    struct evn_ledger_views *views = self;
    evn_err err = evn_pending_write(&views->pending, &views->tables, txn, &views->written);
    if (err != EVN_OK)
        return err;
    views->reached = views->checkpoint;
    uint64_t n_events = views->folded_seq - views->accounts.seq;
    size_t n_rows = evn_checkpoint_share(&views->accounts, n_events, views->slice_rows);
    return evn_checkpoint_write(&views->reached, &views->accounts, &views->tables, txn, n_rows);
}

static void clear(void *self)
{
    struct evn_ledger_views *views = self;
    views->pending.rowsum = views->written;
    views->checkpoint = views->reached;
    evn_accounts_publish(&views->accounts, views->pending.changes, views->pending.n_changes,
                         views->folded_seq);
    evn_pending_clear(&views->pending);
}

static bool settled(void *self)
{
    const struct evn_ledger_views *views = self;
    return views->checkpoint.done == views->accounts.seq;
}

/* Nothing waits: bring the table of balances nearer to what is in memory. */
static evn_err settle(void *self, MDB_txn *txn)
{
    struct evn_ledger_views *views = self;
    views->reached = views->checkpoint;
    if (views->reached.begun != views->accounts.seq)
        views->reached.next = 0;
    return evn_checkpoint_write(&views->reached, &views->accounts, &views->tables, txn,
                                views->slice_rows * SETTLE_SLICES);
}

static void settle_done(void *self)
{
    struct evn_ledger_views *views = self;
    views->checkpoint = views->reached;
}

static void digest(void *self, struct evn_hash256 *out)
{
    evn_rowsum_put(((struct evn_ledger_views *)self)->written, out);
}

/* Where the views stand, and the balances as of there. */
static evn_err read_balances(struct evn_ledger_views *views)
{
    MDB_txn *txn = NULL;
    bool found;
    int rc = mdb_txn_begin(evn_store_env(views->store), NULL, MDB_RDONLY, &txn);
    if (rc != 0)
        return evn_store_err(rc);
    evn_err err = evn_position_get(txn, views->tables.meta, &views->at, &found);
    if (err == EVN_OK && found && views->at.format == EVN_LEDGER_VIEWS_FORMAT) {
        err = evn_checkpoint_load(&views->checkpoint, &views->accounts, &views->tables, txn,
                                  views->at.seq);
        if (err == EVN_E_CORRUPT)
            err = EVN_E_DIGEST_MISMATCH;
    }
    mdb_txn_abort(txn);
    return err;
}

evn_err evn_ledger_views_open(struct evn_ledger_views *views, const char *path, uint64_t headroom)
{
    const struct evn_store_config config = {.path = path,
                                            .map_size = EVN_STORE_MAP_SIZE,
                                            .headroom = headroom,
                                            .n_tables_max = TABLES_MAX,
                                            .n_readers_max = READERS_MAX};
    *views = (struct evn_ledger_views){
        .ops = {views, fold, pending, write, clear, digest, settled, settle, settle_done},
        .tables.accounts = &views->accounts,
        .slice_rows = EVN_CHECKPOINT_ROWS_MIN,
    };
    evn_accounts_init(&views->accounts);
    evn_err err = evn_store_open(&config, &views->store);
    if (err == EVN_OK)
        err = evn_ledger_tables_open(views->store, &views->tables);
    if (err == EVN_OK)
        err = read_balances(views);
    views->folded_seq = views->at.seq;
    evn_pending_init(&views->pending, &views->accounts, evn_rowsum_get(&views->at.digest));
    if (err != EVN_OK)
        evn_ledger_views_close(views);
    return err;
}

void evn_ledger_views_close(struct evn_ledger_views *views)
{
    evn_pending_fini(&views->pending);
    evn_accounts_fini(&views->accounts);
    evn_store_destroy(&views->store);
}

typedef evn_err take_frame(void *self, uint64_t seq, const struct evn_frame *frame);

static evn_err give_frame(void *self, take_frame *take, const MDB_val *key, const MDB_val *row)
{
    const uint8_t *p = row->mv_data;
    if (key->mv_size != 8 || row->mv_size < FACT_HEAD_LEN)
        return EVN_E_CORRUPT;
    const struct evn_frame frame = {
        .kind = evn_get_u32(p),
        .version = evn_get_u32(p + 4),
        .count = 1,
        .body = evn_bytes_of(p + FACT_HEAD_LEN, row->mv_size - FACT_HEAD_LEN)};
    return take(self, evn_get_be64(key->mv_data), &frame);
}

/* Every frame of a table, in order. */
static evn_err give_frames(MDB_txn *txn, MDB_dbi dbi, void *self, take_frame *take,
                           struct evn_rowsum *sum)
{
    MDB_cursor *cursor = NULL;
    MDB_val key, row;
    int rc = mdb_cursor_open(txn, dbi, &cursor);
    if (rc != 0)
        return evn_store_err(rc);
    evn_err err = EVN_OK;
    while (err == EVN_OK && (rc = mdb_cursor_get(cursor, &key, &row, MDB_NEXT)) == 0) {
        evn_rowsum_add(sum, evn_rowsum_row(evn_bytes_of(key.mv_data, key.mv_size),
                                           evn_bytes_of(row.mv_data, row.mv_size)));
        err = give_frame(self, take, &key, &row);
    }
    mdb_cursor_close(cursor);
    return err != EVN_OK || rc == MDB_NOTFOUND ? err : evn_store_err(rc);
}

static evn_err give_accounts(MDB_txn *txn, MDB_dbi opened, const struct evn_ledger_sink *sink,
                             struct evn_rowsum *sum)
{
    const struct evn_opened_sink keys = {sink->self, sink->opened};
    uint32_t n;
    evn_err err = evn_opened_n(txn, opened, &n);
    if (err == EVN_OK)
        err = sink->room(sink->self, n);
    return err == EVN_OK ? evn_opened_read(txn, opened, &keys, sum) : err;
}

static evn_err give_balances(const struct evn_accounts *accounts,
                             const struct evn_ledger_sink *sink, struct evn_rowsum *sum)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < accounts->n; i++) {
        static const uint8_t none[EVN_BALANCE_LEN];
        const uint8_t *at = evn_accounts_at(accounts, i);
        struct evn_balance_row row;
        if (memcmp(at, none, sizeof none) == 0)
            continue;
        evn_balance_row_get(at, &row);
        evn_rowsum_add(sum, evn_balance_sum(i, at));
        err = sink->balance(sink->self, i, &row);
    }
    return err;
}

evn_err evn_ledger_views_load(struct evn_ledger_views *views, const struct evn_ledger_sink *sink)
{
    MDB_txn *txn = NULL;
    struct evn_rowsum sum = {0, 0}, kept = views->pending.rowsum;
    int rc = mdb_txn_begin(evn_store_env(views->store), NULL, MDB_RDONLY, &txn);
    if (rc != 0)
        return evn_store_err(rc);
    evn_err err = give_frames(txn, views->tables.facts, sink->self, sink->fact, &sum);
    if (err == EVN_OK)
        err = give_accounts(txn, views->tables.opened, sink, &sum);
    if (err == EVN_OK)
        err = give_balances(&views->accounts, sink, &sum);
    if (err == EVN_OK)
        err = give_frames(txn, views->tables.rare, sink->self, sink->rare, &sum);
    mdb_txn_abort(txn);
    if (err != EVN_OK)
        return evn_err_class_of(err) == EVN_CLASS_DATA ? EVN_E_DIGEST_MISMATCH : err;
    return sum.a == kept.a && sum.b == kept.b ? EVN_OK : EVN_E_DIGEST_MISMATCH;
}

evn_err evn_ledger_views_newest_id(struct evn_ledger_views *views, int64_t *out_us)
{
    MDB_txn *txn = NULL;
    MDB_cursor *cursor = NULL;
    struct evn_id id;
    bool found = false;
    *out_us = INT64_MIN;
    int rc = mdb_txn_begin(evn_store_env(views->store), NULL, MDB_RDONLY, &txn);
    if (rc != 0)
        return evn_store_err(rc);
    evn_err err = evn_store_err(mdb_cursor_open(txn, views->tables.ids, &cursor));
    if (err == EVN_OK)
        err = evn_id_rows_newest(cursor, &id, &found);
    if (err == EVN_OK && found)
        *out_us = evn_id_time_us(&id);
    if (cursor != NULL)
        mdb_cursor_close(cursor);
    mdb_txn_abort(txn);
    return err == EVN_E_CORRUPT ? EVN_E_DIGEST_MISMATCH : err;
}

#include "services/ledger/store/open_rows.h"

#include "services/ledger/core/event.h"
#include "services/ledger/core/record.h"
#include "services/ledger/core/restore.h"
#include "services/ledger/core/ship.h"

#include <stdlib.h>

enum { ROW_LEN = 32, ROW_MAX = ROW_LEN + EVN_NAME_MAX, SUM_LEN = 16 };

struct evn_open_change {
    struct evn_open row; /* made: the row; taken: seq and left (what is taken) */
    bool taken;
    uint32_t name_len;
    char name[EVN_NAME_MAX];
};

evn_err evn_open_rows_init(struct evn_open_rows *rows, struct evn_store *store)
{
    *rows = (struct evn_open_rows){0};
    return evn_store_table(store, "open", &rows->open);
}

void evn_open_rows_fini(struct evn_open_rows *rows)
{
    free(rows->change);
    *rows = (struct evn_open_rows){0};
}

static evn_err add(struct evn_open_rows *rows, const struct evn_open_change *change)
{
    if (rows->n == rows->cap) {
        size_t cap = rows->cap > 0 ? rows->cap * 2 : 64;
        struct evn_open_change *grown = reallocarray(rows->change, cap, sizeof *grown);
        if (grown == NULL)
            return EVN_E_NO_MEMORY;
        rows->change = grown;
        rows->cap = cap;
    }
    rows->change[rows->n++] = *change;
    return EVN_OK;
}

static bool is_open_maker(const struct evn_record *r)
{
    return r->kind == EVN_RECORD_CLAIM_MADE || evn_record_puts_aboard(r);
}

static bool is_open_taker(const struct evn_record *r)
{
    return (r->kind >= EVN_RECORD_CLAIM_RELEASED && r->kind <= EVN_RECORD_CLAIM_EXPIRED) ||
           evn_record_takes_aboard(r);
}

static evn_err fold_record(struct evn_open_rows *rows, const struct evn_record *r, uint64_t seq,
                           struct evn_bytes name)
{
    bool claim = r->kind == EVN_RECORD_CLAIM_MADE;
    struct evn_open_change change = {.taken = is_open_taker(r)};
    if (change.taken) {
        change.row = (struct evn_open){.seq = r->ref, .left = r->qty};
        return add(rows, &change);
    }
    if (!is_open_maker(r))
        return EVN_OK;
    if (name.len > EVN_NAME_MAX)
        return EVN_E_CORRUPT;
    change.row = (struct evn_open){.seq = seq,
                                   .left = r->qty,
                                   .at_us = claim ? r->claimed_at_us : r->occurred_at_us,
                                   .kind = claim ? EVN_OPEN_CLAIM : EVN_OPEN_ABOARD,
                                   .account = claim ? r->from : r->to,
                                   .aux = r->aux,
                                   .earmark = claim && (r->flags & EVN_RECORD_F_EARMARK) != 0};
    change.name_len = (uint32_t)name.len;
    memcpy(change.name, name.at, name.len);
    return add(rows, &change);
}

static evn_err fold_records(struct evn_open_rows *rows, const struct evn_frame *frame, uint64_t seq,
                            struct evn_bytes name)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < frame->count; i++) {
        struct evn_record r;
        err = evn_record_get(frame->body.at + (size_t)i * EVN_RECORD_LEN, &r);
        if (err == EVN_OK)
            err = fold_record(rows, &r, seq + i, name);
    }
    return err;
}

evn_err evn_open_rows_fold(struct evn_open_rows *rows, const struct evn_block *block)
{
    struct evn_bytes rest = block->payload, name = evn_bytes_text("");
    struct evn_frame frame;
    uint64_t seq = block->first_seq;
    evn_err err;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        struct evn_document_text text;
        if (frame.kind == EVN_LEDGER_FRAME_DOCUMENT) {
            err = evn_event_read_document(frame.body, &text);
            name = text.kind == EVN_DOCUMENT_CLAIM ? text.owner : text.reference;
        } else if (frame.kind == EVN_LEDGER_FRAME_RECORDS) {
            err = frame.body.len == (uint64_t)frame.count * EVN_RECORD_LEN
                      ? fold_records(rows, &frame, seq, name)
                      : EVN_E_CORRUPT;
        }
        if (err != EVN_OK)
            return err;
        seq += frame.count;
    }
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

size_t evn_open_rows_pending(const struct evn_open_rows *rows)
{
    return rows->n;
}

void evn_open_rows_clear(struct evn_open_rows *rows)
{
    rows->n = 0;
}

static void put_row(uint8_t to[ROW_LEN], const struct evn_open *row)
{
    evn_put_u32(to, row->kind);
    evn_put_u32(to + 4, row->account);
    evn_put_u32(to + 8, row->aux);
    evn_put_u32(to + 12, row->earmark);
    evn_put_i64(to + 16, row->left);
    evn_put_i64(to + 24, row->at_us);
}

static struct evn_open get_row(const uint8_t from[ROW_LEN], uint64_t seq)
{
    return (struct evn_open){.seq = seq,
                             .kind = evn_get_u32(from),
                             .account = evn_get_u32(from + 4),
                             .aux = evn_get_u32(from + 8),
                             .earmark = evn_get_u32(from + 12) != 0,
                             .left = evn_get_i64(from + 16),
                             .at_us = evn_get_i64(from + 24)};
}

static evn_err read_sum(MDB_txn *txn, MDB_dbi dbi, struct evn_rowsum *sum)
{
    uint8_t k[8] = {0};
    MDB_val key = {sizeof k, k}, row;
    *sum = (struct evn_rowsum){0, 0};
    int rc = mdb_get(txn, dbi, &key, &row);
    if (rc == MDB_NOTFOUND)
        return EVN_OK;
    if (rc != 0)
        return evn_store_err(rc);
    if (row.mv_size != SUM_LEN)
        return EVN_E_CORRUPT;
    sum->a = evn_get_u64(row.mv_data);
    sum->b = evn_get_u64((const uint8_t *)row.mv_data + 8);
    return EVN_OK;
}

static evn_err write_sum(MDB_txn *txn, MDB_dbi dbi, const struct evn_rowsum *sum)
{
    uint8_t k[8] = {0}, v[SUM_LEN];
    evn_put_u64(v, sum->a);
    evn_put_u64(v + 8, sum->b);
    MDB_val key = {sizeof k, k}, row = {sizeof v, v};
    return evn_store_err(mdb_put(txn, dbi, &key, &row, 0));
}

static evn_err make_row(const struct evn_open_rows *rows, MDB_txn *txn,
                        const struct evn_open_change *change, struct evn_rowsum *sum)
{
    uint8_t k[8], v[ROW_MAX];
    evn_put_be64(k, change->row.seq);
    put_row(v, &change->row);
    memcpy(v + ROW_LEN, change->name, change->name_len);
    MDB_val key = {sizeof k, k}, row = {ROW_LEN + change->name_len, v};
    evn_rowsum_add(sum, evn_rowsum_row(evn_bytes_of(k, sizeof k), evn_bytes_of(v, row.mv_size)));
    int rc = mdb_put(txn, rows->open, &key, &row, MDB_NOOVERWRITE);
    return rc == MDB_KEYEXIST ? EVN_E_CORRUPT : evn_store_err(rc);
}

static evn_err take_row(const struct evn_open_rows *rows, MDB_txn *txn,
                        const struct evn_open_change *change, struct evn_rowsum *sum)
{
    uint8_t k[8], v[ROW_MAX];
    evn_put_be64(k, change->row.seq);
    MDB_val key = {sizeof k, k}, row;
    int rc = mdb_get(txn, rows->open, &key, &row);
    if (rc == MDB_NOTFOUND || (rc == 0 && (row.mv_size < ROW_LEN || row.mv_size > ROW_MAX)))
        return EVN_E_CORRUPT;
    if (rc != 0)
        return evn_store_err(rc);
    memcpy(v, row.mv_data, row.mv_size);
    struct evn_bytes bytes = evn_bytes_of(v, row.mv_size);
    evn_rowsum_take(sum, evn_rowsum_row(evn_bytes_of(k, sizeof k), bytes));
    struct evn_open open = get_row(v, change->row.seq);
    open.left -= change->row.left;
    if (open.left < 0)
        return EVN_E_CORRUPT;
    if (open.left == 0)
        return evn_store_err(mdb_del(txn, rows->open, &key, NULL));
    put_row(v, &open);
    row = (MDB_val){bytes.len, v};
    evn_rowsum_add(sum, evn_rowsum_row(evn_bytes_of(k, sizeof k), bytes));
    return evn_store_err(mdb_put(txn, rows->open, &key, &row, 0));
}

evn_err evn_open_rows_write(struct evn_open_rows *rows, MDB_txn *txn)
{
    struct evn_rowsum sum;
    if (rows->n == 0)
        return EVN_OK;
    evn_err err = read_sum(txn, rows->open, &sum);
    for (size_t i = 0; err == EVN_OK && i < rows->n; i++)
        err = rows->change[i].taken ? take_row(rows, txn, &rows->change[i], &sum)
                                    : make_row(rows, txn, &rows->change[i], &sum);
    return err == EVN_OK ? write_sum(txn, rows->open, &sum) : err;
}

static evn_err load_row(MDB_val key, MDB_val row, struct evn_rowsum *sum,
                        struct evn_ledger_state *state)
{
    if (key.mv_size != 8)
        return EVN_E_CORRUPT;
    uint64_t seq = evn_get_be64(key.mv_data);
    if (seq == 0)
        return EVN_OK;
    if (row.mv_size < ROW_LEN || row.mv_size > ROW_MAX)
        return EVN_E_CORRUPT;
    evn_rowsum_add(sum, evn_rowsum_row(evn_bytes_of(key.mv_data, key.mv_size),
                                       evn_bytes_of(row.mv_data, row.mv_size)));
    struct evn_open open = get_row(row.mv_data, seq);
    return evn_ledger_restore_open(
        state, &open, evn_bytes_of((const uint8_t *)row.mv_data + ROW_LEN, row.mv_size - ROW_LEN));
}

static evn_err load_all(const struct evn_open_rows *rows, MDB_txn *txn,
                        struct evn_ledger_state *state)
{
    MDB_cursor *cursor = NULL;
    MDB_val key, row;
    struct evn_rowsum kept, sum = {0, 0};
    evn_err err = read_sum(txn, rows->open, &kept);
    int rc = mdb_cursor_open(txn, rows->open, &cursor);
    while (rc == 0 && err == EVN_OK && (rc = mdb_cursor_get(cursor, &key, &row, MDB_NEXT)) == 0)
        err = load_row(key, row, &sum, state);
    if (cursor != NULL)
        mdb_cursor_close(cursor);
    if (rc != 0 && rc != MDB_NOTFOUND)
        return evn_store_err(rc);
    if (err == EVN_OK && (sum.a != kept.a || sum.b != kept.b))
        err = EVN_E_DIGEST_MISMATCH;
    return err == EVN_E_CORRUPT ? EVN_E_DIGEST_MISMATCH : err;
}

evn_err evn_open_rows_load(const struct evn_open_rows *rows, struct evn_store *store,
                           struct evn_ledger_state *state)
{
    MDB_txn *txn = NULL;
    int rc = mdb_txn_begin(evn_store_env(store), NULL, MDB_RDONLY, &txn);
    if (rc != 0)
        return evn_store_err(rc);
    evn_err err = load_all(rows, txn, state);
    mdb_txn_abort(txn);
    return err;
}

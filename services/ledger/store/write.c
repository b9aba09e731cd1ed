#include "common/base/num.h"
#include "services/ledger/core/kind.h"
#include "services/ledger/store/chain.h"
#include "services/ledger/store/pending.h"

#include <stdlib.h>

/* What one writing transaction works with. */
struct write {
    struct evn_pending *pending;
    const struct evn_ledger_tables *tables;
    struct evn_chunk_cursors at;
    MDB_cursor *balances;
    MDB_cursor *movements;
    struct slot *order;         /* sides by account, then as they came */
    struct slot *spare;         /* same size, for sorting */
    struct evn_chunk_leg *legs; /* of one account */
    struct evn_rowsum rowsum;
    uint8_t row[EVN_BALANCES_LEN]; /* the row of balances being changed */
    uint32_t row_key;
    bool row_open;
};

/* One side of a movement to sort: i / 2 says which movement, i % 2 is 0 for `from`. */
struct slot {
    uint32_t account;
    uint32_t i;
};

enum { RADIX_BITS = 11, RADIX = 1 << RADIX_BITS };

/* Stable counting sort by account, 11 bits a pass, as many passes as the largest account needs. */
static void sort_slots(struct write *w, size_t n, uint32_t account_max)
{
    for (unsigned shift = 0; shift < 32 && account_max >> shift != 0; shift += RADIX_BITS) {
        size_t begin[RADIX + 1] = {0};
        for (size_t i = 0; i < n; i++)
            begin[(w->order[i].account >> shift & (RADIX - 1)) + 1]++;
        for (size_t i = 0; i < RADIX; i++)
            begin[i + 1] += begin[i];
        for (size_t i = 0; i < n; i++)
            w->spare[begin[w->order[i].account >> shift & (RADIX - 1)]++] = w->order[i];
        struct slot *swap = w->order;
        w->order = w->spare;
        w->spare = swap;
    }
}

static evn_err put_legs(struct write *w, uint32_t account, const struct evn_chunk_leg *legs,
                        size_t n)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < n; i++) {
        uint8_t k[EVN_LEG_KEY_LEN], p[EVN_LEG_LEN];
        evn_leg_key_put(k, account, legs[i].at_us, legs[i].seq);
        evn_put_i64(p, legs[i].delta);
        MDB_val key = {sizeof k, k}, row = {sizeof p, p};
        err = evn_store_err(mdb_cursor_put(w->at.legs, &key, &row, MDB_NOOVERWRITE));
    }
    return err;
}

/* Put `n` new legs of a long account in business order; if it just became long, all its legs.
 * `before` is its balance row without them. */
static evn_err write_long(struct write *w, uint32_t account, const struct evn_balance_row *before,
                          size_t n)
{
    evn_legs_sort(w->legs, n);
    if (before->n_legs > EVN_LONG_FROM) {
        evn_err err = put_legs(w, account, w->legs, n);
        return err != EVN_OK ? err : evn_chunks_add(&w->at, account, w->legs, n);
    }
    struct evn_chunk_leg old[EVN_LONG_FROM];
    evn_err err = evn_chain_read(w->movements, account, before->head, old, before->n_legs);
    if (err == EVN_OK)
        err = put_legs(w, account, old, before->n_legs);
    if (err == EVN_OK)
        err = put_legs(w, account, w->legs, n);
    return err != EVN_OK ? err : evn_chunks_make(&w->at, account);
}

/* Take one side of a movement into its account's row, its chain and w->legs[i]. */
static bool take_side(struct write *w, struct evn_balance_row *row, struct slot slot, size_t i)
{
    struct evn_pending_movement *m = w->pending->movements + slot.i / 2;
    bool out = slot.i % 2 == 0;
    int64_t delta = out ? -m->row.qty : m->row.qty;
    *(out ? &m->row.prev_from : &m->row.prev_to) = row->head;
    row->head = m->seq;
    row->n_legs += row->n_legs < EVN_LEGS_COUNTED;
    row->physical = m->row.flags & (out ? EVN_RECORD_F_FROM_PHYSICAL : EVN_RECORD_F_TO_PHYSICAL);
    if (m->row.at_us > row->latest_us)
        row->latest_us = m->row.at_us;
    w->legs[i] = (struct evn_chunk_leg){.at_us = m->row.at_us, .seq = m->seq, .delta = delta};
    return evn_add_i64(row->balance, delta, &row->balance) &&
           evn_add_i64(row->taken_in, row->physical && !out ? delta : 0, &row->taken_in) &&
           row->balance == (out ? m->from_balance : m->to_balance);
}

static evn_err close_row(struct write *w)
{
    if (!w->row_open)
        return EVN_OK;
    uint8_t k[4];
    evn_put_be32(k, w->row_key);
    MDB_val key = {sizeof k, k}, row = {sizeof w->row, w->row};
    w->row_open = false;
    return evn_store_err(mdb_cursor_put(w->balances, &key, &row, 0));
}

/* Have the row of balances that holds `account` in w->row. */
static evn_err open_row(struct write *w, uint32_t account)
{
    if (w->row_open && w->row_key == evn_balances_key(account))
        return EVN_OK;
    evn_err err = close_row(w);
    if (err != EVN_OK)
        return err;
    w->row_key = evn_balances_key(account);
    err = evn_balances_find(w->balances, w->row_key, w->row);
    w->row_open = err == EVN_OK;
    return err;
}

/* All changes of one account, in the order they came. */
static evn_err write_account(struct write *w, const struct slot *slots, size_t n)
{
    uint32_t account = slots[0].account;
    struct evn_balance_row row, before;
    evn_err err = open_row(w, account);
    if (err != EVN_OK)
        return err;
    evn_balance_row_get(w->row + evn_balances_at(account), &before);
    row = before;
    for (size_t i = 0; i < n; i++)
        if (!take_side(w, &row, slots[i], i))
            return EVN_E_CORRUPT;
    uint8_t *at = w->row + evn_balances_at(account);
    if (before.head != 0)
        evn_rowsum_take(&w->rowsum, evn_balance_sum(account, at));
    evn_balance_row_put(at, &row);
    evn_rowsum_add(&w->rowsum, evn_balance_sum(account, at));
    bool is_long = row.physical && row.n_legs > EVN_LONG_FROM;
    return is_long ? write_long(w, account, &before, n) : EVN_OK;
}

/* Both sides of every movement, by account. */
static evn_err write_accounts(struct write *w)
{
    size_t n = w->pending->n_movements * 2;
    uint32_t account_max = 0;
    for (size_t i = 0; i < n; i++) {
        const struct evn_movement_row *row = &w->pending->movements[i / 2].row;
        uint32_t account = i % 2 == 0 ? row->from : row->to;
        w->order[i] = (struct slot){.account = account, .i = (uint32_t)i};
        account_max = account > account_max ? account : account_max;
    }
    sort_slots(w, n, account_max);
    evn_err err = EVN_OK;
    for (size_t i = 0, next; err == EVN_OK && i < n; i = next) {
        next = i + 1;
        while (next < n && w->order[next].account == w->order[i].account)
            next++;
        err = write_account(w, w->order + i, next - i);
    }
    return err == EVN_OK ? close_row(w) : err;
}

static evn_err write_movements(struct write *w)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < w->pending->n_movements; i++) {
        uint8_t k[8], p[EVN_MOVEMENT_LEN];
        evn_put_be64(k, w->pending->movements[i].seq);
        evn_movement_row_put(p, &w->pending->movements[i].row);
        MDB_val key = {sizeof k, k}, row = {sizeof p, p};
        err = evn_store_err(mdb_cursor_put(w->movements, &key, &row, MDB_APPEND));
    }
    return err;
}

static int by_id(const void *a, const void *b)
{
    return memcmp(((const struct evn_pending_id *)a)->id.b,
                  ((const struct evn_pending_id *)b)->id.b, EVN_ID_LEN);
}

static evn_err write_ids(struct evn_pending *pending, MDB_txn *txn, MDB_dbi ids)
{
    MDB_cursor *cursor = NULL;
    if (pending->n_ids > 1)
        qsort(pending->ids, pending->n_ids, sizeof *pending->ids, by_id);
    evn_err err = evn_store_err(mdb_cursor_open(txn, ids, &cursor));
    for (size_t i = 0; err == EVN_OK && i < pending->n_ids; i++) {
        uint8_t p[EVN_ID_ROW_LEN];
        evn_id_row_put(p, &pending->ids[i].row);
        MDB_val key = {EVN_ID_LEN, pending->ids[i].id.b}, row = {sizeof p, p};
        err = evn_store_err(mdb_cursor_put(cursor, &key, &row, MDB_NOOVERWRITE));
    }
    if (cursor != NULL)
        mdb_cursor_close(cursor);
    return err;
}

static evn_err write_frames(struct write *w, MDB_txn *txn, bool facts)
{
    MDB_cursor *cursor = NULL;
    MDB_dbi dbi = facts ? w->tables->facts : w->tables->texts;
    evn_err err = evn_store_err(mdb_cursor_open(txn, dbi, &cursor));
    for (size_t i = 0; err == EVN_OK && i < w->pending->n_frames; i++) {
        const struct evn_pending_frame *frame = w->pending->frames + i;
        if (frame->is_fact != facts)
            continue;
        uint8_t k[8];
        evn_put_be64(k, frame->seq);
        MDB_val key = {sizeof k, k}, row = {frame->len, w->pending->bytes.at + frame->at};
        err = evn_store_err(mdb_cursor_put(cursor, &key, &row, MDB_APPEND));
        if (facts)
            evn_rowsum_add(&w->rowsum, evn_rowsum_row(evn_bytes_of(k, sizeof k),
                                                      evn_bytes_of(row.mv_data, row.mv_size)));
    }
    if (cursor != NULL)
        mdb_cursor_close(cursor);
    return err;
}

static evn_err begin(struct write *w, MDB_txn *txn)
{
    size_t n = w->pending->n_movements * 2 + 1;
    w->order = calloc(n, sizeof *w->order);
    w->spare = calloc(n, sizeof *w->spare);
    w->legs = calloc(n, sizeof *w->legs);
    if (w->order == NULL || w->spare == NULL || w->legs == NULL)
        return EVN_E_NO_MEMORY;
    int rc = mdb_cursor_open(txn, w->tables->legs, &w->at.legs);
    if (rc == 0)
        rc = mdb_cursor_open(txn, w->tables->chunks, &w->at.chunks);
    if (rc == 0)
        rc = mdb_cursor_open(txn, w->tables->balances, &w->balances);
    if (rc == 0)
        rc = mdb_cursor_open(txn, w->tables->movements, &w->movements);
    return evn_store_err(rc);
}

static void end(struct write *w)
{
    MDB_cursor *all[] = {w->at.legs, w->at.chunks, w->balances, w->movements};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (all[i] != NULL)
            mdb_cursor_close(all[i]);
    free(w->order);
    free(w->spare);
    free(w->legs);
}

evn_err evn_pending_write(struct evn_pending *pending, const struct evn_ledger_tables *tables,
                          MDB_txn *txn, struct evn_rowsum *rowsum)
{
    struct write w = {.pending = pending, .tables = tables, .rowsum = pending->rowsum};
    evn_err err = begin(&w, txn);
    if (err == EVN_OK)
        err = write_accounts(&w);
    if (err == EVN_OK)
        err = write_movements(&w);
    if (err == EVN_OK)
        err = write_ids(pending, txn, tables->ids);
    if (err == EVN_OK)
        err = write_frames(&w, txn, true);
    if (err == EVN_OK)
        err = write_frames(&w, txn, false);
    end(&w);
    *rowsum = w.rowsum;
    return err;
}

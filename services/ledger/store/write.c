#include "services/ledger/store/cuts.h"

#include <stdlib.h>

enum { FEW = 16 };

/* The row that the batch's first movement goes into, if an earlier batch began it: take over what
 * it holds before that movement; behind, it may hold nothing. */
static evn_err join_row(const struct evn_pending *p, MDB_cursor *cursor, uint64_t number,
                        bool *begun)
{
    static const uint8_t none[EVN_MOVEMENTS_LEN];
    uint8_t k[8];
    size_t before = p->first_seq % EVN_MOVEMENTS_N * EVN_MOVEMENT_LEN;
    evn_put_be64(k, number);
    MDB_val key = {sizeof k, k}, old;
    int rc = mdb_cursor_get(cursor, &key, &old, MDB_SET);
    *begun = rc == 0;
    if (rc != 0)
        return rc == MDB_NOTFOUND ? EVN_OK : evn_store_err(rc);
    const uint8_t *at = old.mv_data;
    if (old.mv_size != EVN_MOVEMENTS_LEN ||
        memcmp(at + before, none, EVN_MOVEMENTS_LEN - before) != 0)
        return EVN_E_CORRUPT;
    memcpy(evn_newest_row(&p->newest, number), at, before);
    return EVN_OK;
}

/* Rows without any movement are not put. */
static bool is_empty(const uint8_t row[EVN_MOVEMENTS_LEN])
{
    bool any = false;
    for (size_t i = 0; i < EVN_MOVEMENTS_N && !any; i++)
        any = evn_movement_is(row + i * EVN_MOVEMENT_LEN);
    return !any;
}

static evn_err put_row(MDB_cursor *cursor, uint64_t number, uint8_t row[EVN_MOVEMENTS_LEN],
                       bool begun)
{
    uint8_t k[8];
    evn_put_be64(k, number);
    MDB_val key = {sizeof k, k}, all = {EVN_MOVEMENTS_LEN, row};
    return evn_store_err(mdb_cursor_put(cursor, &key, &all, begun ? 0 : MDB_APPEND));
}

static evn_err put_movements(const struct evn_pending *p, MDB_cursor *cursor)
{
    uint64_t number = p->first_seq / EVN_MOVEMENTS_N;
    uint64_t last = (p->newest.next - 1) / EVN_MOVEMENTS_N;
    bool begun;
    evn_err err = join_row(p, cursor, number, &begun);
    for (; err == EVN_OK && number <= last; number++, begun = false) {
        uint8_t *row = evn_newest_row(&p->newest, number);
        if (!is_empty(row))
            err = put_row(cursor, number, row, begun);
    }
    return err;
}

static int by_id(const void *a, const void *b)
{
    return memcmp(((const struct evn_pending_id *)a)->id.b,
                  ((const struct evn_pending_id *)b)->id.b, EVN_ID_LEN);
}

/* Ids that share their first 8 bytes; nearly always two. */
static void sort_same(struct evn_pending_id *ids, size_t n)
{
    if (n > FEW) {
        qsort(ids, n, sizeof *ids, by_id);
        return;
    }
    for (size_t i = 1; i < n; i++) {
        struct evn_pending_id id = ids[i];
        size_t k = i;
        for (; k > 0 && by_id(&id, &ids[k - 1]) < 0; k--)
            ids[k] = ids[k - 1];
        ids[k] = id;
    }
}

/* The order of the ids: by their first 8 bytes, and those that share them - however many - by the
 * rest. */
static evn_err sort_ids(struct evn_pending *p)
{
    struct evn_radix *order = calloc(p->n_ids * 2 + 1, sizeof *order);
    struct evn_pending_id *ids = malloc((p->n_ids + 1) * sizeof *ids);
    if (order == NULL || ids == NULL) {
        free(order);
        free(ids);
        return EVN_E_NO_MEMORY;
    }
    for (size_t i = 0; i < p->n_ids; i++)
        order[i] = (struct evn_radix){.key = evn_get_be64(p->ids[i].id.b), .i = (uint32_t)i};
    const struct evn_radix *sorted = evn_radix_sort(order, order + p->n_ids, p->n_ids);
    for (size_t i = 0; i < p->n_ids; i++)
        ids[i] = p->ids[sorted[i].i];
    for (size_t i = 0, end; i < p->n_ids; i = end) {
        for (end = i + 1; end < p->n_ids && sorted[end].key == sorted[i].key;)
            end++;
        if (end - i > 1)
            sort_same(ids + i, end - i);
    }
    free(p->ids);
    p->ids = ids;
    p->ids_cap = p->n_ids + 1;
    free(order);
    return EVN_OK;
}

/* Most ids are newer than all before: those are appended. */
static evn_err put_ids(const struct evn_pending *p, MDB_cursor *cursor)
{
    uint8_t last[EVN_ID_LEN] = {0};
    MDB_val key, row;
    int rc = mdb_cursor_get(cursor, &key, &row, MDB_LAST);
    if (rc == 0 && key.mv_size == sizeof last)
        memcpy(last, key.mv_data, sizeof last);
    else if (rc != MDB_NOTFOUND)
        return rc == 0 ? EVN_E_CORRUPT : evn_store_err(rc);
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < p->n_ids; i++) {
        uint8_t bytes[EVN_ID_ROW_LEN];
        bool newest = memcmp(p->ids[i].id.b, last, sizeof last) > 0;
        evn_id_row_put(bytes, &p->ids[i].row);
        key = (MDB_val){EVN_ID_LEN, p->ids[i].id.b};
        row = (MDB_val){sizeof bytes, bytes};
        rc = mdb_cursor_put(cursor, &key, &row, newest ? MDB_APPEND : MDB_NOOVERWRITE);
        err = evn_store_err(rc);
        if (newest)
            memcpy(last, p->ids[i].id.b, sizeof last);
    }
    return err;
}

static evn_err write_ids(struct evn_pending *p, MDB_txn *txn, MDB_dbi dbi)
{
    MDB_cursor *cursor = NULL;
    if (p->n_ids == 0)
        return EVN_OK;
    evn_err err = sort_ids(p);
    if (err == EVN_OK)
        err = evn_store_err(mdb_cursor_open(txn, dbi, &cursor));
    if (err == EVN_OK)
        err = put_ids(p, cursor);
    if (cursor != NULL)
        mdb_cursor_close(cursor);
    return err;
}

static evn_err write_frames(const struct evn_pending *p, MDB_txn *txn, MDB_dbi dbi,
                            enum evn_frame_table table, struct evn_rowsum *rowsum)
{
    MDB_cursor *cursor = NULL;
    evn_err err = evn_store_err(mdb_cursor_open(txn, dbi, &cursor));
    for (size_t i = 0; err == EVN_OK && i < p->n_frames; i++) {
        const struct evn_pending_frame *frame = p->frames + i;
        if (frame->table != table)
            continue;
        uint8_t k[8];
        evn_put_be64(k, frame->seq);
        MDB_val key = {sizeof k, k}, row = {frame->len, p->bytes.at + frame->at};
        err = evn_store_err(mdb_cursor_put(cursor, &key, &row, MDB_APPEND));
        if (table != EVN_FRAME_TEXTS)
            evn_rowsum_add(rowsum,
                           evn_rowsum_row(evn_bytes_of(k, sizeof k),
                                          evn_bytes_of(p->bytes.at + frame->at, frame->len)));
    }
    if (cursor != NULL)
        mdb_cursor_close(cursor);
    return err;
}

/* The tails that are cut, then the movements: what is cut may be among both. */
static evn_err write_movements(struct evn_pending *p, const struct evn_ledger_tables *tables,
                               MDB_txn *txn)
{
    struct evn_chunk_cursors at = {NULL, NULL, NULL};
    MDB_cursor *movements = NULL;
    const struct {
        MDB_dbi dbi;
        MDB_cursor **to;
    } all[] = {{tables->chunks, &at.chunks},
               {tables->spans, &at.spans},
               {tables->flows, &at.flows},
               {tables->movements, &movements}};
    evn_err err = EVN_OK;
    if (p->n_movements == 0)
        return EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < sizeof all / sizeof *all; i++)
        err = evn_store_err(mdb_cursor_open(txn, all[i].dbi, all[i].to));
    if (err == EVN_OK)
        err = evn_cuts_write(p, &at, movements);
    if (err == EVN_OK)
        err = put_movements(p, movements);
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (*all[i].to != NULL)
            mdb_cursor_close(*all[i].to);
    return err;
}

/* Move the sum on from the accounts as they are to what the batch makes of them. */
static void sum_accounts(const struct evn_pending *p, struct evn_rowsum *rowsum)
{
    static const uint8_t none[EVN_BALANCE_LEN];
    for (size_t i = 0; i < p->n_changes; i++) {
        const struct evn_account_change *change = p->changes + i;
        const uint8_t *before = evn_accounts_at(p->accounts, change->account);
        uint8_t now[EVN_BALANCE_LEN];
        evn_balance_row_put(now, &change->row);
        if (memcmp(before, none, sizeof none) != 0)
            evn_rowsum_take(rowsum, evn_balance_sum(change->account, before));
        evn_rowsum_add(rowsum, evn_balance_sum(change->account, now));
    }
}

evn_err evn_pending_write(struct evn_pending *pending, const struct evn_ledger_tables *tables,
                          MDB_txn *txn, struct evn_rowsum *rowsum)
{
    *rowsum = pending->rowsum;
    sum_accounts(pending, rowsum);
    evn_err err = write_movements(pending, tables, txn);
    if (err == EVN_OK)
        err = write_ids(pending, txn, tables->ids);
    if (err == EVN_OK)
        err = write_frames(pending, txn, tables->facts, EVN_FRAME_FACTS, rowsum);
    if (err == EVN_OK)
        err = write_frames(pending, txn, tables->rare, EVN_FRAME_RARE, rowsum);
    if (err == EVN_OK)
        err = evn_opened_write(pending->opened, pending->n_opened, txn, tables->opened, rowsum);
    if (err == EVN_OK)
        err = write_frames(pending, txn, tables->texts, EVN_FRAME_TEXTS, rowsum);
    return err;
}

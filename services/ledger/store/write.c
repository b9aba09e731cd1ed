#include "services/ledger/store/cuts.h"

#include "services/ledger/store/id_rows.h"

#include <stdlib.h>

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

static evn_err write_ids(struct evn_pending *p, MDB_txn *txn, MDB_dbi dbi)
{
    MDB_cursor *cursor = NULL;
    if (p->n_ids == 0)
        return EVN_OK;
    if (p->order_cap < p->n_ids) {
        free(p->order);
        p->order_cap = p->ids_cap;
        p->order = calloc(p->order_cap, 2 * sizeof *p->order);
    }
    evn_err err = p->order != NULL ? EVN_OK : EVN_E_NO_MEMORY;
    if (err != EVN_OK)
        p->order_cap = 0;
    if (err == EVN_OK)
        err = evn_store_err(mdb_cursor_open(txn, dbi, &cursor));
    if (err == EVN_OK)
        err =
            evn_id_rows_add(cursor, p->ids, evn_id_rows_sort(p->ids, p->order, p->n_ids), p->n_ids);
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

/* Move the sum on from the accounts as they were to what the batch makes of them. */
static void sum_accounts(const struct evn_pending *p, struct evn_rowsum *rowsum)
{
    evn_rowsum_take(rowsum, p->replaced);
    for (size_t i = 0; i < p->n_changes; i++) {
        uint8_t now[EVN_BALANCE_LEN];
        evn_balance_row_put(now, &p->changes[i].row);
        evn_rowsum_add(rowsum, evn_balance_sum(p->changes[i].account, now));
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

#include "services/ledger/store/checkpoint.h"

#include "common/base/num.h"
#include "services/ledger/core/kind.h"

enum { ROW_LEN = 32, AT_CHECK = 24 };

static const char KEY[] = "checkpoint";

static void check_of(const uint8_t *row, uint8_t out[8])
{
    struct evn_hash256 hash;
    evn_hash256(NULL, evn_bytes_of(row, AT_CHECK), evn_bytes_of(NULL, 0), &hash);
    memcpy(out, hash.b, 8);
}

static evn_err put_own_row(const struct evn_checkpoint *c, uint32_t n_accounts, MDB_txn *txn,
                           MDB_dbi meta)
{
    uint8_t p[ROW_LEN];
    evn_put_u64(p, c->done);
    evn_put_u64(p + 8, c->begun);
    evn_put_u32(p + 16, c->next);
    evn_put_u32(p + 20, n_accounts);
    check_of(p, p + AT_CHECK);
    MDB_val key = {sizeof KEY - 1, (void *)(uintptr_t)KEY}, row = {sizeof p, p};
    return evn_store_err(mdb_put(txn, meta, &key, &row, 0));
}

static evn_err get_own_row(struct evn_checkpoint *c, uint32_t *n_accounts, MDB_txn *txn,
                           MDB_dbi meta)
{
    MDB_val key = {sizeof KEY - 1, (void *)(uintptr_t)KEY}, row;
    uint8_t check[8];
    *c = (struct evn_checkpoint){.done = 0};
    *n_accounts = 0;
    int rc = mdb_get(txn, meta, &key, &row);
    if (rc != 0)
        return rc == MDB_NOTFOUND ? EVN_OK : evn_store_err(rc);
    if (row.mv_size != ROW_LEN)
        return EVN_E_CORRUPT;
    const uint8_t *p = row.mv_data;
    check_of(p, check);
    if (memcmp(check, p + AT_CHECK, sizeof check) != 0)
        return EVN_E_CORRUPT;
    c->done = evn_get_u64(p);
    c->begun = evn_get_u64(p + 8);
    c->next = evn_get_u32(p + 16);
    *n_accounts = evn_get_u32(p + 20);
    return EVN_OK;
}

static uint32_t rows_of(const struct evn_accounts *accounts)
{
    return accounts->n / EVN_BALANCES_N + 1;
}

size_t evn_checkpoint_share(const struct evn_accounts *accounts, uint64_t n_events, size_t n_min)
{
    uint64_t share = rows_of(accounts) * n_events / EVN_CHECKPOINT_EVENTS;
    return share > n_min ? (size_t)share : n_min;
}

/* Put one row of balances unless it stands there already. */
static evn_err put_balances(MDB_cursor *cursor, const struct evn_accounts *accounts,
                            uint32_t number)
{
    uint8_t k[4], now[EVN_BALANCES_LEN] = {0};
    uint32_t first = number * EVN_BALANCES_N;
    for (uint32_t i = 0; i < EVN_BALANCES_N && first + i < accounts->n; i++)
        memcpy(now + (size_t)i * EVN_BALANCE_LEN, evn_accounts_at(accounts, first + i),
               EVN_BALANCE_LEN);
    evn_put_be32(k, number);
    MDB_val key = {sizeof k, k}, row;
    int rc = mdb_cursor_get(cursor, &key, &row, MDB_SET_KEY);
    if (rc == 0 && row.mv_size == sizeof now && memcmp(row.mv_data, now, sizeof now) == 0)
        return EVN_OK;
    if (rc != 0 && rc != MDB_NOTFOUND)
        return evn_store_err(rc);
    key = (MDB_val){sizeof k, k};
    row = (MDB_val){sizeof now, now};
    /* a row that is missing stands behind all others: appending fills pages */
    return evn_store_err(mdb_cursor_put(cursor, &key, &row, rc == 0 ? MDB_CURRENT : MDB_APPEND));
}

evn_err evn_checkpoint_write(struct evn_checkpoint *checkpoint, const struct evn_accounts *accounts,
                             const struct evn_ledger_tables *tables, MDB_txn *txn, size_t n_rows)
{
    MDB_cursor *cursor = NULL;
    evn_err err = evn_store_err(mdb_cursor_open(txn, tables->balances, &cursor));
    if (err != EVN_OK)
        return err;
    if (checkpoint->next == 0)
        checkpoint->begun = accounts->seq;
    uint32_t n_all = rows_of(accounts);
    for (; err == EVN_OK && n_rows > 0 && checkpoint->next < n_all; n_rows--)
        err = put_balances(cursor, accounts, checkpoint->next++);
    mdb_cursor_close(cursor);
    if (checkpoint->next >= n_all) {
        checkpoint->done = checkpoint->begun;
        checkpoint->next = 0;
    }
    return err == EVN_OK ? put_own_row(checkpoint, accounts->n, txn, tables->meta) : err;
}

/* One account as its row has it; one that never moved is all zeros. */
static bool load_balance(struct evn_accounts *accounts, uint64_t account, const uint8_t *at)
{
    static const uint8_t none[EVN_BALANCE_LEN];
    struct evn_balance_row row;
    if (memcmp(at, none, sizeof none) == 0)
        return true;
    evn_balance_row_get(at, &row);
    if (row.head == 0 || account >= accounts->n)
        return false;
    memcpy(evn_accounts_at(accounts, (uint32_t)account), at, EVN_BALANCE_LEN);
    return true;
}

static evn_err load_rows(struct evn_accounts *accounts, MDB_cursor *cursor)
{
    MDB_val key, row;
    int rc;
    while ((rc = mdb_cursor_get(cursor, &key, &row, MDB_NEXT)) == 0) {
        if (key.mv_size != 4 || row.mv_size != EVN_BALANCES_LEN)
            return EVN_E_CORRUPT;
        uint64_t first = (uint64_t)evn_get_be32(key.mv_data) * EVN_BALANCES_N;
        const uint8_t *at = row.mv_data;
        for (size_t i = 0; i < EVN_BALANCES_N; i++)
            if (!load_balance(accounts, first + i, at + i * EVN_BALANCE_LEN))
                return EVN_E_CORRUPT;
    }
    return rc == MDB_NOTFOUND ? EVN_OK : evn_store_err(rc);
}

bool evn_balance_take(struct evn_balance_row *row, const struct evn_movement_row *m, uint64_t seq,
                      bool out)
{
    int64_t delta = out ? -m->qty : m->qty;
    row->head = seq;
    row->n_legs =
        row->n_legs < EVN_LEGS_COUNTED ? row->n_legs + 1 : EVN_LEGS_COUNTED + 1 - EVN_CLOSE_LEGS;
    row->physical = m->flags & (out ? EVN_RECORD_F_FROM_PHYSICAL : EVN_RECORD_F_TO_PHYSICAL);
    if (m->at_us > row->latest_us)
        row->latest_us = m->at_us;
    return evn_add_i64(row->balance, delta, &row->balance) &&
           evn_add_i64(row->taken_in, row->physical && !out ? delta : 0, &row->taken_in);
}

/* One side of a movement, unless the account's row holds it. */
static evn_err fold_side(struct evn_accounts *accounts, const struct evn_movement_row *m,
                         uint64_t seq, bool out)
{
    uint32_t account = out ? m->from : m->to;
    struct evn_balance_row row;
    if (account >= accounts->n)
        return EVN_E_CORRUPT;
    uint8_t *at = evn_accounts_at(accounts, account);
    evn_balance_row_get(at, &row);
    if (row.head >= seq)
        return EVN_OK;
    if (row.head != (out ? m->prev_from : m->prev_to) || !evn_balance_take(&row, m, seq, out))
        return EVN_E_CORRUPT;
    evn_balance_row_put(at, &row);
    return EVN_OK;
}

/* Both sides of the movements of one row that are behind `seq`. */
static evn_err load_row(struct evn_accounts *accounts, uint64_t number, const uint8_t *row,
                        uint64_t seq)
{
    evn_err err = EVN_OK;
    for (uint64_t i = 0; err == EVN_OK && i < EVN_MOVEMENTS_N; i++) {
        struct evn_movement_row m;
        uint64_t at = number * EVN_MOVEMENTS_N + i;
        evn_movement_row_get(row + i * EVN_MOVEMENT_LEN, &m);
        if (m.qty == 0 || at <= seq)
            continue;
        err = fold_side(accounts, &m, at, true);
        if (err == EVN_OK)
            err = fold_side(accounts, &m, at, false);
    }
    return err;
}

/* The movements behind `seq`, in order. */
static evn_err load_movements(struct evn_accounts *accounts, MDB_cursor *cursor, uint64_t seq)
{
    uint8_t k[8];
    evn_put_be64(k, (seq + 1) / EVN_MOVEMENTS_N);
    MDB_val key = {sizeof k, k}, row;
    int rc = mdb_cursor_get(cursor, &key, &row, MDB_SET_RANGE);
    for (; rc == 0; rc = mdb_cursor_get(cursor, &key, &row, MDB_NEXT)) {
        if (key.mv_size != sizeof k || row.mv_size != EVN_MOVEMENTS_LEN)
            return EVN_E_CORRUPT;
        evn_err err = load_row(accounts, evn_get_be64(key.mv_data), row.mv_data, seq);
        if (err != EVN_OK)
            return err;
    }
    return rc == MDB_NOTFOUND ? EVN_OK : evn_store_err(rc);
}

evn_err evn_checkpoint_load(struct evn_checkpoint *checkpoint, struct evn_accounts *accounts,
                            const struct evn_ledger_tables *tables, MDB_txn *txn, uint64_t seq)
{
    MDB_cursor *balances = NULL, *movements = NULL;
    uint32_t n_accounts;
    evn_err err = get_own_row(checkpoint, &n_accounts, txn, tables->meta);
    if (err == EVN_OK && n_accounts > 0)
        err = evn_accounts_reach(accounts, n_accounts - 1);
    if (err == EVN_OK)
        err = evn_store_err(mdb_cursor_open(txn, tables->balances, &balances));
    if (err == EVN_OK)
        err = evn_store_err(mdb_cursor_open(txn, tables->movements, &movements));
    if (err == EVN_OK)
        err = load_rows(accounts, balances);
    if (err == EVN_OK)
        err = load_movements(accounts, movements, checkpoint->done);
    if (balances != NULL)
        mdb_cursor_close(balances);
    if (movements != NULL)
        mdb_cursor_close(movements);
    accounts->seq = seq;
    return err;
}

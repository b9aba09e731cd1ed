#include "services/ledger/store/opened.h"

/* Two independent numbers for an account's key. */
static struct evn_rowsum sum_of(uint32_t number, const struct evn_account_key *key)
{
    uint64_t where = (uint64_t)key->place << 32 | key->item;
    uint64_t which = (uint64_t)number << 32 | key->lot;
    return (struct evn_rowsum){evn_mix64(evn_mix64(where ^ UINT64_C(0xa0761d6478bd642f)) ^ which),
                               evn_mix64(evn_mix64(where ^ UINT64_C(0xe7037ed1a0b428db)) + which)};
}

static void key_put(uint8_t *to, const struct evn_account_key *key)
{
    evn_put_u32(to, key->place);
    evn_put_u32(to + 4, key->item);
    evn_put_u32(to + 8, key->lot);
}

static struct evn_account_key key_get(const uint8_t *from)
{
    return (struct evn_account_key){evn_get_u32(from), evn_get_u32(from + 4),
                                    evn_get_u32(from + 8)};
}

/* The row as it stands; zeros when there is none yet. */
static evn_err row_get(MDB_cursor *cursor, uint32_t number, uint8_t row[EVN_OPENED_ROW],
                       bool *there)
{
    uint8_t k[4];
    evn_put_be32(k, number);
    MDB_val key = {sizeof k, k}, value;
    int rc = mdb_cursor_get(cursor, &key, &value, MDB_SET_KEY);
    *there = rc == 0;
    memset(row, 0, EVN_OPENED_ROW);
    if (rc != 0)
        return rc == MDB_NOTFOUND ? EVN_OK : evn_store_err(rc);
    if (value.mv_size != EVN_OPENED_ROW)
        return EVN_E_CORRUPT;
    memcpy(row, value.mv_data, EVN_OPENED_ROW);
    return EVN_OK;
}

/* Put what falls into one row; how many is set in *taken. */
static evn_err write_row(const struct evn_opened *opened, size_t n, MDB_cursor *cursor,
                         struct evn_rowsum *sum, size_t *taken)
{
    uint8_t k[4], row[EVN_OPENED_ROW];
    uint32_t number = opened->number / EVN_OPENED_N, at = opened->number % EVN_OPENED_N;
    bool there;
    *taken = 0;
    evn_err err = row_get(cursor, number, row, &there);
    if (err != EVN_OK)
        return err;
    bool before = at == 0 || opened->number == 1 ||
                  key_get(row + (size_t)(at - 1) * EVN_OPENED_LEN).place != 0;
    for (; *taken < n && at < EVN_OPENED_N; ++*taken, at++) {
        const struct evn_opened *o = opened + *taken;
        uint8_t *to = row + (size_t)at * EVN_OPENED_LEN;
        if (!before || o->number != opened->number + *taken || key_get(to).place != 0)
            return EVN_E_CORRUPT;
        key_put(to, &o->key);
        evn_rowsum_add(sum, sum_of(o->number, &o->key));
    }
    evn_put_be32(k, number);
    MDB_val key = {sizeof k, k}, value = {sizeof row, row};
    return evn_store_err(mdb_cursor_put(cursor, &key, &value, there ? MDB_CURRENT : MDB_APPEND));
}

evn_err evn_opened_write(const struct evn_opened *opened, size_t n, MDB_txn *txn, MDB_dbi dbi,
                         struct evn_rowsum *sum)
{
    MDB_cursor *cursor = NULL;
    if (n == 0)
        return EVN_OK;
    evn_err err = evn_store_err(mdb_cursor_open(txn, dbi, &cursor));
    for (size_t i = 0, taken; err == EVN_OK && i < n; i += taken)
        err = write_row(opened + i, n - i, cursor, sum, &taken);
    if (cursor != NULL)
        mdb_cursor_close(cursor);
    return err;
}

/* The keys in a row, from account `first` on; all other bytes are zeros. */
static evn_err row_keys(const MDB_val *key, const MDB_val *row, uint32_t *first,
                        struct evn_account_key keys[EVN_OPENED_N], uint32_t *n)
{
    const uint8_t *p = row->mv_data, *end = p + EVN_OPENED_ROW;
    uint8_t other = 0;
    if (key->mv_size != 4 || row->mv_size != EVN_OPENED_ROW ||
        evn_get_be32(key->mv_data) >= UINT32_MAX / EVN_OPENED_N)
        return EVN_E_CORRUPT;
    *first = evn_get_be32(key->mv_data) * EVN_OPENED_N;
    if (*first == 0)
        for (*first = 1; p < (const uint8_t *)row->mv_data + EVN_OPENED_LEN; p++)
            other |= *p;
    for (*n = 0; p < end && evn_get_u32(p) != 0; p += EVN_OPENED_LEN)
        keys[(*n)++] = key_get(p);
    for (; p < end; p++)
        other |= *p;
    return other == 0 ? EVN_OK : EVN_E_CORRUPT;
}

evn_err evn_opened_n(MDB_txn *txn, MDB_dbi dbi, uint32_t *n)
{
    struct evn_account_key keys[EVN_OPENED_N];
    MDB_cursor *cursor = NULL;
    MDB_val key, row;
    uint32_t first = 1;
    *n = 0;
    int rc = mdb_cursor_open(txn, dbi, &cursor);
    if (rc == 0)
        rc = mdb_cursor_get(cursor, &key, &row, MDB_LAST);
    evn_err err = rc == 0 ? row_keys(&key, &row, &first, keys, n) : EVN_OK;
    if (rc == 0)
        *n += first - 1;
    if (cursor != NULL)
        mdb_cursor_close(cursor);
    return rc == 0 || rc == MDB_NOTFOUND ? err : evn_store_err(rc);
}

static evn_err give_row(const MDB_val *key, const MDB_val *row, uint32_t *next,
                        const struct evn_opened_sink *sink, struct evn_rowsum *sum)
{
    struct evn_account_key keys[EVN_OPENED_N];
    uint32_t first, n;
    evn_err err = row_keys(key, row, &first, keys, &n);
    if (err != EVN_OK || first != *next)
        return EVN_E_CORRUPT;
    for (uint32_t i = 0; i < n; i++)
        evn_rowsum_add(sum, sum_of(first + i, keys + i));
    *next += n;
    return sink->take(sink->self, first, keys, n);
}

evn_err evn_opened_read(MDB_txn *txn, MDB_dbi dbi, const struct evn_opened_sink *sink,
                        struct evn_rowsum *sum)
{
    MDB_cursor *cursor = NULL;
    MDB_val key, row;
    uint32_t next = 1;
    int rc = mdb_cursor_open(txn, dbi, &cursor);
    if (rc != 0)
        return evn_store_err(rc);
    evn_err err = EVN_OK;
    while (err == EVN_OK && (rc = mdb_cursor_get(cursor, &key, &row, MDB_NEXT)) == 0)
        err = give_row(&key, &row, &next, sink, sum);
    mdb_cursor_close(cursor);
    return err != EVN_OK || rc == MDB_NOTFOUND ? err : evn_store_err(rc);
}

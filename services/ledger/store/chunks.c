#include "services/ledger/store/chunks.h"

#include "common/base/num.h"

/* All changes of one instant, added up. */
struct instant {
    int64_t at_us;
    int64_t net;
};

/* One chunk: the instants from first_us up to, not including, next_us. */
struct chunk {
    uint32_t account;
    int64_t first_us; /* key; INT64_MIN for an account's first chunk */
    bool last;        /* no chunk of this account behind: next_us has no meaning */
    int64_t next_us;
    uint32_t n;
    struct evn_leg_summary sum;
    struct instant at[EVN_CHUNK_INSTANTS];
};

bool evn_summary_join(struct evn_leg_summary *a, const struct evn_leg_summary *b)
{
    if (b->min != INT64_MAX) {
        int64_t min;
        if (!evn_add_i64(a->sum, b->min, &min))
            return false;
        if (a->min == INT64_MAX || min < a->min) {
            a->min = min;
            a->min_at_us = b->min_at_us;
        }
    }
    return evn_add_i64(a->sum, b->sum, &a->sum);
}

static bool join_instant(struct evn_leg_summary *sum, const struct instant *i)
{
    const struct evn_leg_summary one = {.sum = i->net, .min = i->net, .min_at_us = i->at_us};
    return evn_summary_join(sum, &one);
}

/* The row but its instants. */
static evn_err head_read(const MDB_val *key, const MDB_val *row, struct chunk *out)
{
    const uint8_t *k = key->mv_data, *p = row->mv_data;
    if (key->mv_size != EVN_CHUNK_KEY_LEN || row->mv_size < EVN_CHUNK_HEAD_LEN)
        return EVN_E_CORRUPT;
    out->account = evn_get_be32(k);
    out->first_us = evn_unbiased(evn_get_be64(k + 4));
    out->n = evn_get_u32(p);
    out->sum.sum = evn_get_i64(p + 8);
    out->sum.min = evn_get_i64(p + 16);
    out->sum.min_at_us = evn_get_i64(p + 24);
    return out->n > 0 && out->n <= EVN_CHUNK_INSTANTS &&
                   row->mv_size == EVN_CHUNK_HEAD_LEN + (size_t)out->n * EVN_CHUNK_INSTANT_LEN
               ? EVN_OK
               : EVN_E_CORRUPT;
}

static struct instant instant_read(const MDB_val *row, size_t i)
{
    const uint8_t *p =
        (const uint8_t *)row->mv_data + EVN_CHUNK_HEAD_LEN + i * EVN_CHUNK_INSTANT_LEN;
    return (struct instant){.at_us = evn_get_i64(p), .net = evn_get_i64(p + 8)};
}

static evn_err chunk_write(MDB_cursor *cursor, struct chunk *c)
{
    uint8_t k[EVN_CHUNK_KEY_LEN], p[EVN_CHUNK_LEN_MAX], *at = p + EVN_CHUNK_HEAD_LEN;
    c->sum = evn_summary_none();
    for (size_t i = 0; i < c->n; i++, at += EVN_CHUNK_INSTANT_LEN) {
        evn_put_i64(at, c->at[i].at_us);
        evn_put_i64(at + 8, c->at[i].net);
        if (!join_instant(&c->sum, &c->at[i]))
            return EVN_E_CORRUPT;
    }
    evn_chunk_key_put(k, c->account, c->first_us);
    evn_put_u32(p, c->n);
    evn_put_u32(p + 4, 0);
    evn_put_i64(p + 8, c->sum.sum);
    evn_put_i64(p + 16, c->sum.min);
    evn_put_i64(p + 24, c->sum.min_at_us);
    MDB_val key = {sizeof k, k}, row = {(size_t)(at - p), p};
    return evn_store_err(mdb_cursor_put(cursor, &key, &row, 0));
}

evn_err evn_chunk_seek(MDB_cursor *cursor, uint32_t account, int64_t at_us, MDB_val *key,
                       MDB_val *row)
{
    uint8_t k[EVN_CHUNK_KEY_LEN];
    evn_chunk_key_put(k, account, at_us);
    *key = (MDB_val){sizeof k, k};
    int rc = mdb_cursor_get(cursor, key, row, MDB_SET_RANGE);
    if (rc == MDB_NOTFOUND)
        rc = mdb_cursor_get(cursor, key, row, MDB_LAST);
    else if (rc == 0 && (key->mv_size != sizeof k || memcmp(key->mv_data, k, sizeof k) != 0))
        rc = mdb_cursor_get(cursor, key, row, MDB_PREV);
    return rc == MDB_NOTFOUND ? EVN_E_CORRUPT : evn_store_err(rc);
}

evn_err evn_chunks_any(MDB_cursor *chunks, uint32_t account, bool *any, int64_t *until_us)
{
    struct chunk c = {0};
    MDB_val key, row;
    *any = false;
    *until_us = INT64_MIN;
    evn_err err = evn_chunk_seek(chunks, account, INT64_MAX, &key, &row);
    if (err == EVN_E_CORRUPT) /* the table is empty */
        return EVN_OK;
    if (err == EVN_OK)
        err = head_read(&key, &row, &c);
    *any = err == EVN_OK && c.account == account;
    if (*any)
        *until_us = instant_read(&row, c.n - 1).at_us;
    return err;
}

/* Fill chunks with instants and put them, `size` instants in each but the last. */
struct filling {
    MDB_cursor *cursor;
    size_t size;
    struct chunk c;
};

static evn_err fill(struct filling *f, int64_t at_us, int64_t delta)
{
    struct chunk *c = &f->c;
    struct instant *last = c->n > 0 ? &c->at[c->n - 1] : NULL;
    if (last != NULL && last->at_us == at_us)
        return evn_add_i64(last->net, delta, &last->net) ? EVN_OK : EVN_E_CORRUPT;
    if (c->n == f->size) {
        evn_err err = chunk_write(f->cursor, c);
        if (err != EVN_OK)
            return err;
        c->first_us = at_us;
        c->n = 0;
    }
    c->at[c->n++] = (struct instant){.at_us = at_us, .net = delta};
    return EVN_OK;
}

/* Write `old` again with `n` legs among its instants, in as few chunks as will do. */
static evn_err merge(MDB_cursor *cursor, const struct chunk *old, const struct evn_chunk_leg *legs,
                     size_t n)
{
    size_t n_all = old->n + n, parts = (n_all - 1) / EVN_CHUNK_INSTANTS + 1;
    struct filling f = {.cursor = cursor, .size = (n_all + parts - 1) / parts};
    f.c.account = old->account;
    f.c.first_us = old->first_us;
    evn_err err = EVN_OK;
    for (size_t i = 0, k = 0; err == EVN_OK && i + k < n_all;) {
        bool from_old = k == n || (i < old->n && old->at[i].at_us <= legs[k].at_us);
        if (from_old)
            err = fill(&f, old->at[i].at_us, old->at[i].net);
        else
            err = fill(&f, legs[k].at_us, legs[k].delta);
        *(from_old ? &i : &k) += 1;
    }
    return err == EVN_OK ? chunk_write(cursor, &f.c) : err;
}

/* Take over where a chunk ends from the row behind it. */
static void end_at(struct chunk *c, uint32_t account, const MDB_val *behind)
{
    c->last = behind == NULL || evn_get_be32(behind->mv_data) != account;
    c->next_us = behind != NULL ? evn_unbiased(evn_get_be64((uint8_t *)behind->mv_data + 4)) : 0;
}

/* The row that `at_us` falls into: its head, and where it ends. EVN_E_CORRUPT: there is none. */
static evn_err find(MDB_cursor *cursor, uint32_t account, int64_t at_us, struct chunk *out,
                    MDB_val *row)
{
    uint8_t k[EVN_CHUNK_KEY_LEN];
    evn_chunk_key_put(k, account, at_us);
    MDB_val key = {sizeof k, k};
    int rc = mdb_cursor_get(cursor, &key, row, MDB_SET_RANGE);
    if (rc == 0 && key.mv_size == sizeof k && memcmp(key.mv_data, k, sizeof k) == 0)
        rc = mdb_cursor_get(cursor, &key, row, MDB_NEXT);
    if (rc != 0 && rc != MDB_NOTFOUND)
        return evn_store_err(rc);
    if (rc == 0 && key.mv_size != sizeof k)
        return EVN_E_CORRUPT;
    end_at(out, account, rc == 0 ? &key : NULL);
    rc = mdb_cursor_get(cursor, &key, row, rc == 0 ? MDB_PREV : MDB_LAST);
    if (rc != 0)
        return rc == MDB_NOTFOUND ? EVN_E_CORRUPT : evn_store_err(rc);
    evn_err err = head_read(&key, row, out);
    return err == EVN_OK && out->account != account ? EVN_E_CORRUPT : err;
}

/* The chunk that `at_us` falls into, as far as it takes: when all `n` legs from there on are behind
 * what the account has, and too many to go along, they make chunks of their own. */
static evn_err find_place(MDB_cursor *cursor, uint32_t account, const struct evn_chunk_leg *legs,
                          size_t n, struct chunk *out)
{
    MDB_val row;
    evn_err err = find(cursor, account, legs->at_us, out, &row);
    if (err != EVN_OK)
        return err;
    if (out->last && out->n + n > EVN_CHUNK_INSTANTS &&
        instant_read(&row, out->n - 1).at_us < legs->at_us) {
        out->first_us = legs->at_us;
        out->n = 0;
    }
    for (size_t i = 0; i < out->n; i++)
        out->at[i] = instant_read(&row, i);
    return EVN_OK;
}

evn_err evn_chunks_add(MDB_cursor *chunks, uint32_t account, bool fresh,
                       const struct evn_chunk_leg *legs, size_t n)
{
    evn_err err = EVN_OK;
    for (size_t i = 0, end; err == EVN_OK && i < n; i = end) {
        struct chunk c = {.account = account, .first_us = INT64_MIN, .last = true};
        if (!fresh)
            err = find_place(chunks, account, legs + i, n - i, &c);
        for (end = i; end < n && (c.last || legs[end].at_us < c.next_us);)
            end++;
        if (err == EVN_OK)
            err = merge(chunks, &c, legs + i, end - i);
    }
    return err;
}

/* The row under the cursor, as a whole. */
static evn_err whole(uint32_t account, int rc, const MDB_val *key, const MDB_val *row,
                     struct evn_chunk_whole *out)
{
    struct chunk c = {0};
    if (rc == MDB_NOTFOUND)
        return EVN_E_AGAIN;
    evn_err err = rc != 0 ? evn_store_err(rc) : head_read(key, row, &c);
    if (err != EVN_OK)
        return err;
    *out = (struct evn_chunk_whole){.first_us = c.first_us, .sum = c.sum};
    return c.account == account ? EVN_OK : EVN_E_AGAIN;
}

evn_err evn_chunk_first(MDB_cursor *chunks, uint32_t account, int64_t first_us,
                        struct evn_chunk_whole *out)
{
    uint8_t k[EVN_CHUNK_KEY_LEN];
    evn_chunk_key_put(k, account, first_us);
    MDB_val key = {sizeof k, k}, row;
    int rc = mdb_cursor_get(chunks, &key, &row, MDB_SET_KEY);
    return whole(account, rc, &key, &row, out);
}

evn_err evn_chunk_next(MDB_cursor *chunks, uint32_t account, struct evn_chunk_whole *out)
{
    MDB_val key, row;
    int rc = mdb_cursor_get(chunks, &key, &row, MDB_NEXT);
    return whole(account, rc, &key, &row, out);
}

/* Add what of the row lies in the range; all of it without looking at its instants. */
static evn_err sum_row(const MDB_val *row, const struct chunk *c, int64_t after_us,
                       int64_t until_us, struct evn_leg_summary *sum)
{
    bool from_start = instant_read(row, 0).at_us > after_us || after_us == INT64_MIN;
    if (from_start && instant_read(row, c->n - 1).at_us <= until_us)
        return evn_summary_join(sum, &c->sum) ? EVN_OK : EVN_E_CORRUPT;
    for (size_t i = 0; i < c->n; i++) {
        struct instant one = instant_read(row, i);
        if (one.at_us > after_us && one.at_us <= until_us && !join_instant(sum, &one))
            return EVN_E_CORRUPT;
    }
    return EVN_OK;
}

evn_err evn_chunks_summary(MDB_cursor *chunks, uint32_t account, int64_t after_us, int64_t until_us,
                           struct evn_leg_summary *out)
{
    *out = evn_summary_none();
    if (after_us >= until_us)
        return EVN_OK;
    struct chunk c = {0};
    MDB_val key, row;
    evn_err err = evn_chunk_seek(chunks, account, after_us + 1, &key, &row);
    if (err == EVN_OK)
        err = head_read(&key, &row, &c);
    if (err == EVN_OK && c.account != account)
        err = EVN_E_CORRUPT;
    while (err == EVN_OK && c.account == account && c.first_us <= until_us) {
        err = sum_row(&row, &c, after_us, until_us, out);
        int rc = mdb_cursor_get(chunks, &key, &row, MDB_NEXT);
        if (err != EVN_OK || rc == MDB_NOTFOUND)
            break;
        err = rc != 0 ? evn_store_err(rc) : head_read(&key, &row, &c);
    }
    return err;
}

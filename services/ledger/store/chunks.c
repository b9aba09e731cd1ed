#include "services/ledger/store/chunks.h"

#include "common/base/num.h"

/* One chunk: the instants from first_us up to, not including, next_us. */
struct chunk {
    uint32_t account;
    int64_t first_us; /* key; INT64_MIN for an account's first chunk */
    bool last;        /* no chunk of this account behind: next_us has no meaning */
    int64_t next_us;
    uint32_t n;                    /* legs */
    struct evn_leg_summary before; /* of all instants but the last */
    int64_t tail_us;               /* the last instant */
    int64_t tail;                  /* sum of its legs */
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

/* The last instant is over: take it into `before`. */
static bool close_instant(struct chunk *c)
{
    struct evn_leg_summary instant = {.sum = c->tail, .min = c->tail, .min_at_us = c->tail_us};
    c->tail = 0;
    return evn_summary_join(&c->before, &instant);
}

/* Take a leg that is not before the chunk's last instant. */
static bool take_leg(struct chunk *c, int64_t at_us, int64_t delta)
{
    if (c->n > 0 && at_us != c->tail_us && !close_instant(c))
        return false;
    c->tail_us = at_us;
    c->n++;
    return evn_add_i64(c->tail, delta, &c->tail);
}

static struct chunk empty_chunk(uint32_t account, int64_t first_us)
{
    return (struct chunk){
        .account = account, .first_us = first_us, .before = evn_summary_none(), .last = true};
}

static evn_err chunk_read(const MDB_val *key, const MDB_val *row, struct chunk *out)
{
    const uint8_t *k = key->mv_data, *p = row->mv_data;
    if (key->mv_size != EVN_CHUNK_KEY_LEN || row->mv_size != EVN_CHUNK_LEN)
        return EVN_E_CORRUPT;
    out->account = evn_get_be32(k);
    out->first_us = evn_unbiased(evn_get_be64(k + 4));
    out->n = evn_get_u32(p);
    out->tail_us = evn_get_i64(p + 8);
    out->tail = evn_get_i64(p + 16);
    out->before.sum = evn_get_i64(p + 24);
    out->before.min = evn_get_i64(p + 32);
    out->before.min_at_us = evn_get_i64(p + 40);
    return EVN_OK;
}

static evn_err chunk_write(MDB_cursor *cursor, const struct chunk *c)
{
    uint8_t k[EVN_CHUNK_KEY_LEN], p[EVN_CHUNK_LEN];
    evn_chunk_key_put(k, c->account, c->first_us);
    evn_put_u32(p, c->n);
    evn_put_u32(p + 4, 0);
    evn_put_i64(p + 8, c->tail_us);
    evn_put_i64(p + 16, c->tail);
    evn_put_i64(p + 24, c->before.sum);
    evn_put_i64(p + 32, c->before.min);
    evn_put_i64(p + 40, c->before.min_at_us);
    MDB_val key = {sizeof k, k}, row = {sizeof p, p};
    return evn_store_err(mdb_cursor_put(cursor, &key, &row, 0));
}

/* The chunk behind the cursor: where the current one ends. */
static evn_err find_end(MDB_cursor *cursor, struct chunk *c)
{
    MDB_val key, row;
    int rc = mdb_cursor_get(cursor, &key, &row, MDB_NEXT);
    struct chunk next = {0};
    c->last = true;
    if (rc == MDB_NOTFOUND)
        return EVN_OK;
    evn_err err = rc != 0 ? evn_store_err(rc) : chunk_read(&key, &row, &next);
    if (err != EVN_OK || next.account != c->account)
        return err;
    c->last = false;
    c->next_us = next.first_us;
    return EVN_OK;
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

/* The chunk that `at_us` falls into. Leaves the cursor on it. EVN_E_CORRUPT: there is none. */
static evn_err seek(MDB_cursor *cursor, uint32_t account, int64_t at_us, struct chunk *out)
{
    MDB_val key, row;
    evn_err err = evn_chunk_seek(cursor, account, at_us, &key, &row);
    if (err == EVN_OK)
        err = chunk_read(&key, &row, out);
    return err == EVN_OK && out->account != account ? EVN_E_CORRUPT : err;
}

/* Walks the legs of one account in time order. */
struct walk {
    MDB_cursor *cursor;
    uint32_t account;
    int64_t at_us; /* of the current leg */
    int64_t delta;
    bool done; /* behind the account's last leg */
};

static evn_err walk_take(struct walk *w, int rc, const MDB_val *key, const MDB_val *row)
{
    w->done = rc == MDB_NOTFOUND;
    if (rc != 0)
        return w->done ? EVN_OK : evn_store_err(rc);
    if (key->mv_size != EVN_LEG_KEY_LEN || row->mv_size != EVN_LEG_LEN)
        return EVN_E_CORRUPT;
    const uint8_t *k = key->mv_data;
    w->done = evn_get_be32(k) != w->account;
    w->at_us = evn_unbiased(evn_get_be64(k + 4));
    w->delta = evn_get_i64(row->mv_data);
    return EVN_OK;
}

/* Go to the first leg at or after `from_us`. */
static evn_err walk_begin(struct walk *w, MDB_cursor *legs, uint32_t account, int64_t from_us)
{
    uint8_t k[EVN_LEG_KEY_LEN];
    evn_leg_key_put(k, account, from_us, 0);
    MDB_val key = {sizeof k, k}, row;
    *w = (struct walk){.cursor = legs, .account = account};
    int rc = mdb_cursor_get(legs, &key, &row, MDB_SET_RANGE);
    return walk_take(w, rc, &key, &row);
}

static evn_err walk_next(struct walk *w)
{
    MDB_val key, row;
    int rc = mdb_cursor_get(w->cursor, &key, &row, MDB_NEXT);
    return walk_take(w, rc, &key, &row);
}

static bool inside(const struct chunk *c, int64_t at_us)
{
    return c->last || at_us < c->next_us;
}

/* Read the legs of `range` again and write its chunks anew: as one, or cut where it got long. */
static evn_err remake(const struct evn_chunk_cursors *at, const struct chunk *range)
{
    struct walk w;
    struct chunk c = empty_chunk(range->account, range->first_us);
    evn_err err = walk_begin(&w, at->legs, range->account, range->first_us);
    while (err == EVN_OK && !w.done && inside(range, w.at_us)) {
        if (c.n >= EVN_CHUNK_LEGS && w.at_us != c.tail_us) {
            err = chunk_write(at->chunks, &c);
            c = empty_chunk(range->account, w.at_us);
        }
        if (err == EVN_OK && !take_leg(&c, w.at_us, w.delta))
            err = EVN_E_CORRUPT;
        if (err == EVN_OK)
            err = walk_next(&w);
    }
    return err == EVN_OK ? chunk_write(at->chunks, &c) : err;
}

/* Read one chunk's legs again; cut it only when it has grown to twice its size. */
static evn_err reread(const struct evn_chunk_cursors *at, const struct chunk *old)
{
    if (old->n >= 2 * EVN_CHUNK_LEGS)
        return remake(at, old);
    struct walk w;
    struct chunk c = empty_chunk(old->account, old->first_us);
    evn_err err = walk_begin(&w, at->legs, old->account, old->first_us);
    while (err == EVN_OK && !w.done && inside(old, w.at_us)) {
        if (!take_leg(&c, w.at_us, w.delta))
            return EVN_E_CORRUPT;
        err = walk_next(&w);
    }
    return err == EVN_OK ? chunk_write(at->chunks, &c) : err;
}

/* Take the legs from `legs` on that fall into one chunk; how many is set in *taken. */
static evn_err add_to_one(const struct evn_chunk_cursors *at, uint32_t account,
                          const struct evn_chunk_leg *legs, size_t n, size_t *taken)
{
    struct chunk c = {0};
    bool back_dated = false;
    evn_err err = seek(at->chunks, account, legs[0].at_us, &c);
    if (err == EVN_OK)
        err = find_end(at->chunks, &c);
    size_t i = 0;
    for (; err == EVN_OK && i < n && inside(&c, legs[i].at_us); i++) {
        if (back_dated || legs[i].at_us < c.tail_us) {
            back_dated = true;
            c.n++;
            continue;
        }
        if (c.n >= EVN_CHUNK_LEGS && legs[i].at_us != c.tail_us) {
            err = chunk_write(at->chunks, &c);
            bool last = c.last;
            int64_t next_us = c.next_us;
            c = empty_chunk(account, legs[i].at_us);
            c.last = last;
            c.next_us = next_us;
        }
        if (!take_leg(&c, legs[i].at_us, legs[i].delta))
            return EVN_E_CORRUPT;
    }
    *taken = i;
    if (err != EVN_OK)
        return err;
    return back_dated ? reread(at, &c) : chunk_write(at->chunks, &c);
}

/* The row under the cursor, as a whole. */
static evn_err whole(uint32_t account, int rc, const MDB_val *key, const MDB_val *row,
                     struct evn_chunk_whole *out)
{
    struct chunk c = {0};
    if (rc == MDB_NOTFOUND)
        return EVN_E_AGAIN;
    evn_err err = rc != 0 ? evn_store_err(rc) : chunk_read(key, row, &c);
    if (err != EVN_OK)
        return err;
    if (c.account != account)
        return EVN_E_AGAIN;
    if (c.n > 0 && !close_instant(&c))
        return EVN_E_CORRUPT;
    *out = (struct evn_chunk_whole){.first_us = c.first_us, .sum = c.before};
    return EVN_OK;
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

evn_err evn_chunks_any(const struct evn_chunk_cursors *at, uint32_t account, bool *any)
{
    struct evn_chunk_whole first;
    evn_err err = evn_chunk_first(at->chunks, account, INT64_MIN, &first);
    *any = err == EVN_OK;
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

evn_err evn_chunks_make(const struct evn_chunk_cursors *at, uint32_t account)
{
    struct chunk all = empty_chunk(account, INT64_MIN);
    return remake(at, &all);
}

evn_err evn_chunks_add(const struct evn_chunk_cursors *at, uint32_t account,
                       const struct evn_chunk_leg *legs, size_t n)
{
    evn_err err = EVN_OK;
    for (size_t i = 0, taken = 0; err == EVN_OK && i < n; i += taken)
        err = add_to_one(at, account, legs + i, n - i, &taken);
    return err;
}

/* Add the legs with after_us < occurred_at <= until_us to *sum, one by one. */
static evn_err sum_legs(MDB_cursor *legs, uint32_t account, int64_t after_us, int64_t until_us,
                        struct evn_leg_summary *sum)
{
    struct walk w;
    if (after_us >= until_us)
        return EVN_OK;
    struct chunk run = empty_chunk(account, after_us);
    evn_err err = walk_begin(&w, legs, account, after_us + 1);
    while (err == EVN_OK && !w.done && w.at_us <= until_us) {
        if (!take_leg(&run, w.at_us, w.delta))
            return EVN_E_CORRUPT;
        err = walk_next(&w);
    }
    if (err != EVN_OK || run.n == 0)
        return err;
    return close_instant(&run) && evn_summary_join(sum, &run.before) ? EVN_OK : EVN_E_CORRUPT;
}

/* Add what of chunk `c` lies in the range; whole chunks without reading their legs. */
static evn_err sum_chunk(const struct evn_chunk_cursors *at, struct chunk *c, int64_t after_us,
                         int64_t until_us, struct evn_leg_summary *sum)
{
    if (c->n == 0 || c->tail_us <= after_us)
        return EVN_OK;
    bool whole = c->tail_us <= until_us && (c->first_us > after_us || after_us == INT64_MIN);
    if (!whole)
        return sum_legs(at->legs, c->account, after_us >= c->first_us ? after_us : c->first_us - 1,
                        until_us < c->tail_us ? until_us : c->tail_us, sum);
    return close_instant(c) && evn_summary_join(sum, &c->before) ? EVN_OK : EVN_E_CORRUPT;
}

evn_err evn_chunks_summary(const struct evn_chunk_cursors *at, uint32_t account, int64_t after_us,
                           int64_t until_us, struct evn_leg_summary *out)
{
    *out = evn_summary_none();
    if (after_us >= until_us)
        return EVN_OK;
    struct chunk c;
    evn_err err = seek(at->chunks, account, after_us + 1, &c);
    while (err == EVN_OK && c.account == account && c.first_us <= until_us) {
        MDB_val key, row;
        err = sum_chunk(at, &c, after_us, until_us, out);
        int rc = mdb_cursor_get(at->chunks, &key, &row, MDB_NEXT);
        if (err != EVN_OK || rc == MDB_NOTFOUND)
            break;
        err = rc != 0 ? evn_store_err(rc) : chunk_read(&key, &row, &c);
    }
    return err;
}

evn_err evn_legs_summary(const struct evn_chunk_leg *legs, size_t n, int64_t after_us,
                         int64_t until_us, struct evn_leg_summary *out)
{
    struct chunk run = empty_chunk(0, after_us);
    *out = evn_summary_none();
    for (size_t i = 0; i < n; i++)
        if (legs[i].at_us > after_us && legs[i].at_us <= until_us &&
            !take_leg(&run, legs[i].at_us, legs[i].delta))
            return EVN_E_CORRUPT;
    if (run.n == 0)
        return EVN_OK;
    *out = run.before;
    struct evn_leg_summary last = {.sum = run.tail, .min = run.tail, .min_at_us = run.tail_us};
    return evn_summary_join(out, &last) ? EVN_OK : EVN_E_CORRUPT;
}

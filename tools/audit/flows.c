#include "tools/audit/account.h"

#include <stdlib.h>
#include <string.h>

/* Table `flows` of proto/spec/3-views.md. Its rows are made again: those of 64 legs from the
 * movements, which are held against the log one by one, and those of 4,096 from them. */
enum {
    CUT_LEGS = 64,
    CLOSE_LEGS = 4096,
    KEY_LEN = 13,
    HEAD_LEN = 32,
    PART_LEN = 20,
    MOVEMENT_LEN = 64,
    MOVEMENTS_N = 30,
    ROW_MAX = HEAD_LEN + CLOSE_LEGS * PART_LEN
};

struct part {
    uint32_t other;
    uint64_t in, out; /* sums wrap: damaged rows may hold anything */
};

/* A row as it must be. */
struct flow {
    uint64_t older;
    int64_t first_us, last_us;
    struct part part[CLOSE_LEGS];
    uint32_t n;
};

struct walking {
    struct evn_audit_run *run;
    struct flow flow;
    uint8_t bytes[ROW_MAX];
    uint64_t n_rows;
};

static void tell(struct walking *w, uint32_t account, int64_t have, int64_t want, uint64_t seq)
{
    char where[EVN_AUDIT_TEXT] = "flows";
    if (account > 0 && account <= w->run->fold->n)
        evn_audit_where(w->run->fold, account, where);
    evn_audit_tell(w->run, EVN_AUDIT_PAST, where, have, want, seq);
}

static void add(struct flow *f, uint32_t other, uint64_t in, uint64_t out)
{
    uint32_t i = 0;
    while (i < f->n && f->part[i].other < other)
        i++;
    if (i == f->n || f->part[i].other != other) {
        memmove(f->part + i + 1, f->part + i, (f->n - i) * sizeof *f->part);
        f->part[i] = (struct part){.other = other};
        f->n++;
    }
    f->part[i].in += in;
    f->part[i].out += out;
}

static void widen(struct flow *f, int64_t first_us, int64_t last_us)
{
    f->first_us = first_us < f->first_us ? first_us : f->first_us;
    f->last_us = last_us > f->last_us ? last_us : f->last_us;
}

static evn_err read_movement(struct walking *w, uint64_t seq, const uint8_t **at)
{
    uint8_t key[8];
    struct evn_bytes row;
    bool found;
    evn_put_be64(key, seq / MOVEMENTS_N);
    evn_err err =
        evn_peek_get(w->run->peek, "movements", evn_bytes_of(key, sizeof key), &row, &found);
    bool good = err == EVN_OK && found && row.len == (size_t)MOVEMENTS_N * MOVEMENT_LEN;
    *at = good ? row.at + seq % MOVEMENTS_N * MOVEMENT_LEN : NULL;
    return err;
}

/* Add up the 64 legs that end with `seq`; *good false: they are not there. */
static evn_err add_legs(struct walking *w, uint32_t account, uint64_t seq, bool *good)
{
    const uint8_t *m;
    for (int i = 0; i < CUT_LEGS; i++) {
        evn_err err = read_movement(w, seq, &m);
        if (err != EVN_OK)
            return err;
        uint32_t from = m != NULL ? evn_get_u32(m + 40) : 0,
                 to = m != NULL ? evn_get_u32(m + 44) : 0;
        *good = m != NULL && (from == account || to == account);
        if (!*good)
            return EVN_OK;
        uint64_t qty = evn_get_u64(m + 8);
        widen(&w->flow, evn_get_i64(m), evn_get_i64(m));
        if (from == account)
            add(&w->flow, to, 0, qty);
        else
            add(&w->flow, from, qty, 0);
        seq = evn_get_u64(m + (from == account ? 24 : 32));
    }
    w->flow.older = seq;
    return EVN_OK;
}

static evn_err read_row(struct walking *w, uint8_t level, uint32_t account, uint64_t seq,
                        struct evn_bytes *row, bool *good)
{
    uint8_t key[KEY_LEN];
    evn_put_be64(key, seq);
    evn_put_be32(key + 8, account);
    key[12] = level;
    evn_err err = evn_peek_get(w->run->peek, "flows", evn_bytes_of(key, sizeof key), row, good);
    *good = err == EVN_OK && *good && row->len >= HEAD_LEN &&
            row->len % PART_LEN == HEAD_LEN % PART_LEN;
    return err;
}

/* Add up the 64 rows of 64 legs that end with `seq`. */
static evn_err add_rows(struct walking *w, uint32_t account, uint64_t seq, bool *good)
{
    for (int i = 0; i < CLOSE_LEGS / CUT_LEGS; i++) {
        struct evn_bytes row;
        evn_err err = read_row(w, 0, account, seq, &row, good);
        if (err != EVN_OK || !*good)
            return err;
        widen(&w->flow, evn_get_i64(row.at + 8), evn_get_i64(row.at + 16));
        for (size_t at = HEAD_LEN; at < row.len && w->flow.n < CLOSE_LEGS; at += PART_LEN)
            add(&w->flow, evn_get_u32(row.at + at), evn_get_u64(row.at + at + 4),
                evn_get_u64(row.at + at + 12));
        seq = evn_get_u64(row.at);
    }
    w->flow.older = seq;
    return EVN_OK;
}

static struct evn_bytes bytes_of(struct walking *w)
{
    const struct flow *f = &w->flow;
    uint8_t *p = w->bytes;
    evn_put_u64(p, f->older);
    evn_put_i64(p + 8, f->first_us);
    evn_put_i64(p + 16, f->last_us);
    evn_put_u32(p + 24, f->n);
    evn_put_u32(p + 28, 0);
    p += HEAD_LEN;
    for (uint32_t i = 0; i < f->n; i++, p += PART_LEN) {
        evn_put_u32(p, f->part[i].other);
        evn_put_u64(p + 4, f->part[i].in);
        evn_put_u64(p + 12, f->part[i].out);
    }
    return evn_bytes_of(w->bytes, (size_t)(p - w->bytes));
}

/* What all parts of a row took in, less what they gave: a number for people. */
static int64_t net_of(struct evn_bytes row)
{
    uint64_t net = 0;
    for (size_t at = HEAD_LEN; at + PART_LEN <= row.len; at += PART_LEN)
        net += evn_get_u64(row.at + at + 4) - evn_get_u64(row.at + at + 12);
    return (int64_t)net;
}

static evn_err take_row(void *arg, struct evn_bytes key, struct evn_bytes value)
{
    struct walking *w = arg;
    struct evn_bytes older;
    bool good = true, linked = true;
    w->n_rows++;
    if (key.len != KEY_LEN || key.at[12] > 1 || value.len < HEAD_LEN) {
        tell(w, 0, (int64_t)value.len, HEAD_LEN, 0);
        return EVN_OK;
    }
    uint64_t seq = evn_get_be64(key.at);
    uint32_t account = evn_get_be32(key.at + 8);
    uint8_t level = key.at[12];
    w->flow.n = 0;
    w->flow.first_us = INT64_MAX;
    w->flow.last_us = INT64_MIN;
    evn_err err = level == 0 ? add_legs(w, account, seq, &good) : add_rows(w, account, seq, &good);
    if (err == EVN_OK && good && w->flow.older != 0)
        err = read_row(w, level, account, w->flow.older, &older, &linked);
    if (err != EVN_OK)
        return err;
    const struct evn_bytes want = bytes_of(w);
    if (!good || !linked || want.len != value.len || memcmp(want.at, value.at, want.len) != 0)
        tell(w, account, net_of(value), good ? net_of(want) : 0, seq);
    return EVN_OK;
}

/* The newest row of each level is there: with the links and the number of rows, all are. */
static evn_err check_newest(struct walking *w, uint32_t number, uint64_t *n_want)
{
    const struct evn_audit_account *a = &w->run->fold->account[number];
    const uint64_t newest[] = {a->cut_seq, a->close_seq};
    struct evn_bytes row;
    *n_want += a->n_legs / CUT_LEGS + a->n_legs / CLOSE_LEGS;
    for (uint8_t level = 0; level < 2; level++) {
        bool good = true;
        evn_err err =
            newest[level] != 0 ? read_row(w, level, number, newest[level], &row, &good) : EVN_OK;
        if (err != EVN_OK)
            return err;
        if (!good)
            tell(w, number, 0, (int64_t)a->n_legs, newest[level]);
    }
    return EVN_OK;
}

evn_err evn_audit_flows_end(struct evn_audit_run *run)
{
    struct walking *w = calloc(1, sizeof *w);
    uint64_t n_want = 0;
    if (w == NULL || run->peek == NULL) {
        free(w);
        return run->peek == NULL ? EVN_OK : EVN_E_NO_MEMORY;
    }
    w->run = run;
    evn_err err = evn_peek_each(run->peek, "flows", take_row, w);
    for (uint32_t i = 1; err == EVN_OK && i <= run->fold->n; i++)
        err = check_newest(w, i, &n_want);
    if (err == EVN_OK && w->n_rows != n_want)
        tell(w, 0, (int64_t)w->n_rows, (int64_t)n_want, 0);
    free(w);
    return err;
}

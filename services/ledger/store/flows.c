#include "services/ledger/store/flows.h"

#include "common/base/num.h"

#include <stdlib.h>

enum { ROWS = EVN_CLOSE_LEGS / EVN_CUT_LEGS };

/* A row that is being made. */
struct making {
    struct evn_flow flow;
    struct evn_flow_part *part; /* by number of the other account */
    size_t cap;
};

static void key_put(uint8_t to[EVN_FLOW_KEY_LEN], enum evn_flow_level level, uint32_t account,
                    uint64_t seq)
{
    evn_put_be64(to, seq);
    evn_put_be32(to + 8, account);
    to[12] = (uint8_t)level;
}

evn_err evn_flow_read(MDB_cursor *flows, enum evn_flow_level level, uint32_t account, uint64_t seq,
                      struct evn_flow *out)
{
    uint8_t k[EVN_FLOW_KEY_LEN];
    key_put(k, level, account, seq);
    MDB_val key = {sizeof k, k}, row;
    int rc = mdb_cursor_get(flows, &key, &row, MDB_SET);
    if (rc == MDB_NOTFOUND || (rc == 0 && row.mv_size < EVN_FLOW_HEAD_LEN))
        return EVN_E_CORRUPT;
    if (rc != 0)
        return evn_store_err(rc);
    const uint8_t *p = row.mv_data;
    *out = (struct evn_flow){.seq = seq,
                             .older = evn_get_u64(p),
                             .first_us = evn_get_i64(p + 8),
                             .last_us = evn_get_i64(p + 16),
                             .n_parts = evn_get_u32(p + 24),
                             .parts = p + EVN_FLOW_HEAD_LEN};
    bool good = row.mv_size == EVN_FLOW_HEAD_LEN + (size_t)out->n_parts * EVN_FLOW_PART_LEN &&
                out->n_parts > 0 && out->older < seq;
    for (uint32_t i = 0; good && i < out->n_parts; i++) {
        const struct evn_flow_part part = evn_flow_part_at(out, i);
        good = part.in >= 0 && part.out >= 0;
    }
    return good ? EVN_OK : EVN_E_CORRUPT;
}

struct evn_flow_part evn_flow_part_at(const struct evn_flow *flow, uint32_t i)
{
    const uint8_t *p = (const uint8_t *)flow->parts + (size_t)i * EVN_FLOW_PART_LEN;
    return (struct evn_flow_part){evn_get_u32(p), evn_get_i64(p + 4), evn_get_i64(p + 12)};
}

/* Add to the part of an account, which is made where it belongs when it is new. */
static bool add_part(struct making *m, const struct evn_flow_part *add)
{
    size_t low = 0, high = m->flow.n_parts;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (m->part[mid].other < add->other)
            low = mid + 1;
        else
            high = mid;
    }
    if (low == m->flow.n_parts || m->part[low].other != add->other) {
        if (m->flow.n_parts == m->cap)
            return false;
        memmove(m->part + low + 1, m->part + low, (m->flow.n_parts - low) * sizeof *m->part);
        m->part[low] = (struct evn_flow_part){.other = add->other};
        m->flow.n_parts++;
    }
    return evn_add_i64(m->part[low].in, add->in, &m->part[low].in) &&
           evn_add_i64(m->part[low].out, add->out, &m->part[low].out);
}

static void widen(struct making *m, int64_t first_us, int64_t last_us)
{
    if (first_us < m->flow.first_us)
        m->flow.first_us = first_us;
    if (last_us > m->flow.last_us)
        m->flow.last_us = last_us;
}

static void begin(struct making *m, uint64_t seq, uint64_t older)
{
    m->flow =
        (struct evn_flow){.seq = seq, .older = older, .first_us = INT64_MAX, .last_us = INT64_MIN};
}

static evn_err put(MDB_cursor *flows, enum evn_flow_level level, uint32_t account,
                   const struct making *m)
{
    uint8_t k[EVN_FLOW_KEY_LEN];
    key_put(k, level, account, m->flow.seq);
    MDB_val key = {sizeof k, k};
    MDB_val row = {EVN_FLOW_HEAD_LEN + (size_t)m->flow.n_parts * EVN_FLOW_PART_LEN, NULL};
    int rc = mdb_cursor_put(flows, &key, &row, MDB_NOOVERWRITE | MDB_RESERVE);
    if (rc != 0)
        return rc == MDB_KEYEXIST ? EVN_E_CORRUPT : evn_store_err(rc);
    uint8_t *p = row.mv_data;
    evn_put_u64(p, m->flow.older);
    evn_put_i64(p + 8, m->flow.first_us);
    evn_put_i64(p + 16, m->flow.last_us);
    evn_put_u32(p + 24, m->flow.n_parts);
    evn_put_u32(p + 28, 0);
    p += EVN_FLOW_HEAD_LEN;
    for (uint32_t i = 0; i < m->flow.n_parts; i++, p += EVN_FLOW_PART_LEN) {
        evn_put_u32(p, m->part[i].other);
        evn_put_i64(p + 4, m->part[i].in);
        evn_put_i64(p + 12, m->part[i].out);
    }
    return EVN_OK;
}

/* One row of EVN_CUT_LEGS legs. */
static evn_err add_cut(MDB_cursor *flows, uint32_t account, uint64_t older,
                       const struct evn_chunk_leg *legs)
{
    struct evn_flow_part part[EVN_CUT_LEGS];
    struct making m = {.part = part, .cap = EVN_CUT_LEGS};
    begin(&m, legs[EVN_CUT_LEGS - 1].seq, older);
    for (size_t i = 0; i < EVN_CUT_LEGS; i++) {
        int64_t delta = legs[i].delta;
        const struct evn_flow_part one = {legs[i].other, delta > 0 ? delta : 0,
                                          delta < 0 ? -delta : 0};
        widen(&m, legs[i].at_us, legs[i].at_us);
        if (!add_part(&m, &one))
            return EVN_E_CORRUPT;
    }
    return put(flows, EVN_FLOW_CUT, account, &m);
}

/* Take the ROWS rows that end with leg `seq` together. */
static evn_err join_cuts(MDB_cursor *flows, uint32_t account, uint64_t seq, struct making *m)
{
    struct evn_flow cut = {.seq = 0};
    for (int i = 0; i < ROWS; i++, seq = cut.older) {
        evn_err err = evn_flow_read(flows, EVN_FLOW_CUT, account, seq, &cut);
        if (err != EVN_OK)
            return err;
        widen(m, cut.first_us, cut.last_us);
        for (uint32_t k = 0; k < cut.n_parts; k++) {
            const struct evn_flow_part one = evn_flow_part_at(&cut, k);
            if (!add_part(m, &one))
                return EVN_E_CORRUPT;
        }
    }
    m->flow.older = seq;
    return EVN_OK;
}

/* The row of the second level that ends with leg `seq`. */
static evn_err add_close(MDB_cursor *flows, uint32_t account, uint64_t seq)
{
    struct making m = {.part = malloc(EVN_CLOSE_LEGS * sizeof *m.part), .cap = EVN_CLOSE_LEGS};
    begin(&m, seq, 0);
    evn_err err = m.part != NULL ? join_cuts(flows, account, seq, &m) : EVN_E_NO_MEMORY;
    if (err == EVN_OK)
        err = put(flows, EVN_FLOW_CLOSE, account, &m);
    free(m.part);
    return err;
}

evn_err evn_flows_add(MDB_cursor *flows, uint32_t account, uint64_t older, uint32_t n_before,
                      const struct evn_chunk_leg *legs, size_t n)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < n; i += EVN_CUT_LEGS) {
        err = add_cut(flows, account, older, legs + i);
        older = legs[i + EVN_CUT_LEGS - 1].seq;
        if (err == EVN_OK && (n_before + i + EVN_CUT_LEGS) % EVN_CLOSE_LEGS == 0)
            err = add_close(flows, account, older);
    }
    return err;
}

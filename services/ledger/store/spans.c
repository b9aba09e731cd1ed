#include "services/ledger/store/spans.h"

#include "common/base/num.h"

/* One span: the instants from first_us up to, not including, next_us. */
struct span {
    uint32_t account;
    int64_t first_us; /* key; INT64_MIN for an account's first span */
    bool last;        /* no span of this account behind: next_us has no meaning */
    int64_t next_us;
    uint32_t n; /* chunks; 0: open */
    struct evn_leg_summary sum;
};

static struct span empty_span(uint32_t account, int64_t first_us)
{
    return (struct span){
        .account = account, .first_us = first_us, .last = true, .sum = evn_summary_none()};
}

static evn_err span_read(const MDB_val *key, const MDB_val *row, struct span *out)
{
    const uint8_t *k = key->mv_data, *p = row->mv_data;
    if (key->mv_size != EVN_CHUNK_KEY_LEN || row->mv_size != EVN_SPAN_LEN)
        return EVN_E_CORRUPT;
    out->account = evn_get_be32(k);
    out->first_us = evn_unbiased(evn_get_be64(k + 4));
    out->n = evn_get_u32(p);
    out->sum.sum = evn_get_i64(p + 8);
    out->sum.min = evn_get_i64(p + 16);
    out->sum.min_at_us = evn_get_i64(p + 24);
    return EVN_OK;
}

static evn_err span_write(MDB_cursor *cursor, const struct span *g)
{
    uint8_t k[EVN_CHUNK_KEY_LEN], p[EVN_SPAN_LEN];
    evn_chunk_key_put(k, g->account, g->first_us);
    evn_put_u32(p, g->n);
    evn_put_u32(p + 4, 0);
    evn_put_i64(p + 8, g->sum.sum);
    evn_put_i64(p + 16, g->sum.min);
    evn_put_i64(p + 24, g->sum.min_at_us);
    MDB_val key = {sizeof k, k}, row = {sizeof p, p};
    return evn_store_err(mdb_cursor_put(cursor, &key, &row, 0));
}

/* Move to the span behind `g`, which the cursor is on: that is where `g` ends. *next is not valid
 * when g->last is set. */
static evn_err find_end(MDB_cursor *cursor, struct span *g, struct span *next)
{
    MDB_val key, row;
    int rc = mdb_cursor_get(cursor, &key, &row, MDB_NEXT);
    g->last = true;
    *next = (struct span){0};
    if (rc == MDB_NOTFOUND)
        return EVN_OK;
    evn_err err = rc != 0 ? evn_store_err(rc) : span_read(&key, &row, next);
    if (err != EVN_OK || next->account != g->account)
        return err;
    g->last = false;
    g->next_us = next->first_us;
    return EVN_OK;
}

/* The span that `at_us` falls into. EVN_E_AGAIN: the account has no spans. */
static evn_err seek(MDB_cursor *cursor, uint32_t account, int64_t at_us, struct span *out)
{
    MDB_val key, row;
    evn_err err = evn_chunk_seek(cursor, account, at_us, &key, &row);
    if (err != EVN_OK)
        return err == EVN_E_CORRUPT ? EVN_E_AGAIN : err; /* the table is empty */
    err = span_read(&key, &row, out);
    return err == EVN_OK && out->account != account ? EVN_E_AGAIN : err;
}

/* Sum up the chunks of `range` again: as one span, or cut where it got long. */
static evn_err remake(const struct evn_chunk_cursors *at, const struct span *range)
{
    struct span g = empty_span(range->account, range->first_us);
    uint32_t size = range->n < 2 * EVN_SPAN_CHUNKS ? 2 * EVN_SPAN_CHUNKS : EVN_SPAN_CHUNKS;
    struct evn_chunk_whole chunk;
    evn_err err = evn_chunk_first(at->chunks, range->account, range->first_us, &chunk);
    while (err == EVN_OK && (range->last || chunk.first_us < range->next_us)) {
        if (g.n >= size) {
            err = span_write(at->spans, &g);
            g = empty_span(range->account, chunk.first_us);
        }
        g.n++;
        if (err == EVN_OK && !evn_summary_join(&g.sum, &chunk.sum))
            err = EVN_E_CORRUPT;
        if (err == EVN_OK)
            err = evn_chunk_next(at->chunks, range->account, &chunk);
    }
    return err == EVN_OK || err == EVN_E_AGAIN ? span_write(at->spans, &g) : err;
}

/* Sum up again what the legs fall into; what falls into the open span is the end. */
static evn_err renew(const struct evn_chunk_cursors *at, uint32_t account,
                     const struct evn_chunk_leg *legs, size_t n)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < n;) {
        struct span g, next;
        err = seek(at->spans, account, legs[i].at_us, &g);
        if (err != EVN_OK || g.n == 0)
            break;
        err = find_end(at->spans, &g, &next);
        while (i < n && (g.last || legs[i].at_us < g.next_us))
            i++;
        if (err == EVN_OK)
            err = remake(at, &g);
    }
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

/* Make spans of the chunks of the open span, but of the last: the open span begins with it. */
static evn_err close_open(const struct evn_chunk_cursors *at, uint32_t account)
{
    struct span g = empty_span(account, INT64_MIN);
    struct evn_chunk_whole chunk = {0}, one;
    evn_err err = seek(at->spans, account, INT64_MAX, &g);
    if (err == EVN_OK || err == EVN_E_AGAIN) {
        g = empty_span(account, err == EVN_OK ? g.first_us : INT64_MIN);
        err = evn_chunk_first(at->chunks, account, g.first_us, &chunk);
    }
    for (one = chunk; err == EVN_OK; one = chunk) {
        err = evn_chunk_next(at->chunks, account, &chunk);
        if (err != EVN_OK)
            break;
        if (g.n >= 2 * EVN_SPAN_CHUNKS) {
            err = span_write(at->spans, &g);
            g = empty_span(account, one.first_us);
        }
        g.n++;
        if (err == EVN_OK && !evn_summary_join(&g.sum, &one.sum))
            err = EVN_E_CORRUPT;
    }
    if (err != EVN_E_AGAIN || g.n == 0)
        return err == EVN_E_AGAIN ? EVN_OK : err;
    const struct span open = empty_span(account, one.first_us);
    err = span_write(at->spans, &g);
    return err == EVN_OK ? span_write(at->spans, &open) : err;
}

evn_err evn_spans_add(const struct evn_chunk_cursors *at, uint32_t account, bool fresh, bool close,
                      const struct evn_chunk_leg *legs, size_t n)
{
    evn_err err = evn_chunks_add(at->chunks, account, fresh, legs, n);
    if (err == EVN_OK && !fresh)
        err = renew(at, account, legs, n);
    return err == EVN_OK && close ? close_open(at, account) : err;
}

/* Add what of span `g` lies in the range; a whole span without reading its chunks. */
static evn_err sum_span(const struct evn_chunk_cursors *at, const struct span *g, int64_t after_us,
                        int64_t until_us, struct evn_leg_summary *out)
{
    bool from_start = g->first_us > after_us || after_us == INT64_MIN;
    bool to_end = g->last ? until_us == INT64_MAX : g->next_us - 1 <= until_us;
    if (from_start && to_end && g->n > 0)
        return evn_summary_join(out, &g->sum) ? EVN_OK : EVN_E_CORRUPT;
    struct evn_leg_summary part;
    int64_t from_us = from_start && g->first_us > INT64_MIN ? g->first_us - 1 : after_us;
    evn_err err = evn_chunks_summary(at->chunks, g->account, from_us,
                                     to_end && !g->last ? g->next_us - 1 : until_us, &part);
    if (err != EVN_OK)
        return err;
    return evn_summary_join(out, &part) ? EVN_OK : EVN_E_CORRUPT;
}

evn_err evn_spans_summary(const struct evn_chunk_cursors *at, uint32_t account, int64_t after_us,
                          int64_t until_us, struct evn_leg_summary *out)
{
    struct span g, next;
    *out = evn_summary_none();
    if (after_us >= until_us)
        return EVN_OK;
    evn_err err = seek(at->spans, account, after_us + 1, &g);
    if (err == EVN_E_AGAIN)
        return evn_chunks_summary(at->chunks, account, after_us, until_us, out);
    while (err == EVN_OK && g.first_us <= until_us) {
        err = find_end(at->spans, &g, &next);
        if (err == EVN_OK)
            err = sum_span(at, &g, after_us, until_us, out);
        if (g.last)
            break;
        g = next;
    }
    return err;
}

#include "services/ledger/store/legs.h"

#include "common/base/num.h"

enum { ROWS = EVN_CLOSE_LEGS / EVN_CUT_LEGS };

evn_err evn_leg_read(const struct evn_ledger_view *view, uint32_t account, uint64_t seq,
                     struct evn_chunk_leg *leg, uint64_t *older)
{
    struct evn_movement_row m;
    evn_err err = evn_ledger_view_movement(view, seq, &m);
    if (err != EVN_OK)
        return err;
    bool out = m.from == account;
    *older = out ? m.prev_from : m.prev_to;
    *leg = (struct evn_chunk_leg){
        .at_us = m.at_us, .seq = seq, .delta = out ? -m.qty : m.qty, .other = out ? m.to : m.from};
    return (out || m.to == account) && *older < seq ? EVN_OK : EVN_E_CORRUPT;
}

/* One question about flows. */
struct flowing {
    const struct evn_ledger_view *view;
    uint32_t account;
    int64_t from_us, until_us;
    const struct evn_flows_sink *sink;
    size_t n_looks;
};

/* `n` legs one by one, from *seq back; SIZE_MAX: all there are. */
static evn_err flow_legs(struct flowing *f, uint64_t *seq, size_t n)
{
    evn_err err = EVN_OK;
    for (; err == EVN_OK && n > 0 && (*seq != 0 || n != SIZE_MAX); n -= n != SIZE_MAX) {
        struct evn_chunk_leg leg;
        f->n_looks++;
        err = evn_leg_read(f->view, f->account, *seq, &leg, seq);
        if (err != EVN_OK || leg.at_us < f->from_us || leg.at_us > f->until_us)
            continue;
        const struct evn_flow_part part = {leg.other, leg.delta > 0 ? leg.delta : 0,
                                           leg.delta < 0 ? -leg.delta : 0};
        err = f->sink->take(f->sink->self, &part);
    }
    return err;
}

static evn_err flow_parts(struct flowing *f, const struct evn_flow *flow)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < flow->n_parts; i++) {
        const struct evn_flow_part part = evn_flow_part_at(flow, i);
        err = f->sink->take(f->sink->self, &part);
    }
    return err;
}

/* `n` rows of the first level, from *seq back: as a whole, or leg by leg where the period begins
 * or ends among their legs. */
static evn_err flow_cuts(struct flowing *f, uint64_t *seq, size_t n)
{
    evn_err err = EVN_OK;
    for (; err == EVN_OK && n > 0; n--) {
        struct evn_flow flow;
        uint64_t at = *seq;
        f->n_looks++;
        err = evn_flow_read(f->view->cursors.flows, EVN_FLOW_CUT, f->account, at, &flow);
        if (err != EVN_OK)
            return err;
        *seq = flow.older;
        if (flow.last_us < f->from_us || flow.first_us > f->until_us)
            continue;
        err = flow.first_us >= f->from_us && flow.last_us <= f->until_us
                  ? flow_parts(f, &flow)
                  : flow_legs(f, &at, EVN_CUT_LEGS);
    }
    return err;
}

/* All rows of the second level, from `seq` back. */
static evn_err flow_closes(struct flowing *f, uint64_t seq)
{
    evn_err err = EVN_OK;
    while (err == EVN_OK && seq != 0) {
        struct evn_flow flow;
        uint64_t at = seq;
        f->n_looks++;
        err = evn_flow_read(f->view->cursors.flows, EVN_FLOW_CLOSE, f->account, at, &flow);
        if (err != EVN_OK)
            return err;
        seq = flow.older;
        if (flow.last_us < f->from_us || flow.first_us > f->until_us)
            continue;
        err = flow.first_us >= f->from_us && flow.last_us <= f->until_us ? flow_parts(f, &flow)
                                                                         : flow_cuts(f, &at, ROWS);
    }
    return err;
}

evn_err evn_flows_between(const struct evn_ledger_view *view, uint32_t account, int64_t from_us,
                          int64_t until_us, const struct evn_flows_sink *sink, size_t *n_looks)
{
    struct flowing f = {
        .view = view, .account = account, .from_us = from_us, .until_us = until_us, .sink = sink};
    struct evn_balance_row row;
    evn_err err = evn_ledger_view_account(view, account, &row);
    uint64_t seq = row.head;
    if (err == EVN_OK && seq != 0)
        err = flow_legs(&f, &seq, row.physical ? row.n_legs % EVN_CUT_LEGS : SIZE_MAX);
    if (err == EVN_OK && seq != 0)
        err = flow_cuts(&f, &seq, row.n_legs % EVN_CLOSE_LEGS / EVN_CUT_LEGS);
    if (err == EVN_OK && seq != 0)
        err = flow_closes(&f, seq);
    if (n_looks != NULL)
        *n_looks += f.n_looks;
    return err;
}

/* Going back to a leg. */
struct before {
    const struct evn_ledger_view *view;
    uint32_t account;
    uint64_t before, seq; /* `seq`: the newest leg not passed yet */
    int64_t change;       /* of those that are passed */
    bool inside;          /* the row that ends with `seq` holds a leg before */
};

static evn_err pass_legs(struct before *b, size_t n)
{
    evn_err err = EVN_OK;
    for (; err == EVN_OK && n > 0 && b->seq != 0 && b->seq >= b->before; n -= n != SIZE_MAX) {
        struct evn_chunk_leg leg;
        err = evn_leg_read(b->view, b->account, b->seq, &leg, &b->seq);
        if (err == EVN_OK && !evn_add_i64(b->change, leg.delta, &b->change))
            err = EVN_E_CORRUPT;
    }
    return err;
}

/* Up to `n` rows of a level, until one holds a leg before. */
static evn_err pass_rows(struct before *b, enum evn_flow_level level, size_t n)
{
    evn_err err = EVN_OK;
    for (; err == EVN_OK && n > 0 && b->seq != 0 && b->seq >= b->before; n -= n != SIZE_MAX) {
        struct evn_flow flow;
        err = evn_flow_read(b->view->cursors.flows, level, b->account, b->seq, &flow);
        b->inside = err == EVN_OK && flow.older < b->before;
        if (err != EVN_OK || b->inside)
            return err;
        for (uint32_t i = 0; i < flow.n_parts; i++) {
            const struct evn_flow_part part = evn_flow_part_at(&flow, i);
            if (!evn_add_i64(b->change, part.in - part.out, &b->change))
                return EVN_E_CORRUPT;
        }
        b->seq = flow.older;
    }
    return err;
}

evn_err evn_legs_before(const struct evn_ledger_view *view, uint32_t account, uint64_t before,
                        uint64_t *seq, int64_t *change)
{
    struct before b = {.view = view, .account = account, .before = before};
    struct evn_balance_row row;
    evn_err err = evn_ledger_view_account(view, account, &row);
    b.seq = row.head;
    if (err == EVN_OK)
        err = pass_legs(&b, row.physical ? row.n_legs % EVN_CUT_LEGS : SIZE_MAX);
    if (err == EVN_OK)
        err = pass_rows(&b, EVN_FLOW_CUT, row.n_legs % EVN_CLOSE_LEGS / EVN_CUT_LEGS);
    if (err == EVN_OK && !b.inside)
        err = pass_rows(&b, EVN_FLOW_CLOSE, SIZE_MAX);
    if (err == EVN_OK && b.inside)
        err = pass_rows(&b, EVN_FLOW_CUT, ROWS);
    if (err == EVN_OK)
        err = pass_legs(&b, EVN_CUT_LEGS);
    *seq = b.seq;
    *change = b.change;
    return err;
}

evn_err evn_movement_after(const struct evn_ledger_view *view, uint64_t after_seq, uint64_t *seq,
                           struct evn_movement_row *out)
{
    uint8_t k[8];
    uint64_t first = after_seq < UINT64_MAX ? after_seq + 1 : after_seq;
    evn_put_be64(k, first / EVN_MOVEMENTS_N);
    MDB_val key = {sizeof k, k}, row;
    int rc = mdb_cursor_get(view->movements, &key, &row, MDB_SET_RANGE);
    for (; rc == 0; rc = mdb_cursor_get(view->movements, &key, &row, MDB_NEXT)) {
        if (key.mv_size != sizeof k || row.mv_size != EVN_MOVEMENTS_LEN)
            return EVN_E_CORRUPT;
        uint64_t base = evn_get_be64(key.mv_data) * EVN_MOVEMENTS_N;
        for (uint64_t i = first > base ? first - base : 0; i < EVN_MOVEMENTS_N; i++) {
            evn_movement_row_get((const uint8_t *)row.mv_data + i * EVN_MOVEMENT_LEN, out);
            *seq = base + i;
            if (out->qty != 0)
                return EVN_OK;
        }
    }
    return rc == MDB_NOTFOUND ? EVN_E_AGAIN : evn_store_err(rc);
}

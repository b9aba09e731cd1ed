#include "services/ledger/store/legs.h"

#include <stdlib.h>

enum { START = 1024 };

/* What waits for its turn: a leg, or a row of flows that stands for all its legs. */
enum what { LEG, CUT, CLOSE };
struct waiting {
    int64_t at_us; /* of the leg; the latest of the row's */
    uint64_t seq;
    int64_t delta;
    uint32_t other;
    enum what what;
};

/* The latest first: a heap. */
struct back {
    const struct evn_ledger_view *view;
    uint32_t account;
    int64_t until_us;
    struct waiting *at; /* owned */
    size_t n, cap;
};

/* Rows are opened before legs of the same instant are given: they may hold some, too. */
static bool goes_first(const struct waiting *a, const struct waiting *b)
{
    if (a->at_us != b->at_us)
        return a->at_us > b->at_us;
    return a->what != b->what ? a->what > b->what : a->seq > b->seq;
}

static evn_err push(struct back *b, const struct waiting *one)
{
    if (b->n == b->cap) {
        size_t cap = b->cap > 0 ? b->cap * 2 : START;
        struct waiting *more =
            cap <= EVN_LEGS_BACK_MAX ? reallocarray(b->at, cap, sizeof *more) : NULL;
        if (more == NULL)
            return cap <= EVN_LEGS_BACK_MAX ? EVN_E_NO_MEMORY : EVN_E_LIMIT;
        b->at = more;
        b->cap = cap;
    }
    size_t i = b->n++;
    for (; i > 0 && goes_first(one, &b->at[(i - 1) / 2]); i = (i - 1) / 2)
        b->at[i] = b->at[(i - 1) / 2];
    b->at[i] = *one;
    return EVN_OK;
}

static struct waiting pop(struct back *b)
{
    const struct waiting first = b->at[0], last = b->at[--b->n];
    size_t i = 0;
    for (size_t child; (child = 2 * i + 1) < b->n; i = child) {
        if (child + 1 < b->n && goes_first(&b->at[child + 1], &b->at[child]))
            child++;
        if (!goes_first(&b->at[child], &last))
            break;
        b->at[i] = b->at[child];
    }
    if (b->n > 0)
        b->at[i] = last;
    return first;
}

/* `n` legs from *seq back; SIZE_MAX: all there are. */
static evn_err push_legs(struct back *b, uint64_t *seq, size_t n)
{
    evn_err err = EVN_OK;
    for (; err == EVN_OK && n > 0 && (*seq != 0 || n != SIZE_MAX); n -= n != SIZE_MAX) {
        struct evn_chunk_leg leg;
        err = evn_leg_read(b->view, b->account, *seq, &leg, seq);
        const struct waiting one = {
            .at_us = leg.at_us, .seq = leg.seq, .delta = leg.delta, .other = leg.other};
        if (err == EVN_OK && leg.at_us <= b->until_us)
            err = push(b, &one);
    }
    return err;
}

/* `n` rows from *seq back; SIZE_MAX: all there are. */
static evn_err push_rows(struct back *b, enum evn_flow_level level, uint64_t *seq, size_t n)
{
    evn_err err = EVN_OK;
    for (; err == EVN_OK && n > 0 && (*seq != 0 || n != SIZE_MAX); n -= n != SIZE_MAX) {
        struct evn_flow flow;
        err = evn_flow_read(b->view->cursors.flows, level, b->account, *seq, &flow);
        if (err != EVN_OK)
            return err;
        const struct waiting one = {.at_us =
                                        flow.last_us < b->until_us ? flow.last_us : b->until_us,
                                    .seq = flow.seq,
                                    .what = level == EVN_FLOW_CUT ? CUT : CLOSE};
        *seq = flow.older;
        if (flow.first_us <= b->until_us)
            err = push(b, &one);
    }
    return err;
}

static evn_err begin(struct back *b)
{
    struct evn_balance_row row;
    evn_err err = evn_ledger_view_account(b->view, b->account, &row);
    uint64_t seq = row.head;
    if (err == EVN_OK && seq != 0)
        err = push_legs(b, &seq, row.physical ? row.n_legs % EVN_CUT_LEGS : SIZE_MAX);
    if (err == EVN_OK && seq != 0)
        err = push_rows(b, EVN_FLOW_CUT, &seq, row.n_legs % EVN_CLOSE_LEGS / EVN_CUT_LEGS);
    return err == EVN_OK && seq != 0 ? push_rows(b, EVN_FLOW_CLOSE, &seq, SIZE_MAX) : err;
}

/* What the row stands for waits in its place. */
static evn_err open_row(struct back *b, const struct waiting *row)
{
    uint64_t seq = row->seq;
    return row->what == CUT ? push_legs(b, &seq, EVN_CUT_LEGS)
                            : push_rows(b, EVN_FLOW_CUT, &seq, EVN_CLOSE_LEGS / EVN_CUT_LEGS);
}

evn_err evn_legs_back(const struct evn_ledger_view *view, uint32_t account, int64_t until_us,
                      const struct evn_legs_sink *sink)
{
    struct back b = {.view = view, .account = account, .until_us = until_us};
    bool more = true;
    evn_err err = begin(&b);
    while (err == EVN_OK && more && b.n > 0) {
        const struct waiting next = pop(&b);
        const struct evn_chunk_leg leg = {
            .at_us = next.at_us, .seq = next.seq, .delta = next.delta, .other = next.other};
        err = next.what == LEG ? sink->take(sink->self, &leg, &more) : open_row(&b, &next);
    }
    free(b.at);
    return err;
}

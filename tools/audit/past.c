#include "tools/audit/account.h"

#include <stdlib.h>

static evn_err keep(struct evn_audit_fold *f, uint32_t account, int64_t at_us, int64_t change,
                    uint64_t seq)
{
    const struct evn_audit_account *a = &f->account[account];
    if (!a->physical || (!a->back_dated && !a->counted))
        return EVN_OK;
    if (f->n_legs == f->legs_cap) {
        size_t cap = f->legs_cap > 0 ? f->legs_cap * 2 : 1024;
        struct evn_audit_leg *more = reallocarray(f->leg, cap, sizeof *more);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        f->leg = more;
        f->legs_cap = cap;
    }
    f->leg[f->n_legs++] =
        (struct evn_audit_leg){.account = account, .at_us = at_us, .change = change, .seq = seq};
    return EVN_OK;
}

evn_err evn_audit_past_block(struct evn_audit_run *run, const struct evn_block *block)
{
    struct evn_audit_fold *f = run->fold;
    struct evn_bytes rest = block->payload;
    struct evn_frame frame;
    uint64_t seq = block->first_seq;
    evn_err err;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        bool records = frame.body.len == (size_t)frame.count * EVN_AUDIT_RECORD_LEN &&
                       frame.kind == EVN_AUDIT_RECORDS_KIND;
        for (uint32_t i = 0; records && i < frame.count && err == EVN_OK; i++) {
            const struct evn_audit_record r =
                evn_audit_record_of(frame.body.at + (size_t)i * EVN_AUDIT_RECORD_LEN);
            if (r.kind == 0 || r.kind > EVN_AUDIT_MOVEMENT_MAX || r.from == 0 || r.to == 0 ||
                r.from > f->n || r.to > f->n)
                continue;
            err = keep(f, r.from, r.at_us, -r.qty, seq + i);
            if (err == EVN_OK)
                err = keep(f, r.to, r.at_us, r.qty, seq + i);
        }
        if (err != EVN_OK)
            return err;
        seq += frame.count;
    }
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

static int by_moment(const void *a, const void *b)
{
    const struct evn_audit_leg *x = a, *y = b;
    if (x->account != y->account)
        return x->account < y->account ? -1 : 1;
    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    return x->seq < y->seq ? -1 : x->seq > y->seq;
}

/* Sums count at the ends of instants; the first that is negative is told. */
evn_err evn_audit_past_end(struct evn_audit_run *run)
{
    struct evn_audit_fold *f = run->fold;
    char where[EVN_AUDIT_TEXT];
    qsort(f->leg, f->n_legs, sizeof *f->leg, by_moment);
    int64_t sum = 0;
    bool told = false;
    for (size_t i = 0; i < f->n_legs; i++) {
        const struct evn_audit_leg *leg = &f->leg[i];
        if (i == 0 || leg->account != leg[-1].account) {
            sum = 0;
            told = false;
        }
        sum = (int64_t)((uint64_t)sum + (uint64_t)leg->change);
        bool ends =
            i + 1 == f->n_legs || leg[1].account != leg->account || leg[1].at_us != leg->at_us;
        if (!ends || sum >= 0 || told)
            continue;
        told = true;
        evn_audit_where(f, leg->account, where);
        evn_audit_tell(run, EVN_AUDIT_MOMENT, where, sum, 0, leg->seq);
    }
    evn_audit_count_check(run);
    return EVN_OK;
}

#include "tools/audit/account.h"

#include <stdlib.h>

evn_err evn_audit_count_take(struct evn_audit_run *run, const struct evn_audit_record *record,
                             uint64_t seq)
{
    struct evn_audit_fold *f = run->fold;
    char where[EVN_AUDIT_TEXT];
    if (record->from == 0 || record->from > f->n || !f->account[record->from].known)
        return EVN_E_CORRUPT;
    struct evn_audit_account *a = &f->account[record->from];
    if (a->balance != record->from_balance) {
        evn_audit_where(f, record->from, where);
        evn_audit_tell(run, EVN_AUDIT_RECORD, where, record->from_balance, a->balance, seq);
    }
    if (f->n_counts == f->counts_cap) {
        size_t cap = f->counts_cap > 0 ? f->counts_cap * 2 : 256;
        struct evn_audit_counted *more = reallocarray(f->count, cap, sizeof *more);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        f->count = more;
        f->counts_cap = cap;
    }
    a->counted = true;
    f->count[f->n_counts++] = (struct evn_audit_counted){
        .account = record->from, .at_us = record->at_us, .counted = record->qty, .seq = seq};
    return EVN_OK;
}

static int by_moment(const void *a, const void *b)
{
    const struct evn_audit_counted *x = a, *y = b;
    if (x->account != y->account)
        return x->account < y->account ? -1 : 1;
    return x->at_us < y->at_us ? -1 : x->at_us > y->at_us;
}

/* Legs and counts both stand by account and instant: one goes along with the other. */
void evn_audit_count_check(struct evn_audit_run *run)
{
    struct evn_audit_fold *f = run->fold;
    char where[EVN_AUDIT_TEXT];
    if (f->n_counts == 0)
        return;
    qsort(f->count, f->n_counts, sizeof *f->count, by_moment);
    uint64_t sum = 0;
    for (size_t i = 0, k = 0; i < f->n_counts; i++) {
        const struct evn_audit_counted *c = &f->count[i];
        if (i == 0 || c->account != c[-1].account)
            sum = 0;
        while (k < f->n_legs && f->leg[k].account < c->account)
            k++;
        for (; k < f->n_legs && f->leg[k].account == c->account && f->leg[k].at_us <= c->at_us; k++)
            sum += (uint64_t)f->leg[k].change;
        if ((int64_t)sum == c->counted)
            continue;
        evn_audit_where(f, c->account, where);
        evn_audit_tell(run, EVN_AUDIT_COUNT, where, (int64_t)sum, c->counted, c->seq);
    }
}

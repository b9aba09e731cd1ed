#include "tools/audit/derive.h"

#include "evernormal/ledger/v1/event.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { HOLD_PUT = 50, HOLD_RELEASED = 51, BY_COLD = 2 };

static void key_of(uint32_t lot, uint32_t place, uint32_t reason, uint8_t out[12])
{
    evn_put_u32(out, lot);
    evn_put_u32(out + 4, place);
    evn_put_u32(out + 8, reason);
}

static void tell(struct evn_audit_run *run, enum evn_audit_check check, uint32_t lot,
                 uint32_t place, int64_t have, int64_t want, uint64_t seq)
{
    char where[EVN_AUDIT_TEXT];
    const struct evn_audit_fold *f = run->fold;
    snprintf(where, sizeof where, "%s/%s", place != 0 ? evn_audit_name(&f->places, place) : "*",
             evn_audit_name(&f->lots, lot));
    evn_audit_tell(run, check, where, have, want, seq);
}

bool evn_audit_is_held(const struct evn_audit_derived *d, uint32_t lot, uint32_t place,
                       uint32_t reason)
{
    uint8_t key[12];
    uint32_t at;
    key_of(lot, place, reason, key);
    return evn_textmap_find(&d->hold_of, evn_bytes_of(key, sizeof key), &at) && d->holds.row[at].on;
}

/* The row of a hold, made when it is met first. */
static evn_err find(struct evn_audit_derived *d, const uint8_t key[12], struct evn_audit_hold **out)
{
    uint32_t at;
    if (!evn_textmap_find(&d->hold_of, evn_bytes_of(key, 12), &at)) {
        evn_err err = EVN_AUDIT_ROOM(&d->holds);
        at = (uint32_t)d->holds.n;
        if (err == EVN_OK)
            err = evn_textmap_add(&d->hold_of, evn_bytes_of(key, 12), at);
        if (err != EVN_OK)
            return err;
        memcpy(d->holds.row[d->holds.n++].key, key, 12);
    }
    *out = &d->holds.row[at];
    return EVN_OK;
}

/* A recall's holds go when it is closed, and not before. */
static bool is_recalled(const struct evn_audit_derived *d, uint32_t lot, uint32_t reason)
{
    for (size_t i = 0; i < d->recalls.n; i++) {
        const struct evn_audit_recall *r = &d->recalls.row[i];
        for (size_t k = 0; r->open && r->reason == reason && k < r->n_lots; k++)
            if (r->lots[k] == lot)
                return true;
    }
    return false;
}

evn_err evn_audit_hold_record(struct evn_audit_run *run, const struct evn_audit_record *r,
                              uint64_t seq)
{
    struct evn_audit_hold *hold;
    uint8_t key[12];
    if (r->kind != HOLD_PUT && r->kind != HOLD_RELEASED)
        return EVN_OK;
    bool put = r->kind == HOLD_PUT;
    if (put && r->aux == BY_COLD)
        run->derived->cold_reason = r->reason;
    key_of(r->from, r->to, r->reason, key);
    evn_err err = find(run->derived, key, &hold);
    if (err != EVN_OK)
        return err;
    bool recalled = !put && r->to == 0 && is_recalled(run->derived, r->from, r->reason);
    if (hold->on == put || recalled)
        tell(run, EVN_AUDIT_HOLD, r->from, r->to, hold->on, recalled || !put, seq);
    hold->on = put;
    return EVN_OK;
}

static struct evn_audit_recall *find_recall(struct evn_audit_derived *d, uint64_t seq,
                                            uint32_t reason)
{
    for (size_t i = 0; i < d->recalls.n; i++) {
        struct evn_audit_recall *r = &d->recalls.row[i];
        if (r->open && (seq != 0 ? r->seq == seq : r->reason == reason))
            return r;
    }
    return NULL;
}

static evn_err open_recall(struct evn_audit_run *run, const Evernormal__Ledger__V1__Recall *m,
                           uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    evn_err err = EVN_AUDIT_ROOM(&d->recalls);
    uint32_t *lots = calloc(m->n_lots + 1, sizeof *lots);
    if (err != EVN_OK || lots == NULL) {
        free(lots);
        return EVN_E_NO_MEMORY;
    }
    if (m->n_lots > 0)
        memcpy(lots, m->lots, m->n_lots * sizeof *lots);
    d->recalls.row[d->recalls.n++] = (struct evn_audit_recall){.seq = seq,
                                                               .reason = m->reason,
                                                               .lots = lots,
                                                               .n_lots = m->n_lots,
                                                               .open = true,
                                                               .touched = true};
    return EVN_OK;
}

evn_err evn_audit_recall_frame(struct evn_audit_run *run, struct evn_bytes body, uint64_t seq)
{
    Evernormal__Ledger__V1__Recall *m =
        evernormal__ledger__v1__recall__unpack(NULL, body.len, body.at);
    evn_err err = EVN_OK;
    if (m == NULL)
        return EVN_E_CORRUPT;
    bool opens = m->step == EVERNORMAL__LEDGER__V1__RECALL__STEP__OPENED;
    struct evn_audit_recall *r = find_recall(run->derived, opens ? 0 : m->of, m->reason);
    if (opens == (r != NULL))
        evn_audit_tell(run, EVN_AUDIT_RECALL, "recall", r != NULL, !opens, seq);
    if (opens)
        err = open_recall(run, m, seq);
    else if (r != NULL) {
        r->open = false;
        r->touched = true;
    }
    evernormal__ledger__v1__recall__free_unpacked(m, NULL);
    return err;
}

/* An open recall holds its lots everywhere; a closed one holds none. */
void evn_audit_recall_end(struct evn_audit_run *run, uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    for (size_t i = d->recalls.n; i-- > 0;) {
        struct evn_audit_recall *r = &d->recalls.row[i];
        for (size_t k = 0; r->touched && k < r->n_lots; k++) {
            bool held = evn_audit_is_held(d, r->lots[k], 0, r->reason);
            if (held != r->open)
                tell(run, EVN_AUDIT_RECALL, r->lots[k], 0, held, r->open, seq);
        }
        r->touched = false;
    }
}

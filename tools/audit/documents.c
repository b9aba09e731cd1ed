#include "tools/audit/derive.h"

#include "common/base/hash.h"

#include "evernormal/ledger/v1/event.pb-c.h"

#include <stdio.h>
#include <string.h>

/* Record kinds of a receipt, as proto/spec/4-ledger.md numbers them. */
enum { SHORT = 7, OVER = 8, DAMAGED = 9, WRONG_LOT = 10, REFUSED_GOODS = 11 };

static void tell(struct evn_audit_run *run, const char *what, uint32_t line, int64_t have,
                 int64_t want, uint64_t seq)
{
    char where[EVN_AUDIT_TEXT];
    if (line > 0)
        snprintf(where, sizeof where, "line %u, %s", (unsigned)line, what);
    else
        snprintf(where, sizeof where, "%s", what);
    evn_audit_tell(run, EVN_AUDIT_DOCUMENT, where, have, want, seq);
}

static struct evn_audit_sums *find(struct evn_audit_sums *row, size_t n, uint32_t line,
                                   uint32_t item, uint32_t lot)
{
    for (size_t i = n; i > 0; i--)
        if (row[i - 1].line == line && row[i - 1].item == item && row[i - 1].lot == lot)
            return &row[i - 1];
    return NULL;
}

evn_err evn_audit_document_frame(struct evn_audit_run *run,
                                 const Evernormal__Ledger__V1__Document *m)
{
    struct evn_audit_derived *d = run->derived;
    evn_err err = EVN_OK;
    d->document_kind = (int)m->kind;
    d->document_of = m->of;
    for (size_t i = 0; err == EVN_OK && i < m->n_lines; i++) {
        const Evernormal__Ledger__V1__DocumentLine *l = m->lines[i];
        err = EVN_AUDIT_ROOM(&d->said);
        if (err == EVN_OK)
            d->said.row[d->said.n++] = (struct evn_audit_sums){.line = l->line,
                                                               .item = l->item,
                                                               .lot = l->lot,
                                                               .shipped = l->shipped,
                                                               .accepted = l->accepted,
                                                               .missing = l->short_,
                                                               .damaged = l->damaged,
                                                               .refused = l->refused,
                                                               .over = l->over,
                                                               .wrong = l->wrong,
                                                               .in_transit = l->in_transit};
    }
    return err;
}

/* What one record of a receipt did, added to its line and lot. */
static evn_err add_moved(struct evn_audit_run *run, const struct evn_audit_record *r)
{
    struct evn_audit_derived *d = run->derived;
    if (r->from > run->fold->n)
        return EVN_E_CORRUPT;
    const struct evn_audit_account *a = &run->fold->account[r->from];
    struct evn_audit_sums *sum = find(d->moved.row, d->moved.n, r->line, a->item, a->lot);
    if (sum == NULL) {
        evn_err err = EVN_AUDIT_ROOM(&d->moved);
        if (err != EVN_OK)
            return err;
        sum = &d->moved.row[d->moved.n++];
        *sum = (struct evn_audit_sums){.line = r->line, .item = a->item, .lot = a->lot};
    }
    sum->missing += r->kind == SHORT ? r->qty : 0;
    sum->damaged += r->kind == DAMAGED ? r->qty : 0;
    sum->refused += r->kind == REFUSED_GOODS ? r->qty : 0;
    sum->over += r->kind == OVER ? r->qty : 0;
    sum->wrong += r->kind == WRONG_LOT ? r->qty : 0;
    bool other = r->kind >= SHORT && r->kind <= REFUSED_GOODS;
    sum->accepted += !other && r->ref != 0 ? r->qty : 0; /* not what was found and used at once */
    if (r->ref != 0)
        evn_audit_open_stop(&run->opens, r->ref, &d->stop);
    return EVN_OK;
}

/* A movement as one number; of an undone one `seq` is the movement it undoes. */
static uint64_t mixed(uint64_t seq, uint16_t kind, uint32_t from, uint32_t to, int64_t qty)
{
    uint64_t mix = evn_mix64(seq ^ (uint64_t)kind << 56);
    mix = evn_mix64(mix ^ ((uint64_t)from << 32 | to));
    return evn_mix64(mix ^ (uint64_t)qty);
}

evn_err evn_audit_document_record(struct evn_audit_run *run, const struct evn_audit_record *r,
                                  uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    if ((r->flags & EVN_AUDIT_REVERSAL) != 0)
        d->undone_sum += mixed(r->ref, r->kind, r->to, r->from, r->qty);
    else
        d->done_sum += mixed(seq, r->kind, r->from, r->to, r->qty);
    return d->document_kind == EVERNORMAL__LEDGER__V1__DOCUMENT_KIND__DOCUMENT_KIND_RECEIPT
               ? add_moved(run, r)
               : EVN_OK;
}

/* What a line says came off the vehicle is what its records moved. Refused goods may stay aboard.
 */
static void check_line(struct evn_audit_run *run, const struct evn_audit_sums *said, uint64_t seq)
{
    static const struct evn_audit_sums none = {.line = 0};
    struct evn_audit_derived *d = run->derived;
    const struct evn_audit_sums *moved =
        find(d->moved.row, d->moved.n, said->line, said->item, said->lot);
    moved = moved != NULL ? moved : &none;
    const struct {
        const char *what;
        int64_t have, want;
    } sums[] = {
        {"accepted", said->accepted, moved->accepted},
        {"short", said->missing, moved->missing},
        {"damaged", said->damaged, moved->damaged},
        {"over", said->over, moved->over},
        {"wrong", said->wrong, moved->wrong},
        {"refused", said->refused < moved->refused ? said->refused : moved->refused,
         moved->refused},
        {"in_transit", said->in_transit < 0 ? said->in_transit : 0, 0},
        {"shipped", said->shipped,
         said->accepted + said->missing + said->damaged + said->refused + said->in_transit}};
    for (size_t i = 0; i < sizeof sums / sizeof *sums; i++)
        if (sums[i].have != sums[i].want)
            tell(run, sums[i].what, said->line, sums[i].have, sums[i].want, seq);
}

/* Whether the row says what is left of its line: that of any lot, else that of the line's lot. */
static bool tells_left(struct evn_audit_derived *d, const struct evn_audit_sums *said)
{
    return said->lot == 0 ||
           (said->shipped != 0 && find(d->said.row, d->said.n, said->line, said->item, 0) == NULL);
}

/* Refused or in transit, and not moved: of all lines about the same goods it is what the shipment
 * has aboard for the stop. */
static void check_left(struct evn_audit_run *run, const char *shipment, size_t first, uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    const struct evn_audit_sums *at = &d->said.row[first];
    int64_t left = 0;
    for (size_t i = 0; i < d->said.n; i++) {
        const struct evn_audit_sums *s = &d->said.row[i];
        if (s->item != at->item || s->lot != at->lot || !tells_left(d, s))
            continue;
        if (i < first)
            return; /* told with the first of them */
        const struct evn_audit_sums *moved =
            find(d->moved.row, d->moved.n, s->line, s->item, s->lot);
        left += s->refused + s->in_transit - (moved != NULL ? moved->refused : 0);
    }
    int64_t aboard = evn_audit_open_aboard(run, shipment, d->stop, at->item, at->lot);
    if (left != aboard)
        tell(run, "aboard", at->line, left, aboard, seq);
}

static void check_receipt(struct evn_audit_run *run, uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    bool follows = run->peek == NULL || seq <= run->at.seq; /* open.c goes no further */
    for (size_t i = 0; i < d->said.n; i++)
        check_line(run, &d->said.row[i], seq);
    for (size_t i = 0; i < d->moved.n; i++) {
        const struct evn_audit_sums *m = &d->moved.row[i];
        if (find(d->said.row, d->said.n, m->line, m->item, m->lot) == NULL)
            tell(run, "not said", m->line, 0, m->accepted + m->missing + m->damaged, seq);
    }
    for (size_t i = 0; follows && d->stop != 0 && i < d->said.n; i++)
        if (tells_left(d, &d->said.row[i]))
            check_left(run, run->opens.name, i, seq);
}

static struct evn_audit_done *done_of(struct evn_audit_derived *d, uint64_t document)
{
    size_t low = 0, high = d->done.n;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (d->done.row[middle].document < document)
            low = middle + 1;
        else
            high = middle;
    }
    return low < d->done.n && d->done.row[low].document == document ? &d->done.row[low] : NULL;
}

/* A document is undone once and as a whole: its movements, each the other way. */
static void check_undone(struct evn_audit_run *run, uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    struct evn_audit_done *done = done_of(d, d->document_of);
    uint64_t want = done != NULL ? done->sum : 0;
    if (d->undone_sum != want)
        tell(run, "undone in part", 0, (int64_t)d->undone_sum, (int64_t)want, seq);
    if (done != NULL)
        done->sum = evn_mix64(want + 1); /* no second time */
}

evn_err evn_audit_document_end(struct evn_audit_run *run, uint64_t document, uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    bool reverses =
        d->document_kind == EVERNORMAL__LEDGER__V1__DOCUMENT_KIND__DOCUMENT_KIND_REVERSAL_TODAY ||
        d->document_kind == EVERNORMAL__LEDGER__V1__DOCUMENT_KIND__DOCUMENT_KIND_REVERSAL_AS_OF;
    if (d->document_kind == EVERNORMAL__LEDGER__V1__DOCUMENT_KIND__DOCUMENT_KIND_RECEIPT)
        check_receipt(run, seq);
    if (reverses)
        check_undone(run, seq);
    else if (d->undone_sum != 0)
        tell(run, "undone without a document", 0, (int64_t)d->undone_sum, 0, seq);
    evn_err err = d->done_sum != 0 ? EVN_AUDIT_ROOM(&d->done) : EVN_OK;
    if (err == EVN_OK && d->done_sum != 0)
        d->done.row[d->done.n++] =
            (struct evn_audit_done){.document = document, .sum = d->done_sum};
    d->said.n = d->moved.n = 0;
    d->document_kind = 0;
    d->document_of = d->done_sum = d->undone_sum = 0;
    d->stop = 0;
    return err;
}

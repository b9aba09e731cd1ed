#include "tools/audit/derive.h"

#include "evernormal/ledger/v1/event.pb-c.h"

#include <stdlib.h>
#include <string.h>

enum { RECEIVE = 1, TRANSFER = 3, REVERSAL = 8, LIST_START = 16, KEYS_MAX = 100000000 };

evn_err evn_audit_room(void *row, size_t n, size_t *cap, size_t size)
{
    uint8_t *at;
    memcpy(&at, row, sizeof at);
    if (n == *cap) {
        size_t more = *cap > 0 ? 2 * *cap : LIST_START;
        at = reallocarray(at, more, size);
        if (at == NULL)
            return EVN_E_NO_MEMORY;
        memset(at + n * size, 0, (more - n) * size);
        memcpy(row, &at, sizeof at);
        *cap = more;
    }
    memset(at + n * size, 0, size);
    return EVN_OK;
}

evn_err evn_audit_reach_row(void *row, size_t *n, size_t *cap, size_t size, uint32_t number)
{
    evn_err err = EVN_OK;
    for (; err == EVN_OK && *n <= number; *n += err == EVN_OK)
        err = evn_audit_room(row, *n, cap, size);
    return err;
}

evn_err evn_audit_derive_begin(struct evn_audit_run *run)
{
    run->derived = calloc(1, sizeof *run->derived);
    if (run->derived == NULL)
        return EVN_E_NO_MEMORY;
    evn_textmap_init(&run->derived->hold_of, KEYS_MAX);
    return EVN_OK;
}

void evn_audit_derive_free(struct evn_audit_derived *d)
{
    if (d == NULL)
        return;
    for (size_t i = 0; i < d->recalls.n; i++)
        free(d->recalls.row[i].lots);
    for (size_t i = 0; i < d->sheets.n; i++) {
        free(d->sheets.row[i].places);
        free(d->sheets.row[i].items);
        free(d->sheets.row[i].line);
    }
    for (size_t i = 0; i < d->deliveries.n; i++)
        free(d->deliveries.row[i].line);
    evn_audit_cold_free(d);
    void *const rows[] = {d->holds.row,   d->recalls.row,  d->sheets.row,  d->deliveries.row,
                          d->came.row,    d->approved.row, d->counted.row, d->warm.row,
                          d->before.line, d->arrivals.row, d->done.row,    d->said.row,
                          d->moved.row};
    for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
        free(rows[i]);
    evn_textmap_fini(&d->hold_of);
    free(d);
}

static evn_err take_item(struct evn_audit_run *run, struct evn_bytes body)
{
    Evernormal__Ledger__V1__ItemKnown *m =
        evernormal__ledger__v1__item_known__unpack(NULL, body.len, body.at);
    if (m == NULL)
        return EVN_E_CORRUPT;
    const struct evn_audit_cold_item limits = {.min_centi = m->cold_min_centi,
                                               .max_centi = m->cold_max_centi,
                                               .budget_us = INT64_C(60000000) * m->cold_budget_min};
    evn_err err = evn_audit_cold_item(run, m->number, &limits);
    evernormal__ledger__v1__item_known__free_unpacked(m, NULL);
    return err;
}

static evn_err take_document(struct evn_audit_run *run, struct evn_bytes body)
{
    Evernormal__Ledger__V1__Document *m =
        evernormal__ledger__v1__document__unpack(NULL, body.len, body.at);
    if (m == NULL)
        return EVN_E_CORRUPT;
    run->derived->expected = m->expected;
    evn_err err = evn_audit_document_frame(run, m);
    evernormal__ledger__v1__document__free_unpacked(m, NULL);
    return err;
}

evn_err evn_audit_derive_frame(struct evn_audit_run *run, const struct evn_frame *frame,
                               uint64_t seq)
{
    switch (frame->kind) {
    case EVERNORMAL__LEDGER__V1__FRAME_KIND__FRAME_KIND_ITEM:
        return take_item(run, frame->body);
    case EVERNORMAL__LEDGER__V1__FRAME_KIND__FRAME_KIND_DOCUMENT:
        return take_document(run, frame->body);
    case EVERNORMAL__LEDGER__V1__FRAME_KIND__FRAME_KIND_RECALL:
        return evn_audit_recall_frame(run, frame->body, seq);
    case EVERNORMAL__LEDGER__V1__FRAME_KIND__FRAME_KIND_COUNT:
        return evn_audit_sheet_frame(run, frame->body, seq);
    case EVERNORMAL__LEDGER__V1__FRAME_KIND__FRAME_KIND_EXPECTED:
        return evn_audit_delivery_frame(run, frame->body, seq);
    case EVERNORMAL__LEDGER__V1__FRAME_KIND__FRAME_KIND_COLD:
        return evn_audit_cold_frame(run, frame->body, seq);
    default:
        return EVN_OK;
    }
}

/* The delivery that the document of this record named, or 0. */
static uint64_t delivery_of(const struct evn_audit_derived *d, uint64_t record)
{
    for (size_t i = d->arrivals.n; i > 0; i--)
        if (d->arrivals.row[i - 1].first <= record)
            return record <= d->arrivals.row[i - 1].last ? d->arrivals.row[i - 1].delivery : 0;
    return 0;
}

/* What deliveries and counts ask of a command's records. */
static evn_err note(struct evn_audit_run *run, const struct evn_audit_record *r, uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    const struct evn_audit_fold *f = run->fold;
    evn_err err = EVN_OK;
    if (r->kind == RECEIVE || r->kind == TRANSFER) {
        bool back = (r->flags & REVERSAL) != 0;
        uint32_t account = back ? r->from : r->to;
        err = account <= f->n ? EVN_AUDIT_ROOM(&d->came) : EVN_E_CORRUPT;
        if (err == EVN_OK)
            d->came.row[d->came.n++] = (struct evn_audit_came){.place = f->account[account].place,
                                                               .item = f->account[account].item,
                                                               .qty = back ? -r->qty : r->qty};
        if (back && d->undone == 0)
            d->undone = delivery_of(d, r->ref);
    } else if (r->kind == EVN_AUDIT_COUNTED) {
        err = EVN_AUDIT_ROOM(&d->counted);
        if (err == EVN_OK)
            d->counted.row[d->counted.n++] = (struct evn_audit_counted){
                .account = r->from, .at_us = r->at_us, .counted = r->qty, .seq = seq};
    }
    return err;
}

/* A command ends with a record: all it said is there. */
static evn_err end_command(struct evn_audit_run *run, uint64_t first, uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    evn_err err = d->expected != 0 ? EVN_AUDIT_ROOM(&d->arrivals) : EVN_OK;
    if (err != EVN_OK)
        return err;
    if (d->expected != 0)
        d->arrivals.row[d->arrivals.n++] = (struct evn_audit_arrival){first, seq, d->expected};
    evn_audit_recall_end(run, seq);
    evn_audit_sheet_end(run, seq);
    evn_audit_delivery_end(run, seq);
    evn_audit_cold_end(run);
    d->came.n = d->approved.n = d->counted.n = d->warm.n = 0;
    d->expected = d->undone = d->expected_seq = 0;
    d->reopened = false;
    return evn_audit_document_end(run, first, seq);
}

evn_err evn_audit_derive_record(struct evn_audit_run *run, const struct evn_audit_record *r,
                                uint64_t seq)
{
    bool moves = r->kind > 0 && r->kind <= EVN_AUDIT_MOVEMENT_MAX;
    evn_err err = note(run, r, seq);
    if (err == EVN_OK)
        err = evn_audit_hold_record(run, r, seq);
    if (err == EVN_OK && moves)
        err = evn_audit_cold_leg(run, r->from, r->at_us, -r->qty);
    if (err == EVN_OK && moves)
        err = evn_audit_cold_leg(run, r->to, r->at_us, r->qty);
    if (err == EVN_OK && moves)
        err = evn_audit_document_record(run, r, seq);
    if (err == EVN_OK && r->n_events > 0 && seq + 1 == r->document + r->n_events)
        err = end_command(run, r->document, seq);
    return err;
}

void evn_audit_derive_sum(const struct evn_audit_derived *d, struct evn_audit_counts *out)
{
    for (size_t i = 0; i < d->holds.n; i++)
        out->n_holds += d->holds.row[i].on;
    for (size_t i = 0; i < d->recalls.n; i++)
        out->n_recalls_open += d->recalls.row[i].open;
    for (size_t i = 0; i < d->sheets.n; i++)
        out->n_counts_open += d->sheets.row[i].open;
    for (size_t i = 0; i < d->deliveries.n; i++)
        out->n_expected_open +=
            d->deliveries.row[i].step < EVERNORMAL__LEDGER__V1__EXPECTED_DELIVERY__STEP__CLOSED;
    for (size_t i = 0; i < d->outside_us.n; i++)
        out->outside_us += (uint64_t)d->outside_us.row[i];
}

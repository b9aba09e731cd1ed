#include "tools/audit/derive.h"

#include "evernormal/ledger/v1/event.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ANNOUNCED = 0, CHANGED = 1, LATE = 2, CLOSED = 3, CANCELLED = 4 };

static void tell(struct evn_audit_run *run, const struct evn_audit_delivery *delivery, int64_t have,
                 int64_t want, uint64_t seq)
{
    char where[EVN_AUDIT_TEXT];
    snprintf(where, sizeof where, "delivery %llu",
             (unsigned long long)(delivery != NULL ? delivery->seq : 0));
    evn_audit_tell(run, EVN_AUDIT_EXPECTED, where, have, want, seq);
}

static struct evn_audit_delivery *find(struct evn_audit_derived *d, uint64_t seq)
{
    for (size_t i = 0; i < d->deliveries.n; i++)
        if (d->deliveries.row[i].seq == seq)
            return &d->deliveries.row[i];
    return NULL;
}

static const struct evn_audit_delivery_line *line_of(const struct evn_audit_delivery *row,
                                                     uint32_t item)
{
    for (size_t i = 0; i < row->n_lines; i++)
        if (row->line[i].item == item)
            return &row->line[i];
    return NULL;
}

static evn_err read_row(const Evernormal__Ledger__V1__ExpectedDelivery *m,
                        struct evn_audit_delivery *out)
{
    *out = (struct evn_audit_delivery){.seq = m->of,
                                       .step = (uint32_t)m->step,
                                       .to = m->to,
                                       .promised_day = m->promised_day,
                                       .line = calloc(m->n_lines + 1, sizeof *out->line),
                                       .n_lines = m->n_lines};
    if (out->line == NULL)
        return EVN_E_NO_MEMORY;
    for (size_t i = 0; i < m->n_lines; i++)
        out->line[i] = (struct evn_audit_delivery_line){.item = m->lines[i]->item,
                                                        .requested = m->lines[i]->requested,
                                                        .accepted = m->lines[i]->accepted};
    return EVN_OK;
}

static evn_err announce(struct evn_audit_run *run, struct evn_audit_delivery *fresh, uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    evn_err err = EVN_AUDIT_ROOM(&d->deliveries);
    if (err != EVN_OK)
        return err;
    for (size_t i = 0; i < fresh->n_lines; i++)
        if (fresh->line[i].accepted != 0)
            tell(run, fresh, fresh->line[i].accepted, 0, seq);
    fresh->seq = seq;
    d->deliveries.row[d->deliveries.n++] = *fresh;
    fresh->line = NULL;
    return EVN_OK;
}

/* All has come, and then it is closed. */
static bool has_come(const struct evn_audit_delivery *row)
{
    for (size_t i = 0; i < row->n_lines; i++)
        if (row->line[i].accepted < row->line[i].requested)
            return false;
    return true;
}

/* The row as it is from now on; what it was is kept until the command's records are read. */
static void replace(struct evn_audit_run *run, struct evn_audit_delivery *row,
                    struct evn_audit_delivery *fresh, uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    bool ended = row->step >= CLOSED;
    bool twice = fresh->step == LATE && row->late && row->promised_day == fresh->promised_day;
    d->reopened = row->step == CLOSED && fresh->step != CANCELLED;
    if ((ended && !d->reopened) || twice)
        tell(run, row, fresh->step, row->step, seq);
    if (fresh->step != LATE && fresh->step != CANCELLED &&
        has_come(fresh) != (fresh->step == CLOSED))
        tell(run, row, fresh->step, has_come(fresh) ? CLOSED : CHANGED, seq);
    bool was_late = row->late && !d->reopened && row->promised_day == fresh->promised_day;
    fresh->late = fresh->step == LATE || was_late;
    free(d->before.line);
    d->before = *row;
    d->expected_seq = seq;
    *row = *fresh;
    fresh->line = NULL;
}

/* What came by the command being read, item by item, or did not come after all. */
static int64_t came(const struct evn_audit_derived *d, const struct evn_audit_delivery *row,
                    uint32_t item)
{
    int64_t sum = 0;
    bool is_about = d->expected == row->seq || d->undone == row->seq;
    for (size_t i = 0; is_about && i < d->came.n; i++)
        if (d->came.row[i].place == row->to && d->came.row[i].item == item)
            sum += d->came.row[i].qty;
    return sum;
}

/* What is accepted of an item after the command. */
static int64_t left_after(const struct evn_audit_derived *d, const struct evn_audit_delivery *row,
                          int64_t before, uint32_t item)
{
    int64_t after = before + came(d, row, item);
    return after > 0 ? after : 0;
}

/* Accepted is what was accepted before and what the command brought; nothing is forgotten. */
static void check(struct evn_audit_run *run, const struct evn_audit_delivery *row, uint64_t seq)
{
    const struct evn_audit_derived *d = run->derived;
    for (size_t i = 0; i < row->n_lines; i++) {
        const struct evn_audit_delivery_line *line = &row->line[i],
                                             *old = line_of(&d->before, line->item);
        int64_t want = left_after(d, row, old != NULL ? old->accepted : 0, line->item);
        if (line->accepted != want)
            tell(run, row, line->accepted, want, seq);
    }
    for (size_t i = 0; i < d->before.n_lines; i++) {
        const struct evn_audit_delivery_line *old = &d->before.line[i];
        int64_t want = left_after(d, row, old->accepted, old->item);
        if (want > 0 && line_of(row, old->item) == NULL)
            tell(run, row, 0, want, seq);
    }
    if (d->reopened && d->undone != row->seq)
        tell(run, row, row->step, CLOSED, seq);
}

evn_err evn_audit_delivery_frame(struct evn_audit_run *run, struct evn_bytes body, uint64_t seq)
{
    struct evn_audit_delivery fresh = {.line = NULL}, *row = NULL;
    Evernormal__Ledger__V1__ExpectedDelivery *m =
        evernormal__ledger__v1__expected_delivery__unpack(NULL, body.len, body.at);
    if (m == NULL)
        return EVN_E_CORRUPT;
    evn_err err = read_row(m, &fresh);
    evernormal__ledger__v1__expected_delivery__free_unpacked(m, NULL);
    if (err == EVN_OK && fresh.step == ANNOUNCED) {
        err = announce(run, &fresh, seq);
    } else if (err == EVN_OK) {
        row = find(run->derived, fresh.seq);
        if (row != NULL)
            replace(run, row, &fresh, seq);
        else
            tell(run, &fresh, (int64_t)fresh.seq, 0, seq);
        if (row != NULL && row->step == LATE) { /* said by the clock, without a command */
            check(run, row, seq);
            run->derived->expected_seq = 0;
            run->derived->reopened = false;
        }
    }
    free(fresh.line);
    return err;
}

void evn_audit_delivery_end(struct evn_audit_run *run, uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    if (d->expected_seq != 0)
        check(run, find(d, d->before.seq), d->expected_seq);
    if (d->expected != 0 && (d->expected_seq == 0 || d->before.seq != d->expected))
        tell(run, find(d, d->expected), 0, (int64_t)d->expected, seq);
    const struct evn_audit_delivery *undone = d->undone != 0 ? find(d, d->undone) : NULL;
    bool said = d->expected_seq != 0 && d->before.seq == d->undone;
    if (undone != NULL && undone->step != CANCELLED && !said)
        tell(run, undone, 0, (int64_t)d->undone, seq);
}

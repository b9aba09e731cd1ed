#include "tools/audit/derive.h"

#include "evernormal/ledger/v1/event.pb-c.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define STEP(name) EVERNORMAL__LEDGER__V1__COUNT_SHEET__STEP__##name

enum { ONCE, AGAIN, FINAL }; /* of a line */

typedef Evernormal__Ledger__V1__CountSheet sheet_frame;
typedef Evernormal__Ledger__V1__CountSheet__Line sheet_line;

static void tell(struct evn_audit_run *run, uint64_t sheet, uint32_t account, int64_t have,
                 int64_t want, uint64_t seq)
{
    char where[EVN_AUDIT_TEXT], of[EVN_AUDIT_TEXT] = "?";
    if (account > 0 && account <= run->fold->n)
        evn_audit_where(run->fold, account, of);
    snprintf(where, sizeof where, "count %llu, %.200s", (unsigned long long)sheet, of);
    evn_audit_tell(run, EVN_AUDIT_SHEET, where, have, want, seq);
}

static evn_err copy(const uint32_t *from, size_t n, uint32_t **out)
{
    *out = calloc(n + 1, sizeof **out);
    if (*out != NULL && n > 0)
        memcpy(*out, from, n * sizeof **out);
    return *out != NULL ? EVN_OK : EVN_E_NO_MEMORY;
}

static evn_err start(struct evn_audit_run *run, const sheet_frame *m, uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    evn_err err = EVN_AUDIT_ROOM(&d->sheets);
    if (err != EVN_OK)
        return err;
    struct evn_audit_sheet *sheet = &d->sheets.row[d->sheets.n++];
    *sheet = (struct evn_audit_sheet){.seq = seq,
                                      .place = m->place,
                                      .n_counters = m->n_counters,
                                      .n_places = m->n_places,
                                      .n_items = m->n_items,
                                      .open = true};
    err = copy(m->places, m->n_places, &sheet->places);
    return err == EVN_OK ? copy(m->items, m->n_items, &sheet->items) : err;
}

static bool is_in(const uint32_t *list, size_t n, uint32_t number)
{
    for (size_t i = 0; i < n; i++)
        if (list[i] == number)
            return true;
    return false;
}

/* The account is one that the count is about. */
static bool covers(const struct evn_audit_run *run, const struct evn_audit_sheet *s,
                   uint32_t account)
{
    if (account == 0 || account > run->fold->n || !run->fold->account[account].known)
        return false;
    const struct evn_audit_account *a = &run->fold->account[account];
    bool here = s->n_places > 0 ? is_in(s->places, s->n_places, a->place) : a->place == s->place;
    return here && (s->n_items == 0 || is_in(s->items, s->n_items, a->item));
}

static struct evn_audit_sheet_line *line_of(struct evn_audit_sheet *s, uint32_t account)
{
    for (size_t i = 0; i < s->n_lines; i++)
        if (s->line[i].account == account)
            return &s->line[i];
    return NULL;
}

/* A second counter, or who counts again, makes a line final; of one counter it is at once. */
static evn_err hand_in(struct evn_audit_run *run, struct evn_audit_sheet *s, const sheet_frame *m,
                       const sheet_line *l, uint64_t seq)
{
    struct evn_audit_sheet_line *line = line_of(s, l->account);
    bool fresh = line == NULL;
    if (!covers(run, s, l->account) || (!fresh && line->state == FINAL && s->n_counters == 2))
        tell(run, s->seq, l->account, l->counted, 0, seq);
    if (fresh) {
        evn_err err = evn_audit_room(&s->line, s->n_lines, &s->cap, sizeof *s->line);
        if (err != EVN_OK)
            return err;
        line = &s->line[s->n_lines++];
    }
    bool final = s->n_counters == 1 || (!fresh && (line->state != ONCE || line->by != m->counter));
    *line = (struct evn_audit_sheet_line){.account = l->account,
                                          .by = m->counter,
                                          .state = final ? FINAL : ONCE,
                                          .counted = l->counted,
                                          .at_us = l->counted_at_us};
    return EVN_OK;
}

/* Only what is final, and as it was handed in, becomes true. */
static evn_err approve(struct evn_audit_run *run, struct evn_audit_sheet *s, const sheet_line *l,
                       uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    struct evn_audit_sheet_line *line = line_of(s, l->account);
    evn_err err = EVN_AUDIT_ROOM(&d->approved);
    if (err != EVN_OK)
        return err;
    if (line == NULL || line->state != FINAL || line->counted != l->counted ||
        line->at_us != l->counted_at_us)
        tell(run, s->seq, l->account, l->counted, line != NULL ? line->counted : 0, seq);
    d->approved.row[d->approved.n++] = (struct evn_audit_counted){
        .account = l->account, .at_us = l->counted_at_us, .counted = l->counted, .seq = seq};
    if (line != NULL)
        *line = s->line[--s->n_lines];
    return EVN_OK;
}

static evn_err take_line(struct evn_audit_run *run, struct evn_audit_sheet *s, const sheet_frame *m,
                         const sheet_line *l, uint64_t seq)
{
    if (m->step == STEP(HANDED_IN))
        return hand_in(run, s, m, l, seq);
    if (m->step == STEP(APPROVED))
        return approve(run, s, l, seq);
    struct evn_audit_sheet_line *line = line_of(s, l->account);
    if (line == NULL)
        tell(run, s->seq, l->account, l->counted, 0, seq);
    else
        line->state = AGAIN;
    return EVN_OK;
}

static evn_err step(struct evn_audit_run *run, const sheet_frame *m, uint64_t seq)
{
    struct evn_audit_derived *d = run->derived;
    struct evn_audit_sheet *s = NULL;
    evn_err err = EVN_OK;
    for (size_t i = 0; i < d->sheets.n && s == NULL; i++)
        if (d->sheets.row[i].seq == m->of)
            s = &d->sheets.row[i];
    if (s == NULL || !s->open)
        tell(run, m->of, 0, (int64_t)m->step, 0, seq);
    for (size_t i = 0; s != NULL && err == EVN_OK && i < m->n_lines; i++)
        err = take_line(run, s, m, m->lines[i], seq);
    if (s == NULL || err != EVN_OK)
        return err;
    if (m->step == STEP(APPROVED) && !m->more && s->n_lines > 0) /* it ends with its last line */
        tell(run, s->seq, s->line[0].account, (int64_t)s->n_lines, 0, seq);
    s->open = s->open && m->step != STEP(DROPPED) && (m->step != STEP(APPROVED) || m->more);
    return EVN_OK;
}

evn_err evn_audit_sheet_frame(struct evn_audit_run *run, struct evn_bytes body, uint64_t seq)
{
    evn_err err = EVN_OK;
    sheet_frame *m = evernormal__ledger__v1__count_sheet__unpack(NULL, body.len, body.at);
    if (m == NULL)
        return EVN_E_CORRUPT;
    if (m->step == STEP(STARTED))
        err = start(run, m, seq);
    else if (m->step != STEP(LIMIT))
        err = step(run, m, seq);
    evernormal__ledger__v1__count_sheet__free_unpacked(m, NULL);
    return err;
}

static bool has(const struct evn_audit_counted *row, size_t n, const struct evn_audit_counted *what)
{
    for (size_t i = 0; i < n; i++)
        if (row[i].account == what->account && row[i].at_us == what->at_us &&
            row[i].counted == what->counted)
            return true;
    return false;
}

/* What was approved is counted by a record, of this command or of one before it; nothing else is.
 */
void evn_audit_sheet_end(struct evn_audit_run *run, uint64_t seq)
{
    const struct evn_audit_derived *d = run->derived;
    for (size_t i = 0; i < d->approved.n; i++) {
        const struct evn_audit_counted *a = &d->approved.row[i];
        if (!has(d->counted.row, d->counted.n, a) && !has(run->fold->count, run->fold->n_counts, a))
            tell(run, 0, a->account, 0, a->counted, seq);
    }
    for (size_t i = 0; i < d->counted.n; i++)
        if (!has(d->approved.row, d->approved.n, &d->counted.row[i]))
            tell(run, 0, d->counted.row[i].account, d->counted.row[i].counted, 0,
                 d->counted.row[i].seq);
}

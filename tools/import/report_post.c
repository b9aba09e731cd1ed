#include "tools/import/report_post.h"

#include "common/base/pbw.h"
#include "common/client/ledger.h"
#include "tools/import/post.h"
#include "tools/import/receive.h"

#include <stdlib.h>

enum { COMMAND_ID = 1, COMMAND_MAX = 4096 };

#define EPOCH_US (300 * EVN_US_PER_DAY)

void evn_report_post_init(struct evn_report_post *post, struct evn_report *report)
{
    *post = (struct evn_report_post){.report = report};
    evn_textmap_init(&post->keys, EVN_REFERENCES_MAX);
}

void evn_report_post_fini(struct evn_report_post *post)
{
    free(post->plan);
    free(post->chain);
    evn_textmap_fini(&post->keys);
    if (post->has_ledger)
        evn_import_ledger_fini(&post->ledger);
    *post = (struct evn_report_post){0};
}

static evn_err add_chain(struct evn_report_post *p, struct evn_bytes key, int32_t month)
{
    if (p->n_chains == p->chains_cap) {
        size_t cap = p->chains_cap > 0 ? p->chains_cap * 2 : 256;
        void *more = reallocarray(p->chain, cap, sizeof *p->chain);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        p->chain = more;
        p->chains_cap = cap;
    }
    struct evn_report_chain *chain = &p->chain[p->n_chains];
    *chain = (struct evn_report_chain){.last_month = month};
    memcpy(chain->key, key.at, key.len);
    return evn_textmap_add(&p->keys, key, (uint32_t)p->n_chains++);
}

/* "report:KEY:2022-11" or "report:KEY:2022-11:open": the latest month of the key. */
static evn_err note_reference(void *self, struct evn_bytes reference)
{
    static const char head[] = "report:", open[] = ":open";
    struct evn_report_post *p = self;
    uint32_t at;
    int32_t month;
    size_t len = reference.len;
    if (len < sizeof head || memcmp(reference.at, head, sizeof head - 1) != 0)
        return EVN_OK;
    if (len > sizeof open && memcmp(reference.at + len - 5, open, 5) == 0)
        len -= 5;
    if (len < 9 || reference.at[len - 8] != ':' || len - 8 >= EVN_REPORT_KEY_MAX ||
        !evn_report_month(evn_bytes_of(reference.at + len - 7, 7), &month))
        return EVN_OK;
    struct evn_bytes key = evn_bytes_of(reference.at, len - 8);
    if (!evn_textmap_find(&p->keys, key, &at))
        return add_chain(p, key, month);
    if (p->chain[at].last_month < month)
        p->chain[at].last_month = month;
    return EVN_OK;
}

static bool has(const struct evn_report_post *p, const struct evn_report_row *row,
                enum evn_report_part part)
{
    char reference[EVN_REPORT_REFERENCE_MAX];
    evn_report_reference(row, part, reference);
    return p->has_ledger && evn_import_ledger_has(&p->ledger, reference);
}

/* The latest month the ledger has of the row's facility and item; INT32_MIN: none. */
static int32_t last_month(const struct evn_report_post *p, const struct evn_report_row *row)
{
    char key[EVN_REPORT_KEY_MAX];
    uint32_t at;
    evn_report_key(row, key);
    return evn_textmap_find(&p->keys, evn_bytes_text(key), &at) ? p->chain[at].last_month
                                                                : INT32_MIN;
}

/* What the books have before the month begins. A place or item they do not know has nothing. */
static evn_err ask_stock(struct evn_session *session, const struct evn_report_row *row,
                         int64_t *out, struct evn_refusal *why)
{
    char place[EVN_REPORT_CODE_MAX], item[EVN_REPORT_CODE_MAX];
    Evernormal__Ledger__V1__StockQuery ask = EVERNORMAL__LEDGER__V1__STOCK_QUERY__INIT;
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    Evernormal__Ledger__V1__Result *result;
    evn_report_code(row->facility, place);
    evn_report_code(row->item, item);
    ask.place = place;
    ask.item = item;
    ask.what = EVERNORMAL__LEDGER__V1__STOCK_WHAT__STOCK_WHAT_ROWS;
    ask.as_of_us = evn_report_begins_us(row) - 1;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_STOCK;
    query.stock = &ask;
    *out = 0;
    evn_err err = evn_ledger_ask(session, &query, &result, why);
    if (err == EVN_E_UNKNOWN_PLACE || err == EVN_E_UNKNOWN_ITEM)
        return EVN_OK;
    if (err != EVN_OK)
        return err;
    if (result->kind_case == EVERNORMAL__LEDGER__V1__RESULT__KIND_STOCK)
        for (size_t i = 0; i < result->stock->n_rows; i++)
            *out += result->stock->rows[i]->quantity;
    evernormal__ledger__v1__result__free_unpacked(result, NULL);
    return EVN_OK;
}

static void refuse(struct evn_report_post *p, struct evn_report_row *row, enum evn_flaw_kind kind)
{
    row->refused = true;
    p->report->n_refused++;
    p->flaw(p->self, row, kind);
}

/* A row is known when the ledger has one of its documents. One that moves nothing has none. */
static evn_err note_known(struct evn_report_post *p)
{
    p->plan = calloc(p->report->n + 1, sizeof *p->plan);
    if (p->plan == NULL)
        return EVN_E_NO_MEMORY;
    for (size_t i = 0; i < p->report->n; i++) {
        struct evn_report_row *row = &p->report->row[i];
        if (row->refused)
            continue;
        p->plan[i].known = has(p, row, EVN_REPORT_MONTH) || has(p, row, EVN_REPORT_OPEN);
        bool late = row->month <= last_month(p, row);
        if (late && !p->plan[i].known && evn_report_moves(row))
            refuse(p, row, EVN_FLAW_ORDER);
        else if (late && !p->plan[i].known)
            p->plan[i].known = p->plan[i].settled = true;
    }
    return EVN_OK;
}

/* The first row of a facility and item in the file is held against the books. */
static evn_err plan_first(struct evn_report_post *p, const struct evn_report_row *row,
                          struct evn_report_plan *plan, struct evn_session *session,
                          struct evn_refusal *why)
{
    int64_t have = 0;
    /* An opening whose month did not follow is posted again, under the same ids. */
    plan->settled |= evn_report_moves(row) ? has(p, row, EVN_REPORT_MONTH) : plan->known;
    if (plan->settled)
        return EVN_OK;
    evn_err err = session != NULL ? ask_stock(session, row, &have, why) : EVN_OK;
    plan->change = row->opening - have;
    plan->is_break = plan->change != 0 && (have != 0 || last_month(p, row) != INT32_MIN);
    return err;
}

static evn_err plan_row(struct evn_report_post *p, size_t i, struct evn_session *session,
                        struct evn_refusal *why)
{
    const struct evn_report_row *row = &p->report->row[i];
    struct evn_report_plan *plan = &p->plan[i];
    evn_err err = EVN_OK;
    if (row->before == SIZE_MAX) {
        err = plan_first(p, row, plan, session, why);
    } else {
        plan->change = row->carry;
        plan->is_break = row->carry != 0;
    }
    plan->wave = row->before != SIZE_MAX ? p->plan[row->before].wave + 1 : 0;
    p->n_waves = p->n_waves > plan->wave ? p->n_waves : plan->wave + 1;
    p->n_breaks += plan->is_break;
    p->n_known += plan->known;
    p->n_new += !plan->known;
    return err;
}

evn_err evn_report_post_plan(struct evn_report_post *p, struct evn_session *session,
                             struct evn_refusal *why)
{
    evn_err err = EVN_OK;
    if (session != NULL) {
        p->has_ledger = true;
        err = evn_import_ledger_find(&p->ledger, session, why);
        if (err == EVN_OK)
            err = evn_import_ledger_read(&p->ledger, session, note_reference, p, why);
    }
    if (err == EVN_OK && (err = note_known(p)) != EVN_OK)
        *why = evn_refusal_of(err);
    (void)evn_report_link(p->report);
    for (size_t i = 0; err == EVN_OK && i < p->report->n; i++)
        if (!p->report->row[i].refused)
            err = plan_row(p, i, session, why);
    return err;
}

/* Rows on their way. A tag is row and part. */
struct sending {
    struct evn_report_post *p;
    struct evn_post *post;
};

/* A planned row that is not posted counts among the refused. */
static void drop(struct evn_report_post *p, size_t i)
{
    const struct evn_report_plan *plan = &p->plan[i];
    p->report->row[i].refused = true;
    p->report->n_refused++;
    p->n_breaks -= plan->is_break;
    p->n_known -= plan->known;
    p->n_new -= !plan->known;
}

static void answered(void *self, size_t tag, uint64_t first_seq, const struct evn_refusal *why)
{
    struct sending *s = self;
    size_t i = tag / EVN_REPORT_PARTS;
    struct evn_report_row *row = &s->p->report->row[i];
    (void)first_seq;
    if (why == NULL || row->refused)
        return;
    drop(s->p, i);
    s->p->refused(s->p->self, row, why);
}

/* In a later epoch a known row's id is another one: it is not sent again. */
static bool to_send(const struct evn_report_post *p, size_t i, enum evn_report_part part)
{
    const struct evn_report_row *row = &p->report->row[i];
    const struct evn_report_plan *plan = &p->plan[i];
    if (row->refused || (plan->known && p->ledger.now_us - p->ledger.began_us >= EPOCH_US))
        return false;
    switch (part) {
    case EVN_REPORT_OPEN:
        return plan->change != 0 && !plan->settled;
    case EVN_REPORT_BREAK:
        return plan->is_break && !plan->settled;
    default:
        return evn_report_moves(row);
    }
}

static evn_err send_part(struct sending *s, size_t i, enum evn_report_part part,
                         struct evn_buf *command, struct evn_refusal *why)
{
    char reference[EVN_REPORT_REFERENCE_MAX];
    const struct evn_report_plan *plan = &s->p->plan[i];
    const struct evn_import_ledger *ledger = &s->p->ledger;
    struct evn_pbw w = {.buf = command};
    evn_buf_clear(command);
    evn_report_reference(&s->p->report->row[i], part, reference);
    struct evn_id id =
        evn_receive_id(ledger->welcome.log_id, ledger->began_us, ledger->now_us, reference);
    evn_pbw_bytes(&w, COMMAND_ID, evn_bytes_of(id.b, sizeof id.b));
    evn_err err = w.err;
    if (err == EVN_OK)
        err =
            evn_report_command(&s->p->report->row[i], part, plan->change, plan->is_break, command);
    if (err != EVN_OK)
        return (*why = evn_refusal_of(err)).err;
    return evn_post_add(s->post, evn_bytes_of(command->at, command->len),
                        i * EVN_REPORT_PARTS + part, why);
}

/* Rows of the wave that build on one that was refused. */
static void hold_back(struct evn_report_post *p, int32_t wave)
{
    for (size_t i = 0; i < p->report->n; i++) {
        struct evn_report_row *row = &p->report->row[i];
        if (row->refused || p->plan[i].wave != wave || row->before == SIZE_MAX ||
            !p->report->row[row->before].refused)
            continue;
        drop(p, i);
        p->flaw(p->self, row, EVN_FLAW_BEFORE);
    }
}

/* One part of all rows of the wave, answered. */
static evn_err send_wave(struct sending *s, int32_t wave, enum evn_report_part part,
                         struct evn_buf *command, struct evn_refusal *why)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < s->p->report->n; i++)
        if (s->p->plan[i].wave == wave && to_send(s->p, i, part))
            err = send_part(s, i, part, command, why);
    return err == EVN_OK ? evn_post_flush(s->post, why) : err;
}

evn_err evn_report_post_send(struct evn_report_post *p, struct evn_session *session,
                             struct evn_refusal *why)
{
    static const enum evn_report_part order[] = {EVN_REPORT_OPEN, EVN_REPORT_MONTH,
                                                 EVN_REPORT_BREAK};
    struct evn_post post;
    struct sending s = {.p = p, .post = &post};
    struct evn_buf command;
    evn_err err = EVN_OK;
    evn_buf_init(&command, COMMAND_MAX);
    evn_post_init(&post, session, "ledger", &s, answered);
    for (int32_t wave = 0; err == EVN_OK && wave < p->n_waves; wave++) {
        hold_back(p, wave);
        for (size_t k = 0; err == EVN_OK && k < sizeof order / sizeof order[0]; k++)
            err = send_wave(&s, wave, order[k], &command, why);
        p->progress(p->self, (size_t)(wave + 1) * p->report->n / (size_t)p->n_waves);
    }
    evn_post_fini(&post);
    evn_buf_fini(&command);
    return err;
}

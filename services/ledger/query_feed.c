#include "common/service/rights.h"
#include "services/ledger/query.h"
#include "services/ledger/store/legs.h"
#include "services/ledger/wire_account_query.h"

enum { VISITS_MAX = 50000 }; /* movements looked at for one page */

/* The feed's question in numbers. */
struct feed {
    struct evn_ledger_question *q;
    const struct evn_wire_movements_query *in;
    uint32_t place, item;
};

static bool end_matches(const struct feed *f, uint32_t place)
{
    const struct evn_place *facts = evn_ledger_place(&f->q->s->core, place);
    return (f->place == 0 || f->place == place) &&
           strncmp(facts->area, f->in->area, strlen(f->in->area)) == 0 &&
           evn_question_covers(f->q, place);
}

static bool matches(const struct feed *f, const struct evn_movement_row *m)
{
    const struct evn_ledger_state *s = &f->q->s->core;
    const struct evn_account *from = evn_ledger_account(s, m->from);
    return (f->in->kind == 0 || f->in->kind == m->kind) &&
           (f->item == 0 || f->item == evn_account_item(s, from)) &&
           (end_matches(f, from->place) || end_matches(f, evn_ledger_account(s, m->to)->place));
}

static void fill(const struct evn_ledger_state *s, uint64_t seq, const struct evn_movement_row *m,
                 struct evn_wire_movement_row *to)
{
    const struct evn_account *from = evn_ledger_account(s, m->from);
    *to = (struct evn_wire_movement_row){.seq = seq,
                                         .kind = m->kind,
                                         .quantity = m->qty,
                                         .occurred_at_us = m->at_us,
                                         .document = m->document,
                                         .line = m->line};
    evn_question_text(to->from, &s->place_ids, from->place);
    evn_question_text(to->to, &s->place_ids, evn_ledger_account(s, m->to)->place);
    evn_question_text(to->item, &s->item_ids, evn_account_item(s, from));
    evn_question_text(to->lot, &s->lot_codes, evn_account_lot(from));
    evn_question_text(to->reason, &s->reasons, m->reason);
}

/* Does a leg that the views do not hold yet belong to the page? The kind of its movement is not
 * known here: it might. So many that they are not looked at might, too. */
static bool is_missing(const struct feed *f)
{
    const struct evn_ledger_state *s = &f->q->s->core;
    const struct evn_overlay *overlay = &s->overlay;
    uint32_t n = evn_overlay_n(overlay);
    for (uint32_t i = 0; i < n && n <= VISITS_MAX; i++) {
        const struct evn_leg *leg = evn_overlay_leg(overlay, overlay->first + i);
        const struct evn_account *a = evn_ledger_account(s, leg->account);
        if (leg->seq > f->in->after_seq && end_matches(f, a->place) &&
            (f->item == 0 || f->item == evn_account_item(s, a)))
            return true;
    }
    return n > VISITS_MAX;
}

/* Movements behind the cursor. While the views lack some of those that are recorded there is more;
 * AGAIN when they hold nothing behind the cursor yet. */
static evn_err walk(struct feed *f, size_t max, struct evn_wire_movements *out)
{
    const struct evn_ledger_view *view = &f->q->s->view;
    const struct evn_ledger_state *s = &f->q->s->core;
    uint64_t seq = f->in->after_seq, next;
    struct evn_movement_row m;
    evn_err err = EVN_OK;
    size_t n = 0;
    for (; n < VISITS_MAX && out->n_rows < max; n++) {
        err = evn_movement_after(view, seq, &next, &m);
        if (err != EVN_OK)
            break;
        seq = next;
        if (m.from == 0 || m.from > s->n_accounts || m.to == 0 || m.to > s->n_accounts)
            return EVN_E_CORRUPT;
        if (matches(f, &m))
            fill(s, seq, &m, &out->rows[out->n_rows++]);
    }
    bool missing = err == EVN_E_AGAIN && is_missing(f);
    out->next_after_seq = seq;
    out->more = err == EVN_OK || missing;
    if (missing && n == 0)
        return err;
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

/* Each row in the packs of its time. */
static evn_err tell_packs(struct evn_ledger_question *q, struct evn_wire_movements *out)
{
    struct evn_packs_told told = {0};
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < out->n_rows; i++) {
        struct evn_wire_movement_row *row = &out->rows[i];
        uint32_t item = evn_dict_find(&q->s->core.item_ids, 0, evn_bytes_text(row->item));
        err = evn_question_packs(q, item, row->occurred_at_us, &told, &row->pack_version);
    }
    out->packs = told.tree;
    out->n_packs = told.n;
    return err;
}

evn_err evn_query_movements(struct evn_ledger_question *q,
                            const struct evn_wire_movements_query *in)
{
    struct feed f = {.q = q, .in = in};
    size_t max = in->rows_max > 0 ? in->rows_max : EVN_LEDGER_ROWS_USUAL;
    const char *scope = q->ask->actor->scope;
    evn_err err = evn_question_place(q, in->place, "place", &f.place);
    if (err == EVN_OK)
        err = evn_question_find(q, &q->s->core.item_ids, 0, in->item, EVN_E_UNKNOWN_ITEM, "item",
                                &f.item);
    if (err != EVN_OK)
        return err;
    if (!evn_scope_covers(scope, in->area) && !evn_scope_covers(in->area, scope))
        return evn_question_refuse(q, EVN_E_OUT_OF_SCOPE, "area", in->area);
    struct evn_wire_movements *out = evn_arena_array(q->ask->arena, 1, sizeof *out);
    if (out != NULL)
        out->rows = evn_arena_array(q->ask->arena, max, sizeof *out->rows);
    if (out == NULL || out->rows == NULL)
        return evn_question_refuse(q, EVN_E_TOO_LARGE, "rows_max", "");
    q->result->movements = out;
    err = walk(&f, max, out);
    if (err == EVN_OK)
        err = tell_packs(q, out);
    return err == EVN_OK || err == EVN_E_AGAIN ? err : evn_question_refuse(q, err, "", "views");
}

/* The card in the order of business time, from the latest back. */
struct business {
    struct evn_ledger_question *q;
    const struct evn_wire_card_query *in;
    uint32_t account;
    size_t max;
    int64_t balance; /* behind the leg that comes next */
    struct evn_wire_card *out;
};

static evn_err take_leg(void *self, const struct evn_chunk_leg *leg, bool *more)
{
    struct business *b = self;
    const struct evn_ledger_state *s = &b->q->s->core;
    struct evn_movement_row m;
    int64_t balance = b->balance;
    struct evn_wire_card *out = b->out;
    bool seen =
        b->in->before_seq != 0 && leg->at_us == b->in->before_us && leg->seq >= b->in->before_seq;
    b->balance -= leg->delta;
    if (seen)
        return EVN_OK;
    *more = out->n_rows < b->max;
    if (!*more) {
        out->next_before_us = out->rows[out->n_rows - 1].occurred_at_us;
        out->next_before_seq = out->rows[out->n_rows - 1].seq;
        return EVN_OK;
    }
    evn_err err = evn_ledger_view_movement(&b->q->s->view, leg->seq, &m);
    if (err != EVN_OK)
        return err;
    struct evn_wire_card_row *row = &out->rows[out->n_rows++];
    *row = (struct evn_wire_card_row){.seq = leg->seq,
                                      .occurred_at_us = leg->at_us,
                                      .change = leg->delta,
                                      .balance = balance,
                                      .kind = m.kind,
                                      .document = m.document,
                                      .line = m.line};
    uint32_t other = m.from == b->account ? m.to : m.from;
    evn_question_text(row->other_place, &s->place_ids, evn_ledger_account(s, other)->place);
    evn_question_text(row->reason, &s->reasons, m.reason);
    return EVN_OK;
}

evn_err evn_query_card_business(struct evn_ledger_question *q, const struct evn_wire_card_query *in,
                                uint32_t account, size_t max, struct evn_wire_card *out)
{
    struct business b = {.q = q, .in = in, .account = account, .max = max, .out = out};
    const struct evn_history_view *history = &q->s->view.history;
    const struct evn_legs_sink sink = {&b, take_leg};
    int64_t until_us = in->before_seq != 0 ? in->before_us : EVN_AT_MAX_US;
    if (!evn_ledger_account(&q->s->core, account)->physical)
        return evn_question_refuse(q, EVN_E_BAD_FIELD, "place", in->place);
    evn_err err = history->sum_until(history->self, account, until_us, &b.balance);
    if (err == EVN_OK)
        err = evn_legs_back(history->self, account, until_us, &sink);
    return err == EVN_OK ? EVN_OK : evn_question_refuse(q, err, "", "views");
}

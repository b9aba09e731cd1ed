#include "services/ledger/core/check.h"
#include "services/ledger/core/past.h"
#include "services/ledger/query.h"
#include "services/ledger/wire_count_query.h"

enum { WALK_MAX = 1000 }; /* movements of an account that are looked at for one line */

static evn_err refuse_full(struct evn_ledger_question *q)
{
    return evn_question_refuse(q, EVN_E_TOO_LARGE, "rows_max", "");
}

/* A counter of a blind count is not told what is expected while it goes on. */
static bool may_know(const struct evn_ledger_question *q, const struct evn_count *count)
{
    const struct evn_actor *actor = q->ask->actor;
    if (!count->blind || (actor->roles & (EVN_ROLE_ADMIN | EVN_ROLE_AUDITOR)) != 0)
        return true;
    if ((actor->roles & EVN_ROLE_WAREHOUSE) == 0)
        return false;
    uint32_t me = evn_ledger_find_actor(&q->s->core, evn_bytes_text(actor->name));
    return !evn_count_is_by(count, me);
}

/* What was recorded behind event `seen_seq` of what happened up to the count: the overlay's legs,
 * then the views' movements, newest first; WALK_MAX of each are looked at. */
static evn_err sum_since(struct evn_ledger_question *q, const struct evn_count_line *l,
                         int64_t *out)
{
    const struct evn_ledger_state *s = &q->s->core;
    const struct evn_ledger_view *view = &q->s->view;
    uint32_t head = evn_ledger_account(s, l->account)->head;
    const struct evn_leg *leg;
    uint64_t seq, n = 0;
    for (; n < WALK_MAX && (leg = evn_overlay_leg(&s->overlay, head)) != NULL &&
           leg->seq > l->seen_seq;
         head = leg->prev, n++)
        *out += leg->at_us <= l->at_us ? leg->delta : 0;
    evn_err err = evn_ledger_view_head(view, l->account, &seq);
    for (n = 0; err == EVN_OK && seq > l->seen_seq && n < WALK_MAX; n++) {
        struct evn_movement_row m;
        err = evn_ledger_view_movement(view, seq, &m);
        bool in = m.to == l->account;
        if (err == EVN_OK && m.at_us <= l->at_us)
            *out += in ? m.qty : -m.qty;
        seq = in ? m.prev_to : m.prev_from;
    }
    return err;
}

static evn_err fill_row(struct evn_ledger_question *q, const struct evn_count_line *l, bool told,
                        struct evn_wire_count_row *to)
{
    const struct evn_ledger_state *s = &q->s->core;
    const struct evn_account *a = evn_ledger_account(s, l->account);
    const struct evn_past past = {.view = &q->s->view.history,
                                  .overlay = &s->overlay,
                                  .account = l->account,
                                  .head = a->head};
    *to = (struct evn_wire_count_row){
        .counted = l->counted, .counted_at_us = l->at_us, .state = (int32_t)l->state, .told = told};
    evn_question_text(to->place, &s->place_ids, a->place);
    evn_question_text(to->item, &s->item_ids, evn_account_item(s, a));
    evn_question_text(to->lot, &s->lot_codes, evn_account_lot(a));
    evn_question_text(to->counter, &s->actors, l->by);
    evn_err err = told ? evn_past_sum_until(&past, l->at_us, &to->expected) : EVN_OK;
    if (err == EVN_OK && told)
        err = sum_since(q, l, &to->since);
    to->difference = told ? to->counted - to->expected : 0;
    return err;
}

static void fill_head(const struct evn_ledger_state *s, uint32_t number,
                      struct evn_wire_count_head *to)
{
    const struct evn_named *named = &s->counts.named;
    const struct evn_count *count = evn_named_at(named, number);
    *to = (struct evn_wire_count_head){.state = (int32_t)count->state,
                                       .blind = count->blind,
                                       .counters = count->n_counters,
                                       .lines = count->n_lines,
                                       .approved = count->n_approved};
    for (uint32_t i = 0; i < count->n_lines; i++)
        to->again += count->line[i].state == EVN_COUNT_DIFFERS;
    evn_question_text(to->count, &named->names, number);
    evn_question_text(to->place, &s->place_ids, count->place);
}

/* One sheet: its lines. */
static evn_err sheet(struct evn_ledger_question *q, const struct evn_wire_counts_query *in,
                     size_t max, struct evn_wire_counts *out)
{
    const struct evn_named *named = &q->s->core.counts.named;
    uint32_t number;
    evn_err err =
        evn_question_find(q, &named->names, 0, in->count, EVN_E_UNKNOWN_REF, "count", &number);
    if (err != EVN_OK)
        return err;
    const struct evn_count *count = evn_named_at(named, number);
    if (!evn_question_covers(q, count->place))
        return evn_question_refuse(q, EVN_E_OUT_OF_SCOPE, "count", in->count);
    bool told = may_know(q, count);
    fill_head(&q->s->core, number, &out->counts[out->n_counts++]);
    uint64_t i = in->cursor;
    for (; err == EVN_OK && i < count->n_lines && out->n_rows < max; i++)
        err = fill_row(q, &count->line[i], told, &out->rows[out->n_rows++]);
    out->next_cursor = i < count->n_lines ? i : 0;
    return err == EVN_OK ? EVN_OK : evn_question_refuse(q, err, "", "views");
}

static evn_err heads(struct evn_ledger_question *q, const struct evn_wire_counts_query *in,
                     size_t max, struct evn_wire_counts *out)
{
    const struct evn_named *named = &q->s->core.counts.named;
    uint32_t place;
    evn_err err = evn_question_place(q, in->place, "place", &place);
    uint64_t i = in->cursor + 1;
    for (; err == EVN_OK && i <= named->names.n && out->n_counts < max; i++) {
        const struct evn_count *count = evn_named_at(named, (uint32_t)i);
        if ((place == 0 || count->place == place) && evn_question_covers(q, count->place) &&
            (in->ended || count->state == EVN_COUNT_OPEN))
            fill_head(&q->s->core, (uint32_t)i, &out->counts[out->n_counts++]);
    }
    out->next_cursor = i <= named->names.n ? i - 1 : 0;
    return err;
}

evn_err evn_query_counts(struct evn_ledger_question *q, const struct evn_wire_counts_query *in)
{
    size_t max = in->rows_max > 0 ? in->rows_max : EVN_LEDGER_ROWS_USUAL;
    bool one = in->count[0] != '\0';
    struct evn_wire_counts *out = evn_arena_array(q->ask->arena, 1, sizeof *out);
    if (out == NULL)
        return refuse_full(q);
    out->counts = evn_arena_array(q->ask->arena, one ? 1 : max, sizeof *out->counts);
    out->rows = evn_arena_array(q->ask->arena, one ? max : 1, sizeof *out->rows);
    if (out->counts == NULL || out->rows == NULL)
        return refuse_full(q);
    q->result->counts = out;
    return one ? sheet(q, in, max, out) : heads(q, in, max, out);
}

static void fill_discrepancy(const struct evn_ledger_state *s, uint32_t number,
                             struct evn_wire_discrepancy_row *to)
{
    const struct evn_named *named = &s->discrepancies.named;
    const struct evn_discrepancy *r = evn_named_at(named, number);
    *to = (struct evn_wire_discrepancy_row){.quantity = r->qty,
                                            .state = (int32_t)r->step,
                                            .document = r->document,
                                            .line = r->line,
                                            .seq = r->seq};
    evn_question_text(to->name, &named->names, number);
    evn_question_text(to->place, &s->place_ids, r->place);
    evn_question_text(to->item, &s->item_ids, r->item);
    evn_question_text(to->lot, &s->lot_codes, r->lot);
    evn_question_text(to->reason, &s->reasons, r->reason);
    evn_question_text(to->owner, &s->actors, r->owner);
}

/* What is asked for, in numbers. */
struct wanted {
    uint32_t name, place, item, owner;
    bool closed;
};

static evn_err find_wanted(struct evn_ledger_question *q,
                           const struct evn_wire_discrepancies_query *in, struct wanted *out)
{
    const struct evn_ledger_state *s = &q->s->core;
    out->closed = in->closed || in->name[0] != '\0';
    evn_err err = evn_question_find(q, &s->discrepancies.named.names, 0, in->name,
                                    EVN_E_UNKNOWN_REF, "name", &out->name);
    if (err == EVN_OK)
        err = evn_question_place(q, in->place, "place", &out->place);
    if (err == EVN_OK)
        err =
            evn_question_find(q, &s->item_ids, 0, in->item, EVN_E_UNKNOWN_ITEM, "item", &out->item);
    if (err == EVN_OK)
        err =
            evn_question_find(q, &s->actors, 0, in->owner, EVN_E_UNKNOWN_REF, "owner", &out->owner);
    return err;
}

static bool is_wanted(const struct evn_ledger_question *q, const struct wanted *w, uint32_t number)
{
    const struct evn_discrepancy *r = evn_named_at(&q->s->core.discrepancies.named, number);
    return (w->name == 0 || w->name == number) && (w->place == 0 || w->place == r->place) &&
           (w->item == 0 || w->item == r->item) && (w->owner == 0 || w->owner == r->owner) &&
           (w->closed || r->step != EVN_DISCREPANCY_CLOSED) && evn_question_covers(q, r->place);
}

evn_err evn_query_discrepancies(struct evn_ledger_question *q,
                                const struct evn_wire_discrepancies_query *in)
{
    const struct evn_discrepancies *all = &q->s->core.discrepancies;
    size_t max = in->rows_max > 0 ? in->rows_max : EVN_LEDGER_ROWS_USUAL;
    struct wanted wanted;
    struct evn_wire_discrepancies *out = evn_arena_array(q->ask->arena, 1, sizeof *out);
    evn_err err = find_wanted(q, in, &wanted);
    if (err == EVN_OK && out != NULL)
        out->rows = evn_arena_array(q->ask->arena, max, sizeof *out->rows);
    if (err != EVN_OK || out == NULL || out->rows == NULL)
        return err != EVN_OK ? err : refuse_full(q);
    uint64_t i = wanted.name != 0 ? wanted.name : in->cursor + 1;
    uint64_t last = wanted.name != 0 ? wanted.name : all->named.names.n;
    for (; i <= last && out->n_rows < max; i++)
        if (is_wanted(q, &wanted, (uint32_t)i))
            fill_discrepancy(&q->s->core, (uint32_t)i, &out->rows[out->n_rows++]);
    out->next_cursor = i <= last ? i - 1 : 0;
    out->open = all->n_open;
    q->result->discrepancies = out;
    return EVN_OK;
}

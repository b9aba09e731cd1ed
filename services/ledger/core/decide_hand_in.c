#include "services/ledger/core/count_line.h"

static evn_err check_counted(struct evn_draft *d, const struct evn_touch *t, int64_t counted,
                             uint32_t number)
{
    bool serial = evn_ledger_item(d->state, t->item)->tracking == EVN_TRACKING_SERIAL;
    if (counted >= 0 && (!serial || counted <= 1))
        return EVN_OK;
    evn_err err = evn_draft_refuse(d, EVN_E_OUT_OF_RANGE, number, "counted");
    d->refusal->have = counted;
    d->refusal->want = serial ? 1 : 0;
    return err;
}

/* What two counters found is the same when they differ from the books alike: trade went on between
 * them. */
static evn_err compare(struct evn_draft *d, const struct evn_count *count, uint32_t actor,
                       const struct evn_count_result *r, int64_t books, bool *differs)
{
    const struct evn_count_line *old = evn_count_find(count, r->account);
    int64_t books_then;
    *differs = false;
    if (old == NULL || old->state != EVN_COUNT_ONCE || old->by == actor)
        return EVN_OK;
    evn_err err = evn_count_line_books(d, old->account, old->at_us, &books_then);
    *differs = err == EVN_OK && (uint64_t)old->counted - (uint64_t)books_then !=
                                    (uint64_t)r->counted - (uint64_t)books;
    return err;
}

/* One count handed in. */
struct hand_in {
    const struct evn_count *count;
    uint32_t actor;
    struct evn_count_result *lines, *differ; /* in the arena */
    uint32_t n_differ;
};

static evn_err take_line(struct evn_draft *d, struct hand_in *h,
                         const struct evn_ledger_count_line *line, uint32_t number,
                         struct evn_count_result *out)
{
    struct evn_touch *t = NULL;
    struct evn_move at = {0};
    int64_t books;
    bool differs;
    evn_err err = evn_count_line_account(d, h->count, line, number, &t);
    if (err == EVN_OK)
        err = check_counted(d, t, line->counted, number);
    if (err == EVN_OK)
        err = evn_draft_time(d, line->at_us, number, &at);
    if (err != EVN_OK)
        return err;
    *out = (struct evn_count_result){
        .account = t->account, .counted = line->counted, .at_us = at.at_us};
    const struct evn_count_line *old = evn_count_find(h->count, t->account);
    if (old != NULL && old->state == EVN_COUNT_FINAL && h->count->n_counters == 2)
        return evn_draft_in_state(
            d, evn_draft_refuse_stock(d, EVN_E_WRONG_STATE, number, t->place, t->item, t->lot),
            EVN_S_FINAL);
    err = evn_count_line_books(d, out->account, out->at_us, &books);
    if (err == EVN_OK)
        err = compare(d, h->count, h->actor, out, books, &differs);
    out->expected = h->count->blind ? 0 : books;
    if (err == EVN_OK && differs)
        h->differ[h->n_differ++] = (struct evn_count_result){.account = out->account};
    return err;
}

evn_err evn_decide_hand_in(struct evn_draft *d, const struct evn_ledger_count_lines *in,
                           const struct evn_ledger_emit *emit)
{
    struct hand_in h = {.actor = evn_decide_actor(emit)};
    evn_err err = evn_decide_find_count(d, in->name, &h.count);
    if (err == EVN_OK)
        err = evn_decide_check_n_lines(d, in->n_lines);
    if (err != EVN_OK)
        return err;
    if (h.count->n_lines + (uint64_t)in->n_lines > EVN_COUNT_LINES_MAX)
        return evn_decide_refuse_full(d, EVN_E_LIMIT, "lines of one count", EVN_COUNT_LINES_MAX);
    h.lines = evn_arena_array(d->arena, in->n_lines, sizeof *h.lines);
    h.differ = evn_arena_array(d->arena, in->n_lines, sizeof *h.differ);
    if (h.lines == NULL || h.differ == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    for (uint32_t i = 0; err == EVN_OK && i < in->n_lines; i++)
        err = take_line(d, &h, &in->lines[i], i + 1, &h.lines[i]);
    const struct evn_count_event counted = {.step = EVN_COUNT_HANDED_IN,
                                            .of = h.count->seq,
                                            .counter = h.actor,
                                            .seen_seq = in->seen_seq > 0 ? in->seen_seq
                                                                         : d->state->next_seq - 1,
                                            .lines = h.lines,
                                            .n_lines = in->n_lines};
    if (err == EVN_OK)
        err = evn_decide_count_event(d, &counted);
    const struct evn_count_event again = {.step = EVN_COUNT_RECOUNT,
                                          .of = h.count->seq,
                                          .counter = h.actor,
                                          .lines = h.differ,
                                          .n_lines = h.n_differ};
    if (err == EVN_OK && h.n_differ > 0)
        err = evn_decide_count_event(d, &again);
    return err == EVN_OK ? evn_decide_check_caps(d) : err;
}

/* All lines that are final and are not what the books say. */
static evn_err list_differing(struct evn_draft *d, const struct evn_count *count,
                              struct evn_count_result *out, uint32_t max, uint32_t *n)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < count->n_lines && *n < max; i++) {
        const struct evn_count_line *l = &count->line[i];
        int64_t books;
        err = evn_count_line_books(d, l->account, l->at_us, &books);
        if (err == EVN_OK && l->state == EVN_COUNT_FINAL && books != l->counted)
            out[(*n)++] = (struct evn_count_result){.account = l->account};
    }
    return err;
}

static evn_err list_named(struct evn_draft *d, const struct evn_count *count,
                          const struct evn_ledger_count_lines *in, struct evn_count_result *out)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < in->n_lines; i++) {
        struct evn_touch *t = NULL;
        err = evn_count_line_account(d, count, &in->lines[i], i + 1, &t);
        if (err != EVN_OK)
            return err;
        if (evn_count_find(count, t->account) == NULL)
            return evn_draft_in_state(
                d, evn_draft_refuse_stock(d, EVN_E_WRONG_STATE, i + 1, t->place, t->item, t->lot),
                EVN_S_NOT_COUNTED);
        out[i] = (struct evn_count_result){.account = t->account};
    }
    return err;
}

evn_err evn_decide_recount(struct evn_draft *d, const struct evn_ledger_count_lines *in,
                           const struct evn_ledger_emit *emit)
{
    const struct evn_count *count;
    uint32_t max = d->state->limits.n_lines_max, n = in->n_lines;
    evn_err err = evn_decide_find_count(d, in->name, &count);
    if (err == EVN_OK && n > 0)
        err = evn_decide_check_n_lines(d, n);
    if (err != EVN_OK)
        return err;
    struct evn_count_result *lines = evn_arena_array(d->arena, n > 0 ? n : max, sizeof *lines);
    if (lines == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    err = n > 0 ? list_named(d, count, in, lines) : list_differing(d, count, lines, max, &n);
    if (err != EVN_OK || n == 0)
        return err;
    const struct evn_count_event event = {.step = EVN_COUNT_RECOUNT,
                                          .of = count->seq,
                                          .counter = evn_decide_actor(emit),
                                          .lines = lines,
                                          .n_lines = n};
    return evn_decide_count_event(d, &event);
}

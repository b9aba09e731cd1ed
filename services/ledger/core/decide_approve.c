#include "common/base/num.h"
#include "services/ledger/core/check.h"
#include "services/ledger/core/correct.h"
#include "services/ledger/core/parts.h"

enum { BODY_MAX = 512 << 10, ONCE_MAX = 1000 };

/* One approval under way. */
struct approval {
    struct evn_draft *d;
    bool may_exceed;
    uint32_t outside; /* place of count differences */
};

static evn_err refuse(struct approval *a, evn_err code, uint32_t number, const struct evn_touch *t,
                      int64_t at_us, int64_t have, int64_t want)
{
    evn_err err = evn_draft_refuse_stock(a->d, code, number, t->place, t->item, t->lot);
    a->d->refusal->at_us = at_us;
    a->d->refusal->have = have;
    a->d->refusal->want = want;
    return err;
}

/* Differences above the limit ask for more than the usual role. */
static evn_err check_limit(struct approval *a, uint32_t number, const struct evn_touch *t,
                           const struct evn_count_result *r)
{
    const struct evn_counts *limits = &a->d->state->counts;
    int64_t differs = r->counted - r->expected, hundredfold, share;
    differs = differs < 0 ? -differs : differs;
    bool above = limits->limit_units > 0 && differs > limits->limit_units;
    if (limits->limit_percent > 0 && differs > 0)
        above |= !evn_mul_i64(differs, 100, &hundredfold) ||
                 (evn_mul_i64(r->expected, limits->limit_percent, &share) && hundredfold > share);
    if (a->may_exceed || !above)
        return EVN_OK;
    evn_err err = refuse(a, EVN_E_NOT_ALLOWED, number, t, r->at_us, differs, limits->limit_units);
    evn_refusal_text(a->d->refusal->subject, EVN_SUBJECT_MAX, "ADMIN");
    return err;
}

/* A serial number that was found here while the books have it elsewhere was not moved by counting
 * it. */
static evn_err check_serial(struct approval *a, uint32_t number, const struct evn_touch *t,
                            const struct evn_count_result *r)
{
    const struct evn_ledger_state *s = a->d->state;
    bool serial = evn_ledger_item(s, t->item)->tracking == EVN_TRACKING_SERIAL;
    bool elsewhere = serial && evn_ledger_lot(s, t->lot)->on_hand != 0;
    for (uint32_t i = 0; serial && i < a->d->n_moves; i++) {
        const struct evn_touch *to = &a->d->touches[a->d->moves[i].to];
        elsewhere |= to->physical && to->item == t->item && to->lot == t->lot;
    }
    if (!elsewhere || r->counted <= r->expected)
        return EVN_OK;
    return evn_draft_refuse_serial(a->d, number, t->item, t->lot);
}

static evn_err adjust(struct approval *a, uint32_t number, const struct evn_touch *t,
                      const struct evn_count_result *r)
{
    int64_t differs = r->counted - r->expected;
    const struct evn_move move = {.kind = EVN_RECORD_COUNT_ADJUST,
                                  .line = number,
                                  .qty = differs < 0 ? -differs : differs,
                                  .at_us = r->at_us};
    if (differs == 0)
        return EVN_OK;
    return differs > 0 ? evn_draft_move(a->d, &move, a->outside, t->place, t->item, t->lot)
                       : evn_draft_move(a->d, &move, t->place, a->outside, t->item, t->lot);
}

/* A line becomes a barrier, unless the same was counted at the same instant before. */
static evn_err approve_line(struct approval *a, const struct evn_count_line *line, uint32_t number,
                            struct evn_count_result *out)
{
    struct evn_draft *d = a->d;
    const struct evn_account *account = evn_ledger_account(d->state, line->account);
    *out = (struct evn_count_result){
        .account = line->account, .counted = line->counted, .at_us = line->at_us};
    evn_err err = evn_check_balance_at(d, line->account, line->at_us, &out->expected);
    if (err == EVN_OK)
        err = evn_draft_room_claim(d);
    if (err != EVN_OK)
        return err;
    struct evn_touch *found = evn_draft_touch(
        d, account->place, evn_account_item(d->state, account), evn_account_lot(account));
    const struct evn_touch t = *found;
    uint32_t index = (uint32_t)(found - d->touches);
    const struct evn_barrier *old =
        evn_barriers_from(&d->state->barriers, line->account, line->at_us);
    if (old != NULL && old->at_us == line->at_us)
        return old->counted == line->counted ? EVN_OK
                                             : refuse(a, EVN_E_COUNT_CONTRADICTED, number, &t,
                                                      old->at_us, old->counted, line->counted);
    err = check_limit(a, number, &t, out);
    if (err == EVN_OK)
        err = check_serial(a, number, &t, out);
    if (err == EVN_OK)
        err = adjust(a, number, &t, out);
    const struct evn_extra counted = {.kind = EVN_RECORD_COUNTED,
                                      .line = number,
                                      .touch = index + 1,
                                      .qty = line->counted,
                                      .at_us = line->at_us};
    return err == EVN_OK ? evn_draft_extra(d, &counted) : err;
}

static evn_err approve_lines(struct approval *a, const struct evn_count *count,
                             struct evn_count_result *lines, uint32_t *n)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; err == EVN_OK && i < count->n_lines && *n < ONCE_MAX; i++) {
        if (count->line[i].state != EVN_COUNT_FINAL)
            continue;
        err = approve_line(a, &count->line[i], *n + 1, &lines[*n]);
        (*n)++;
    }
    return err;
}

/* All balances, at every instant, with the adjustments; what does not fit contradicts the count. */
static evn_err check(struct evn_draft *d)
{
    evn_err err = evn_correct_draft(d);
    if (err == EVN_OK)
        err = evn_decide_check_caps(d);
    if (err == EVN_OK)
        err = evn_check_document(d);
    if (err == EVN_E_SHORT_STOCK)
        err = d->refusal->err = EVN_E_COUNT_CONTRADICTED;
    return err;
}

static evn_err write(struct evn_draft *d, const struct evn_count *count, bool more,
                     const struct evn_count_result *lines, uint32_t n,
                     const struct evn_ledger_emit *emit)
{
    struct evn_buf body;
    const struct evn_count_event event = {.step = EVN_COUNT_APPROVED,
                                          .of = count->seq,
                                          .counter = evn_decide_actor(emit),
                                          .more = more || n < count->n_lines,
                                          .lines = lines,
                                          .n_lines = n};
    evn_buf_init(&body, BODY_MAX);
    evn_err err = evn_count_event_put(&body, &event);
    return evn_decide_frame(d, EVN_LEDGER_FRAME_COUNT, &body, err);
}

evn_err evn_decide_approve(struct evn_draft *d, const struct evn_ledger_count_end *end,
                           struct evn_ledger_emit *emit)
{
    struct approval a = {.d = d, .may_exceed = end->may_exceed};
    const struct evn_count *count;
    uint32_t n = 0;
    evn_err err = evn_decide_find_count(d, end->name, &count);
    if (err == EVN_OK)
        err = evn_decide_check_text(d, end->reason, EVN_NAME_MAX, "reason");
    if (err == EVN_OK)
        err = evn_correct_place(d, &a.outside);
    if (err != EVN_OK)
        return err;
    struct evn_count_result *lines = evn_arena_array(d->arena, ONCE_MAX, sizeof *lines);
    if (lines == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, 0, NULL);
    evn_decide_caps(d, d->state->limits.n_lines_max, 0);
    err = approve_lines(&a, count, lines, &n);
    /* Nothing to approve, or nothing was ever counted: that is dropped, not approved. */
    if (err == EVN_OK && n == 0 && (count->n_lines > 0 || count->n_approved == 0))
        err = evn_draft_in_state(d,
                                 evn_draft_refuse_text(d, EVN_E_WRONG_STATE, 0, "count", end->name),
                                 EVN_S_NOTHING_FINAL);
    if (err == EVN_OK)
        err = check(d);
    emit->reason_text = end->reason;
    emit->text = (struct evn_document_text){.kind = EVN_DOCUMENT_COUNT, .reference = end->name};
    emit->has_text = true;
    return err == EVN_OK ? write(d, count, end->more, lines, n, emit) : err;
}

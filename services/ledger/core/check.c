#include "services/ledger/core/check.h"

#include "common/base/num.h"
#include "services/ledger/core/past.h"

static struct evn_past past_of(const struct evn_draft *draft, uint32_t account)
{
    return (struct evn_past){.view = draft->view,
                             .overlay = &draft->state->overlay,
                             .account = account,
                             .head = evn_ledger_account(draft->state, account)->head};
}

evn_err evn_check_balance_at(struct evn_draft *draft, uint32_t account, int64_t at_us, int64_t *out)
{
    const struct evn_account *a = evn_ledger_account(draft->state, account);
    const struct evn_past past = past_of(draft, account);
    *out = a->balance;
    return at_us >= a->latest_us ? EVN_OK : evn_past_sum_until(&past, at_us, out);
}

evn_err evn_check_available(struct evn_draft *draft, uint32_t account, int64_t at_us, int64_t *out)
{
    const struct evn_account *a = evn_ledger_account(draft->state, account);
    *out = a->balance;
    if (at_us >= a->latest_us)
        return EVN_OK;
    const struct evn_past past = past_of(draft, account);
    const struct evn_barrier *counted = evn_barriers_from(&draft->state->barriers, account, at_us);
    int64_t until_us = counted != NULL ? counted->at_us - 1 : INT64_MAX;
    struct evn_leg_summary later = {.min = 0};
    evn_err err = evn_past_sum_until(&past, at_us, out);
    if (err == EVN_OK && until_us > at_us)
        err = evn_past_summary(&past, at_us, until_us, 0, &later);
    if (err == EVN_OK && later.min < 0)
        *out += later.min;
    return err;
}

static uint32_t taking_line(const struct evn_change *changes, size_t n, int64_t at_us)
{
    uint32_t line = UINT32_MAX;
    for (size_t i = 0; i < n && changes[i].at_us <= at_us; i++)
        if (changes[i].delta < 0 && changes[i].line < line)
            line = changes[i].line;
    return line;
}

/* `have` there is at `at_us` without the document, which takes `taken` (positive) by then. */
static evn_err refuse_short(struct evn_draft *draft, const struct evn_touch *touch,
                            const struct evn_change *changes, size_t n, int64_t at_us, int64_t have,
                            int64_t taken)
{
    evn_err err = evn_draft_refuse_stock(draft, EVN_E_SHORT_STOCK, taking_line(changes, n, at_us),
                                         touch->place, touch->item, touch->lot);
    draft->refusal->at_us = at_us;
    draft->refusal->have = have;
    draft->refusal->want = taken;
    return err;
}

/* The document's net change at the instant of changes[*i] is added to *net; *i goes behind. */
static void add_instant(const struct evn_change *changes, size_t n, size_t *i, int64_t *net)
{
    int64_t at_us = changes[*i].at_us;
    uint64_t sum = (uint64_t)*net;
    for (; *i < n && changes[*i].at_us == at_us; (*i)++)
        sum += (uint64_t)changes[*i].delta;
    *net = (int64_t)sum;
}

static evn_err check_latest(struct evn_draft *draft, const struct evn_touch *touch,
                            const struct evn_change *changes, size_t n)
{
    int64_t net = 0;
    for (size_t i = 0; i < n;) {
        int64_t at_us = changes[i].at_us;
        add_instant(changes, n, &i, &net);
        if (touch->balance < -net)
            return refuse_short(draft, touch, changes, n, at_us, touch->balance, -net);
    }
    return EVN_OK;
}

/* The stretch from the document's instant `at_us` to before `until_us`, its net change being
 * `net` < 0 there. */
static evn_err check_stretch(struct evn_draft *draft, const struct evn_touch *touch,
                             const struct evn_change *changes, size_t n, int64_t at_us,
                             int64_t until_us, int64_t net)
{
    const struct evn_past past = past_of(draft, touch->account);
    bool short_later;
    int64_t have, fail_us, sum;
    evn_err err = evn_past_sum_until(&past, at_us, &have);
    if (err != EVN_OK)
        return err;
    if (have < -net)
        return refuse_short(draft, touch, changes, n, at_us, have, -net);
    err = evn_past_first_below(&past, at_us, until_us, -net - have, &short_later, &fail_us, &sum);
    if (err != EVN_OK || !short_later)
        return err;
    return refuse_short(draft, touch, changes, n, fail_us, have + sum, -net);
}

static evn_err check_backdated(struct evn_draft *draft, const struct evn_touch *touch,
                               const struct evn_change *changes, size_t n)
{
    int64_t net = 0;
    evn_err err = EVN_OK;
    for (size_t i = 0; i < n && err == EVN_OK;) {
        int64_t at_us = changes[i].at_us;
        add_instant(changes, n, &i, &net);
        int64_t until_us = i < n ? changes[i].at_us - 1 : INT64_MAX;
        if (net < 0)
            err = check_stretch(draft, touch, changes, n, at_us, until_us, net);
    }
    return err;
}

static uint32_t first_line(const struct evn_change *changes, size_t n)
{
    uint32_t line = changes[0].line;
    for (size_t i = 1; i < n; i++)
        line = changes[i].line < line ? changes[i].line : line;
    return line;
}

/* What the document puts in, and takes out, must add up within int64_t. */
static evn_err check_range(struct evn_draft *draft, const struct evn_touch *touch,
                           const struct evn_change *changes, size_t n)
{
    bool known = touch->account <= draft->state->n_accounts;
    int64_t in =
        known && touch->physical ? evn_ledger_account(draft->state, touch->account)->taken_in : 0;
    int64_t out = 0;
    for (size_t i = 0; i < n; i++) {
        bool fits = changes[i].delta > 0 ? evn_add_i64(in, changes[i].delta, &in)
                                         : evn_add_i64(out, changes[i].delta, &out);
        if (!fits)
            return evn_draft_refuse(draft, EVN_E_OVERFLOW, changes[i].line, "quantity");
    }
    int64_t after;
    if (!touch->physical &&
        (!evn_add_i64(touch->balance, in, &after) || !evn_add_i64(touch->balance, out, &after)))
        return evn_draft_refuse(draft, EVN_E_OVERFLOW, first_line(changes, n), "quantity");
    return EVN_OK;
}

static evn_err check_touch(struct evn_draft *draft, const struct evn_touch *touch,
                           const struct evn_change *changes, size_t n)
{
    evn_err err = check_range(draft, touch, changes, n);
    if (err != EVN_OK || !touch->physical)
        return err;
    bool known = touch->account <= draft->state->n_accounts;
    if (!known || changes[0].at_us >= evn_ledger_account(draft->state, touch->account)->latest_us)
        return check_latest(draft, touch, changes, n);
    return check_backdated(draft, touch, changes, n);
}

/* Whether a change surely fits because the account is known and nothing happened to it later. */
static bool fits(const struct evn_draft *d, uint32_t touch, int64_t at_us, int64_t delta)
{
    const struct evn_touch *t = &d->touches[touch];
    int64_t sum;
    if (t->account > d->state->n_accounts)
        return false;
    const struct evn_account *a = evn_ledger_account(d->state, t->account);
    if (!t->physical)
        return evn_add_i64(t->balance, delta, &sum);
    return at_us >= a->latest_us && t->balance >= -delta &&
           evn_add_i64(a->taken_in, delta > 0 ? delta : 0, &sum);
}

static bool move_fits(const struct evn_draft *d, const struct evn_move *m)
{
    return m->from != m->to && fits(d, m->from, m->at_us, -m->qty) &&
           fits(d, m->to, m->at_us, m->qty);
}

evn_err evn_check_document(struct evn_draft *draft)
{
    if (draft->n_moves == 1 && move_fits(draft, &draft->moves[0]))
        return EVN_OK;
    size_t n = (size_t)draft->n_moves * 2;
    struct evn_change *changes = evn_arena_alloc(draft->arena, n * sizeof *changes);
    if (changes == NULL)
        return evn_draft_refuse(draft, EVN_E_LIMIT, 0, NULL);
    for (uint32_t i = 0; i < draft->n_moves; i++) {
        const struct evn_move *m = &draft->moves[i];
        changes[2 * i] = (struct evn_change){m->at_us, -m->qty, m->from, m->line};
        changes[2 * i + 1] = (struct evn_change){m->at_us, m->qty, m->to, m->line};
    }
    evn_err err = evn_changes_sort(changes, n, draft->arena);
    if (err != EVN_OK)
        return evn_draft_refuse(draft, err, 0, NULL);
    for (size_t i = 0; i < n && err == EVN_OK;) {
        size_t end = i;
        while (end < n && changes[end].key == changes[i].key)
            end++;
        err = check_touch(draft, &draft->touches[changes[i].key], changes + i, end - i);
        i = end;
    }
    return err;
}

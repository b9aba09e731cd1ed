#include "common/base/num.h"
#include "services/ledger/core/eligible.h"
#include "services/ledger/core/kept.h"
#include "services/ledger/query.h"
#include "services/ledger/wire_hold.h"

static evn_err too_large(struct evn_ledger_question *q)
{
    return evn_question_refuse(q, EVN_E_TOO_LARGE, "rows_max", "");
}

static size_t page(uint32_t rows_max)
{
    return rows_max > 0 ? rows_max : EVN_LEDGER_ROWS_USUAL;
}

/* What is free of an account's lot because of claims: at most what is of the item. */
static int64_t free_of(const struct evn_ledger_state *s, uint32_t account, int64_t item_free)
{
    int64_t rest = evn_ledger_account(s, account)->balance - evn_ledger_claims(s, account);
    return rest < item_free ? rest : item_free;
}

/* A pool in the order of FEFO: usable lots first, by expiry; line is the account, delta why not. */
static evn_err order(struct evn_ledger_question *q, const struct evn_eligible_ask *ask,
                     uint32_t pool, int64_t free, struct evn_change **list, size_t *n)
{
    const struct evn_ledger_state *s = ask->state;
    size_t cap = 0;
    for (uint32_t a = pool; a != 0; a = evn_ledger_account(s, a)->pool_next)
        cap++;
    *n = 0;
    *list = evn_arena_array(q->ask->arena, cap + 1, sizeof **list);
    if (*list == NULL)
        return too_large(q);
    for (uint32_t i = pool; i != 0; i = evn_ledger_account(s, i)->pool_next) {
        const struct evn_account *a = evn_ledger_account(s, i);
        uint32_t lot = evn_account_lot(a);
        if (lot == EVN_LOT_ANY)
            continue;
        struct evn_day expiry = lot != EVN_LOT_NONE ? evn_ledger_lot(s, lot)->expiry : EVN_DAY_NONE;
        uint32_t why = evn_eligible_stock(ask, lot, expiry, a->balance,
                                          free < INT64_MAX ? free_of(s, i, free) : 1);
        int64_t day = expiry.n != EVN_DAY_NONE.n ? expiry.n : INT32_MAX;
        (*list)[(*n)++] = (struct evn_change){.key = why == 0         ? 0
                                                     : a->balance > 0 ? 1
                                                                      : 2,
                                              .at_us = day * (INT64_C(1) << 32) + lot,
                                              .delta = why,
                                              .line = i};
    }
    return evn_changes_sort(*list, *n, q->ask->arena) == EVN_OK ? EVN_OK : too_large(q);
}

static bool fill_reasons(struct evn_ledger_question *q, uint32_t why,
                         struct evn_wire_eligible_row *to)
{
    to->reasons = evn_arena_array(q->ask->arena, 16, sizeof *to->reasons);
    for (; to->reasons != NULL && why != 0; why &= why - 1) {
        const char *name = evn_why_name(evn_why_first(why));
        memcpy(to->reasons[to->n_reasons++], name, strlen(name) + 1);
    }
    return to->reasons != NULL;
}

static bool fill_holds(struct evn_ledger_question *q, uint32_t lot, uint32_t place,
                       struct evn_wire_eligible_row *to)
{
    enum { HOLDS_MAX = 64 };
    const struct evn_ledger_state *s = &q->s->core;
    const struct evn_hold *h = NULL;
    size_t n = 0;
    while ((h = evn_holds_next(&s->holds, lot, h)) != NULL)
        n++;
    to->holds = evn_arena_array(q->ask->arena, n + 1, sizeof *to->holds);
    while (to->holds != NULL && (h = evn_holds_next(&s->holds, lot, h)) != NULL)
        if ((h->place == 0 || h->place == place) && to->n_holds < HOLDS_MAX)
            evn_question_text(to->holds[to->n_holds++], &s->reasons, h->reason);
    return to->holds != NULL;
}

static evn_err fill_rows(struct evn_ledger_question *q, const struct evn_change *list, size_t n,
                         struct evn_wire_eligible *out)
{
    const struct evn_ledger_state *s = &q->s->core;
    for (size_t i = 0; i < n; i++) {
        const struct evn_account *a = evn_ledger_account(s, list[i].line);
        uint32_t lot = evn_account_lot(a);
        struct evn_wire_eligible_row *to = &out->rows[out->n_rows++];
        evn_question_text(to->lot, &s->lot_codes, lot);
        to->expiry = lot != EVN_LOT_NONE ? evn_ledger_lot(s, lot)->expiry : EVN_DAY_NONE;
        to->quantity = a->balance;
        to->claimed = evn_ledger_claims(s, list[i].line);
        to->turn = list[i].key == 0 ? (uint32_t)i + 1 : 0;
        if (!fill_reasons(q, (uint32_t)list[i].delta, to) || !fill_holds(q, lot, a->place, to))
            return too_large(q);
    }
    return EVN_OK;
}

/* What may be used of the lots, and what of it is not claimed as this lot. */
static void add_up(const struct evn_ledger_state *s, const struct evn_change *list, size_t n,
                   struct evn_wire_eligible *out)
{
    for (size_t i = 0; i < n; i++) {
        int64_t balance = evn_ledger_account(s, list[i].line)->balance;
        int64_t claims = evn_ledger_claims(s, list[i].line);
        if ((list[i].delta & ~(int64_t)EVN_WHY_CLAIMED) != 0)
            continue;
        if (!evn_add_i64(out->quantity, balance, &out->quantity))
            out->quantity = INT64_MAX;
        if (balance > claims && !evn_add_i64(out->free, balance - claims, &out->free))
            out->free = INT64_MAX;
    }
}

evn_err evn_query_eligible(struct evn_ledger_question *q, const struct evn_wire_eligible_query *in)
{
    const struct evn_ledger_state *s = &q->s->core;
    struct evn_eligible_ask ask = {.state = s, .at_us = q->ask->business_us};
    struct evn_wire_eligible *out = evn_arena_array(q->ask->arena, 1, sizeof *out);
    struct evn_change *list;
    uint32_t item;
    size_t n, max = page(in->rows_max);
    evn_err err = evn_question_place(q, in->place, "place", &ask.place);
    if (err == EVN_OK)
        err = evn_question_find(q, &s->item_ids, 0, in->item, EVN_E_UNKNOWN_ITEM, "item", &item);
    if (err == EVN_OK)
        err = evn_question_find(q, &s->place_ids, 0, in->receiver, EVN_E_UNKNOWN_PLACE, "receiver",
                                &ask.receiver);
    if (err != EVN_OK)
        return err;
    int64_t claimed = evn_kept_claimed(s, ask.place, item);
    int64_t free = claimed > 0 ? evn_kept_free(s, ask.place, item, ask.at_us) : INT64_MAX;
    uint32_t pool = evn_ledger_find_pool(s, ask.place, item);
    err = order(q, &ask, pool, free, &list, &n);
    if (err != EVN_OK)
        return err;
    size_t shown = n < max ? n : max;
    if (out != NULL)
        out->rows = evn_arena_array(q->ask->arena, shown + 1, sizeof *out->rows);
    if (out == NULL || out->rows == NULL)
        return too_large(q);
    out->claimed = claimed;
    add_up(s, list, n, out);
    out->free = out->free < free ? out->free : free;
    out->left_out = (uint32_t)(n - shown);
    q->result->eligible = out;
    return fill_rows(q, list, shown, out);
}

/* The question of holds in numbers; 0: any. */
struct wanted {
    uint32_t item, lot, place, reason;
};

static bool matches(const struct evn_ledger_question *q, const struct wanted *w,
                    const struct evn_hold *h)
{
    return (w->item == 0 || evn_ledger_lot(&q->s->core, h->lot)->item == w->item) &&
           (w->lot == 0 || h->lot == w->lot) && (w->place == 0 || h->place == w->place) &&
           (w->reason == 0 || h->reason == w->reason) &&
           (h->place == 0 || evn_question_covers(q, h->place));
}

static evn_err find_wanted(struct evn_ledger_question *q, const struct evn_wire_holds_query *in,
                           struct wanted *w)
{
    const struct evn_ledger_state *s = &q->s->core;
    evn_err err = evn_question_place(q, in->place, "place", &w->place);
    if (err == EVN_OK)
        err = evn_question_find(q, &s->item_ids, 0, in->item, EVN_E_UNKNOWN_ITEM, "item", &w->item);
    if (err == EVN_OK && in->lot[0] != '\0' && w->item == 0)
        return evn_question_refuse(q, EVN_E_MISSING_FIELD, "item", "");
    if (err == EVN_OK)
        err = evn_question_find(q, &s->lot_codes, w->item, in->lot, EVN_E_UNKNOWN_LOT, "lot",
                                &w->lot);
    if (err == EVN_OK)
        err = evn_question_find(q, &s->reasons, 0, in->reason, EVN_E_UNKNOWN_REF, "reason",
                                &w->reason);
    return err;
}

evn_err evn_query_holds(struct evn_ledger_question *q, const struct evn_wire_holds_query *in)
{
    const struct evn_ledger_state *s = &q->s->core;
    struct wanted w;
    size_t max = page(in->rows_max);
    evn_err err = find_wanted(q, in, &w);
    if (err != EVN_OK)
        return err;
    struct evn_wire_holds *out = evn_arena_array(q->ask->arena, 1, sizeof *out);
    if (out != NULL)
        out->rows = evn_arena_array(q->ask->arena, max, sizeof *out->rows);
    if (out == NULL || out->rows == NULL)
        return too_large(q);
    uint64_t slot = in->cursor + 1;
    for (; slot <= s->holds.n_slots && out->n_rows < max; slot++) {
        const struct evn_hold *h = evn_holds_slot(&s->holds, (uint32_t)slot);
        if (h == NULL || !matches(q, &w, h))
            continue;
        struct evn_wire_hold_row *to = &out->rows[out->n_rows++];
        evn_question_text(to->item, &s->item_ids, evn_ledger_lot(s, h->lot)->item);
        evn_question_text(to->lot, &s->lot_codes, h->lot);
        evn_question_text(to->place, &s->place_ids, h->place);
        evn_question_text(to->reason, &s->reasons, h->reason);
        to->cause = (int32_t)h->cause;
    }
    out->next_cursor = slot <= s->holds.n_slots ? slot - 1 : 0;
    q->result->holds = out;
    return EVN_OK;
}

static bool fill_recall(struct evn_ledger_question *q, const struct evn_recall *r,
                        struct evn_wire_recall_row *to)
{
    const struct evn_ledger_state *s = &q->s->core;
    *to = (struct evn_wire_recall_row){.open = r->open, .seq = r->seq};
    evn_question_text(to->reason, &s->reasons, r->reason);
    memcpy(to->authority, r->authority, sizeof to->authority);
    memcpy(to->level, r->level, sizeof to->level);
    to->lines = evn_arena_array(q->ask->arena, r->n_lots + 1, sizeof *to->lines);
    for (uint32_t i = 0; to->lines != NULL && i < r->n_lots; i++, to->n_lines++) {
        evn_question_text(to->lines[i].item, &s->item_ids, evn_ledger_lot(s, r->lots[i])->item);
        evn_question_text(to->lines[i].lot, &s->lot_codes, r->lots[i]);
    }
    return to->lines != NULL;
}

/* The newest first, as many as fit a page. */
evn_err evn_query_recalls(struct evn_ledger_question *q, const struct evn_wire_recalls_query *in)
{
    const struct evn_recalls *all = &q->s->core.recalls;
    struct evn_wire_recalls *out = evn_arena_array(q->ask->arena, 1, sizeof *out);
    size_t max = all->n < EVN_LEDGER_ROWS_USUAL ? all->n : EVN_LEDGER_ROWS_USUAL;
    if (out != NULL)
        out->rows = evn_arena_array(q->ask->arena, max + 1, sizeof *out->rows);
    if (out == NULL || out->rows == NULL)
        return too_large(q);
    for (uint32_t i = all->n; i > 0 && out->n_rows < max; i--)
        if ((in->closed || all->row[i - 1].open) &&
            !fill_recall(q, &all->row[i - 1], &out->rows[out->n_rows++]))
            return too_large(q);
    q->result->recalls = out;
    return EVN_OK;
}

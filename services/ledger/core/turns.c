#include "services/ledger/core/turns.h"

#include "services/ledger/core/check.h"
#include "services/ledger/core/claims.h"
#include "services/ledger/core/eligible.h"
#include "services/ledger/core/kept.h"
#include "services/ledger/core/rule.h"

/* The lot whose turn it is. */
struct turn {
    uint32_t lot; /* 0: none comes before the one that was named */
    struct evn_day expiry;
    int64_t free;
};

/* EVN_DAY_NONE is behind all days. */
static bool is_before(struct evn_day a, struct evn_day b)
{
    return a.n < b.n;
}

/* Whether something of the account's lot is left that may be used by the owner, and how much. */
static evn_err left_of(struct evn_draft *d, const struct evn_move *m, uint32_t account,
                       uint32_t owner, int64_t *out)
{
    const struct evn_account *a = evn_ledger_account(d->state, account);
    const struct evn_touch *from = &d->touches[m->from];
    const struct evn_eligible_ask ask = {.state = d->state,
                                         .place = from->place,
                                         .receiver = d->touches[m->to].place,
                                         .at_us = m->at_us};
    uint32_t lot = evn_account_lot(a);
    const struct evn_touch *t = evn_draft_find_touch(d, from->place, from->item, lot);
    *out = 0;
    if (evn_eligible(&ask, lot, evn_draft_expiry(d, lot)) != 0)
        return EVN_OK;
    evn_err err = evn_check_available(d, account, m->at_us, out);
    int64_t own, room = evn_kept_room(d, account, owner, &own);
    *out -= t != NULL ? t->out : 0;
    *out = room < *out ? room : *out;
    return err == EVN_OK ? EVN_OK : evn_draft_refuse(d, err, m->line, NULL);
}

/* Of lots with the same day the lower number, as when they are picked. */
static bool comes_first(const struct turn *a, const struct turn *b)
{
    return b->lot == 0 || is_before(a->expiry, b->expiry) ||
           (a->expiry.n == b->expiry.n && a->lot < b->lot);
}

static evn_err find_turn(struct evn_draft *d, const struct evn_move *m, uint32_t owner,
                         struct turn *out)
{
    const struct evn_touch from = d->touches[m->from];
    struct evn_day named = evn_draft_expiry(d, from.lot);
    evn_err err = EVN_OK;
    uint32_t n = evn_ledger_find_pool(d->state, from.place, from.item);
    *out = (struct turn){0};
    for (; n != 0 && err == EVN_OK; n = evn_ledger_account(d->state, n)->pool_next) {
        const struct evn_account *a = evn_ledger_account(d->state, n);
        struct turn turn = {.lot = evn_account_lot(a)};
        if (evn_account_is_any(a) || a->balance <= 0)
            continue;
        turn.expiry = evn_draft_expiry(d, turn.lot);
        if (!is_before(turn.expiry, named) || !comes_first(&turn, out))
            continue;
        err = left_of(d, m, n, owner, &turn.free);
        if (turn.free > 0)
            *out = turn;
    }
    return err;
}

/* The place that a bin, or a bin's bin, is a part of. */
static const struct evn_place *whole_of(const struct evn_draft *d, uint32_t place)
{
    const struct evn_place *p = evn_ledger_place(d->state, place);
    while (p->parent != 0)
        p = evn_ledger_place(d->state, p->parent);
    return p;
}

/* Whether the movement is one that picks. What is put into another bin of the same place, or into
 * quarantine, has no turn. */
static bool has_turn(const struct evn_draft *d, const struct evn_move *m)
{
    uint32_t from = d->touches[m->from].place, to = d->touches[m->to].place;
    uint32_t to_kind = evn_ledger_place(d->state, to)->kind;
    const struct evn_rule *rule =
        evn_rule_find(m->kind, evn_ledger_place(d->state, from)->kind, to_kind);
    return rule != NULL && (rule->flags & EVN_RULE_PICKS) != 0 && to_kind != EVN_PLACE_QUARANTINE &&
           whole_of(d, from) != whole_of(d, to);
}

static evn_err refuse(struct evn_draft *d, const struct evn_move *m, const struct turn *turn)
{
    const struct evn_touch *from = &d->touches[m->from];
    struct evn_bytes text = evn_dict_text(&d->state->lot_codes, turn->lot);
    char code[EVN_NAME_MAX + 1];
    memcpy(code, text.at, text.len);
    code[text.len] = '\0';
    evn_err err = evn_draft_refuse_stock(d, EVN_E_OVERRIDE_NEEDED, m->line, from->place, from->item,
                                         from->lot);
    evn_refusal_text(d->refusal->field, EVN_FIELD_MAX, code);
    d->refusal->have = turn->free;
    d->refusal->want = m->qty;
    return err;
}

/* A movement of a line that named its lot. Most lots are the first of their item. Who claimed this
 * very lot has its turn. */
static evn_err check_move(struct evn_draft *d, const struct evn_move *m, struct evn_bytes owner)
{
    const struct evn_touch *from = &d->touches[m->from];
    const struct evn_item *item = evn_ledger_item(d->state, from->item);
    struct turn turn;
    if (!is_before(item->first_expiry, evn_draft_expiry(d, from->lot)) || !has_turn(d, m) ||
        evn_kept_covers(d, m))
        return EVN_OK;
    evn_err err = find_turn(d, m, evn_claims_owner(d->state, owner), &turn);
    return err != EVN_OK || turn.lot == 0 ? err : refuse(d, m, &turn);
}

evn_err evn_turns_check(struct evn_draft *draft, const struct evn_ledger_document *document)
{
    evn_err err = EVN_OK;
    for (uint32_t i = 0; i < draft->n_moves && err == EVN_OK; i++) {
        const struct evn_ledger_line *line = &document->lines[draft->moves[i].line - 1];
        if (line->lot.len > 0 && !line->override)
            err = check_move(draft, &draft->moves[i], line->claim);
    }
    return err;
}

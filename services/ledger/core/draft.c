#include "services/ledger/core/draft.h"

#include "common/base/num.h"
#include "services/ledger/core/check.h"
#include "services/ledger/core/claims.h"
#include "services/ledger/core/eligible.h"
#include "services/ledger/core/kept.h"
#include "services/ledger/core/rule.h"
#include "services/ledger/core/ship.h"

#define AHEAD_MAX_US (5 * 60 * EVN_US_PER_S)

/* A line with its names looked up. */
struct resolved {
    const struct evn_ledger_line *said;
    const struct evn_ledger_known *known;
    const struct evn_rule *rule; /* of its kind between its places */
    uint32_t number;             /* 1-based */
    uint32_t from, to, item, lot;
    uint8_t flags;
    int64_t at_us;
    int64_t claimed_us;
    uint32_t passed_by; /* first reason why a lot with stock was not picked, or 0 */
    uint32_t owner;     /* picks: number of whose claims it uses, or 0 */
};

evn_err evn_draft_time(struct evn_draft *draft, int64_t said_us, uint32_t line,
                       struct evn_move *out)
{
    out->at_us = said_us == EVN_AT_NOW ? draft->now_us : said_us;
    if (out->at_us < EVN_AT_MIN_US || out->at_us > EVN_AT_MAX_US)
        return evn_draft_refuse(draft, EVN_E_BAD_DATE, line, "occurred_at_us");
    if (out->at_us > draft->now_us + AHEAD_MAX_US)
        return evn_draft_refuse(draft, EVN_E_TIME_IN_FUTURE, line, "occurred_at_us");
    if (out->at_us > draft->now_us) {
        out->claimed_us = out->at_us;
        out->at_us = draft->now_us;
        out->flags |= EVN_RECORD_F_CLAMPED;
    }
    return EVN_OK;
}

static evn_err resolve_time(struct evn_draft *d, struct resolved *r)
{
    struct evn_move at = {0};
    evn_err err = evn_draft_time(d, r->said->occurred_at_us, r->number, &at);
    r->at_us = at.at_us;
    r->claimed_us = at.claimed_us;
    r->flags = (uint8_t)(at.flags | (r->said->override ? EVN_RECORD_F_OVERRIDE : 0));
    return err;
}

/* `known` is the place's number when it was found ahead. */
static evn_err resolve_place(struct evn_draft *d, const struct resolved *r, struct evn_bytes id,
                             uint32_t known, const char *field, uint32_t *out)
{
    if (id.len == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, r->number, field);
    *out = known != 0 ? known : evn_dict_find(&d->state->place_ids, 0, id);
    if (*out == 0)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_PLACE, r->number, field, id);
    return EVN_OK;
}

/* The row of the table for the line's kind between its places, or which of them is wrong. */
static evn_err resolve_rule(struct evn_draft *d, struct resolved *r)
{
    const struct evn_place *from = evn_ledger_place(d->state, r->from);
    const struct evn_place *to = evn_ledger_place(d->state, r->to);
    r->rule = evn_rule_find(r->said->kind, from->kind, to->kind);
    if (r->rule == NULL && !evn_rule_starts(r->said->kind, from->kind))
        return evn_draft_refuse_text(d, EVN_E_BAD_FIELD, r->number, "from", r->said->from);
    if (r->rule == NULL)
        return evn_draft_refuse_text(d, EVN_E_BAD_FIELD, r->number, "to", r->said->to);
    if (r->from == r->to)
        return evn_draft_refuse_text(d, EVN_E_SAME_PLACE, r->number, "to", r->said->to);
    if ((r->rule->flags & EVN_RULE_PAIR) != 0 && from->parent != to->parent)
        return evn_draft_refuse_text(d, EVN_E_BAD_FIELD, r->number, "to", r->said->to);
    if ((r->rule->flags & EVN_RULE_REASON) != 0 && !d->has_reason)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, r->number, "reason");
    return EVN_OK;
}

/* The outermost place it is a part of; *closed: it or one of these is closed by that instant. */
static uint32_t root_of(const struct evn_ledger_state *s, uint32_t place, int64_t at_us,
                        bool *closed)
{
    for (;; place = evn_ledger_place(s, place)->parent) {
        const struct evn_place *p = evn_ledger_place(s, place);
        *closed |= p->closed_at_us != 0 && at_us >= p->closed_at_us;
        if (p->parent == 0)
            return place;
    }
}

/* A closed place takes nothing in, but what moves between its own parts, or is found there. */
static evn_err check_open(struct evn_draft *d, const struct resolved *r)
{
    bool closed = false, from_closed = false;
    uint16_t kind = r->said->kind;
    if (!evn_rule_is_line(kind) || kind == EVN_RECORD_ADJUST ||
        !evn_place_is_physical(evn_ledger_place(d->state, r->to)->kind))
        return EVN_OK;
    uint32_t root = root_of(d->state, r->to, r->at_us, &closed);
    if (!closed || root == root_of(d->state, r->from, r->at_us, &from_closed))
        return EVN_OK;
    return evn_draft_refuse_text(d, EVN_E_CLOSED, r->number, "to", r->said->to);
}

/* Nothing is loaded for a stop that is closed. */
static evn_err check_stop(struct evn_draft *d, const struct resolved *r)
{
    bool closed = false;
    if (d->receiver == 0)
        return EVN_OK;
    (void)root_of(d->state, d->receiver, r->at_us, &closed);
    return closed ? evn_draft_refuse_text(d, EVN_E_CLOSED, r->number, "stop",
                                          evn_dict_text(&d->state->place_ids, d->receiver))
                  : EVN_OK;
}

static evn_err resolve_places(struct evn_draft *d, struct resolved *r)
{
    evn_err err = resolve_place(d, r, r->said->from, r->known->from, "from", &r->from);
    if (err == EVN_OK)
        err = resolve_place(d, r, r->said->to, r->known->to, "to", &r->to);
    if (err == EVN_OK)
        err = resolve_rule(d, r);
    if (err == EVN_OK)
        err = check_stop(d, r);
    return err == EVN_OK ? check_open(d, r) : err;
}

static evn_err resolve_item(struct evn_draft *d, struct resolved *r)
{
    if (r->said->item.len == 0)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, r->number, "item");
    r->item =
        r->known->item != 0 ? r->known->item : evn_dict_find(&d->state->item_ids, 0, r->said->item);
    if (r->item == 0)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_ITEM, r->number, "item", r->said->item);
    const struct evn_item *item = evn_ledger_item(d->state, r->item);
    bool serial = item->tracking == EVN_TRACKING_SERIAL;
    if ((r->rule->flags & EVN_RULE_CONSUMES) != 0 && item->equipment)
        return evn_draft_refuse_text(d, EVN_E_EQUIPMENT, r->number, "item", r->said->item);
    if ((r->rule->flags & EVN_RULE_LENDS) != 0 && !item->equipment)
        return evn_draft_refuse_text(d, EVN_E_NOT_EQUIPMENT, r->number, "item", r->said->item);
    if (r->said->qty <= 0 || (serial && r->said->qty != 1)) {
        evn_err err = evn_draft_refuse(d, EVN_E_OUT_OF_RANGE, r->number, "quantity");
        d->refusal->have = r->said->qty;
        d->refusal->want = 1;
        return err;
    }
    return EVN_OK;
}

static uint32_t find_lot(struct evn_draft *d, uint32_t item, struct evn_bytes code)
{
    uint32_t lot = evn_dict_find(&d->state->lot_codes, item, code);
    return lot != 0 || d->n_lots == 0 ? lot : evn_draft_find_lot(d, item, code);
}

/* A lot found ahead is the one of the code as it was said. */
static bool was_found(const struct resolved *r)
{
    return r->known->lot != 0 && r->known->item == r->item;
}

struct evn_new_lot evn_draft_lot(const struct evn_draft *d, uint32_t lot)
{
    const struct evn_ledger_state *s = d->state;
    if (lot > s->lot_codes.n)
        return d->lots[lot - s->lot_codes.n - 1];
    const struct evn_lot *known = evn_ledger_lot(s, lot);
    const struct evn_lot_told told = evn_lots_told(&s->told, known->told);
    return (struct evn_new_lot){.item = known->item,
                                .code = evn_dict_text(&s->lot_codes, lot),
                                .expiry = known->expiry,
                                .made = told.made,
                                .owner = evn_dict_text(&s->told.owners, told.owner),
                                .vvm_stage = told.vvm_stage,
                                .bill = known->bill};
}

struct evn_day evn_draft_expiry(const struct evn_draft *d, uint32_t lot)
{
    if (lot == EVN_LOT_NONE)
        return EVN_DAY_NONE;
    if (lot > d->state->lot_codes.n)
        return d->lots[lot - d->state->lot_codes.n - 1].expiry;
    return evn_ledger_lot(d->state, lot)->expiry;
}

/* The code lots of this tracking kind are told apart by; copied when it is made from the day. */
static evn_err lot_code(struct evn_draft *d, const struct resolved *r, uint32_t tracking,
                        struct evn_bytes *out)
{
    const struct evn_ledger_line *said = r->said;
    *out = said->lot;
    if (tracking != EVN_TRACKING_EXPIRY) {
        if (said->lot.len == 0)
            return evn_draft_refuse(d, EVN_E_MISSING_FIELD, r->number, "lot");
        return EVN_OK;
    }
    if (said->lot.len != 0)
        return evn_draft_refuse_text(d, EVN_E_BAD_FIELD, r->number, "lot", said->lot);
    char *text = evn_arena_alloc(d->arena, 11);
    if (text == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, r->number, NULL);
    evn_day_format(said->expiry, text);
    *out = evn_bytes_of(text, 10);
    return EVN_OK;
}

static evn_err add_lot(struct evn_draft *d, struct resolved *r, struct evn_bytes code)
{
    const struct evn_new_lot lot = {.item = r->item,
                                    .code = code,
                                    .expiry = r->said->expiry,
                                    .made = r->said->made,
                                    .owner = r->said->owner,
                                    .vvm_stage = r->said->vvm_stage,
                                    .bill = d->bill,
                                    .line = r->number};
    evn_err err = evn_draft_room_lot(d);
    if (err == EVN_OK)
        r->lot = evn_draft_add_lot(d, &lot);
    return err;
}

static bool serial_is_free(const struct evn_draft *d, const struct resolved *r)
{
    for (uint32_t i = 0; i < d->n_moves; i++)
        if (d->touches[d->moves[i].to].lot == r->lot && d->touches[d->moves[i].to].item == r->item)
            return false;
    if (r->lot > d->state->lot_codes.n)
        return true;
    const struct evn_lot *lot = evn_ledger_lot(d->state, r->lot);
    return lot->on_hand == 0 && r->at_us >= lot->latest_us;
}

/* A serial number that comes from outside is nowhere else. */
static evn_err check_serial(struct evn_draft *d, const struct resolved *r, uint32_t tracking)
{
    bool comes = !evn_place_is_physical(evn_ledger_place(d->state, r->from)->kind);
    if (tracking != EVN_TRACKING_SERIAL || !comes || serial_is_free(d, r))
        return EVN_OK;
    return evn_draft_refuse_serial(d, r->number, r->item, r->lot);
}

/* A lot is made before it expires, and before it is here. */
static evn_err check_made(struct evn_draft *d, const struct resolved *r)
{
    struct evn_day made = r->said->made;
    struct evn_day expiry = r->lot != 0 ? evn_draft_expiry(d, r->lot) : r->said->expiry;
    struct evn_day here = evn_day_at(r->at_us, evn_ledger_place(d->state, r->to)->offset_min);
    if (made.n != EVN_DAY_NONE.n && (!evn_day_valid(made) || made.n > expiry.n || made.n > here.n))
        return evn_draft_refuse(d, EVN_E_BAD_DATE, r->number, "made");
    return EVN_OK;
}

/* What is said of a lot that is known is what is known of it; what is left away says nothing. */
static evn_err check_known(struct evn_draft *d, const struct resolved *r)
{
    const struct evn_ledger_line *said = r->said;
    const struct evn_new_lot lot = evn_draft_lot(d, r->lot);
    const char *field = NULL;
    if (said->expiry.n != EVN_DAY_NONE.n && said->expiry.n != lot.expiry.n)
        field = "expiry";
    else if (said->made.n != EVN_DAY_NONE.n && said->made.n != lot.made.n)
        field = "made";
    else if (said->owner.len > 0 && !evn_bytes_equal(said->owner, lot.owner))
        field = "owner";
    else if (said->vvm_stage != 0 && said->vvm_stage != lot.vvm_stage)
        field = "vvm_stage";
    return field == NULL ? EVN_OK
                         : evn_draft_refuse_text(d, EVN_E_LOT_CONFLICT, r->number, field, lot.code);
}

/* A lot that is not known becomes known. */
static evn_err resolve_new_lot(struct evn_draft *d, struct resolved *r, uint32_t tracking)
{
    struct evn_bytes code;
    if (r->said->expiry.n == EVN_DAY_NONE.n && tracking != EVN_TRACKING_SERIAL)
        return evn_draft_refuse(d, EVN_E_MISSING_FIELD, r->number, "expiry");
    evn_err err = lot_code(d, r, tracking, &code);
    if (err != EVN_OK)
        return err;
    if (code.len > EVN_NAME_MAX)
        return evn_draft_refuse(d, EVN_E_BAD_TEXT, r->number, "lot");
    if (r->said->owner.len > EVN_NAME_MAX)
        return evn_draft_refuse(d, EVN_E_BAD_TEXT, r->number, "owner");
    r->lot = tracking == EVN_TRACKING_EXPIRY ? find_lot(d, r->item, code) : 0;
    err = check_made(d, r);
    return err == EVN_OK && r->lot == 0 ? add_lot(d, r, code) : err;
}

/* A receipt names its lot; of one that is known it needs to say no more. */
static evn_err resolve_received_lot(struct evn_draft *d, struct resolved *r, uint32_t tracking)
{
    const struct evn_ledger_line *said = r->said;
    if (said->expiry.n != EVN_DAY_NONE.n && !evn_day_valid(said->expiry))
        return evn_draft_refuse(d, EVN_E_BAD_DATE, r->number, "expiry");
    bool by_code = tracking != EVN_TRACKING_EXPIRY || said->expiry.n == EVN_DAY_NONE.n;
    if (by_code && said->lot.len > 0)
        r->lot = was_found(r) ? r->known->lot : find_lot(d, r->item, said->lot);
    evn_err err = r->lot == 0 ? resolve_new_lot(d, r, tracking) : check_made(d, r);
    return err == EVN_OK ? check_known(d, r) : err;
}

static struct evn_eligible_ask ask_of(const struct evn_draft *d, const struct resolved *r)
{
    return (struct evn_eligible_ask){.state = d->state,
                                     .place = r->from,
                                     .receiver = d->receiver != 0 ? d->receiver : r->to,
                                     .at_us = r->at_us};
}

/* Why the lot may not be taken by this line; a short life is overridden. */
static uint32_t why_not(const struct evn_draft *d, const struct resolved *r,
                        const struct evn_eligible_ask *ask, uint32_t lot)
{
    uint32_t why = evn_eligible(ask, lot, evn_draft_expiry(d, lot));
    if (lot > d->state->lot_codes.n && evn_draft_lot(d, lot).vvm_stage >= EVN_VVM_DISCARD)
        why |= EVN_WHY_VVM;
    return r->said->override ? why & ~(uint32_t)EVN_WHY_SHORT_LIFE : why;
}

static evn_err resolve_named_lot(struct evn_draft *d, struct resolved *r)
{
    r->lot = was_found(r) ? r->known->lot : find_lot(d, r->item, r->said->lot);
    if (r->lot == 0)
        return evn_draft_refuse_text(d, EVN_E_UNKNOWN_LOT, r->number, "lot", r->said->lot);
    const struct evn_eligible_ask ask = ask_of(d, r);
    uint32_t why = why_not(d, r, &ask, r->lot);
    /* To quarantine goes whatever is named. */
    bool to_quarantine = evn_ledger_place(d->state, r->to)->kind == EVN_PLACE_QUARANTINE;
    bool usable = (r->rule->flags & EVN_RULE_PICKS) != 0 && !to_quarantine;
    return why == 0 || !usable ? EVN_OK
                               : evn_eligible_refuse(d, &ask, why, r->number, r->item, r->lot);
}

evn_err evn_draft_move(struct evn_draft *d, const struct evn_move *move, uint32_t from_place,
                       uint32_t to_place, uint32_t item, uint32_t lot)
{
    if (d->n_moves == d->cap) {
        evn_draft_refuse_text(d, EVN_E_LIMIT, move->line, "lines",
                              evn_bytes_text("lines of one command"));
        d->refusal->want = d->cap;
        return EVN_E_LIMIT;
    }
    evn_err err = evn_draft_room_move(d);
    if (err != EVN_OK)
        return err;
    struct evn_touch *from = evn_draft_touch(d, from_place, item, lot);
    struct evn_touch *to = evn_draft_touch(d, to_place, item, lot);
    if (from->physical && !evn_add_i64(from->out, move->qty, &from->out))
        return evn_draft_refuse(d, EVN_E_OVERFLOW, move->line, "quantity");
    struct evn_move *m = &d->moves[d->n_moves++];
    *m = *move;
    m->flags |= (uint8_t)((from->physical ? EVN_RECORD_F_FROM_PHYSICAL : 0) |
                          (to->physical ? EVN_RECORD_F_TO_PHYSICAL : 0));
    m->from = (uint32_t)(from - d->touches);
    m->to = (uint32_t)(to - d->touches);
    return EVN_OK;
}

static evn_err add_move(struct evn_draft *d, const struct resolved *r, uint32_t lot, int64_t qty)
{
    const struct evn_move move = {.kind = r->said->kind,
                                  .flags = r->flags,
                                  .line = r->number,
                                  .qty = qty,
                                  .at_us = r->at_us,
                                  .claimed_us = r->claimed_us};
    return evn_aboard_move(d, &move, r->from, r->to, r->item, lot);
}

/* What the document has already decided to take from an account. */
static int64_t taken_of(const struct evn_draft *d, const struct evn_account *a)
{
    const struct evn_touch *t =
        evn_draft_find_touch(d, a->place, evn_account_item(d->state, a), evn_account_lot(a));
    return t != NULL ? t->out : 0;
}

/* What can be taken of a lot by this line; *own: what of it the line's owner claimed. */
static evn_err takeable(struct evn_draft *d, struct resolved *r, uint32_t account, int64_t *free,
                        int64_t *own)
{
    evn_err err = evn_check_available(d, account, r->at_us, free);
    if (err != EVN_OK)
        return evn_draft_refuse(d, err, r->number, NULL);
    *free -= taken_of(d, evn_ledger_account(d->state, account));
    int64_t room = evn_kept_room(d, account, r->owner, own);
    if (*free > 0 && room < *free && r->passed_by == 0)
        r->passed_by = EVN_WHY_CLAIMED;
    *free = room < *free ? room : *free;
    *own = *own < *free ? *own : *free;
    return EVN_OK;
}

/* One account as a candidate to pick from, in changes: key 0 is what the owner claimed of the lot,
 * 1 the rest; at_us orders by expiry, then by lot number; delta is what can be taken; line is the
 * lot number. */
static evn_err add_candidate(struct evn_draft *d, struct resolved *r, uint32_t account,
                             struct evn_change *list, size_t *n)
{
    const struct evn_account *a = evn_ledger_account(d->state, account);
    if (evn_account_is_any(a))
        return EVN_OK;
    const struct evn_eligible_ask ask = ask_of(d, r);
    uint32_t why = why_not(d, r, &ask, evn_account_lot(a));
    if (why != 0 && a->balance > 0 && r->passed_by == 0)
        r->passed_by = evn_why_first(why);
    if (why != 0)
        return EVN_OK;
    int64_t free, own;
    evn_err err = takeable(d, r, account, &free, &own);
    if (err != EVN_OK)
        return err;
    struct evn_day expiry = evn_draft_expiry(d, evn_account_lot(a));
    int64_t order = expiry.n == EVN_DAY_NONE.n ? INT32_MAX : expiry.n;
    struct evn_change lot = {.at_us = order * (INT64_C(1) << 32) + evn_account_lot(a),
                             .line = evn_account_lot(a)};
    const int64_t parts[] = {own, free - own};
    for (lot.key = 0; lot.key < 2; lot.key++) {
        lot.delta = parts[lot.key];
        if (free > 0 && lot.delta > 0)
            list[(*n)++] = lot;
    }
    return EVN_OK;
}

static evn_err list_candidates(struct evn_draft *d, struct resolved *r, struct evn_change **list,
                               size_t *n)
{
    uint32_t first = evn_ledger_find_pool(d->state, r->from, r->item);
    size_t cap = 0;
    for (uint32_t a = first; a != 0; a = evn_ledger_account(d->state, a)->pool_next)
        cap++;
    *n = 0;
    *list = evn_arena_array(d->arena, 2 * cap, sizeof **list);
    if (*list == NULL)
        return evn_draft_refuse(d, EVN_E_LIMIT, r->number, NULL);
    r->owner = evn_claims_owner(d->state, r->said->claim);
    evn_err err = EVN_OK;
    for (uint32_t a = first; a != 0 && err == EVN_OK;
         a = evn_ledger_account(d->state, a)->pool_next)
        err = add_candidate(d, r, a, *list, n);
    if (err == EVN_OK && evn_changes_sort(*list, *n, d->arena) != EVN_OK)
        err = evn_draft_refuse(d, EVN_E_LIMIT, r->number, NULL);
    return err;
}

/* First expired, first out; what was claimed of a lot goes before. */
static evn_err pick(struct evn_draft *d, struct resolved *r)
{
    struct evn_change *list;
    size_t n;
    int64_t left = r->said->qty;
    evn_err err = list_candidates(d, r, &list, &n);
    for (size_t i = 0; i < n && left > 0 && err == EVN_OK; i++) {
        int64_t take = list[i].delta < left ? list[i].delta : left;
        err = add_move(d, r, list[i].line, take);
        left -= take;
    }
    if (err != EVN_OK || left == 0)
        return err;
    err = evn_draft_refuse_stock(d, EVN_E_SHORT_STOCK, r->number, r->from, r->item, EVN_LOT_ANY);
    d->refusal->at_us = r->at_us;
    d->refusal->have = r->said->qty - left;
    d->refusal->want = r->said->qty;
    evn_refusal_text(d->refusal->field, EVN_FIELD_MAX, evn_why_name(r->passed_by));
    const struct evn_eligible_ask ask = ask_of(d, r);
    evn_kept_tell(d, &ask, r->item, EVN_LOT_ANY, r->owner);
    return err;
}

/* Goods that come with too short a life are taken in only with an override. What came from outside
 * expired or recalled is taken in as it is: it is here. */
static evn_err check_received_life(struct evn_draft *d, const struct resolved *r)
{
    const struct evn_eligible_ask ask = {
        .state = d->state, .place = r->to, .receiver = r->to, .at_us = r->at_us};
    uint32_t why = evn_eligible(&ask, r->lot, evn_draft_expiry(d, r->lot)) & EVN_WHY_SHORT_LIFE;
    return why == 0 || r->said->override
               ? EVN_OK
               : evn_eligible_refuse(d, &ask, why, r->number, r->item, r->lot);
}

evn_err evn_draft_line(struct evn_draft *draft, const struct evn_ledger_line *line, uint32_t number)
{
    static const struct evn_ledger_known nothing;
    const struct evn_ledger_known *known = line->known != NULL ? line->known : &nothing;
    struct resolved r = {.said = line, .known = known, .number = number};
    draft->known = line->known;
    evn_err err = resolve_time(draft, &r);
    if (err == EVN_OK)
        err = resolve_places(draft, &r);
    if (err == EVN_OK)
        err = resolve_item(draft, &r);
    if (err != EVN_OK)
        return err;
    uint32_t tracking = evn_ledger_item(draft->state, r.item)->tracking;
    if (tracking == EVN_TRACKING_NONE) {
        if (line->lot.len > 0)
            return evn_draft_refuse_text(draft, EVN_E_BAD_FIELD, number, "lot", line->lot);
    } else if ((r.rule->flags & EVN_RULE_OPENS_LOT) != 0) {
        err = resolve_received_lot(draft, &r, tracking);
        if (err == EVN_OK && evn_ledger_place(draft->state, r.to)->min_life_days > 0)
            err = check_received_life(draft, &r);
    } else if (line->lot.len > 0) {
        err = resolve_named_lot(draft, &r);
    } else if ((r.rule->flags & EVN_RULE_PICKS) != 0) {
        return pick(draft, &r);
    } else {
        return evn_draft_refuse(draft, EVN_E_MISSING_FIELD, number, "lot");
    }
    if (err == EVN_OK)
        err = check_serial(draft, &r, tracking);
    return err == EVN_OK ? add_move(draft, &r, r.lot, line->qty) : err;
}

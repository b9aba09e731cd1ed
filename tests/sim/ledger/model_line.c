#include "tests/sim/ledger/model_parts.h"

#include <stdio.h>

/* Sets of places, a bit each. */
enum {
    OPEN = 0x3F,
    VANS = 1 << WORLD_VAN | 1 << WORLD_VAN_2,
    QUAR = 1 << WORLD_QUARANTINE,
    STOCK = OPEN | QUAR,
    LOAN = 1 << WORLD_LOAN,
    FREE = 1 << WORLD_FREE,
    TAKEN = 1 << WORLD_OCCUPIED,
    SUPPLIER = 1 << WORLD_SUPPLIER | 1 << WORLD_SUPPLIER_2,
    CONSUMED = 1 << WORLD_CONSUMED,
    LOST = 1 << WORLD_LOST,
    FOUND = 1 << WORLD_FOUND,
    DESTROYED = 1 << WORLD_DESTROYED,
    MADE = 1 << WORLD_MADE
};

/* What the specification says of each kind: proto/spec/14-ledger-more.md, "Movements". */
struct way {
    uint16_t kind;
    uint32_t from, to;
    bool opens, picks, consumes, lends, reason;
};

static const struct way ways[] = {
    {.kind = EVN_RECORD_RECEIVE, .from = SUPPLIER, .to = STOCK, .opens = true},
    {.kind = EVN_RECORD_ISSUE, .from = STOCK, .to = CONSUMED, .picks = true, .consumes = true},
    {.kind = EVN_RECORD_DISPENSE, .from = STOCK, .to = CONSUMED, .picks = true, .consumes = true},
    {.kind = EVN_RECORD_TRANSFER, .from = STOCK, .to = STOCK, .picks = true},
    {.kind = EVN_RECORD_ADJUST,
     .from = FOUND,
     .to = STOCK | LOAN | FREE,
     .opens = true,
     .reason = true},
    {.kind = EVN_RECORD_ADJUST, .from = STOCK | LOAN | FREE, .to = LOST, .reason = true},
    {.kind = EVN_RECORD_DESTROY, .from = STOCK | LOAN, .to = DESTROYED, .reason = true},
    {.kind = EVN_RECORD_RETURN, .from = CONSUMED, .to = STOCK},
    {.kind = EVN_RECORD_RETURN, .from = STOCK, .to = SUPPLIER},
    {.kind = EVN_RECORD_RECALL_RETURN, .from = OPEN, .to = QUAR},
    {.kind = EVN_RECORD_RECALL_RETURN, .from = STOCK, .to = SUPPLIER},
    {.kind = EVN_RECORD_QUARANTINE, .from = OPEN, .to = QUAR},
    {.kind = EVN_RECORD_QUARANTINE, .from = QUAR, .to = OPEN},
    {.kind = EVN_RECORD_OCCUPY, .from = FREE, .to = TAKEN},
    {.kind = EVN_RECORD_FREE, .from = TAKEN, .to = FREE},
    {.kind = EVN_RECORD_LEND, .from = STOCK, .to = LOAN, .lends = true},
    {.kind = EVN_RECORD_GIVE_BACK, .from = LOAN, .to = STOCK, .lends = true},
    {.kind = EVN_RECORD_SHIP, .from = STOCK, .to = VANS, .picks = true},
    {.kind = EVN_RECORD_OVER, .from = FOUND, .to = STOCK, .opens = true},
    {.kind = EVN_RECORD_WRONG_LOT, .from = FOUND, .to = STOCK, .opens = true},
    {.kind = EVN_RECORD_KIT_IN, .from = STOCK, .to = MADE, .picks = true, .consumes = true},
    {.kind = EVN_RECORD_KIT_IN, .from = MADE, .to = STOCK},
    {.kind = EVN_RECORD_KIT_OUT, .from = MADE, .to = STOCK, .opens = true},
    {.kind = EVN_RECORD_KIT_OUT, .from = STOCK, .to = MADE},
};

/* A line being looked at. */
struct looked {
    const struct evn_ledger_line *said;
    const struct way *way;
    struct model_move mv;
};

static const struct way *find_way(uint32_t kind, uint32_t from, uint32_t to)
{
    for (size_t i = 0; i < sizeof ways / sizeof *ways; i++)
        if (ways[i].kind == kind && (ways[i].from >> from & 1) != 0 &&
            (to == WORLD_PLACES || (ways[i].to >> to & 1) != 0))
            return &ways[i];
    return NULL;
}

static bool where(struct attempt *a, struct looked *l, bool has_reason)
{
    struct model_move *mv = &l->mv;
    if (!find_place(a, l->said->from, "from", &mv->from) ||
        !find_place(a, l->said->to, "to", &mv->to))
        return false;
    l->way = find_way(l->said->kind, mv->from, mv->to);
    if (l->way == NULL)
        return fail(a, EVN_E_BAD_FIELD,
                    find_way(l->said->kind, mv->from, WORLD_PLACES) == NULL ? "from" : "to");
    if (mv->from == mv->to)
        return fail(a, EVN_E_SAME_PLACE, "to");
    return !l->way->reason || has_reason || fail(a, EVN_E_MISSING_FIELD, "reason");
}

static bool what(struct attempt *a, struct looked *l)
{
    if (!find_item(a, l->said->item, &l->mv.item))
        return false;
    if (l->way->consumes && world_equipment[l->mv.item])
        return fail(a, EVN_E_EQUIPMENT, "item");
    if (l->way->lends && !world_equipment[l->mv.item])
        return fail(a, EVN_E_NOT_EQUIPMENT, "item");
    bool serial = world_tracking[l->mv.item] == EVN_TRACKING_SERIAL;
    if (l->said->qty > 0 && (!serial || l->said->qty == 1))
        return true;
    fail(a, EVN_E_OUT_OF_RANGE, "quantity");
    return fail_amount(a, l->said->qty, 1);
}

static bool expired(const struct model *m, uint32_t item, uint32_t lot, uint32_t at)
{
    /* The business day in China. */
    struct evn_day today = evn_day_at(world_at_us(at), 480);
    return lot != 0 && m->lots[item][lot].expiry != EVN_DAY_NONE.n &&
           today.n > m->lots[item][lot].expiry;
}

evn_err why_not(const struct model *m, uint32_t place, uint32_t item, uint32_t lot, uint32_t at)
{
    bool held = false, recalled = false;
    for (uint32_t r = 0; r < MODEL_REASONS; r++) {
        enum model_hold here = m->holds[item][lot][place][r];
        enum model_hold everywhere = m->holds[item][lot][WORLD_PLACES][r];
        held |= here == MODEL_BY_HAND || everywhere == MODEL_BY_HAND;
        recalled |= everywhere == MODEL_BY_RECALL;
    }
    if (recalled || held)
        return recalled ? EVN_E_RECALLED : EVN_E_HELD;
    return expired(m, item, lot, at) ? EVN_E_EXPIRED : EVN_OK;
}

bool fail_why(struct attempt *a, evn_err why, uint32_t place, uint32_t item, uint32_t lot)
{
    fail_stock(a, why, place, item, lot);
    if (why == EVN_E_EXPIRED)
        a->refusal.at_us =
            a->m->lots[item][lot].expiry * EVN_US_PER_DAY - INT64_C(8) * 3600 * EVN_US_PER_S;
    else
        snprintf(a->refusal.field, sizeof a->refusal.field, "?");
    return false;
}

/* Serial: nowhere now, and nothing of it recorded later than this. */
static bool serial_free(const struct attempt *a, const struct model_move *mv)
{
    for (uint32_t i = 0; i < a->n_moves; i++)
        if (a->moves[i].item == mv->item && a->moves[i].lot == mv->lot)
            return false;
    return on_hand(a->m, mv->item, mv->lot) == 0 && mv->at >= a->m->lots[mv->item][mv->lot].latest;
}

static bool push_line(struct attempt *a, const struct looked *l)
{
    bool serial = world_tracking[l->mv.item] == EVN_TRACKING_SERIAL;
    if (serial && !physical(l->mv.from) && !serial_free(a, &l->mv))
        return fail_serial(a, l->mv.item, l->mv.lot);
    return push_from(a, l->mv, l->mv.lot, l->said->qty);
}

static bool receive_lot(struct attempt *a, struct looked *l)
{
    char day[11];
    const struct evn_ledger_line *said = l->said;
    struct evn_bytes code = said->lot;
    uint32_t item = l->mv.item, tracking = world_tracking[item];
    bool no_day = said->expiry.n == EVN_DAY_NONE.n;
    l->mv.lot = code.len > 0 ? find_lot(a->m, item, code) : 0;
    if (no_day && l->mv.lot != 0)
        return push_line(a, l);
    if (no_day && tracking != EVN_TRACKING_SERIAL)
        return fail(a, EVN_E_MISSING_FIELD, "expiry");
    if (!no_day && !evn_day_valid(said->expiry))
        return fail(a, EVN_E_BAD_DATE, "expiry");
    if (tracking == EVN_TRACKING_EXPIRY) {
        if (code.len > 0)
            return fail(a, EVN_E_BAD_FIELD, "lot");
        evn_day_format(said->expiry, day);
        code = evn_bytes_text(day);
    } else if (code.len == 0) {
        return fail(a, EVN_E_MISSING_FIELD, "lot");
    }
    l->mv.lot = find_lot(a->m, item, code);
    if (l->mv.lot == 0)
        l->mv.lot = add_lot(a->m, item, code, said->expiry);
    else if (a->m->lots[item][l->mv.lot].expiry != said->expiry.n)
        return fail(a, EVN_E_LOT_CONFLICT, "expiry");
    return push_line(a, l);
}

/* What can be taken at `at` so that no balance before the next count, and without one no later
 * balance, falls below zero. */
static int64_t available(const struct attempt *a, const struct model_move *mv, uint32_t lot)
{
    int64_t balance = 0, least = INT64_MAX;
    uint32_t end = next_count(a->m, mv->from, mv->item, lot, mv->at);
    for (uint32_t t = 0; t < WORLD_INSTANTS; t++) {
        balance += a->m->net[mv->from][mv->item][lot][t];
        bool looked_at = t == mv->at || (t > mv->at && t < end);
        least = looked_at && balance < least ? balance : least;
    }
    for (uint32_t i = 0; i < a->n_moves; i++)
        if (a->moves[i].from == mv->from && a->moves[i].item == mv->item && a->moves[i].lot == lot)
            least -= a->moves[i].qty;
    return least;
}

/* The same, less what others claimed of the lot. */
static int64_t takeable(const struct attempt *a, const struct model_move *mv, uint32_t lot,
                        struct evn_bytes owner)
{
    const struct spot at = {mv->from, mv->item, lot};
    int64_t there = available(a, mv, lot), may = room(a, &at, owner);
    return may < there ? may : there;
}

/* What the owner claimed of the lot, and can have. */
static int64_t claimed_of(const struct attempt *a, const struct model_move *mv, uint32_t lot,
                          struct evn_bytes owner)
{
    const struct spot at = {mv->from, mv->item, lot};
    int64_t can = takeable(a, mv, lot, owner), own = claims_left(a, &at, &owner);
    if (room(a, &at, owner) == INT64_MAX)
        return 0;
    return own < can ? own : can;
}

/* Of lots with the same day the one that was known first comes first. */
static bool comes_before(const struct model_lot *lot, const struct model_lot *other)
{
    return lot->expiry < other->expiry ||
           (lot->expiry == other->expiry && lot->order < other->order);
}

/* The best lot not yet used for this line: earliest expiry, then first known. */
static uint32_t best_lot(const struct attempt *a, const struct model_move *mv, const bool *used,
                         struct evn_bytes owner)
{
    uint32_t best = 0;
    const struct model_lot *lots = a->m->lots[mv->item];
    for (uint32_t i = 1; i <= a->m->n_lots[mv->item]; i++) {
        if (used[i] || why_not(a->m, mv->from, mv->item, i, mv->at) != EVN_OK ||
            takeable(a, mv, i, owner) <= 0)
            continue;
        best = best == 0 || comes_before(&lots[i], &lots[best]) ? i : best;
    }
    return best;
}

/* Why some of the item that is there was passed by; "?": of several reasons it is not plain which
 * is told. */
static const char *passed_by(const struct attempt *a, const struct model_move *mv,
                             struct evn_bytes owner)
{
    evn_err why = EVN_OK;
    for (uint32_t i = 1; i <= a->m->n_lots[mv->item]; i++) {
        evn_err one = why_not(a->m, mv->from, mv->item, i, mv->at);
        int64_t there = available(a, mv, i);
        if (one == EVN_OK && there > 0 && takeable(a, mv, i, owner) < there)
            one = EVN_E_RESERVED;
        else if (one == EVN_OK || balance_now(a->m, mv->from, mv->item, i) <= 0)
            continue;
        if (why != EVN_OK && why != one)
            return "?";
        why = one;
    }
    return why == EVN_E_RECALLED   ? "recalled"
           : why == EVN_E_HELD     ? "held"
           : why == EVN_E_EXPIRED  ? "expired"
           : why == EVN_E_RESERVED ? "claimed"
                                   : "";
}

/* What was claimed of lots goes first. */
static bool pick_claimed(struct attempt *a, const struct model_move *mv, struct evn_bytes owner,
                         int64_t *left)
{
    bool used[MODEL_LOTS] = {false};
    for (uint32_t lot; *left > 0 && (lot = best_lot(a, mv, used, owner)) != 0; used[lot] = true) {
        int64_t take = claimed_of(a, mv, lot, owner);
        take = take < *left ? take : *left;
        *left -= take;
        if (take > 0 && !push_from(a, *mv, lot, take))
            return false;
    }
    return true;
}

static bool pick(struct attempt *a, const struct model_move *mv, struct evn_bytes owner,
                 int64_t want)
{
    bool used[MODEL_LOTS] = {false};
    int64_t left = want;
    for (uint32_t lot = 1; lot <= a->m->n_lots[mv->item]; lot++)
        a->m->n_kept += available(a, mv, lot) > 0 &&
                        takeable(a, mv, lot, owner) < available(a, mv, lot) &&
                        why_not(a->m, mv->from, mv->item, lot, mv->at) == EVN_OK;
    if (owner.len > 0 && !pick_claimed(a, mv, owner, &left))
        return false;
    for (uint32_t lot; left > 0 && (lot = best_lot(a, mv, used, owner)) != 0; used[lot] = true) {
        int64_t take = takeable(a, mv, lot, owner);
        take = take < left ? take : left;
        left -= take;
        if (!push_from(a, *mv, lot, take))
            return false;
    }
    if (left == 0)
        return true;
    fail_stock(a, EVN_E_SHORT_STOCK, mv->from, mv->item, 0);
    snprintf(a->refusal.field, sizeof a->refusal.field, "%s", passed_by(a, mv, owner));
    a->refusal.at_us = world_at_us(mv->at);
    a->refusal.have = want - left;
    a->refusal.want = want;
    return false;
}

static bool named_lot(struct attempt *a, struct looked *l)
{
    struct model_move *mv = &l->mv;
    mv->lot = find_lot(a->m, mv->item, l->said->lot);
    if (mv->lot == 0)
        return fail(a, EVN_E_UNKNOWN_LOT, "lot");
    evn_err why = why_not(a->m, mv->from, mv->item, mv->lot, mv->at);
    if (why == EVN_OK || !l->way->picks || mv->to == WORLD_QUARANTINE)
        return push_line(a, l);
    return fail_why(a, why, mv->from, mv->item, mv->lot);
}

bool take_line(struct attempt *a, const struct evn_ledger_line *said, bool has_reason)
{
    struct looked l = {.said = said};
    if (!when(a, said->occurred_at_us, &l.mv.at) || !where(a, &l, has_reason) || !what(a, &l))
        return false;
    if (world_tracking[l.mv.item] == EVN_TRACKING_NONE)
        return said->lot.len == 0 ? push_line(a, &l) : fail(a, EVN_E_BAD_FIELD, "lot");
    if (l.way->opens)
        return receive_lot(a, &l);
    if (said->lot.len > 0)
        return named_lot(a, &l);
    return l.way->picks ? pick(a, &l.mv, said->claim, said->qty)
                        : fail(a, EVN_E_MISSING_FIELD, "lot");
}

/* Nothing is left of a lot that must be used before the one that was named. */
static bool in_turn(struct attempt *a, const struct model_move *mv, struct evn_bytes owner)
{
    const struct model_lot *lots = a->m->lots[mv->item];
    uint32_t first = mv->lot;
    for (uint32_t l = 1; l <= a->m->n_lots[mv->item]; l++)
        if (lots[l].expiry < lots[mv->lot].expiry && balance_now(a->m, mv->from, mv->item, l) > 0 &&
            takeable(a, mv, l, owner) > 0 &&
            why_not(a->m, mv->from, mv->item, l, mv->at) == EVN_OK &&
            (first == mv->lot || comes_before(&lots[l], &lots[first])))
            first = l;
    if (first == mv->lot)
        return true;
    a->line = mv->line;
    fail_stock(a, EVN_E_OVERRIDE_NEEDED, mv->from, mv->item, mv->lot);
    snprintf(a->refusal.field, sizeof a->refusal.field, "%s", lots[first].code);
    return fail_amount(a, takeable(a, mv, first, owner), mv->qty);
}

/* All that its line took of the lot was claimed as this lot. */
static bool covered(const struct attempt *a, const struct model_move *mv)
{
    int64_t open = 0;
    for (uint32_t i = 0; i < a->n_moves; i++)
        if (a->moves[i].line == mv->line && a->moves[i].from == mv->from &&
            a->moves[i].item == mv->item && a->moves[i].lot == mv->lot)
            open += a->moves[i].qty - a->moves[i].own;
    return open == 0;
}

static bool in_turns(struct attempt *a, const struct evn_ledger_document *document)
{
    for (uint32_t i = 0; i < a->n_moves; i++) {
        const struct model_move *mv = &a->moves[i];
        const struct evn_ledger_line *said = &document->lines[mv->line - 1];
        if (said->lot.len > 0 && !said->override && mv->to != WORLD_QUARANTINE &&
            find_way(said->kind, mv->from, mv->to)->picks && !covered(a, mv) &&
            !in_turn(a, mv, said->claim))
            return false;
    }
    return true;
}

/* No more comes back than is out, unless somebody says why. */
static bool comes_back(struct attempt *a, const struct evn_ledger_line *said, bool has_reason)
{
    const struct model_move *last = &a->moves[a->n_moves - 1];
    if (said->kind != EVN_RECORD_RETURN || last->from != WORLD_CONSUMED || has_reason)
        return true;
    int64_t out = balance_now(a->m, WORLD_CONSUMED, last->item, last->lot);
    for (const struct model_move *mv = a->moves; mv < last; mv++)
        if (mv->item == last->item && mv->lot == last->lot)
            out += mv->to == WORLD_CONSUMED ? mv->qty : mv->from == WORLD_CONSUMED ? -mv->qty : 0;
    if (out >= last->qty)
        return true;
    fail_stock(a, EVN_E_NOT_ISSUED, last->to, last->item, last->lot);
    return fail_amount(a, out > 0 ? out : 0, last->qty);
}

bool try_document(struct attempt *a, const struct evn_ledger_document *document)
{
    for (a->line = 1; a->line <= document->n_lines; a->line++) {
        const struct evn_ledger_line *said = &document->lines[a->line - 1];
        uint32_t first = a->n_moves;
        if (said->override && document->reason.len == 0)
            return fail(a, EVN_E_MISSING_FIELD, "reason");
        if (said->kind == EVN_RECORD_SHIP || said->kind == 77)
            return fail(a, EVN_E_BAD_FIELD, "kind");
        if (!take_line(a, said, document->reason.len > 0) ||
            !comes_back(a, said, document->reason.len > 0))
            return false;
        use_claims(a, said->claim, first);
    }
    return in_turns(a, document) && check(a);
}

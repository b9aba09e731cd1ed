#include "tests/sim/ledger/model.h"

#include <stdio.h>

struct move {
    uint32_t line, from, to, item, lot, at;
    int64_t qty;
};

struct attempt {
    struct model *m;
    uint32_t now;
    uint32_t line; /* 1-based, being looked at */
    struct move moves[MODEL_MOVES];
    uint32_t n_moves;
    struct evn_refusal refusal;
};

static bool same(struct evn_bytes a, const char *b)
{
    return evn_bytes_equal(a, evn_bytes_text(b));
}

static bool physical(uint32_t place)
{
    return place < 5;
}

static bool fail(struct attempt *a, evn_err err, const char *field)
{
    a->refusal = evn_refusal_of(err);
    a->refusal.line = a->line;
    snprintf(a->refusal.field, sizeof a->refusal.field, "%s", field);
    return false;
}

static bool fail_stock(struct attempt *a, evn_err err, uint32_t place, uint32_t item, uint32_t lot)
{
    fail(a, err, "");
    snprintf(a->refusal.place, sizeof a->refusal.place, "%s", world_places[place]);
    if (lot == 0)
        snprintf(a->refusal.subject, sizeof a->refusal.subject, "%s", world_items[item]);
    else
        snprintf(a->refusal.subject, sizeof a->refusal.subject, "%s/%s", world_items[item],
                 a->m->lots[item][lot].code);
    return false;
}

int64_t model_balance(const struct model *model, uint32_t place, uint32_t item, uint32_t lot,
                      uint32_t instant)
{
    int64_t sum = 0;
    for (uint32_t t = 0; t <= instant; t++)
        sum += model->net[place][item][lot][t];
    return sum;
}

static bool find_place(struct attempt *a, struct evn_bytes id, const char *field, uint32_t *out)
{
    for (*out = 0; *out < WORLD_PLACES; (*out)++)
        if (same(id, world_places[*out]))
            return true;
    return fail(a, EVN_E_UNKNOWN_PLACE, field);
}

static uint32_t find_lot(const struct model *m, uint32_t item, struct evn_bytes code)
{
    for (uint32_t i = 1; i <= m->n_lots[item]; i++)
        if (same(code, m->lots[item][i].code))
            return i;
    return 0;
}

static bool when(struct attempt *a, const struct evn_ledger_line *l, uint32_t *at)
{
    int64_t now_us = world_at_us(a->now);
    *at = a->now;
    if (l->occurred_at_us == EVN_AT_NOW)
        return true;
    if (l->occurred_at_us < EVN_AT_MIN_US || l->occurred_at_us > EVN_AT_MAX_US)
        return fail(a, EVN_E_BAD_DATE, "occurred_at_us");
    if (l->occurred_at_us > now_us + 300 * EVN_US_PER_S)
        return fail(a, EVN_E_TIME_IN_FUTURE, "occurred_at_us");
    if (l->occurred_at_us < now_us)
        *at = (uint32_t)((l->occurred_at_us - world_at_us(0)) / (3600 * EVN_US_PER_S));
    return true;
}

static bool where(struct attempt *a, const struct evn_ledger_line *l, struct move *mv)
{
    if (!find_place(a, l->from, "from", &mv->from) || !find_place(a, l->to, "to", &mv->to))
        return false;
    bool from_ok =
        l->kind == EVN_RECORD_RECEIVE ? mv->from == 5 || mv->from == 6 : physical(mv->from);
    bool to_ok = l->kind == EVN_RECORD_ISSUE ? mv->to == 7 : physical(mv->to);
    if (!from_ok)
        return fail(a, EVN_E_BAD_FIELD, "from");
    if (!to_ok)
        return fail(a, EVN_E_BAD_FIELD, "to");
    return mv->from != mv->to || fail(a, EVN_E_SAME_PLACE, "to");
}

static bool what(struct attempt *a, const struct evn_ledger_line *l, struct move *mv)
{
    for (mv->item = 0; mv->item < WORLD_ITEMS; mv->item++)
        if (same(l->item, world_items[mv->item]))
            break;
    if (mv->item == WORLD_ITEMS)
        return fail(a, EVN_E_UNKNOWN_ITEM, "item");
    bool serial = world_tracking[mv->item] == EVN_TRACKING_SERIAL;
    if (l->qty > 0 && (!serial || l->qty == 1))
        return true;
    fail(a, EVN_E_OUT_OF_RANGE, "quantity");
    a->refusal.have = l->qty;
    a->refusal.want = 1;
    return false;
}

static bool expired(const struct attempt *a, uint32_t item, uint32_t lot, uint32_t at)
{
    /* The business day in China; the world's instants lie within few days. */
    int64_t local_us = world_at_us(at) + INT64_C(8) * 3600 * EVN_US_PER_S;
    return lot != 0 && a->m->lots[item][lot].expiry != EVN_DAY_NONE.n &&
           local_us / EVN_US_PER_DAY > a->m->lots[item][lot].expiry;
}

static bool push(struct attempt *a, struct move mv, uint32_t lot, int64_t qty)
{
    int64_t out = 0;
    for (uint32_t i = 0; i < a->n_moves; i++)
        if (a->moves[i].from == mv.from && a->moves[i].item == mv.item && a->moves[i].lot == lot)
            out += a->moves[i].qty;
    if (physical(mv.from) && qty > INT64_MAX - out)
        return fail(a, EVN_E_OVERFLOW, "quantity");
    mv.line = a->line;
    mv.lot = lot;
    mv.qty = qty;
    a->moves[a->n_moves++] = mv;
    return true;
}

/* Serial: nowhere now, and nothing of it recorded later than this. */
static bool serial_free(const struct attempt *a, const struct move *mv)
{
    for (uint32_t i = 0; i < a->n_moves; i++)
        if (a->moves[i].item == mv->item && a->moves[i].lot == mv->lot)
            return false;
    for (uint32_t p = 0; p < 5; p++)
        if (model_balance(a->m, p, mv->item, mv->lot, WORLD_INSTANTS - 1) != 0)
            return false;
    return mv->at >= a->m->lots[mv->item][mv->lot].latest;
}

static bool receive_lot(struct attempt *a, const struct evn_ledger_line *l, struct move *mv)
{
    char day[11];
    struct evn_bytes code = l->lot;
    uint32_t tracking = world_tracking[mv->item];
    if (l->expiry.n == EVN_DAY_NONE.n && tracking != EVN_TRACKING_SERIAL)
        return fail(a, EVN_E_MISSING_FIELD, "expiry");
    if (tracking == EVN_TRACKING_EXPIRY) {
        if (code.len > 0)
            return fail(a, EVN_E_BAD_FIELD, "lot");
        evn_day_format(l->expiry, day);
        code = evn_bytes_text(day);
    } else if (code.len == 0) {
        return fail(a, EVN_E_MISSING_FIELD, "lot");
    }
    mv->lot = find_lot(a->m, mv->item, code);
    if (mv->lot == 0) {
        mv->lot = ++a->m->n_lots[mv->item];
        struct model_lot *lot = &a->m->lots[mv->item][mv->lot];
        snprintf(lot->code, sizeof lot->code, "%.*s", (int)code.len, (const char *)code.at);
        lot->expiry = l->expiry.n;
        lot->order = ++a->m->n_lots_all;
        lot->latest = 0;
    } else if (a->m->lots[mv->item][mv->lot].expiry != l->expiry.n) {
        return fail(a, EVN_E_LOT_CONFLICT, "expiry");
    }
    if (tracking == EVN_TRACKING_SERIAL && !serial_free(a, mv))
        return fail(a, EVN_E_WRONG_STATE, "lot");
    return push(a, *mv, mv->lot, l->qty);
}

/* What can be taken at `at` so that no later balance falls below zero. */
static int64_t available(const struct attempt *a, const struct move *mv, uint32_t lot)
{
    int64_t balance = 0, least = INT64_MAX;
    for (uint32_t t = 0; t < WORLD_INSTANTS; t++) {
        balance += a->m->net[mv->from][mv->item][lot][t];
        least = t >= mv->at && balance < least ? balance : least;
    }
    for (uint32_t i = 0; i < a->n_moves; i++)
        if (a->moves[i].from == mv->from && a->moves[i].item == mv->item && a->moves[i].lot == lot)
            least -= a->moves[i].qty;
    return least;
}

/* The best lot not yet used for this line: earliest expiry, then first known. */
static uint32_t best_lot(const struct attempt *a, const struct move *mv, const bool *used)
{
    uint32_t best = 0;
    const struct model_lot *lots = a->m->lots[mv->item];
    for (uint32_t i = 1; i <= a->m->n_lots[mv->item]; i++) {
        if (used[i] || expired(a, mv->item, i, mv->at) || available(a, mv, i) <= 0)
            continue;
        bool better = best == 0 || lots[i].expiry < lots[best].expiry ||
                      (lots[i].expiry == lots[best].expiry && lots[i].order < lots[best].order);
        best = better ? i : best;
    }
    return best;
}

/* Is some of the item there, but expired at that time? */
static bool passed_by(const struct attempt *a, const struct move *mv)
{
    bool some = false;
    for (uint32_t i = 1; i <= a->m->n_lots[mv->item]; i++) {
        int64_t now = 0;
        for (uint32_t t = 0; t < WORLD_INSTANTS; t++)
            now += a->m->net[mv->from][mv->item][i][t];
        some = some || (now > 0 && expired(a, mv->item, i, mv->at));
    }
    return some;
}

static bool pick(struct attempt *a, const struct move *mv, int64_t want)
{
    bool used[MODEL_LOTS] = {false};
    int64_t left = want;
    for (uint32_t lot; left > 0 && (lot = best_lot(a, mv, used)) != 0; used[lot] = true) {
        int64_t take = available(a, mv, lot);
        take = take < left ? take : left;
        left -= take;
        if (!push(a, *mv, lot, take))
            return false;
    }
    if (left == 0)
        return true;
    fail_stock(a, EVN_E_SHORT_STOCK, mv->from, mv->item, 0);
    snprintf(a->refusal.field, sizeof a->refusal.field, "%s", passed_by(a, mv) ? "expired" : "");
    a->refusal.at_us = world_at_us(mv->at);
    a->refusal.have = want - left;
    a->refusal.want = want;
    return false;
}

static bool named_lot(struct attempt *a, const struct evn_ledger_line *l, struct move *mv)
{
    mv->lot = find_lot(a->m, mv->item, l->lot);
    if (mv->lot == 0)
        return fail(a, EVN_E_UNKNOWN_LOT, "lot");
    if (expired(a, mv->item, mv->lot, mv->at) && mv->to != 4) {
        fail_stock(a, EVN_E_EXPIRED, mv->from, mv->item, mv->lot);
        a->refusal.at_us = a->m->lots[mv->item][mv->lot].expiry * EVN_US_PER_DAY -
                           INT64_C(8) * 3600 * EVN_US_PER_S;
        return false;
    }
    return push(a, *mv, mv->lot, l->qty);
}

static bool take_line(struct attempt *a, const struct evn_ledger_line *l)
{
    struct move mv = {0};
    if (!when(a, l, &mv.at) || !where(a, l, &mv) || !what(a, l, &mv))
        return false;
    if (world_tracking[mv.item] == EVN_TRACKING_NONE)
        return l->lot.len == 0 ? push(a, mv, 0, l->qty) : fail(a, EVN_E_BAD_FIELD, "lot");
    if (l->kind == EVN_RECORD_RECEIVE)
        return receive_lot(a, l, &mv);
    return l->lot.len > 0 ? named_lot(a, l, &mv) : pick(a, &mv, l->qty);
}

/* Sign with which a move changes (place, item, lot). */
static int sign_of(const struct move *mv, uint32_t place, const struct move *at)
{
    if (mv->item != at->item || mv->lot != at->lot)
        return 0;
    return (mv->to == place) - (mv->from == place);
}

static bool in_range(struct attempt *a, uint32_t place, const struct move *at)
{
    int64_t in = physical(place) ? a->m->taken_in[place][at->item][at->lot] : 0, out = 0, sum;
    int64_t now = model_balance(a->m, place, at->item, at->lot, WORLD_INSTANTS - 1);
    for (uint32_t t = 0; t < WORLD_INSTANTS; t++)
        for (uint32_t i = 0; i < a->n_moves; i++) {
            const struct move *mv = &a->moves[i];
            int sign = mv->at == t ? sign_of(mv, place, at) : 0;
            a->line = mv->line;
            if (sign > 0 && __builtin_add_overflow(in, mv->qty, &in))
                return fail(a, EVN_E_OVERFLOW, "quantity");
            if (sign < 0 && __builtin_sub_overflow(out, mv->qty, &out))
                return fail(a, EVN_E_OVERFLOW, "quantity");
        }
    if (physical(place) ||
        (!__builtin_add_overflow(now, in, &sum) && !__builtin_add_overflow(now, out, &sum)))
        return true;
    for (uint32_t i = a->n_moves; i > 0; i--)
        a->line = sign_of(&a->moves[i - 1], place, at) != 0 ? a->moves[i - 1].line : a->line;
    return fail(a, EVN_E_OVERFLOW, "quantity");
}

static bool bears(struct attempt *a, uint32_t place, const struct move *at)
{
    int64_t net = 0, have = 0;
    bool mine = false;
    uint32_t line = UINT32_MAX;
    for (uint32_t t = 0; t < WORLD_INSTANTS; t++) {
        for (uint32_t i = 0; i < a->n_moves; i++) {
            int sign = a->moves[i].at == t ? sign_of(&a->moves[i], place, at) : 0;
            mine = mine || sign != 0;
            net = (int64_t)((uint64_t)net + (uint64_t)(sign * a->moves[i].qty));
            line = sign < 0 && a->moves[i].line < line ? a->moves[i].line : line;
        }
        have += a->m->net[place][at->item][at->lot][t];
        if (!mine || net >= 0 || have >= -net)
            continue;
        a->line = line;
        fail_stock(a, EVN_E_SHORT_STOCK, place, at->item, at->lot);
        a->refusal.at_us = world_at_us(t);
        a->refusal.have = have;
        a->refusal.want = -net;
        return false;
    }
    return true;
}

static bool check(struct attempt *a)
{
    for (uint32_t i = 0; i < a->n_moves; i++) {
        const uint32_t sides[] = {a->moves[i].from, a->moves[i].to};
        for (int s = 0; s < 2; s++)
            if (!in_range(a, sides[s], &a->moves[i]) ||
                (physical(sides[s]) && !bears(a, sides[s], &a->moves[i])))
                return false;
    }
    return true;
}

static void keep(struct attempt *a)
{
    for (uint32_t i = 0; i < a->n_moves; i++) {
        const struct move *mv = &a->moves[i];
        a->m->net[mv->from][mv->item][mv->lot][mv->at] -= mv->qty;
        a->m->net[mv->to][mv->item][mv->lot][mv->at] += mv->qty;
        struct model_lot *lot = &a->m->lots[mv->item][mv->lot];
        lot->latest = mv->at > lot->latest ? mv->at : lot->latest;
        if (physical(mv->to))
            a->m->taken_in[mv->to][mv->item][mv->lot] += mv->qty;
    }
}

static struct model_answer asked_before(const struct model_id *at,
                                        const struct evn_ledger_command *c)
{
    bool alike = memcmp(at->hash.b, c->hash.b, EVN_HASH128_LEN) == 0 && same(c->actor, at->actor);
    return alike ? (struct model_answer){.again = true, .refusal = at->refusal}
                 : (struct model_answer){.err = EVN_E_ID_CONFLICT,
                                         .refusal = evn_refusal_of(EVN_E_ID_CONFLICT)};
}

static void remember(struct model *m, const struct evn_ledger_command *c,
                     const struct evn_refusal *refusal)
{
    struct model_id *at = &m->ids[world_id_number(&c->id)];
    *at = (struct model_id){.used = true, .hash = c->hash, .refusal = *refusal};
    snprintf(at->actor, sizeof at->actor, "%.*s", (int)c->actor.len, (const char *)c->actor.at);
}

struct model_answer model_run(struct model *model, const struct evn_ledger_command *command,
                              uint32_t now)
{
    const struct model_id *before = &model->ids[world_id_number(&command->id)];
    if (before->used)
        return asked_before(before, command);
    uint32_t n_lots[WORLD_ITEMS], n_lots_all = model->n_lots_all;
    memcpy(n_lots, model->n_lots, sizeof n_lots);
    struct attempt a = {.m = model, .now = now, .refusal = evn_refusal_of(EVN_OK)};
    bool ok = true;
    for (a.line = 1; ok && a.line <= command->document.n_lines; a.line++)
        ok = take_line(&a, &command->document.lines[a.line - 1]);
    ok = ok && check(&a);
    if (ok) {
        keep(&a);
        a.refusal = evn_refusal_of(EVN_OK);
    } else {
        model->n_lots_all = n_lots_all;
        memcpy(model->n_lots, n_lots, sizeof n_lots);
    }
    bool final = ok || evn_err_class_of(a.refusal.err) == EVN_CLASS_STATE;
    if (final)
        remember(model, command, &a.refusal);
    return (struct model_answer){.err = final ? EVN_OK : a.refusal.err, .refusal = a.refusal};
}

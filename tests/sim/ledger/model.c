#include "tests/sim/ledger/model_parts.h"

#include <stdio.h>
#include <stdlib.h>

bool fail(struct attempt *a, evn_err err, const char *field)
{
    a->refusal = evn_refusal_of(err);
    a->refusal.line = a->line;
    snprintf(a->refusal.field, sizeof a->refusal.field, "%s", field);
    return false;
}

bool fail_stock(struct attempt *a, evn_err err, uint32_t place, uint32_t item, uint32_t lot)
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

bool fail_amount(struct attempt *a, int64_t have, int64_t want)
{
    a->refusal.have = have;
    a->refusal.want = want;
    return false;
}

bool fail_state(struct attempt *a, evn_err err, const char *field, struct evn_bytes subject,
                enum evn_state state)
{
    fail(a, err, field);
    snprintf(a->refusal.subject, sizeof a->refusal.subject, "%.*s", (int)subject.len,
             (const char *)subject.at);
    a->refusal.state = state;
    return false;
}

/* Where this command moves it first, else where it is; else when it moved last. */
bool fail_serial(struct attempt *a, uint32_t item, uint32_t lot)
{
    uint32_t place = WORLD_PLACES;
    for (uint32_t i = a->n_moves; i-- > 0;)
        if (a->moves[i].item == item && a->moves[i].lot == lot && physical(a->moves[i].to))
            place = a->moves[i].to;
    for (uint32_t p = 0; p < WORLD_PHYSICAL && place == WORLD_PLACES; p++)
        if (balance_now(a->m, p, item, lot) > 0)
            place = p;
    fail_state(a, EVN_E_WRONG_STATE, "lot", evn_bytes_text(a->m->lots[item][lot].code),
               place != WORLD_PLACES ? EVN_S_ELSEWHERE : EVN_S_MOVED_LATER);
    if (place != WORLD_PLACES)
        snprintf(a->refusal.place, sizeof a->refusal.place, "%s", world_places[place]);
    else
        a->refusal.at_us = world_at_us(a->m->lots[item][lot].latest);
    return false;
}

int64_t model_balance(const struct model *model, uint32_t place, uint32_t item, uint32_t lot,
                      uint32_t instant)
{
    uint64_t sum = 0; /* on the way a place outside may leave the range */
    for (uint32_t t = 0; t <= instant; t++)
        sum += (uint64_t)model->net[place][item][lot][t];
    return (int64_t)sum;
}

int64_t balance_now(const struct model *m, uint32_t place, uint32_t item, uint32_t lot)
{
    return model_balance(m, place, item, lot, WORLD_INSTANTS - 1);
}

int64_t on_hand(const struct model *m, uint32_t item, uint32_t lot)
{
    int64_t sum = 0;
    for (uint32_t p = 0; p < WORLD_PHYSICAL; p++)
        sum += balance_now(m, p, item, lot);
    return sum;
}

bool find_place(struct attempt *a, struct evn_bytes id, const char *field, uint32_t *out)
{
    for (*out = 0; *out < WORLD_PLACES; (*out)++)
        if (same(id, world_places[*out]))
            return true;
    return fail(a, EVN_E_UNKNOWN_PLACE, field);
}

bool find_item(struct attempt *a, struct evn_bytes id, uint32_t *out)
{
    for (*out = 0; *out < WORLD_ITEMS; (*out)++)
        if (same(id, world_items[*out]))
            return true;
    return fail(a, EVN_E_UNKNOWN_ITEM, "item");
}

uint32_t find_lot(const struct model *m, uint32_t item, struct evn_bytes code)
{
    for (uint32_t i = 1; i <= m->n_lots[item]; i++)
        if (same(code, m->lots[item][i].code))
            return i;
    return 0;
}

uint32_t add_lot(struct model *m, uint32_t item, struct evn_bytes code, struct evn_day expiry)
{
    uint32_t lot = ++m->n_lots[item];
    struct model_lot *l = &m->lots[item][lot];
    *l = (struct model_lot){.expiry = expiry.n, .order = ++m->n_lots_all};
    snprintf(l->code, sizeof l->code, "%.*s", (int)code.len, (const char *)code.at);
    return lot;
}

bool when(struct attempt *a, int64_t said_us, uint32_t *at)
{
    int64_t now_us = world_at_us(a->now);
    *at = a->now;
    if (said_us == EVN_AT_NOW)
        return true;
    if (said_us < EVN_AT_MIN_US || said_us > EVN_AT_MAX_US)
        return fail(a, EVN_E_BAD_DATE, "occurred_at_us");
    if (said_us > now_us + 300 * EVN_US_PER_S)
        return fail(a, EVN_E_TIME_IN_FUTURE, "occurred_at_us");
    for (*at = 0; *at < a->now && world_at_us(*at) < said_us; (*at)++)
        continue;
    return true;
}

void touch(struct attempt *a, uint32_t place, uint32_t item, uint32_t lot)
{
    for (uint32_t i = 0; i < a->n_touched; i++)
        if (a->touched[i].place == place && a->touched[i].item == item && a->touched[i].lot == lot)
            return;
    a->touched[a->n_touched++] = (struct spot){place, item, lot};
}

bool push(struct attempt *a, struct model_move mv, uint32_t lot, int64_t qty)
{
    int64_t out = 0;
    for (uint32_t i = 0; i < a->n_moves; i++)
        if (a->moves[i].from == mv.from && a->moves[i].item == mv.item && a->moves[i].lot == lot)
            out += a->moves[i].qty;
    if (physical(mv.from) && qty > INT64_MAX - out)
        return fail(a, EVN_E_OVERFLOW, "quantity");
    EVN_ASSERT(a->n_moves < MODEL_MOVES);
    mv.line = a->line;
    mv.lot = lot;
    mv.qty = qty;
    a->moves[a->n_moves++] = mv;
    touch(a, mv.from, mv.item, lot);
    touch(a, mv.to, mv.item, lot);
    return true;
}

/* Outside, what happened at one instant may leave the range; the balance now does not. */
static void add(int64_t *net, int64_t qty)
{
    *net = (int64_t)((uint64_t)*net + (uint64_t)qty);
}

static void keep_moves(struct attempt *a)
{
    for (uint32_t i = 0; i < a->n_moves; i++) {
        const struct model_move *mv = &a->moves[i];
        add(&a->m->net[mv->from][mv->item][mv->lot][mv->at], -mv->qty);
        add(&a->m->net[mv->to][mv->item][mv->lot][mv->at], mv->qty);
        struct model_lot *lot = &a->m->lots[mv->item][mv->lot];
        lot->latest = mv->at > lot->latest ? mv->at : lot->latest;
        if (physical(mv->to))
            a->m->taken_in[mv->to][mv->item][mv->lot] += mv->qty;
    }
    for (uint32_t i = 0; i < a->n_touched; i++) {
        uint32_t *n = &a->m->touched[a->touched[i].place][a->touched[i].item][a->touched[i].lot];
        *n = *n != 0 ? *n : ++a->m->n_touched;
    }
}

static void keep_aboard(struct attempt *a)
{
    struct model *m = a->m;
    uint32_t n = 0;
    for (uint32_t i = 0; i < m->n_aboard; i++) {
        m->aboard[i].left = left_aboard(a, &m->aboard[i]);
        if (m->aboard[i].left > 0)
            m->aboard[n++] = m->aboard[i];
    }
    m->n_aboard = n;
    for (uint32_t i = 0; i < a->n_moves; i++) {
        struct model_move *mv = &a->moves[i];
        if (!mv->puts)
            continue;
        mv->made = ++m->n_numbers;
        EVN_ASSERT(m->n_aboard < MODEL_OPEN);
        struct model_aboard *row = &m->aboard[m->n_aboard++];
        *row = (struct model_aboard){mv->made, mv->to, mv->stop, mv->item,
                                     mv->lot,  mv->at, {0},      mv->qty};
        memcpy(row->shipment, a->shipment, sizeof row->shipment);
    }
}

static void keep_claims(struct attempt *a)
{
    struct model *m = a->m;
    uint32_t n = 0;
    for (uint32_t i = 0; i < m->n_claims; i++) {
        m->claims[i].left -= a->ended[i];
        if (m->claims[i].left > 0)
            m->claims[n++] = m->claims[i];
    }
    m->n_claims = n;
    for (uint32_t i = 0; i < a->n_made; i++) {
        EVN_ASSERT(m->n_claims < MODEL_OPEN);
        a->made[i].number = ++m->n_numbers;
        m->claims[m->n_claims++] = a->made[i];
    }
}

static struct model_answer asked_before(const struct model_done *at,
                                        const struct evn_ledger_command *c)
{
    bool alike = memcmp(at->hash.b, c->hash.b, EVN_HASH128_LEN) == 0 && same(c->actor, at->actor);
    return alike ? (struct model_answer){.again = true, .refusal = at->refusal}
                 : (struct model_answer){.err = EVN_E_ID_CONFLICT,
                                         .refusal = evn_refusal_of(EVN_E_ID_CONFLICT)};
}

static void remember(const struct attempt *a, const struct evn_ledger_command *c)
{
    uint32_t number = world_id_number(&c->id);
    struct model_done *at = &a->m->done[number % MODEL_IDS];
    bool ok = a->refusal.err == EVN_OK;
    size_t bytes = a->n_moves * sizeof *a->moves;
    free(at->moves);
    *at = (struct model_done){.number = number,
                              .kind = c->kind,
                              .hash = c->hash,
                              .refusal = a->refusal,
                              .is_reversal = c->kind == EVN_COMMAND_REVERSE,
                              .counts = c->kind == EVN_COMMAND_COUNT_APPROVE,
                              .n_claims = ok ? a->n_made : 0,
                              .n_moves = a->n_moves,
                              .moves = bytes > 0 ? malloc(bytes) : NULL};
    EVN_ASSERT(bytes == 0 || at->moves != NULL);
    if (bytes > 0)
        memcpy(at->moves, a->moves, bytes);
    memcpy(at->claims, a->made, sizeof at->claims);
    if (c->kind == EVN_COMMAND_RECEIPT)
        memcpy(at->shipment, a->shipment, sizeof at->shipment);
    snprintf(at->actor, sizeof at->actor, "%.*s", (int)c->actor.len, (const char *)c->actor.at);
}

static bool try_command(struct attempt *a, const struct evn_ledger_command *c)
{
    switch (c->kind) {
    case EVN_COMMAND_DOCUMENT:
        return try_document(a, &c->document);
    case EVN_COMMAND_REVERSE:
        return try_reversal(a, &c->reverse);
    case EVN_COMMAND_RESERVE:
    case EVN_COMMAND_RELEASE:
    case EVN_COMMAND_EARMARK_RELEASE:
        return try_claim(a, c);
    case EVN_COMMAND_SHIP:
        return try_ship(a, &c->ship);
    case EVN_COMMAND_RECEIPT:
        return try_receipt(a, &c->receipt);
    case EVN_COMMAND_KIT:
        return try_kit(a, &c->kit);
    case EVN_COMMAND_COUNT_START:
    case EVN_COMMAND_COUNT_HAND_IN:
    case EVN_COMMAND_COUNT_APPROVE:
    case EVN_COMMAND_COUNT_DROP:
        return try_count(a, c);
    default:
        return try_hold(a, c);
    }
}

void model_fini(struct model *model)
{
    for (uint32_t i = 0; i < MODEL_IDS; i++)
        free(model->done[i].moves);
}

struct model_answer model_run(struct model *model, const struct evn_ledger_command *command,
                              uint32_t now)
{
    static struct attempt a; /* large; begun anew each time */
    uint32_t number = world_id_number(&command->id);
    const struct model_done *before = &model->done[number % MODEL_IDS];
    if (before->number == number)
        return asked_before(before, command);
    uint32_t n_lots[WORLD_ITEMS], n_lots_all = model->n_lots_all;
    memcpy(n_lots, model->n_lots, sizeof n_lots);
    a.m = model;
    a.now = now;
    a.line = a.n_moves = a.n_touched = a.n_made = 0;
    memset(a.ended, 0, model->n_claims * sizeof *a.ended);
    memset(a.shipment, 0, sizeof a.shipment);
    a.refusal = evn_refusal_of(EVN_OK);
    bool ok = try_command(&a, command);
    if (ok) {
        a.refusal = evn_refusal_of(EVN_OK);
        keep_moves(&a);
        keep_aboard(&a);
        keep_claims(&a);
    } else {
        model->n_lots_all = n_lots_all;
        memcpy(model->n_lots, n_lots, sizeof n_lots);
        a.n_moves = 0;
    }
    bool final = ok || evn_err_class_of(a.refusal.err) == EVN_CLASS_STATE;
    if (final)
        remember(&a, command);
    return (struct model_answer){.err = final ? EVN_OK : a.refusal.err, .refusal = a.refusal};
}

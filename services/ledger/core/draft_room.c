#include "services/ledger/core/draft.h"

enum { ROOM_START = 4, FEW = 8 }; /* up to FEW, going through them is faster than hashing */

/* Twice the memory for an array that is full. */
static bool grow(struct evn_draft *d, void **at, uint32_t n, uint32_t *room, size_t size)
{
    uint32_t want = *room > 0 ? *room * 2 : ROOM_START;
    void *to = evn_arena_alloc(d->arena, want * size);
    if (to == NULL)
        return false;
    if (n > 0)
        memcpy(to, *at, n * size);
    *at = to;
    *room = want;
    return true;
}

void evn_draft_begin(struct evn_draft *draft, struct evn_draft_few *few)
{
    draft->touches = few->touches;
    draft->touches_room = sizeof few->touches / sizeof *few->touches;
    draft->moves = few->moves;
    draft->moves_room = sizeof few->moves / sizeof *few->moves;
}

static void put_slot(uint32_t *slots, uint32_t room, uint32_t hash, uint32_t index)
{
    uint32_t mask = room * 2 - 1, i = hash & mask;
    while (slots[i] != 0)
        i = (i + 1) & mask;
    slots[i] = index + 1;
}

static bool grow_touches(struct evn_draft *d)
{
    void *at = d->touches;
    if (!grow(d, &at, d->n_touches, &d->touches_room, sizeof *d->touches))
        return false;
    d->touches = at;
    if (d->touches_room <= FEW)
        return true;
    d->touch_slots = evn_arena_array(d->arena, d->touches_room * 2, sizeof(uint32_t));
    for (uint32_t i = 0; d->touch_slots != NULL && i < d->n_touches; i++)
        put_slot(d->touch_slots, d->touches_room, d->touches[i].hash, i);
    return d->touch_slots != NULL;
}

static bool grow_lots(struct evn_draft *d)
{
    void *at = d->lots;
    if (!grow(d, &at, d->n_lots, &d->lots_room, sizeof *d->lots))
        return false;
    d->lots = at;
    if (d->lots_room <= FEW)
        return true;
    d->lot_slots = evn_arena_array(d->arena, d->lots_room * 2, sizeof(uint32_t));
    for (uint32_t i = 0; d->lot_slots != NULL && i < d->n_lots; i++)
        put_slot(d->lot_slots, d->lots_room, d->lots[i].hash, i);
    return d->lot_slots != NULL;
}

static evn_err refuse_scratch(struct evn_draft *d)
{
    evn_draft_refuse_text(d, EVN_E_LIMIT, 0, NULL, evn_bytes_text("scratch"));
    d->refusal->want = (int64_t)d->arena->cap;
    return EVN_E_LIMIT;
}

evn_err evn_draft_room_move(struct evn_draft *d)
{
    void *at = d->moves;
    if (d->n_touches + 2 > d->touches_room && !grow_touches(d))
        return refuse_scratch(d);
    if (d->n_moves == d->moves_room && !grow(d, &at, d->n_moves, &d->moves_room, sizeof *d->moves))
        return refuse_scratch(d);
    d->moves = at;
    return EVN_OK;
}

evn_err evn_draft_room_claim(struct evn_draft *d)
{
    void *at = d->claims;
    if (d->n_touches == d->touches_room && !grow_touches(d))
        return refuse_scratch(d);
    if (d->n_claims == d->claims_room &&
        !grow(d, &at, d->n_claims, &d->claims_room, sizeof *d->claims))
        return refuse_scratch(d);
    d->claims = at;
    return EVN_OK;
}

evn_err evn_draft_extra(struct evn_draft *d, const struct evn_extra *extra)
{
    void *at = d->extras;
    if (d->n_extras == d->extras_room &&
        !grow(d, &at, d->n_extras, &d->extras_room, sizeof *d->extras))
        return refuse_scratch(d);
    d->extras = at;
    d->extras[d->n_extras++] = *extra;
    d->n_extra_frames += extra->frame != 0;
    return EVN_OK;
}

evn_err evn_draft_room_lot(struct evn_draft *d)
{
    return d->n_lots < d->lots_room || grow_lots(d) ? EVN_OK : refuse_scratch(d);
}

static bool is_touch(const struct evn_touch *t, uint32_t place, uint32_t item, uint32_t lot)
{
    return t->place == place && t->item == item && t->lot == lot;
}

struct evn_touch *evn_draft_find_touch(const struct evn_draft *d, uint32_t place, uint32_t item,
                                       uint32_t lot)
{
    if (d->touch_slots == NULL) {
        for (uint32_t i = 0; i < d->n_touches; i++)
            if (is_touch(&d->touches[i], place, item, lot))
                return &d->touches[i];
        return NULL;
    }
    uint32_t mask = d->touches_room * 2 - 1;
    uint32_t i = evn_account_hash(place, item, lot) & mask;
    for (; d->touch_slots[i] != 0; i = (i + 1) & mask) {
        struct evn_touch *t = &d->touches[d->touch_slots[i] - 1];
        if (is_touch(t, place, item, lot))
            return t;
    }
    return NULL;
}

static bool is_account(const struct evn_ledger_state *s, uint32_t number, const struct evn_touch *t)
{
    const struct evn_account *a = evn_ledger_account(s, number);
    return a->place == t->place && a->what == evn_account_what(t->item, t->lot);
}

/* One of those found ahead, or what looking it up says. */
static uint32_t account_of(const struct evn_draft *d, const struct evn_touch *t)
{
    const struct evn_ledger_known *k = d->known;
    if (k != NULL && is_account(d->state, k->from_maybe, t))
        return k->from_maybe;
    if (k != NULL && is_account(d->state, k->to_maybe, t))
        return k->to_maybe;
    return evn_ledger_seek_account(d->state, t->hash, t->place, t->item, t->lot);
}

/* What is known of an account the document touches for the first time. */
static void fill_touch(struct evn_draft *d, struct evn_touch *t)
{
    const struct evn_ledger_state *s = d->state;
    t->account = account_of(d, t);
    if (t->account == 0) {
        t->account = s->n_accounts + ++d->n_opened;
        t->physical = evn_place_is_physical(evn_ledger_place(s, t->place)->kind);
        return;
    }
    const struct evn_account *a = evn_ledger_account(s, t->account);
    t->physical = a->physical != 0;
    t->balance = a->balance;
    t->claims = evn_ledger_claims(s, t->account);
}

struct evn_touch *evn_draft_touch(struct evn_draft *draft, uint32_t place, uint32_t item,
                                  uint32_t lot)
{
    struct evn_touch *t = evn_draft_find_touch(draft, place, item, lot);
    if (t != NULL)
        return t;
    EVN_ASSERT(draft->n_touches < draft->touches_room);
    t = &draft->touches[draft->n_touches];
    *t = (struct evn_touch){
        .hash = evn_account_hash(place, item, lot), .place = place, .item = item, .lot = lot};
    fill_touch(draft, t);
    if (draft->touch_slots != NULL)
        put_slot(draft->touch_slots, draft->touches_room, t->hash, draft->n_touches);
    draft->n_touches++;
    return t;
}

static uint32_t lot_hash(const struct evn_draft *d, uint32_t item, struct evn_bytes code)
{
    return evn_dict_hash(&d->state->lot_codes, item, code);
}

static bool is_lot(const struct evn_new_lot *lot, uint32_t item, struct evn_bytes code)
{
    return lot->item == item && evn_bytes_equal(lot->code, code);
}

uint32_t evn_draft_find_lot(const struct evn_draft *d, uint32_t item, struct evn_bytes code)
{
    uint32_t known = d->state->lot_codes.n;
    if (d->lot_slots == NULL) {
        for (uint32_t i = 0; i < d->n_lots; i++)
            if (is_lot(&d->lots[i], item, code))
                return known + i + 1;
        return 0;
    }
    uint32_t mask = d->lots_room * 2 - 1;
    uint32_t i = lot_hash(d, item, code) & mask;
    for (; d->lot_slots[i] != 0; i = (i + 1) & mask)
        if (is_lot(&d->lots[d->lot_slots[i] - 1], item, code))
            return known + d->lot_slots[i];
    return 0;
}

uint32_t evn_draft_add_lot(struct evn_draft *d, const struct evn_new_lot *lot)
{
    EVN_ASSERT(d->n_lots < d->lots_room);
    struct evn_new_lot *to = &d->lots[d->n_lots];
    *to = *lot;
    to->hash = lot_hash(d, lot->item, lot->code);
    if (d->lot_slots != NULL)
        put_slot(d->lot_slots, d->lots_room, to->hash, d->n_lots);
    return d->state->lot_codes.n + ++d->n_lots;
}

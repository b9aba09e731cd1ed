#include "services/dispatch/core/state.h"

#include "services/dispatch/core/cover.h"

#include <stdlib.h>

enum { SCRATCH_BYTES = 8 << 20, ROOM_SPARE = 64, CLOCK_ROOM = 64 };

evn_err evn_dsp_state_init(struct evn_dsp_state *state)
{
    *state = (struct evn_dsp_state){.last_cut = EVN_DAY_NONE};
    for (uint32_t i = 0; i < EVN_DSP_N_KINDS; i++) {
        const struct evn_dsp_entity *entity = evn_dsp_entity_of(evn_dsp_kind(i));
        evn_dsp_pool_init(&state->pool[i], entity->message, entity->max);
    }
    return evn_arena_init(&state->scratch, SCRATCH_BYTES);
}

void evn_dsp_state_fini(struct evn_dsp_state *state)
{
    for (uint32_t i = 0; i < EVN_DSP_N_KINDS; i++)
        evn_dsp_pool_fini(&state->pool[i]);
    free(state->ticket_clock.next_us);
    free(state->ride_clock.next_us);
    evn_dsp_stock_fini(&state->stock);
    evn_arena_fini(&state->scratch);
}

const struct evn_dsp_pool *evn_dsp_pool_of(const struct evn_dsp_state *state, uint32_t kind)
{
    EVN_ASSERT(evn_dsp_entity_of(kind) != NULL);
    return &state->pool[evn_dsp_kind_index(kind)];
}

const void *evn_dsp_find(const struct evn_dsp_state *state, uint32_t kind, const char *key)
{
    uint32_t number;
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(state, kind);
    return evn_dsp_pool_find(pool, key, &number) ? evn_dsp_pool_at(pool, number) : NULL;
}

const struct evn_dsp_parameters *evn_dsp_parameters_of(const struct evn_dsp_state *state)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(state, EVN_DSP_PARAMETERS);
    return pool->n > 0 ? evn_dsp_pool_at(pool, 0) : &evn_dsp_usual;
}

struct evn_dsp_cover evn_dsp_cover_of(const struct evn_dsp_state *state, const char *community,
                                      const char *item, struct evn_day day)
{
    char key[EVN_DSP_KEY_MAX];
    struct evn_dsp_cover cover = {.day = day};
    evn_dsp_key_cover(community, item, key);
    const struct evn_dsp_cover *known = evn_dsp_find(state, EVN_DSP_COVER, key);
    if (known != NULL) {
        cover = *known;
        evn_dsp_cover_roll(&cover, day);
        return cover;
    }
    memcpy(cover.community, community, strlen(community) + 1);
    memcpy(cover.item, item, strlen(item) + 1);
    return cover;
}

static evn_err put_cover(struct evn_dsp_state *state, const struct evn_dsp_cover *cover)
{
    uint8_t room[512];
    char key[EVN_DSP_KEY_MAX];
    struct evn_buf body = {.at = room, .cap = sizeof room, .max = sizeof room};
    evn_err err = evn_wire_encode(&evn_dsp_cover_table, cover, &body);
    evn_dsp_key_cover(cover->community, cover->item, key);
    return err != EVN_OK
               ? err
               : evn_dsp_pool_put(&state->pool[evn_dsp_kind_index(EVN_DSP_COVER)], key,
                                  evn_bytes_of(body.at, body.len), sizeof *cover + ROOM_SPARE);
}

/* What the community's households use of the item follows from its needs in all tiers. */
static evn_err cover_need(struct evn_dsp_state *state, const struct evn_dsp_need *need)
{
    char key[EVN_DSP_KEY_MAX];
    struct evn_dsp_cover cover = evn_dsp_cover_of(state, need->community, need->item, need->day);
    cover.use = cover.daily = 0;
    for (uint32_t tier = 1; tier <= 3; tier++) {
        evn_dsp_key_need(need->community, need->item, tier, key);
        const struct evn_dsp_need *n = evn_dsp_find(state, EVN_DSP_NEED, key);
        if (n == NULL)
            continue;
        cover.use += n->day.n == cover.day.n ? n->quantity : n->daily;
        cover.daily += n->daily;
    }
    return put_cover(state, &cover);
}

static evn_err cover_share(struct evn_dsp_state *state, const struct evn_dsp_share *share)
{
    struct evn_day day = evn_day_at(share->at_us, EVN_OFFSET_CHINA_MIN);
    const char *item = share->instead_of[0] != '\0' ? share->instead_of : share->item;
    struct evn_dsp_cover cover = evn_dsp_cover_of(state, share->community, item, day);
    cover.delivered += evn_dsp_share_worth(share, share->accepted + share->over);
    return put_cover(state, &cover);
}

static evn_err cover_award(struct evn_dsp_state *state, const struct evn_dsp_award *award)
{
    char key[EVN_DSP_KEY_MAX];
    struct evn_dsp_cover cover = {.day = {0}};
    evn_dsp_key_cover(award->community, award->item, key);
    const struct evn_dsp_cover *known = evn_dsp_find(state, EVN_DSP_COVER, key);
    if (known != NULL)
        cover = *known;
    memcpy(cover.community, award->community, sizeof cover.community);
    memcpy(cover.item, award->item, sizeof cover.item);
    cover.carried_micro = award->carried_micro;
    if (award->packs > 0)
        cover.served_round = award->round;
    return put_cover(state, &cover);
}

static bool is_urgent(const struct evn_dsp_line *line)
{
    return line != NULL && line->urgent && line->open > 0;
}

static bool is_delivered(const struct evn_dsp_share *share)
{
    return share != NULL && share->state == EVN_DSP_SHARE_DELIVERED;
}

/* What `follow` must know of an entity before it is put anew: a share was delivered, a line urgent.
 */
static bool was_before(const struct evn_dsp_state *state, uint32_t kind, const char *key)
{
    return kind == EVN_DSP_SHARE  ? is_delivered(evn_dsp_find(state, kind, key))
           : kind == EVN_DSP_LINE ? is_urgent(evn_dsp_find(state, kind, key))
                                  : false;
}

/* Keep when the next time of the entity with this key is over where the clock looks for it. */
static evn_err note_next(const struct evn_dsp_state *state, uint32_t kind, const char *key,
                         struct evn_dsp_clock *clock, int64_t next_us)
{
    uint32_t number;
    bool known = evn_dsp_pool_find(evn_dsp_pool_of(state, kind), key, &number);
    EVN_ASSERT(known);
    if (number >= clock->room) {
        size_t room = 2 * ((size_t)number + CLOCK_ROOM);
        int64_t *at = realloc(clock->next_us, room * sizeof *at);
        if (at == NULL)
            return EVN_E_NO_MEMORY;
        clock->next_us = at;
        clock->room = room;
    }
    clock->next_us[number] = next_us;
    return EVN_OK;
}

/* What else changes because `entity` was put; `was`: was_before. */
static evn_err follow(struct evn_dsp_state *state, uint32_t kind, const void *entity, bool was)
{
    const struct evn_dsp_round *round = entity;
    switch (kind) {
    case EVN_DSP_NEED:
        return cover_need(state, entity);
    case EVN_DSP_SHARE:
        return is_delivered(entity) && !was ? cover_share(state, entity) : EVN_OK;
    case EVN_DSP_LINE:
        state->n_urgent += (uint32_t)is_urgent(entity);
        state->n_urgent -= (uint32_t)was;
        return EVN_OK;
    case EVN_DSP_AWARD:
        return cover_award(state, entity);
    case EVN_DSP_TICKET:
        return note_next(state, kind, ((const struct evn_dsp_ticket *)entity)->ticket,
                         &state->ticket_clock, ((const struct evn_dsp_ticket *)entity)->next_us);
    case EVN_DSP_RIDE:
        return note_next(state, kind, ((const struct evn_dsp_ride *)entity)->ride,
                         &state->ride_clock, ((const struct evn_dsp_ride *)entity)->next_us);
    case EVN_DSP_ROUND:
        if (round->round > state->last_round)
            state->last_round = round->round;
        if (round->scheduled &&
            (state->last_cut.n == EVN_DAY_NONE.n || round->day.n > state->last_cut.n))
            state->last_cut = round->day;
        return EVN_OK;
    default:
        return EVN_OK;
    }
}

/* How many wait for a bed once the transfer is as `now` says. */
static void count_waiting(struct evn_dsp_state *state, const char *key,
                          const struct evn_dsp_transfer *now)
{
    const struct evn_dsp_transfer *old = evn_dsp_find(state, EVN_DSP_TRANSFER, key);
    state->n_no_bed -= old != NULL && old->state == EVN_DSP_TRANSFER_NO_BED;
    state->n_no_bed += now->state == EVN_DSP_TRANSFER_NO_BED;
}

static evn_err apply_stock(struct evn_dsp_state *state, struct evn_bytes body)
{
    struct evn_dsp_stock_block block;
    struct evn_refusal why;
    evn_arena_reset(&state->scratch);
    if (evn_wire_decode(&evn_dsp_stock_table, body, &state->scratch, EVN_WIRE_LENIENT, &block,
                        &why) != EVN_OK)
        return EVN_E_CORRUPT;
    return evn_dsp_stock_apply(&state->stock, &block);
}

evn_err evn_dsp_apply(struct evn_dsp_state *state, const struct evn_event *event)
{
    const struct evn_dsp_entity *entity = evn_dsp_entity_of(event->kind);
    if (event->version == 1 && event->kind == EVN_DSP_STOCK)
        return apply_stock(state, event->body);
    if (entity == NULL || event->version != 1)
        return EVN_E_UNKNOWN_EVENT;
    evn_arena_reset(&state->scratch);
    void *body = evn_arena_alloc(&state->scratch, entity->message->size);
    struct evn_refusal why;
    char key[EVN_DSP_KEY_MAX];
    if (body == NULL || evn_wire_decode(entity->message, event->body, &state->scratch,
                                        EVN_WIRE_LENIENT, body, &why) != EVN_OK)
        return EVN_E_CORRUPT;
    entity->key(body, key);
    bool was = was_before(state, event->kind, key);
    if (event->kind == EVN_DSP_TRANSFER)
        count_waiting(state, key, body);
    evn_err err = evn_dsp_pool_put(&state->pool[evn_dsp_kind_index(event->kind)], key, event->body,
                                   state->scratch.used + ROOM_SPARE);
    return err != EVN_OK ? err : follow(state, event->kind, body, was);
}

static struct evn_buf room_of(struct evn_arena *arena)
{
    enum { ROOM = 512 << 10 };
    struct evn_buf buf = {.at = evn_arena_alloc(arena, ROOM), .cap = ROOM, .max = ROOM};
    EVN_ASSERT(buf.at != NULL);
    return buf;
}

static struct evn_bytes encoded(uint32_t kind, const void *entity, struct evn_buf *buf)
{
    evn_buf_clear(buf);
    evn_err err = evn_wire_encode(evn_dsp_entity_of(kind)->message, entity, buf);
    EVN_ASSERT(err == EVN_OK);
    return evn_bytes_of(buf->at, buf->len);
}

/* The stock as events: names and accounts in order, a few thousand at a time. */
static evn_err dump_stock(const struct evn_dsp_stock *stock, struct evn_buf *buf,
                          struct evn_emit *emit)
{
    evn_err err = EVN_OK;
    for (int what = 0; what < 3 && err == EVN_OK; what++)
        for (size_t i = 0; i < stock->of[what].n && err == EVN_OK; i++) {
            struct evn_dsp_stock_block block = {.names = &stock->of[what].name[i], .n_names = 1};
            evn_buf_clear(buf);
            err = evn_wire_encode(&evn_dsp_stock_table, &block, buf);
            evn_emit_event(emit, EVN_DSP_STOCK, 1, evn_bytes_of(buf->at, buf->len));
        }
    for (size_t i = 0; i < stock->n && err == EVN_OK; i++) {
        const struct evn_dsp_account *a = &stock->account[i];
        uint32_t number = (uint32_t)i + 1;
        struct evn_dsp_stock_account account = {number, a->place, a->item, a->lot};
        struct evn_dsp_stock_balance balance = {number, a->balance, a->claimed};
        struct evn_dsp_stock_block block = {
            .accounts = &account, .n_accounts = 1, .balances = &balance, .n_balances = 1};
        evn_buf_clear(buf);
        err = evn_wire_encode(&evn_dsp_stock_table, &block, buf);
        evn_emit_event(emit, EVN_DSP_STOCK, 1, evn_bytes_of(buf->at, buf->len));
    }
    return err;
}

evn_err evn_dsp_dump(const struct evn_dsp_state *state, struct evn_arena *arena,
                     struct evn_emit *emit)
{
    struct evn_buf buf = room_of(arena);
    for (uint32_t k = 0; k < EVN_DSP_N_KINDS; k++) {
        uint32_t kind = evn_dsp_kind(k);
        const struct evn_dsp_pool *pool = evn_dsp_pool_of(state, kind);
        for (uint32_t i = 0; i < pool->n; i++)
            evn_emit_event(emit, kind, 1, encoded(kind, evn_dsp_pool_at(pool, i), &buf));
    }
    return dump_stock(&state->stock, &buf, emit);
}

void evn_dsp_canon(const struct evn_dsp_state *state, struct evn_arena *arena,
                   struct evn_canon *canon)
{
    struct evn_buf buf = room_of(arena);
    for (uint32_t k = 0; k < EVN_DSP_N_KINDS; k++) {
        uint32_t kind = evn_dsp_kind(k);
        const struct evn_dsp_pool *pool = evn_dsp_pool_of(state, kind);
        for (uint32_t i = 0; i < pool->n; i++)
            evn_canon_add(canon, evn_dsp_entity_of(kind)->name,
                          encoded(kind, evn_dsp_pool_at(pool, i), &buf));
    }
    evn_dsp_stock_canon(&state->stock, arena, canon);
}

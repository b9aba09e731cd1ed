#include "services/dispatch/core/decision.h"

enum { NEW_ROOM = 64, TOUCH_ROOM = 256, BODY_ROOM = 256 << 10 };

void evn_dsp_begin(struct evn_dsp_decision *d, const struct evn_dsp_state *state,
                   struct evn_arena *arena, struct evn_emit *emit, int64_t business_us)
{
    *d = (struct evn_dsp_decision){.state = state,
                                   .arena = arena,
                                   .emit = emit,
                                   .business_us = business_us,
                                   .today = evn_day_at(business_us, EVN_OFFSET_CHINA_MIN)};
    for (uint32_t i = 0; i < EVN_DSP_N_KINDS; i++)
        d->copies[i].n = state->pool[i].n;
}

evn_err evn_dsp_refuse(const struct evn_dsp_decision *d, evn_err err, const char *field,
                       const char *subject)
{
    if (d->why == NULL)
        return err;
    *d->why = evn_refusal_of(err);
    evn_refusal_text(d->why->field, sizeof d->why->field, field);
    evn_refusal_text(d->why->subject, sizeof d->why->subject, subject);
    return err;
}

static const struct evn_dsp_copies *copies_of(const struct evn_dsp_decision *d, uint32_t kind)
{
    EVN_ASSERT(evn_dsp_entity_of(kind) != NULL);
    return &d->copies[evn_dsp_kind_index(kind)];
}

uint32_t evn_dsp_count(const struct evn_dsp_decision *d, uint32_t kind)
{
    return (uint32_t)copies_of(d, kind)->n;
}

const void *evn_dsp_view(const struct evn_dsp_decision *d, uint32_t kind, uint32_t number)
{
    const struct evn_dsp_copies *copies = copies_of(d, kind);
    if (number < copies->room && copies->at[number] != NULL)
        return copies->at[number];
    return evn_dsp_pool_at(evn_dsp_pool_of(d->state, kind), number);
}

bool evn_dsp_number(const struct evn_dsp_decision *d, uint32_t kind, const char *key,
                    uint32_t *number)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(d->state, kind);
    if (evn_dsp_pool_find(pool, key, number))
        return true;
    char other[EVN_DSP_KEY_MAX];
    for (*number = (uint32_t)pool->n; *number < evn_dsp_count(d, kind); (*number)++) {
        evn_dsp_entity_of(kind)->key(evn_dsp_view(d, kind, *number), other);
        if (strcmp(key, other) == 0)
            return true;
    }
    return false;
}

const void *evn_dsp_look(const struct evn_dsp_decision *d, uint32_t kind, const char *key)
{
    uint32_t number;
    return evn_dsp_number(d, kind, key, &number) ? evn_dsp_view(d, kind, number) : NULL;
}

/* Room for copy `number`; what is there stays. */
static bool make_room(struct evn_dsp_decision *d, struct evn_dsp_copies *copies, size_t number)
{
    if (number < copies->room)
        return true;
    size_t room = copies->n + number / 2 + NEW_ROOM;
    void **at = evn_arena_array(d->arena, room, sizeof *at);
    if (at == NULL)
        return false;
    if (copies->room > 0)
        memcpy(at, copies->at, copies->room * sizeof *at);
    copies->at = at;
    copies->room = room;
    return true;
}

static bool touch(struct evn_dsp_decision *d, uint32_t kind, uint32_t number)
{
    if (d->n_touched == d->room_touched) {
        size_t room = d->room_touched * 2 + TOUCH_ROOM;
        struct evn_dsp_touch *at = evn_arena_array(d->arena, room, sizeof *at);
        if (at == NULL)
            return false;
        if (d->n_touched > 0)
            memcpy(at, d->touched, d->n_touched * sizeof *at);
        d->touched = at;
        d->room_touched = room;
    }
    d->touched[d->n_touched++] = (struct evn_dsp_touch){.kind = kind, .number = number};
    return true;
}

/* A copy for `number`, zero or of the pool; when the arena is full, one that will be lost. */
static void *make_copy(struct evn_dsp_decision *d, uint32_t kind, uint32_t number)
{
    struct evn_dsp_copies *copies = &d->copies[evn_dsp_kind_index(kind)];
    size_t size = evn_dsp_entity_of(kind)->message->size;
    void *copy = make_room(d, copies, number) ? evn_arena_array(d->arena, 1, size) : NULL;
    if (copy == NULL || !touch(d, kind, number)) {
        d->full = true;
        memset(&d->lost, 0, sizeof d->lost);
        return &d->lost;
    }
    copies->at[number] = copy;
    return copy;
}

void *evn_dsp_edit(struct evn_dsp_decision *d, uint32_t kind, uint32_t number)
{
    const struct evn_dsp_copies *copies = copies_of(d, kind);
    EVN_ASSERT(number < copies->n);
    if (number < copies->room && copies->at[number] != NULL)
        return copies->at[number];
    void *copy = make_copy(d, kind, number);
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(d->state, kind);
    memcpy(copy, evn_dsp_pool_at(pool, number), pool->message->size);
    return copy;
}

struct evn_dsp_trip *evn_dsp_edit_trip(struct evn_dsp_decision *d, uint32_t number)
{
    struct evn_dsp_trip *trip = evn_dsp_edit(d, EVN_DSP_TRIP, number);
    struct evn_dsp_stop *own = evn_arena_array(d->arena, trip->n_stops + 1, sizeof *own);
    if (own == NULL) {
        d->full = true;
        return trip;
    }
    for (size_t i = 0; i < trip->n_stops; i++)
        own[i] = trip->stops[i];
    trip->stops = own;
    return trip;
}

void *evn_dsp_add(struct evn_dsp_decision *d, uint32_t kind)
{
    struct evn_dsp_copies *copies = &d->copies[evn_dsp_kind_index(kind)];
    void *copy = make_copy(d, kind, (uint32_t)copies->n);
    if (!d->full)
        copies->n++;
    return copy;
}

evn_err evn_dsp_commit(struct evn_dsp_decision *d)
{
    struct evn_buf body = {
        .at = evn_arena_alloc(d->arena, BODY_ROOM), .cap = BODY_ROOM, .max = BODY_ROOM};
    if (d->full || body.at == NULL)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    for (size_t i = 0; i < d->n_touched; i++) {
        uint32_t kind = d->touched[i].kind;
        const struct evn_dsp_entity *entity = evn_dsp_entity_of(kind);
        if (copies_of(d, kind)->n > entity->max)
            return evn_dsp_refuse(d, EVN_E_LIMIT, "", entity->name);
        evn_buf_clear(&body);
        evn_err err =
            evn_wire_encode(entity->message, evn_dsp_view(d, kind, d->touched[i].number), &body);
        if (err != EVN_OK)
            return evn_dsp_refuse(d, err, "", entity->name);
        evn_emit_event(d->emit, kind, 1, evn_bytes_of(body.at, body.len));
    }
    return EVN_OK;
}

const struct evn_dsp_hindrance *evn_dsp_hindered(const struct evn_dsp_decision *d,
                                                 const char *place)
{
    const struct evn_dsp_hindrance *h = evn_dsp_look(d, EVN_DSP_HINDRANCE, place);
    return h != NULL && evn_dsp_hindrance_holds(h, d->business_us) ? h : NULL;
}

struct evn_dsp_why evn_dsp_why_of(int32_t code, const char *text, const char *subject)
{
    struct evn_dsp_why why = {.code = code};
    EVN_DSP_SET(why.text, text);
    EVN_DSP_SET(why.subject, subject);
    return why;
}

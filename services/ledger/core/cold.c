#include "services/ledger/core/cold.h"

#include "common/base/pbw.h"

#include <stdlib.h>
#include <string.h>

/* Field numbers of ColdChain in event.proto. */
enum {
    F_STEP = 1,
    F_PLACE = 2,
    F_FROM = 3,
    F_UNTIL = 4,
    F_LOWEST = 5,
    F_HIGHEST = 6,
    F_OUTSIDE_MIN = 7,
    F_LOTS = 8,
    F_READING_AT = 9,
    F_READING_CENTI = 10,
    F_OUTSIDE_LOTS = 11,
    F_OUTSIDE_US = 12,
    BODY_MAX = 256 << 10
};

void evn_cold_fini(struct evn_cold *cold)
{
    for (uint32_t i = 0; i < cold->n; i++)
        free(cold->place[i].readings);
    free(cold->place);
    free(cold->items);
    evn_sums_fini(&cold->outside);
    *cold = (struct evn_cold){0};
}

static struct evn_cold_place *seek(const struct evn_cold *cold, uint32_t place)
{
    for (uint32_t i = 0; i < cold->n; i++)
        if (cold->place[i].place == place)
            return &cold->place[i];
    return NULL;
}

const struct evn_cold_place *evn_cold_at(const struct evn_cold *cold, uint32_t place)
{
    return seek(cold, place);
}

/* Twice the room when `n` fills it. */
static bool room(void **at, uint32_t n, uint32_t *cap, size_t size)
{
    if (n < *cap)
        return true;
    uint32_t more = *cap > 0 ? *cap * 2 : 16;
    void *grown = reallocarray(*at, more, size);
    if (grown == NULL)
        return false;
    *at = grown;
    *cap = more;
    return true;
}

evn_err evn_cold_item(struct evn_cold *cold, uint32_t item)
{
    for (uint32_t i = 0; i < cold->n_items; i++)
        if (cold->items[i] == item)
            return EVN_OK;
    void *at = cold->items;
    if (!room(&at, cold->n_items, &cold->items_cap, sizeof *cold->items))
        return EVN_E_NO_MEMORY;
    cold->items = at;
    cold->items[cold->n_items++] = item;
    return EVN_OK;
}

evn_err evn_cold_body(const struct evn_cold_event *e, struct evn_arena *arena,
                      struct evn_bytes *out)
{
    struct evn_buf buf;
    evn_buf_init(&buf, BODY_MAX);
    struct evn_pbw w = {.buf = &buf};
    evn_pbw_u64(&w, F_STEP, e->step);
    evn_pbw_u64(&w, F_PLACE, e->place);
    evn_pbw_i64(&w, F_FROM, e->from_us);
    evn_pbw_i64(&w, F_UNTIL, e->until_us);
    evn_pbw_i64(&w, F_LOWEST, e->lowest_centi);
    evn_pbw_i64(&w, F_HIGHEST, e->highest_centi);
    evn_pbw_u64(&w, F_OUTSIDE_MIN, e->outside_min);
    evn_pbw_packed_i64(&w, F_LOTS, e->lots, e->n_lots);
    evn_pbw_packed_i64(&w, F_READING_AT, e->at_us, e->n_readings);
    evn_pbw_packed_i64(&w, F_READING_CENTI, e->centi, e->n_readings);
    evn_pbw_packed_i64(&w, F_OUTSIDE_LOTS, e->outside_lots, e->n_outside);
    evn_pbw_packed_i64(&w, F_OUTSIDE_US, e->outside_us, e->n_outside);
    uint8_t *at = w.err == EVN_OK ? evn_arena_alloc(arena, buf.len) : NULL;
    if (at != NULL)
        memcpy(at, buf.at, buf.len);
    *out = evn_bytes_of(at, buf.len);
    evn_buf_fini(&buf);
    return w.err != EVN_OK ? w.err : at != NULL ? EVN_OK : EVN_E_LIMIT;
}

static evn_err find_or_add(struct evn_cold *cold, uint32_t place, struct evn_cold_place **out)
{
    *out = seek(cold, place);
    if (*out != NULL)
        return EVN_OK;
    void *at = cold->place;
    if (!room(&at, cold->n, &cold->cap, sizeof *cold->place))
        return EVN_E_NO_MEMORY;
    cold->place = at;
    *out = &cold->place[cold->n++];
    **out = (struct evn_cold_place){.place = place, .breach_us = INT64_MIN};
    return EVN_OK;
}

/* Put the reading where it belongs; the oldest leaves when there are too many. */
static evn_err add_reading(struct evn_cold_place *p, struct evn_reading reading)
{
    void *at = p->readings;
    if (!room(&at, p->n, &p->cap, sizeof *p->readings))
        return EVN_E_NO_MEMORY;
    p->readings = at;
    uint32_t i = p->n++;
    for (; i > 0 && p->readings[i - 1].at_us > reading.at_us; i--)
        p->readings[i] = p->readings[i - 1];
    p->readings[i] = reading;
    if (p->n > EVN_COLD_READINGS_MAX)
        memmove(p->readings, p->readings + 1, --p->n * sizeof *p->readings);
    return EVN_OK;
}

/* What an event says that changes the state. */
struct said {
    uint64_t step, place;
    int64_t from_us;
    struct evn_bytes at, centi, lots, outside;
};

static evn_err read_body(struct evn_bytes body, struct said *out)
{
    struct evn_pb_field f;
    evn_err err;
    *out = (struct said){0};
    while ((err = evn_pb_next(&body, &f)) == EVN_OK) {
        if (f.number == F_STEP)
            out->step = f.value;
        else if (f.number == F_PLACE)
            out->place = f.value;
        else if (f.number == F_FROM)
            out->from_us = (int64_t)f.value;
        else if (f.number == F_READING_AT)
            out->at = f.bytes;
        else if (f.number == F_READING_CENTI)
            out->centi = f.bytes;
        else if (f.number == F_OUTSIDE_LOTS)
            out->lots = f.bytes;
        else if (f.number == F_OUTSIDE_US)
            out->outside = f.bytes;
    }
    return err == EVN_E_AGAIN && out->place > 0 && out->place <= UINT32_MAX ? EVN_OK
                                                                            : EVN_E_CORRUPT;
}

/* The next of two lists of the same length. EVN_E_AGAIN: both are at their end. */
static evn_err next_pair(struct evn_bytes *one, struct evn_bytes *two, uint64_t *a, uint64_t *b)
{
    evn_err first = evn_pb_varint(one, a), second = evn_pb_varint(two, b);
    return first == second ? first : EVN_E_CORRUPT;
}

evn_err evn_cold_apply(struct evn_cold *cold, struct evn_bytes body)
{
    struct said said;
    struct evn_cold_place *p;
    uint64_t a, b;
    evn_err err = read_body(body, &said);
    if (err == EVN_OK)
        err = find_or_add(cold, (uint32_t)said.place, &p);
    if (err != EVN_OK)
        return err;
    while ((err = next_pair(&said.at, &said.centi, &a, &b)) == EVN_OK) {
        err = add_reading(p, (struct evn_reading){(int64_t)a, (int32_t)(int64_t)b});
        if (err != EVN_OK)
            return err;
    }
    while (err == EVN_E_AGAIN && (err = next_pair(&said.lots, &said.outside, &a, &b)) == EVN_OK) {
        err = a != 0 ? evn_sums_add(&cold->outside, a, (int64_t)b) : EVN_E_CORRUPT;
        if (err != EVN_OK)
            return err;
        err = EVN_E_AGAIN;
    }
    if (err != EVN_E_AGAIN)
        return err;
    if (said.step == EVN_COLD_BREACH)
        p->breach_us = said.from_us;
    else if (said.step == EVN_COLD_BREACH_ENDED)
        p->breach_us = INT64_MIN;
    return EVN_OK;
}

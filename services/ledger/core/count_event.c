#include "services/ledger/core/count_event.h"

#include "common/base/pbw.h"
#include "services/ledger/core/dict.h"

/* Field numbers of CountSheet and CountSheet.Line. */
enum {
    F_STEP = 1,
    F_OF = 2,
    F_PLACE = 3,
    F_BLIND = 4,
    F_COUNTER = 5,
    F_SEEN = 7,
    F_LINES = 8,
    F_NAME = 9,
    F_N_COUNTERS = 10,
    F_PLACES = 11,
    F_ITEMS = 12,
    F_LIMIT_UNITS = 13,
    F_LIMIT_PERCENT = 14,
    F_MORE = 15,
    L_ACCOUNT = 1,
    L_COUNTED = 2,
    L_AT = 3,
    L_EXPECTED = 4,
    LINE_MAX = 64
};

static void put_line(struct evn_pbw *w, struct evn_buf *scratch, const struct evn_count_result *l)
{
    struct evn_pbw line = {.buf = scratch};
    evn_buf_clear(scratch);
    evn_pbw_u64(&line, L_ACCOUNT, l->account);
    evn_pbw_i64(&line, L_COUNTED, l->counted);
    evn_pbw_i64(&line, L_AT, l->at_us);
    evn_pbw_i64(&line, L_EXPECTED, l->expected);
    evn_pbw_bytes(w, F_LINES, evn_bytes_of(scratch->at, scratch->len));
    if (w->err == EVN_OK)
        w->err = line.err;
}

evn_err evn_count_event_put(struct evn_buf *body, const struct evn_count_event *event)
{
    struct evn_pbw w = {.buf = body};
    struct evn_buf scratch;
    evn_buf_init(&scratch, LINE_MAX);
    evn_pbw_u64(&w, F_STEP, event->step);
    evn_pbw_u64(&w, F_OF, event->of);
    evn_pbw_u64(&w, F_PLACE, event->place);
    evn_pbw_u64(&w, F_BLIND, event->blind);
    evn_pbw_u64(&w, F_COUNTER, event->counter);
    evn_pbw_u64(&w, F_SEEN, event->seen_seq);
    for (uint32_t i = 0; i < event->n_lines; i++)
        put_line(&w, &scratch, &event->lines[i]);
    evn_pbw_bytes(&w, F_NAME, event->name);
    evn_pbw_u64(&w, F_N_COUNTERS, event->n_counters);
    evn_pbw_packed_i64(&w, F_PLACES, event->places, event->n_places);
    evn_pbw_packed_i64(&w, F_ITEMS, event->items, event->n_items);
    evn_pbw_i64(&w, F_LIMIT_UNITS, event->limit_units);
    evn_pbw_u64(&w, F_LIMIT_PERCENT, event->limit_percent);
    evn_pbw_u64(&w, F_MORE, event->more);
    evn_buf_fini(&scratch);
    return w.err;
}

static bool take_u32(uint64_t value, uint32_t *out)
{
    *out = (uint32_t)value;
    return value <= UINT32_MAX;
}

/* A packed list of numbers, each of 32 bits. */
static bool take_list(struct evn_bytes packed, struct evn_bytes *out, uint32_t *n)
{
    uint64_t value;
    evn_err err;
    *out = packed;
    while ((err = evn_pb_varint(&packed, &value)) == EVN_OK) {
        if (value == 0 || value > UINT32_MAX)
            return false;
        (*n)++;
    }
    return err == EVN_E_AGAIN;
}

static bool take_other(const struct evn_pb_field *f, struct evn_count_event *e)
{
    switch (f->number) {
    case F_LINES:
        e->n_lines++;
        return true;
    case F_NAME:
        e->name = f->bytes;
        return f->bytes.len <= EVN_NAME_MAX;
    case F_PLACES:
        return take_list(f->bytes, &e->read_places, &e->n_places);
    case F_ITEMS:
        return take_list(f->bytes, &e->read_items, &e->n_items);
    case F_LIMIT_UNITS:
        e->limit_units = (int64_t)f->value;
        return e->limit_units >= 0;
    case F_LIMIT_PERCENT:
        return take_u32(f->value, &e->limit_percent);
    case F_MORE:
        e->more = f->value != 0;
        return true;
    default:
        return true;
    }
}

static bool take_field(const struct evn_pb_field *f, struct evn_count_event *e)
{
    switch (f->number) {
    case F_STEP:
        return take_u32(f->value, &e->step) && e->step <= EVN_COUNT_LIMIT;
    case F_OF:
        e->of = f->value;
        return true;
    case F_PLACE:
        return take_u32(f->value, &e->place);
    case F_BLIND:
        e->blind = f->value != 0;
        return true;
    case F_COUNTER:
        return take_u32(f->value, &e->counter);
    case F_SEEN:
        e->seen_seq = f->value;
        return true;
    case F_N_COUNTERS:
        return take_u32(f->value, &e->n_counters);
    default:
        return take_other(f, e);
    }
}

evn_err evn_count_event_get(struct evn_bytes body, struct evn_count_event *out)
{
    struct evn_pb_field field;
    evn_err err;
    *out = (struct evn_count_event){.name = evn_bytes_text("")};
    while ((err = evn_pb_next(&body, &field)) == EVN_OK)
        if (!take_field(&field, out))
            return EVN_E_CORRUPT;
    return err == EVN_E_AGAIN ? EVN_OK : EVN_E_CORRUPT;
}

static evn_err get_line(struct evn_bytes body, struct evn_count_result *out)
{
    struct evn_pb_field f;
    evn_err err;
    *out = (struct evn_count_result){0};
    while ((err = evn_pb_next(&body, &f)) == EVN_OK) {
        if (f.number == L_ACCOUNT && !take_u32(f.value, &out->account))
            return EVN_E_CORRUPT;
        if (f.number == L_COUNTED)
            out->counted = (int64_t)f.value;
        if (f.number == L_AT)
            out->at_us = (int64_t)f.value;
        if (f.number == L_EXPECTED)
            out->expected = (int64_t)f.value;
    }
    return err == EVN_E_AGAIN ? EVN_OK : EVN_E_CORRUPT;
}

evn_err evn_count_event_line(struct evn_bytes *rest, struct evn_count_result *out)
{
    struct evn_pb_field field;
    evn_err err;
    while ((err = evn_pb_next(rest, &field)) == EVN_OK)
        if (field.number == F_LINES)
            return get_line(field.bytes, out);
    return err;
}

#include "services/ledger/core/expected.h"

#include "common/base/pbw.h"
#include "services/ledger/core/digest.h"
#include "services/ledger/core/event.h"
#include "services/ledger/core/line.h"

#include <stdlib.h>

/* Field numbers of ExpectedDelivery and of DocumentLine. */
enum {
    F_STEP = 1,
    F_OF = 2,
    F_SOURCE = 3,
    F_FROM = 4,
    F_TO = 5,
    F_PROMISED = 6,
    F_LINES = 7,
    F_REFERENCE = 8,
    L_ITEM = 2,
    L_REQUESTED = 4,
    L_ACCEPTED = 10,
    LINE_MAX = 64,
    BODY_MAX = 64 << 10,
    ONCE_MAX = 500
};

void evn_expecteds_init(struct evn_expecteds *all, uint64_t key)
{
    evn_named_init(&all->named, sizeof(struct evn_expected), key);
}

void evn_expecteds_fini(struct evn_expecteds *all)
{
    for (uint32_t i = 1; i <= all->named.names.n; i++)
        free(((struct evn_expected *)evn_named_at(&all->named, i))->lines);
    evn_named_fini(&all->named);
}

evn_err evn_expected_put(struct evn_buf *body, const struct evn_expected *row,
                         struct evn_bytes name)
{
    struct evn_pbw w = {.buf = body};
    struct evn_buf scratch;
    evn_buf_init(&scratch, LINE_MAX);
    evn_pbw_u64(&w, F_STEP, row->step);
    evn_pbw_u64(&w, F_OF, row->seq);
    evn_pbw_u64(&w, F_SOURCE, row->source);
    evn_pbw_u64(&w, F_FROM, row->from);
    evn_pbw_u64(&w, F_TO, row->to);
    evn_pbw_u64(&w, F_PROMISED, (uint64_t)((int64_t)row->promised.n - EVN_DAY_MIN + 1));
    for (uint32_t i = 0; i < row->n_lines; i++) {
        struct evn_pbw line = {.buf = &scratch};
        evn_buf_clear(&scratch);
        evn_pbw_u64(&line, L_ITEM, row->lines[i].item);
        evn_pbw_i64(&line, L_REQUESTED, row->lines[i].requested);
        evn_pbw_i64(&line, L_ACCEPTED, row->lines[i].accepted);
        evn_pbw_bytes(&w, F_LINES, evn_bytes_of(scratch.at, scratch.len));
        w.err = w.err == EVN_OK ? line.err : w.err;
    }
    evn_pbw_bytes(&w, F_REFERENCE, name);
    evn_buf_fini(&scratch);
    return w.err;
}

static bool take_line(struct evn_bytes body, uint32_t n_items, struct evn_expected_line *out)
{
    struct evn_pb_field f;
    evn_err err;
    *out = (struct evn_expected_line){0};
    while ((err = evn_pb_next(&body, &f)) == EVN_OK) {
        if (f.number == L_ITEM)
            out->item = f.value <= n_items ? (uint32_t)f.value : 0;
        else if (f.number == L_REQUESTED)
            out->requested = (int64_t)f.value;
        else if (f.number == L_ACCEPTED)
            out->accepted = (int64_t)f.value;
    }
    return err == EVN_E_AGAIN && out->item != 0 && out->requested >= 0 && out->accepted >= 0;
}

static bool take_field(const struct evn_pb_field *f, struct evn_expected *row,
                       struct evn_bytes *name)
{
    uint32_t *const numbers[] = {
        [F_STEP] = &row->step, [F_SOURCE] = &row->source, [F_FROM] = &row->from, [F_TO] = &row->to};
    switch (f->number) {
    case F_OF:
        row->seq = f->value;
        return true;
    case F_PROMISED:
        row->promised.n = (int32_t)((int64_t)f->value - 1 + EVN_DAY_MIN);
        return f->value > 0 && f->value <= (uint64_t)((int64_t)EVN_DAY_MAX - EVN_DAY_MIN + 1);
    case F_LINES:
        row->n_lines++;
        return true;
    case F_REFERENCE:
        *name = f->bytes;
        return true;
    default:
        if (f->number >= sizeof numbers / sizeof *numbers || numbers[f->number] == NULL)
            return true;
        *numbers[f->number] = (uint32_t)f->value;
        return f->value <= UINT32_MAX;
    }
}

/* Read a frame; lines go to memory of their own, which is the caller's. */
static evn_err read(const struct evn_ledger_state *s, struct evn_bytes body,
                    struct evn_expected *row, struct evn_bytes *name)
{
    struct evn_bytes rest = body;
    struct evn_pb_field f;
    evn_err err;
    *row = (struct evn_expected){.promised = {EVN_DAY_MIN}};
    *name = evn_bytes_text("");
    while ((err = evn_pb_next(&rest, &f)) == EVN_OK)
        if (!take_field(&f, row, name))
            return EVN_E_CORRUPT;
    if (err != EVN_E_AGAIN || row->step > EVN_EXPECTED_CANCELLED || row->from == 0 ||
        row->from > s->place_ids.n || row->to == 0 || row->to > s->place_ids.n || row->n_lines == 0)
        return EVN_E_CORRUPT;
    row->lines = calloc(row->n_lines, sizeof *row->lines);
    if (row->lines == NULL)
        return EVN_E_NO_MEMORY;
    for (uint32_t i = 0; evn_pb_next(&body, &f) == EVN_OK;)
        if (f.number == F_LINES && !take_line(f.bytes, s->item_ids.n, &row->lines[i++]))
            return EVN_E_CORRUPT;
    return EVN_OK;
}

/* One that was closed goes on when a receipt of it is undone. */
static bool may_follow(const struct evn_expected *row, const struct evn_expected *fresh)
{
    bool receipts = fresh->step == EVN_EXPECTED_CHANGED || fresh->step == EVN_EXPECTED_CLOSED;
    return evn_expected_is_open(row) || (row->step == EVN_EXPECTED_CLOSED && receipts);
}

static evn_err take(struct evn_expecteds *all, uint64_t seq, struct evn_expected *fresh,
                    struct evn_bytes name)
{
    void *at = evn_named_of(&all->named, fresh->seq);
    struct evn_expected *row = at;
    if (fresh->step == EVN_EXPECTED_ANNOUNCED) {
        evn_err err = fresh->seq == 0 ? evn_named_add(&all->named, name, seq, &at) : EVN_E_CORRUPT;
        if (err != EVN_OK)
            return err;
        row = at;
        fresh->seq = seq;
    } else if (row == NULL || !may_follow(row, fresh)) {
        return EVN_E_CORRUPT;
    } else {
        fresh->late =
            fresh->step == EVN_EXPECTED_LATE || (row->late && row->promised.n == fresh->promised.n);
    }
    free(row->lines);
    *row = *fresh;
    fresh->lines = NULL;
    return EVN_OK;
}

evn_err evn_expecteds_apply(struct evn_ledger_state *state, uint64_t seq,
                            const struct evn_frame *frame)
{
    struct evn_expected fresh;
    struct evn_bytes name;
    evn_err err = read(state, frame->body, &fresh, &name);
    if (err == EVN_OK)
        err = take(&state->expecteds, seq, &fresh, name);
    free(fresh.lines);
    if (err == EVN_OK)
        evn_digest_entry(&state->digest, frame->kind, frame->body);
    return err;
}

static bool is_overdue(const struct evn_ledger_state *s, const struct evn_expected *row,
                       int64_t business_us)
{
    int32_t offset_min = evn_ledger_place(s, row->to)->offset_min;
    return evn_expected_is_open(row) && !row->late &&
           evn_day_at(business_us, offset_min).n > row->promised.n;
}

evn_err evn_expecteds_late(const struct evn_ledger_state *state, int64_t business_us,
                           struct evn_buf *events, uint32_t *n)
{
    const struct evn_named *named = &state->expecteds.named;
    struct evn_buf body;
    evn_err err = EVN_OK;
    *n = 0;
    evn_buf_init(&body, BODY_MAX);
    for (uint32_t i = 1; err == EVN_OK && i <= named->names.n && *n < ONCE_MAX; i++) {
        const struct evn_expected *row = evn_named_at(named, i);
        if (!is_overdue(state, row, business_us))
            continue;
        struct evn_expected late = *row;
        late.step = EVN_EXPECTED_LATE;
        evn_buf_clear(&body);
        err = evn_expected_put(&body, &late, evn_bytes_text(""));
        const struct evn_frame frame = {.kind = EVN_LEDGER_FRAME_EXPECTED,
                                        .version = EVN_EVENT_VERSION,
                                        .count = 1,
                                        .body = evn_bytes_of(body.at, body.len)};
        if (err == EVN_OK)
            err = evn_frame_append(events, &frame);
        (*n)++;
    }
    evn_buf_fini(&body);
    return err;
}

void evn_expecteds_canon(const struct evn_ledger_state *state, struct evn_canon *canon)
{
    const struct evn_named *named = &state->expecteds.named;
    for (uint32_t i = 1; i <= named->names.n; i++) {
        const struct evn_expected *r = evn_named_at(named, i);
        for (uint32_t k = 0; k < r->n_lines; k++) {
            struct evn_canon_line line = {0};
            evn_line_text(&line, evn_dict_text(&named->names, i));
            evn_line_text(&line, evn_dict_text(&state->place_ids, r->from));
            evn_line_text(&line, evn_dict_text(&state->place_ids, r->to));
            evn_line_text(&line, evn_dict_text(&state->item_ids, r->lines[k].item));
            evn_line_number(&line, r->step);
            evn_line_number(&line, r->late);
            evn_line_number(&line, r->promised.n);
            evn_line_number(&line, r->lines[k].requested);
            evn_line_number(&line, r->lines[k].accepted);
            evn_canon_add(canon, "expected", evn_line_bytes(&line));
        }
    }
}

#include "services/ledger/core/event.h"

#include "common/base/pbw.h"

/* Field numbers of event.proto. All dictionary messages share 1 number and 2 id. */
enum {
    F_NUMBER = 1,
    F_ID = 2,
    F_TRACKING = 3,
    F_PACKS = 4,
    F_PACK_VERSION = 5,
    F_COLD_MIN = 6,
    F_COLD_MAX = 7,
    F_COLD_BUDGET = 8,
    F_KIND = 3,
    F_OFFSET = 4,
    F_AREA = 5,
    F_PARENT = 6,
    F_MIN_LIFE = 7,
    F_CLOSED_AT = 8,
    F_ITEM = 3,
    F_EXPIRY = 4,
    F_MADE = 5,
    F_OWNER = 6,
    F_VVM_STAGE = 7,
    F_BILL = 8,
    F_ACCOUNT_PLACE = 3,
    F_ACCOUNT_ITEM = 4,
    F_ACCOUNT_LOT = 5,
    F_NOTE = 1,
    F_REFERENCE = 2,
    F_DOCUMENT_KIND = 3,
    F_EXPECTED = 5,
    F_DOCUMENT_OF = 4,
    F_DOCUMENT_LINES = 6,
    F_WARN = 9,
    F_DOCUMENT_OWNER = 7,
    F_SIGNED_BY = 9,
    F_RECIPIENT = 100,
    F_PACK_NAMES = 10,
    F_EQUIPMENT = 11,
    F_PACK_SINCE = 80,
    P_LEVEL = 1,
    P_ZH = 2,
    P_EN = 3,
    L_LINE = 1,
    L_ITEM = 2,
    L_LOT = 3,
    L_REFUSED = 6,
    L_SHIPPED = 9,
    L_ACCEPTED = 10,
    L_SHORT = 11,
    L_OVER = 12,
    L_DAMAGED = 13,
    L_WRONG = 14,
    L_IN_TRANSIT = 15,
    R_CODE = 1,
    R_LINE = 2,
    R_FIELD = 3,
    R_SUBJECT = 4,
    R_PLACE = 5,
    R_AT = 6,
    R_HAVE = 7,
    R_WANT = 8,
    R_HAS_AT = 9,
    R_STATE = 10,
    R_HELD = 11,
    R_UNFIT = 12,
    R_RESERVED = 13,
    R_EARMARKED = 14,
    BODY_MAX = 512 << 10
};

static uint64_t day_out(struct evn_day day)
{
    return day.n == EVN_DAY_NONE.n ? 0 : (uint64_t)(day.n - EVN_DAY_MIN + 1);
}

static bool day_in(uint64_t value, struct evn_day *out)
{
    *out = EVN_DAY_NONE;
    if (value > 0 && value <= (uint64_t)((int64_t)EVN_DAY_MAX - EVN_DAY_MIN + 1))
        *out = (struct evn_day){(int32_t)value - 1 + EVN_DAY_MIN};
    return value == 0 || out->n != EVN_DAY_NONE.n;
}

/* Write a body with `w` into scratch, then as one frame. */
static evn_err add_frame(struct evn_buf *events, uint32_t kind, const struct evn_pbw *w)
{
    if (w->err != EVN_OK)
        return w->err;
    const struct evn_frame frame = {.kind = kind,
                                    .version = EVN_EVENT_VERSION,
                                    .count = 1,
                                    .body = evn_bytes_of(w->buf->at, w->buf->len)};
    return evn_frame_append(events, &frame);
}

/* Names of pack levels: each a message of level, zh and en. */
static void put_pack_names(struct evn_pbw *w, const struct evn_known *k)
{
    struct evn_buf body;
    evn_buf_init(&body, BODY_MAX);
    for (uint32_t i = 0; i < k->item.n_packs; i++) {
        struct evn_pbw name = {.buf = &body};
        evn_buf_clear(&body);
        evn_pbw_u64(&name, P_LEVEL, i + 1);
        evn_pbw_bytes(&name, P_ZH, k->pack_zh[i]);
        evn_pbw_bytes(&name, P_EN, k->pack_en[i]);
        if (k->pack_zh[i].len + k->pack_en[i].len > 0)
            evn_pbw_bytes(w, F_PACK_NAMES, evn_bytes_of(body.at, body.len));
        if (w->err == EVN_OK)
            w->err = name.err;
    }
    evn_buf_fini(&body);
}

static void put_known(struct evn_pbw *w, uint32_t kind, const struct evn_known *k)
{
    evn_pbw_u64(w, F_NUMBER, k->number);
    evn_pbw_bytes(w, F_ID, k->id);
    switch (kind) {
    case EVN_LEDGER_FRAME_ITEM:
        evn_pbw_u64(w, F_TRACKING, k->item.tracking);
        evn_pbw_packed_i64(w, F_PACKS, k->item.packs, k->item.n_packs);
        evn_pbw_u64(w, F_PACK_VERSION, k->item.pack_version);
        evn_pbw_u64(w, F_WARN, k->item.n_days_warn);
        evn_pbw_i64(w, F_COLD_MIN, k->item.cold_min_centi);
        evn_pbw_i64(w, F_COLD_MAX, k->item.cold_max_centi);
        evn_pbw_u64(w, F_COLD_BUDGET, k->item.cold_budget_min);
        put_pack_names(w, k);
        evn_pbw_u64(w, F_EQUIPMENT, k->item.equipment);
        evn_pbw_i64(w, F_PACK_SINCE, k->pack_since_us);
        break;
    case EVN_LEDGER_FRAME_PLACE:
        evn_pbw_u64(w, F_KIND, k->place.kind);
        evn_pbw_s64(w, F_OFFSET, k->place.offset_min);
        evn_pbw_bytes(w, F_AREA, evn_bytes_text(k->place.area));
        evn_pbw_u64(w, F_PARENT, k->place.parent);
        evn_pbw_u64(w, F_MIN_LIFE, k->place.min_life_days);
        evn_pbw_i64(w, F_CLOSED_AT, k->place.closed_at_us);
        break;
    case EVN_LEDGER_FRAME_LOT:
        evn_pbw_u64(w, F_ITEM, k->lot_item);
        evn_pbw_u64(w, F_EXPIRY, day_out(k->expiry));
        evn_pbw_u64(w, F_MADE, day_out(k->made));
        evn_pbw_bytes(w, F_OWNER, k->owner);
        evn_pbw_u64(w, F_VVM_STAGE, k->vvm_stage);
        evn_pbw_u64(w, F_BILL, k->bill);
        break;
    case EVN_LEDGER_FRAME_ACCOUNT:
        evn_pbw_u64(w, F_ACCOUNT_PLACE, k->at_place);
        evn_pbw_u64(w, F_ACCOUNT_ITEM, k->lot_item);
        evn_pbw_u64(w, F_ACCOUNT_LOT, k->lot);
        break;
    default:
        break;
    }
}

evn_err evn_event_known(struct evn_buf *events, uint32_t kind, const struct evn_known *known)
{
    struct evn_buf body;
    evn_buf_init(&body, BODY_MAX);
    struct evn_pbw w = {.buf = &body};
    put_known(&w, kind, known);
    evn_err err = add_frame(events, kind, &w);
    evn_buf_fini(&body);
    return err;
}

static bool take_packs(struct evn_bytes packed, struct evn_item *item)
{
    uint64_t value;
    evn_err err;
    while ((err = evn_pb_varint(&packed, &value)) == EVN_OK) {
        if (item->n_packs == EVN_PACK_LEVELS_MAX || value == 0 || value > INT64_MAX)
            return false;
        item->packs[item->n_packs++] = (int64_t)value;
    }
    return err == EVN_E_AGAIN;
}

static bool take_area(struct evn_bytes area, struct evn_place *place)
{
    if (area.len >= EVN_AREA_MAX)
        return false;
    memcpy(place->area, area.at, area.len);
    return true;
}

static bool take_offset(uint64_t value, struct evn_place *place)
{
    int64_t offset = evn_pb_zigzag(value);
    place->offset_min = (int32_t)offset;
    return offset >= -24 * 60 && offset <= 24 * 60;
}

static bool take_u32(uint64_t value, uint32_t *out)
{
    *out = (uint32_t)value;
    return value <= UINT32_MAX;
}

static bool take_pack_name(struct evn_bytes body, struct evn_known *k)
{
    struct evn_pb_field f;
    uint64_t level = 0;
    struct evn_bytes zh = {0}, en = {0};
    evn_err err;
    while ((err = evn_pb_next(&body, &f)) == EVN_OK) {
        if (f.number == P_LEVEL)
            level = f.value;
        else if (f.number == P_ZH)
            zh = f.bytes;
        else if (f.number == P_EN)
            en = f.bytes;
    }
    if (err != EVN_E_AGAIN || level == 0 || level > EVN_PACK_LEVELS_MAX)
        return false;
    k->pack_zh[level - 1] = zh;
    k->pack_en[level - 1] = en;
    return true;
}

/* int32: a negative one comes as 64 bits. */
static bool take_i32(uint64_t value, int32_t *out)
{
    *out = (int32_t)(uint32_t)value;
    return (int64_t)value == *out;
}

static bool take_item(const struct evn_pb_field *f, struct evn_known *k)
{
    if (f->number == F_TRACKING)
        return take_u32(f->value, &k->item.tracking);
    if (f->number == F_COLD_MIN)
        return take_i32(f->value, &k->item.cold_min_centi);
    if (f->number == F_COLD_MAX)
        return take_i32(f->value, &k->item.cold_max_centi);
    if (f->number == F_COLD_BUDGET)
        return take_u32(f->value, &k->item.cold_budget_min);
    if (f->number == F_PACK_NAMES)
        return take_pack_name(f->bytes, k);
    if (f->number == F_PACK_VERSION)
        return take_u32(f->value, &k->item.pack_version);
    if (f->number == F_PACK_SINCE)
        k->pack_since_us = (int64_t)f->value;
    if (f->number == F_WARN)
        return take_u32(f->value, &k->item.n_days_warn);
    if (f->number == F_EQUIPMENT)
        k->item.equipment = f->value != 0;
    return f->number != F_PACKS || take_packs(f->bytes, &k->item);
}

static bool take_place(const struct evn_pb_field *f, struct evn_known *k)
{
    if (f->number == F_KIND)
        return take_u32(f->value, &k->place.kind);
    if (f->number == F_OFFSET)
        return take_offset(f->value, &k->place);
    if (f->number == F_MIN_LIFE)
        return take_u32(f->value, &k->place.min_life_days);
    if (f->number == F_CLOSED_AT)
        k->place.closed_at_us = (int64_t)f->value;
    if (f->number == F_PARENT)
        return take_u32(f->value, &k->place.parent);
    return f->number != F_AREA || take_area(f->bytes, &k->place);
}

static bool take_lot(const struct evn_pb_field *f, struct evn_known *k)
{
    if (f->number == F_ITEM)
        return take_u32(f->value, &k->lot_item);
    if (f->number == F_EXPIRY)
        return day_in(f->value, &k->expiry);
    if (f->number == F_MADE)
        return day_in(f->value, &k->made);
    if (f->number == F_OWNER)
        k->owner = f->bytes;
    if (f->number == F_BILL)
        return take_u32(f->value, &k->bill);
    return f->number != F_VVM_STAGE || take_u32(f->value, &k->vvm_stage);
}

static bool take_account(const struct evn_pb_field *f, struct evn_known *k)
{
    if (f->number == F_ACCOUNT_PLACE)
        return take_u32(f->value, &k->at_place);
    if (f->number == F_ACCOUNT_ITEM)
        return take_u32(f->value, &k->lot_item);
    return f->number != F_ACCOUNT_LOT || take_u32(f->value, &k->lot);
}

static bool take_known(uint32_t kind, const struct evn_pb_field *f, struct evn_known *k)
{
    if (f->number == F_NUMBER)
        return take_u32(f->value, &k->number);
    if (f->number == F_ID) {
        k->id = f->bytes;
        return f->bytes.len <= EVN_NAME_MAX;
    }
    switch (kind) {
    case EVN_LEDGER_FRAME_ITEM:
        return take_item(f, k);
    case EVN_LEDGER_FRAME_PLACE:
        return take_place(f, k);
    case EVN_LEDGER_FRAME_LOT:
        return take_lot(f, k);
    case EVN_LEDGER_FRAME_ACCOUNT:
        return take_account(f, k);
    default:
        return true;
    }
}

evn_err evn_event_read_known(const struct evn_frame *frame, struct evn_known *out)
{
    const struct evn_bytes none = {.at = (const uint8_t *)"", .len = 0};
    *out =
        (struct evn_known){.id = none, .owner = none, .expiry = EVN_DAY_NONE, .made = EVN_DAY_NONE};
    struct evn_bytes rest = frame->body;
    struct evn_pb_field field;
    evn_err err;
    while ((err = evn_pb_next(&rest, &field)) == EVN_OK)
        if (!take_known(frame->kind, &field, out))
            return EVN_E_CORRUPT;
    return err == EVN_E_AGAIN && out->number > 0 ? EVN_OK : EVN_E_CORRUPT;
}

static void put_document_line(struct evn_pbw *w, struct evn_buf *body,
                              const struct evn_document_line *line)
{
    struct evn_pbw in = {.buf = body};
    evn_buf_clear(body);
    evn_pbw_u64(&in, L_LINE, line->line);
    evn_pbw_u64(&in, L_ITEM, line->item);
    evn_pbw_u64(&in, L_LOT, line->lot);
    evn_pbw_i64(&in, L_REFUSED, line->refused);
    evn_pbw_i64(&in, L_SHIPPED, line->shipped);
    evn_pbw_i64(&in, L_ACCEPTED, line->accepted);
    evn_pbw_i64(&in, L_SHORT, line->missing);
    evn_pbw_i64(&in, L_OVER, line->over);
    evn_pbw_i64(&in, L_DAMAGED, line->damaged);
    evn_pbw_i64(&in, L_WRONG, line->wrong);
    evn_pbw_i64(&in, L_IN_TRANSIT, line->in_transit);
    evn_pbw_bytes(w, F_DOCUMENT_LINES, evn_bytes_of(body->at, body->len));
    if (w->err == EVN_OK)
        w->err = in.err;
}

evn_err evn_event_document(struct evn_buf *events, const struct evn_document_text *text)
{
    struct evn_buf body, line;
    evn_buf_init(&body, BODY_MAX);
    evn_buf_init(&line, BODY_MAX);
    struct evn_pbw w = {.buf = &body};
    evn_pbw_bytes(&w, F_NOTE, text->note);
    evn_pbw_bytes(&w, F_REFERENCE, text->reference);
    evn_pbw_u64(&w, F_DOCUMENT_KIND, text->kind);
    evn_pbw_u64(&w, F_EXPECTED, text->expected);
    evn_pbw_u64(&w, F_DOCUMENT_OF, text->of);
    for (uint32_t i = 0; i < text->n_lines; i++)
        put_document_line(&w, &line, &text->lines[i]);
    evn_pbw_bytes(&w, F_DOCUMENT_OWNER, text->owner);
    evn_pbw_bytes(&w, F_SIGNED_BY, text->signed_by);
    evn_pbw_bytes(&w, F_RECIPIENT, text->recipient);
    evn_err err = add_frame(events, EVN_LEDGER_FRAME_DOCUMENT, &w);
    evn_buf_fini(&line);
    evn_buf_fini(&body);
    return err;
}

evn_err evn_event_read_document(struct evn_bytes body, struct evn_document_text *out)
{
    struct evn_pb_field f;
    evn_err err;
    const struct evn_bytes none = {.at = (const uint8_t *)"", .len = 0};
    *out = (struct evn_document_text){
        .note = none, .reference = none, .owner = none, .signed_by = none, .recipient = none};
    while ((err = evn_pb_next(&body, &f)) == EVN_OK) {
        if (f.number == F_NOTE)
            out->note = f.bytes;
        else if (f.number == F_REFERENCE)
            out->reference = f.bytes;
        else if (f.number == F_DOCUMENT_KIND)
            out->kind = (uint32_t)f.value;
        else if (f.number == F_EXPECTED)
            out->expected = f.value;
        else if (f.number == F_DOCUMENT_OF)
            out->of = f.value;
        else if (f.number == F_DOCUMENT_OWNER)
            out->owner = f.bytes;
        else if (f.number == F_SIGNED_BY)
            out->signed_by = f.bytes;
        else if (f.number == F_RECIPIENT)
            out->recipient = f.bytes;
    }
    return err == EVN_E_AGAIN ? EVN_OK : EVN_E_CORRUPT;
}

evn_err evn_event_refused(struct evn_buf *events, const struct evn_refusal *r)
{
    struct evn_buf body;
    evn_buf_init(&body, BODY_MAX);
    struct evn_pbw w = {.buf = &body};
    evn_pbw_u64(&w, R_CODE, (uint64_t)r->err);
    evn_pbw_u64(&w, R_LINE, r->line);
    evn_pbw_bytes(&w, R_FIELD, evn_bytes_text(r->field));
    evn_pbw_bytes(&w, R_SUBJECT, evn_bytes_text(r->subject));
    evn_pbw_bytes(&w, R_PLACE, evn_bytes_text(r->place));
    evn_pbw_i64(&w, R_AT, r->at_us == INT64_MIN ? 0 : r->at_us);
    evn_pbw_i64(&w, R_HAVE, r->have);
    evn_pbw_i64(&w, R_WANT, r->want);
    evn_pbw_u64(&w, R_HAS_AT, r->at_us != INT64_MIN);
    evn_pbw_u64(&w, R_STATE, (uint64_t)r->state);
    evn_pbw_i64(&w, R_HELD, r->held);
    evn_pbw_i64(&w, R_UNFIT, r->unfit);
    evn_pbw_i64(&w, R_RESERVED, r->reserved);
    evn_pbw_i64(&w, R_EARMARKED, r->earmarked);
    evn_err err = add_frame(events, EVN_LEDGER_FRAME_REFUSED, &w);
    evn_buf_fini(&body);
    return err;
}

static bool take_text(struct evn_bytes bytes, char *to, size_t cap)
{
    if (bytes.len >= cap)
        return false;
    memcpy(to, bytes.at, bytes.len);
    to[bytes.len] = '\0';
    return true;
}

/* Which state, and what of the stock there may not be used. */
static void take_amount(const struct evn_pb_field *f, struct evn_refusal *r)
{
    if (f->number == R_STATE)
        r->state = evn_state_of(f->value <= UINT32_MAX ? (uint32_t)f->value : 0);
    else if (f->number == R_HELD)
        r->held = (int64_t)f->value;
    else if (f->number == R_UNFIT)
        r->unfit = (int64_t)f->value;
    else if (f->number == R_RESERVED)
        r->reserved = (int64_t)f->value;
    else if (f->number == R_EARMARKED)
        r->earmarked = (int64_t)f->value;
}

static bool take_refused(const struct evn_pb_field *f, struct evn_refusal *r, bool *has_at)
{
    switch (f->number) {
    case R_CODE:
        r->err = (evn_err)f->value;
        return f->value > 0 && f->value <= INT32_MAX;
    case R_LINE:
        return take_u32(f->value, &r->line);
    case R_FIELD:
        return take_text(f->bytes, r->field, sizeof r->field);
    case R_SUBJECT:
        return take_text(f->bytes, r->subject, sizeof r->subject);
    case R_PLACE:
        return take_text(f->bytes, r->place, sizeof r->place);
    case R_AT:
        r->at_us = (int64_t)f->value;
        return true;
    case R_HAVE:
        r->have = (int64_t)f->value;
        return true;
    case R_WANT:
        r->want = (int64_t)f->value;
        return true;
    case R_HAS_AT:
        *has_at = f->value != 0;
        return true;
    default:
        take_amount(f, r);
        return true;
    }
}

evn_err evn_event_read_refused(const struct evn_frame *frame, struct evn_refusal *out)
{
    struct evn_bytes rest = frame->body;
    struct evn_pb_field field;
    bool has_at = false;
    evn_err err;
    *out = evn_refusal_of(EVN_OK);
    out->at_us = 0;
    while ((err = evn_pb_next(&rest, &field)) == EVN_OK)
        if (!take_refused(&field, out, &has_at))
            return EVN_E_CORRUPT;
    if (!has_at)
        out->at_us = INT64_MIN;
    return err == EVN_E_AGAIN && out->err != EVN_OK ? EVN_OK : EVN_E_CORRUPT;
}

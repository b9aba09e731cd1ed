#include "common/journal/frame.h"

/* Tags of evernormal.log.v1: (field number << 3) | wire type. */
enum {
    TAG_BLOCK_FRAME = 1 << 3 | 2,
    TAG_KIND = 1 << 3,
    TAG_VERSION = 2 << 3,
    TAG_IGNORABLE = 3 << 3,
    TAG_COUNT = 4 << 3,
    TAG_CAUSE = 5 << 3 | 2,
    TAG_BODY = 6 << 3 | 2,
    VARINT_MAX = 5, /* bytes of a 32-bit varint */
    HEAD_MAX = 7 * (1 + VARINT_MAX)
};

static size_t varint_len(uint32_t v)
{
    size_t n = 1;
    for (; v >= 0x80; v >>= 7)
        n++;
    return n;
}

static uint8_t *put_varint(uint8_t *to, uint32_t v)
{
    for (; v >= 0x80; v >>= 7)
        *to++ = (uint8_t)(v | 0x80);
    *to++ = (uint8_t)v;
    return to;
}

static uint8_t *put_field(uint8_t *to, uint8_t tag, uint32_t v)
{
    *to++ = tag;
    return put_varint(to, v);
}

evn_err evn_frame_append_head(struct evn_buf *payload, const struct evn_frame *frame,
                              size_t body_len)
{
    EVN_ASSERT(frame->kind > 0 && frame->version > 0 && frame->count > 0);
    size_t cause_len = frame->cause.len;
    if (body_len > INT32_MAX / 2 || cause_len > INT32_MAX / 4)
        return EVN_E_LIMIT;
    size_t len = 1 + varint_len(frame->kind) + 1 + varint_len(frame->version) +
                 (frame->ignorable ? 2u : 0u) + 1 + varint_len(frame->count) + 1 +
                 varint_len((uint32_t)body_len) + body_len;
    if (cause_len > 0)
        len += 1 + varint_len((uint32_t)cause_len) + cause_len;
    if (payload->max - payload->len < HEAD_MAX + cause_len + body_len)
        return EVN_E_LIMIT;
    uint8_t *start = evn_buf_room(payload, HEAD_MAX + cause_len + body_len);
    if (start == NULL)
        return EVN_E_NO_MEMORY;
    uint8_t *to = put_field(start, TAG_BLOCK_FRAME, (uint32_t)len);
    to = put_field(to, TAG_KIND, frame->kind);
    to = put_field(to, TAG_VERSION, frame->version);
    if (frame->ignorable)
        to = put_field(to, TAG_IGNORABLE, 1);
    to = put_field(to, TAG_COUNT, frame->count);
    if (cause_len > 0) {
        to = put_field(to, TAG_CAUSE, (uint32_t)cause_len);
        memcpy(to, frame->cause.at, cause_len);
        to += cause_len;
    }
    to = put_field(to, TAG_BODY, (uint32_t)body_len);
    evn_buf_used(payload, (size_t)(to - start));
    return EVN_OK;
}

evn_err evn_frame_append(struct evn_buf *payload, const struct evn_frame *frame)
{
    evn_err err = evn_frame_append_head(payload, frame, frame->body.len);
    return err != EVN_OK ? err : evn_buf_add(payload, frame->body);
}

/* Take a varint of at most 32 bits in its shortest form. */
static bool take_varint(struct evn_bytes *from, uint32_t *out)
{
    uint64_t v = 0;
    for (size_t i = 0; i < VARINT_MAX && i < from->len; i++) {
        uint8_t b = from->at[i];
        v |= (uint64_t)(b & 0x7f) << 7 * i;
        if (b < 0x80) {
            if (v > UINT32_MAX || (i > 0 && b == 0))
                return false;
            *out = (uint32_t)v;
            *from = evn_bytes_of(from->at + i + 1, from->len - i - 1);
            return true;
        }
    }
    return false;
}

static bool take_tag(struct evn_bytes *from, uint8_t tag)
{
    if (from->len == 0 || from->at[0] != tag)
        return false;
    *from = evn_bytes_of(from->at + 1, from->len - 1);
    return true;
}

static bool take_number(struct evn_bytes *from, uint8_t tag, uint32_t *out)
{
    return take_tag(from, tag) && take_varint(from, out) && *out > 0;
}

static bool take_bytes(struct evn_bytes *from, uint8_t tag, struct evn_bytes *out)
{
    uint32_t len;
    if (!take_tag(from, tag) || !take_varint(from, &len) || len > from->len)
        return false;
    *out = evn_bytes_of(from->at, len);
    *from = evn_bytes_of(from->at + len, from->len - len);
    return true;
}

evn_err evn_frame_next(struct evn_bytes *rest, struct evn_frame *out)
{
    if (rest->len == 0)
        return EVN_E_AGAIN;
    struct evn_bytes after = *rest, in;
    struct evn_frame f = {0};
    if (!take_bytes(&after, TAG_BLOCK_FRAME, &in))
        return EVN_E_CORRUPT;
    if (!take_number(&in, TAG_KIND, &f.kind) || !take_number(&in, TAG_VERSION, &f.version))
        return EVN_E_CORRUPT;
    uint32_t flag = 0;
    if (in.len > 0 && in.at[0] == TAG_IGNORABLE &&
        (!take_number(&in, TAG_IGNORABLE, &flag) || flag != 1))
        return EVN_E_CORRUPT;
    f.ignorable = flag == 1;
    if (!take_number(&in, TAG_COUNT, &f.count))
        return EVN_E_CORRUPT;
    if (in.len > 0 && in.at[0] == TAG_CAUSE &&
        (!take_bytes(&in, TAG_CAUSE, &f.cause) || f.cause.len == 0))
        return EVN_E_CORRUPT;
    if (!take_bytes(&in, TAG_BODY, &f.body) || in.len != 0)
        return EVN_E_CORRUPT;
    *rest = after;
    *out = f;
    return EVN_OK;
}

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

/* Nearly all frames have no cause, may not be ignored, and their kind, version and count have one
 * byte each. Those seven bytes are written and read at once: tags and numbers in turn, in a word
 * whose lowest byte comes first. */
enum { SHORT_LEN = 7, SHORT_NUMBER_MAX = 0x7f };
#define SHORT_TAGS                                                                                 \
    (UINT64_C(1) * TAG_KIND | UINT64_C(1) * TAG_VERSION << 16 | UINT64_C(1) * TAG_COUNT << 32 |    \
     UINT64_C(1) * TAG_BODY << 48)
#define SHORT_NUMBERS UINT64_C(0x00007f007f007f00)
#define SHORT_FIXED   (UINT64_C(0x00ffffffffffffff) ^ SHORT_NUMBERS)

static inline bool is_short(const struct evn_frame *frame)
{
    return frame->kind <= SHORT_NUMBER_MAX && frame->version <= SHORT_NUMBER_MAX &&
           frame->count <= SHORT_NUMBER_MAX && !frame->ignorable && frame->cause.len == 0;
}

static size_t varint_len(uint32_t v)
{
    return (size_t)(32 - __builtin_clz(v | 1) + 6) / 7;
}

static inline uint8_t *put_varint(uint8_t *to, uint32_t v)
{
    if (v >= 0x80 && v < 0x4000) { /* of most bodies and frames */
        evn_put_u16(to, (uint16_t)((v & 0x7f) | 0x80 | v >> 7 << 8));
        return to + 2;
    }
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

static uint8_t *put_head(uint8_t *start, const struct evn_frame *frame, uint32_t body_len)
{
    size_t cause_len = frame->cause.len;
    size_t len = 1 + varint_len(frame->kind) + 1 + varint_len(frame->version) +
                 (frame->ignorable ? 2u : 0u) + 1 + varint_len(frame->count) + 1 +
                 varint_len(body_len) + body_len;
    if (cause_len > 0)
        len += 1 + varint_len((uint32_t)cause_len) + cause_len;
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
    return put_field(to, TAG_BODY, body_len);
}

/* The head of a short frame at `start`, where there is room for HEAD_MAX bytes. */
static uint8_t *put_short_head(uint8_t *start, const struct evn_frame *frame, uint32_t body_len)
{
    uint8_t *to = start;
    *to++ = TAG_BLOCK_FRAME;
    to = put_varint(to, SHORT_LEN + (uint32_t)varint_len(body_len) + body_len);
    evn_put_u64(to, SHORT_TAGS | (uint64_t)frame->kind << 8 | (uint64_t)frame->version << 24 |
                        (uint64_t)frame->count << 40);
    return put_varint(to + SHORT_LEN, body_len);
}

evn_err evn_frame_append_head(struct evn_buf *payload, const struct evn_frame *frame,
                              size_t body_len)
{
    EVN_ASSERT(frame->kind > 0 && frame->version > 0 && frame->count > 0);
    size_t cause_len = frame->cause.len;
    if (body_len > INT32_MAX / 2 || cause_len > INT32_MAX / 4)
        return EVN_E_LIMIT;
    if (payload->max - payload->len < HEAD_MAX + cause_len + body_len)
        return EVN_E_LIMIT;
    uint8_t *start = evn_buf_room(payload, HEAD_MAX + cause_len + body_len);
    if (start == NULL)
        return EVN_E_NO_MEMORY;
    uint8_t *end = is_short(frame) ? put_short_head(start, frame, (uint32_t)body_len)
                                   : put_head(start, frame, (uint32_t)body_len);
    evn_buf_used(payload, (size_t)(end - start));
    return EVN_OK;
}

evn_err evn_frame_append(struct evn_buf *payload, const struct evn_frame *frame)
{
    evn_err err = evn_frame_append_head(payload, frame, frame->body.len);
    return err != EVN_OK ? err : evn_buf_add(payload, frame->body);
}

/* What is left of a message being read. */
struct rest {
    const uint8_t *at, *end;
};

/* Take a varint of more than one byte, of at most 32 bits, in its shortest form. */
static bool take_long_varint(struct rest *from, uint32_t *out)
{
    uint64_t v = 0;
    for (unsigned i = 0; i < VARINT_MAX && from->at + i < from->end; i++) {
        uint8_t b = from->at[i];
        v |= (uint64_t)(b & 0x7f) << 7 * i;
        if (b < 0x80) {
            *out = (uint32_t)v;
            from->at += i + 1;
            return v <= UINT32_MAX && (i == 0 || b != 0);
        }
    }
    return false;
}

static inline bool take_varint(struct rest *from, uint32_t *out)
{
    size_t left = (size_t)(from->end - from->at);
    if (left > 0 && from->at[0] < 0x80) {
        *out = *from->at++;
        return true;
    }
    if (left < 2 || from->at[1] >= 0x80 || from->at[1] == 0)
        return take_long_varint(from, out);
    *out = (from->at[0] & 0x7fu) | (uint32_t)from->at[1] << 7;
    from->at += 2;
    return true;
}

static inline bool take_tag(struct rest *from, uint8_t tag)
{
    bool there = from->at != from->end && *from->at == tag;
    from->at += there;
    return there;
}

static inline bool take_number(struct rest *from, uint8_t tag, uint32_t *out)
{
    return take_tag(from, tag) && take_varint(from, out) && *out > 0;
}

static inline bool take_bytes(struct rest *from, uint8_t tag, struct evn_bytes *out)
{
    uint32_t len;
    if (!take_tag(from, tag) || !take_varint(from, &len) || len > (size_t)(from->end - from->at))
        return false;
    *out = evn_bytes_of(from->at, len);
    from->at += len;
    return true;
}

/* Take a short frame off the front, when there is one with a few bytes behind its head. */
static bool next_short(struct evn_bytes *rest, struct evn_frame *out)
{
    struct rest in = {rest->at + 1, rest->at + rest->len};
    uint32_t len, body_len;
    if (in.end - rest->at < HEAD_MAX || rest->at[0] != TAG_BLOCK_FRAME || !take_varint(&in, &len) ||
        len > (size_t)(in.end - in.at))
        return false;
    const uint8_t *whole = in.at;
    uint64_t head = evn_get_u64(whole);
    in.at += SHORT_LEN;
    if ((head & SHORT_FIXED) != SHORT_TAGS || !take_varint(&in, &body_len) ||
        len != (size_t)(in.at - whole) + body_len)
        return false;
    *out = (struct evn_frame){.kind = head >> 8 & 0x7f,
                              .version = head >> 24 & 0x7f,
                              .count = head >> 40 & 0x7f,
                              .body = evn_bytes_of(in.at, body_len)};
    if (out->kind == 0 || out->version == 0 || out->count == 0)
        return false;
    *rest = evn_bytes_of(whole + len, (size_t)(in.end - whole) - len);
    return true;
}

/* Any frame, of which there is at least a byte. */
static __attribute__((noinline)) evn_err next_any(struct evn_bytes *rest, struct evn_frame *out)
{
    struct rest after = {rest->at, rest->at + rest->len};
    struct evn_bytes whole;
    struct evn_frame f = {0};
    if (!take_bytes(&after, TAG_BLOCK_FRAME, &whole))
        return EVN_E_CORRUPT;
    struct rest in = {whole.at, whole.at + whole.len};
    if (!take_number(&in, TAG_KIND, &f.kind) || !take_number(&in, TAG_VERSION, &f.version))
        return EVN_E_CORRUPT;
    uint32_t flag = 0;
    if (take_tag(&in, TAG_IGNORABLE) && (!take_varint(&in, &flag) || flag != 1))
        return EVN_E_CORRUPT;
    f.ignorable = flag == 1;
    if (!take_number(&in, TAG_COUNT, &f.count))
        return EVN_E_CORRUPT;
    if (in.at != in.end && *in.at == TAG_CAUSE &&
        (!take_bytes(&in, TAG_CAUSE, &f.cause) || f.cause.len == 0))
        return EVN_E_CORRUPT;
    if (!take_bytes(&in, TAG_BODY, &f.body) || in.at != in.end)
        return EVN_E_CORRUPT;
    *rest = evn_bytes_of(after.at, (size_t)(after.end - after.at));
    *out = f;
    return EVN_OK;
}

evn_err evn_frame_next(struct evn_bytes *rest, struct evn_frame *out)
{
    if (rest->len == 0)
        return EVN_E_AGAIN;
    return next_short(rest, out) ? EVN_OK : next_any(rest, out);
}

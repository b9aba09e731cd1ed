#include "common/wire/envelope.h"

#include "common/base/pbw.h"

/* Bytes of one opaque part; the frame around it is bounded by the endpoint. */
enum { PART_MAX = 64 * 1024 * 1024 };

static const struct evn_wire_field position_fields[] = {
    EVN_FIELD_PLAIN(1, FIXED, struct evn_position, log_id, EVN_REQUIRED),
    EVN_FIELD_NUMBER(2, U64, struct evn_position, incarnation, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(3, U64, struct evn_position, seq, 0, 0, INT64_MAX),
};
const struct evn_wire_message evn_position_table =
    EVN_MESSAGE("evernormal.wire.v1.Position", struct evn_position, position_fields);

static const struct evn_wire_field on_behalf_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_on_behalf, actor, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_on_behalf, role, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_on_behalf, scope, 0, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_on_behalf, device, 0, 1),
};
static const struct evn_wire_message on_behalf_table =
    EVN_MESSAGE("evernormal.wire.v1.OnBehalf", struct evn_on_behalf, on_behalf_fields);

static const struct evn_wire_field post_fields[] = {
    EVN_FIELD_LIST(1, BYTES, struct evn_wire_post, command, EVN_REQUIRED, 1, EVN_COMMANDS_MAX,
                   NULL),
};
static const struct evn_wire_message post_table =
    EVN_MESSAGE("evernormal.wire.v1.Post", struct evn_wire_post, post_fields);

static const struct evn_wire_field query_fields[] = {
    EVN_FIELD_BYTES(1, struct evn_wire_query, body, EVN_REQUIRED, 1, EVN_INTERACTIVE_MAX),
    EVN_FIELD_MSG(2, struct evn_wire_query, at_least, 0, &evn_position_table),
};
static const struct evn_wire_message query_table =
    EVN_MESSAGE("evernormal.wire.v1.Query", struct evn_wire_query, query_fields);

static const struct evn_wire_field read_fields[] = {
    EVN_FIELD_NUMBER(1, U64, struct evn_wire_read, from_seq, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_NUMBER(2, U32, struct evn_wire_read, bytes_max, 0, 0, EVN_BULK_MAX),
    EVN_FIELD_NUMBER(3, U32, struct evn_wire_read, wait_ms, 0, 0, EVN_WAIT_MAX_MS),
};
static const struct evn_wire_message read_table =
    EVN_MESSAGE("evernormal.wire.v1.Read", struct evn_wire_read, read_fields);

static const struct evn_wire_field hello_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_hello, client, 0, 1),
};
static const struct evn_wire_message hello_table =
    EVN_MESSAGE("evernormal.wire.v1.Hello", struct evn_wire_hello, hello_fields);

static const struct evn_wire_field request_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_wire_request, version, EVN_REQUIRED, 1, EVN_WIRE_VERSION),
    EVN_FIELD_NUMBER(2, U64, struct evn_wire_request, correlation, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_LIST(3, MSG, struct evn_wire_request, after, 0, 0, EVN_AFTER_MAX,
                   &evn_position_table),
    EVN_FIELD_REF(4, struct evn_wire_request, on_behalf_of, 0, &on_behalf_table),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_wire_request, want_events, 0),
    EVN_FIELD_REF(6, struct evn_wire_request, post, EVN_ONE_OF, &post_table),
    EVN_FIELD_REF(7, struct evn_wire_request, query, EVN_ONE_OF, &query_table),
    EVN_FIELD_REF(8, struct evn_wire_request, read, EVN_ONE_OF, &read_table),
    EVN_FIELD_REF(9, struct evn_wire_request, hello, EVN_ONE_OF, &hello_table),
    EVN_FIELD_REF(10, struct evn_wire_request, operate, EVN_ONE_OF, &evn_operate_table),
    EVN_FIELD_REF(11, struct evn_wire_request, sent_by, 0, &evn_position_table),
};
const struct evn_wire_message evn_request_table =
    EVN_MESSAGE("evernormal.wire.v1.Request", struct evn_wire_request, request_fields);

static const struct evn_wire_field answer_fields[] = {
    EVN_FIELD_PLAIN(1, ID, struct evn_wire_answer, id, 0),
    EVN_FIELD_NUMBER(2, U64, struct evn_wire_answer, first_seq, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(3, U32, struct evn_wire_answer, count, 0, 0, UINT32_MAX),
    EVN_FIELD_REF(4, struct evn_wire_answer, refusal, 0, &evn_refusal_table),
    EVN_FIELD_LIST(5, BYTES, struct evn_wire_answer, event, 0, 0, EVN_BLOCKS_MAX, NULL),
};
static const struct evn_wire_message answer_table =
    EVN_MESSAGE("evernormal.wire.v1.Answer", struct evn_wire_answer, answer_fields);

static const struct evn_wire_field block_fields[] = {
    EVN_FIELD_NUMBER(1, U64, struct evn_wire_block, first_seq, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_NUMBER(2, U32, struct evn_wire_block, count, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(3, I64, struct evn_wire_block, recorded_at_us, 0, EVN_AT_MIN_US,
                     EVN_AT_MAX_US),
    EVN_FIELD_BYTES(4, struct evn_wire_block, payload, 0, 1, PART_MAX),
    EVN_FIELD_PLAIN(5, FIXED, struct evn_wire_block, hash, 0),
    EVN_FIELD_PLAIN(6, FIXED, struct evn_wire_block, prev, 0),
    EVN_FIELD_NUMBER(7, U64, struct evn_wire_block, incarnation, 0, 0, INT64_MAX),
};
static const struct evn_wire_message block_table =
    EVN_MESSAGE("evernormal.wire.v1.Block", struct evn_wire_block, block_fields);

static const struct evn_wire_field welcome_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_welcome, service, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_welcome, version, 0, 1),
    EVN_FIELD_PLAIN(3, FIXED, struct evn_welcome, log_id, 0),
    EVN_FIELD_NUMBER(4, U64, struct evn_welcome, incarnation, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(5, U64, struct evn_welcome, next_seq, 0, 0, INT64_MAX),
    EVN_FIELD_NUMBER(6, U64, struct evn_welcome, view_seq, 0, 0, INT64_MAX),
    EVN_FIELD_PLAIN(7, BOOL, struct evn_welcome, exercise, 0),
};
static const struct evn_wire_message welcome_table =
    EVN_MESSAGE("evernormal.wire.v1.Welcome", struct evn_welcome, welcome_fields);

static const struct evn_wire_field reply_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_wire_reply, version, EVN_REQUIRED, 1, EVN_WIRE_VERSION),
    EVN_FIELD_NUMBER(2, U64, struct evn_wire_reply, correlation, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_MSG(3, struct evn_wire_reply, position, 0, &evn_position_table),
    EVN_FIELD_REF(4, struct evn_wire_reply, refusal, 0, &evn_refusal_table),
    EVN_FIELD_LIST(5, MSG, struct evn_wire_reply, answer, 0, 0, EVN_COMMANDS_MAX, &answer_table),
    EVN_FIELD_BYTES(6, struct evn_wire_reply, result, 0, 1, PART_MAX),
    EVN_FIELD_LIST(7, MSG, struct evn_wire_reply, block, 0, 0, EVN_BLOCKS_MAX, &block_table),
    EVN_FIELD_REF(8, struct evn_wire_reply, welcome, 0, &welcome_table),
    EVN_FIELD_REF(9, struct evn_wire_reply, operated, 0, &evn_operated_table),
};
const struct evn_wire_message evn_reply_table =
    EVN_MESSAGE("evernormal.wire.v1.Reply", struct evn_wire_reply, reply_fields);

evn_err evn_request_decode(struct evn_bytes bytes, size_t len_max, struct evn_arena *arena,
                           struct evn_wire_request *out, struct evn_refusal *why)
{
    if (bytes.len > len_max) {
        *why = evn_refusal_of(EVN_E_TOO_LARGE);
        why->have = (int64_t)bytes.len;
        why->want = (int64_t)len_max;
        return EVN_E_TOO_LARGE;
    }
    return evn_wire_decode(&evn_request_table, bytes, arena, EVN_WIRE_STRICT, out, why);
}

uint64_t evn_request_correlation(struct evn_bytes bytes)
{
    struct evn_pb_field in;
    while (evn_pb_next(&bytes, &in) == EVN_OK)
        if (in.number == 2 && in.type == 0)
            return in.value;
    return 0;
}

static uint8_t *put_varint(uint8_t *to, uint64_t value)
{
    for (; value >= 0x80; value >>= 7)
        *to++ = (uint8_t)(value | 0x80);
    *to++ = (uint8_t)value;
    return to;
}

/* As answer_fields says, for there are thousands in one reply. */
evn_err evn_reply_accepted(struct evn_buf *reply, const struct evn_id *id, uint64_t first_seq,
                           uint32_t count)
{
    enum { TAG_ANSWER = 5 << 3 | 2, TAG_ID = 1 << 3 | 2, TAG_SEQ = 2 << 3, TAG_COUNT = 3 << 3 };
    enum { ANSWER_MAX = 2 + 2 + EVN_ID_LEN + 1 + 10 + 1 + 5 };
    if (reply->max - reply->len < ANSWER_MAX)
        return EVN_E_LIMIT;
    uint8_t *start = evn_buf_room(reply, ANSWER_MAX), *at = start + 2;
    if (start == NULL)
        return EVN_E_NO_MEMORY;
    *at++ = TAG_ID;
    *at++ = EVN_ID_LEN;
    memcpy(at, id->b, EVN_ID_LEN);
    at += EVN_ID_LEN;
    *at++ = TAG_SEQ;
    at = put_varint(at, first_seq);
    *at++ = TAG_COUNT;
    at = put_varint(at, count);
    start[0] = TAG_ANSWER;
    start[1] = (uint8_t)(at - start - 2);
    evn_buf_used(reply, (size_t)(at - start));
    return EVN_OK;
}

evn_err evn_reply_decode(struct evn_bytes bytes, struct evn_arena *arena,
                         struct evn_wire_reply *out, struct evn_refusal *why)
{
    return evn_wire_decode(&evn_reply_table, bytes, arena, EVN_WIRE_LENIENT, out, why);
}

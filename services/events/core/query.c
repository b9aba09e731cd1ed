#include "services/events/core/query.h"

static const struct evn_wire_field stream_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_stream_position, source, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(2, FIXED, struct evn_stream_position, log_id, EVN_REQUIRED),
    EVN_FIELD_NUMBER(3, U64, struct evn_stream_position, seq, 0, 0, EVN_WIRE_ANY),
};
static const struct evn_wire_message stream_table =
    EVN_MESSAGE("evernormal.events.v1.StreamPosition", struct evn_stream_position, stream_fields);

static const struct evn_wire_field cursor_fields[] = {
    EVN_FIELD_BYTES(1, struct evn_hub_cursor, hub, 0, 16, 16),
    EVN_FIELD_NUMBER(2, U64, struct evn_hub_cursor, position, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_LIST(3, MSG, struct evn_hub_cursor, stream, 0, 0, EVN_STREAMS_MAX, &stream_table),
};
const struct evn_wire_message evn_hub_cursor_table =
    EVN_MESSAGE("evernormal.events.v1.Cursor", struct evn_hub_cursor, cursor_fields);

static const struct evn_wire_field follow_fields[] = {
    EVN_FIELD_MSG(1, struct evn_hub_follow, cursor, 0, &evn_hub_cursor_table),
    EVN_FIELD_MSG(2, struct evn_hub_follow, filter, 0, &evn_filter_table),
    EVN_FIELD_TEXT(3, CODE, struct evn_hub_follow, name, 0, 1),
    EVN_FIELD_NUMBER(4, U32, struct evn_hub_follow, bytes_max, 0, 4096, UINT32_MAX),
    EVN_FIELD_NUMBER(5, U32, struct evn_hub_follow, wait_ms, 0, 0, EVN_FOLLOW_WAIT_MAX_MS),
};
static const struct evn_wire_message follow_table =
    EVN_MESSAGE("evernormal.events.v1.Follow", struct evn_hub_follow, follow_fields);

static const struct evn_wire_message position_table = {.name = "evernormal.events.v1.Position",
                                                       .size = sizeof(struct evn_hub_empty)};
static const struct evn_wire_message subscriptions_table = {
    .name = "evernormal.events.v1.Subscriptions", .size = sizeof(struct evn_hub_empty)};

static const struct evn_wire_field query_fields[] = {
    EVN_FIELD_REF(16, struct evn_hub_query, follow, EVN_ONE_OF, &follow_table),
    EVN_FIELD_REF(17, struct evn_hub_query, position, EVN_ONE_OF, &position_table),
    EVN_FIELD_REF(18, struct evn_hub_query, subscriptions, EVN_ONE_OF, &subscriptions_table),
};
const struct evn_wire_message evn_hub_query_table =
    EVN_MESSAGE("evernormal.events.v1.Query", struct evn_hub_query, query_fields);

static const struct evn_wire_field reset_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_hub_reset, reason, 0, 0, EVN_RESET_FORGOTTEN),
    EVN_FIELD_MSG(2, struct evn_hub_reset, head, 0, &evn_hub_cursor_table),
};
const struct evn_wire_message evn_hub_reset_table =
    EVN_MESSAGE("evernormal.events.v1.Reset", struct evn_hub_reset, reset_fields);

static const struct evn_wire_field event_fields[] = {
    EVN_FIELD_NUMBER(1, U64, struct evn_hub_event, position, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_TEXT(2, CODE, struct evn_hub_event, source, 0, 1),
    EVN_FIELD_NUMBER(3, U64, struct evn_hub_event, seq, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_NUMBER(4, I64, struct evn_hub_event, recorded_at_us, 0, INT64_MIN, INT64_MAX),
    EVN_FIELD_NUMBER(5, U32, struct evn_hub_event, kind, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(6, U32, struct evn_hub_event, version, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(7, U32, struct evn_hub_event, count, 0, 0, UINT32_MAX),
    EVN_FIELD_BYTES(8, struct evn_hub_event, body, 0, 0, 1 << 20),
    EVN_FIELD_BYTES(9, struct evn_hub_event, cause, 0, 0, 1 << 10),
    EVN_FIELD_PLAIN(10, BOOL, struct evn_hub_event, body_left_out, 0),
};
const struct evn_wire_message evn_hub_event_table =
    EVN_MESSAGE("evernormal.events.v1.Event", struct evn_hub_event, event_fields);

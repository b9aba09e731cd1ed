#include "common/wire/operate.h"

static const struct evn_wire_field operate_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_wire_operate, what, EVN_REQUIRED, 1, EVN_OPERATE_KEYS),
    EVN_FIELD_NUMBER(2, U64, struct evn_wire_operate, seq, 0, 0, INT64_MAX),
};
const struct evn_wire_message evn_operate_table =
    EVN_MESSAGE("evernormal.wire.v1.Operate", struct evn_wire_operate, operate_fields);

static const struct evn_wire_field memory_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_memory, name, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U64, struct evn_wire_memory, n, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_NUMBER(3, U64, struct evn_wire_memory, n_max, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_NUMBER(4, U64, struct evn_wire_memory, bytes, 0, 0, EVN_WIRE_ANY),
};
static const struct evn_wire_message memory_table =
    EVN_MESSAGE("evernormal.wire.v1.MemoryPart", struct evn_wire_memory, memory_fields);

#define COUNT(tag, member)                                                                         \
    EVN_FIELD_NUMBER(tag, U64, struct evn_wire_status, member, 0, 0, EVN_WIRE_ANY)
#define INSTANT(tag, member)                                                                       \
    EVN_FIELD_NUMBER(tag, I64, struct evn_wire_status, member, 0, EVN_AT_MIN_US, EVN_AT_MAX_US)

static const struct evn_wire_field status_fields[] = {
    COUNT(1, committed),
    INSTANT(2, now_us),
    INSTANT(3, business_us),
    COUNT(4, n_accepted),
    COUNT(5, n_refused),
    COUNT(6, n_repeated),
    COUNT(7, n_lanes),
    INSTANT(8, oldest_lane_us),
    COUNT(9, n_waiting),
    COUNT(10, n_keys),
    COUNT(11, n_received),
    COUNT(12, n_malformed),
    COUNT(13, n_unsent),
    COUNT(14, arena_peak),
    COUNT(15, n_blocks),
    COUNT(16, flush_us),
    EVN_FIELD_LIST(17, MSG, struct evn_wire_status, memory, 0, 0, EVN_MEMORY_PARTS_MAX,
                   &memory_table),
    COUNT(18, views_seq),
    COUNT(19, paced_us),
};
static const struct evn_wire_message status_table =
    EVN_MESSAGE("evernormal.wire.v1.Status", struct evn_wire_status, status_fields);

static const struct evn_wire_field digest_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_wire_digest, sum, EVN_REQUIRED, 64),
    EVN_FIELD_NUMBER(2, U64, struct evn_wire_digest, n_entries, 0, 0, EVN_WIRE_ANY),
};
static const struct evn_wire_message digest_table =
    EVN_MESSAGE("evernormal.wire.v1.Digest", struct evn_wire_digest, digest_fields);

static const struct evn_wire_field lane_fields[] = {
    EVN_FIELD_NUMBER(1, U64, struct evn_wire_lane, seq, EVN_REQUIRED, 1, INT64_MAX),
    EVN_FIELD_PLAIN(2, ID, struct evn_wire_lane, command_id, 0),
    EVN_FIELD_TEXT(3, TEXT, struct evn_wire_lane, target, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_lane, key, 0, 1),
    EVN_FIELD_NUMBER(5, I64, struct evn_wire_lane, created_at_us, 0, EVN_AT_MIN_US, EVN_AT_MAX_US),
    EVN_FIELD_NUMBER(6, U32, struct evn_wire_lane, n_tries, 0, 0, UINT32_MAX),
    EVN_FIELD_PLAIN(7, BOOL, struct evn_wire_lane, in_flight, 0),
    EVN_FIELD_PLAIN(8, BOOL, struct evn_wire_lane, parked, 0),
};
static const struct evn_wire_message lane_table =
    EVN_MESSAGE("evernormal.wire.v1.LaneEntry", struct evn_wire_lane, lane_fields);

static const struct evn_wire_field key_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_wire_key, public_key, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_wire_key, name, 0, 1),
    EVN_FIELD_NUMBER(3, U32, struct evn_wire_key, roles, 0, 0, UINT32_MAX),
    EVN_FIELD_TEXT(4, TEXT, struct evn_wire_key, scope, 0, 1),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_wire_key, revoked, 0),
    EVN_FIELD_TEXT(6, TEXT, struct evn_wire_key, staff, 0, 1),
    EVN_FIELD_TEXT(7, TEXT, struct evn_wire_key, device, 0, 1),
    EVN_FIELD_NUMBER(8, U32, struct evn_wire_key, resting, 0, 0, UINT32_MAX),
    EVN_FIELD_TEXT(9, TEXT, struct evn_wire_key, course, 0, 1),
};
static const struct evn_wire_message key_table =
    EVN_MESSAGE("evernormal.wire.v1.KeyRight", struct evn_wire_key, key_fields);

static const struct evn_wire_field operated_fields[] = {
    EVN_FIELD_REF(1, struct evn_wire_operated, status, 0, &status_table),
    EVN_FIELD_REF(2, struct evn_wire_operated, digest, 0, &digest_table),
    EVN_FIELD_LIST(3, MSG, struct evn_wire_operated, lane, 0, 0, EVN_OPERATED_MAX, &lane_table),
    EVN_FIELD_LIST(4, MSG, struct evn_wire_operated, key, 0, 0, EVN_OPERATED_MAX, &key_table),
    EVN_FIELD_NUMBER(5, U64, struct evn_wire_operated, next_seq, 0, 0, INT64_MAX),
};
const struct evn_wire_message evn_operated_table =
    EVN_MESSAGE("evernormal.wire.v1.Operated", struct evn_wire_operated, operated_fields);

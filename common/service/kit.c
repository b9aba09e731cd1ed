#include "common/service/kit.h"

#include "common/base/pbw.h"
static const struct evn_wire_field cause_fields[] = {
    EVN_FIELD_PLAIN(1, ID, struct evn_cause, command_id, EVN_REQUIRED),
    EVN_FIELD_PLAIN(2, FIXED, struct evn_cause, command_hash, EVN_REQUIRED),
    EVN_FIELD_TEXT(3, TEXT, struct evn_cause, actor, 0, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_cause, role, 0, 1),
    EVN_FIELD_TEXT(5, TEXT, struct evn_cause, device, 0, 1),
};
const struct evn_wire_message evn_cause_message =
    EVN_MESSAGE("evernormal.service.v1.Cause", struct evn_cause, cause_fields);

static const struct evn_wire_field outbox_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_outbox, target, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_outbox, key, 0, 1),
    EVN_FIELD_BYTES(3, struct evn_outbox, command, EVN_REQUIRED, 1, 1 << 20),
};
const struct evn_wire_message evn_outbox_message =
    EVN_MESSAGE("evernormal.service.v1.Outbox", struct evn_outbox, outbox_fields);

static const struct evn_wire_field lane_answer_fields[] = {
    EVN_FIELD_NUMBER(1, U64, struct evn_lane_answer, outbox_seq, EVN_REQUIRED, 1, EVN_WIRE_ANY),
    EVN_FIELD_NUMBER(2, U64, struct evn_lane_answer, first_seq, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_NUMBER(3, U32, struct evn_lane_answer, count, 0, 0, UINT32_MAX),
    EVN_FIELD_MSG(4, struct evn_lane_answer, refusal, 0, &evn_refusal_table),
    EVN_FIELD_TEXT(5, CODE, struct evn_lane_answer, target, 0, 1),
};
const struct evn_wire_message evn_lane_answer_message =
    EVN_MESSAGE("evernormal.service.v1.LaneAnswer", struct evn_lane_answer, lane_answer_fields);

static const struct evn_wire_field cursor_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_cursor, source, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(2, FIXED, struct evn_cursor, log_id, EVN_REQUIRED),
    EVN_FIELD_NUMBER(3, U64, struct evn_cursor, incarnation, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_NUMBER(4, U64, struct evn_cursor, seq, 0, 0, EVN_WIRE_ANY),
};
const struct evn_wire_message evn_cursor_message =
    EVN_MESSAGE("evernormal.service.v1.Cursor", struct evn_cursor, cursor_fields);

static const struct evn_wire_field clock_fields[] = {
    EVN_FIELD_NUMBER(1, I64, struct evn_clock, business_us, EVN_REQUIRED, EVN_AT_MIN_US,
                     EVN_AT_MAX_US),
};
const struct evn_wire_message evn_clock_message =
    EVN_MESSAGE("evernormal.service.v1.Clock", struct evn_clock, clock_fields);

static const struct evn_wire_field tick_fields[] = {
    EVN_FIELD_NUMBER(1, I64, struct evn_tick, business_us, EVN_REQUIRED, EVN_AT_MIN_US,
                     EVN_AT_MAX_US),
};
const struct evn_wire_message evn_tick_message =
    EVN_MESSAGE("evernormal.service.v1.Tick", struct evn_tick, tick_fields);

static const struct evn_wire_field key_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct evn_key_fact, public_key, EVN_REQUIRED, 40),
    EVN_FIELD_TEXT(2, TEXT, struct evn_key_fact, name, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, U32, struct evn_key_fact, roles, 0, 0, UINT32_MAX),
    EVN_FIELD_TEXT(4, CODE, struct evn_key_fact, scope, 0, 1),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_key_fact, revoked, 0),
    EVN_FIELD_TEXT(6, CODE, struct evn_key_fact, staff, 0, 1),
    EVN_FIELD_TEXT(7, TEXT, struct evn_key_fact, device, 0, 1),
};
const struct evn_wire_message evn_key_message =
    EVN_MESSAGE("evernormal.service.v1.Key", struct evn_key_fact, key_fields);

static const struct evn_wire_field rest_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_rest, roles, 0, 0, UINT32_MAX),
    EVN_FIELD_TEXT(2, CODE, struct evn_rest, course, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(3, DAY, struct evn_rest, since_day, 0),
};
static const struct evn_wire_message rest_table =
    EVN_MESSAGE("evernormal.service.v1.Rest", struct evn_rest, rest_fields);

static const struct evn_wire_field standing_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_standing, staff, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(2, MSG, struct evn_standing, rests, 0, 0, EVN_RESTS_MAX, &rest_table),
    EVN_FIELD_PLAIN(3, BOOL, struct evn_standing, ended, 0),
    EVN_FIELD_PLAIN(4, DAY, struct evn_standing, next_day, 0),
    EVN_FIELD_NUMBER(5, U64, struct evn_standing, rules, 0, 0, EVN_WIRE_ANY),
};
const struct evn_wire_message evn_standing_message =
    EVN_MESSAGE("evernormal.service.v1.Standing", struct evn_standing, standing_fields);

static evn_err bad(evn_err err, const char *field, const char *subject, struct evn_refusal *why)
{
    *why = evn_refusal_of(err);
    evn_refusal_text(why->field, sizeof why->field, field);
    evn_refusal_text(why->subject, sizeof why->subject, subject);
    return err;
}

static evn_err read_tick(struct evn_bytes body, struct evn_command_head *out,
                         struct evn_refusal *why)
{
    out->has_tick = true;
    return evn_wire_decode(&evn_tick_message, body, NULL, EVN_WIRE_STRICT, &out->tick, why);
}

evn_err evn_command_head_read(struct evn_bytes command, struct evn_command_head *out,
                              struct evn_refusal *why)
{
    struct evn_bytes rest = command, tick = {0};
    struct evn_pb_field field;
    evn_err err;
    bool has_id = false;
    *out = (struct evn_command_head){0};
    while ((err = evn_pb_next(&rest, &field)) == EVN_OK) {
        if (field.number == 1) {
            if (has_id || field.type != 2 || evn_id_from_bytes(field.bytes, &out->id) != EVN_OK)
                return bad(EVN_E_BAD_ID, "id", "", why);
            has_id = true;
        } else {
            if (out->tag != 0)
                return bad(EVN_E_BAD_MESSAGE, "", "a command holds one kind of content", why);
            out->tag = field.number;
            tick = field.bytes;
        }
    }
    if (err != EVN_E_AGAIN)
        return bad(EVN_E_BAD_MESSAGE, "", "not a protobuf message", why);
    if (!has_id)
        return bad(EVN_E_MISSING_FIELD, "id", "", why);
    if (out->tag == 0)
        return bad(EVN_E_MISSING_FIELD, "kind", "", why);
    return out->tag == 2 ? read_tick(tick, out, why) : EVN_OK;
}

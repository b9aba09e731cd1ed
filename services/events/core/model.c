#include "services/events/core/model.h"

static const struct evn_wire_field filter_fields[] = {
    EVN_FIELD_LIST(1, CODE, struct evn_filter, areas, 0, 0, EVN_FILTER_MAX, NULL),
    EVN_FIELD_LIST(2, CODE, struct evn_filter, places, 0, 0, EVN_FILTER_MAX, NULL),
    EVN_FIELD_LIST(3, CODE, struct evn_filter, items, 0, 0, EVN_FILTER_MAX, NULL),
    EVN_FIELD_LIST(4, U32, struct evn_filter, kinds, 0, 0, EVN_FILTER_MAX, NULL),
    EVN_FIELD_LIST(5, CODE, struct evn_filter, sources, 0, 0, EVN_STREAMS_MAX, NULL),
};
const struct evn_wire_message evn_filter_table =
    EVN_MESSAGE("evernormal.events.v1.Filter", struct evn_filter, filter_fields);

static const struct evn_wire_field source_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_hub_source, number, EVN_REQUIRED, 1, EVN_STREAMS_MAX),
    EVN_FIELD_TEXT(2, CODE, struct evn_hub_source, name, EVN_REQUIRED, 1),
    EVN_FIELD_PLAIN(3, FIXED, struct evn_hub_source, log_id, EVN_REQUIRED),
};
const struct evn_wire_message evn_hub_source_table =
    EVN_MESSAGE("evernormal.events.v1.Source", struct evn_hub_source, source_fields);

static const struct evn_wire_field range_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_hub_range, source, EVN_REQUIRED, 1, EVN_STREAMS_MAX),
    EVN_FIELD_NUMBER(2, U64, struct evn_hub_range, first_seq, EVN_REQUIRED, 1, EVN_WIRE_ANY),
    EVN_FIELD_NUMBER(3, U32, struct evn_hub_range, count, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_PLAIN(4, BOOL, struct evn_hub_range, forced, 0),
};
const struct evn_wire_message evn_hub_range_table =
    EVN_MESSAGE("evernormal.events.v1.Range", struct evn_hub_range, range_fields);

static const struct evn_wire_field known_fields[] = {
    EVN_FIELD_NUMBER(1, U32, struct evn_hub_known, table, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_NUMBER(2, U32, struct evn_hub_known, number, EVN_REQUIRED, 1, UINT32_MAX),
    EVN_FIELD_TEXT(3, TEXT, struct evn_hub_known, id, 0, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_hub_known, area, 0, 1),
    EVN_FIELD_NUMBER(5, U32, struct evn_hub_known, place, 0, 0, UINT32_MAX),
    EVN_FIELD_NUMBER(6, U32, struct evn_hub_known, item, 0, 0, UINT32_MAX),
};
const struct evn_wire_message evn_hub_known_table =
    EVN_MESSAGE("evernormal.events.v1.Known", struct evn_hub_known, known_fields);

static const struct evn_wire_field subscription_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_hub_subscription, name, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_hub_subscription, owner, EVN_REQUIRED, 1),
    EVN_FIELD_MSG(3, struct evn_hub_subscription, filter, 0, &evn_filter_table),
    EVN_FIELD_NUMBER(4, U64, struct evn_hub_subscription, position, 0, 0, EVN_WIRE_ANY),
};
const struct evn_wire_message evn_hub_subscription_table = EVN_MESSAGE(
    "evernormal.events.v1.Subscription", struct evn_hub_subscription, subscription_fields);

static const struct evn_wire_field ack_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_hub_ack, name, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U64, struct evn_hub_ack, position, EVN_REQUIRED, 1, EVN_WIRE_ANY),
};
const struct evn_wire_message evn_hub_acked_table =
    EVN_MESSAGE("evernormal.events.v1.Acked", struct evn_hub_ack, ack_fields);
static const struct evn_wire_message ack_table =
    EVN_MESSAGE("evernormal.events.v1.Ack", struct evn_hub_ack, ack_fields);

static const struct evn_wire_field unsubscribe_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_hub_unsubscribe, name, EVN_REQUIRED, 1),
};
const struct evn_wire_message evn_hub_unsubscribed_table = EVN_MESSAGE(
    "evernormal.events.v1.Unsubscribed", struct evn_hub_unsubscribe, unsubscribe_fields);
static const struct evn_wire_message unsubscribe_table =
    EVN_MESSAGE("evernormal.events.v1.Unsubscribe", struct evn_hub_unsubscribe, unsubscribe_fields);

static const struct evn_wire_field subscribe_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_hub_subscribe, name, EVN_REQUIRED, 1),
    EVN_FIELD_MSG(2, struct evn_hub_subscribe, filter, 0, &evn_filter_table),
    EVN_FIELD_PLAIN(3, BOOL, struct evn_hub_subscribe, from_start, 0),
    EVN_FIELD_NUMBER(4, U64, struct evn_hub_subscribe, position, 0, 0, EVN_WIRE_ANY),
    EVN_FIELD_PLAIN(5, BOOL, struct evn_hub_subscribe, replace, 0),
};
static const struct evn_wire_message subscribe_table =
    EVN_MESSAGE("evernormal.events.v1.Subscribe", struct evn_hub_subscribe, subscribe_fields);

static const struct evn_wire_field command_fields[] = {
    EVN_FIELD_PLAIN(1, ID, struct evn_hub_command, id, EVN_REQUIRED),
    EVN_FIELD_REF(2, struct evn_hub_command, tick, EVN_ONE_OF, &evn_tick_message),
    EVN_FIELD_REF(16, struct evn_hub_command, subscribe, EVN_ONE_OF, &subscribe_table),
    EVN_FIELD_REF(17, struct evn_hub_command, ack, EVN_ONE_OF, &ack_table),
    EVN_FIELD_REF(18, struct evn_hub_command, unsubscribe, EVN_ONE_OF, &unsubscribe_table),
};
const struct evn_wire_message evn_hub_command_table =
    EVN_MESSAGE("evernormal.events.v1.Command", struct evn_hub_command, command_fields);

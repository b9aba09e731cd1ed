#include "services/dispatch/core/command.h"

#define PROTO(name)      "evernormal.dispatch.v1." name
#define UNITS(tag, s, m) EVN_FIELD_NUMBER(tag, I64, s, m, 0, 0, EVN_DSP_UNITS_MAX)

static const struct evn_wire_field request_line_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_request_line, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_dsp_request_line, quantity, EVN_REQUIRED, 1,
                     EVN_DSP_UNITS_MAX),
    EVN_FIELD_TEXT(3, TEXT, struct evn_dsp_request_line, note, 0, 1),
};
static const struct evn_wire_message request_line_table =
    EVN_MESSAGE(PROTO("RequestLine"), struct evn_dsp_request_line, request_line_fields);

static const struct evn_wire_field request_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_request_put, request, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_request_put, community, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(3, U32, struct evn_dsp_request_put, tier, 0, 1, 3),
    EVN_FIELD_LIST(4, MSG, struct evn_dsp_request_put, lines, EVN_LINES, 1, EVN_DSP_LINES_MAX,
                   &request_line_table),
    EVN_FIELD_TEXT(5, TEXT, struct evn_dsp_request_put, note, 0, 1),
    EVN_FIELD_PLAIN(6, BOOL, struct evn_dsp_request_put, urgent, 0),
};
static const struct evn_wire_message request_table =
    EVN_MESSAGE(PROTO("RequestPut"), struct evn_dsp_request_put, request_fields);

static const struct evn_wire_field cancel_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_cancel, request, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_cancel, line, 0, 0, EVN_DSP_LINES_MAX),
};
static const struct evn_wire_message cancel_table =
    EVN_MESSAGE(PROTO("Cancel"), struct evn_dsp_cancel, cancel_fields);

static const struct evn_wire_field round_now_fields[] = {
    EVN_FIELD_LIST(1, CODE, struct evn_dsp_round_now, items, 0, 0, EVN_DSP_ITEMS_MAX, NULL),
};
static const struct evn_wire_message round_now_table =
    EVN_MESSAGE(PROTO("RoundNow"), struct evn_dsp_round_now, round_now_fields);

static const struct evn_wire_field parameters_fields[] = {
    EVN_FIELD_MSG(1, struct evn_dsp_parameters_put, parameters, EVN_REQUIRED,
                  &evn_dsp_parameters_table),
};
static const struct evn_wire_message parameters_table =
    EVN_MESSAGE(PROTO("ParametersPut"), struct evn_dsp_parameters_put, parameters_fields);

static const struct evn_wire_field trip_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_trip_ref, trip, EVN_REQUIRED, 1),
};
static const struct evn_wire_message load_table =
    EVN_MESSAGE(PROTO("Load"), struct evn_dsp_trip_ref, trip_fields);
static const struct evn_wire_field depart_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_depart, trip, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_depart, crew, 0, 1),
};
static const struct evn_wire_message depart_table =
    EVN_MESSAGE(PROTO("Depart"), struct evn_dsp_depart, depart_fields);

static const struct evn_wire_field hand_over_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_hand_over, trip, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_hand_over, crew, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, TEXT, struct evn_dsp_hand_over, note, 0, 1),
};
static const struct evn_wire_message hand_over_table =
    EVN_MESSAGE(PROTO("HandOver"), struct evn_dsp_hand_over, hand_over_fields);
static const struct evn_wire_message close_table =
    EVN_MESSAGE(PROTO("Close"), struct evn_dsp_trip_ref, trip_fields);

static const struct evn_wire_field arrive_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_arrive, trip, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_arrive, stop, EVN_REQUIRED, 1, EVN_DSP_STOPS_MAX),
};
static const struct evn_wire_message arrive_table =
    EVN_MESSAGE(PROTO("Arrive"), struct evn_dsp_arrive, arrive_fields);

static const struct evn_wire_field receive_line_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_receive_line, item, EVN_REQUIRED, 1),
    UNITS(2, struct evn_dsp_receive_line, accepted),
    {.name = "short",
     .tag = 3,
     .kind = EVN_WIRE_I64,
     .size = sizeof(int64_t),
     .offset = offsetof(struct evn_dsp_receive_line, n_short),
     .max = EVN_DSP_UNITS_MAX},
    UNITS(4, struct evn_dsp_receive_line, damaged),
    UNITS(5, struct evn_dsp_receive_line, refused),
    UNITS(6, struct evn_dsp_receive_line, wrong),
    EVN_FIELD_TEXT(7, TEXT, struct evn_dsp_receive_line, wrong_lot, 0, 1),
    EVN_FIELD_PLAIN(8, DAY, struct evn_dsp_receive_line, wrong_expiry, 0),
    UNITS(9, struct evn_dsp_receive_line, over),
    EVN_FIELD_TEXT(10, TEXT, struct evn_dsp_receive_line, over_lot, 0, 1),
    EVN_FIELD_TEXT(11, TEXT, struct evn_dsp_receive_line, reason, 0, 1),
    EVN_FIELD_TEXT(12, TEXT, struct evn_dsp_receive_line, photo, 0, EVN_DSP_PHOTO_MAX - 1),
};
static const struct evn_wire_message receive_line_table =
    EVN_MESSAGE(PROTO("ReceiveLine"), struct evn_dsp_receive_line, receive_line_fields);

static const struct evn_wire_field receive_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_receive, trip, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_receive, stop, EVN_REQUIRED, 1, EVN_DSP_STOPS_MAX),
    EVN_FIELD_LIST(3, MSG, struct evn_dsp_receive, lines, EVN_LINES, 1, EVN_DSP_ITEMS_MAX,
                   &receive_line_table),
    EVN_FIELD_TEXT(4, TEXT, struct evn_dsp_receive, signed_by, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(5, TEXT, struct evn_dsp_receive, code, 0, EVN_DSP_CODE_MAX - 1),
    EVN_FIELD_TEXT(6, TEXT, struct evn_dsp_receive, reason, 0, 1),
};
static const struct evn_wire_message receive_table =
    EVN_MESSAGE(PROTO("Receive"), struct evn_dsp_receive, receive_fields);

static const struct evn_wire_field cancel_trip_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_cancel_trip, trip, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, TEXT, struct evn_dsp_cancel_trip, reason, EVN_REQUIRED, 1),
};
static const struct evn_wire_message cancel_trip_table =
    EVN_MESSAGE(PROTO("CancelTrip"), struct evn_dsp_cancel_trip, cancel_trip_fields);

static const struct evn_wire_field late_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_late, trip, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_late, late_s, EVN_REQUIRED, 1, EVN_DSP_LATE_MAX_S),
    EVN_FIELD_TEXT(3, TEXT, struct evn_dsp_late, reason, 0, 1),
};
static const struct evn_wire_message late_table =
    EVN_MESSAGE(PROTO("Late"), struct evn_dsp_late, late_fields);

static const struct evn_wire_field hinder_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_hinder, place, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_dsp_hinder, until_us, 0, 0, INT64_MAX),
    EVN_FIELD_TEXT(3, TEXT, struct evn_dsp_hinder, reason, EVN_REQUIRED, 1),
};
static const struct evn_wire_message hinder_table =
    EVN_MESSAGE(PROTO("Hinder"), struct evn_dsp_hinder, hinder_fields);

static const struct evn_wire_field clear_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_clear, place, EVN_REQUIRED, 1),
};
static const struct evn_wire_message clear_table =
    EVN_MESSAGE(PROTO("Clear"), struct evn_dsp_clear, clear_fields);

static const struct evn_wire_field replan_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_replan, place, 0, 1),
};
static const struct evn_wire_field change_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_change, request, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_change, line, EVN_REQUIRED, 1, EVN_DSP_LINES_MAX),
    EVN_FIELD_NUMBER(3, I64, struct evn_dsp_change, quantity, EVN_REQUIRED, 1, EVN_DSP_UNITS_MAX),
};
static const struct evn_wire_message change_table =
    EVN_MESSAGE(PROTO("Change"), struct evn_dsp_change, change_fields);

static const struct evn_wire_message replan_table =
    EVN_MESSAGE(PROTO("Replan"), struct evn_dsp_replan, replan_fields);

static const struct evn_wire_field transfer_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_transfer_step, person, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, ENUM, struct evn_dsp_transfer_step, step, EVN_REQUIRED,
                     EVN_DSP_STEP_BROUGHT, EVN_DSP_STEP_ENDED),
};
static const struct evn_wire_message transfer_table =
    EVN_MESSAGE(PROTO("TransferStep"), struct evn_dsp_transfer_step, transfer_fields);

static const struct evn_wire_field ticket_open_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_ticket_open, ticket, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, ENUM, struct evn_dsp_ticket_open, kind, EVN_REQUIRED,
                     EVN_DSP_TICKET_COMPLAINT, EVN_DSP_TICKET_SERVICE),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_ticket_open, ticket_class, 0, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_dsp_ticket_open, area, 0, 1),
    EVN_FIELD_TEXT(5, TEXT, struct evn_dsp_ticket_open, text, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(6, MSG, struct evn_dsp_ticket_open, links, EVN_LINES, 0, EVN_DSP_LINKS_MAX,
                   &evn_dsp_link_table),
    EVN_FIELD_TEXT(7, CODE, struct evn_dsp_ticket_open, unit, 0, 1),
};
static const struct evn_wire_message ticket_open_table =
    EVN_MESSAGE(PROTO("TicketOpen"), struct evn_dsp_ticket_open, ticket_open_fields);

static const struct evn_wire_field ticket_do_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_ticket_do, ticket, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, ENUM, struct evn_dsp_ticket_do, verb, EVN_REQUIRED, EVN_DSP_VERB_ACCEPT,
                     EVN_DSP_VERB_REOPEN),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_ticket_do, unit, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_dsp_ticket_do, text, 0, 1),
};
static const struct evn_wire_message ticket_do_table =
    EVN_MESSAGE(PROTO("TicketDo"), struct evn_dsp_ticket_do, ticket_do_fields);

static const struct evn_wire_field door_quantity_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_door_quantity, item, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, I64, struct evn_dsp_door_quantity, quantity, EVN_REQUIRED, 1,
                     EVN_DSP_UNITS_MAX),
};
static const struct evn_wire_message door_quantity_table =
    EVN_MESSAGE(PROTO("DoorQuantity"), struct evn_dsp_door_quantity, door_quantity_fields);

static const struct evn_wire_field door_put_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_door_put, person, 0, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_door_put, bag, 0, 1),
    EVN_FIELD_LIST(3, MSG, struct evn_dsp_door_put, lines, EVN_LINES, 1, EVN_DSP_DOOR_LINES_MAX,
                   &door_quantity_table),
};
static const struct evn_wire_message door_put_table =
    EVN_MESSAGE(PROTO("DoorPut"), struct evn_dsp_door_put, door_put_fields);

static const struct evn_wire_field door_start_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_door_start, trip, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_door_start, stop, EVN_REQUIRED, 1, EVN_DSP_STOPS_MAX),
    EVN_FIELD_LIST(3, MSG, struct evn_dsp_door_start, doors, 0, 1, EVN_DSP_DOORS_MAX,
                   &door_put_table),
};
static const struct evn_wire_message door_start_table =
    EVN_MESSAGE(PROTO("DoorStart"), struct evn_dsp_door_start, door_start_fields);

static const struct evn_wire_field door_visit_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_door_visit, trip, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_door_visit, stop, EVN_REQUIRED, 1, EVN_DSP_STOPS_MAX),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_door_visit, bag, EVN_REQUIRED, 1),
    EVN_FIELD_LIST(4, MSG, struct evn_dsp_door_visit, lines, 0, 0, EVN_DSP_DOOR_LINES_MAX,
                   &door_quantity_table),
    EVN_FIELD_NUMBER(5, ENUM, struct evn_dsp_door_visit, proof, 0, 0, EVN_DSP_PROOF_PHOTO),
    EVN_FIELD_TEXT(6, TEXT, struct evn_dsp_door_visit, proof_text, 0, 1),
    EVN_FIELD_NUMBER(7, ENUM, struct evn_dsp_door_visit, why, 0, 0, EVN_DSP_DOOR_OTHER),
    EVN_FIELD_TEXT(8, TEXT, struct evn_dsp_door_visit, note, 0, 1),
};
static const struct evn_wire_message door_visit_table =
    EVN_MESSAGE(PROTO("DoorVisit"), struct evn_dsp_door_visit, door_visit_fields);

static const struct evn_wire_field door_close_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_door_close, trip, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_door_close, stop, EVN_REQUIRED, 1, EVN_DSP_STOPS_MAX),
    EVN_FIELD_LIST(3, MSG, struct evn_dsp_door_close, returned, 0, 0, EVN_DSP_ITEMS_MAX,
                   &door_quantity_table),
};
static const struct evn_wire_message door_close_table =
    EVN_MESSAGE(PROTO("DoorClose"), struct evn_dsp_door_close, door_close_fields);

static const struct evn_wire_field ride_ask_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_ride_ask, ride, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, ENUM, struct evn_dsp_ride_ask, kind, EVN_REQUIRED, EVN_DSP_RIDE_DIALYSIS,
                     EVN_DSP_RIDE_OTHER),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_ride_ask, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(4, CODE, struct evn_dsp_ride_ask, community, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(5, U32, struct evn_dsp_ride_ask, severity, 0, 0, 5),
    EVN_FIELD_TEXT(6, CODE, struct evn_dsp_ride_ask, to, 0, 1),
    EVN_FIELD_NUMBER(7, I64, struct evn_dsp_ride_ask, due_us, 0, 0, INT64_MAX / 2),
};
static const struct evn_wire_message ride_ask_table =
    EVN_MESSAGE(PROTO("RideAsk"), struct evn_dsp_ride_ask, ride_ask_fields);

static const struct evn_wire_field ride_assign_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_ride_assign, ride, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(2, CODE, struct evn_dsp_ride_assign, vehicle, 0, 1),
    EVN_FIELD_NUMBER(3, I64, struct evn_dsp_ride_assign, from_us, 0, 0, INT64_MAX / 2),
    EVN_FIELD_NUMBER(4, I64, struct evn_dsp_ride_assign, until_us, 0, 0, INT64_MAX / 2),
};
static const struct evn_wire_message ride_assign_table =
    EVN_MESSAGE(PROTO("RideAssign"), struct evn_dsp_ride_assign, ride_assign_fields);

static const struct evn_wire_field ride_do_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_dsp_ride_do, ride, EVN_REQUIRED, 1),
    EVN_FIELD_NUMBER(2, ENUM, struct evn_dsp_ride_do, event, EVN_REQUIRED, EVN_DSP_RIDE_DEPART,
                     EVN_DSP_RIDE_CLOSE),
    EVN_FIELD_TEXT(3, CODE, struct evn_dsp_ride_do, place, 0, 1),
    EVN_FIELD_TEXT(4, TEXT, struct evn_dsp_ride_do, reason, 0, 1),
};
static const struct evn_wire_message ride_do_table =
    EVN_MESSAGE(PROTO("RideDo"), struct evn_dsp_ride_do, ride_do_fields);

#define KIND(tag_, name_, table_)                                                                  \
    EVN_FIELD_REF(tag_, struct evn_dsp_command, name_, EVN_ONE_OF, &(table_))
static const struct evn_wire_field command_fields[] = {
    EVN_FIELD_PLAIN(1, ID, struct evn_dsp_command, id, EVN_REQUIRED),
    KIND(2, tick, evn_tick_message),
    KIND(EVN_DSP_TAG_REQUEST, request, request_table),
    KIND(EVN_DSP_TAG_CANCEL, cancel, cancel_table),
    KIND(EVN_DSP_TAG_ROUND_NOW, round_now, round_now_table),
    KIND(EVN_DSP_TAG_PARAMETERS, parameters, parameters_table),
    KIND(EVN_DSP_TAG_LOAD, load, load_table),
    KIND(EVN_DSP_TAG_DEPART, depart, depart_table),
    KIND(EVN_DSP_TAG_ARRIVE, arrive, arrive_table),
    KIND(EVN_DSP_TAG_RECEIVE, receive, receive_table),
    KIND(EVN_DSP_TAG_CLOSE, close, close_table),
    KIND(EVN_DSP_TAG_CANCEL_TRIP, cancel_trip, cancel_trip_table),
    KIND(EVN_DSP_TAG_LATE, late, late_table),
    KIND(EVN_DSP_TAG_HINDER, hinder, hinder_table),
    KIND(EVN_DSP_TAG_CLEAR, clear, clear_table),
    KIND(EVN_DSP_TAG_REPLAN, replan, replan_table),
    KIND(EVN_DSP_TAG_CHANGE, change, change_table),
    KIND(EVN_DSP_TAG_TRANSFER, transfer, transfer_table),
    KIND(EVN_DSP_TAG_TICKET_OPEN, ticket_open, ticket_open_table),
    KIND(EVN_DSP_TAG_TICKET_DO, ticket_do, ticket_do_table),
    KIND(EVN_DSP_TAG_DOOR_START, door_start, door_start_table),
    KIND(EVN_DSP_TAG_DOOR_VISIT, door_visit, door_visit_table),
    KIND(EVN_DSP_TAG_DOOR_CLOSE, door_close, door_close_table),
    KIND(EVN_DSP_TAG_HAND_OVER, hand_over, hand_over_table),
    KIND(EVN_DSP_TAG_RIDE_ASK, ride_ask, ride_ask_table),
    KIND(EVN_DSP_TAG_RIDE_ASSIGN, ride_assign, ride_assign_table),
    KIND(EVN_DSP_TAG_RIDE_DO, ride_do, ride_do_table),
};
const struct evn_wire_message evn_dsp_command_table =
    EVN_MESSAGE(PROTO("Command"), struct evn_dsp_command, command_fields);

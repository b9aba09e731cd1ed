#include "evernormal/dispatch/v1/command.pb-c.h"
#include "evernormal/dispatch/v1/query.pb-c.h"
#include "services/dispatch/core/command.h"
#include "services/dispatch/core/entity.h"
#include "services/dispatch/core/query.h"
#include "services/dispatch/core/stock.h"
#include "tests/lib/suite.h"
#include "tests/lib/tables.h"

static void events_have_the_fields_of_their_messages(void)
{
    static const ProtobufCMessageDescriptor *const protos[EVN_DSP_N_KINDS] = {
        &evernormal__dispatch__v1__item__descriptor,
        &evernormal__dispatch__v1__place__descriptor,
        &evernormal__dispatch__v1__community__descriptor,
        &evernormal__dispatch__v1__item_norm__descriptor,
        &evernormal__dispatch__v1__need__descriptor,
        &evernormal__dispatch__v1__parameters__descriptor,
        &evernormal__dispatch__v1__request__descriptor,
        &evernormal__dispatch__v1__line__descriptor,
        &evernormal__dispatch__v1__round__descriptor,
        &evernormal__dispatch__v1__award__descriptor,
        &evernormal__dispatch__v1__share__descriptor,
        &evernormal__dispatch__v1__trip__descriptor,
        &evernormal__dispatch__v1__cover__descriptor,
        &evernormal__dispatch__v1__hindrance__descriptor,
        &evernormal__dispatch__v1__transfer__descriptor,
        &evernormal__dispatch__v1__ticket__descriptor,
        &evernormal__dispatch__v1__ticket_step__descriptor,
        &evernormal__dispatch__v1__duty_unit__descriptor,
        &evernormal__dispatch__v1__duty_member__descriptor,
        &evernormal__dispatch__v1__duty_shift__descriptor,
        &evernormal__dispatch__v1__deadlines__descriptor,
        &evernormal__dispatch__v1__ticket_zone__descriptor,
        &evernormal__dispatch__v1__door_round__descriptor,
        &evernormal__dispatch__v1__extent__descriptor,
        &evernormal__dispatch__v1__doors__descriptor,
        &evernormal__dispatch__v1__ride__descriptor,
        &evernormal__dispatch__v1__regular__descriptor,
    };
    for (uint32_t i = 0; i < EVN_DSP_N_KINDS; i++)
        evn_check_tables(evn_dsp_entity_of(evn_dsp_kind(i))->message, protos[i]);
    evn_check_tables(&evn_dsp_stock_table, &evernormal__dispatch__v1__stock__descriptor);
}

static void commands_and_queries_have_the_fields_of_their_messages(void)
{
    evn_check_tables(&evn_dsp_command_table, &evernormal__dispatch__v1__command__descriptor);
    evn_check_tables(&evn_dsp_query_table, &evernormal__dispatch__v1__query__descriptor);
    evn_check_tables(&evn_dsp_pick_table, &evernormal__dispatch__v1__pick__descriptor);
    evn_check_tables(&evn_dsp_eta_table, &evernormal__dispatch__v1__eta__descriptor);
    evn_check_tables(&evn_dsp_fairness_table, &evernormal__dispatch__v1__fairness__descriptor);
    evn_check_tables(&evn_dsp_board_table, &evernormal__dispatch__v1__board__descriptor);
}

static void state_numbers_are_those_of_the_proto(void)
{
    EVN_CHECK_EQ(EVN_DSP_ROUND_CLOSED, EVERNORMAL__DISPATCH__V1__ROUND_STATE__ROUND_STATE_CLOSED);
    EVN_CHECK_EQ(EVN_DSP_SHARE_REOPENED,
                 EVERNORMAL__DISPATCH__V1__SHARE_STATE__SHARE_STATE_REOPENED);
    EVN_CHECK_EQ(EVN_DSP_TRIP_CANCELLED,
                 EVERNORMAL__DISPATCH__V1__TRIP_STATE__TRIP_STATE_CANCELLED);
    EVN_CHECK_EQ(EVN_DSP_STOP_STRANDING,
                 EVERNORMAL__DISPATCH__V1__STOP_STATE__STOP_STATE_STRANDING);
    EVN_CHECK_EQ(EVN_DSP_WHY_REPLANNED, EVERNORMAL__DISPATCH__V1__WHY_CODE__WHY_CODE_REPLANNED);
    EVN_CHECK_EQ(EVN_DSP_VERB_LEAVE, EVERNORMAL__DISPATCH__V1__TICKET_VERB__TICKET_VERB_LEAVE);
    EVN_CHECK_EQ(EVN_DSP_TICKET_CLOSED,
                 EVERNORMAL__DISPATCH__V1__TICKET_STATE__TICKET_STATE_CLOSED);
    EVN_CHECK_EQ(EVN_DSP_TICKET_SERVICE,
                 EVERNORMAL__DISPATCH__V1__TICKET_KIND__TICKET_KIND_SERVICE);
    EVN_CHECK_EQ(EVN_DSP_LINK_RIDE,
                 EVERNORMAL__DISPATCH__V1__TICKET_LINK_KIND__TICKET_LINK_KIND_RIDE);
    EVN_CHECK_EQ(EVN_DSP_RIDE_OTHER, EVERNORMAL__DISPATCH__V1__RIDE_KIND__RIDE_KIND_OTHER);
    EVN_CHECK_EQ(EVN_DSP_RIDE_CLOSED, EVERNORMAL__DISPATCH__V1__RIDE_STATE__RIDE_STATE_CLOSED);
    EVN_CHECK_EQ(EVN_DSP_RIDE_BLOCK, EVERNORMAL__DISPATCH__V1__RIDE_EVENT__RIDE_EVENT_BLOCK);
    EVN_CHECK_EQ(EVN_DSP_WHY_NOT_TAKEN, EVERNORMAL__DISPATCH__V1__WHY_CODE__WHY_CODE_NOT_TAKEN);
    EVN_CHECK_EQ(EVN_DSP_TAG_RIDE_DO, EVERNORMAL__DISPATCH__V1__COMMAND__KIND_RIDE_DO);
    EVN_CHECK_EQ(EVN_DSP_BY_TAKEN, EVERNORMAL__DISPATCH__V1__OWNER_BY__OWNER_BY_TAKEN);
    EVN_CHECK_EQ(EVN_DSP_PASSED_RESTING,
                 EVERNORMAL__DISPATCH__V1__PASSED_OVER__PASSED_OVER_RESTING);
    EVN_CHECK_EQ(EVN_DSP_TAG_TICKET_DO, EVERNORMAL__DISPATCH__V1__COMMAND__KIND_TICKET_DO);
    EVN_CHECK_EQ(EVN_DSP_TAG_CHANGE, EVERNORMAL__DISPATCH__V1__COMMAND__KIND_CHANGE);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(events_have_the_fields_of_their_messages),
        EVN_TEST(commands_and_queries_have_the_fields_of_their_messages),
        EVN_TEST(state_numbers_are_those_of_the_proto),
    };
    return evn_test_main(argc, argv, "dispatch.tables", tests, sizeof tests / sizeof tests[0]);
}

#include "tests/unit/dispatch/core/world.h"

#define HOME "310105001001"

/* One community, 100 RICE in W1, a request for 60. */
static void fill(struct world *w)
{
    world_init(w);
    add_item(w, "RICE", 1, 1000000);
    add_community(w, HOME, 0);
    receive_stock(w, "W1", "RICE", 100);
    EVN_CHECK_OK(ask_for(w, "Q1", HOME, "RICE", 60));
}

/* As far as a loaded vehicle on the road. */
static void depart(struct world *w)
{
    fill(w);
    EVN_CHECK_OK(round_now(w));
    settle(w);
    EVN_CHECK_OK(trip_step(w, EVN_DSP_TAG_LOAD, "T1-1"));
    settle(w);
    EVN_CHECK_OK(trip_step(w, EVN_DSP_TAG_DEPART, "T1-1"));
}

static void a_request_goes_its_way_from_open_to_received(void)
{
    struct world w;
    fill(&w);
    const char *q = "Q1";
    EVN_CHECK_EQ(line_of(&w, q, 1)->open, 60);
    EVN_CHECK_EQ(line_of(&w, q, 1)->why.code, EVN_DSP_WHY_WAITING);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, q, 1)->allocated, 60);
    EVN_CHECK_EQ(w.n_lanes, 1);
    settle(&w);
    EVN_CHECK_EQ(line_of(&w, q, 1)->reserved, 60);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->state, EVN_DSP_TRIP_PLANNED);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->n_stops, 1);
    EVN_CHECK(trip_of(&w, "T1-1")->stops[0].eta_us > w.h.business_us);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_LOAD, "T1-1"));
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->state, EVN_DSP_TRIP_LOADING);
    settle(&w);
    EVN_CHECK_EQ(line_of(&w, q, 1)->aboard, 60);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_DEPART, "T1-1"));
    EVN_CHECK_OK(arrive(&w, "T1-1", 1));
    EVN_CHECK_OK(receive_stop(&w, "T1-1", 1, 0, 0));
    settle(&w);
    EVN_CHECK_EQ(line_of(&w, q, 1)->received, 60);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_CLOSE, "T1-1"));
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->state, EVN_DSP_TRIP_CLOSED);
    const struct evn_dsp_round *round = evn_dsp_find(w.state, EVN_DSP_ROUND, "R1");
    EVN_CHECK_EQ(round->state, EVN_DSP_ROUND_CLOSED);
    check_replay(&w);
    world_fini(&w);
}

static void the_daily_round_comes_once_at_six(void)
{
    struct world w;
    fill(&w);
    at(&w, 1, 359);
    EVN_CHECK_EQ(w.state->last_round, 0);
    at(&w, 1, 360);
    EVN_CHECK_EQ(w.state->last_round, 1);
    at(&w, 1, 1000);
    EVN_CHECK_EQ(w.state->last_round, 1);
    settle(&w);
    at(&w, 4, 360); /* days that were missed are not made up for */
    EVN_CHECK_EQ(w.state->last_round, 2);
    world_fini(&w);
}

static void a_second_round_waits_for_the_ledger(void)
{
    struct world w;
    fill(&w);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_ERR(round_now(&w), EVN_E_WRONG_STATE);
    settle(&w);
    EVN_CHECK_OK(round_now(&w));
    world_fini(&w);
}

static void a_refused_reservation_is_open_again_with_the_reason(void)
{
    struct world w;
    fill(&w);
    EVN_CHECK_OK(round_now(&w));
    answer_one(&w, EVN_E_HELD, 0);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->open, 60);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->why.code, EVN_DSP_WHY_LEDGER);
    EVN_CHECK_TEXT(line_of(&w, "Q1", 1)->why.text, "HELD");
    const struct evn_dsp_round *round = evn_dsp_find(w.state, EVN_DSP_ROUND, "R1");
    EVN_CHECK_EQ(round->state, EVN_DSP_ROUND_CLOSED);
    EVN_CHECK_EQ(w.n_lanes, 0);
    world_fini(&w);
}

static void a_refused_line_does_not_hold_up_the_others(void)
{
    struct world w;
    fill(&w);
    add_item(&w, "WATER", 1, 1000);
    receive_stock(&w, "W1", "WATER", 100);
    EVN_CHECK_OK(ask_for(&w, "Q2", HOME, "WATER", 10));
    EVN_CHECK_OK(round_now(&w));
    answer_one(&w, EVN_E_HELD, 1); /* RICE */
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->open, 60);
    EVN_CHECK_EQ(line_of(&w, "Q2", 1)->allocated, 10);
    EVN_CHECK_EQ(w.n_lanes, 1);
    settle(&w);
    EVN_CHECK_EQ(line_of(&w, "Q2", 1)->reserved, 10);
    drive_all(&w);
    EVN_CHECK_EQ(line_of(&w, "Q2", 1)->received, 10);
    world_fini(&w);
}

static void a_short_receipt_becomes_a_back_order(void)
{
    struct world w;
    depart(&w);
    EVN_CHECK_OK(arrive(&w, "T1-1", 1));
    EVN_CHECK_OK(receive_stop(&w, "T1-1", 1, 5, 7));
    settle(&w);
    const struct evn_dsp_line *line = line_of(&w, "Q1", 1);
    EVN_CHECK_EQ(line->received, 48);
    EVN_CHECK_EQ(line->lost, 5);
    EVN_CHECK_EQ(line->turned_back, 7);
    EVN_CHECK_EQ(line->open, 12);
    EVN_CHECK_EQ(line->why.code, EVN_DSP_WHY_DIFFERENCE);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_CLOSE, "T1-1"));
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->state, EVN_DSP_TRIP_RETURNING);
    settle(&w);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->state, EVN_DSP_TRIP_CLOSED);
    EVN_CHECK_EQ(w.ledger.balance[fake_place(&w.ledger, "W1")][fake_item(&w.ledger, "RICE")], 47);
    EVN_CHECK_OK(round_now(&w)); /* and what is missing comes with the next round */
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->allocated, 12);
    check_replay(&w);
    world_fini(&w);
}

static void a_receipt_must_add_up(void)
{
    struct world w;
    struct evn_dsp_receive_line line = {.item = "RICE", .accepted = 61};
    struct evn_dsp_receive r = {
        .trip = "T1-1", .stop = 1, .lines = &line, .n_lines = 1, .signed_by = "Li Wei"};
    struct evn_dsp_command command = {.receive = &r};
    depart(&w);
    EVN_CHECK_ERR(post(&w, command), EVN_E_WRONG_STATE); /* it has not arrived */
    EVN_CHECK_OK(arrive(&w, "T1-1", 1));
    EVN_CHECK_ERR(post(&w, command), EVN_E_NOT_SHIPPED);
    EVN_CHECK_EQ(w.h.why.have, 60);
    line.accepted = 59;
    EVN_CHECK_ERR(post(&w, command), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_EQ(w.h.why.line, 1);
    strcpy(line.item, "WATER");
    line.accepted = 0;
    EVN_CHECK_ERR(post(&w, command), EVN_E_MISSING_FIELD);
    world_fini(&w);
}

static void a_refused_shipment_leaves_the_trip_planned(void)
{
    struct world w;
    fill(&w);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_LOAD, "T1-1"));
    answer_one(&w, EVN_E_HELD, 1);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->state, EVN_DSP_TRIP_PLANNED);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->why.code, EVN_DSP_WHY_LEDGER);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->reserved, 60);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_LOAD, "T1-1"));
    world_fini(&w);
}

static void a_cancelled_trip_gives_its_stock_back(void)
{
    struct world w;
    fill(&w);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_CANCEL_TRIP, "T1-1"));
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->open, 60);
    EVN_CHECK_EQ(w.n_lanes, 1); /* the release */
    settle(&w);
    EVN_CHECK_EQ(w.ledger.claimed[fake_place(&w.ledger, "W1")][fake_item(&w.ledger, "RICE")], 0);
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->allocated, 60);
    EVN_CHECK_ERR(trip_step(&w, EVN_DSP_TAG_LOAD, "T1-1"), EVN_E_WRONG_STATE);
    world_fini(&w);
}

static void a_trip_nobody_loaded_is_given_up_the_next_day(void)
{
    struct world w;
    fill(&w);
    at(&w, 0, 500);
    settle(&w);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->state, EVN_DSP_TRIP_PLANNED);
    at(&w, 1, 0);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->state, EVN_DSP_TRIP_CANCELLED);
    settle(&w);
    at(&w, 1, 360);
    settle(&w);
    EVN_CHECK_EQ(w.ledger.claimed[fake_place(&w.ledger, "W1")][fake_item(&w.ledger, "RICE")], 60);
    world_fini(&w);
}

static void without_a_vehicle_the_line_is_open_and_says_so(void)
{
    struct world w;
    fill(&w);
    add_vehicle(&w, "V1", "W1", 100); /* 100 g */
    add_vehicle(&w, "V2", "W2", 100);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->open, 60);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->why.code, EVN_DSP_WHY_NO_ROUTE);
    EVN_CHECK_TEXT(line_of(&w, "Q1", 1)->why.text, "too_large");
    EVN_CHECK_EQ(w.ledger.claimed[fake_place(&w.ledger, "W1")][fake_item(&w.ledger, "RICE")], 0);
    world_fini(&w);
}

static void a_load_beyond_one_vehicle_is_cut_into_several_trips(void)
{
    struct world w;
    fill(&w);
    add_vehicle(&w, "V1", "W1", 25001); /* 25 kg: 60 kg need three drives */
    add_vehicle(&w, "V2", "W1", 25001);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    EVN_CHECK_EQ(evn_dsp_pool_of(w.state, EVN_DSP_TRIP)->n, 3);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->reserved, 60);
    drive_all(&w);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->received, 60);
    check_replay(&w);
    world_fini(&w);
}

static void a_community_without_a_reception_point_is_told(void)
{
    struct world w;
    fill(&w);
    struct evn_dsp_request_line line = {.item = "RICE", .quantity = 5};
    struct evn_dsp_request_put put = {
        .request = "Q2", .community = HOME, .lines = &line, .n_lines = 1};
    EVN_CHECK_OK(post(&w, (struct evn_dsp_command){.request = &put}));
    strcpy(put.request, "Q3");
    strcpy(put.community, "310105001009");
    EVN_CHECK_ERR(post(&w, (struct evn_dsp_command){.request = &put}), EVN_E_UNKNOWN_REF);
    world_fini(&w);
}

static void wrong_requests_are_refused_with_their_reason(void)
{
    struct world w;
    fill(&w);
    EVN_CHECK_ERR(ask_for(&w, "Q1", HOME, "RICE", 1), EVN_E_EXISTS);
    EVN_CHECK_ERR(ask_for(&w, "Q2", HOME, "TEA", 1), EVN_E_UNKNOWN_ITEM);
    EVN_CHECK_EQ(w.h.why.line, 1);
    EVN_CHECK_ERR(ask_for(&w, "STANDING-1", HOME, "RICE", 1), EVN_E_BAD_FIELD);
    EVN_CHECK_ERR(trip_step(&w, EVN_DSP_TAG_LOAD, "T9-9"), EVN_E_UNKNOWN_REF);
    struct evn_dsp_cancel cancel = {.request = "Q1"};
    EVN_CHECK_OK(post(&w, (struct evn_dsp_command){.cancel = &cancel}));
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->refused, 60);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->why.code, EVN_DSP_WHY_CANCELLED);
    EVN_CHECK_ERR(post(&w, (struct evn_dsp_command){.cancel = &cancel}), EVN_E_NO_DEMAND);
    world_fini(&w);
}

static void a_point_acts_for_its_own_community_only(void)
{
    struct world w;
    depart(&w);
    w.h.actor =
        (struct evn_actor){.name = "point", .roles = EVN_ROLE_POINT, .scope = "310105001002"};
    EVN_CHECK_ERR(ask_for(&w, "Q2", HOME, "RICE", 1), EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_ERR(arrive(&w, "T1-1", 1), EVN_E_OUT_OF_SCOPE);
    strcpy(w.h.actor.scope, HOME);
    EVN_CHECK_OK(ask_for(&w, "Q2", HOME, "RICE", 1));
    EVN_CHECK_OK(arrive(&w, "T1-1", 1));
    EVN_CHECK_ERR(round_now(&w), EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_EQ(w.h.ops->roles_for(EVN_DSP_TAG_ROUND_NOW) & EVN_ROLE_POINT, 0);
    world_fini(&w);
}

static void the_load_list_names_packs_and_lots(void)
{
    struct world w;
    world_init(&w);
    w.ledger.expiry_day = 738500;
    add_item(&w, "WATER", 12, 500000);
    add_community(&w, HOME, 0);
    receive_stock(&w, "W1", "WATER", 120);
    EVN_CHECK_OK(ask_for(&w, "Q1", HOME, "WATER", 30));
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_LOAD, "T1-1"));
    settle(&w);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->n_lots, 1);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->lots[0].quantity, 36);
    struct evn_dsp_get get = {.code = "T1-1"};
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.load_list = &get}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_RESULT_PICK), 1);
    EVN_CHECK(memmem(w.h.result.at, w.h.result.len, "2022-12-11", 10) != NULL);
    world_fini(&w);
}

static void before_loading_lots_are_proposed(void)
{
    struct world w;
    struct evn_dsp_get get = {.code = "T1-1"};
    world_init(&w);
    add_item(&w, "WATER", 12, 500000);
    add_community(&w, HOME, 0);
    w.ledger.expiry_day = 738500;
    receive_stock(&w, "W1", "WATER", 120);
    EVN_CHECK_OK(ask_for(&w, "Q1", HOME, "WATER", 36));
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->n_lots, 0);
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.load_list = &get}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_RESULT_PICK), 1);
    EVN_CHECK(memmem(w.h.result.at, w.h.result.len, "2022-12-11", 10) != NULL);
    world_fini(&w);
}

/* Of a lot what is claimed of it is not given out, and a lot that lost its claims takes nothing
 * from the others. */
static void what_is_claimed_of_a_lot_is_not_given_out(void)
{
    const struct evn_dsp_stock none = {0};
    const struct evn_day today = {19000};
    const struct evn_dsp_account lot = {.lot = 1, .balance = 10, .claimed = 4};
    const struct evn_dsp_account lost = {.lot = 2, .balance = 3, .claimed = 8};
    const struct evn_dsp_account item = {.lot = UINT32_MAX, .claimed = 5};
    EVN_CHECK_EQ(evn_dsp_stock_free(&none, &lot, today), 6);
    EVN_CHECK_EQ(evn_dsp_stock_free(&none, &lost, today), 0);
    EVN_CHECK_EQ(evn_dsp_stock_free(&none, &item, today), -5);
}

static void queries_say_where_a_request_stands(void)
{
    struct world w;
    depart(&w);
    need(&w, HOME, "RICE", 3, 40);
    struct evn_dsp_get get = {.code = "Q1"};
    struct evn_dsp_list list = {.where = HOME};
    struct evn_dsp_list_trips trips = {.day = EVN_DAY_NONE};
    struct evn_dsp_get_round round = {0};
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.request = &get}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_LINE), 1);
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_SHARE), 1);
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_TRIP), 1);
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_AWARD), 1);
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.requests = &list}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_REQUEST), 1);
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.open = &list}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_LINE), 0);
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.round = &round}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_ROUND), 1);
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.trips = &trips}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_TRIP), 1);
    strcpy(get.code, "T1-1");
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.trip = &get}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_SHARE), 1);
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.board = &list}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_RESULT_BOARD), 1);
    strcpy(get.code, "Q9");
    EVN_CHECK_ERR(query(&w, &(struct evn_dsp_query){.request = &get}), EVN_E_UNKNOWN_REF);
    world_fini(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_request_goes_its_way_from_open_to_received),
        EVN_TEST(the_daily_round_comes_once_at_six),
        EVN_TEST(a_second_round_waits_for_the_ledger),
        EVN_TEST(a_refused_reservation_is_open_again_with_the_reason),
        EVN_TEST(a_refused_line_does_not_hold_up_the_others),
        EVN_TEST(a_short_receipt_becomes_a_back_order),
        EVN_TEST(a_receipt_must_add_up),
        EVN_TEST(a_refused_shipment_leaves_the_trip_planned),
        EVN_TEST(a_cancelled_trip_gives_its_stock_back),
        EVN_TEST(a_trip_nobody_loaded_is_given_up_the_next_day),
        EVN_TEST(without_a_vehicle_the_line_is_open_and_says_so),
        EVN_TEST(a_load_beyond_one_vehicle_is_cut_into_several_trips),
        EVN_TEST(a_community_without_a_reception_point_is_told),
        EVN_TEST(wrong_requests_are_refused_with_their_reason),
        EVN_TEST(a_point_acts_for_its_own_community_only),
        EVN_TEST(the_load_list_names_packs_and_lots),
        EVN_TEST(before_loading_lots_are_proposed),
        EVN_TEST(what_is_claimed_of_a_lot_is_not_given_out),
        EVN_TEST(queries_say_where_a_request_stands),
    };
    return evn_test_main(argc, argv, "dispatch.day", tests, sizeof tests / sizeof tests[0]);
}

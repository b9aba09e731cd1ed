#include "common/base/pbw.h"
#include "services/dispatch/core/transfer.h"
#include "tests/unit/dispatch/core/world.h"

#define NEAR "310105001001"

enum { HOSPITAL = 2, LIMITED = 1, SHUT = 2, POSITIVE = 2, NEGATIVE = 1, SEVERE = 4, MILD = 2 };

static struct world w;

static void put_hospital(const char *code, const char *area, int32_t intake, uint32_t accepts)
{
    struct evn_src_place place = {.kind = HOSPITAL, .intake = intake, .accepts = accepts};
    EVN_DSP_SET(place.code, code);
    EVN_DSP_SET(place.area, area);
    feed_one(&w, "registry", EVN_SRC_PLACE, &evn_src_place_table, &place);
}

static void begin(void)
{
    struct evn_src_item bed = {.code = "BED", .category = "bed"};
    world_init(&w);
    feed_one(&w, "registry", EVN_SRC_ITEM, &evn_src_item_table, &bed);
    put_hospital("H1", "310105001", 0, 0);
    put_hospital("H2", "310106", 0, 0);
    receive_stock(&w, "H1", "BED", 1);
    receive_stock(&w, "H2", "BED", 2);
    settle(&w);
}

static void tested(const char *person, int32_t verdict, int32_t severity)
{
    struct evn_src_result result = {
        .sample = "S1", .at_us = w.h.business_us, .verdict = verdict, .severity = severity};
    EVN_DSP_SET(result.person, person);
    EVN_DSP_SET(result.area, NEAR);
    feed_one(&w, "registry", EVN_SRC_RESULT, &evn_src_result_table, &result);
}

static const struct evn_dsp_transfer *transfer(const char *person)
{
    const struct evn_dsp_transfer *t = evn_dsp_find(w.state, EVN_DSP_TRANSFER, person);
    EVN_MUST(t != NULL);
    return t;
}

static void is(const char *person, int32_t state, const char *place)
{
    EVN_CHECK_EQ(transfer(person)->state, state);
    EVN_CHECK_TEXT(transfer(person)->place, place);
}

static evn_err step(const char *person, int32_t what)
{
    struct evn_dsp_transfer_step s = {.step = what};
    EVN_DSP_SET(s.person, person);
    return post(&w, (struct evn_dsp_command){.transfer = &s});
}

static void who_is_positive_gets_the_nearest_bed_claimed(void)
{
    begin();
    tested("P0", NEGATIVE, 0);
    EVN_CHECK(evn_dsp_find(w.state, EVN_DSP_TRANSFER, "P0") == NULL);
    tested("P1", POSITIVE, 0);
    is("P1", EVN_DSP_TRANSFER_ASKED, "H1");
    tested("P2", POSITIVE, 0); /* before the ledger has answered: no bed is promised twice */
    is("P2", EVN_DSP_TRANSFER_ASKED, "H2");
    settle(&w);
    is("P1", EVN_DSP_TRANSFER_CLAIMED, "H1");
    is("P2", EVN_DSP_TRANSFER_CLAIMED, "H2");
    tested("P1", POSITIVE, 0); /* again */
    is("P1", EVN_DSP_TRANSFER_CLAIMED, "H1");
    check_replay(&w);
    world_fini(&w);
}

static void a_hospital_that_takes_no_more_sends_its_patients_elsewhere_at_once(void)
{
    begin();
    tested("P1", POSITIVE, MILD);
    settle(&w);
    put_hospital("H1", "310105001", LIMITED, 0);
    is("P1", EVN_DSP_TRANSFER_ASKED, "H2"); /* in the turn that heard of it */
    EVN_CHECK_EQ(w.n_lanes, 2);             /* the bed at H1 is given back */
    settle(&w);
    is("P1", EVN_DSP_TRANSFER_CLAIMED, "H2");
    put_hospital("H2", "310106", SHUT, 0);
    settle(&w);
    is("P1", EVN_DSP_TRANSFER_NO_BED, "");
    EVN_CHECK_EQ(transfer("P1")->why.code, EVN_DSP_WHY_BLOCKED);
    put_hospital("H1", "310105001", 0, 1u << MILD);
    at(&w, 0, 9 * 60);
    settle(&w);
    is("P1", EVN_DSP_TRANSFER_CLAIMED, "H1"); /* its bed there was free again */
    check_replay(&w);
    world_fini(&w);
}

static void a_grade_goes_where_it_is_taken(void)
{
    begin();
    put_hospital("H1", "310105001", 0, 1u << MILD);
    put_hospital("H2", "310106", LIMITED, 0);
    tested("P1", POSITIVE, SEVERE);
    is("P1", EVN_DSP_TRANSFER_ASKED, "H2");
    tested("P2", POSITIVE, 0); /* unknown: neither takes all */
    is("P2", EVN_DSP_TRANSFER_NO_BED, "");
    EVN_CHECK_EQ(transfer("P2")->why.code, EVN_DSP_WHY_NO_BED);
    world_fini(&w);
}

static void a_refusing_ledger_is_asked_elsewhere_and_not_every_second(void)
{
    begin();
    tested("P1", POSITIVE, 0);
    answer_one(&w, EVN_E_HELD, 1);
    is("P1", EVN_DSP_TRANSFER_ASKED, "H2");
    answer_one(&w, EVN_E_HELD, 1);
    is("P1", EVN_DSP_TRANSFER_NO_BED, "");
    EVN_CHECK_EQ(transfer("P1")->why.code, EVN_DSP_WHY_LEDGER);
    at(&w, 0, 8 * 60 + 5);
    is("P1", EVN_DSP_TRANSFER_NO_BED, "");
    at(&w, 0, 8 * 60 + 15);
    is("P1", EVN_DSP_TRANSFER_ASKED, "H1");
    settle(&w);
    is("P1", EVN_DSP_TRANSFER_CLAIMED, "H1");
    check_replay(&w);
    world_fini(&w);
}

static void a_corrected_result_and_a_discharge_free_the_bed(void)
{
    begin();
    tested("P1", POSITIVE, 0);
    tested("P1", NEGATIVE, 0); /* while the ledger is asked: its yes is given back */
    is("P1", EVN_DSP_TRANSFER_WITHDRAWN, "H1");
    settle(&w);
    tested("P2", POSITIVE, 0);
    is("P2", EVN_DSP_TRANSFER_ASKED, "H1");
    settle(&w);
    EVN_CHECK_ERR(step("P9", EVN_DSP_STEP_BROUGHT), EVN_E_UNKNOWN_REF);
    EVN_CHECK_OK(step("P2", EVN_DSP_STEP_BROUGHT));
    EVN_CHECK_ERR(step("P2", EVN_DSP_STEP_BROUGHT), EVN_E_WRONG_STATE);
    put_hospital("H1", "310105001", SHUT, 0); /* who is in stays in */
    is("P2", EVN_DSP_TRANSFER_BROUGHT, "H1");
    EVN_CHECK_OK(step("P2", EVN_DSP_STEP_ENDED));
    EVN_CHECK_ERR(step("P2", EVN_DSP_STEP_ENDED), EVN_E_WRONG_STATE);
    settle(&w);
    put_hospital("H1", "310105001", 0, 0);
    tested("P3", POSITIVE, 0);
    is("P3", EVN_DSP_TRANSFER_ASKED, "H1");
    check_replay(&w);
    world_fini(&w);
}

static void transfers_are_shown_to_those_who_look_after_people(void)
{
    struct evn_dsp_list list = {.where = ""};
    struct evn_dsp_query q = {.transfers = &list};
    begin();
    tested("P1", POSITIVE, 0);
    EVN_CHECK_OK(query(&w, &q));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_TRANSFER), 1);
    strcpy(list.where, "310106");
    EVN_CHECK_OK(query(&w, &q));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_TRANSFER), 0);
    w.h.actor.roles = EVN_ROLE_DASHBOARD | EVN_ROLE_WAREHOUSE;
    EVN_CHECK_ERR(query(&w, &q), EVN_E_NOT_ALLOWED);
    world_fini(&w);
}

static void planned(const char *community, int64_t door_only)
{
    struct evn_src_planned day = {.door_only = door_only};
    EVN_DSP_SET(day.community, community);
    feed_one(&w, "planner", EVN_SRC_PLANNED, &evn_src_planned_table, &day);
}

/* The numbers the answer about requests of the community holds; none: all zero. */
static struct evn_dsp_doors doors_of(const char *community)
{
    struct evn_dsp_list list = {.where = ""};
    struct evn_dsp_doors doors = {.restricted = 0};
    struct evn_refusal why;
    struct evn_pb_field field;
    EVN_DSP_SET(list.where, community);
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.requests = &list}));
    struct evn_bytes rest = evn_bytes_of(w.h.result.at, w.h.result.len);
    while (evn_pb_next(&rest, &field) == EVN_OK)
        if (field.number == EVN_DSP_DOORS)
            EVN_CHECK_OK(evn_wire_decode(&evn_dsp_doors_table, field.bytes, NULL, EVN_WIRE_STRICT,
                                         &doors, &why));
    return doors;
}

static void requests_say_for_how_many_goods_come_to_the_door(void)
{
    begin();
    add_item(&w, "RICE", 1, 1000);
    add_community(&w, NEAR, 1);
    EVN_CHECK_OK(ask_for(&w, "R1", NEAR, "RICE", 5));
    EVN_CHECK_EQ(doors_of(NEAR).restricted + doors_of(NEAR).positive, 0);
    planned(NEAR, 3);
    tested("P1", POSITIVE, MILD);
    EVN_CHECK_EQ(doors_of(NEAR).restricted, 3);
    EVN_CHECK_EQ(doors_of(NEAR).positive, 1);
    settle(&w);
    EVN_CHECK_OK(step("P1", EVN_DSP_STEP_BROUGHT));
    EVN_CHECK_EQ(doors_of(NEAR).positive, 0);
    check_replay(&w);
    close_need(&w, NEAR);
    EVN_CHECK_EQ(doors_of(NEAR).restricted, 0);
    check_replay(&w);
    world_fini(&w);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(who_is_positive_gets_the_nearest_bed_claimed),
    EVN_TEST(a_hospital_that_takes_no_more_sends_its_patients_elsewhere_at_once),
    EVN_TEST(a_grade_goes_where_it_is_taken),
    EVN_TEST(a_refusing_ledger_is_asked_elsewhere_and_not_every_second),
    EVN_TEST(a_corrected_result_and_a_discharge_free_the_bed),
    EVN_TEST(transfers_are_shown_to_those_who_look_after_people),
    EVN_TEST(requests_say_for_how_many_goods_come_to_the_door),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "dispatch.beds", tests, sizeof tests / sizeof tests[0]);
}

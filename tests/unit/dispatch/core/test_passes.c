/* A pass that is taken away and a place that closes count at once. */
#include "tests/unit/dispatch/core/world.h"

#define HOME "310105001001"

static struct world w;

/* The vehicle again, with a pass or without. */
static void put_vehicle(const char *code, const char *depot, bool pass)
{
    struct evn_src_place place = {
        .kind = EVN_DSP_VEHICLE,
        .has_vehicle = true,
        .vehicle = {.weight_max_g = 2000000,
                    .volume_max_ml = 2000000,
                    .cold_box = true,
                    .pass_from = pass ? (struct evn_day){19000} : EVN_DAY_NONE,
                    .pass_until = EVN_DAY_NONE,
                    .shift_from_min = 360,
                    .shift_until_min = 1320}};
    EVN_DSP_SET(place.code, code);
    EVN_DSP_SET(place.area, "310105");
    EVN_DSP_SET(place.vehicle.depot, depot);
    feed_one(&w, "registry", EVN_SRC_PLACE, &evn_src_place_table, &place);
}

static void close_place(const char *code, uint32_t kind)
{
    struct evn_src_place place = {.kind = kind, .closed = true};
    EVN_DSP_SET(place.code, code);
    EVN_DSP_SET(place.area, HOME);
    feed_one(&w, "registry", EVN_SRC_PLACE, &evn_src_place_table, &place);
}

/* A sealed community wants 40 packs; T1-1 is planned to bring them. */
static const struct evn_dsp_trip *begin(void)
{
    world_init(&w);
    add_item(&w, "RICE", 1, 1000000);
    add_community(&w, HOME, 1);
    receive_stock(&w, "W1", "RICE", 100);
    need(&w, HOME, "RICE", 3, 20);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    const struct evn_dsp_trip *trip = trip_of(&w, "T1-1");
    EVN_MUST(trip != NULL && trip->state == EVN_DSP_TRIP_PLANNED);
    return trip;
}

static const char *other(const char *vehicle)
{
    return strcmp(vehicle, "V1") == 0 ? "V2" : "V1";
}

/* The trip that is planned now; NULL: none. */
static const struct evn_dsp_trip *planned(void)
{
    const struct evn_dsp_pool *trips = evn_dsp_pool_of(w.state, EVN_DSP_TRIP);
    for (uint32_t i = 0; i < trips->n; i++) {
        const struct evn_dsp_trip *trip = evn_dsp_pool_at(trips, i);
        if (trip->state == EVN_DSP_TRIP_PLANNED)
            return trip;
    }
    return NULL;
}

static void a_planned_trip_changes_its_vehicle_when_the_pass_is_taken_away(void)
{
    char first[EVN_CODE_MAX];
    strcpy(first, begin()->vehicle);
    put_vehicle(first, strcmp(first, "V1") == 0 ? "W1" : "W2", false);
    settle(&w);
    const struct evn_dsp_trip *trip = planned();
    EVN_MUST(trip != NULL);
    EVN_CHECK_TEXT(trip->vehicle, other(first));
    EVN_CHECK_EQ(SUM(&w, HOME, "RICE", reserved), 40);
    /* The last pass goes, too: nothing can be brought, and says why. */
    put_vehicle(other(first), strcmp(first, "V1") == 0 ? "W2" : "W1", false);
    settle(&w);
    EVN_CHECK(planned() == NULL);
    EVN_CHECK_EQ(SUM(&w, HOME, "RICE", open), 40);
    EVN_CHECK_EQ(line_of(&w, "STANDING-" HOME, 1)->why.code, EVN_DSP_WHY_NO_ROUTE);
    check_replay(&w);
    world_fini(&w);
}

static void what_is_loaded_does_not_depart_without_a_pass(void)
{
    char first[EVN_CODE_MAX];
    strcpy(first, begin()->vehicle);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_LOAD, "T1-1"));
    settle(&w);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->state, EVN_DSP_TRIP_LOADED);
    put_vehicle(first, strcmp(first, "V1") == 0 ? "W1" : "W2", false);
    EVN_CHECK_ERR(trip_step(&w, EVN_DSP_TAG_DEPART, "T1-1"), EVN_E_NO_PASS);
    EVN_CHECK_TEXT(w.h.why.subject, first);
    EVN_CHECK_TEXT(w.h.why.place, HOME);
    settle(&w);
    EVN_CHECK_EQ(SUM(&w, HOME, "RICE", open), 40);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_CLOSE, "T1-1"));
    settle(&w);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->state, EVN_DSP_TRIP_CLOSED);
    EVN_CHECK_EQ(SUM(&w, HOME, "RICE", aboard), 0);
    check_replay(&w);
    world_fini(&w);
}

static void what_has_departed_goes_on(void)
{
    char first[EVN_CODE_MAX];
    strcpy(first, begin()->vehicle);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_LOAD, "T1-1"));
    settle(&w);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_DEPART, "T1-1"));
    put_vehicle(first, strcmp(first, "V1") == 0 ? "W1" : "W2", false);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->state, EVN_DSP_TRIP_UNDERWAY);
    EVN_CHECK_OK(arrive(&w, "T1-1", 1));
    EVN_CHECK_OK(receive_stop(&w, "T1-1", 1, 0, 0));
    settle(&w);
    EVN_CHECK_EQ(SUM(&w, HOME, "RICE", received), 40);
    world_fini(&w);
}

static void deliveries_for_a_point_that_closes_are_given_back(void)
{
    (void)begin();
    close_place("P-" HOME, EVN_DSP_POINT);
    settle(&w);
    EVN_CHECK(planned() == NULL);
    EVN_CHECK_EQ(SUM(&w, HOME, "RICE", open), 40);
    EVN_CHECK_EQ(line_of(&w, "STANDING-" HOME, 1)->why.code, EVN_DSP_WHY_NO_POINT);
    EVN_CHECK_EQ(w.ledger.claimed[fake_place(&w.ledger, "W1")][fake_item(&w.ledger, "RICE")], 0);
    check_replay(&w);
    world_fini(&w);
}

static void what_a_closing_warehouse_should_give_is_open_again(void)
{
    (void)begin();
    close_place("W1", EVN_DSP_WAREHOUSE);
    settle(&w);
    EVN_CHECK(planned() == NULL);
    EVN_CHECK_EQ(SUM(&w, HOME, "RICE", open), 40);
    EVN_CHECK_EQ(w.ledger.claimed[fake_place(&w.ledger, "W1")][fake_item(&w.ledger, "RICE")], 0);
    check_replay(&w);
    world_fini(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_planned_trip_changes_its_vehicle_when_the_pass_is_taken_away),
        EVN_TEST(what_is_loaded_does_not_depart_without_a_pass),
        EVN_TEST(what_has_departed_goes_on),
        EVN_TEST(deliveries_for_a_point_that_closes_are_given_back),
        EVN_TEST(what_a_closing_warehouse_should_give_is_open_again),
    };
    return evn_test_main(argc, argv, "dispatch.passes", tests, sizeof tests / sizeof tests[0]);
}

#include "common/base/rng.h"
#include "tests/unit/dispatch/core/world.h"

#include <stdlib.h>

#define HOME  "310105001001"
#define OTHER "310105001002"
#define THIRD "310105002001"

/* Three communities, RICE in W1, two vehicles at W1; a round for two of them is planned. */
static void plan(struct world *w)
{
    world_init(w);
    set_days(w, 1);
    add_item(w, "RICE", 1, 1000000);
    add_community(w, HOME, 0);
    add_community(w, OTHER, 1);
    add_community(w, THIRD, 7);
    add_vehicle(w, "V2", "W1", 2000000);
    receive_stock(w, "W1", "RICE", 1000);
    EVN_CHECK_OK(ask_for(w, "Q1", HOME, "RICE", 60));
    EVN_CHECK_OK(ask_for(w, "Q2", OTHER, "RICE", 40));
    EVN_CHECK_OK(round_now(w));
    settle(w);
}

static const struct evn_dsp_stop *stop_for(const struct world *w, const char *point,
                                           const struct evn_dsp_trip **on)
{
    const struct evn_dsp_pool *trips = evn_dsp_pool_of(w->state, EVN_DSP_TRIP);
    for (uint32_t i = 0; i < trips->n; i++) {
        const struct evn_dsp_trip *trip = evn_dsp_pool_at(trips, i);
        for (size_t k = 0; k < trip->n_stops && trip->state <= EVN_DSP_TRIP_UNDERWAY; k++)
            if (trip->stops[k].state == EVN_DSP_STOP_AHEAD &&
                strcmp(trip->stops[k].point, point) == 0) {
                *on = trip;
                return &trip->stops[k];
            }
    }
    *on = NULL;
    return NULL;
}

static void an_urgent_request_rides_on_a_planned_trip(void)
{
    struct world w;
    const struct evn_dsp_trip *trip;
    plan(&w);
    EVN_CHECK_EQ(evn_dsp_pool_of(w.state, EVN_DSP_TRIP)->n, 1);
    EVN_CHECK_OK(ask_urgently(&w, "U1", THIRD, "RICE", 12));
    EVN_CHECK_EQ(line_of(&w, "U1", 1)->allocated, 12);
    EVN_CHECK_EQ(w.n_lanes, 1); /* nothing is promised that the ledger has not reserved */
    EVN_CHECK(stop_for(&w, "P-" THIRD, &trip) == NULL);
    settle(&w);
    EVN_CHECK_EQ(line_of(&w, "U1", 1)->reserved, 12);
    const struct evn_dsp_stop *stop = stop_for(&w, "P-" THIRD, &trip);
    EVN_MUST(stop != NULL);
    EVN_CHECK_TEXT(trip->trip, "T1-1");
    EVN_CHECK(stop->eta_us > w.h.business_us && stop->promised_us == stop->eta_us);
    EVN_CHECK_EQ(trip->n_stops, 3);
    EVN_CHECK_EQ(trip->changes, 1);
    EVN_CHECK_EQ(trip->n_also, 1);
    drive_all(&w);
    EVN_CHECK_EQ(line_of(&w, "U1", 1)->received, 12);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->received, 60);
    EVN_CHECK_EQ(w.ledger.claimed[fake_place(&w.ledger, "W1")][fake_item(&w.ledger, "RICE")], 0);
    const struct evn_dsp_round *round = evn_dsp_find(w.state, EVN_DSP_ROUND, "R2");
    EVN_CHECK(round->urgent && round->joins == 1 && round->state == EVN_DSP_ROUND_CLOSED);
    check_replay(&w);
    world_fini(&w);
}

static void with_all_vehicles_out_it_comes_when_one_is_back(void)
{
    struct world w;
    const struct evn_dsp_trip *trip, *before;
    plan(&w);
    EVN_CHECK_OK(hinder(&w, "V2", 0));
    before = trip_of(&w, "T1-1");
    EVN_CHECK_TEXT(before->vehicle, "V1");
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_LOAD, "T1-1"));
    settle(&w);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_DEPART, "T1-1"));
    int64_t back_us = trip_of(&w, "T1-1")->end_us;
    EVN_CHECK_OK(ask_urgently(&w, "U1", THIRD, "RICE", 12));
    settle(&w);
    const struct evn_dsp_stop *stop = stop_for(&w, "P-" THIRD, &trip);
    EVN_MUST(stop != NULL);
    EVN_CHECK_TEXT(trip->trip, "T2-1");
    EVN_CHECK_TEXT(trip->vehicle, "V1");
    EVN_CHECK(trip->start_us >= back_us && stop->eta_us > back_us);
    /* Half an hour late: the next drive of the vehicle is, too. */
    int64_t eta_us = stop->eta_us;
    EVN_CHECK_OK(late(&w, "T1-1", 30));
    EVN_CHECK_EQ(stop_for(&w, "P-" THIRD, &trip)->eta_us, eta_us + 30 * 60 * EVN_US_PER_S);
    EVN_CHECK_EQ(stop_for(&w, "P-" THIRD, &trip)->promised_us, eta_us);
    check_replay(&w);
    world_fini(&w);
}

static void a_broken_vehicle_gives_its_planned_trip_to_another(void)
{
    struct world w;
    plan(&w);
    char first[EVN_CODE_MAX];
    strcpy(first, trip_of(&w, "T1-1")->vehicle);
    EVN_CHECK_OK(hinder(&w, first, 0));
    EVN_CHECK(strcmp(trip_of(&w, "T1-1")->vehicle, first) != 0);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->state, EVN_DSP_TRIP_PLANNED);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->changes, 1);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->reserved, 60);
    EVN_CHECK_OK(hinder(&w, trip_of(&w, "T1-1")->vehicle, 0));
    settle(&w);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->state, EVN_DSP_TRIP_CANCELLED);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->why.code, EVN_DSP_WHY_REPLANNED);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->open, 60);
    EVN_CHECK_TEXT(line_of(&w, "Q1", 1)->why.text, "no_vehicles");
    EVN_CHECK_TEXT(line_of(&w, "Q1", 1)->why.subject, "Q1");
    EVN_CHECK_EQ(w.ledger.claimed[fake_place(&w.ledger, "W1")][fake_item(&w.ledger, "RICE")], 0);
    EVN_CHECK_OK(clear(&w, first));
    EVN_CHECK_ERR(clear(&w, first), EVN_E_WRONG_STATE);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->reserved, 60);
    check_replay(&w);
    world_fini(&w);
}

static void what_is_aboard_a_broken_vehicle_comes_again_at_once(void)
{
    struct world w;
    const struct evn_dsp_trip *trip;
    plan(&w);
    char first[EVN_CODE_MAX];
    strcpy(first, trip_of(&w, "T1-1")->vehicle);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_LOAD, "T1-1"));
    settle(&w);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_DEPART, "T1-1"));
    EVN_CHECK_OK(arrive(&w, "T1-1", 1)); /* it stands at the first stop: that one can still sign */
    EVN_CHECK_OK(hinder(&w, first, 0));
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->stops[0].state, EVN_DSP_STOP_ARRIVED);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->stops[1].state, EVN_DSP_STOP_STRANDING);
    EVN_CHECK_ERR(arrive(&w, "T1-1", 2), EVN_E_WRONG_STATE);
    EVN_CHECK_OK(receive_stop(&w, "T1-1", 1, 0, 0));
    settle(&w);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->stops[1].state, EVN_DSP_STOP_DONE);
    at(&w, 0, 485); /* the timer: an urgent round for what is missing */
    settle(&w);
    const char *point = trip_of(&w, "T1-1")->stops[1].point;
    EVN_MUST(stop_for(&w, point, &trip) != NULL);
    EVN_CHECK_TEXT(trip->trip, "T2-1");
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_CLOSE, "T1-1")); /* towed home with its goods */
    settle(&w);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->state, EVN_DSP_TRIP_CLOSED);
    drive_all(&w);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->received, 60);
    EVN_CHECK_EQ(line_of(&w, "Q2", 1)->received, 40);
    EVN_CHECK_EQ(w.ledger.balance[fake_place(&w.ledger, "W1")][fake_item(&w.ledger, "RICE")], 900);
    check_replay(&w);
    world_fini(&w);
}

static void a_blocked_point_keeps_the_others_on_their_way(void)
{
    struct world w;
    const struct evn_dsp_trip *trip;
    plan(&w);
    EVN_CHECK_OK(hinder(&w, "P-" OTHER, 0));
    settle(&w);
    EVN_CHECK_EQ(line_of(&w, "Q2", 1)->open, 40);
    EVN_CHECK_EQ(line_of(&w, "Q2", 1)->why.code, EVN_DSP_WHY_BLOCKED);
    EVN_CHECK_EQ(line_of(&w, "Q1", 1)->reserved, 60);
    EVN_CHECK_EQ(trip_of(&w, "T1-1")->n_stops, 1);
    EVN_CHECK_EQ(w.ledger.claimed[fake_place(&w.ledger, "W1")][fake_item(&w.ledger, "RICE")], 60);
    /* For two hours: it comes behind them. */
    EVN_CHECK_OK(clear(&w, "P-" OTHER));
    EVN_CHECK_OK(hinder(&w, "P-" OTHER, 120));
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    const struct evn_dsp_stop *stop = stop_for(&w, "P-" OTHER, &trip);
    EVN_MUST(stop != NULL);
    EVN_CHECK(stop->eta_us >= w.h.business_us + 120 * 60 * EVN_US_PER_S);
    drive_all(&w);
    world_fini(&w);
}

static void wrong_changes_are_refused(void)
{
    struct world w;
    plan(&w);
    EVN_CHECK_ERR(late(&w, "T9-9", 5), EVN_E_UNKNOWN_REF);
    EVN_CHECK_TEXT(w.h.why.field, "late.trip");
    EVN_CHECK_ERR(hinder(&w, "V9", 0), EVN_E_UNKNOWN_REF);
    EVN_CHECK_ERR(hinder(&w, "V1", -5), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_TEXT(w.h.why.field, "hinder.until_us");
    EVN_CHECK_EQ(w.h.why.want, w.h.business_us);
    EVN_CHECK_ERR(clear(&w, "V1"), EVN_E_WRONG_STATE);
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_CANCEL_TRIP, "T1-1"));
    EVN_CHECK_ERR(late(&w, "T1-1", 5), EVN_E_WRONG_STATE);
    EVN_CHECK_ERR(replan(&w), EVN_E_NO_DEMAND);
    w.h.actor = (struct evn_actor){.name = "point", .roles = EVN_ROLE_POINT, .scope = HOME};
    EVN_CHECK_ERR(ask_urgently(&w, "U1", HOME, "RICE", 1), EVN_E_NOT_ALLOWED);
    EVN_CHECK_TEXT(w.h.why.field, "request.urgent");
    EVN_CHECK_EQ(w.h.ops->roles_for(EVN_DSP_TAG_HINDER) & EVN_ROLE_POINT, 0);
    EVN_CHECK_EQ(w.h.ops->roles_for(EVN_DSP_TAG_REPLAN) & EVN_ROLE_WAREHOUSE, 0);
    world_fini(&w);
}

static void what_cannot_come_is_named_and_the_rest_is_planned(void)
{
    struct world w;
    const struct evn_dsp_trip *trip;
    plan(&w);
    add_item(&w, "GENSET", 1, INT64_C(3000000000)); /* three tonnes in one piece */
    receive_stock(&w, "W1", "GENSET", 2);
    struct evn_dsp_request_line line[] = {{.item = "GENSET", .quantity = 1},
                                          {.item = "RICE", .quantity = 5}};
    struct evn_dsp_request_put put = {
        .request = "U1", .community = THIRD, .lines = line, .n_lines = 2, .urgent = true};
    EVN_CHECK_OK(post(&w, (struct evn_dsp_command){.request = &put}));
    settle(&w);
    EVN_CHECK_EQ(line_of(&w, "U1", 1)->open, 1);
    EVN_CHECK_EQ(line_of(&w, "U1", 1)->why.code, EVN_DSP_WHY_NO_ROUTE);
    EVN_CHECK_TEXT(line_of(&w, "U1", 1)->why.text, "too_large");
    EVN_CHECK_TEXT(line_of(&w, "U1", 1)->why.subject, "U1");
    EVN_CHECK_EQ(line_of(&w, "U1", 2)->reserved, 5);
    EVN_CHECK(stop_for(&w, "P-" THIRD, &trip) != NULL);
    /* More than there is: what there is comes, the rest waits with its reason. */
    EVN_CHECK_OK(ask_urgently(&w, "U2", THIRD, "RICE", 2000));
    settle(&w);
    EVN_CHECK_EQ(line_of(&w, "U2", 1)->reserved, 895);
    EVN_CHECK_EQ(line_of(&w, "U2", 1)->why.code, EVN_DSP_WHY_SHARED);
    EVN_CHECK(!line_of(&w, "U2", 1)->urgent);
    world_fini(&w);
}

static void an_urgent_request_waits_for_the_round_before_it(void)
{
    struct world w;
    plan(&w);
    EVN_CHECK_OK(ask_for(&w, "Q3", HOME, "RICE", 7));
    EVN_CHECK_OK(round_now(&w));
    EVN_CHECK_OK(ask_urgently(&w, "U1", THIRD, "RICE", 12));
    EVN_CHECK_EQ(w.state->n_urgent, 1);
    EVN_CHECK_EQ(line_of(&w, "U1", 1)->open, 12);
    check_replay(&w); /* that it is waited for survives */
    settle(&w);
    at(&w, 0, 481);
    EVN_CHECK_EQ(w.state->n_urgent, 0);
    EVN_CHECK_EQ(line_of(&w, "U1", 1)->allocated, 12);
    answer_one(&w, EVN_E_HELD, 1);
    EVN_CHECK_EQ(line_of(&w, "U1", 1)->why.code, EVN_DSP_WHY_LEDGER);
    world_fini(&w);
}

static void arrivals_are_listed_in_their_order(void)
{
    struct world w;
    struct evn_dsp_get_eta get = {.area = ""};
    plan(&w);
    EVN_CHECK_OK(hinder(&w, "V2", 60));
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.eta = &get}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_RESULT_ETA), 2);
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_HINDRANCE), 1);
    strcpy(get.point, "P-" HOME);
    EVN_CHECK_OK(query(&w, &(struct evn_dsp_query){.eta = &get}));
    EVN_CHECK_EQ(n_in_result(&w, EVN_DSP_RESULT_ETA), 1);
    world_fini(&w);
}

/* The bytes of everything that has left, or is being loaded: nothing may write to it. */
struct frozen {
    uint32_t n;
    uint32_t number[64];
    struct evn_buf bytes[64];
};

static void freeze(const struct world *w, struct frozen *f)
{
    const struct evn_dsp_pool *trips = evn_dsp_pool_of(w->state, EVN_DSP_TRIP);
    f->n = 0;
    for (uint32_t i = 0; i < trips->n && f->n < 64; i++) {
        const struct evn_dsp_trip *trip = evn_dsp_pool_at(trips, i);
        if (trip->state == EVN_DSP_TRIP_PLANNED)
            continue;
        evn_buf_init(&f->bytes[f->n], 1 << 16);
        EVN_CHECK_OK(evn_wire_encode(&evn_dsp_trip_table, trip, &f->bytes[f->n]));
        f->number[f->n++] = i;
    }
}

static void thaw(const struct world *w, struct frozen *f)
{
    struct evn_buf now;
    evn_buf_init(&now, 1 << 16);
    for (uint32_t i = 0; i < f->n; i++) {
        const struct evn_dsp_trip *trip =
            evn_dsp_pool_at(evn_dsp_pool_of(w->state, EVN_DSP_TRIP), f->number[i]);
        evn_buf_clear(&now);
        EVN_CHECK_OK(evn_wire_encode(&evn_dsp_trip_table, trip, &now));
        if (now.len != f->bytes[i].len || memcmp(now.at, f->bytes[i].at, now.len) != 0)
            EVN_CHECK_TEXT(trip->trip, "a trip that stays as it was");
        evn_buf_fini(&f->bytes[i]);
    }
    evn_buf_fini(&now);
}

/* A morning with so many requests, some trips already on the road. */
static void busy_morning(struct world *w, struct evn_rng *rng, char code[8][EVN_CODE_MAX])
{
    char name[EVN_CODE_MAX];
    world_init(w);
    set_days(w, 1);
    add_item(w, "RICE", 1, 1000000);
    receive_stock(w, "W1", "RICE", 5000);
    receive_stock(w, "W2", "RICE", 5000);
    for (int i = 0; i < 4; i++) {
        snprintf(name, sizeof name, "V%d", i + 1);
        add_vehicle(w, name, i % 2 == 0 ? "W1" : "W2", 60000 + evn_rng_below(rng, 60000));
    }
    for (int i = 0; i < 8; i++) {
        snprintf(code[i], EVN_CODE_MAX, "31010500%d001", i + 1);
        add_community(w, code[i], (int)evn_rng_below(rng, 25));
        snprintf(name, sizeof name, "Q%d", i);
        EVN_CHECK_OK(ask_for(w, name, code[i], "RICE", 10 + evn_rng_below(rng, 80)));
    }
    EVN_CHECK_OK(round_now(w));
    settle(w);
    const struct evn_dsp_pool *trips = evn_dsp_pool_of(w->state, EVN_DSP_TRIP);
    for (uint32_t i = 0; i < trips->n; i++) {
        memcpy(name, ((const struct evn_dsp_trip *)evn_dsp_pool_at(trips, i))->trip, sizeof name);
        if (evn_rng_below(rng, 2) == 0 || trip_step(w, EVN_DSP_TAG_LOAD, name) != EVN_OK)
            continue;
        settle(w);
        if (evn_rng_below(rng, 3) > 0)
            EVN_CHECK_OK(trip_step(w, EVN_DSP_TAG_DEPART, name));
    }
}

/* One change of the live plan that concerns nothing which has left. */
static void change(struct world *w, struct evn_rng *rng, char code[8][EVN_CODE_MAX], int k)
{
    char name[EVN_CODE_MAX];
    const struct evn_dsp_pool *trips = evn_dsp_pool_of(w->state, EVN_DSP_TRIP);
    uint32_t what = evn_rng_below(rng, 4);
    snprintf(name, sizeof name, "V%u", 1 + evn_rng_below(rng, 4));
    bool out = false;
    for (uint32_t i = 0; i < trips->n; i++) {
        const struct evn_dsp_trip *trip = evn_dsp_pool_at(trips, i);
        out |= trip->state >= EVN_DSP_TRIP_LOADING && trip->state <= EVN_DSP_TRIP_RETURNING &&
               strcmp(trip->vehicle, name) == 0;
    }
    if (what == 0) {
        EVN_CHECK(replan(w) == EVN_OK || w->h.why.err == EVN_E_NO_DEMAND);
    } else if (what == 1 && !out) {
        EVN_CHECK_OK(hinder(w, name, evn_rng_below(rng, 2) * 90));
    } else if (what == 2) {
        EVN_CHECK(clear(w, name) == EVN_OK || w->h.why.err == EVN_E_WRONG_STATE);
    } else {
        snprintf(name, sizeof name, "U%d", k);
        EVN_CHECK_OK(
            ask_urgently(w, name, code[evn_rng_below(rng, 8)], "RICE", 1 + evn_rng_below(rng, 60)));
    }
    settle(w);
    w->h.business_us += (int64_t)evn_rng_below(rng, 10) * 60 * EVN_US_PER_S;
}

/* 25 mornings of 12 changes: trips that are loading, loaded or on the road keep every byte. */
static void nothing_that_left_moves_whatever_is_changed(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(19));
    struct frozen frozen;
    char code[8][EVN_CODE_MAX];
    size_t n_frozen = 0, n_trips = 0;
    for (int world = 0; world < 25; world++) {
        struct world *w = calloc(1, sizeof *w);
        busy_morning(w, &rng, code);
        freeze(w, &frozen);
        n_frozen += frozen.n;
        for (int k = 0; k < 12; k++)
            change(w, &rng, code, k);
        thaw(w, &frozen);
        n_trips += evn_dsp_pool_of(w->state, EVN_DSP_TRIP)->n;
        if (world % 5 == 0)
            check_replay(w);
        world_fini(w);
        free(w);
    }
    printf("%zu of %zu trips had left ", n_frozen, n_trips);
    EVN_CHECK(n_frozen > 25 && n_trips > n_frozen);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(an_urgent_request_rides_on_a_planned_trip),
        EVN_TEST(with_all_vehicles_out_it_comes_when_one_is_back),
        EVN_TEST(a_broken_vehicle_gives_its_planned_trip_to_another),
        EVN_TEST(what_is_aboard_a_broken_vehicle_comes_again_at_once),
        EVN_TEST(a_blocked_point_keeps_the_others_on_their_way),
        EVN_TEST(wrong_changes_are_refused),
        EVN_TEST(what_cannot_come_is_named_and_the_rest_is_planned),
        EVN_TEST(an_urgent_request_waits_for_the_round_before_it),
        EVN_TEST(arrivals_are_listed_in_their_order),
        EVN_TEST(nothing_that_left_moves_whatever_is_changed),
    };
    return evn_test_main(argc, argv, "dispatch.live", tests, sizeof tests / sizeof tests[0]);
}

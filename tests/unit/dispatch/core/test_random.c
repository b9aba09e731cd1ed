#include "common/base/rng.h"
#include "tests/unit/dispatch/core/world.h"
#include <stdlib.h>

enum { COMMUNITIES = 6, ITEMS = 3, DAYS = 20, WORLDS = 50 };

static const char *const items[ITEMS] = {"RICE", "WATER", "INSULIN"};

struct play {
    struct world w;
    struct evn_rng rng;
    int n_requests;
};

static uint32_t below(struct play *p, uint32_t n)
{
    return evn_rng_below(&p->rng, n);
}

static const char *community(int i)
{
    static const char *const codes[COMMUNITIES] = {"310105001001", "310105001002", "310105001003",
                                                   "310105002001", "310105002002", "310105003001"};
    return codes[i];
}

static void fill(struct play *p)
{
    world_init(&p->w);
    set_days(&p->w, 1 + below(p, 3));
    add_item(&p->w, "RICE", 5, 1000000);
    add_item(&p->w, "WATER", 12, 500000);
    add_item(&p->w, "INSULIN", 1, 20000);
    add_substitute(&p->w, "RICE", "WATER", 3, 2);
    add_substitute(&p->w, "WATER", "RICE", 1, 2);
    add_vehicle(&p->w, "V1", "W1", 50000 + below(p, 400000));
    add_vehicle(&p->w, "V2", "W2", 50000 + below(p, 400000));
    for (int i = 0; i < COMMUNITIES; i++)
        add_community(&p->w, community(i), i);
    p->w.slow_feed = below(p, 2) == 1;
}

static void morning(struct play *p, int day)
{
    for (int i = 0; i < COMMUNITIES; i++) {
        if (below(p, 12) == 0)
            close_need(&p->w, community(i));
        for (int k = 0; k < ITEMS && below(p, 3) != 0; k++)
            need(&p->w, community(i), items[k], 1 + below(p, 3), below(p, 40));
    }
    for (int k = 0; k < ITEMS; k++)
        if (below(p, 3) == 0)
            receive_stock(&p->w, below(p, 2) == 0 ? "W1" : "W2", items[k], 1 + below(p, 400));
    at(&p->w, day, 360);
}

static void somebody_asks(struct play *p)
{
    char name[EVN_CODE_MAX];
    struct evn_dsp_cancel cancel = {.line = 0};
    snprintf(name, sizeof name, "Q%d", ++p->n_requests);
    EVN_CHECK_OK(ask_for(&p->w, name, community((int)below(p, COMMUNITIES)), items[below(p, ITEMS)],
                         1 + below(p, 50)));
    snprintf(cancel.request, sizeof cancel.request, "Q%d",
             1 + (int)below(p, (uint32_t)p->n_requests));
    if (below(p, 3) == 0) {
        evn_err err = post(&p->w, (struct evn_dsp_command){.cancel = &cancel});
        EVN_CHECK(err == EVN_OK || err == EVN_E_NO_DEMAND);
    } else if (below(p, 2) == 0) {
        evn_err err = change(&p->w, cancel.request, 1 + below(p, 60));
        EVN_CHECK(err == EVN_OK || err == EVN_E_OUT_OF_RANGE);
    }
}

/* Whatever a trip can do next, or what it cannot. */
static void some_trip_moves(struct play *p)
{
    static const uint32_t tags[] = {EVN_DSP_TAG_LOAD, EVN_DSP_TAG_DEPART, EVN_DSP_TAG_CLOSE,
                                    EVN_DSP_TAG_CANCEL_TRIP};
    const struct evn_dsp_pool *trips = evn_dsp_pool_of(p->w.state, EVN_DSP_TRIP);
    if (trips->n == 0)
        return;
    uint32_t last = trips->n > 6 ? 6 : (uint32_t)trips->n;
    const struct evn_dsp_trip *trip =
        evn_dsp_pool_at(trips, (uint32_t)trips->n - 1 - below(p, last));
    char name[EVN_CODE_MAX];
    memcpy(name, trip->trip, sizeof name);
    uint32_t stop = 1 + below(p, (uint32_t)trip->n_stops);
    evn_err err;
    uint32_t what = below(p, 12);
    if (what < 3)
        err = trip_step(&p->w, tags[what], name);
    else if (what == 3)
        err = below(p, 4) == 0 ? trip_step(&p->w, tags[3], name) : EVN_OK;
    else if (what < 8)
        err = arrive(&p->w, name, stop);
    else
        err = receive_stop(&p->w, name, stop, below(p, 4) == 0 ? below(p, 9) : 0,
                           below(p, 4) == 0 ? below(p, 9) : 0);
    EVN_CHECK(err == EVN_OK || err == EVN_E_WRONG_STATE);
}

/* The live plan is changed: an urgent request, a vehicle late or broken, a point blocked. */
static void something_comes_up(struct play *p)
{
    static const char *const places[] = {"V1", "V2", "P-310105001001", "P-310105003001", "W2"};
    char name[EVN_CODE_MAX];
    const char *place = places[below(p, 5)];
    const struct evn_dsp_pool *trips = evn_dsp_pool_of(p->w.state, EVN_DSP_TRIP);
    evn_err err = EVN_OK;
    uint32_t what = below(p, 8);
    if (what < 2) {
        snprintf(name, sizeof name, "Q%d", ++p->n_requests);
        err = ask_urgently(&p->w, name, community((int)below(p, COMMUNITIES)),
                           items[below(p, ITEMS)], 1 + below(p, 50));
    } else if (what == 2 && trips->n > 0) {
        const struct evn_dsp_trip *trip = evn_dsp_pool_at(trips, (uint32_t)trips->n - 1);
        memcpy(name, trip->trip, sizeof name);
        err = late(&p->w, name, 1 + below(p, 200));
    } else if (what == 3) {
        err = hinder(&p->w, place, below(p, 2) * (1 + below(p, 300)));
    } else if (what < 7) {
        err = clear(&p->w, place);
    } else {
        err = replan(&p->w);
    }
    EVN_CHECK(err == EVN_OK || err == EVN_E_WRONG_STATE || err == EVN_E_NO_DEMAND);
}

static void the_ledger_speaks(struct play *p)
{
    static const evn_err no[] = {EVN_E_HELD, EVN_E_SHORT_STOCK, EVN_E_EXPIRED};
    if (below(p, 4) == 0)
        read_ledger(&p->w);
    if (p->w.n_lanes == 0)
        return;
    struct lane *lane = &p->w.lane[0];
    struct evn_dsp_ledger_command c;
    struct evn_refusal why;
    evn_arena_reset(&p->w.h.arena);
    EVN_CHECK_OK(evn_wire_decode(&evn_dsp_ledger_table, evn_bytes_of(lane->command, lane->len),
                                 &p->w.h.arena, EVN_WIRE_LENIENT, &c, &why));
    bool refused = c.release == NULL && below(p, 5) == 0;
    uint32_t line =
        c.reserve != NULL && below(p, 2) == 0 ? 1 + below(p, (uint32_t)c.reserve->n_lines) : 0;
    answer_one(&p->w, refused ? no[below(p, 3)] : EVN_OK, refused ? line : 0);
}

static void a_day(struct play *p, int day)
{
    morning(p, day);
    for (int step = 0; step < 60; step++) {
        uint32_t what = below(p, 10);
        p->w.h.business_us += (int64_t)below(p, 15) * 60 * EVN_US_PER_S;
        if (what == 0)
            somebody_asks(p);
        else if (what < 4)
            the_ledger_speaks(p);
        else if (what < 8)
            some_trip_moves(p);
        else if (what < 9)
            something_comes_up(p);
        else if (below(p, 10) == 0)
            EVN_CHECK(round_now(&p->w) == EVN_OK || p->w.h.why.err == EVN_E_WRONG_STATE);
    }
}

/* 50 worlds of 20 days (EVN_FULL: 200): the laws of world.h hold after every event group, nothing
 * the ledger took is unknown here, and the log replays to the same state. */
static void sums_hold_on_a_thousand_random_days(void)
{
    uint64_t seed = evn_test_seed(20221114);
    int64_t received = 0, stood_in = 0, rounds = 0, trips = 0;
    uint64_t n_worlds = getenv("EVN_FULL") != NULL ? 4 * WORLDS : WORLDS;
    for (uint64_t world = 0; world < n_worlds; world++) {
        struct play *p = calloc(1, sizeof *p);
        p->rng = evn_rng_of(seed + world);
        fill(p);
        for (int day = 0; day < DAYS; day++)
            a_day(p, day);
        settle(&p->w);
        for (int k = 0; k < ITEMS; k++) {
            int64_t sum = 0, reserved = 0, claimed = 0;
            int item = fake_item(&p->w.ledger, items[k]);
            const struct evn_dsp_pool *shares = evn_dsp_pool_of(p->w.state, EVN_DSP_SHARE);
            for (uint32_t i = 0; i < shares->n; i++) {
                const struct evn_dsp_share *s = evn_dsp_pool_at(shares, i);
                if (strcmp(s->item, items[k]) != 0)
                    continue;
                sum += s->accepted;
                reserved += s->state == EVN_DSP_SHARE_RESERVED ? s->quantity : 0;
                stood_in += s->instead_of[0] != '\0' ? s->accepted : 0;
            }
            for (int i = 0; i < p->w.ledger.n_places; i++)
                claimed += p->w.ledger.claimed[i][item];
            EVN_CHECK_EQ(claimed, reserved);
            EVN_CHECK_EQ(sum, p->w.ledger.consumed[item]);
            received += sum;
        }
        rounds += p->w.state->last_round;
        trips += (int64_t)evn_dsp_pool_of(p->w.state, EVN_DSP_TRIP)->n;
        if (world % 10 == 0)
            check_replay(&p->w);
        world_fini(&p->w);
        free(p);
    }
    printf("%" PRId64 " units received, %" PRId64 " of them for others, %" PRId64
           " rounds, %" PRId64 " trips ",
           received, stood_in, rounds, trips);
    EVN_CHECK(received > 0 && stood_in > 0 && trips > 0);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(sums_hold_on_a_thousand_random_days),
    };
    return evn_test_main(argc, argv, "dispatch.random", tests, sizeof tests / sizeof tests[0]);
}

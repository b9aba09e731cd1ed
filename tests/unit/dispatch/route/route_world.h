/* route_world - random routing problems with every kind of constraint. Test support.
 *
 * A test names the kinds it wants and gets a small day drawn from its seed: some of it is meant
 * to be impossible (stops no vehicle reaches, loads no vehicle carries), because such days must
 * come back as valid plans with reasons. All arrays live in the world itself. */
#ifndef EVN_TESTS_ROUTE_WORLD_H
#define EVN_TESTS_ROUTE_WORLD_H

#include "common/base/rng.h"
#include "services/dispatch/route/problem.h"

enum {
    EVN_WORLD_WINDOWS = 1,
    EVN_WORLD_MANY_WINDOWS = 2, /* up to three a stop */
    EVN_WORLD_TRIPS = 4,        /* up to three, with a reload between */
    EVN_WORLD_SKILLS = 8,
    EVN_WORLD_DEPOTS = 16,     /* several, some loads tied */
    EVN_WORLD_ORDER = 32,      /* ranks and groups */
    EVN_WORLD_RELEASE = 64,    /* loads that are ready later */
    EVN_WORLD_BREAKS = 128,    /* a rest in about half the vehicles */
    EVN_WORLD_TIERS = 256,     /* tiers, optional stops, too few vehicles */
    EVN_WORLD_CLOSED = 512,    /* closed legs, legs against the triangle inequality */
    EVN_WORLD_DURATION = 1024, /* longest duration well below the day */
    EVN_WORLD_TIMECOST = 2048, /* duration costs */
    EVN_WORLD_ROAD = 4096,     /* some vehicles have departed */
    EVN_WORLD_ALL = 8191,
    EVN_WORLD_PLACES_MAX = 344
};

struct evn_world {
    struct evn_route_problem p;
    int32_t dist[EVN_WORLD_PLACES_MAX * EVN_WORLD_PLACES_MAX];
    int32_t time[EVN_WORLD_PLACES_MAX * EVN_WORLD_PLACES_MAX];
    struct evn_route_depot depots[4];
    struct evn_route_stop stops[EVN_WORLD_PLACES_MAX];
    struct evn_route_window windows[EVN_WORLD_PLACES_MAX][3];
    struct evn_route_vehicle vehicles[128];
    int32_t frozen[128][8];
};

/* Fill `w` with a problem of up to `n_stops` stops (at most PLACES_MAX - 4) drawn from `rng`. */
void evn_world_make(struct evn_world *w, uint32_t n_stops, unsigned kinds, struct evn_rng *rng);

#endif

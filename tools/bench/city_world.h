/* city_world - one large city's day as a routing problem, on real places. Shell.
 *
 * Reception points and depots are places of a published outbreak (epidemic/sealed_places.tsv):
 * those whose coordinates are plausible, in an order drawn from the seed. Legs are great circles
 * x 1.25 at 25 km/h. Everything else is drawn from the seed too: windows for 70 %, mass and volume,
 * a cold chain for 10 %, tiers; lorries and vans, some with a cold box, some with a pass into
 * zones. */
#ifndef EVN_TOOLS_BENCH_CITY_WORLD_H
#define EVN_TOOLS_BENCH_CITY_WORLD_H

#include "common/base/rng.h"
#include "services/dispatch/route/plan.h"

enum {
    EVN_CITY_DEPOTS = 5,
    EVN_CITY_STOPS = 3000,
    EVN_CITY_URGENT = 500,
    EVN_CITY_ALL = EVN_CITY_STOPS + EVN_CITY_URGENT,
    EVN_CITY_PLACES = EVN_CITY_DEPOTS + EVN_CITY_ALL,
    EVN_CITY_CARS = 300,
    EVN_CITY_DAY_S = 43200,
    EVN_CITY_FIXED = 20000, /* metres a vehicle may drive to save another one */
    EVN_CITY_COLD = 1,      /* skills */
    EVN_CITY_PASS = 2
};

struct evn_city {
    struct evn_route_problem p; /* n_stops: EVN_CITY_STOPS; the urgent ones stand behind */
    struct evn_rng rng;
    double lat[EVN_CITY_PLACES], lon[EVN_CITY_PLACES]; /* degrees */
    struct evn_route_depot depots[EVN_CITY_DEPOTS];
    struct evn_route_stop stops[EVN_CITY_ALL];
    struct evn_route_window windows[EVN_CITY_ALL];
    struct evn_route_vehicle cars[EVN_CITY_CARS];
    int32_t *dist, *time;                         /* metres, seconds */
    int32_t frozen[EVN_CITY_ALL + EVN_CITY_CARS]; /* what the vehicles' own lists are parts of */
};

/* Make the city; ends the program when DATA/epidemic/sealed_places.tsv is not as it must be. */
void evn_city_make(struct evn_city *c, const char *data, uint64_t seed);
void evn_city_fini(struct evn_city *c);

/* Drive the plan until `now_s`: what vehicles have begun or are under way to is frozen, and what
 * their trips carry is aboard. */
void evn_city_drive(struct evn_city *c, const struct evn_route_plan *live, int32_t now_s);

/* Request `stop`, one of the urgent ones, at `now_s`: within three hours. */
void evn_city_ask(struct evn_city *c, int32_t stop, int32_t now_s);

/* Seal what lies within 600 m of a stop drawn among those still to be served: stops there that are
 * still to be served need a pass and come last in their trip; what is aboard a vehicle without one
 * is packed anew. Writes them to `out`, EVN_CITY_ALL long, and returns how many. */
uint32_t evn_city_seal(struct evn_city *c, int32_t now_s, int32_t *out);

#endif

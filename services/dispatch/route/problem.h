/* problem - what a day's routing is asked and what it answers. Pure: types only.
 *
 * Shared by the solver (route/), the checker (routecheck/) and the readers (routeio/), which
 * share nothing else. All times are seconds (or any one unit) from the plan's own zero, all
 * quantities are in the caller's base units. Arrays are borrowed and stay unchanged while a
 * call runs. A vehicle delivers: what a trip carries is loaded at the trip's depot, so the sum
 * of a trip's demands must fit the vehicle. */
#ifndef EVN_DISPATCH_ROUTE_PROBLEM_H
#define EVN_DISPATCH_ROUTE_PROBLEM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    EVN_ROUTE_DIMS = 2,       /* measures of a load: 0 mass (g), 1 volume (ml) */
    EVN_ROUTE_TIERS = 3,      /* tiers 1..3 of what must be served */
    EVN_ROUTE_DEPOTS_MAX = 64 /* so that a set of depots is one word */
};

#define EVN_ROUTE_NO_LEG   INT32_MAX          /* a time that says: this leg is closed */
#define EVN_ROUTE_TIME_MAX (INT32_C(1) << 28) /* bound of every instant and duration */
#define EVN_ROUTE_NONE     (-1)

/* What a vehicle calls at, as one number: a stop's index, a depot to reload at, or a break. */
#define EVN_ROUTE_RELOAD(depot)     (-1 - (depot))
#define EVN_ROUTE_IS_RELOAD(ref)    ((ref) < 0 && (ref) >= -EVN_ROUTE_DEPOTS_MAX)
#define EVN_ROUTE_RELOAD_DEPOT(ref) (-1 - (ref))
#define EVN_ROUTE_BREAK             INT32_MIN

/* Service may begin at open_s <= t <= close_s. */
struct evn_route_window {
    int32_t open_s;
    int32_t close_s;
};

struct evn_route_depot {
    int32_t place;  /* row of the leg matrices */
    int32_t open_s; /* vehicles leave, reload and return within the hours */
    int32_t close_s;
};

struct evn_route_stop {
    int32_t place;                          /* row of the leg matrices */
    int32_t service_s;                      /* time at the stop once service begins */
    int32_t release_s;                      /* the load leaves its depot no earlier; 0: any time */
    int32_t depot;                          /* the depot that holds the load, or NONE: any */
    int32_t aboard;                         /* the departed vehicle that carries it, or NONE */
    uint32_t n_windows;                     /* 0: always open */
    const struct evn_route_window *windows; /* sorted, apart from each other */
    int64_t demand[EVN_ROUTE_DIMS];         /* never negative */
    uint64_t skills;                        /* bits the vehicle must have: cold box, pass, ... */
    uint8_t rank;   /* inside a trip ranks never fall: clean before sealed */
    uint8_t group;  /* not 0: shares a trip only with group 0 or its own */
    uint8_t tier;   /* 1..3: must be served, 1 first; 0: optional */
    int64_t weight; /* tier 1..3: what it counts unserved, >= 1;
                       optional: the cost of leaving it out */
};

struct evn_route_break {
    int32_t open_s; /* begins at open_s <= t <= close_s, anywhere between two calls */
    int32_t close_s;
    int32_t length_s; /* 0: no break. Not needed when the vehicle is back by close_s or leaves
                         the start at close_s or later */
};

struct evn_route_vehicle {
    int64_t capacity[EVN_ROUTE_DIMS];
    uint64_t skills;
    int32_t start_depot;
    int32_t end_depot;
    uint64_t reload_depots; /* bit d: it may load again at depot d between trips */
    int32_t trips_max;      /* 1: no reload */
    int32_t reload_s;       /* time a reload takes */
    struct evn_route_window shift;
    int32_t duration_max_s; /* from leaving the start to returning, waiting included */
    struct evn_route_break rest;
    int64_t fixed_cost; /* once, when it serves at least one stop */
    int32_t dist_cost;  /* per unit of distance */
    int32_t time_cost;  /* per unit of duration */
    /* A vehicle on the road. The first n_frozen calls have been made or are promised: they keep
     * their order and are not judged by windows; it leaves the last of them at frozen_until_s.
     * With nothing else to do it may come back late or by a closed leg: that is how it is.
     * Departed: the first trip is loaded, so it serves only stops `aboard` this vehicle. */
    bool departed;
    int32_t started_s;
    int32_t frozen_until_s; /* departed with nothing frozen: the instant it leaves the start */
    uint32_t n_frozen;
    const int32_t *frozen; /* stop indexes and EVN_ROUTE_RELOAD(depot) */
};

/* The objective is lexicographic: unserved weight of tier 1, 2, 3; then, with vehicles_first,
 * the number of vehicles that serve; then the cost: fixed + distance + duration + weights of the
 * optional stops left out. */
struct evn_route_problem {
    uint32_t n_places;
    const int32_t *dist; /* n_places x n_places, row = from; may be asymmetric; never negative */
    const int32_t *time; /* likewise; EVN_ROUTE_NO_LEG closes a leg; may be the same as dist */
    uint32_t n_depots;
    const struct evn_route_depot *depots;
    uint32_t n_stops;
    const struct evn_route_stop *stops;
    uint32_t n_vehicles;
    const struct evn_route_vehicle *vehicles;
    bool vehicles_first;
};

struct evn_route_score {
    int64_t unserved[EVN_ROUTE_TIERS]; /* weight, of tier 1 first */
    int64_t vehicles;                  /* that serve; compared only with vehicles_first */
    int64_t cost;
};

/* One call of a vehicle. */
struct evn_route_visit {
    int32_t ref;                  /* stop, EVN_ROUTE_RELOAD(depot) or EVN_ROUTE_BREAK */
    int32_t arrive_s;             /* a break arrives when it begins */
    int32_t begin_s;              /* service, loading or break begins */
    int32_t leave_s;              /* begin_s plus its length */
    int64_t load[EVN_ROUTE_DIMS]; /* aboard when leaving */
};

/* One vehicle's day: visits[first .. first + n) of the plan. Vehicles without stops have none. */
struct evn_route_run {
    int32_t vehicle;
    uint32_t first;
    uint32_t n;
    int32_t start_s; /* leaves the start depot */
    int32_t end_s;   /* is back at the end depot */
    int64_t dist;
    int64_t cost;
};

/* The constraint that keeps a stop out, the first of this list that no vehicle gets past. */
enum evn_route_reason {
    EVN_ROUTE_NO_VEHICLES,   /* there is no vehicle at all */
    EVN_ROUTE_NO_SKILL,      /* none has the skills it needs */
    EVN_ROUTE_TOO_LARGE,     /* it is more than any fitting vehicle carries: split it */
    EVN_ROUTE_NO_DEPOT,      /* no fitting vehicle loads at its depot, or none is left to load */
    EVN_ROUTE_CLOSED_LEG,    /* no open leg leads there and on */
    EVN_ROUTE_WINDOW_MISSED, /* no fitting vehicle gets there in a window */
    EVN_ROUTE_SHIFT_ENDS,    /* the vehicle would not be back in time or be out too long */
    EVN_ROUTE_ALL_FULL,      /* alone it would fit; beside the plan's stops capacity is used up */
    EVN_ROUTE_ALL_BUSY,      /* alone it would fit; beside the plan's stops there is no time */
    EVN_ROUTE_NOT_WORTH      /* optional, and dearer to serve than its weight */
};

struct evn_route_unserved {
    int32_t stop;
    enum evn_route_reason reason;
};

/* The answer; the arrays are owned by evn_route_plan_init .. _fini (plan.h). */
struct evn_route_plan {
    struct evn_route_visit *visits;
    struct evn_route_run *runs; /* by vehicle */
    struct evn_route_unserved *unserved;
    uint32_t n_visits, visits_max;
    uint32_t n_runs, runs_max;
    uint32_t n_unserved, unserved_max;
    struct evn_route_score score;
    uint64_t seed;      /* with these two and the problem the plan can be made again */
    int64_t iterations; /* done */
};

#endif

/* plan - which vehicle brings what where: a round's reserved shares become trips. Pure.
 *
 * Shares for one reception point from one warehouse are a drop, those that need a cold box apart;
 * a drop too large for any vehicle is cut. The route engine plans drops over vehicles with a fixed
 * seed and number of iterations, the checker judges the plan, and only then is it stored. What no
 * vehicle can take is given back, with the reason, and its reservation released. All legs are
 * estimates: great circle x circuity at one speed (geo.h). */
#ifndef EVN_DISPATCH_PLAN_H
#define EVN_DISPATCH_PLAN_H

#include "services/dispatch/core/share.h"
#include "services/dispatch/core/where.h"
#include "services/dispatch/route/solve.h"

enum { EVN_DSP_DROPS_MAX = 250 };

/* A stop of the route problem. */
struct evn_dsp_drop {
    const char *point;     /* reception point */
    const char *warehouse; /* where it is loaded */
    bool cold;
    bool sealed;    /* of a community with a standing need */
    uint32_t tier;  /* the smallest of its shares */
    int64_t mass_g; /* rounded up share by share */
    int64_t volume_ml;
    uint32_t *share; /* numbers */
    size_t n_shares;
    size_t old;        /* index of the trip it was on, or EVN_DSP_NO_TRIP */
    uint32_t old_stop; /* its stop there */
};

#define EVN_DSP_NO_TRIP SIZE_MAX

/* A planned trip whose stops are planned again. */
struct evn_dsp_old_trip {
    uint32_t number;
    struct evn_dsp_trip was; /* as it was; borrowed lists */
    bool kept;               /* it goes on, as it was or changed */
};

/* When a vehicle can be loaded. */
struct evn_dsp_free {
    int64_t from_us;  /* not before: it is out, or broken down; 0: now */
    int64_t start_us; /* start of its first trip that is planned again; 0: none */
};

struct evn_dsp_planning {
    struct evn_dsp_decision *d;
    struct evn_dsp_round *round; /* that asks for the plan, and says how it came about */
    struct evn_dsp_round *name;  /* that trips are named after: mostly the same one */
    const uint32_t *share;       /* what is to be brought: reserved */
    size_t n_shares;
    bool live;                    /* vehicles that are out are used when they are back */
    bool insert;                  /* trips that stand keep their vehicle and order */
    struct evn_dsp_old_trip *old; /* what was planned already and may be changed */
    size_t n_old;
    struct evn_dsp_free *free; /* by number of the vehicle's place */
    struct evn_dsp_drop *drop;
    size_t n_drops;
    const struct evn_dsp_place **vehicle;
    size_t n_vehicles;
    const struct evn_dsp_place **place; /* depots first, then points; row of the leg matrices */
    struct evn_dsp_where *where;        /* by place */
    size_t n_places, n_depots;
    int64_t zero_us; /* 00:00 of today: second 0 of the plan */
    struct evn_route_problem problem;
};

/* Make trips of the round's reserved shares that have none. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_plan_make(struct evn_dsp_decision *d, struct evn_dsp_round *round);

/* Plan what *p names in `share` and `old`. *left: how many stops of old trips found no place; when
 * some did and `p->insert` is set, nothing was changed. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_plan_run(struct evn_dsp_planning *p, size_t *left);

/* The steps, each in its own file. */

/* Shares to drops. What has nowhere to go is given back. False: the arena is full. */
bool evn_dsp_plan_drops(struct evn_dsp_planning *p);

/* Drops, vehicles and places as a route problem. False: the arena is full. */
bool evn_dsp_plan_problem(struct evn_dsp_planning *p);

/* What the vehicle can do, as the bits drops ask for; and those a drop asks for. */
uint64_t evn_dsp_vehicle_skills(const struct evn_dsp_planning *p, const struct evn_dsp_place *v);
uint64_t evn_dsp_drop_skills(const struct evn_dsp_drop *drop);

/* Search from the old trips as they stand, better them or only put in what is new. Errors of
 * evn_route_solve. */
EVN_MUST_USE evn_err evn_dsp_plan_search(struct evn_dsp_planning *p,
                                         const struct evn_route_options *options,
                                         struct evn_route_plan *plan);

/* A checked plan to trips. False: the arena is full. */
bool evn_dsp_plan_trips(struct evn_dsp_planning *p, const struct evn_route_plan *plan);

#endif

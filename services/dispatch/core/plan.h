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
#include "services/dispatch/route/problem.h"

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
};

struct evn_dsp_planning {
    struct evn_dsp_decision *d;
    struct evn_dsp_round *round;
    struct evn_dsp_drop *drop;
    size_t n_drops;
    const struct evn_dsp_place **vehicle;
    size_t n_vehicles;
    const struct evn_dsp_place **place; /* depots first, then points; row of the leg matrices */
    bool *guessed;                      /* by place */
    size_t n_places, n_depots;
    int64_t zero_us; /* 00:00 of today: second 0 of the plan */
    struct evn_route_problem problem;
};

/* Make trips of the round's reserved shares that have none. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_plan_make(struct evn_dsp_decision *d, struct evn_dsp_round *round);

/* The steps, each in its own file. */

/* Shares to drops. What has nowhere to go is given back. False: the arena is full. */
bool evn_dsp_plan_drops(struct evn_dsp_planning *p);

/* Drops, vehicles and places as a route problem. False: the arena is full. */
bool evn_dsp_plan_problem(struct evn_dsp_planning *p);

/* What the vehicle can do, as the bits drops ask for; and those a drop asks for. */
uint64_t evn_dsp_vehicle_skills(const struct evn_dsp_planning *p, const struct evn_dsp_place *v);
uint64_t evn_dsp_drop_skills(const struct evn_dsp_drop *drop);

/* A checked plan to trips. False: the arena is full. */
bool evn_dsp_plan_trips(struct evn_dsp_planning *p, const struct evn_route_plan *plan);

#endif

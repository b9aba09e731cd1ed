/* model - a problem compiled for search: nodes, vehicle classes, neighbour lists. Pure.
 *
 * Internal to route/. Nodes are numbered stops [0, S), starts [S, S+V), reload slots
 * [S+V, S+V+R), ends [S+V+R, S+2V+R). A start or a used reload slot is the *head* of a trip;
 * trip index = head - S. */
#ifndef EVN_DISPATCH_ROUTE_MODEL_H
#define EVN_DISPATCH_ROUTE_MODEL_H

#include "common/base/arena.h"
#include "services/dispatch/route/problem.h"

/* What the search reads of a stop at every trial, close together. */
struct evn_route_site {
    int32_t place;
    int32_t service_s;
    int32_t open_s; /* hull of the windows */
    int32_t close_s;
    int32_t release_s;
    int32_t depot;
    int32_t aboard;
    uint32_t n_windows; /* more than one: the windows themselves count */
    uint64_t skills;
    int64_t demand[EVN_ROUTE_DIMS];
    int32_t size; /* demand as a share of the largest vehicle, in millionths */
    uint8_t rank, group, tier;
};

struct evn_route_car {
    uint64_t skills;
    int32_t dist_cost;
    int32_t first_slot; /* reload slots [first_slot, first_slot + n_slots) */
    int32_t n_slots;
    int32_t class;  /* vehicles of one class are alike and not departed; NONE: departed */
    int32_t family; /* its classes differ only in capacity, skills and costs; NONE: departed */
    bool timed;     /* its duration is limited or costs */
    bool slow;      /* a break, or a duration across several windows: needs the full schedule */
};

struct evn_route_ranked {
    int64_t key;
    int32_t stop;
};

enum { EVN_ROUTE_CLOSE_MAX = 128, EVN_ROUTE_NEAR_MAX = 96 };

struct evn_route_model {
    const struct evn_route_problem *p;
    int32_t n_stops, n_vehicles, n_slots, n_nodes;
    bool symmetric;               /* dist and time */
    bool reloads;                 /* some vehicle may reload */
    bool windows;                 /* some stop has one */
    struct evn_route_site *sites; /* by stop */
    struct evn_route_car *cars;   /* by vehicle */
    int32_t n_classes;
    int32_t *class_begin; /* vehicles of class k: class_vehicle[class_begin[k] ..) */
    int32_t *class_vehicle;
    int32_t n_near;   /* per stop: the stops worth standing next to in a route, best first */
    int32_t *near;    /* made when first asked for: evn_route_model_near */
    bool *near_known; /* by stop: its list is made */
    int32_t n_close;  /* per stop: the nearest stops by distance */
    int32_t *close;
    struct evn_route_ranked *heap;       /* scratch of CLOSE_MAX */
    double penalty[EVN_ROUTE_TIERS + 1]; /* energy of one unit of unserved weight, by tier */
    double car_penalty;                  /* energy of one used vehicle beyond its cost */
};

static inline int32_t evn_route_start(const struct evn_route_model *m, int32_t v)
{
    return m->n_stops + v;
}

static inline int32_t evn_route_end(const struct evn_route_model *m, int32_t v)
{
    return m->n_stops + m->n_vehicles + m->n_slots + v;
}

static inline bool evn_route_is_slot(const struct evn_route_model *m, int32_t node)
{
    return node >= m->n_stops + m->n_vehicles && node < m->n_stops + m->n_vehicles + m->n_slots;
}

static inline int32_t evn_route_leg_dist(const struct evn_route_model *m, int32_t from, int32_t to)
{
    return m->p->dist[(size_t)from * m->p->n_places + (size_t)to];
}

static inline int32_t evn_route_leg_time(const struct evn_route_model *m, int32_t from, int32_t to)
{
    return m->p->time[(size_t)from * m->p->n_places + (size_t)to];
}

/* First allowed begin of service at or after `at_s`, or EVN_ROUTE_NO_LEG. */
int32_t evn_route_begin(const struct evn_route_model *m, int32_t stop, int32_t at_s);

/* Last allowed begin of service at or before `at_s`, or -1. */
int32_t evn_route_last_begin(const struct evn_route_model *m, int32_t stop, int32_t at_s);

/* Build the model of a valid problem in `arena`; without `lists` the `close` lists stay empty and
 * each `near` list is made when it is asked for, which saves the n^2 of it. EVN_E_LIMIT: the arena
 * is too small. */
EVN_MUST_USE evn_err evn_route_model_init(struct evn_route_model *m,
                                          const struct evn_route_problem *p, bool lists,
                                          struct evn_arena *arena);

/* The m->n_near stops worth standing next to `stop` in a route, best first. */
const int32_t *evn_route_model_near(const struct evn_route_model *m, int32_t stop);

/* Give one stop its list of nearest stops in a model without lists. Returns how many. */
int32_t evn_route_model_close(const struct evn_route_model *m, int32_t stop, int32_t *out);

/* Bytes evn_route_model_init takes at most. */
size_t evn_route_model_size(const struct evn_route_problem *p);

#endif

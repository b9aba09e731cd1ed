/* instance - a public benchmark file as a routing problem. Pure but for the heap.
 *
 * Read from memory: Solomon and Gehring-Homberger text, Cordeau's multi-depot text with windows,
 * and CVRPLIB/VRPLIB `.vrp` with coordinates, demands, windows, service and release times,
 * capacities, costs, prizes, allowed clients, depots and reload depots. Files state coordinates;
 * how a leg becomes an integer is a convention, and gaps mean something only within one. */
#ifndef EVN_DISPATCH_ROUTEIO_INSTANCE_H
#define EVN_DISPATCH_ROUTEIO_INSTANCE_H

#include "common/base/bytes.h"
#include "services/dispatch/route/plan.h"

enum evn_route_legs {
    EVN_ROUTE_LEGS_AUTO,   /* by the file's kind: CVRP round; Solomon, prize and multi-trip
                              dimacs; all others exact */
    EVN_ROUTE_LEGS_ROUND,  /* TSPLIB EUC_2D: nearest integer */
    EVN_ROUTE_LEGS_DIMACS, /* truncated to one decimal; all numbers in tenths */
    EVN_ROUTE_LEGS_EXACT   /* in thousandths, rounded */
};

enum { EVN_ROUTE_PLACES_MAX = 6000, EVN_ROUTE_NAME_MAX = 64 };

struct evn_route_instance {
    struct evn_route_problem problem; /* its arrays are the ones below */
    char name[EVN_ROUTE_NAME_MAX];
    enum evn_route_legs legs; /* never AUTO after reading */
    double cost_unit;         /* cost in the problem / cost_unit = cost as published */
    double *x, *y;            /* by place: depots first, then stops in file order */
    int32_t *leg;             /* distance and time alike */
    struct evn_route_depot *depots;
    struct evn_route_stop *stops;
    struct evn_route_window *windows; /* one per stop */
    struct evn_route_vehicle *vehicles;
    bool mixed; /* vehicles differ: a solution's route number is the vehicle's */
};

/* Read `text` into *instance; it owns memory until evn_route_instance_fini, also after an error.
 * EVN_E_BAD_FILE: refusal names line, column (have) and what was expected (field).
 * EVN_E_LIMIT: more than EVN_ROUTE_PLACES_MAX places. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_route_read(struct evn_bytes text, enum evn_route_legs legs,
                                    struct evn_route_instance *instance,
                                    struct evn_refusal *refusal);

void evn_route_instance_fini(struct evn_route_instance *instance);

/* "dist_round", "dist_dimacs", "dist_exact_x1000". */
const char *evn_route_legs_name(enum evn_route_legs legs);

#endif

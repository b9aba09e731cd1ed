/* schedule - the exact timetable of one run: windows, hours, releases, one break. Pure.
 *
 * Internal to route/. Two states walk side by side, "break still to take" and "break taken";
 * in each the earliest time at a call is a monotone function of the time at the call before, so
 * the earliest return is exact. From it a backward walk finds the latest start that still
 * returns then; starting one unit later meets the next pattern of windows, until waiting is
 * gone or nothing is feasible: the least duration is exact too. */
#ifndef EVN_DISPATCH_ROUTE_SCHEDULE_H
#define EVN_DISPATCH_ROUTE_SCHEDULE_H

#include "services/dispatch/route/tour.h"

/* One call of a run, with what it allows and when it happens. */
struct evn_route_step {
    int32_t node; /* stop, slot, start or end */
    int32_t place;
    int32_t open_s, close_s, service_s;
    bool windows;      /* a stop with several windows: open_s and close_s are their hull */
    bool took[2];      /* the break lies on the leg to here, by state */
    int32_t arrive[2]; /* earliest arrival: break still to take, break taken */
    int32_t latest[2]; /* latest arrival for the wanted return */
    int32_t arrive_s, begin_s, leave_s; /* the chosen timetable */
    bool rests_before;                  /* the break lies on the leg to here; it begins at rest_s */
    int32_t rest_s;
};

enum evn_route_how { EVN_ROUTE_PLAIN, EVN_ROUTE_RELOAD_BEFORE, EVN_ROUTE_RELOAD_AFTER };

/* Where a stop may be put, and at what cost. */
struct evn_route_spot {
    int64_t delta;
    int32_t after; /* node; NONE: nowhere */
    int32_t vehicle;
    int32_t depot; /* of the reload, when `how` is not PLAIN */
    int32_t trade; /* the idle vehicle that takes the run over to carry it, or NONE */
    enum evn_route_how how;
};

/* List the calls of `vehicle` from its last locked one, with `stop` put at `spot` unless that is
 * NULL. Returns their number; `steps` has room for all nodes. */
int32_t evn_route_steps(const struct evn_route_tour *t, int32_t vehicle, int32_t stop,
                        const struct evn_route_spot *spot, struct evn_route_step *steps);

/* Fill in the timetable with the least duration (only the earliest return when the vehicle is
 * not timed). *length_s is the duration since the vehicle started. False: not feasible. */
bool evn_route_schedule(const struct evn_route_model *m, int32_t vehicle,
                        struct evn_route_step *steps, int32_t n, int32_t *length_s);

/* Hours in which service at a node may begin, and its length, for a start or slot of a trip
 * whose load is released at `release_s`. Stops: hull of their windows. */
void evn_route_hours(const struct evn_route_tour *t, int32_t node, int32_t release_s,
                     struct evn_route_step *step);

#endif

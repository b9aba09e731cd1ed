/* tour - the plan under search: linked calls per vehicle with their exact schedule. Pure.
 *
 * Internal to route/. Every vehicle's calls form a list from its start to its end. After
 * evn_route_tour_refresh each call knows the earliest time service can begin and the latest
 * arrival the rest of the run can bear, so one insertion is tried in constant time. Changes
 * between evn_route_tour_mark and _undo are taken back whole; nothing else keeps copies. */
#ifndef EVN_DISPATCH_ROUTE_TOUR_H
#define EVN_DISPATCH_ROUTE_TOUR_H

#include "services/dispatch/route/model.h"

/* One node in its run. vehicle == NONE: not in any run. */
struct evn_route_call {
    int32_t next, prev;
    int32_t vehicle;
    int32_t head; /* start or reload slot that opens the trip this call is in */
    int32_t place, place_next, place_prev;
    int32_t begin_s;  /* earliest begin of service */
    int32_t leave_s;  /* begin_s + service */
    int32_t latest_s; /* latest arrival from which the rest of the run is feasible; -1: never */
    int32_t dist_next, dist_prev, time_next;
    uint8_t locked; /* nothing may be inserted directly after it, nor may it be removed */
};

/* A stretch of calls as one: its duration, and the earliest and latest begin that keep it. */
struct evn_route_span {
    int32_t length_s, open_s, close_s;
};

struct evn_route_trip {
    int64_t load[EVN_ROUTE_DIMS];
    int64_t room[EVN_ROUTE_DIMS]; /* what the vehicle could carry beside it */
    int32_t release_s;            /* latest release among its stops */
    int32_t depot;
    uint8_t group; /* of its stops, 0 while none has one */
};

struct evn_route_run_state {
    int32_t last_locked; /* insertions begin after this node: the start or the last frozen */
    int32_t n_stops;     /* frozen ones included */
    int32_t n_free;      /* stops that may move */
    int32_t n_slots;     /* reload slots in use */
    int32_t sealed_head; /* trip already loaded: only stops aboard join it; NONE */
    uint64_t skills;     /* all its stops' */
    int32_t length_s;    /* least duration, when the vehicle is timed */
    int64_t dist;
    int64_t cost;
    bool feasible;
    bool saved; /* the undo log holds its calls */
};

struct evn_route_saved_call {
    int32_t node;
    int32_t depot; /* of a reload slot */
    struct evn_route_call call;
};

struct evn_route_saved_run {
    int32_t vehicle;
    int32_t first, n; /* in saved_calls, the run's calls without start and end */
    struct evn_route_call start, end;
    struct evn_route_run_state state;
};

struct evn_route_tour {
    const struct evn_route_model *m;
    struct evn_route_call *calls;     /* by node */
    struct evn_route_span *before;    /* by node, timed vehicles: start..node */
    struct evn_route_span *after;     /* by node: node..end */
    struct evn_route_trip *trips;     /* by head - n_stops */
    struct evn_route_run_state *runs; /* by vehicle */
    int32_t *vehicle_of; /* by stop, as in calls: read of many neighbours, so kept close together */
    int32_t *absent;     /* stops in no run */
    int32_t n_absent;
    int32_t *absent_at;                    /* by stop: index in absent, or NONE */
    int64_t unserved[EVN_ROUTE_TIERS + 1]; /* weight of absent stops by tier */
    int64_t absent_size; /* sum of their sizes, in millionths; optional ones apart */
    int64_t cost;        /* of all runs, without weights of optional stops */
    int32_t n_used;      /* vehicles that serve */
    int32_t n_used_max;  /* no idle vehicle starts to serve beyond */
    int32_t *idle;       /* by class: its first vehicle without stops, or NONE */
    double pressure;     /* on penalties: rises while stops stay out */
    /* undo log */
    struct evn_route_saved_call *saved_calls;
    struct evn_route_saved_run *saved_runs;
    int32_t n_saved_calls, n_saved_runs;
    void *scratch;    /* struct evn_route_step array of schedule.h, one run long */
    int32_t *ordered; /* n_nodes ids for whoever needs them within one call */
};

size_t evn_route_tour_size(const struct evn_route_problem *p);

/* Every vehicle with its frozen calls only, all other stops absent. EVN_E_LIMIT: arena full. */
EVN_MUST_USE evn_err evn_route_tour_init(struct evn_route_tour *t, const struct evn_route_model *m,
                                         struct evn_arena *arena);

/* Recompute one run after its links changed. False, also kept in the state, when the run is not
 * feasible any more (closed leg, or legs that break the triangle inequality). */
bool evn_route_tour_refresh(struct evn_route_tour *t, int32_t vehicle);

/* The same after `stop` alone was linked where a trial found it feasible, in the time of what
 * changes. */
bool evn_route_tour_added(struct evn_route_tour *t, int32_t stop);

/* Recompute only what the trips of a run hold: loads, release, group, depot; and its counts. */
void evn_route_tour_trips(struct evn_route_tour *t, int32_t vehicle);

/* Take `stop` out of its run and make it absent; the run needs a refresh. */
void evn_route_tour_remove(struct evn_route_tour *t, int32_t stop);

/* Put an absent stop, or a free reload slot at `depot`, behind `after`. Needs a refresh. */
void evn_route_tour_link(struct evn_route_tour *t, int32_t stop, int32_t after);
void evn_route_tour_reload(struct evn_route_tour *t, int32_t depot, int32_t after);

/* Hand all calls of `from` over to idle vehicle `to` of its family. Both need a refresh. */
void evn_route_tour_trade(struct evn_route_tour *t, int32_t from, int32_t to);

/* Drop reloads of `vehicle` that open or follow an empty trip. Needs a refresh when true. */
bool evn_route_tour_tidy(struct evn_route_tour *t, int32_t vehicle);

/* Forget the undo log: what is now is what _undo returns to. */
void evn_route_tour_mark(struct evn_route_tour *t);
void evn_route_tour_undo(struct evn_route_tour *t);

/* Cost plus penalties: what the search walks on. */
double evn_route_tour_energy(const struct evn_route_tour *t);

struct evn_route_score evn_route_tour_score(const struct evn_route_tour *t);

#endif

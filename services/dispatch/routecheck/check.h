/* check - judge a plan by the problem alone, with no code of the solver. Pure.
 *
 * Every rule is written out as it reads in problem.h and recomputed from the problem and the
 * plan's calls and times: nothing a plan claims is believed, and what it claims about load,
 * distance, cost and score is compared. Every plan passes here before it is stored. */
#ifndef EVN_DISPATCH_ROUTECHECK_CHECK_H
#define EVN_DISPATCH_ROUTECHECK_CHECK_H

#include "common/base/arena.h"
#include "services/dispatch/route/problem.h"

enum evn_route_fault {
    EVN_ROUTE_BAD_RUN,      /* unknown vehicle, a vehicle twice, or calls outside the plan */
    EVN_ROUTE_BAD_CALL,     /* unknown stop or depot */
    EVN_ROUTE_SERVED_TWICE, /* by runs, or served and listed as unserved too */
    EVN_ROUTE_FORGOTTEN,    /* neither served nor listed as unserved */
    EVN_ROUTE_OVERLOAD,     /* a trip's load: have, capacity: want */
    EVN_ROUTE_LACKS_SKILL,  /* have: the vehicle's bits, want: the stop's */
    EVN_ROUTE_WRONG_DEPOT,  /* have: where the trip loaded, want: where the load lies */
    EVN_ROUTE_NO_RELOAD,    /* the vehicle may not reload there */
    EVN_ROUTE_TRIPS,        /* too many trips */
    EVN_ROUTE_NOT_ABOARD,   /* a loaded trip serves what it does not carry, or the reverse */
    EVN_ROUTE_RANK_FALLS,   /* sealed before clean */
    EVN_ROUTE_MIXED,        /* two groups on a trip */
    EVN_ROUTE_LEG_CLOSED,
    EVN_ROUTE_TOO_FAST,    /* arrives (have) before it can (want) */
    EVN_ROUTE_OFF_WINDOW,  /* service begins (have) in no window, or before the arrival */
    EVN_ROUTE_SERVICE_CUT, /* leaves (have) before service is over (want) */
    EVN_ROUTE_OFF_HOURS,   /* at a depot outside its hours */
    EVN_ROUTE_OFF_SHIFT,
    EVN_ROUTE_TOO_LONG,      /* duration: have, most: want */
    EVN_ROUTE_NOT_RELEASED,  /* the trip leaves its depot (have) before the release (want) */
    EVN_ROUTE_NO_BREAK,      /* none, or a second one */
    EVN_ROUTE_BREAK_OFF,     /* the break begins outside its hours, is cut, or overlaps */
    EVN_ROUTE_FROZEN_MOVED,  /* the frozen calls are not the first calls, in order */
    EVN_ROUTE_LOAD_CLAIMED,  /* the load written at a call is not what is aboard */
    EVN_ROUTE_RUN_CLAIMED,   /* distance or cost written at a run is wrong */
    EVN_ROUTE_SCORE_CLAIMED, /* the plan's score is wrong */
    EVN_ROUTE_N_FAULTS
};

struct evn_route_violation {
    enum evn_route_fault fault;
    int32_t vehicle; /* or EVN_ROUTE_NONE */
    int32_t stop;    /* the stop or call ref it shows at, or EVN_ROUTE_NONE */
    int64_t have, want;
};

/* Find all violations; the first `cap` are written to `out`. Returns how many there are. The
 * arena needs evn_route_check_memory bytes; it is the caller's to reset. */
size_t evn_route_check(const struct evn_route_problem *problem, const struct evn_route_plan *plan,
                       struct evn_arena *arena, struct evn_route_violation *out, size_t cap);

size_t evn_route_check_memory(const struct evn_route_problem *problem);

/* A short English name of the fault, such as "overload". */
const char *evn_route_fault_name(enum evn_route_fault fault);

#endif

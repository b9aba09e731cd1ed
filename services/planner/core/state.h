/* state - facts, and per community the plans of the last days. Pure but for the heap.
 *
 * A function of the planner's own log. Facts mark the communities whose figures they may change;
 * DayPlanned clears the mark. */
#ifndef EVN_PLANNER_STATE_H
#define EVN_PLANNER_STATE_H

#include "services/planner/core/need.h"
#include "services/planner/core/rows.h"

enum {
    EVN_PLANS_KEPT = 15,             /* days of needs that can be asked for */
    EVN_PLANNED_COMMUNITIES = 400000 /* communities that facts name */
};

/* One figure of a plan. */
struct evn_figure_row {
    char item[EVN_CODE_MAX];
    uint32_t tier;
    uint32_t error;   /* an evn_err */
    int64_t quantity; /* 0: said to be needed no more; dropped when the day is planned */
    int64_t daily;
    uint8_t *body; /* owned: the event */
    uint32_t len;
};

/* What a community needs on a day. */
struct evn_plan {
    struct evn_planned planned; /* .day always; the rest once complete */
    bool complete;              /* all figures are said */
    struct evn_figure_row *row; /* owned, by item and tier */
    size_t n, cap;
};

struct evn_community {
    char code[EVN_COMMUNITY_LEN + 1];
    uint32_t chain[EVN_N_FACTS];          /* first row of each kind of fact in it */
    struct evn_day tests_until;           /* nobody in it is tested later, or kept at the door */
    bool open;                            /* planned, and not closed since */
    bool touched;                         /* a fact of its own changed since it was planned */
    uint64_t rules;                       /* state->rules when it was planned */
    struct evn_plan plan[EVN_PLANS_KEPT]; /* by day, ascending */
    size_t n_plans;
};

/* Areas whose signals changed since their warnings were looked at. */
enum { EVN_TOUCHED_MAX = 64 };
struct evn_touched {
    char area[EVN_TOUCHED_MAX][EVN_AREA_MAX];
    size_t n;
    bool all; /* more of them, or the rules changed */
};

enum { EVN_GROUPS_MAX = 256 };

struct evn_planner_state {
    struct evn_facts table[EVN_N_FACTS]; /* by kind - EVN_FACT_COMMUNITY */
    uint32_t wide;                       /* chain of zones larger than a community */
    struct evn_textmap by_code;          /* community -> index into community */
    struct evn_community **community;    /* owned */
    uint32_t *order;                     /* owned: communities by code */
    size_t n, cap;
    uint64_t rules; /* +1 with each change of a norm, a link, or what is life-critical */
    char (*group)[EVN_GROUP_MAX]; /* owned: groups that anybody counted, ever */
    size_t n_groups;
    struct evn_touched warn;  /* cleared by WarningsChecked */
    struct evn_arena scratch; /* of apply */
};

const struct evn_facts *evn_planner_facts(const struct evn_planner_state *state, uint32_t kind);

/* The community of this code, or NULL. */
struct evn_community *evn_planner_community(const struct evn_planner_state *state,
                                            const char *code);

/* Position in `order` of the first community whose code is not below `code`. */
size_t evn_planner_from(const struct evn_planner_state *state, const char *code);

/* The last plan, or that of `day`; NULL: there is none. */
const struct evn_plan *evn_plan_last(const struct evn_community *community);
const struct evn_plan *evn_plan_of(const struct evn_community *community, struct evn_day day);

/* The figure of an item in a plan, or NULL. `plan` may be NULL. */
const struct evn_figure_row *evn_plan_row(const struct evn_plan *plan, const char *item,
                                          uint32_t tier);

/* Whether people of the group were ever counted: then norms of it can be planned with. */
bool evn_planner_counts(const struct evn_planner_state *state, const char *group);

/* Read a row's body into `out`, a struct of its kind; lists lie in the arena. The body was checked
 * when it was applied: false only when the arena is full. */
EVN_MUST_USE bool evn_planner_read(uint32_t kind, const struct evn_fact_row *row,
                                   struct evn_arena *arena, void *out);

/* Take in one event. As evn_core_ops.apply. */
EVN_MUST_USE evn_err evn_planner_apply(struct evn_planner_state *state,
                                       const struct evn_event *event);

#endif

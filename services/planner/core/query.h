/* query - commands and reads of the planner, as structs. Pure.
 *
 * Members are those of evernormal.planner.v1. A page ends at EVN_PAGE_ROWS rows or EVN_PAGE_BYTES;
 * its `next` goes into `after` of the following one: "item|tier" of the last figure, the code of
 * the last community, or "item|norm" of the last link. What lies outside the actor's scope is
 * refused, and an area that reaches beyond it is cut to it. */
#ifndef EVN_PLANNER_QUERY_H
#define EVN_PLANNER_QUERY_H

#include "common/service/kit.h"
#include "services/planner/core/answer.h"
#include "services/planner/core/cover_query.h"

/* Say all figures of the current day again. */
struct evn_recompute {
    char community[EVN_CODE_MAX];
};

/* Signals that came in, all or none. */
struct evn_put_signals {
    struct evn_fact_signal *signals;
    size_t n_signals;
};

/* Groups that were counted, all or none. */
struct evn_put_headcounts {
    struct evn_fact_headcount *headcounts;
    size_t n_headcounts;
};

/* A command: exactly one of the pointers is set. */
struct evn_planner_command {
    struct evn_id id;
    struct evn_tick *tick;
    struct evn_recompute *recompute;
    struct evn_put_signals *signals;
    struct evn_put_headcounts *headcounts;
};

/* Figures of one community. */
struct evn_query_needs {
    char community[EVN_CODE_MAX];
    struct evn_day day; /* EVN_DAY_NONE: the one that stands */
    char after[EVN_FACT_KEY_MAX];
};

/* Sums over the communities of an area. */
struct evn_query_totals {
    struct evn_day day;
    char area[EVN_CODE_MAX]; /* "": everywhere */
    char after[EVN_FACT_KEY_MAX];
};

/* Communities with a sealed zone. */
struct evn_query_open {
    char area[EVN_CODE_MAX];  /* "": everywhere */
    char after[EVN_CODE_MAX]; /* a community */
};

/* One figure with the norms, links and zones it comes from. */
struct evn_query_explain {
    char community[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    uint32_t tier;      /* EVN_TIER_CRITICAL to EVN_TIER_ALL */
    struct evn_day day; /* EVN_DAY_NONE: the one that stands */
};

/* Links that cannot be planned with. */
struct evn_query_refused {
    char after[EVN_FACT_KEY_MAX];
};

/* Warnings of an area. */
struct evn_query_warnings {
    char area[EVN_CODE_MAX]; /* "": everywhere */
    bool cleared;            /* also those that do not stand any more */
    char after[EVN_FACT_KEY_MAX];
};

/* What each key person of a community is to get. */
struct evn_query_bags {
    char community[EVN_CODE_MAX];
    struct evn_day day;       /* EVN_DAY_NONE: today */
    char after[EVN_CODE_MAX]; /* a pseudonym */
};

/* A query: exactly one of the pointers is set. */
struct evn_planner_query {
    struct evn_query_needs *needs;
    struct evn_query_totals *totals;
    struct evn_query_open *open;
    struct evn_query_explain *explain;
    struct evn_query_refused *refused;
    struct evn_query_cover *cover;
    struct evn_query_warnings *warnings;
    struct evn_query_bags *bags;
};

/* Sum over communities. */
struct evn_total {
    char item[EVN_CODE_MAX];
    uint32_t tier;        /* EVN_TIER_CRITICAL to EVN_TIER_ALL */
    int64_t quantity;     /* base units */
    int64_t daily;        /* base units a day */
    uint32_t communities; /* that need it */
};

/* A link and a group of its norm, with what is wrong. */
struct evn_refused_link {
    char item[EVN_CODE_MAX];
    char norm[EVN_CODE_MAX];
    char group[EVN_CODE_MAX];
    struct evn_wire_refusal refusal; /* BAD_FIELD: group, per or period */
    bool has_refusal;                /* always */
};

/* Fields of Result; a fact's is its kind. */
enum {
    EVN_RESULT_NEED = 16,
    EVN_RESULT_TOTAL = 17,
    EVN_RESULT_OPEN = 18,
    EVN_RESULT_COVER = 19,
    EVN_RESULT_CLASS = 20,
    EVN_RESULT_BAG = 21,
    EVN_RESULT_REFUSED = 40,
    EVN_RESULT_REFUSED_RULE = 41,
    EVN_RESULT_WARNING = 42,
    EVN_RESULT_NEXT = 64
};

extern const struct evn_wire_message evn_planner_command_table, evn_planner_query_table,
    evn_total_table, evn_refused_table;

/* Decide on signals: as evn_core_ops.decide. */
EVN_MUST_USE evn_err evn_planner_signals(const struct evn_planner_state *state,
                                         const struct evn_ask *ask,
                                         const struct evn_put_signals *put, struct evn_emit *emit,
                                         struct evn_refusal *why);

/* Decide on counted groups: likewise. */
EVN_MUST_USE evn_err evn_planner_headcounts(const struct evn_planner_state *state,
                                            const struct evn_ask *ask,
                                            const struct evn_put_headcounts *put,
                                            struct evn_emit *emit, struct evn_refusal *why);

/* Warnings, and rows of warning_rules that nothing can be made of. */
EVN_MUST_USE evn_err evn_warnings_answer(const struct evn_answer *r,
                                         const struct evn_query_warnings *query);

/* bags.c: one item for one person. Members are those of evernormal.planner.v1. */
struct evn_bag {
    char person[EVN_CODE_MAX]; /* pseudonym */
    char bag[16];              /* label.h */
    char item[EVN_CODE_MAX];
    uint32_t tier;
    int64_t quantity;        /* due on the day */
    struct evn_day next_day; /* due after it; EVN_DAY_NONE: never */
    uint32_t days_left;      /* of a supply */
    bool door_only;          /* to the door: the person is not to come down */
};
extern const struct evn_wire_message evn_bag_table;

/* One page of them; `after` is a person of the community or "". */
EVN_MUST_USE evn_err evn_planner_bags(const struct evn_planner_state *state,
                                      const struct evn_ask *ask, const struct evn_query_bags *bags,
                                      struct evn_buf *result, struct evn_refusal *why);

/* Answer a query: as evn_core_ops.query. */
EVN_MUST_USE evn_err evn_planner_query(const struct evn_planner_state *state,
                                       const struct evn_ask *ask, struct evn_buf *result,
                                       struct evn_refusal *why);

#endif

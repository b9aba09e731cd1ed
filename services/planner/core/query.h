/* query - commands and reads of the planner, as structs. Pure. Members as in
 * evernormal.planner.v1. */
#ifndef EVN_PLANNER_QUERY_H
#define EVN_PLANNER_QUERY_H

#include "common/service/kit.h"
#include "services/planner/core/figures.h"

enum { EVN_PAGE_ROWS = 100, EVN_PAGE_BYTES = 128 * 1024 };

struct evn_recompute {
    char community[EVN_CODE_MAX];
};

/* A command: exactly one of the pointers is set. */
struct evn_planner_command {
    struct evn_id id;
    struct evn_tick *tick;
    struct evn_recompute *recompute;
};

struct evn_query_needs {
    char community[EVN_CODE_MAX];
    struct evn_day day; /* EVN_DAY_NONE: the last one planned */
    char after[EVN_FACT_KEY_MAX];
};

struct evn_query_totals {
    struct evn_day day;
    char area[EVN_CODE_MAX]; /* "": everywhere */
    char after[EVN_FACT_KEY_MAX];
};

struct evn_query_open {
    char area[EVN_CODE_MAX];
    char after[EVN_CODE_MAX];
};

struct evn_query_explain {
    char community[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    uint32_t tier;
    struct evn_day day;
};

struct evn_query_refused {
    char after[EVN_FACT_KEY_MAX];
};

/* A query: exactly one of the pointers is set. */
struct evn_planner_query {
    struct evn_query_needs *needs;
    struct evn_query_totals *totals;
    struct evn_query_open *open;
    struct evn_query_explain *explain;
    struct evn_query_refused *refused;
};

/* Sum over communities. */
struct evn_total {
    char item[EVN_CODE_MAX];
    uint32_t tier;
    int64_t quantity;
    int64_t daily;
    uint32_t communities;
};

struct evn_refused_link {
    char item[EVN_CODE_MAX];
    char norm[EVN_CODE_MAX];
    char group[EVN_CODE_MAX];
    struct evn_wire_refusal refusal;
    bool has_refusal; /* always */
};

/* Fields of Result; a fact's is its kind. */
enum {
    EVN_RESULT_NEED = 16,
    EVN_RESULT_TOTAL = 17,
    EVN_RESULT_OPEN = 18,
    EVN_RESULT_REFUSED = 40,
    EVN_RESULT_NEXT = 64
};

extern const struct evn_wire_message evn_planner_command_table, evn_planner_query_table,
    evn_total_table, evn_refused_table;

/* Answer a query: as evn_core_ops.query. */
EVN_MUST_USE evn_err evn_planner_query(const struct evn_planner_state *state,
                                       const struct evn_ask *ask, struct evn_buf *result,
                                       struct evn_refusal *why);

#endif

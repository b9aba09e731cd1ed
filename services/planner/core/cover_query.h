/* cover_query - the question of cover and gaps, as it is and as it might be. Pure.
 *
 * Members are those of evernormal.planner.v1. */
#ifndef EVN_PLANNER_COVER_QUERY_H
#define EVN_PLANNER_COVER_QUERY_H

#include "common/wire/refusal.h"
#include "services/planner/core/cover.h"

enum {
    EVN_SNAPSHOT_HOLDINGS_MAX = 12000,
    EVN_SNAPSHOT_ABOARD_MAX = 3000,
    EVN_WHAT_IF_MAX = 1000,
    EVN_COVER_DAYS = 14 /* when the question does not say */
};

/* So many buildings more, each with so many residents. */
struct evn_what_if_seal {
    char community[EVN_CODE_MAX];
    int64_t residents; /* of one of them */
    uint32_t buildings;
    struct evn_day from; /* EVN_DAY_NONE: today */
};

/* What might be. */
struct evn_what_if {
    struct evn_what_if_seal *sealed;
    size_t n_sealed;
    struct evn_more_tested *tested;
    size_t n_tested;
    char (*closed)[EVN_CODE_MAX]; /* places */
    size_t n_closed;
    struct evn_day zones_end;   /* EVN_DAY_NONE: no policy ends them */
    struct evn_day cohorts_end; /* likewise */
};

struct evn_query_cover {
    char area[EVN_CODE_MAX]; /* "": everywhere */
    uint32_t days;           /* from today on; 0: EVN_COVER_DAYS */
    uint32_t by;             /* also each area of codes this long; 0: the area as one alone */
    char item[EVN_CODE_MAX]; /* "": all */
    char category[EVN_CODE_MAX];
    bool gaps;     /* only what is short of a target or of need */
    bool standing; /* zones stay; else until their expected end */
    struct evn_holding *stock;
    size_t n_stock;
    struct evn_aboard *aboard;
    size_t n_aboard;
    struct evn_what_if *what_if;  /* NULL: as it is */
    char after[2 * EVN_CODE_MAX]; /* "area|CODE|ITEM" or "place|CODE|ITEM" */
};

/* One item in one area or institution. */
struct evn_cover_row {
    char scope[EVN_CODE_MAX]; /* area code, "" everywhere; or place */
    bool is_place;
    char item[EVN_CODE_MAX];
    char category[EVN_CODE_MAX];
    uint32_t target_days;      /* 0: no such target */
    char rule[EVN_SOURCE_MAX]; /* of the target: "table: rule" */
    char duty[EVN_SOURCE_MAX]; /* of the class, in words */
    char slot[EVN_CODE_MAX];   /* when the place takes deliveries in */
    struct evn_cover_figures now;
    bool has_now;
    struct evn_cover_figures then;
    bool has_then;
};

/* All items of a class in one scope. */
struct evn_cover_class {
    char scope[EVN_CODE_MAX];
    bool is_place;
    char category[EVN_CODE_MAX];
    uint32_t items;       /* needed or with a target */
    uint32_t items_short; /* of them: short of a target, or of need on the days asked for */
    int64_t cover_cdays;  /* of the one that lasts least */
    struct evn_day stock_out;
    char first_out[EVN_CODE_MAX]; /* the item that runs out first */
    uint32_t then_short;          /* as items_short, as it might be */
    int64_t then_cdays;
    struct evn_day then_out;
};

/* A row of a reserve table that nothing can be made of. */
struct evn_refused_rule {
    char table[EVN_CODE_MAX];
    struct evn_wire_refusal refusal;
    bool has_refusal;
};

extern const struct evn_wire_message evn_cover_query_table, evn_cover_row_table,
    evn_cover_class_table, evn_refused_rule_table;

/* Answer it. Errors as evn_core_ops.query. */
EVN_MUST_USE evn_err evn_cover_answer(const struct evn_planner_state *state,
                                      const struct evn_ask *ask,
                                      const struct evn_query_cover *query, struct evn_buf *result,
                                      struct evn_refusal *why);

#endif

/* need - what the planner says, as structs and field tables. Pure.
 *
 * Members are those of evernormal.planner.v1. */
#ifndef EVN_PLANNER_NEED_H
#define EVN_PLANNER_NEED_H

#include "services/planner/core/fact.h"

enum evn_term_kind { EVN_TERM_RESIDENTS = 1, EVN_TERM_COHORT = 2, EVN_TERM_KEY_PERSON = 3 };

enum {
    EVN_TIER_CRITICAL = 1, /* key persons' life-critical items */
    EVN_TIER_PERSONS = 2,  /* their other items */
    EVN_TIER_ALL = 3,      /* residents and cohorts */
    EVN_TERMS_MAX = 4096
};

struct evn_term {
    int32_t kind; /* enum evn_term_kind */
    int64_t count;
    int64_t norm_value_e6;
    int64_t amount_e6;
    int64_t quantity; /* this term alone, rounded up */
    char rule[EVN_FACT_KEY_MAX];
    uint32_t period_days;
    int64_t contribution_e6; /* rounded down */
};

struct evn_need {
    char community[EVN_CODE_MAX];
    char item[EVN_CODE_MAX];
    struct evn_day day;
    uint32_t tier;
    int64_t quantity;
    int64_t daily;
    struct evn_term *terms;
    size_t n_terms;
    uint32_t error; /* an evn_err; then there is no figure */
};

struct evn_closed {
    char community[EVN_CODE_MAX];
    struct evn_day day;
    char reason[EVN_CODE_MAX];
};

struct evn_planned {
    char community[EVN_CODE_MAX];
    struct evn_day day;
    int64_t residents;
    int64_t tests;
    uint32_t zones;
    uint32_t zones_unknown;
};

extern const struct evn_wire_message evn_need_table, evn_closed_table, evn_planned_table;

#endif

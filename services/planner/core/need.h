/* need - what the planner says, as structs and field tables. Pure.
 *
 * Members are those of evernormal.planner.v1. */
#ifndef EVN_PLANNER_NEED_H
#define EVN_PLANNER_NEED_H

#include "services/planner/core/fact.h"

enum evn_term_kind {
    EVN_TERM_RESIDENTS = 1,
    EVN_TERM_COHORT = 2,
    EVN_TERM_KEY_PERSON = 3,
    EVN_TERM_HEADCOUNT = 4, /* people of a counted group */
    EVN_TERM_PLACE = 5      /* sealed places: `count` is no people */
};

enum {
    EVN_TIER_CRITICAL = 1, /* key persons' life-critical items */
    EVN_TIER_PERSONS = 2,  /* their other items */
    EVN_TIER_ALL = 3,      /* residents and cohorts */
    EVN_TERMS_MAX = 4096
};

/* One summand of a figure: count x value / (days x amount). Of key persons: the sum of what they
 * need a day, without a norm. */
struct evn_term {
    int32_t kind;                /* enum evn_term_kind */
    int64_t count;               /* people */
    int64_t norm_value_e6;       /* millionths of the norm's unit, for each of them */
    int64_t amount_e6;           /* in one base unit, millionths of the norm's unit */
    int64_t quantity;            /* base units: this term alone, rounded up */
    char rule[EVN_FACT_KEY_MAX]; /* key of the norm's row, "norm|group" */
    uint32_t period_days;        /* days the value is for; 0: once, or for a test */
    int64_t contribution_e6;     /* millionths of base units, rounded down */
};

/* Kind 16: a figure, whole. */
struct evn_need {
    char community[EVN_CODE_MAX]; /* area code of 12 digits */
    char item[EVN_CODE_MAX];
    struct evn_day day;     /* it was computed for */
    uint32_t tier;          /* 1 to 3, see above */
    int64_t quantity;       /* base units on that day; 0: nothing any more */
    int64_t daily;          /* base units a day as it goes on */
    struct evn_term *terms; /* in an arena */
    size_t n_terms;
    uint32_t error; /* an evn_err; then there is no figure */
    bool stays;     /* some of it is due on this day and owed until it is brought */
    bool capacity;  /* it is to be there that day, and is not used up: nothing to bring */
};

/* Kind 17: nothing is sealed any more. */
struct evn_closed {
    char community[EVN_CODE_MAX];
    struct evn_day day; /* needs of this day and later end */
    char reason[EVN_CODE_MAX];
};

/* Kind 18: all figures of the day are said. */
struct evn_planned {
    char community[EVN_CODE_MAX];
    struct evn_day day;
    int64_t residents;      /* in sealed zones, each counted once */
    int64_t tests;          /* people whose test day it is */
    uint32_t zones;         /* sealed, not inside another sealed one */
    uint32_t zones_unknown; /* of them: number of residents not known */
    int64_t door_only;      /* people of cohorts at home whose goods come to the door */
};

/* Kind 19: the warnings are what the signals and rules say. */
struct evn_warned {
    struct evn_day day; /* business day */
};

extern const struct evn_wire_message evn_need_table, evn_closed_table, evn_planned_table,
    evn_warned_table;

#endif

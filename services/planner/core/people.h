/* people - who of a community counts on a day: sealed residents, tests, key persons. Pure.
 *
 * The facts of a community are read once; any day is counted from them, today or later, as things
 * are or as they might be (outlook). proto/spec/12-planner.md, "People". */
#ifndef EVN_PLANNER_PEOPLE_H
#define EVN_PLANNER_PEOPLE_H

#include "services/planner/core/state.h"

/* Buildings that might be sealed, too. */
struct evn_more_sealed {
    char community[EVN_CODE_MAX]; /* area code of 12 digits */
    int64_t residents;            /* more of its people behind a seal; never more than it has */
    struct evn_day from;          /* first day */
};

/* Tests that might be done, too: other people in cohorts. */
struct evn_more_tested {
    char community[EVN_CODE_MAX];
    struct evn_day day;
    int64_t tests; /* people tested at home on that day */
};

/* How days to come are seen; all of it empty, and days EVN_DAY_NONE: as the facts stand. */
struct evn_outlook {
    struct evn_day today;
    bool expected;              /* behind today a zone counts until its expected end alone */
    struct evn_day zones_end;   /* from this day on nothing is sealed, by policy */
    struct evn_day cohorts_end; /* from this day on nobody is tested in a cohort */
    const struct evn_more_sealed *sealed; /* borrowed */
    size_t n_sealed;
    const struct evn_more_tested *tested; /* borrowed */
    size_t n_tested;
};

/* The outlook that changes nothing. */
struct evn_outlook evn_outlook_as_it_is(struct evn_day today);

/* What of one item is due to key persons on one day. */
struct evn_want_day {
    int64_t persons;  /* to whom some is due */
    int64_t quantity; /* of all of them */
    int64_t daily;    /* of it: every day */
    bool stays;       /* some of it is in a rhythm, and so owed until it is brought */
    bool bad;         /* it does not fit */
};

/* What key persons need of one item; by item, tier. */
struct evn_want {
    char item[EVN_CODE_MAX];
    uint32_t tier;            /* EVN_TIER_CRITICAL or EVN_TIER_PERSONS */
    struct evn_want_day *day; /* on each of the days that are counted */
    struct evn_want *next;
};

/* A community's facts, read. */
struct evn_crowd {
    const char *code;
    int64_t registered;         /* residents; 0: not known */
    struct evn_fact_zone *wide; /* sealed, larger than the community, and hold it */
    size_t n_wide;
    struct evn_fact_zone *zone; /* sealed, in it */
    size_t n_zones;
    struct evn_day first; /* of the days that are counted */
    size_t n_days;
    int64_t *tests;           /* on each of them */
    int64_t *doors;           /* members of cohorts whose goods come to the door, on each of them */
    struct evn_day last_test; /* of anybody, from `first` on; EVN_DAY_NONE: nobody is tested */
    struct evn_fact_headcount *head; /* counted groups, none of them over before `first` */
    size_t n_heads;
    bool kept;              /* a policy ended a zone there: key persons keep their needs */
    struct evn_want *wants; /* of key persons, on any of them, once they are read */
};

/* Who counts on one day. */
struct evn_people {
    const struct evn_crowd *crowd; /* of whom */
    struct evn_day day;
    int64_t residents;
    int64_t fresh; /* of them: in zones that are new that day */
    int64_t tests;
    int64_t doors;          /* members whose goods come to the door */
    uint32_t zones;         /* sealed, not inside another sealed one */
    uint32_t zones_unknown; /* of them: without a number of residents */
    uint32_t zones_fresh;   /* of them: new that day */
    bool counted;           /* people of counted groups are there */
    bool ended;             /* a policy ended a zone there, or will have by that day */
};

/* Whether anything is needed that day: something is sealed, or somebody is tested or counted. */
bool evn_people_need(const struct evn_people *people);

/* Read zones and tests of the community for so many days from `first` on, in the arena.
 * EVN_E_LIMIT: it is full. */
EVN_MUST_USE evn_err evn_crowd_of(const struct evn_planner_state *state,
                                  const struct evn_community *community, struct evn_day first,
                                  size_t n_days, struct evn_arena *arena, struct evn_crowd *out);

/* Read what its key persons want on these days. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_crowd_wants(const struct evn_planner_state *state,
                                     const struct evn_community *community, struct evn_arena *arena,
                                     struct evn_crowd *crowd);

/* Whether some key person of the community has needs on `day` or later. */
bool evn_crowd_keeps(const struct evn_planner_state *state, const struct evn_community *community,
                     struct evn_day day, struct evn_arena *arena);

/* How many of a counted group there are that day, or (`fresh`) from that day on. */
int64_t evn_people_of_group(const struct evn_people *people, const char *group, bool fresh);

/* Count one of these days. False: a sum does not fit. */
bool evn_people_on(const struct evn_crowd *crowd, const struct evn_outlook *outlook,
                   struct evn_day day, struct evn_people *out);

#endif

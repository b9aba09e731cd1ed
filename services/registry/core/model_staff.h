/* model_staff - who works where, may do what, was trained in what, and is on duty when. Pure.
 *
 * A staff member is a number of the keeper's own, never a name (proto/spec/25-staff.md). What a
 * member may not do for want of training is a Standing (common/service/rights.h), worked out by the
 * registry alone. */
#ifndef EVN_REGISTRY_MODEL_STAFF_H
#define EVN_REGISTRY_MODEL_STAFF_H

#include "services/registry/core/model_policy.h"

enum {
    EVN_ORGANISATIONS_MAX = 20000,
    EVN_COURSES_MAX = 64,
    EVN_STAFF_MAX = 100000, /* as many as keys */
    EVN_TRAININGS_MAX = 2000000,
    EVN_DUTIES_MAX = 200000,
    EVN_GRANTS_MAX = 16,         /* of one staff member */
    EVN_STAFF_CODE_MAX = 40,     /* bytes of a number or a course's code, with NUL */
    EVN_COURSE_DAYS_MAX = 36525, /* a hundred years */
    EVN_DUTY_MINUTES_MAX = 2880  /* of a shift that ends the day after */
};

enum evn_org_level {
    EVN_ORG_PROVINCE = 1,
    EVN_ORG_CITY = 2,
    EVN_ORG_DISTRICT = 3,
    EVN_ORG_STREET = 4,
    EVN_ORG_COMMUNITY = 5
};

struct evn_organisation {
    char code[EVN_CODE_MAX];
    char type[EVN_CODE_MAX]; /* the keeper's own word: command, cdc, hospital, committee */
    int32_t level;           /* enum evn_org_level; goes with the length of the area's code */
    char area[EVN_CODE_MAX]; /* that it serves; never changes */
    char parent[EVN_CODE_MAX];
    char name_zh[EVN_NAME_MAX];
    char name_en[EVN_NAME_MAX];
    char head[EVN_STAFF_CODE_MAX]; /* who is asked when nobody is on duty */
    char phone[EVN_CODE_MAX];      /* of the unit */
    bool synthetic;
};

struct evn_course {
    char code[EVN_STAFF_CODE_MAX];
    char name_zh[EVN_NAME_MAX];
    char name_en[EVN_NAME_MAX];
    uint32_t roles;            /* set of enum evn_role that need it; 0: everybody, for every role */
    uint32_t valid_days;       /* good for so many days after the day it was done; 0: for ever */
    struct evn_day deadline;   /* of the first round; EVN_DAY_NONE: the policy's */
    struct evn_day valid_from; /* it is asked for on these days, both included */
    struct evn_day valid_until;
    bool synthetic;
};

/* These roles, in this area and below. */
struct evn_grant {
    char area[EVN_CODE_MAX]; /* "": everywhere */
    uint32_t roles;          /* set of enum evn_role */
};

struct evn_staff {
    char staff[EVN_STAFF_CODE_MAX]; /* number, a pseudonym */
    char organisation[EVN_CODE_MAX];
    struct evn_grant *grants;
    size_t n_grants;
    struct evn_day from_day; /* first day of service */
    struct evn_day last_day; /* EVN_DAY_NONE: goes on */
    bool synthetic;
};

/* A staff member did a course. */
struct evn_training {
    char staff[EVN_STAFF_CODE_MAX];
    char course[EVN_STAFF_CODE_MAX];
    struct evn_day done_on;
    char proof[EVN_NAME_MAX]; /* number of a certificate, name of a list */
    bool withdrawn;           /* entered by mistake */
    bool synthetic;
};

/* A staff member is on duty for their unit at these times. */
struct evn_duty {
    char duty[EVN_CODE_MAX];
    char organisation[EVN_CODE_MAX]; /* never changes */
    char staff[EVN_STAFF_CODE_MAX];
    struct evn_day from_day;
    struct evn_day until_day; /* EVN_DAY_NONE: until withdrawn */
    uint32_t *weekdays;       /* on which shifts begin, 1 is Monday; none: every day */
    size_t n_weekdays;
    uint32_t from_min;  /* of the local day */
    uint32_t until_min; /* above 1440: the day after */
    uint32_t rank;      /* who is called first; 0 before 1 */
    bool withdrawn;
    bool synthetic;
};

/* The policy table whose row `refuse_untrained` makes roles rest. */
#define EVN_TRAINING_RULES "training_rules"

extern const struct evn_wire_message evn_organisation_table, evn_course_table, evn_staff_table,
    evn_training_table, evn_duty_table;

#endif

/* model_ending - a change of course: from a day on a policy seals nothing and isolates nobody.
 * Pure.
 *
 * Measures end while reserves, key persons' needs and campaigns go on. The members behind
 * `synthetic` say how far the registry has come with it. proto/spec/23-course.md */
#ifndef EVN_REGISTRY_MODEL_ENDING_H
#define EVN_REGISTRY_MODEL_ENDING_H

#include "services/registry/core/model_item.h"

enum { EVN_ENDINGS_MAX = 1000 };

struct evn_ending {
    char ending[EVN_CODE_MAX];    /* external id */
    char area[EVN_CODE_MAX];      /* where; "": everywhere. It never changes */
    struct evn_day zones_end;     /* from this day on nothing is sealed; EVN_DAY_NONE: zones stay */
    struct evn_day cohorts_end;   /* likewise nobody is in a cohort */
    char authority[EVN_NAME_MAX]; /* who decided; without it the change is refused */
    char reason[EVN_NAME_MAX];    /* why */
    bool withdrawn;               /* it holds no more; what has ended stays ended */
    bool synthetic;               /* made up for an exercise */
    char zones_after[EVN_CODE_MAX]; /* zones are ended up to this one, in the order of their ids */
    uint32_t zones_ended;           /* how many it unsealed */
    bool zones_done;                /* all of them */
    char members_after[EVN_CODE_MAX]; /* likewise people of cohorts */
    uint32_t members_ended;           /* how many courses it cut short */
    bool members_done;                /* all of them */
};

extern const struct evn_wire_message evn_ending_table;

/* The day on which there is something left to end; EVN_DAY_NONE: there is nothing. */
struct evn_day evn_ending_next(const struct evn_ending *ending);

#endif

/* model_zone - sealed zones and the infection reports that drive their clocks. Pure. */
#ifndef EVN_REGISTRY_MODEL_ZONE_H
#define EVN_REGISTRY_MODEL_ZONE_H

#include "services/registry/core/model_item.h"

enum {
    EVN_ZONES_MAX = 200000,    /* zones, unsealed ones included */
    EVN_REPORTS_MAX = 4000000, /* infection reports */
    EVN_LEVEL_HIGH = 1         /* low is the rest of the county and has no zone */
};

struct evn_seal {
    char zone[EVN_CODE_MAX]; /* external id; an area sealed anew gets a new zone */
    char area[EVN_CODE_MAX];
    int32_t level; /* EVN_LEVEL_HIGH */
    int64_t residents;
    char authority[EVN_NAME_MAX]; /* who decided; without it the seal is refused */
    char reason[EVN_NAME_MAX];
    char end_rule[EVN_CODE_MAX];  /* "five_day" */
    char expansion[EVN_CODE_MAX]; /* reason to seal more than a building */
    struct evn_day start_day;
    bool synthetic; /* made up for an exercise */
};

struct evn_unseal {
    char zone[EVN_CODE_MAX];
    char authority[EVN_NAME_MAX];
    char reason[EVN_NAME_MAX];
    bool early;                /* before the end rule is met */
    char ending[EVN_CODE_MAX]; /* change of course that did it; "": somebody did */
};

/* A zone: what was decided, and where its clock stands. */
struct evn_zone {
    struct evn_seal seal;
    bool has_seal; /* always */
    struct evn_unseal unsealed;
    bool has_unsealed; /* it is no longer sealed */
    struct evn_day unsealed_on;
    uint32_t overdue_days; /* whole days it stood sealed after the condition was met */
    uint32_t quiet_days;   /* days without a new infection that end it: policy when sealed */
    uint32_t episode;      /* from 1 */
    struct evn_day high_from;
    struct evn_day last_infection; /* day 0 */
    uint32_t infection_days;       /* days of the episode with a new infection */
    struct evn_day lowered_on;     /* last_infection + quiet_days */
    bool met;                      /* the condition is met, and somebody was told */
    int64_t sealed_at_us;          /* when it was decided, by the business clock; 0: not kept */
    int64_t unsealed_at_us;        /* the same of the unsealing */
    int64_t sealed_number;         /* of that decision, among all of seals: publish.h */
    int64_t unsealed_number;       /* the same of the unsealing */
};

struct evn_report {
    char report[EVN_CODE_MAX];
    char area[EVN_CODE_MAX];
    struct evn_day day;
    uint32_t count; /* newly found infections; 0: withdrawn */
    bool synthetic; /* made up for an exercise */
};

extern const struct evn_wire_message evn_seal_table, evn_unseal_table, evn_zone_table,
    evn_report_table;

#endif

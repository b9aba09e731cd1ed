/* model_people - people of cohorts and key persons, under pseudonyms. Pure.
 *
 * The registry's log holds no name, address or phone number: a person is an external id that only
 * the community can join with a name. */
#ifndef EVN_REGISTRY_MODEL_PEOPLE_H
#define EVN_REGISTRY_MODEL_PEOPLE_H

#include "services/registry/core/model_policy.h"

enum {
    EVN_MEMBERS_MAX = 2000000,    /* people of cohorts */
    EVN_KEY_PERSONS_MAX = 500000, /* key persons */
    EVN_PHASES_MAX = 8,           /* phases of one person */
    EVN_NEEDS_MAX = 64            /* needs of one key person */
};

/* A stretch of days under one rule. */
struct evn_phase {
    uint32_t phase_order;
    char phase[EVN_CODE_MAX];       /* "isolation", "monitoring", "none" */
    char place[EVN_CODE_MAX];       /* "central", "home", "central_or_home", "none" */
    char supply_mode[EVN_CODE_MAX]; /* "centre", "door", "none" */
    struct evn_day first_day;
    uint32_t days;
    uint32_t *test_days; /* days of the phase, from 1 */
    size_t n_test_days;
    bool tests_unknown; /* the text does not say how many: counted as none */
};

struct evn_member {
    char person[EVN_CODE_MAX]; /* pseudonym */
    char cohort[EVN_CODE_MAX];
    struct evn_day start_day;   /* day 1 of the first phase */
    char area[EVN_CODE_MAX];    /* where the person lives, to the community or closer */
    char place[EVN_CODE_MAX];   /* isolation site, if it is known */
    struct evn_day released_on; /* left before the last phase ended; else EVN_DAY_NONE */
    uint32_t policy_version;    /* of isolation_rules that gave the phases */
    struct evn_phase *phases;
    size_t n_phases;
    bool synthetic; /* made up for an exercise */
};

struct evn_need {
    char item[EVN_CODE_MAX];
    int64_t per_day; /* base units */
    uint32_t tier;   /* 1 life-critical, 2 must not be missed, 3 others */
};

struct evn_key_person {
    char person[EVN_CODE_MAX]; /* pseudonym */
    char group[EVN_CODE_MAX];  /* of the table key_groups */
    char community[EVN_CODE_MAX];
    struct evn_need *needs;
    size_t n_needs;
    struct evn_day last_day; /* EVN_DAY_NONE: goes on */
    bool synthetic;          /* made up for an exercise */
};

extern const struct evn_wire_message evn_member_table, evn_key_person_table;

#endif

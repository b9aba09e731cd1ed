/* model_people - people of cohorts and key persons, under pseudonyms. Pure.
 *
 * The registry's log holds no name, address or phone number: a person is an external id, and what
 * joins it with a name is encrypted under a key of its own (proto/spec/19-people.md). */
#ifndef EVN_REGISTRY_MODEL_PEOPLE_H
#define EVN_REGISTRY_MODEL_PEOPLE_H

#include "services/registry/core/model_policy.h"

enum {
    EVN_MEMBERS_MAX = 2000000,    /* people of cohorts */
    EVN_KEY_PERSONS_MAX = 500000, /* key persons */
    EVN_PHASES_MAX = 8,           /* phases of one person */
    EVN_NEEDS_MAX = 64,           /* needs of one key person */
    EVN_NEED_DAYS_MAX = 366,      /* of a rhythm */
    EVN_KEY_RIDES_MAX = 8,        /* of one key person */
    EVN_KEY_RIDE_KINDS = 5,       /* dialysis to other */
    EVN_PERSONS_MAX = 2000000,    /* with something sealed */
    EVN_SEALED_MAX = 2048,        /* bytes of it */
    EVN_READINGS_KEPT = 100000,   /* the last ones; the log has all */
    EVN_READ_MAX = 50,            /* persons of one reading */
    EVN_READING_KEY_MAX = 24
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
    bool code_managed;  /* the person's health code is restricted */
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
    bool synthetic;                /* made up for an exercise */
    bool no_home;                  /* phases at home are central */
    char contact_of[EVN_CODE_MAX]; /* who was found positive */
};

struct evn_need {
    char item[EVN_CODE_MAX];
    int64_t per_day;     /* base units; 0: amount says it */
    uint32_t tier;       /* 1 life-critical, 2 must not be missed, 3 others */
    int64_t amount;      /* base units each time, on */
    uint32_t *weekdays;  /* these days, 1 is Monday, or */
    size_t n_weekdays;   /* at most 7 */
    uint32_t every_days; /* every so many days from from_day */
    struct evn_day from_day;
    uint32_t supply_days; /* per_day is brought for so many days at a time; 0: each day */
    int64_t on_hand;      /* of per_day, at the beginning of from_day */
    uint32_t lead_days;   /* brought when so many days are left */
};

/* A ride to an institution in a rhythm. */
struct evn_key_ride {
    int32_t kind;          /* RideKind of the proto: dialysis, ... */
    char to[EVN_CODE_MAX]; /* hospital or isolation site; "": the nearest */
    uint32_t at_min;       /* to be there, of the local day */
    uint32_t *weekdays;    /* 1 is Monday, or */
    size_t n_weekdays;     /* at most 7 */
    uint32_t every_days;   /* so many days from from_day */
    struct evn_day from_day;
};

struct evn_key_person {
    char person[EVN_CODE_MAX]; /* pseudonym */
    char group[EVN_CODE_MAX];  /* of the table key_groups */
    char community[EVN_CODE_MAX];
    struct evn_need *needs;
    size_t n_needs;
    struct evn_day last_day; /* EVN_DAY_NONE: goes on */
    bool synthetic;          /* made up for an exercise */
    struct evn_key_ride *rides;
    size_t n_rides;
};

/* In clear: in a command before it is sealed, and in the answer to who said why. Never in state. */
struct evn_contact {
    char name[EVN_NAME_MAX];
    char phone[EVN_CODE_MAX];
    char door[EVN_NAME_MAX];
    char note[EVN_NAME_MAX];
};

struct evn_person {
    char person[EVN_CODE_MAX]; /* pseudonym */
    char community[EVN_CODE_MAX];
    struct evn_bytes sealed;  /* the contact, encrypted; empty once erased */
    struct evn_day put_on;    /* day of this content */
    struct evn_day erased_on; /* EVN_DAY_NONE: it was not */
    char reason[EVN_NAME_MAX];
    bool synthetic;
};

struct evn_reading {
    uint64_t number;               /* from 1 */
    char (*persons)[EVN_CODE_MAX]; /* pseudonyms */
    size_t n_persons;
    char community[EVN_CODE_MAX]; /* they live there */
    char reason[EVN_NAME_MAX];
    char actor[EVN_CODE_MAX];
    uint32_t roles; /* the actor's */
    int64_t at_us;
};

extern const struct evn_wire_message evn_member_table, evn_key_person_table, evn_contact_table,
    evn_person_table, evn_reading_table;

/* The key of a reading's row: a place in the ring. */
void evn_reading_key(uint64_t number, char out[EVN_READING_KEY_MAX]);

#endif

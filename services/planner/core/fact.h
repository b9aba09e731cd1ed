/* fact - what the planner knows of the registry's truth, as its own events. Pure.
 *
 * Small copies of what a need is computed from; members are those of evernormal.planner.v1. A row
 * of state is the bytes of the event that put it. */
#ifndef EVN_PLANNER_FACT_H
#define EVN_PLANNER_FACT_H

#include "common/service/core.h"
#include "common/wire/field.h"

#define EVN_RESIDENTS_MAX INT64_C(2000000000) /* of a zone or community */

enum {
    EVN_SOURCE_MAX = 200,         /* bytes of a source text, with NUL */
    EVN_COMMUNITY_LEN = 12,       /* characters of a community's area code */
    EVN_TEST_DATES_MAX = 128,     /* tests of one person */
    EVN_DOOR_SPANS_MAX = 8,       /* phases at home with a restricted code */
    EVN_PERSON_NEEDS_MAX = 64,    /* needs of a key person */
    EVN_POLICY_RULES_MAX = 400,   /* rows of a policy table */
    EVN_CHANNEL_MAX = 24,         /* bytes of a channel, with NUL */
    EVN_GROUP_MAX = 32,           /* bytes of a counted group, with NUL */
    EVN_AREA_MAX = 24,            /* bytes of an area code, with NUL */
    EVN_WARNING_SIGNALS_MAX = 32, /* that a warning names of a channel */
    EVN_FACT_KEY_MAX = 2 * EVN_CODE_MAX
};

/* Events of the planner. */
enum evn_planner_kind {
    EVN_PLANNER_NEED = 16,
    EVN_PLANNER_CLOSED = 17,
    EVN_PLANNER_PLANNED = 18,
    EVN_PLANNER_WARNED = 19,
    EVN_FACT_COMMUNITY = 32, /* the first of the facts */
    EVN_FACT_ZONE = 33,
    EVN_FACT_NORM = 34,
    EVN_FACT_LINK = 35, /* item_norm */
    EVN_FACT_ITEM = 36,
    EVN_FACT_MEMBER = 37,
    EVN_FACT_PERSON = 38,
    EVN_FACT_PLACE = 39,
    EVN_FACT_POLICY = 40,
    EVN_FACT_SIGNAL = 41,
    EVN_FACT_WARNING = 42,
    EVN_FACT_HEADCOUNT = 43, /* the last of the facts */
    EVN_FACT_LAST = EVN_FACT_HEADCOUNT,
    EVN_N_FACTS = EVN_FACT_LAST - EVN_FACT_COMMUNITY + 1
};

struct evn_fact_community {
    char code[EVN_CODE_MAX];
    int64_t residents; /* 0: not known */
};

struct evn_fact_zone {
    char zone[EVN_CODE_MAX];
    char area[EVN_CODE_MAX];
    int64_t residents; /* 0: not said */
    bool sealed;
    struct evn_day since;      /* the planner's day when it first heard of the zone */
    struct evn_day lowered_on; /* last day of the seal, if no new infection is found */
    bool ended;                /* a policy unsealed it: key persons keep their needs */
};

struct evn_fact_norm {
    char norm[EVN_CODE_MAX];
    char group[EVN_CODE_MAX];
    int64_t value_e6; /* millionths of the unit */
    char per[EVN_CODE_MAX];
    char period[EVN_CODE_MAX];
    char unit[EVN_CODE_MAX];
    char source[EVN_SOURCE_MAX];
};

struct evn_fact_link {
    char item[EVN_CODE_MAX];
    char norm[EVN_CODE_MAX];
    int64_t amount_e6; /* in one base unit, millionths of the norm's unit; > 0 */
    char source[EVN_SOURCE_MAX];
};

struct evn_fact_item {
    char code[EVN_CODE_MAX];
    bool life_critical;
    char category[EVN_CODE_MAX]; /* class of reserve_classes; "": none */
    bool equipment;              /* lent and given back */
};

struct evn_fact_member {
    char person[EVN_CODE_MAX]; /* pseudonym */
    char area[EVN_CODE_MAX];
    struct evn_day *test_days; /* tests done at home */
    size_t n_test_days;
    struct evn_day *door_from; /* from each of these days ... */
    size_t n_door_from;
    struct evn_day *door_until; /* ... to these the person is not to come down */
    size_t n_door_until;        /* as many */
};

struct evn_person_need {
    char item[EVN_CODE_MAX];
    int64_t per_day; /* base units */
    uint32_t tier;
    int64_t amount; /* the rhythm: rhythm.h */
    uint32_t *weekdays;
    size_t n_weekdays;
    uint32_t every_days;
    struct evn_day from_day;
    uint32_t supply_days;
    int64_t on_hand;
    uint32_t lead_days;
};

struct evn_fact_person {
    char person[EVN_CODE_MAX]; /* pseudonym */
    char community[EVN_CODE_MAX];
    struct evn_person_need *needs;
    size_t n_needs;
    struct evn_day last_day; /* EVN_DAY_NONE: goes on */
};

/* Kinds of places that are told apart; the registry's. */
enum evn_place_kind {
    EVN_PLACE_VEHICLE = 6,
    EVN_PLACE_SUPPLIER = 11,
    EVN_PLACE_QUARANTINE = 14,
    EVN_PLACE_ON_LOAN = 15,
    EVN_PLACE_MAINTENANCE = 16
};

struct evn_fact_place {
    char code[EVN_CODE_MAX];
    uint32_t kind; /* as in the registry */
    char area[EVN_CODE_MAX];
    bool closed;
    char parent[EVN_CODE_MAX]; /* place this is a part of; "": none */
};

/* A row of a policy table. */
struct evn_fact_rule {
    char rule[EVN_SOURCE_MAX];
    char value[EVN_SOURCE_MAX];
    char unit[EVN_CODE_MAX];
    char meaning[EVN_SOURCE_MAX];
    struct evn_day valid_from;  /* EVN_DAY_NONE: always was */
    struct evn_day valid_until; /* included; EVN_DAY_NONE: goes on */
    char authority[EVN_CODE_MAX];
    char source[EVN_SOURCE_MAX];
};

/* A policy table the planner reads: its name begins with "reserve_" or is "warning_rules". */
struct evn_fact_policy {
    char table[EVN_CODE_MAX];
    uint32_t version;
    struct evn_fact_rule *rules;
    size_t n_rules;
};

/* Something that may mean something; a correction is the same with a higher version. */
struct evn_fact_signal {
    char signal[EVN_CODE_MAX]; /* its sender's name of it, unique in area and channel */
    char channel[EVN_CHANNEL_MAX];
    char area[EVN_AREA_MAX];
    struct evn_day day;
    int64_t value;    /* 0: withdrawn */
    uint32_t version; /* of what it says */
};

/* What a channel counted for a warning. */
struct evn_warning_channel {
    char channel[EVN_CHANNEL_MAX];
    int64_t sum;
    int64_t at_least;              /* that made it count */
    char (*signals)[EVN_CODE_MAX]; /* names of the first, by day */
    size_t n_signals;
    uint32_t n_all; /* signals in all */
};

/* k of the rule's channels reached their threshold; with all that was counted. */
struct evn_fact_warning {
    char rule[EVN_CODE_MAX];
    char area[EVN_AREA_MAX];
    struct evn_day day; /* last of the window */
    bool cleared;       /* late or corrected signals say otherwise */
    uint32_t k;
    struct evn_warning_channel *channels; /* that reached it */
    size_t n_channels;
};

/* So many people of a group in a community: a roster, an institution, a campus, an enterprise,
 * arrivals of a day, cases by severity. Norms of the group are counted over them. */
struct evn_fact_headcount {
    char name[EVN_CODE_MAX]; /* its sender's, unique in community and group */
    char community[EVN_COMMUNITY_LEN + 1];
    char group[EVN_GROUP_MAX];
    int64_t people;       /* 0: withdrawn */
    struct evn_day from;  /* first day */
    struct evn_day until; /* last day; EVN_DAY_NONE: goes on */
    char source[EVN_SOURCE_MAX];
};

/* What a row is found by. */
struct evn_fact_id {
    char key[EVN_FACT_KEY_MAX];
    char community[EVN_COMMUNITY_LEN + 1]; /* it lies in; "": in none, or in more than one */
};

struct evn_fact_kind {
    const char *name;                       /* of the table, for the digest */
    const struct evn_wire_message *message; /* of the event's body */
    void (*identify)(const void *fact, struct evn_fact_id *out);
    size_t max; /* rows */
};

/* The description of kind EVN_FACT_COMMUNITY .. EVN_FACT_LAST; NULL for other numbers. */
const struct evn_fact_kind *evn_fact_of(uint32_t kind);

/* Whether what is brought to the person on the day comes to the door. */
bool evn_member_door_only(const struct evn_fact_member *member, struct evn_day day);

/* Whether one of it serves day after day - a bed, a room, a device - and is not used up. */
bool evn_planner_is_capacity(const struct evn_fact_item *item);

/* Whether the planner keeps the policy table of this name. */
bool evn_planner_reads(const char *table);

#endif

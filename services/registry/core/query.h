/* query - the reads of the registry, as structs. Pure. Members as in evernormal.registry.v1. */
#ifndef EVN_REGISTRY_QUERY_H
#define EVN_REGISTRY_QUERY_H

#include "common/service/rights.h"
#include "services/registry/core/decide.h"
#include "services/registry/core/model_people.h"
#include "services/registry/core/model_place.h"

enum { EVN_PAGE_USUAL = 100, EVN_PAGE_MAX = 1000, EVN_PAGE_BYTES = 128 * 1024 };
enum { EVN_LOOK_MAX = 5000 };  /* rows a page looks at when it may pass over most */
enum { EVN_TESTED_DAYS = 30 }; /* in which a line must have been tried */

struct evn_query_get {
    int32_t table; /* enum evn_registry_event */
    char key[EVN_ROW_KEY_MAX];
};

struct evn_query_list {
    int32_t table;
    uint32_t limit;              /* 0: EVN_PAGE_USUAL */
    char after[EVN_ROW_KEY_MAX]; /* `next` of the page before */
    char area[EVN_CODE_MAX];     /* in or below it; "": everywhere */
    uint32_t kind;               /* of places: enum evn_place_kind; 0: any */
};

struct evn_query_by_code {
    int32_t system; /* enum evn_code_system */
    char value[EVN_CODE_MAX];
};

struct evn_query_overdue {
    char area[EVN_CODE_MAX];
    char after[EVN_ROW_KEY_MAX];
};

struct evn_query_keys {
    char after[EVN_PUBLIC_KEY_TEXT_LEN + 1];
};

struct evn_query_search {
    char text[EVN_NAME_MAX];     /* prefix of a code, a name or the initials */
    char category[EVN_CODE_MAX]; /* class of reserve_classes */
    char atc[EVN_CODE_MAX];      /* the beginning of an ATC code, at a level */
    uint32_t limit;              /* 0: EVN_PAGE_USUAL */
    char after[EVN_ROW_KEY_MAX];
};

struct evn_query_gaps {
    char area[EVN_CODE_MAX];
    char after[EVN_ROW_KEY_MAX];
    uint32_t tested_days; /* 0: EVN_TESTED_DAYS */
};

struct evn_query_retests {
    char area[EVN_CODE_MAX];
    char after[EVN_ROW_KEY_MAX];
    bool overdue; /* only those that should have come by now */
};

/* What a reading asked for. Answered by the shell, which has the keys. */
struct evn_query_door_list {
    uint64_t reading; /* its number */
};

/* How the vault stands. Answered by the shell. */
struct evn_query_vault {
    bool none; /* no fields */
};

/* What a change of course would end; people of cohorts page by page. */
struct evn_query_would_end {
    char area[EVN_CODE_MAX];
    struct evn_day zones_end, cohorts_end; /* EVN_DAY_NONE: they stay */
    char after[EVN_CODE_MAX];              /* person of the page before */
};

/* Counts per unit and course. */
struct evn_query_coverage {
    char area[EVN_CODE_MAX];
    char organisation[EVN_CODE_MAX];
    char course[EVN_CODE_MAX];
    char after[EVN_ROW_KEY_MAX];
};

/* Staff members and the courses they need. */
struct evn_query_training_list {
    char area[EVN_CODE_MAX];
    char organisation[EVN_CODE_MAX];
    char course[EVN_CODE_MAX];
    char staff[EVN_CODE_MAX];
    bool overdue; /* only what is overdue or has lapsed */
    bool open;    /* that, and what is due */
    char after[EVN_ROW_KEY_MAX];
};

struct evn_query_on_duty {
    char organisation[EVN_CODE_MAX]; /* of this unit, or */
    char area[EVN_CODE_MAX];         /* of the nearest to this area */
    char type[EVN_CODE_MAX];         /* of units; "": any */
    int64_t at_us;                   /* 0: now */
};

/* Places whose coordinates are not believed. */
struct evn_query_misplaced {
    char area[EVN_CODE_MAX];
    char after[EVN_ROW_KEY_MAX];
};

/* The public list of a day. */
struct evn_query_public {
    struct evn_day day;          /* EVN_DAY_NONE: today */
    uint32_t version;            /* 0: the latest */
    bool versions;               /* only which versions there are */
    char after[EVN_ROW_KEY_MAX]; /* `next` of the page before */
};

/* One query: exactly one of the pointers is set. */
struct evn_registry_query {
    struct evn_query_get *get;
    struct evn_query_list *list;
    struct evn_query_by_code *by_code;
    struct evn_query_overdue *overdue;
    struct evn_query_keys *keys;
    struct evn_query_search *search;
    struct evn_query_gaps *gaps;
    struct evn_query_door_list *door_list;
    struct evn_query_vault *vault;
    struct evn_query_retests *retests;
    struct evn_query_would_end *would_end;
    struct evn_query_coverage *coverage;
    struct evn_query_training_list *training_list;
    struct evn_query_on_duty *on_duty;
    struct evn_query_misplaced *misplaced;
    struct evn_query_public *public_zones;
};

extern const struct evn_wire_message evn_registry_query_table;

/* Fields of Result that are no entity. */
enum {
    EVN_RESULT_OVERDUE = 27,
    EVN_RESULT_KEY = 28,
    EVN_RESULT_GAPS = 29,
    EVN_RESULT_DOOR = 34,
    EVN_RESULT_VAULT = 35,
    EVN_RESULT_NEXT = 64,
    EVN_RESULT_RETEST = 66,
    EVN_RESULT_WOULD_END = 71,
    EVN_RESULT_COVERAGE = 86,
    EVN_RESULT_TRAINING = 87,
    EVN_RESULT_ON_DUTY = 88,
    EVN_RESULT_MISPLACED = 100,
    EVN_RESULT_MISPLACED_COUNT = 101,
    EVN_RESULT_PUBLIC_LIST = 110,
    EVN_RESULT_PUBLIC_ZONE = 111
};

enum { EVN_READING_US = 600000000 }; /* for so long a reading may be answered */

/* The reading of this number, when `actor` made it within EVN_READING_US; into the ask's arena.
 * UNKNOWN_REF: there is none, or it is too old; NOT_ALLOWED: somebody else made it. */
EVN_MUST_USE evn_err evn_registry_reading(const struct evn_registry_state *state,
                                          const struct evn_ask *ask, uint64_t number,
                                          struct evn_reading *out, struct evn_refusal *why);

/* Answer the query: as evn_core_ops.query. */
EVN_MUST_USE evn_err evn_registry_query(const struct evn_registry_state *state,
                                        const struct evn_ask *ask, struct evn_buf *result,
                                        struct evn_refusal *why);

#endif

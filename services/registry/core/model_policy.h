/* model_policy - norms and policy tables: rules are data with days of validity. Pure.
 *
 * A rule holds from `valid_from` to `valid_until`, both included; EVN_DAY_NONE leaves that side
 * open. A table is loaded whole, with a version that grows. */
#ifndef EVN_REGISTRY_MODEL_POLICY_H
#define EVN_REGISTRY_MODEL_POLICY_H

#include "services/registry/core/model_item.h"

enum {
    EVN_NORMS_MAX = 20000,       /* norms */
    EVN_ITEM_NORMS_MAX = 400000, /* links of items to norms */
    EVN_POLICIES_MAX = 64,       /* tables */
    EVN_RULES_MAX = 400,         /* rows of a table */
    EVN_TEST_DAYS_MAX = 16,      /* tests of one phase */
    EVN_PHASE_DAYS_MAX = 366     /* longest phase */
};

/* How much of a norm one base unit of an item gives. */
struct evn_item_norm {
    char item[EVN_CODE_MAX];
    char norm[EVN_CODE_MAX];
    int64_t amount_e6; /* millionths of the norm's unit */
    char source[EVN_NAME_MAX];
};

/* A planning quantity: so much per person and day, or as `per` and `period` say. */
struct evn_norm {
    char norm[EVN_CODE_MAX];
    char group[EVN_CODE_MAX];
    int64_t value_e6;     /* millionths of the unit */
    int64_t value_min_e6; /* the survival figure */
    char unit[EVN_CODE_MAX];
    char per[EVN_CODE_MAX];
    char period[EVN_CODE_MAX];
    bool verified; /* read in the named source */
    char source[EVN_NAME_MAX];
};

struct evn_rule {
    char rule[EVN_NAME_MAX];
    char value[EVN_NAME_MAX]; /* as `unit` says; several values are parted by ';' */
    char unit[EVN_CODE_MAX];
    char meaning[EVN_NAME_MAX];
    struct evn_day valid_from;
    struct evn_day valid_until;
    char authority[EVN_CODE_MAX];
    char source[EVN_NAME_MAX];
};

struct evn_isolation_rule {
    char cohort[EVN_CODE_MAX];
    char phase[EVN_CODE_MAX];
    char place[EVN_CODE_MAX];
    uint32_t phase_order; /* from 1 */
    uint32_t days;        /* 0: nobody is isolated */
    uint32_t *test_days;  /* ascending days of the phase, from 1 */
    size_t n_test_days;
    uint32_t tests;     /* 0 with tests_unknown: the text does not say */
    bool tests_unknown; /* counts as none, and is said */
    uint32_t ct_threshold;
    bool code_managed;
    char may_go_out[EVN_CODE_MAX];
    char supply_mode[EVN_CODE_MAX]; /* "centre" or "door" */
    struct evn_day valid_from;
    struct evn_day valid_until;
    char authority[EVN_CODE_MAX];
    char source[EVN_NAME_MAX];
};

struct evn_policy {
    char table[EVN_CODE_MAX];
    uint32_t version;
    char source[EVN_NAME_MAX];
    struct evn_rule *rules;
    size_t n_rules;
    struct evn_isolation_rule *isolation; /* of the table "isolation_rules" alone */
    size_t n_isolation;
};

extern const struct evn_wire_message evn_item_norm_table, evn_norm_table, evn_policy_table;

/* Whether a rule with these bounds holds on `day`. */
static inline bool evn_rule_holds(struct evn_day from, struct evn_day until, struct evn_day day)
{
    return (!evn_day_valid(from) || from.n <= day.n) && (!evn_day_valid(until) || day.n <= until.n);
}

#endif

/* figures - what one community needs on one day, with every term. Pure.
 *
 * Residents of sealed zones times norms, tests of cohorts, daily amounts of key persons; each
 * figure is the exact sum of its terms, rounded up once. proto/spec/12-planner.md. */
#ifndef EVN_PLANNER_FIGURES_H
#define EVN_PLANNER_FIGURES_H

#include "services/planner/core/state.h"

/* How a norm counts people. */
enum evn_norm_use {
    EVN_NORM_REFUSED,   /* it cannot be planned with */
    EVN_NORM_RESIDENTS, /* per person: those in sealed zones */
    EVN_NORM_TESTS,     /* per test: those whose test day it is */
    EVN_NORM_PLACES,    /* per sealed place */
    EVN_NORM_COUNTED    /* per person of a group that somebody counted */
};

/* A norm that an item is linked to, ready to be multiplied. */
struct evn_rule {
    const char *link; /* key "item|norm"; borrowed from the state */
    const char *norm; /* key "norm|group" */
    int64_t value_e6;
    int64_t amount_e6;
    enum evn_norm_use use;
    uint32_t days; /* of the value; 0: once */
    bool capacity; /* the item serves day after day */
};

/* All of them, by item. */
struct evn_rules {
    struct evn_rule *rule;
    size_t n;
};

/* What one community needs. */
struct evn_figures {
    struct evn_planned planned;
    bool
        needed; /* a zone is sealed, somebody is counted, a course of tests at home is not over, or
                   a policy ended a zone and key persons' needs go on; else there is nothing here */
    bool kept;  /* a policy ended a zone there */
    struct evn_need *need; /* by item and tier; quantity > 0 or error set */
    size_t n;
};

/* How the norm is planned with; *why when EVN_NORM_REFUSED: BAD_FIELD with group, per or period. */
enum evn_norm_use evn_norm_use_of(const struct evn_planner_state *state,
                                  const struct evn_fact_norm *norm, struct evn_refusal *why);

/* Join links and norms, in the arena. EVN_E_LIMIT: it is full. */
EVN_MUST_USE evn_err evn_rules_of(const struct evn_planner_state *state, struct evn_arena *arena,
                                  struct evn_rules *out);

/* Rules of one item, from rule i on: how many. */
size_t evn_rules_run(const struct evn_rules *rules, size_t i);

struct evn_people;
/* *out = what these people need of the item of these rules, rounded up once. False: it does not
 * fit. */
bool evn_rules_need(const struct evn_rule *rule, size_t n, const struct evn_people *people,
                    int64_t *out);

/* Visit the norms a link means: every group of its norm. *at: 0 at first; NULL at the end. */
const struct evn_fact_row *evn_link_norm(const struct evn_planner_state *state, const char *norm,
                                         size_t *at);

/* The figures of `community` on `day`, in the arena. EVN_E_LIMIT: it is full. */
EVN_MUST_USE evn_err evn_figures_of(const struct evn_planner_state *state,
                                    const struct evn_rules *rules,
                                    const struct evn_community *community, struct evn_day day,
                                    struct evn_arena *arena, struct evn_figures *out);

#endif

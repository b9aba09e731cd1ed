/* standing - which courses a staff member needs, how they stand, and which roles rest. Pure.
 *
 * All of it is a function of facts - courses, days they were done, rules, the member - and of the
 * day, so it comes out the same in whatever order the facts came. A course is good to the day it
 * was last done plus its `valid_days`, and lapses at 00:00 of the day after. Roles rest while the
 * row `refuse_untrained` of the table training_rules says 1. */
#ifndef EVN_REGISTRY_STANDING_H
#define EVN_REGISTRY_STANDING_H

#include "common/service/rights.h"
#include "services/registry/core/model_staff.h"
#include "services/registry/core/state.h"

/* As evernormal.registry.v1.TrainingState. */
enum evn_training_state {
    EVN_TRAINED = 1,
    EVN_TRAINING_DUE = 2,
    EVN_TRAINING_OVERDUE = 3,
    EVN_TRAINING_LAPSED = 4
};

/* The courses and rules of a day, in the arena. */
struct evn_training_rules {
    struct evn_day today;
    struct evn_course *course; /* in the order of their codes */
    size_t n_courses;
    const struct evn_policy *switches; /* the table training_rules, or NULL */
    const struct evn_rule *refuse;     /* its row that holds today and says 1, or NULL */
    struct evn_day deadline;           /* of the first round; EVN_DAY_NONE: none */
    uint64_t number;                   /* of all this */
};

/* How a member stands with a course. */
struct evn_course_state {
    enum evn_training_state state;
    struct evn_day done_on;    /* the last time, EVN_DAY_NONE: never */
    struct evn_day good_until; /* EVN_DAY_NONE: for ever, or never done */
    struct evn_day deadline;   /* EVN_DAY_NONE: none */
    struct evn_day since;      /* first day without it, when it is not done or has lapsed */
};

/* Read the rules as they are on `today`. False: the arena is full. */
EVN_MUST_USE bool evn_training_rules_read(const struct evn_registry_state *state,
                                          struct evn_arena *arena, struct evn_day today,
                                          struct evn_training_rules *out);

/* Roles of all the member's grants, wherever. */
uint32_t evn_staff_roles(const struct evn_staff *staff);

/* Whether the member is still one on `today`. */
bool evn_staff_serves(const struct evn_staff *staff, struct evn_day today);

/* Whether who has these roles needs the course on the rules' day. */
bool evn_course_needed(const struct evn_training_rules *rules, const struct evn_course *course,
                       uint32_t roles);

/* How the member stands with a course. `extra`: what is being said of one of their trainings, in
 * place of what was said before; or NULL. */
struct evn_course_state evn_course_state_of(const struct evn_registry_state *state,
                                            const struct evn_training_rules *rules,
                                            const struct evn_course *course,
                                            const struct evn_staff *staff,
                                            const struct evn_training *extra);

/* What the member may not do; `rests` in the arena. False: it is full. */
EVN_MUST_USE bool evn_standing_of(const struct evn_registry_state *state, struct evn_arena *arena,
                                  const struct evn_training_rules *rules,
                                  const struct evn_staff *staff, const struct evn_training *extra,
                                  struct evn_standing *out);

#endif

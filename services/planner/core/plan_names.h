/* plan_names - small numbers for names, in the order they first come. Pure; in an arena. */
#ifndef EVN_PLANNER_PLAN_NAMES_H
#define EVN_PLANNER_PLAN_NAMES_H

#include "common/base/arena.h"

#include <stdbool.h>

struct evn_plan_names {
    const char **name; /* [number]; borrowed texts */
    uint32_t n, max;
    uint32_t *hash; /* number + 1, or 0; twice `max`, open addressing */
};

/* Room for `max` names. EVN_E_LIMIT: the arena is full. */
EVN_MUST_USE evn_err evn_plan_names_init(struct evn_plan_names *slots, uint32_t max,
                                         struct evn_arena *arena);

/* The number of the name, which is borrowed when it is new. EVN_E_LIMIT: `max` are taken. */
EVN_MUST_USE evn_err evn_plan_names_add(struct evn_plan_names *slots, const char *name,
                                        uint32_t *out);

/* True and *out when the name has a number. */
bool evn_plan_names_find(const struct evn_plan_names *slots, const char *name, uint32_t *out);

/* Numbers by name, in the arena; NULL: it is full. */
uint32_t *evn_plan_names_sorted(const struct evn_plan_names *slots, struct evn_arena *arena);

#endif

/* slots - small numbers for names, in the order they first come. Pure; in an arena. */
#ifndef EVN_PLANNER_SLOTS_H
#define EVN_PLANNER_SLOTS_H

#include "common/base/arena.h"

#include <stdbool.h>

struct evn_slots {
    const char **name; /* [number]; borrowed texts */
    uint32_t n, max;
    uint32_t *hash; /* number + 1, or 0; twice `max`, open addressing */
};

/* Room for `max` names. EVN_E_LIMIT: the arena is full. */
EVN_MUST_USE evn_err evn_slots_init(struct evn_slots *slots, uint32_t max, struct evn_arena *arena);

/* The number of the name, which is borrowed when it is new. EVN_E_LIMIT: `max` are taken. */
EVN_MUST_USE evn_err evn_slots_add(struct evn_slots *slots, const char *name, uint32_t *out);

/* True and *out when the name has a number. */
bool evn_slots_find(const struct evn_slots *slots, const char *name, uint32_t *out);

/* Numbers by name, in the arena; NULL: it is full. */
uint32_t *evn_slots_sorted(const struct evn_slots *slots, struct evn_arena *arena);

#endif

/* episodes - every high-risk episode of many places, from the days with infections. Pure.
 *
 * The same clock as a sealed zone's (fiveday.h), run over a list of place-days at once: for
 * back-tests and for other people's data. Which days of which places are in the list is all that
 * counts, so reports may come late, twice and in any order. */
#ifndef EVN_REGISTRY_EPISODES_H
#define EVN_REGISTRY_EPISODES_H

#include "services/registry/core/fiveday.h"

/* A day on which somebody infected was newly found at a place. */
struct evn_place_day {
    uint32_t place; /* the caller's number */
    struct evn_day day;
};

/* Days without a new infection that lower an area, and when that rule holds. */
struct evn_quiet_rule {
    struct evn_day from, until; /* both included; EVN_DAY_NONE leaves that side open */
    uint32_t days;              /* 1 to 100 */
};

struct evn_place_episode {
    uint32_t place;
    uint32_t number; /* from 1, of the place's episodes */
    uint32_t rule;   /* index of the rule that gave its quiet days */
    struct evn_episode episode;
};

/* A walk over place-days in order. */
struct evn_episodes {
    const struct evn_place_day *at; /* ordered by place and day; borrowed */
    size_t n, pos;
    struct evn_day until;               /* later days do not count */
    const struct evn_quiet_rule *rules; /* borrowed, at least one */
    size_t n_rules;
    uint32_t place, number; /* of the last episode */
};

/* Order the days by place, then day; `spare` has room for as many. */
void evn_place_days_sort(struct evn_place_day *days, struct evn_place_day *spare, size_t n);

/* Which rule holds on a day: the one in force; before the first of them, or between two, the next
 * to come into force; after the last, the one that ended last. So one rule alone holds whatever
 * the date. n >= 1; no two rules hold on one day. */
size_t evn_quiet_rule_on(const struct evn_quiet_rule *rules, size_t n, struct evn_day day);

/* The next episode, by place and number; false behind the last. An episode keeps the rule of its
 * first day. Days equal to one another count once. */
bool evn_episodes_next(struct evn_episodes *walk, struct evn_place_episode *out);

#endif

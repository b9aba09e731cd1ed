/* fiveday - the clock of a high-risk area: how long it stays high. Pure.
 *
 * Rule (zone_rules, days_without_new_infection_to_lower): day 0 is the day of the last newly found
 * infection. If days 1..quiet pass with none, the area is lowered when day `quiet` closes:
 * lowered_on = last + quiet, and at 00:00 of the day after it is low. An infection on one of these
 * days starts the count again; a later one opens a new episode. The result depends only on which
 * days had an infection, so late, repeated and corrected reports come out the same. */
#ifndef EVN_REGISTRY_FIVEDAY_H
#define EVN_REGISTRY_FIVEDAY_H

#include "common/base/day.h"

#include <stddef.h>

struct evn_episode {
    struct evn_day high_from;  /* first day with an infection */
    struct evn_day last;       /* last day with one */
    uint32_t n_days;           /* days with one; 0: sealed without a report */
    struct evn_day lowered_on; /* last + quiet */
};

/* No episode: every day opens one. */
#define EVN_EPISODE_NONE ((struct evn_episode){.lowered_on = {INT32_MIN}})

/* Take the next day with an infection, not before the last one taken. True: it belongs to the
 * episode, which now knows it. False: it opens a new one (evn_episode_open), and this one is as it
 * was. */
bool evn_episode_add(struct evn_episode *episode, struct evn_day day, uint32_t quiet);

/* The episode that `day` opens. */
struct evn_episode evn_episode_open(struct evn_day day, uint32_t quiet);

/* Where the clock of a zone stands: the episode that counts, and its number. */
struct evn_zone_clock {
    struct evn_episode episode;
    uint32_t number; /* from 1, of the episodes since it was sealed */
};

/* The clock of a zone sealed on `start`, from the days with an infection (any order, repetitions
 * allowed; sorted in place). The start counts as day 0 where no episode holds it: a seal without
 * a report ends by the same rule. Episodes lowered before the start are of the past; episodes that
 * open after `until` (the day of unsealing; EVN_DAY_NONE: still sealed) are of a next zone. */
struct evn_zone_clock evn_zone_clock_of(struct evn_day *days, size_t n, struct evn_day start,
                                        struct evn_day until, uint32_t quiet);

/* True once the condition is met: `today` is behind lowered_on. */
static inline bool evn_episode_met(struct evn_day lowered_on, struct evn_day today)
{
    return today.n > lowered_on.n;
}

#endif

/* publish - which zones the public list of a day names, and in which version. Pure but for the
 * heap.
 *
 * The list of a day names the zones that stood on it. Its first version is what was known when the
 * day began; each decision that changes it makes the next one, also when the day is long over: that
 * is a correction. Decisions are numbered as they come, and a zone keeps when it was sealed and
 * unsealed, and by which: so every version there ever was follows from figures that never change
 * once they are said. */
#ifndef EVN_REGISTRY_PUBLISH_H
#define EVN_REGISTRY_PUBLISH_H

#include "services/registry/core/model_zone.h"

/* What the list needs of a zone. */
struct evn_zone_fact {
    int64_t sealed_us;       /* decided at, by the business clock; 0: before that was kept */
    int64_t sealed_number;   /* of that decision; 0: before that was kept */
    int64_t unsealed_us;     /* the same of the unsealing */
    int64_t unsealed_number; /* INT64_MAX: not yet */
    struct evn_day start;
    struct evn_day unsealed_on; /* EVN_DAY_NONE: not yet */
};

/* A version of a day's list. */
struct evn_edition {
    int64_t number;     /* of the last decision that it knows */
    int64_t made_at_us; /* when that was; of the first: when the day began */
};

struct evn_publish {
    struct evn_zone_fact *fact; /* owned; by the zone's row number */
    size_t n, cap;
    int64_t last_number; /* of the last decision; each has one more than the one before */
};

void evn_publish_init(struct evn_publish *publish);
void evn_publish_fini(struct evn_publish *publish);

/* Take in the zone of this row, again or for the first time; rows come in their order.
 * EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_publish_put(struct evn_publish *publish, size_t row,
                                     const struct evn_zone *zone);

/* Whether the zone is on the list of `day` by what was decided up to `number`. */
bool evn_publish_on(const struct evn_zone_fact *fact, struct evn_day day, int64_t number);

/* The versions of the day's list in their order; *n: how many, at least one. NULL: the arena is
 * full. */
const struct evn_edition *evn_publish_editions(const struct evn_publish *publish,
                                               struct evn_day day, struct evn_arena *arena,
                                               size_t *n);

#endif

/* campaign - doses of a vaccination campaign, by site and day. Pure but for the heap.
 *
 * A table says for each site what it can do a day and whom it has: groups with their number, the
 * share that is covered already, and their turn. Day by day a site takes as many as it can, the
 * groups in their turn - the elderly first - and who is left when the campaign ends is said. Whole
 * numbers: who is not covered is rounded up. proto/spec/23-course.md */
#ifndef EVN_BATCH_CAMPAIGN_H
#define EVN_BATCH_CAMPAIGN_H

#include "common/base/day.h"
#include "tools/batch/tell.h"

enum { EVN_CAMPAIGN_LINES_MAX = 100000, EVN_CAMPAIGN_DAYS_MAX = 366 };

/* One group at one site. Texts are borrowed from the file. */
struct evn_campaign_line {
    struct evn_bytes site, community, group;
    int64_t capacity;  /* doses the site can give a day */
    int64_t turn;      /* 1 before 2 */
    int64_t people;    /* of the group */
    int64_t uncovered; /* of them: not covered yet */
    uint32_t line;     /* of the file */
};

struct evn_campaign {
    struct evn_campaign_line *line; /* owned; by site, turn, then as in the file */
    size_t n, cap;
};

/* Read columns site, community, capacity, group, turn, people, coverage (0 to 1). `tell` is called
 * for each line that is wrong - two lines of a site that disagree about it, a group twice - and
 * then EVN_E_BAD_FILE. EVN_E_LIMIT, EVN_E_NO_MEMORY. To be freed in any case. */
EVN_MUST_USE evn_err evn_campaign_read(struct evn_campaign *out, struct evn_csv rows,
                                       const struct evn_batch_tell *tell);
void evn_campaign_fini(struct evn_campaign *campaign);

/* Doses of one group at one site on one day. */
struct evn_campaign_doses {
    const struct evn_campaign_line *of;
    struct evn_day day;
    int64_t doses; /* 1 or more */
};

/* Say all doses from `from` to `until`, both included, by site, day, turn. *left: who is not
 * reached. `say` returns EVN_OK, or what ends it. */
EVN_MUST_USE evn_err evn_campaign_days(
    const struct evn_campaign *campaign, struct evn_day from, struct evn_day until,
    evn_err (*say)(void *self, const struct evn_campaign_doses *doses), void *self, int64_t *left);

#endif

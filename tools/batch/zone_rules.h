/* zone_rules - the rule of a zone's clock, from a table of zone rules. Pure but for the heap. */
#ifndef EVN_BATCH_ZONE_RULES_H
#define EVN_BATCH_ZONE_RULES_H

#include "services/registry/core/episodes.h"
#include "tools/batch/tell.h"

enum { EVN_ZONE_RULES_MAX = 64, EVN_ZONE_QUIET_DAYS = 5, EVN_ZONE_QUIET_DAYS_MAX = 100 };

struct evn_zone_rules {
    struct evn_quiet_rule rule[EVN_ZONE_RULES_MAX]; /* in order of the file */
    uint32_t line[EVN_ZONE_RULES_MAX];              /* where it stands; 0: built in */
    size_t n;
};

/* The rule built in: five days, whatever the date. */
struct evn_zone_rules evn_zone_rules_usual(void);

/* Read the rows days_without_new_infection_to_lower of a table like zone_rules.tsv.
 * EVN_E_BAD_FILE: flaws were told, one being that there is no such row. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_zone_rules_read(struct evn_zone_rules *rules, struct evn_csv rows,
                                         const struct evn_batch_tell *tell);

#endif

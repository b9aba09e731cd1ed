/* strict - "no extra layers": whether a local row of a policy table is stricter than the national
 * one. Pure.
 *
 * A row is national when its authority is "national" or nothing; every other is local. It is held
 * against the national rows of its table that hold on one of its days; where its table has none,
 * against what the table it replaces had there, whoever set it, so that a national row is not got
 * rid of by leaving it out. What is compared, and which way it is strict: proto/spec/27-zones.md.
 */
#ifndef EVN_REGISTRY_STRICT_H
#define EVN_REGISTRY_STRICT_H

#include "services/registry/core/model_policy.h"

/* A row that may not be. */
struct evn_strict {
    size_t row;            /* of rules, or of isolation; from 0 */
    const char *field;     /* of the row, such as "value" */
    const char *subject;   /* the rule, or the cohort; borrowed from the table */
    const char *authority; /* who set it; borrowed */
};

/* Whether some local row of `table` is stricter; *out is then the first one. `old` is the table it
 * replaces; NULL: there is none. */
bool evn_policy_strict(const struct evn_policy *table, const struct evn_policy *old,
                       struct evn_strict *out);

#endif

/* fair - what communities wanted and had when a round looked at them, for judging it later. Pure.
 *
 * Tiers are filled in order: what a community has, or has on its way, counts towards tier 1 first,
 * then 2, then 3. Wanted is what the standing needs ask for the target days and what is open of
 * other requests. A community that wanted nothing more is not in a round, and not in its figures.
 */
#ifndef EVN_DISPATCH_FAIR_H
#define EVN_DISPATCH_FAIR_H

#include "services/dispatch/core/decision.h"

struct evn_dsp_wanted {
    int64_t want[3]; /* base units by tier */
    int64_t has;     /* base units, on its way or there */
    int64_t daily;   /* use of a day; 0: no standing need */
};

/* What the community's needs of the item ask for. */
struct evn_dsp_wanted evn_dsp_wanted_of(const struct evn_dsp_decision *d, const char *community,
                                        const char *item, int64_t has);

/* Write into the award what it did: `quantity` and `instead` are set. */
void evn_dsp_award_figures(struct evn_dsp_decision *d, struct evn_dsp_award *award,
                           const struct evn_dsp_wanted *wanted);

#endif

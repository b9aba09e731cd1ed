/* instead - what nobody needs of a substitute, for those a round left short of an item. Pure.
 *
 * An item's own stock is shared first. Then its substitutes are taken one by one, in the order the
 * registry names them: what open warehouses have of one, less what this round has given of it and
 * less all that is open of it anywhere, goes to the communities still short, by the same rule of
 * sharing (alloc/standin.h). So nobody who asks for the substitute loses anything by it. */
#ifndef EVN_DISPATCH_INSTEAD_H
#define EVN_DISPATCH_INSTEAD_H

#include "services/dispatch/alloc/alloc.h"
#include "services/dispatch/core/round.h"

/* An item whose own stock was shared and poured into its lines. */
struct evn_dsp_shared {
    const struct evn_dsp_item *item;
    const struct evn_alloc_problem *problem;
    const struct evn_alloc_result *result;
    const struct evn_dsp_demand *demand; /* community i has demand[first[i] .. first[i + 1]) */
    const size_t *first;
    size_t n; /* communities */
};

/* What a community was given of one substitute. */
struct evn_dsp_stand_in {
    size_t community;
    const char *item; /* the substitute */
    int64_t units;    /* base units of it */
    int64_t worth;    /* base units of the item it stands in for */
    int64_t missing;  /* base units of the item that are open then */
};

/* Make shares of the item's substitutes; what was given is listed in the arena of the decision, in
 * the order of the substitutes. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_instead(struct evn_dsp_round_work *work,
                                     const struct evn_dsp_shared *shared,
                                     struct evn_dsp_stand_in **out, size_t *n_out);

#endif

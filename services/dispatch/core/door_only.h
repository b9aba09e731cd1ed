/* door_only - to how many of a community goods come to the door, whatever the others do. Pure.
 *
 * Who has a restricted health code, or was found positive and waits to be brought to a bed, does
 * not come down. Dispatch knows numbers alone: who they are, bags and door list say. */
#ifndef EVN_DISPATCH_DOOR_ONLY_H
#define EVN_DISPATCH_DOOR_ONLY_H

#include "services/dispatch/core/query.h"

/* Communities whose numbers an answer holds; begin with all zero. */
struct evn_dsp_doors_seen {
    const char *community[64]; /* borrowed; more of them may come twice */
    size_t n;
};

/* Add the community's numbers to the result, unless they are 0 or there already. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_put_doors(const struct evn_dsp_reader *r, const char *community,
                                       struct evn_dsp_doors_seen *seen);

#endif

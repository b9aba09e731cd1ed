/* standing - the planner's needs as lines of requests. Pure.
 *
 * Each community with a need has one standing request, "STANDING-<community>", with a line for
 * each item and tier. Before a round its lines are stated anew: open becomes what is missing to
 * the target days of cover, after what households have and what is on its way. What is more is
 * asked for; what is less passed unserved or is no longer needed, and is refused with that reason.
 * A key person's need in a rhythm (Need.stays) is other: it is wanted whole on its day, whatever
 * households have from before, and what is not brought by then stays open and is overdue.
 * What whole packs add is had, and so is never asked for: the sums of a standing line are those of
 * its rounds, not of the needs. */
#ifndef EVN_DISPATCH_STANDING_H
#define EVN_DISPATCH_STANDING_H

#include "services/dispatch/core/share.h"

/* State all standing lines anew, of all items or (n > 0) of those named. */
void evn_dsp_standing(struct evn_dsp_decision *d, char (*items)[EVN_CODE_MAX], size_t n_items);

/* Base units the need asks for: its day, when that is today, and the rest of the target days. */
int64_t evn_dsp_need_want(const struct evn_dsp_decision *d, const struct evn_dsp_need *need);

#endif

/* beds - what happens to transfers: a bed is chosen, claimed, given up. Pure. */
#ifndef EVN_DISPATCH_BEDS_H
#define EVN_DISPATCH_BEDS_H

#include "services/dispatch/core/command.h"
#include "services/dispatch/core/ledger.h"
#include "services/dispatch/core/sources.h"

/* A test said something of a person: a positive one needs a bed, a corrected one none. EVN_E_LIMIT.
 */
EVN_MUST_USE evn_err evn_dsp_tested(struct evn_dsp_decision *d, const struct evn_src_result *in);

/* The place changed: beds claimed where no patient of the grade is taken any more are given back,
 * and others are looked for. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_place_changed(struct evn_dsp_decision *d, const char *place);

/* Look again for whoever has no bed; a place that refused is left out for ten minutes. EVN_E_LIMIT.
 */
EVN_MUST_USE evn_err evn_dsp_seek_beds(struct evn_dsp_decision *d);

/* Whether the claims' owner is a transfer; and the ledger's answer to one. */
bool evn_dsp_is_bed_owner(const char *owner);
EVN_MUST_USE evn_err evn_dsp_bed_answered(struct evn_dsp_decision *d,
                                          const struct evn_dsp_reserve *asked, bool accepted,
                                          struct evn_dsp_why why);

/* The command transfer_step. */
evn_err evn_dsp_decide_transfer(struct evn_dsp_decision *d,
                                const struct evn_dsp_transfer_step *step);

#endif

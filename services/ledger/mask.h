/* mask - only some fields of an answer's rows. Pure.
 *
 * A question may name the fields of the rows it wants, as the proto spells them or as JSON does;
 * the others are left out of every list of messages in the answer. What is beside the lists
 * (cursors, instants) always comes. */
#ifndef EVN_LEDGER_MASK_H
#define EVN_LEDGER_MASK_H

#include "services/ledger/wire_query.h"

/* Clear what is not named. EVN_E_BAD_FIELD: a name is that of no field of the rows; its place in
 * the mask is in *which. */
EVN_MUST_USE evn_err evn_mask_apply(const struct evn_wire_ledger_query *query,
                                    struct evn_wire_ledger_result *result, size_t *which);

#endif

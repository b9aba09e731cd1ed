/* turns - lots that were named are taken in their turn: first expired, first out. Pure.
 *
 * A line of a kind that picks may name its lot. When the document is done and an eligible lot of
 * the item is left at the place that must be used before the one that was named, the line needs an
 * override, which needs a reason; the record says so (EVN_RECORD_F_OVERRIDE). What goes into
 * quarantine, or another bin of the same place, has no turn. See proto/spec/14-ledger-more.md,
 * "Eligibility". */
#ifndef EVN_LEDGER_TURNS_H
#define EVN_LEDGER_TURNS_H

#include "services/ledger/core/draft.h"

/* Look at all lines of a document that is drafted. STATE: OVERRIDE_NEEDED names the line, the lot
 * that was named and the place; field is the lot whose turn it is, have what is free of it, want
 * what the line takes. Errors of the view. */
EVN_MUST_USE evn_err evn_turns_check(struct evn_draft *draft,
                                     const struct evn_ledger_document *document);

#endif

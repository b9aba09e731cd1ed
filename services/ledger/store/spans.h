/* spans - the past of long accounts: chunks, and spans of chunks above them. Shell (reads and
 * writes LMDB rows inside a transaction of the caller).
 *
 * A span sums up some 64 to 128 chunks (chunks.h). It begins where one of them begins and ends
 * where the next span begins. The last span of an account is open: its newest chunks, which nobody
 * has summed up; every EVN_CLOSE_LEGS legs they become spans. So a cut touches no span unless a leg
 * of it is back-dated into one, which is then summed up again. A summary takes whole spans, and
 * whole chunks and single instants at its two ends: some 250 spans for a million legs. An account
 * whose first span was not closed yet has no rows here. */
#ifndef EVN_LEDGER_STORE_SPANS_H
#define EVN_LEDGER_STORE_SPANS_H

#include "services/ledger/store/chunks.h"

enum { EVN_SPAN_CHUNKS = 64 };

/* Take `n` legs, in business order, into an account's chunks and spans; `fresh`: it has none yet;
 * `close`: its open span has grown. EVN_E_CORRUPT, errors of the store. */
EVN_MUST_USE evn_err evn_spans_add(const struct evn_chunk_cursors *at, uint32_t account, bool fresh,
                                   bool close, const struct evn_chunk_leg *legs, size_t n);

/* Summary of what an account's chunks hold of the instants with after_us < instant <= until_us.
 * EVN_E_CORRUPT, errors of the store. */
EVN_MUST_USE evn_err evn_spans_summary(const struct evn_chunk_cursors *at, uint32_t account,
                                       int64_t after_us, int64_t until_us,
                                       struct evn_leg_summary *out);

#endif

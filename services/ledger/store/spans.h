/* spans - the past of long accounts: chunks, and spans of chunks above them. Shell (reads and
 * writes LMDB rows inside a transaction of the caller).
 *
 * A span sums up about EVN_SPAN_CHUNKS chunks (chunks.h). It begins where one of them begins and
 * ends where the next span begins, and is summed up again whenever a leg falls into it; one that
 * grew to twice its size is cut. A summary takes whole spans, and whole chunks and single
 * instants at its two ends: some 250 spans for a million legs. */
#ifndef EVN_LEDGER_STORE_SPANS_H
#define EVN_LEDGER_STORE_SPANS_H

#include "services/ledger/store/chunks.h"

enum { EVN_SPAN_CHUNKS = 64 };

/* Take `n` legs, in business order, into an account's chunks and spans; `fresh`: it has none yet.
 * EVN_E_CORRUPT, errors of the store. */
EVN_MUST_USE evn_err evn_spans_add(const struct evn_chunk_cursors *at, uint32_t account, bool fresh,
                                   const struct evn_chunk_leg *legs, size_t n);

/* Summary of what an account's chunks hold of the instants with after_us < instant <= until_us.
 * EVN_E_CORRUPT, errors of the store. */
EVN_MUST_USE evn_err evn_spans_summary(const struct evn_chunk_cursors *at, uint32_t account,
                                       int64_t after_us, int64_t until_us,
                                       struct evn_leg_summary *out);

#endif

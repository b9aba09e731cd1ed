/* mem - a log kept in memory: for the simulator, and for tests of what stands on a log. Shell.
 *
 * The medium outlives the journal that writes it, so a "restart" is: destroy the journal, open the
 * same medium again. Every block on it counts as flushed. Same contract as the other backends. */
#ifndef EVN_JOURNAL_MEM_H
#define EVN_JOURNAL_MEM_H

#include "common/journal/journal.h"

struct evn_mem_log; /* the medium: blocks and the count of openings */

/* An empty medium for a log of this id. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_mem_log_new(const uint8_t log_id[16], struct evn_mem_log **out);

/* Free the medium; no journal may be open on it. */
void evn_mem_log_destroy(struct evn_mem_log **log);

/* Open the medium with its next incarnation; one journal at a time. `known_seq` is the highest
 * number that views or a signed head know, 0 for none. EVN_E_LOG_BEHIND_VIEW, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_journal_mem_open(struct evn_mem_log *log, uint64_t known_seq,
                                          struct evn_journal **out);

#endif

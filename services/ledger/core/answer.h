/* answer - what a command is told, from its events alone. Pure.
 *
 * The same events give the same answer for ever, so a repeated command is answered by reading the
 * log at the place its id row names; no answer is stored. */
#ifndef EVN_LEDGER_ANSWER_H
#define EVN_LEDGER_ANSWER_H

#include "common/journal/frame.h"
#include "services/ledger/core/history.h"
#include "services/ledger/core/record.h"

struct evn_ledger_answer {
    struct evn_refusal refusal; /* err EVN_OK: accepted */
    uint64_t document;          /* seq of the command's first event */
    uint32_t n_events;
    int64_t recorded_at_us;
    struct evn_bytes records; /* the command's run of records, 128 bytes each; in the payload */
};

/* Read the answer to the command at `row` from the payload of the block that holds it. `first_seq`
 * is the number of the payload's first event. EVN_E_CORRUPT: its events are not there. */
EVN_MUST_USE evn_err evn_ledger_answer(struct evn_bytes payload, uint64_t first_seq,
                                       const struct evn_id_row *row, struct evn_ledger_answer *out);

#endif

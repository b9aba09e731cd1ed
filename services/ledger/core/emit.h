/* emit - write the events of a decision into the turn's payload. Pure.
 *
 * Order: new actor, new reason, new lots, new accounts, rare events' frames,
 * document text, records. A reader that goes
 * through the log in order never meets a number it does not know. */
#ifndef EVN_LEDGER_EMIT_H
#define EVN_LEDGER_EMIT_H

#include "services/ledger/core/decide.h"
#include "services/ledger/core/draft.h"
#include "services/ledger/core/event.h"

struct evn_ledger_emit {
    const struct evn_ledger_turn *turn;
    const struct evn_ledger_command *command;
    struct evn_draft *draft;      /* of a document that passed every check */
    struct evn_bytes reason_text; /* the document's reason, or empty */
    uint32_t reason;              /* its number, set when it is written */
    bool has_text;                /* a DOCUMENT frame is needed */
    struct evn_document_text text;
    uint32_t fact_kind;           /* frame kind of a fact, or 0 */
    const struct evn_known *fact; /* borrowed */
};

/* Write the events of an accepted command and say where they are. The draft's touch balances move
 * along. EVN_E_LIMIT, EVN_E_NO_MEMORY: the payload may end in half a command; cut it. */
EVN_MUST_USE evn_err evn_ledger_emit_accepted(struct evn_ledger_emit *emit, struct evn_id_row *row);

/* Write the events of a command refused with class STATE. Errors as above. */
EVN_MUST_USE evn_err evn_ledger_emit_refused(struct evn_ledger_emit *emit,
                                             const struct evn_refusal *refusal,
                                             struct evn_id_row *row);

#endif

/* document - what one command did, read back from the log. Shell.
 *
 * For questions and for what undoes it. A command's events lie in one block; it is found by the
 * number of any of them. What is not flushed yet is not there yet. */
#ifndef EVN_LEDGER_DOCUMENT_H
#define EVN_LEDGER_DOCUMENT_H

#include "services/ledger/core/event.h"
#include "services/ledger/service.h"

/* Everything lies in the arena it was read with. */
struct evn_ledger_found {
    uint64_t document;          /* its first event; 0: there is none */
    struct evn_record *records; /* all of the command */
    uint64_t *seqs;             /* of the records */
    uint32_t n_records;
    struct evn_document_text text; /* of its Document frame, or empty; without lines */
};

/* The command that event `seq` belongs to. EVN_OK with document 0 when there is none. EVN_E_LIMIT:
 * the arena is full. Errors of the log. */
EVN_MUST_USE evn_err evn_ledger_document(struct evn_journal *journal, uint64_t seq,
                                         struct evn_arena *arena, struct evn_ledger_found *out);

/* The last document of the actor (number) that moved stock, among the latest hundred thousand
 * events, that is no reversal and was not undone: its first event, or 0. Errors of the log. */
EVN_MUST_USE evn_err evn_ledger_last_document(const struct evn_ledger_service *s, uint32_t actor,
                                              uint64_t *out);

/* Read what a Reverse is about into command->reverse.original, and see that all its places lie in
 * the actor's scope. OUT_OF_SCOPE in *why. Errors of the log. */
EVN_MUST_USE evn_err evn_ledger_read_original(const struct evn_ledger_service *s,
                                              const struct evn_ask *ask,
                                              struct evn_ledger_command *command,
                                              struct evn_refusal *why);

#endif

#include "tools/audit/account.h"
#include "tools/audit/run.h"

#include <stdio.h>
#include <string.h>

/* A finding about the command whose events begin at `document`. */
static void tell(struct evn_audit_run *run, uint64_t document, uint64_t have, uint64_t want)
{
    char where[EVN_AUDIT_TEXT];
    snprintf(where, sizeof where, "%llu", (unsigned long long)document);
    evn_audit_tell(run, EVN_AUDIT_DOCUMENT, where, (int64_t)have, (int64_t)want, document);
}

/* The command being read ends: its last record is its last event. */
void evn_audit_command_end(struct evn_audit_run *run)
{
    const struct evn_audit_command *c = &run->command;
    if (c->n_events > 0 && c->last_seq + 1 != c->document + c->n_events)
        tell(run, c->document, c->last_seq + 1 - c->document, c->n_events);
    run->command = (struct evn_audit_command){.end_seq = c->document + c->n_events};
}

/* Records of one command name the same first event, number of events, id and hash, and lie between
 * its first event and its last, in one block behind the command before. */
void evn_audit_command_record(struct evn_audit_run *run, const struct evn_audit_record *r,
                              uint64_t seq, uint64_t block_first_seq)
{
    struct evn_audit_command *c = &run->command;
    if (r->n_events == 0)
        return;
    if (c->n_events > 0 && c->document != r->document)
        evn_audit_command_end(run);
    if (c->n_events == 0) {
        if (r->document > seq || r->document < block_first_seq || r->document < c->end_seq)
            tell(run, r->document, r->document, block_first_seq);
        *c = (struct evn_audit_command){.document = r->document, .n_events = r->n_events};
        memcpy(c->id, r->command, sizeof c->id);
        memcpy(c->hash, r->hash, sizeof c->hash);
    } else if (c->n_events != r->n_events || memcmp(c->id, r->command, sizeof c->id) != 0 ||
               memcmp(c->hash, r->hash, sizeof c->hash) != 0) {
        tell(run, r->document, r->n_events, c->n_events);
    }
    c->last_seq = seq;
}

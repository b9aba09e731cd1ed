/* ticket - what the files of `evn ticket` share: words, why somebody has it, clocks. Shell. */
#ifndef EVN_TOOLS_TICKET_H
#define EVN_TOOLS_TICKET_H

#include "tools/evn/dispatch.h"

/* How the owner of a ticket, or of a step of it, came to it. */
struct evn_ticket_owner {
    const char *unit; /* that has it */
    const char *owner_unit;
    const char *passed_over;
    Evernormal__Dispatch__V1__OwnerBy by;
    Evernormal__Dispatch__V1__PassedOver passed;
};

/* The word of common/text/ticket_list.h in the reader's language; the name when there is none.
 * Returns `out`. */
const char *evn_ticket_word(const struct evn_cli *cli, const char *name, const char *subject,
                            char *out, size_t cap);

/* Why the owner has it, and why not somebody on duty at the unit itself. Returns `out`. */
const char *evn_ticket_why(const struct evn_cli *cli, const struct evn_ticket_owner *owner,
                           char *out, size_t cap);

/* cmd_ticket_clock.c: the clocks as dispatch has them; with a class, the policy table anew. */
extern const struct evn_option evn_ticket_clock_options[];
evn_err evn_ticket_clock(struct evn_cli *cli, const struct evn_input *input);

#endif

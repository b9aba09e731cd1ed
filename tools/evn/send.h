/* send - a command of the ledger from the command line, and pages of what it answers. Shell. */
#ifndef EVN_TOOLS_SEND_H
#define EVN_TOOLS_SEND_H

#include "common/client/ledger.h"
#include "tools/evn/command.h"

/* Send the command under the id of the option, or a new one when `id` is NULL, and say its number.
 * The same command again with --id has one effect. Errors in cli->why. */
EVN_MUST_USE evn_err evn_send(struct evn_cli *cli, const char *id,
                              Evernormal__Ledger__V1__Command *command);

/* Show one page; *cursor is where the next begins, 0: there is none. */
typedef evn_err evn_send_show(void *self, const Evernormal__Ledger__V1__Result *result,
                              uint64_t *cursor);

/* Ask the query page by page: `cursor` is the member of the question that says where a page
 * begins. EVN_E_BAD_MESSAGE when the answer is not of `kind`. Errors in cli->why. */
EVN_MUST_USE evn_err evn_send_pages(struct evn_cli *cli, const Evernormal__Ledger__V1__Query *query,
                                    uint64_t *cursor, int kind, evn_send_show *show, void *self);

/* Split "A,B,C" in place; the number of parts, at most `max`; more are left in the last. */
size_t evn_send_split(char *text, char **out, size_t max);

#endif

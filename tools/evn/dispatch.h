/* dispatch - what the verbs of `evn dispatch` share: sending, asking, saying why. Shell. */
#ifndef EVN_TOOLS_DISPATCH_H
#define EVN_TOOLS_DISPATCH_H

#include "common/client/dispatch.h"
#include "tools/evn/command.h"

/* Send the command under the id of the option, or a new one when `id` is NULL, and say its number.
 * Errors in cli->why. */
EVN_MUST_USE evn_err evn_dispatch_send(struct evn_cli *cli, const char *id,
                                       Evernormal__Dispatch__V1__Command *command);

/* Ask; *out is to be freed as evn_dispatch_ask says. Errors in cli->why. */
EVN_MUST_USE evn_err evn_dispatch_query(struct evn_cli *cli,
                                        const Evernormal__Dispatch__V1__Query *query,
                                        Evernormal__Dispatch__V1__Result **out);

/* The reason as a sentence in the reader's language; "" for none. Returns `out`. */
const char *evn_dispatch_why(const struct evn_cli *cli, const Evernormal__Dispatch__V1__Why *why,
                             char *out, size_t cap);

/* Say for which communities of the answer goods come to the door alone, and to how many. */
void evn_dispatch_doors(const struct evn_cli *cli, const Evernormal__Dispatch__V1__Result *result);

/* A sentence of an allocation, filled in. Returns `out`. */
const char *evn_dispatch_note(const struct evn_cli *cli, const Evernormal__Dispatch__V1__Note *note,
                              char *out, size_t cap);

/* dispatch_fair.c: the round that would be made now; how fair a day's rounds were. */
extern const struct evn_option evn_dispatch_fair_options[];
evn_err evn_dispatch_try(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_dispatch_fairness(struct evn_cli *cli, const struct evn_input *input);

#endif

/* lots - what `evn hold` and `evn recall` share: lots as arguments, sending, the answer. Shell. */
#ifndef EVN_TOOLS_LOTS_H
#define EVN_TOOLS_LOTS_H

#include "common/client/ledger.h"
#include "tools/evn/command.h"

/* Lots of the command line. */
struct evn_lots {
    Evernormal__Ledger__V1__LotLine line[EVN_ARGUMENTS_MAX], *list[EVN_ARGUMENTS_MAX];
    size_t n;
};

/* Read each argument as ITEM,LOT; `place` may be "". The texts are cut up where they stand.
 * EVN_E_USAGE, in cli->why. */
EVN_MUST_USE evn_err evn_lots_read(struct evn_cli *cli, const struct evn_input *input, char *place,
                                   struct evn_lots *out);

/* Send a command under `id` (NULL: a new one) and show document and command as one row. A refusal
 * is in cli->why. */
EVN_MUST_USE evn_err evn_lots_send(struct evn_cli *cli, Evernormal__Ledger__V1__Command *command,
                                   const char *id);

/* Ask the query; the answer must be of `kind`. Free it as evn_ledger_ask says. Errors
 * in cli->why. */
EVN_MUST_USE evn_err evn_lots_ask(struct evn_cli *cli, const Evernormal__Ledger__V1__Query *query,
                                  int kind, Evernormal__Ledger__V1__Result **out);

#endif

/* ahead - look up what commands name before they are decided, many at a time. Pure, read-only.
 *
 * In a large ledger each name and account is somewhere else in memory, and a command waits for
 * each in turn: the processor has the next address only when it has the one before. Going through
 * a batch stage by stage, and asking for the lines the next stage will read, lets those waits
 * overlap. Names keep their numbers for ever, so what was found ahead is still right when its
 * command is decided; what was not is looked up then. Deciding without looking ahead gives the
 * same events. */
#ifndef EVN_LEDGER_AHEAD_H
#define EVN_LEDGER_AHEAD_H

#include "services/ledger/core/command.h"

/* Fill what `known` points to, of each line that has it, of each document among the commands. */
void evn_ledger_ahead(const struct evn_ledger_state *state,
                      const struct evn_ledger_command *commands, size_t n);

#endif

/* scope - whether a command stays in the area of who sent it. Pure.
 *
 * A key with an area moves and reserves stock of places in that area alone: both ends of a line,
 * the place a shipment leaves, the stop that signs for it. The world outside (supplier, consumed,
 * lost, ...) is in no area and open to all; a vehicle that carries a shipment is on its way between
 * areas, so what is aboard is guarded by its stop; as a place of a line it needs its area like any
 * other. A place that is not known is left to the core to name. */
#ifndef EVN_LEDGER_SCOPE_H
#define EVN_LEDGER_SCOPE_H

#include "services/ledger/core/state.h"
#include "services/ledger/wire.h"

/* EVN_E_OUT_OF_SCOPE: *why names line, field and place. `scope` "" is everywhere. */
EVN_MUST_USE evn_err evn_ledger_in_scope(const struct evn_ledger_state *state, const char *scope,
                                         const struct evn_wire_command *command,
                                         struct evn_refusal *why);

/* The place must lie in the area; one outside this system may be named by all. OUT_OF_SCOPE. */
EVN_MUST_USE evn_err evn_scope_check(const struct evn_ledger_state *state, const char *scope,
                                     const char *place, const char *field, size_t line,
                                     struct evn_refusal *why);

/* scope_count.c: the same for commands of wire_count.h. */
EVN_MUST_USE evn_err evn_scope_check_count(const struct evn_ledger_state *state, const char *scope,
                                           const struct evn_wire_command *command,
                                           struct evn_refusal *why);

/* scope_hold.c: holds, recalls and readings. What reaches everywhere is out of every scope but "".
 */
bool evn_scope_is_hold(const struct evn_wire_command *command);
EVN_MUST_USE evn_err evn_scope_check_hold(const struct evn_ledger_state *state, const char *scope,
                                          const struct evn_wire_command *command,
                                          struct evn_refusal *why);

#endif

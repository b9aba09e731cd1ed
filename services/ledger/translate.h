/* translate - commands as they come in, in the core's words. Pure.
 *
 * Fills in what a command may leave out (the general supplier and consumer, now), and turns packs
 * into base units by the item's pack levels. Nothing is looked up that the core looks up itself. */
#ifndef EVN_LEDGER_TRANSLATE_H
#define EVN_LEDGER_TRANSLATE_H

#include "services/ledger/core/command.h"
#include "services/ledger/wire.h"

/* Turn `in` into *out; text is borrowed from `in`, lists lie in the arena. In *why on error:
 * UNKNOWN_ITEM, BAD_UNIT, OVERFLOW, MISSING_FIELD, TOO_LARGE. */
EVN_MUST_USE evn_err evn_ledger_translate(const struct evn_ledger_state *state,
                                          const struct evn_wire_command *in,
                                          struct evn_arena *arena, struct evn_ledger_command *out,
                                          struct evn_refusal *why);

/* The same of holds, recalls and readings (translate_hold.c). */
EVN_MUST_USE evn_err evn_ledger_translate_hold(const struct evn_wire_command *in,
                                               struct evn_arena *arena,
                                               struct evn_ledger_command *out,
                                               struct evn_refusal *why);

/* A quantity in packs of an item. */
struct evn_packs {
    const char *item;
    const struct evn_wire_pack *packs;
    size_t n;
    size_t line;   /* of the command, from 1: for the refusal */
    int64_t at_us; /* business time of what is packed so: the packs of then count; 0: now */
};

/* Add the packs to *qty. UNKNOWN_ITEM, BAD_UNIT, OVERFLOW. */
EVN_MUST_USE evn_err evn_translate_packs(const struct evn_ledger_state *state,
                                         const struct evn_packs *packs, int64_t *qty,
                                         struct evn_refusal *why);

/* translate_count.c: the same for commands of wire_count.h. */
EVN_MUST_USE evn_err evn_ledger_translate_count(const struct evn_ledger_state *state,
                                                const struct evn_wire_command *in,
                                                struct evn_arena *arena,
                                                struct evn_ledger_command *out,
                                                struct evn_refusal *why);

#endif

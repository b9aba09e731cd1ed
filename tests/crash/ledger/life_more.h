/* life_more - the numbered commands beside receipts, issues and claims; for life_commands. Test
 * support. Pure.
 *
 * Names are of k / 16 and the like, so that neighbours speak of the same hold, count or delivery,
 * and that of two neighbours one often undoes or goes on with what the other did. */
#ifndef EVN_TESTS_CRASH_LIFE_MORE_H
#define EVN_TESTS_CRASH_LIFE_MORE_H

#include "common/base/rng.h"
#include "services/ledger/wire_count.h"
#include "services/ledger/wire_hold.h"
#include "services/ledger/wire_moves.h"
#include "tests/crash/ledger/life_commands.h"

enum {
    LIFE_ITEMS = 6,
    LIFE_PLACES = 3,
    LIFE_LOTS = 3,
    LIFE_COLD = 4 /* the item in the cold chain */
};

/* Their codes, as the registry has them. */
extern const char *const life_item[LIFE_ITEMS], *const life_place[LIFE_PLACES];

/* The second half of the items has lots L0 to L2. */
bool life_has_lots(uint32_t item);

/* The last usable day of lot L0, L1 or L2. */
struct evn_day life_expiry(uint32_t lot);

/* The name of the delivery that commands like k speak of. */
void life_delivery(uint32_t k, char out[EVN_LEDGER_TEXT]);

/* Encode; the command is spent with it: its parts live no longer than the caller. */
void life_encode(struct evn_wire_command *command, struct evn_buf *out);

/* Make command k of this kind, LIFE_ADJUST or behind it, from the numbers of `rng`, and encode it.
 */
void life_make_more(enum life_kind kind, struct evn_rng *rng, uint32_t k,
                    struct evn_wire_command *command, struct evn_buf *out);

#endif

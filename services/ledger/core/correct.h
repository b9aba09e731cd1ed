/* correct - what a count said stays true: the opposite legs of movements recorded after it. Pure.
 *
 * A movement that happened at or before a count of an account it touches changes the account up to
 * that count, and no further: in the same document stands a COUNT_CORRECTION at the counted instant
 * that takes the change back, from or to the place of count differences, `ref` the COUNTED record.
 * It is the first count at or after the movement that counts; later ones then see no change.
 * Source: LEDGER model 5, proto/spec/14-ledger-more.md. */
#ifndef EVN_LEDGER_CORRECT_H
#define EVN_LEDGER_CORRECT_H

#include "services/ledger/core/draft.h"

#define EVN_COUNT_DIFFERENCE "count_difference" /* id of the place of count differences */

/* Add the corrections of all movements drafted so far; to be called once, before the check of
 * balances. SHORT_STOCK: a movement of the very instant of a count takes more than was counted.
 * UNKNOWN_PLACE: there is no place of count differences. LIMIT. */
EVN_MUST_USE evn_err evn_correct_draft(struct evn_draft *draft);

/* The number of the place of count differences. UNKNOWN_PLACE. */
EVN_MUST_USE evn_err evn_correct_place(struct evn_draft *draft, uint32_t *out);

#endif

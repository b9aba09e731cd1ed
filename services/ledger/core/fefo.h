/* fefo - what will not be used in time when the first to expire goes first. Pure.
 *
 * The rate is what was consumed in the last EVN_FEFO_DAYS days. Until the last usable day of a lot,
 * that day and today included, consumed * days / EVN_FEFO_DAYS (rounded down) is used of it and of
 * all lots before it, and of each no more than there is; integers only. */
#ifndef EVN_LEDGER_FEFO_H
#define EVN_LEDGER_FEFO_H

#include <stddef.h>
#include <stdint.h>

enum { EVN_FEFO_DAYS = 28 };

struct evn_fefo_lot {
    int32_t expiry; /* last usable day, as struct evn_day */
    int64_t qty;    /* base units, > 0 */
};

/* Of lot `which`, what is left when it expires. Lots are in the order they are used; none has
 * expired before `today`. */
int64_t evn_fefo_unused(const struct evn_fefo_lot *lots, size_t which, int64_t consumed,
                        int32_t today);

#endif

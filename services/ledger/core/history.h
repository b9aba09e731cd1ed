/* history - what the ledger may ask about the past. Pure interface.
 *
 * The past of an account is the view at position P (LMDB) plus the overlay of legs not yet in the
 * view (memory). `view` below is what the store provides; overlay and composition are pure and
 * live in overlay.h. A leg is one signed change of one physical account at one business instant.
 * Balances are looked at only at the END of distinct instants: legs of one instant net. */
#ifndef EVN_LEDGER_HISTORY_H
#define EVN_LEDGER_HISTORY_H

#include "common/base/assert.h"
#include "common/base/err.h"
#include "common/base/hash.h"
#include "common/base/id.h"

#include <stdbool.h>
#include <stdint.h>

/* Sum of a run of legs, and the smallest prefix sum at an instant's end. */
struct evn_leg_summary {
    int64_t sum;       /* of all legs in the run */
    int64_t min;       /* smallest prefix sum at the end of an instant; INT64_MAX: no leg */
    int64_t min_at_us; /* first instant at which it is reached */
};

/* Where a command id was used. */
struct evn_id_row {
    uint64_t seq;            /* first event of the command */
    uint32_t n;              /* its number of events */
    uint32_t actor;          /* dictionary number of who sent it */
    struct evn_hash128 hash; /* of the received command bytes */
};

/* The view at its position P. Functions are read-only and used by the writer thread alone. */
struct evn_history_view {
    void *self;
    /* Last seq that the view holds: P. */
    uint64_t (*position)(void *self);
    /* Sum of the account's legs with occurred_at <= at_us. */
    evn_err (*sum_until)(void *self, uint32_t account, int64_t at_us, int64_t *out);
    /* Summary of the legs with after_us < occurred_at <= until_us. */
    evn_err (*summary)(void *self, uint32_t account, int64_t after_us, int64_t until_us,
                       struct evn_leg_summary *out);
    /* *found says whether the view knows the id. */
    evn_err (*find_id)(void *self, const struct evn_id *id, struct evn_id_row *out, bool *found);
};

#endif

/* Lots. Pure. */
#ifndef EVN_BASE_LOT_H
#define EVN_BASE_LOT_H

#include <stdint.h>

struct evn_lot {
    int64_t on_hand;    /* base units */
    int64_t reserved;   /* base units claimed by reservations */
    int32_t expiry_day; /* the last usable day */
};

/* Usable base units on `today`, never negative. */
int64_t evn_lot_usable(const struct evn_lot *lot, int32_t today);

/* Whether the lot expired before `today`. */
int evn_lot_expired(const struct evn_lot *lot, int32_t today);

/* Take `n` base units; -1, and nothing is taken, when there are fewer. */
int evn_lot_take(struct evn_lot *lot, int64_t n);

#endif

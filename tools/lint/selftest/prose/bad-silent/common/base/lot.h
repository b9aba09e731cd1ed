/* lot - a batch of an item with one expiry date. Pure. */
#ifndef EVN_BASE_LOT_H
#define EVN_BASE_LOT_H

#include <stdint.h>

struct evn_lot {
    int64_t on_hand;
    int64_t reserved;
    int32_t expiry_day;
};


int64_t evn_lot_usable(const struct evn_lot *lot, int32_t today);


int evn_lot_expired(const struct evn_lot *lot, int32_t today);


int evn_lot_take(struct evn_lot *lot, int64_t n);

int evn_lot_a(void);
int evn_lot_b(void);
int evn_lot_c(void);
int evn_lot_d(void);

#endif

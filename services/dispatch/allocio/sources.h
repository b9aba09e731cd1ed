/* sources - warehouses and lots of an item, and which communities may be given of each. Shell:
 * jansson, heap. Private to this folder. */
#ifndef EVN_DISPATCH_ALLOCIO_SOURCES_H
#define EVN_DISPATCH_ALLOCIO_SOURCES_H

#include "services/dispatch/allocio/read.h"

enum { EVN_ALLOCIO_DAYS_MAX = 3650 }; /* lead and shelf days */

/* Read the item's warehouses with their lots. `day` is the round's. */
EVN_MUST_USE evn_err evn_allocio_sources_read(const struct evn_allocio_at *at, json_t *list,
                                              struct evn_day day, struct evn_allocio_item *item);

/* Read the item's lanes, when it has any; behind all warehouses. */
EVN_MUST_USE evn_err evn_allocio_lanes_read(const struct evn_allocio_at *at, json_t *object,
                                            struct evn_allocio_item *item);

/* The communities are read, sorted, and reach warehouses: let them reach sources instead. A lot is
 * for a community when its warehouse may serve it, the lot is not earmarked for others, and on
 * arrival at least the community's shelf days, and never less than one day, are left. Sets the
 * order of drawing where lots are told: first to expire first, at one expiry earmarked ones. */
EVN_MUST_USE evn_err evn_allocio_sources_reach(const struct evn_allocio_at *at, struct evn_day day,
                                               struct evn_allocio_item *item);

#endif

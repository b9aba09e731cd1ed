/* packs - items and how many of what pack, in forms and as text. Shell. */
#ifndef EVN_GATEWAY_PACKS_H
#define EVN_GATEWAY_PACKS_H

#include "services/gateway/form.h"

/* The choice of an item, field `item`. */
void evn_packs_item(struct evn_page *page, uint32_t line);

/* The choice of what is counted, field `pack`: base units, or a pack level of some item. */
void evn_packs_unit(struct evn_page *page, uint32_t line);

/* The quantity that was typed, in base units of the item: `quantity` times the pack chosen.
 * False: it is no number, zero, too large, or the item has no such pack; the form is refused. */
bool evn_packs_quantity(struct evn_page *page, const char *item, uint32_t line, int64_t *out);

/* Write a quantity as the largest packs that divide it: "3 cases 2 boxes". Nothing for items
 * without packs. */
void evn_packs_write(struct evn_page *page, const char *item, int64_t quantity);

#endif

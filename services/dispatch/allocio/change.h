/* change - what would change if there were less or more of something. Shell: heap.
 *
 * The same file is solved twice, as it is and changed, and the shares are compared. Shares are
 * those of own rounds; what substitutes stand in for is not compared. */
#ifndef EVN_DISPATCH_ALLOCIO_CHANGE_H
#define EVN_DISPATCH_ALLOCIO_CHANGE_H

#include "services/dispatch/allocio/allocio.h"

/* Empty the warehouse for every item. EVN_E_UNKNOWN_REF: no item has it. */
EVN_MUST_USE evn_err evn_allocio_without(struct evn_allocio *doc, const char *warehouse,
                                         struct evn_refusal *why);

/* Add to, or with '-' take from, a stock: "ITEM=+N", of the first warehouse or lot of the item,
 * "ITEM@WAREHOUSE=-N" of the first in that warehouse, or "ITEM@WAREHOUSE/LOT=+N". EVN_E_BAD_FIELD:
 * not of this form, or the item is a kit. EVN_E_UNKNOWN_REF. EVN_E_OUT_OF_RANGE: below 0 or above
 * EVN_ALLOC_UNITS_MAX. */
EVN_MUST_USE evn_err evn_allocio_add(struct evn_allocio *doc, const char *text,
                                     struct evn_refusal *why);

/* One community before and after. */
struct evn_allocio_diff {
    int64_t given[2], missing[2]; /* base units: as it is, changed */
    struct evn_alloc_note note;   /* why not more, as changed */
};

/* The shares of all items, in the order of the documents. */
struct evn_allocio_diffs {
    struct evn_allocio_diff **of; /* one list an item */
    size_t n_items;
};

/* Solve both, which are the same file but for stocks. EVN_E_NO_MEMORY; end `out` in any case. */
EVN_MUST_USE evn_err evn_allocio_compare(struct evn_allocio *as_is, struct evn_allocio *changed,
                                         struct evn_allocio_diffs *out);
void evn_allocio_diffs_fini(struct evn_allocio_diffs *diffs);

/* Append all that changed as JSON, sentences unless `brief`. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_allocio_put_diffs(const struct evn_allocio *changed,
                                           const struct evn_allocio_diffs *diffs, bool brief,
                                           struct evn_buf *out);

#endif

/* kits - what items are made of: bills of material by item. Pure but heap.
 *
 * The registry says what a kit is made of; a KitKnown frame (a rare event, rare.h) makes it known
 * here, with a version that grows with each change. Older bills stay known: what was made by one is
 * taken apart by it. */
#ifndef EVN_LEDGER_KITS_H
#define EVN_LEDGER_KITS_H

#include "common/base/bytes.h"
#include "common/base/err.h"
#include "common/journal/frame.h"

enum { EVN_KIT_PARTS_MAX = 64 };

struct evn_kit_part {
    uint32_t item; /* number */
    int64_t qty;   /* base units for one base unit of the kit, > 0 */
};

struct evn_kit {
    uint32_t item;
    uint32_t version;
    uint32_t n_parts; /* 0: it is no kit any more */
    struct evn_kit_part part[EVN_KIT_PARTS_MAX];
    uint32_t first;        /* version from which on it is made of this; set by evn_kits_put */
    struct evn_kit *older; /* what it was made of before that, or NULL; owned */
};

struct evn_kits {
    struct evn_kit **kit; /* by item number, ascending; owned, each too */
    uint32_t n, cap;
};

void evn_kits_init(struct evn_kits *kits);
void evn_kits_fini(struct evn_kits *kits);

/* What the item is made of; NULL: it never was a kit. Borrowed until the next put. */
const struct evn_kit *evn_kits_find(const struct evn_kits *kits, uint32_t item);

/* The same by that version of the bill; NULL: there is none. */
const struct evn_kit *evn_kits_bill(const struct evn_kits *kits, uint32_t item, uint32_t version);

/* Take in the newest bill of an item; older ones are kept. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_kits_put(struct evn_kits *kits, const struct evn_kit *kit);

/* Write a bill as the body of a KitKnown frame, and read it back. EVN_E_LIMIT, EVN_E_NO_MEMORY;
 * EVN_E_CORRUPT. */
EVN_MUST_USE evn_err evn_kit_write(struct evn_buf *events, const struct evn_kit *kit);
EVN_MUST_USE evn_err evn_kit_read(struct evn_bytes body, struct evn_kit *out);

#endif

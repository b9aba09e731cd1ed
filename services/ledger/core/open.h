/* open - what a record left to be used up: claims, and what is aboard for a stop. Pure but heap.
 *
 * A row is named by the seq of the record that made it (CLAIM_MADE or SHIP); later records take
 * from it by that number until nothing is left. Rows are found by seq, by name (a claim's owner, a
 * shipment) and by account; each of these chains is in the order of seq, so that going through the
 * rows of a name or an account costs one step a row. */
#ifndef EVN_LEDGER_OPEN_H
#define EVN_LEDGER_OPEN_H

#include "services/ledger/core/dict.h"

#include <stdbool.h>

/* What the rows of a name are; also the name's scope in `names`. */
enum evn_open_kind { EVN_OPEN_CLAIM = 1, EVN_OPEN_ABOARD = 2 };

struct evn_open {
    uint64_t seq;     /* of its record; 0: the slot is free */
    int64_t left;     /* base units, > 0 */
    int64_t at_us;    /* claim: when it expires, 0 never; aboard: when it was shipped */
    uint32_t kind;    /* enum evn_open_kind */
    uint32_t name;    /* number in evn_opens.names */
    uint32_t account; /* claim: of the item or lot; aboard: the account on the vehicle */
    uint32_t aux;     /* claim: priority; aboard: place number of the stop */
    bool earmark;     /* claim: ring-fenced for a group */
    uint32_t next[3]; /* slots by seq, name and account, 0 at the end; free slots: next[0] */
    uint32_t back[3]; /* the same the other way */
};

/* A chain: rows whose keys fall into one bucket. */
struct evn_open_ends {
    uint32_t first, last; /* slots, or 0 */
};

struct evn_opens {
    struct evn_open *row;            /* slots from 1; owned */
    uint32_t n_slots;                /* slots in use or free, without slot 0 */
    uint32_t cap;                    /* allocated */
    uint32_t free;                   /* first free slot, or 0 */
    uint32_t n;                      /* rows */
    struct evn_open_ends *bucket[3]; /* chains by seq, name and account; owned */
    uint32_t n_buckets;              /* of each; a power of two */
    struct evn_dict names;           /* owners and shipments ever seen open; scope: the kind */
};

/* `name_key`: of the names' hash (dict.h). EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_opens_init(struct evn_opens *opens, uint64_t name_key);
void evn_opens_fini(struct evn_opens *opens);

/* Add a row whose seq is not there. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_opens_add(struct evn_opens *opens, const struct evn_open *row);

/* The row made by record `seq`, or NULL. Borrowed until the next add. */
struct evn_open *evn_opens_find(const struct evn_opens *opens, uint64_t seq);

/* Take `qty` (at most what is left) from the row; an empty row is gone. */
void evn_opens_take(struct evn_opens *opens, struct evn_open *row, int64_t qty);

/* The row of this name (or of this kind on this account) with the lowest seq above `after`, or
 * NULL. One step when `after` is such a row; else the chain is gone through. */
const struct evn_open *evn_opens_of_name(const struct evn_opens *opens, uint32_t name,
                                         uint64_t after);
const struct evn_open *evn_opens_of_account(const struct evn_opens *opens, enum evn_open_kind kind,
                                            uint32_t account, uint64_t after);

/* The same the other way: with the highest seq below `before`; UINT64_MAX: the last. */
const struct evn_open *evn_opens_before(const struct evn_opens *opens, enum evn_open_kind kind,
                                        uint32_t account, uint64_t before);

/* What is left of all claims of an owner on an account. */
int64_t evn_opens_claimed(const struct evn_opens *opens, uint32_t name, uint32_t account);

/* Add what is left of all claims on an account but this owner's (0: of all) to two sums, which end
 * at INT64_MAX: what is reserved, and what is ring-fenced. */
void evn_opens_kept(const struct evn_opens *opens, uint32_t account, uint32_t but,
                    int64_t *reserved, int64_t *earmarked);

/* The number of a name, given when it is new; 0 in *out for an empty text. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_opens_name(struct evn_opens *opens, enum evn_open_kind kind,
                                    struct evn_bytes text, uint32_t *out);

#endif

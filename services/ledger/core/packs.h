/* packs - the pack trees items had and have, by version. Pure but for the heap.
 *
 * A pack tree says how many base units the packs of an item hold. When it changes it gets a new
 * version, valid from the business instant the ledger was told of it; the older ones stay known, so
 * that what moved under them is shown, and read, in the packs of its own time. Quantities are base
 * units throughout: a new tree re-scales nothing. */
#ifndef EVN_LEDGER_PACKS_H
#define EVN_LEDGER_PACKS_H

#include "common/base/bytes.h"
#include "common/base/canon.h"
#include "services/ledger/core/grow.h"

enum { EVN_PACK_LEVELS_MAX = 6 };

struct evn_item;
struct evn_known;
struct evn_ledger_state;

struct evn_pack_tree {
    struct evn_pack_tree *older;        /* the version before, or NULL */
    uint32_t version;                   /* grows with each change */
    uint32_t n;                         /* levels above the base unit */
    int64_t since_us;                   /* business time from which on it is valid; 0: always was */
    int64_t units[EVN_PACK_LEVELS_MAX]; /* base units of each level, ascending */
    struct evn_bytes zh[EVN_PACK_LEVELS_MAX]; /* names of the levels; they lie behind this */
    struct evn_bytes en[EVN_PACK_LEVELS_MAX];
};

struct evn_pack_trees {
    struct evn_grow newest; /* struct evn_pack_tree * by item, owned; NULL: it never had packs */
    uint32_t n_items;       /* `newest` reaches so far */
    uint64_t n_trees;
    size_t bytes; /* of all trees */
};

void evn_packs_init(struct evn_pack_trees *packs);
void evn_packs_fini(struct evn_pack_trees *packs);

/* Take the tree that an ITEM frame tells; `old` is what was known of the item, or NULL. The same
 * version told again takes the place of what it said. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_packs_put(struct evn_pack_trees *packs, const struct evn_known *known,
                                   const struct evn_item *old);

/* The newest tree of an item; NULL: it never had packs. */
const struct evn_pack_tree *evn_packs_newest(const struct evn_pack_trees *packs, uint32_t item);

/* The tree that was valid at a business instant; NULL as above. */
const struct evn_pack_tree *evn_packs_at(const struct evn_pack_trees *packs, uint32_t item,
                                         int64_t at_us);

/* Add to the digest of business state every tree of an item that had several. */
void evn_packs_canon(const struct evn_ledger_state *state, struct evn_canon *canon);

#endif

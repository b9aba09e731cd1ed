/* slots - a hash index of 32 bits an entry, for tables of tens of millions. Pure but for the heap.
 *
 * Linear hashing (W. Litwin, VLDB 1980) over cache lines of fifteen entries: some insertions split
 * one line, so no turn stalls. An entry is its number and seven bits of its hash; a look-up reads
 * one line, and of the entries named there hardly another than the one it is for. Hashes are not
 * kept: the caller makes them again when a line is split. What does not fit into its line goes on
 * in a spill line. About 7 bytes an entry. The caller compares keys:
 *     struct evn_slots_at at = evn_slots_at(slots, hash);
 *     while ((n = evn_slots_next(slots, &at)) != 0) ... */
#ifndef EVN_LEDGER_SLOTS_H
#define EVN_LEDGER_SLOTS_H

#include "common/base/match.h"
#include "services/ledger/core/grow.h"

#include <stdbool.h>

enum {
    EVN_SLOTS_WIDE = 15,
    EVN_SLOTS_LOAD = 11, /* entries a line on average */
    EVN_SLOTS_BITS = 25  /* of a number; the rest of the word is of its hash */
};

#define EVN_SLOTS_NUMBER_MAX ((UINT32_C(1) << EVN_SLOTS_BITS) - 1)

union evn_slots_line {
    uint32_t word[EVN_MATCH_WIDE];
    struct {
        uint32_t slot[EVN_SLOTS_WIDE]; /* filled from the first on; 0: free */
        uint32_t more;                 /* spill line that goes on, or 0 */
    };
};

struct evn_slots {
    struct evn_grow lines;
    struct evn_grow spill; /* by number from 1 */
    uint32_t n_lines;      /* in use; 0 while there are no entries and no room was made */
    uint32_t mask;         /* 2^level - 1, with 2^level <= n_lines < 2^(level + 1) */
    uint32_t n_spill;      /* spill lines made */
    uint32_t free_spill;   /* first one not in use, chained by `more`; or 0 */
    uint32_t n;            /* entries */
};

/* Who makes the hash of an entry again. */
struct evn_slots_hash {
    const void *self;
    uint32_t (*of)(const void *self, uint32_t number);
};

/* Where a look-up is. */
struct evn_slots_at {
    const union evn_slots_line *line;
    uint32_t left; /* bits of the slots of this line that come next */
    uint32_t tag;  /* looked for */
};

void evn_slots_init(struct evn_slots *slots);
void evn_slots_fini(struct evn_slots *slots);

/* Make room for `n` entries while there are none. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_slots_room(struct evn_slots *slots, uint32_t n);

/* Put entry `number` in, 1 to EVN_SLOTS_NUMBER_MAX, which is not in yet. EVN_E_NO_MEMORY: nothing
 * changed. */
EVN_MUST_USE evn_err evn_slots_add(struct evn_slots *slots, uint32_t number, uint32_t hash,
                                   const struct evn_slots_hash *again);

size_t evn_slots_bytes(const struct evn_slots *slots);

static inline uint32_t evn_slots_home(const struct evn_slots *slots, uint32_t hash)
{
    uint32_t line = hash & (slots->mask * 2 + 1);
    return line < slots->n_lines ? line : hash & slots->mask;
}

/* The line where a look-up of this hash begins, to be prefetched. */
static inline const union evn_slots_line *evn_slots_line_of(const struct evn_slots *slots,
                                                            uint32_t hash)
{
    static const union evn_slots_line none;
    return slots->n_lines > 0
               ? EVN_GROW_AT(union evn_slots_line, &slots->lines, evn_slots_home(slots, hash))
               : &none;
}

/* The slots of a line with this tag, and with tag 0 those that are free. */
static inline uint32_t evn_slots_match(const union evn_slots_line *line, uint32_t tag)
{
    return evn_match(line->word, tag, EVN_SLOTS_BITS) & ((1u << EVN_SLOTS_WIDE) - 1);
}

/* Before the first entry that may have this hash. */
static inline struct evn_slots_at evn_slots_at(const struct evn_slots *slots, uint32_t hash)
{
    const union evn_slots_line *line = evn_slots_line_of(slots, hash);
    uint32_t tag = hash >> EVN_SLOTS_BITS;
    return (struct evn_slots_at){.line = line, .left = evn_slots_match(line, tag), .tag = tag};
}

/* The next entry that may have it, or 0. */
static inline uint32_t evn_slots_next(const struct evn_slots *slots, struct evn_slots_at *at)
{
    while (at->left == 0) {
        if (at->line->more == 0)
            return 0;
        at->line = EVN_GROW_AT(union evn_slots_line, &slots->spill, at->line->more);
        at->left = evn_slots_match(at->line, at->tag);
    }
    uint32_t slot = at->line->slot[__builtin_ctz(at->left)];
    at->left &= at->left - 1;
    return slot & EVN_SLOTS_NUMBER_MAX; /* a free slot has 0, and nothing is behind it */
}

#endif

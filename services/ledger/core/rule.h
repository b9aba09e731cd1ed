/* rule - where each kind of movement comes from and goes to, and what it asks for. Pure.
 *
 * One table for all of them (proto/spec/4-ledger.md, "Record kinds"). A kind that goes two ways has
 * two rows. Every path asks here: a line of a document, a default, a right, a test. */
#ifndef EVN_LEDGER_RULE_H
#define EVN_LEDGER_RULE_H

#include "services/ledger/core/kind.h"

/* What a row asks for. */
enum {
    EVN_RULE_LINE = 1,      /* a line of a document may say it */
    EVN_RULE_REASON = 2,    /* the document gives a reason */
    EVN_RULE_OPENS_LOT = 4, /* a lot that is not known becomes known; its expiry day is said */
    EVN_RULE_PICKS = 8,     /* without a lot the first to expire go first; expired ones never */
    EVN_RULE_CONSUMES = 16, /* what is lent and given back cannot be moved so */
    EVN_RULE_LENDS = 32,    /* only what is lent and given back can */
    EVN_RULE_PAIR = 64      /* both places are parts of the same place */
};

struct evn_rule {
    uint32_t flags; /* EVN_RULE_* */
    uint64_t from;  /* set of place kinds: bit 1 << kind */
    uint64_t to;
};

/* The row for a movement of this kind between places of these kinds, or NULL. */
const struct evn_rule *evn_rule_find(uint32_t kind, uint32_t from, uint32_t to);

/* Whether a line of a document may be of this kind. */
bool evn_rule_is_line(uint32_t kind);

/* Whether some row of this kind starts at such a place. */
bool evn_rule_starts(uint32_t kind, uint32_t from);

/* The one place outside that this kind comes from (or goes to) when the line names only the other
 * end: EVN_PLACE_SUPPLIER to _VIRTUAL_LAST, or 0 when there is none. */
uint32_t evn_rule_outside(uint32_t kind, bool from);

#endif

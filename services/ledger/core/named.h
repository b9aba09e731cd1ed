/* named - rows with a name, in the order of the events that made them. Pure but for the heap.
 *
 * Counts, expected deliveries and discrepancies have an external id that is given once and found
 * again by people, and the number of their first event, by which later events of the log speak of
 * them. Rows are numbered from 1, never go, and stand in the order of their events: so a row is
 * found by name through a dictionary and by event through a binary search. */
#ifndef EVN_LEDGER_NAMED_H
#define EVN_LEDGER_NAMED_H

#include "services/ledger/core/dict.h"

struct evn_named {
    struct evn_dict names; /* name -> number of its row */
    struct evn_grow rows;  /* by number; a row begins with the uint64_t seq of its first event */
};

/* `size`: of a row. `key`: of the names' hash (dict.h). */
void evn_named_init(struct evn_named *named, uint32_t size, uint64_t key);
void evn_named_fini(struct evn_named *named);

/* A new row, cleared but for its seq, which is behind those of all others; the name is not there.
 * EVN_E_CORRUPT: it is, or the name is empty. EVN_E_NO_MEMORY: nothing changed. */
EVN_MUST_USE evn_err evn_named_add(struct evn_named *named, struct evn_bytes name, uint64_t seq,
                                   void **row);

/* The row whose first event is `seq`, or NULL. */
void *evn_named_of(const struct evn_named *named, uint64_t seq);

/* Row `number` of 1 to named->names.n. */
static inline void *evn_named_at(const struct evn_named *named, uint32_t number)
{
    return evn_grow_at(&named->rows, number);
}

/* Bytes of heap in use. */
size_t evn_named_bytes(const struct evn_named *named);

#endif

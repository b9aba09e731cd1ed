/* reversed - which documents were reversed, and by which. Pure but heap.
 *
 * A document is reversed once. What says so is the Document frame of the reversal (kinds
 * REVERSAL_TODAY and REVERSAL_AS_OF, `of`), a rare event: the views keep it whole (rare.h). */
#ifndef EVN_LEDGER_REVERSED_H
#define EVN_LEDGER_REVERSED_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stdint.h>

struct evn_reversal {
    uint64_t of; /* first event of the document; 0: the slot is free */
    uint64_t by; /* an event of its reversal */
};

struct evn_reversed {
    struct evn_reversal *slot; /* owned; linear probing, at most half full */
    uint32_t cap;              /* 0 or a power of two */
    uint32_t n;
};

void evn_reversed_init(struct evn_reversed *reversed);
void evn_reversed_fini(struct evn_reversed *reversed);

/* An event of the document's reversal; 0: it was not reversed. */
uint64_t evn_reversed_by(const struct evn_reversed *reversed, uint64_t document);

/* Note a reversal of a document that was not reversed. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_reversed_add(struct evn_reversed *reversed, uint64_t document,
                                      uint64_t by);

#endif

/* put - bring a batch into the registry: what is new, and what is other when it may replace. Shell.
 *
 * What the registry says already is not sent, so a file that is imported twice changes nothing. An
 * entity with other content is refused as EXISTS unless `replace` is set; a policy table gets the
 * next version and needs `replace` too. Two programs that import the same at once do no harm: the
 * registry decides by content.
 * What a row does not say stays as the registry has it (known.h): a table without a column for the
 * cold chain erases no cold chain. */
#ifndef EVN_IMPORT_PUT_H
#define EVN_IMPORT_PUT_H

#include "tools/import/known.h"

struct evn_put_counts {
    int64_t added, replaced, unchanged, refused;
};

struct evn_put_sink {
    void *self;
    /* Before anything is sent, for each entity that is new or other; `present` is what the registry
     * has in its place. */
    void (*change)(void *self, const struct evn_batch *batch, size_t i, struct evn_bytes present);
    /* The registry refused it. */
    void (*refused)(void *self, const struct evn_batch *batch, size_t i,
                    const struct evn_refusal *why);
    /* So many of the batch are done. */
    void (*progress)(void *self, size_t done);
};

/* Count what the batch would change, and tell. Nothing is sent. */
void evn_put_compare(const struct evn_batch *batch, const struct evn_known *known,
                     const struct evn_put_sink *sink, struct evn_put_counts *counts);

/* Send it. *counts says what became of each. Errors as evn_post_flush; what was answered before
 * stays as it is, and the same import goes on from there. */
EVN_MUST_USE evn_err evn_put_send(const struct evn_batch *batch, const struct evn_known *known,
                                  struct evn_session *session, bool replace,
                                  const struct evn_put_sink *sink, struct evn_put_counts *counts,
                                  struct evn_refusal *why);

#endif

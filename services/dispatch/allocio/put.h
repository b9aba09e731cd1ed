/* put - pieces of an answer as JSON text. Shell. Private to this folder. */
#ifndef EVN_DISPATCH_ALLOCIO_PUT_H
#define EVN_DISPATCH_ALLOCIO_PUT_H

#include "services/dispatch/allocio/allocio.h"

/* One item being written; `err` is the first error of the buffer. */
struct evn_allocio_put {
    const struct evn_allocio_item *item;
    const struct evn_alloc_result *result;
    int64_t round;
    bool brief; /* codes without sentences */
    struct evn_buf *out;
    evn_err err;
};

/* At most 255 bytes. */
__attribute__((format(printf, 2, 3))) void evn_allocio_putf(struct evn_allocio_put *a,
                                                            const char *format, ...);

/* A text that was read from JSON, or is ours: clean UTF-8 without control characters. */
void evn_allocio_put_text(struct evn_allocio_put *a, const char *text);

/* A code with its sentences. */
void evn_allocio_put_note(struct evn_allocio_put *a, const struct evn_alloc_note *note);

#endif

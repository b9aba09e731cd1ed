/* patch - what a row says, laid over what the registry holds. Pure.
 *
 * A table has columns for some fields of an entity. To put the row alone in the place of the whole
 * would erase the others in silence: the temperatures of a vaccine, the parent of a bin. So a row
 * knows which fields it says, and every other field keeps the value that is there. */
#ifndef EVN_IMPORT_PATCH_H
#define EVN_IMPORT_PATCH_H

#include "common/base/buf.h"

#include <protobuf-c/protobuf-c.h>
#include <stdbool.h>

/* Which fields of a message are said. A field that is said and is not in the bytes is said to have
 * its default value. */
struct evn_said {
    bool whole;        /* all of them: nothing of what is there stays */
    uint32_t fields;   /* bit n: field n (1 to 31) */
    uint32_t inner;    /* bit n: field n of the message inside */
    uint32_t inner_of; /* number of the field that has the message inside; 0: none is said */
    uint32_t made;    /* a field worked out of field made_of (0: none), which has a lower number; */
    uint32_t made_of; /* it counts where the present has none, or another made_of */
};

/* Add field `number` to what is said. */
void evn_said_field(struct evn_said *said, uint32_t number);

/* What a writer says who names nothing else: the fields that are in the bytes. */
struct evn_said evn_said_by(struct evn_bytes row);

/* Lay `row` over `present`, both with fields ascending, into `out` (appended). EVN_E_CORRUPT: one
 * is no message. EVN_E_LIMIT, EVN_E_NO_MEMORY: of `out`. */
EVN_MUST_USE evn_err evn_patch(struct evn_bytes present, struct evn_bytes row,
                               const struct evn_said *said, struct evn_buf *out);

/* Take all fields with the lowest number off the front of either message (ascending), as bytes:
 * `a` and `b` are empty where a message has none. False: nothing is left, or not a message. */
bool evn_patch_step(struct evn_bytes *a_rest, struct evn_bytes *b_rest, uint32_t *number,
                    struct evn_bytes *a, struct evn_bytes *b);

#endif

/* label - a short label for an external id, to be printed, read out and typed. Pure.
 *
 * Eight characters of Crockford's base 32 (no I, L, O, U) of a hash of the id: 40 bits. Two of the
 * 500,000 ids of a large city have the same with a chance of one in nine, two of the hundred of one
 * reception point with one in two hundred million. It says nothing that the id does not. */
#ifndef EVN_BASE_LABEL_H
#define EVN_BASE_LABEL_H

#include "common/base/bytes.h"

enum { EVN_LABEL_LEN = 8 };

/* The label of an id and a NUL. */
void evn_label_of(struct evn_bytes id, char out[EVN_LABEL_LEN + 1]);

#endif

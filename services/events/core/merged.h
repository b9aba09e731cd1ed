/* merged - the merged order: which event of which stream stands at which position. Pure but for
 * the heap.
 *
 * Positions count events from 1 without a gap. What is stored are ranges: consecutive positions
 * that are consecutive events of one stream. A full table forgets its older half; positions before
 * that cannot be followed any more. Beside the ranges lies, at each EVN_MERGED_STEP-th, how far
 * each stream had come, so that the streams' positions at any merged position are found in bounded
 * time. */
#ifndef EVN_EVENTS_MERGED_H
#define EVN_EVENTS_MERGED_H

#include "services/events/core/model.h"

enum { EVN_MERGED_STEP = 1024, EVN_RANGES_MAX = 4096 * EVN_MERGED_STEP };

struct evn_range {
    uint64_t position; /* merged position of its first event */
    uint64_t seq;      /* number of that event in its stream */
    uint32_t source;   /* number of the stream, from 1 */
};

/* Last event of each stream counted in; [0] is source 1. */
struct evn_vector {
    uint64_t seq[EVN_STREAMS_MAX];
};

struct evn_merged {
    struct evn_range *range; /* owned, ascending, without gaps */
    struct evn_vector *step; /* owned: before range[i * EVN_MERGED_STEP] */
    size_t n, cap;           /* ranges in use and allocated */
    size_t max;              /* most ranges; a multiple of 2 * EVN_MERGED_STEP */
    uint64_t head;           /* last merged position; 0: nothing yet */
    uint64_t forgotten;      /* positions up to here are gone */
    struct evn_vector at;    /* at the head */
};

void evn_merged_init(struct evn_merged *merged, size_t ranges_max);
void evn_merged_fini(struct evn_merged *merged);

/* Merge `count` events of `source` from `seq` on. EVN_E_CORRUPT: not the ones that follow what was
 * merged of that source. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_merged_add(struct evn_merged *merged, uint32_t source, uint64_t seq,
                                    uint32_t count);

/* The stretch that begins at `position`, which is merged and not forgotten (asserted): its source
 * and first event, and in *last the last merged position of the same stretch. */
struct evn_range evn_merged_find(const struct evn_merged *merged, uint64_t position,
                                 uint64_t *last);

/* How far each stream had come at `position`: merged, and not before what is forgotten
 * (asserted). */
struct evn_vector evn_merged_vector(const struct evn_merged *merged, uint64_t position);

/* The invariant: asserts that ranges and steps fit together. */
void evn_merged_check(const struct evn_merged *merged);

#endif

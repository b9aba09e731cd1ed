/* emit - the events of one decision, collected before they go into the turn. Pure but for the heap.
 *
 * A decision's events form a group: the first carries the cause, the rest follow it in the same
 * block. A refused decision leaves nothing: the group is dropped as a whole. */
#ifndef EVN_SERVICE_EMIT_H
#define EVN_SERVICE_EMIT_H

#include "common/journal/frame.h"
#include "common/service/core.h"

struct evn_emit {
    struct evn_buf frames;  /* the group's frames, in order */
    struct evn_buf scratch; /* body of an OUTBOX event being written */
    struct evn_bytes cause; /* put on the next frame, then empty; borrowed */
    uint64_t first_seq;     /* number of the group's first event */
    uint32_t n;             /* events in the group */
    size_t n_commands;      /* of them, commands to other services */
    size_t n_commands_max;  /* that the lanes have room for; beyond: EVN_E_LIMIT */
    evn_err err;            /* first failure; the group is then useless */
};

/* An empty emitter whose group may grow to `max` bytes. */
void evn_emit_init(struct evn_emit *emit, size_t max);
void evn_emit_fini(struct evn_emit *emit);

/* Start a group at `first_seq`; `cause` is borrowed until the group's first event is emitted. */
void evn_emit_begin(struct evn_emit *emit, uint64_t first_seq, struct evn_bytes cause);

#endif

/* batch - the events of one answer to a follower, collected up to its size. Shell.
 *
 * Walks blocks event by event: leaves out what the filter does not want and the actor may not see,
 * cuts runs of records to those that match, joins those that follow each other, and stops before
 * the first event that does not fit. Whatever it has walked over is covered, found or not. */
#ifndef EVN_EVENTS_BATCH_H
#define EVN_EVENTS_BATCH_H

#include "common/journal/frame.h"
#include "services/events/core/core.h"
#include "services/events/core/filter.h"
#include "services/events/core/query.h"
#include "services/events/window.h"

struct evn_batch {
    const struct evn_names *names;
    const struct evn_filter *filter;
    const struct evn_actor *actor;
    struct evn_buf *events;   /* borrowed: gets Batch.event fields */
    struct evn_buf *records;  /* borrowed: records of `run` so far */
    struct evn_hub_event run; /* not written yet; count 0: none */
    bool open;                /* filter and actor leave out no event of a service's own kinds */
    size_t bytes_max;         /* of them */
    uint64_t position;        /* covered up to here */
    size_t n_events;          /* entries in `events` */
    size_t n_walked;          /* events walked over, wanted or not */
    bool full;                /* something did not fit */
};

/* Walk the block's events from merged position `from->position` (event `from->seq` of the service
 * `source`) up to position `last` at most. EVN_E_CORRUPT: the block is none. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_batch_walk(struct evn_batch *batch, struct evn_kept *block,
                                    const char *source, const struct evn_range *from,
                                    uint64_t last);

/* Write what is not written yet: the batch is complete. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_batch_end(struct evn_batch *batch);

#endif

/* lane - commands on their way to other services, resent until answered. Pure but for the heap.
 *
 * Lane = (target, key): first in, first out, one in flight. An entry is made by an OUTBOX event
 * and taken away by a LANE_ANSWER event, so what is here is a function of the log. When to try
 * again is not: attempts and times live in memory and start anew after a restart. Back-off: 100 ms
 * doubling to 10 s, for ever; the age of the oldest entry is a metric people see. */
#ifndef EVN_SERVICE_LANE_H
#define EVN_SERVICE_LANE_H

#include "common/service/core.h"

enum { EVN_SERVICE_NAME_MAX = 16 };

struct evn_lane_entry {
    uint64_t seq;                      /* of its OUTBOX event: the entry's name */
    struct evn_id id;                  /* command id, the same on every try and every replay */
    char target[EVN_SERVICE_NAME_MAX]; /* service to ask */
    char key[EVN_CODE_MAX];            /* of the lane */
    uint8_t *command;                  /* serialized Command without id, owned */
    size_t len;                        /* its bytes */
    int64_t created_us;                /* recorded_at of the OUTBOX event */
    int64_t next_try_us;               /* monotonic; 0: at once */
    uint32_t n_tries;                  /* since this process started */
    bool in_flight;                    /* sent, no answer yet */
    bool parked;                       /* an operator set it aside; nothing is sent */
    bool failed;                       /* its answer could not be taken, and that was logged */
};

struct evn_lanes {
    struct evn_lane_entry *entry; /* owned, ascending seq */
    size_t n;                     /* entries waiting */
    size_t cap;                   /* entries allocated */
    size_t max;                   /* most entries; beyond, decisions that send are refused */
};

void evn_lanes_init(struct evn_lanes *lanes, size_t max);
void evn_lanes_fini(struct evn_lanes *lanes);

/* Add an entry; `seq` is higher than all before. `command` is copied. The id is made from
 * `recorded_at_us` and a hash of (log id, incarnation-free seq): never random. EVN_E_LIMIT,
 * EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_lanes_add(struct evn_lanes *lanes, const uint8_t log_id[16], uint64_t seq,
                                   int64_t recorded_at_us, const char *target, const char *key,
                                   struct evn_bytes command);

/* The entry made by event `seq`, or NULL when it was answered. */
struct evn_lane_entry *evn_lanes_find(struct evn_lanes *lanes, uint64_t seq);

/* Forget the entry made by event `seq`; nothing happens when there is none. */
void evn_lanes_remove(struct evn_lanes *lanes, uint64_t seq);

/* The next entry that may be sent to `target` at monotonic time `mono_us`: its event is committed,
 * and it is the head of its lane, not in flight, due, not parked. NULL when there is none. */
struct evn_lane_entry *evn_lanes_next(struct evn_lanes *lanes, const char *target,
                                      uint64_t committed, int64_t mono_us);

/* The entry was not answered for good: try again after the back-off. */
void evn_lane_entry_later(struct evn_lane_entry *entry, int64_t mono_us);

#endif

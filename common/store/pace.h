/* pace - how long a writer is to wait so that who follows it can keep up. Pure.
 *
 * The follower tells how long its work took. While less than 0.1 s of that work lies between the
 * writer and what the follower has taken up, nobody waits; from there on the writer waits a growing
 * share of the time its events will take, so that it takes in as much as is taken away some 0.25 s
 * behind: few enough that the follower finds all of it in memory. Past that it waits longer than
 * the work takes, and the follower gains on it. What an event takes is learned from large batches
 * alone: the flush of a small one says nothing about them. */
#ifndef EVN_STORE_PACE_H
#define EVN_STORE_PACE_H

#include <stdint.h>

enum {
    EVN_PACE_FROM_US = 100000,  /* behind by so much work: the writer begins to wait */
    EVN_PACE_TWICE_US = 400000, /* it waits twice as long as its events will take */
    EVN_PACE_WAIT_MAX_US = 250000,
    EVN_PACE_LEARN_MIN = 8192 /* events */
};

struct evn_pace {
    int64_t event_ns; /* what an event takes the follower; 0: not known yet */
    uint64_t counted; /* the writer's event up to which waits were asked for */
    int64_t paced_us; /* asked for in all */
};

/* `n` events took the follower `took_us` of work: no time in which it had nothing to do. Fewer than
 * EVN_PACE_LEARN_MIN are passed over. */
void evn_pace_learn(struct evn_pace *pace, uint64_t n, int64_t took_us);

/* How long the writer, now at event `head`, is to wait while the follower has taken up what came
 * until `seq`: for what it took in since it was last asked about. At most EVN_PACE_WAIT_MAX_US; the
 * rest is forgotten. */
int64_t evn_pace_us(struct evn_pace *pace, uint64_t head, uint64_t seq);

#endif

/* core_harness - drive one core without an engine: decide, then apply. Test support.
 *
 * What a test asks goes through the same steps as in the engine - role, decide, every frame
 * applied - but with the answer at hand and no log. KEY events go to the table of keys. */
#ifndef EVN_TESTS_CORE_HARNESS_H
#define EVN_TESTS_CORE_HARNESS_H

#include "common/service/emit.h"
#include "common/service/rights.h"

enum { EVN_HARNESS_KINDS = 64 };

struct evn_core_harness {
    const struct evn_core_ops *ops;
    void *state;              /* of the core; borrowed */
    struct evn_rights rights; /* keys known */
    struct evn_actor actor;   /* who asks from now on; at first: all roles, everywhere */
    int64_t now_us;           /* both clocks, 2022-11-14T00:00:00Z at first; set as wanted */
    int64_t business_us;
    struct evn_refusal why;           /* of the last question; err EVN_OK when it was not refused */
    struct evn_buf result;            /* of the last query */
    uint32_t kind[EVN_HARNESS_KINDS]; /* event kinds of the last command or timer, the first ones */
    uint32_t n_kinds;                 /* events there were */
    uint64_t next_seq;                /* of the next event */
    struct evn_arena arena;
    struct evn_emit emit;
};

void evn_harness_init(struct evn_core_harness *h, const struct evn_core_ops *ops, void *state);
void evn_harness_fini(struct evn_core_harness *h);

/* Post a command. EVN_OK: accepted and applied. Else the refusal's code; nothing was applied. It
 * is a failed check when an accepted command emits nothing, when a refusal's *why has another
 * code, and when apply does not take what was decided. */
evn_err evn_harness_post(struct evn_core_harness *h, struct evn_bytes command);

/* Let the timer run at business_us until it emits nothing more; returns how many events. */
uint32_t evn_harness_timer(struct evn_core_harness *h);

/* Give the core a block of another stream - `n_frames` frames of one event each - and then let the
 * timer run, as the engine does. Returns how many events the timer emitted; h->kind are theirs. */
uint32_t evn_harness_feed(struct evn_core_harness *h, const char *source, struct evn_bytes frames,
                          uint32_t n_frames);

/* Ask; the answer is in h->result. */
evn_err evn_harness_query(struct evn_core_harness *h, struct evn_bytes query);

/* The digest of the state as text. */
void evn_harness_digest(struct evn_core_harness *h, char out[65]);

/* Dump the state and apply the events to `empty`, another state of the same core. */
void evn_harness_copy(struct evn_core_harness *h, void *empty);

#endif

/* state - all dispatch knows, in memory. Pure but for the heap.
 *
 * One pool per kind of entity and the stock; nothing else is kept, so a snapshot is the entities
 * themselves. Cover alone follows from other events: a need sets what is used, a delivered share
 * adds what arrived, an award what is owed. */
#ifndef EVN_DISPATCH_STATE_H
#define EVN_DISPATCH_STATE_H

#include "services/dispatch/core/entity.h"
#include "services/dispatch/core/handcode.h"
#include "services/dispatch/core/stock.h"

/* When the clock must look at each entity of a kind, by number: kept beside the pool, so that it
 * finds out every second without going through what is there. */
struct evn_dsp_clock {
    int64_t *next_us; /* 0: never */
    size_t room;
};

struct evn_dsp_state {
    struct evn_dsp_pool pool[EVN_DSP_N_KINDS]; /* by evn_dsp_kind_index */
    struct evn_dsp_stock stock;
    struct evn_arena scratch; /* of apply */
    uint32_t last_round;      /* 0: none yet */
    struct evn_day last_cut;  /* day of the last scheduled round, or EVN_DAY_NONE */
    uint32_t n_urgent;        /* open lines that are urgent */
    uint32_t n_no_bed;        /* transfers that wait for one */
    struct evn_dsp_clock ticket_clock, ride_clock;
    uint8_t secret[EVN_DSP_SECRET_LEN]; /* of this service: handcode.h; not of the log */
    bool has_secret;
};

/* An empty state on the caller's storage. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_dsp_state_init(struct evn_dsp_state *state);
void evn_dsp_state_fini(struct evn_dsp_state *state);

const struct evn_dsp_pool *evn_dsp_pool_of(const struct evn_dsp_state *state, uint32_t kind);

/* The entity with this key, or NULL. Borrowed until it is put again. */
const void *evn_dsp_find(const struct evn_dsp_state *state, uint32_t kind, const char *key);

/* What holds now: the parameters that were set, or the usual ones. */
const struct evn_dsp_parameters *evn_dsp_parameters_of(const struct evn_dsp_state *state);

/* The cover of an item in a community on `day`; all zero but ids and day when nothing is known. */
struct evn_dsp_cover evn_dsp_cover_of(const struct evn_dsp_state *state, const char *community,
                                      const char *item, struct evn_day day);

/* Take in one event, as evn_core_ops.apply. */
EVN_MUST_USE evn_err evn_dsp_apply(struct evn_dsp_state *state, const struct evn_event *event);

/* As evn_core_ops.dump and .canon. */
EVN_MUST_USE evn_err evn_dsp_dump(const struct evn_dsp_state *state, struct evn_arena *arena,
                                  struct evn_emit *emit);
void evn_dsp_canon(const struct evn_dsp_state *state, struct evn_arena *arena,
                   struct evn_canon *canon);

#endif

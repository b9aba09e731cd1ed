/* recent - the command ids used lately, so that a retry is known. Pure but for the heap.
 *
 * Two generations of a fixed size: when the young one is full and the view holds all of the old
 * one, the old is forgotten. Until then no further command is taken (EVN_E_VIEW_LAG), so memory has
 * a cap and no id is ever forgotten before the view knows it. */
#ifndef EVN_SERVICE_RECENT_H
#define EVN_SERVICE_RECENT_H

#include "common/base/hash.h"
#include "common/base/id.h"

/* What a command id was used for. */
struct evn_id_use {
    uint64_t seq;            /* first event of the command */
    uint32_t n;              /* its number of events */
    uint64_t actor;          /* hash of the actor's name */
    struct evn_hash128 hash; /* of the received command bytes */
};

struct evn_recent_slot {
    struct evn_id id;
    struct evn_id_use use; /* use.seq == 0: the slot is free */
};

struct evn_recent_table {
    struct evn_recent_slot *slot; /* owned, `n_slots` of them */
    size_t n;                     /* ids held */
    uint64_t last_seq;            /* highest seq of an id in it */
};

struct evn_recent {
    struct evn_recent_table young, old;
    size_t n_slots; /* of each table, power of two */
    size_t max;     /* ids each table may hold: half its slots */
};

/* Room for `max` ids in each generation (rounded up to a power of two). EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_recent_init(struct evn_recent *ids, size_t max);
void evn_recent_fini(struct evn_recent *ids);

/* What the id was used for, or NULL if neither generation knows it. */
const struct evn_id_use *evn_recent_find(const struct evn_recent *ids, const struct evn_id *id);

/* Whether evn_recent_add will have room; makes it by forgetting the old generation when the view
 * holds everything up to `view_seq`. */
bool evn_recent_has_room(struct evn_recent *ids, uint64_t view_seq);

/* Remember a new id (asserted: there is room, and it is not known). */
void evn_recent_add(struct evn_recent *ids, const struct evn_id *id, const struct evn_id_use *use);

#endif

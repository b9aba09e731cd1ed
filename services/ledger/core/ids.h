/* ids - the command ids of the recent past, in memory. Pure but for the heap.
 *
 * Ids carry their own time and nearly all arrive close to it, so they are kept in slices of 64 ms
 * of own time, each with a small hash table: what is looked up now lies together. Invariant: every
 * recorded id whose own time is at or after the horizon is here, and so is every id that is not
 * yet in the view. So an id that is not here and is not older than the horizon was never used,
 * and no look-up in the view is needed. When there are more than the caller wants to keep, the
 * slices with the oldest own time leave first; those not in the view stay. */
#ifndef EVN_LEDGER_IDS_H
#define EVN_LEDGER_IDS_H

#include "services/ledger/core/history.h"

enum { EVN_ID_SLICES = 16384, EVN_ID_SLICE_MS = 64 }; /* 1,048 s in all; a power of two */
enum { EVN_ID_SPARES = 4 };                           /* slices whose memory waits to be used */

struct evn_id_entry {
    struct evn_id id;
    struct evn_id_row row;
};

struct evn_id_slice {
    struct evn_id_entry *entries; /* in the order they were added; owned */
    uint32_t *slots; /* hash table: index + 1 and bits of the hash, or 0; 2 * cap of them; owned */
    uint32_t n;      /* entries */
    uint32_t cap;    /* room for entries; 0 or a power of two */
};

struct evn_ids {
    struct evn_id_slice *slices; /* ring of EVN_ID_SLICES by own time; owned */
    struct evn_id_slice late;    /* ids older than the horizon that the view does not hold */
    struct evn_id_slice spare[EVN_ID_SPARES]; /* empty ones with room: fresh memory is slow */
    uint32_t n;                               /* ids in memory, late ones included */
    int64_t horizon; /* first slice of the ring: nothing from here on was forgotten */
    int64_t last;    /* newest slice with an id; below the horizon: none */
};

/* Empty. `newest_us` is the newest own time of any id in the view (its last key), INT64_MIN when
 * it has none. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_ids_init(struct evn_ids *ids, int64_t newest_us);

void evn_ids_fini(struct evn_ids *ids);

/* The row of an id that is in memory, or NULL. *maybe_older: it may be in the view. */
const struct evn_id_row *evn_ids_find(const struct evn_ids *ids, const struct evn_id *id,
                                      bool *maybe_older);

/* Ask for the line that looking up and remembering this id will need. */
void evn_ids_prefetch(const struct evn_ids *ids, const struct evn_id *id);

/* Remember an id that is not in yet. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_ids_add(struct evn_ids *ids, const struct evn_id *id,
                                 const struct evn_id_row *row);

/* Forget ids that the view holds (all events of the command are <= view_seq): the late ones, then
 * slice by slice the oldest, until at most `keep` are left or none can go. Of up to twice as many,
 * a slice whose memory has no place among the spare ones stays until one was taken: in a burst each
 * slice that comes takes the memory of one that goes. */
void evn_ids_forget(struct evn_ids *ids, uint64_t view_seq, uint32_t keep);

/* Bytes of heap in use. Looks at every slice. */
size_t evn_ids_bytes(const struct evn_ids *ids);

#endif

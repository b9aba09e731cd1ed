/* ids - the command ids of the recent past, in memory. Pure but for the heap.
 *
 * Invariant: every recorded id whose own time is at or after `horizon_us` is here, and so is
 * every id that is not yet in the view. So an id that is not here and is not older than the horizon
 * was never used, and no look-up in the view is needed. When there are more than the caller wants
 * to keep, the ids with the oldest own time leave first, those not in the view excepted. */
#ifndef EVN_LEDGER_IDS_H
#define EVN_LEDGER_IDS_H

#include "services/ledger/core/history.h"
#include "services/ledger/core/index.h"

enum { EVN_IDS_SECONDS = 4096 }; /* own times kept apart; a power of two */

struct evn_id_entry {
    struct evn_id id;
    struct evn_id_row row;
    uint32_t next; /* the next one of the same second, or free entry; 0: none */
};

struct evn_ids {
    struct evn_index index;
    struct evn_grow entries;           /* struct evn_id_entry by number */
    uint32_t seconds[EVN_IDS_SECONDS]; /* newest entry of each second from the horizon on */
    uint32_t n;                        /* entries in use */
    uint32_t n_made;                   /* entries ever made: the last number */
    uint32_t free;                     /* first entry to use again, or 0 */
    int64_t horizon_s;                 /* own time in seconds: nothing from here on was forgotten */
    int64_t last_s;                    /* newest own time in the ring */
    uint32_t late_first, late_last; /* queue of ids older than the horizon, not yet in the view */
};

/* Empty. `newest_us` is the newest own time of any id in the view (its last key), INT64_MIN when
 * it has none. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_ids_init(struct evn_ids *ids, int64_t newest_us);

void evn_ids_fini(struct evn_ids *ids);

/* The row of an id that is in memory, or NULL. *maybe_older: it may be in the view. */
const struct evn_id_row *evn_ids_find(const struct evn_ids *ids, const struct evn_id *id,
                                      bool *maybe_older);

/* Remember an id that is not in yet. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_ids_add(struct evn_ids *ids, const struct evn_id *id,
                                 const struct evn_id_row *row);

/* Forget ids that the view holds (row.seq <= view_seq), oldest own time first, until at most
 * `keep` are left or none can go. */
void evn_ids_forget(struct evn_ids *ids, uint64_t view_seq, uint32_t keep);

#endif

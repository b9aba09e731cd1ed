#include "common/service/recent.h"

#include <stdlib.h>

evn_err evn_recent_init(struct evn_recent *ids, size_t max)
{
    *ids = (struct evn_recent){.n_slots = 32};
    while (ids->n_slots < 2 * max)
        ids->n_slots *= 2;
    ids->max = ids->n_slots / 2;
    ids->young.slot = calloc(ids->n_slots, sizeof *ids->young.slot);
    ids->old.slot = calloc(ids->n_slots, sizeof *ids->old.slot);
    if (ids->young.slot != NULL && ids->old.slot != NULL)
        return EVN_OK;
    evn_recent_fini(ids);
    return EVN_E_NO_MEMORY;
}

void evn_recent_fini(struct evn_recent *ids)
{
    free(ids->young.slot);
    free(ids->old.slot);
    *ids = (struct evn_recent){0};
}

/* The slot that holds the id, or the free one where it would go. Clients choose ids, so the time
 * part alone would cluster: all 128 bits are mixed. */
static struct evn_recent_slot *probe(const struct evn_recent *ids,
                                     const struct evn_recent_table *table, const struct evn_id *id)
{
    uint64_t h = evn_mix64(evn_get_u64(id->b) ^ evn_mix64(evn_get_u64(id->b + 8)));
    for (size_t i = h & (ids->n_slots - 1);; i = (i + 1) & (ids->n_slots - 1)) {
        struct evn_recent_slot *slot = &table->slot[i];
        if (slot->use.seq == 0 || evn_id_equal(&slot->id, id))
            return slot;
    }
}

const struct evn_id_use *evn_recent_find(const struct evn_recent *ids, const struct evn_id *id)
{
    const struct evn_recent_slot *slot = probe(ids, &ids->young, id);
    if (slot->use.seq == 0)
        slot = probe(ids, &ids->old, id);
    return slot->use.seq != 0 ? &slot->use : NULL;
}

bool evn_recent_has_room(struct evn_recent *ids, uint64_t view_seq)
{
    if (ids->young.n < ids->max)
        return true;
    if (ids->old.last_seq > view_seq)
        return false;
    struct evn_recent_table emptied = {.slot = ids->old.slot};
    memset(emptied.slot, 0, ids->n_slots * sizeof *emptied.slot);
    ids->old = ids->young;
    ids->young = emptied;
    return true;
}

void evn_recent_add(struct evn_recent *ids, const struct evn_id *id, const struct evn_id_use *use)
{
    EVN_ASSERT(ids->young.n < ids->max && use->seq > 0);
    struct evn_recent_slot *slot = probe(ids, &ids->young, id);
    EVN_ASSERT(slot->use.seq == 0);
    *slot = (struct evn_recent_slot){*id, *use};
    ids->young.n++;
    if (use->seq > ids->young.last_seq)
        ids->young.last_seq = use->seq;
}

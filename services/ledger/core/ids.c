#include "services/ledger/core/ids.h"

#include "common/base/pages.h"

#include <stdlib.h>

enum {
    ENTRIES_START = 8,
    SPARE_MIN = 1024,
    BEHIND = EVN_ID_SLICES / 4 /* how far back a new ring reaches */
};

/* A slot is an index and, above it, bits of the hash that hardly two ids in a row share: so a
 * look-up reads the entry of another id as good as never. */
enum { INDEX_BITS = 25 };
#define INDEX_MASK ((UINT32_C(1) << INDEX_BITS) - 1)

/* The first six bytes are milliseconds, most significant first. */
static int64_t slice_of(const struct evn_id *id)
{
    return (int64_t)(evn_get_be64(id->b) >> 16) / EVN_ID_SLICE_MS;
}

static uint32_t hash_of(const struct evn_id *id)
{
    return (uint32_t)evn_mix64(evn_get_u64(id->b) ^ evn_get_u64(id->b + 8));
}

static struct evn_id_slice *slice_at(const struct evn_ids *ids, int64_t slice)
{
    return &ids->slices[(uint64_t)slice % EVN_ID_SLICES];
}

evn_err evn_ids_init(struct evn_ids *ids, int64_t newest_us)
{
    *ids = (struct evn_ids){.last = -1};
    if (newest_us >= 0)
        ids->horizon = newest_us / 1000 / EVN_ID_SLICE_MS + 1;
    ids->slices = calloc(EVN_ID_SLICES, sizeof *ids->slices);
    return ids->slices != NULL ? EVN_OK : EVN_E_NO_MEMORY;
}

static size_t entries_len(uint32_t cap)
{
    return cap * sizeof(struct evn_id_entry);
}

static struct evn_id_entry *entries_new(uint32_t cap)
{
    size_t len = entries_len(cap);
    return len < EVN_PAGE_LARGE ? malloc(len) : evn_pages_new(len, true);
}

static void entries_free(struct evn_id_entry *entries, uint32_t cap)
{
    if (entries_len(cap) < EVN_PAGE_LARGE)
        free(entries);
    else
        evn_pages_free(entries, entries_len(cap));
}

static void empty(struct evn_id_slice *slice)
{
    entries_free(slice->entries, slice->cap);
    free(slice->slots);
    *slice = (struct evn_id_slice){0};
}

void evn_ids_fini(struct evn_ids *ids)
{
    for (size_t i = 0; ids->slices != NULL && i < EVN_ID_SLICES; i++)
        empty(&ids->slices[i]);
    for (size_t i = 0; i < EVN_ID_SPARES; i++)
        empty(&ids->spare[i]);
    empty(&ids->late);
    free(ids->slices);
    *ids = (struct evn_ids){0};
}

static void place(struct evn_id_slice *slice, uint32_t entry)
{
    uint32_t mask = slice->cap * 2 - 1, hash = hash_of(&slice->entries[entry].id);
    uint32_t i = hash & mask;
    while (slice->slots[i] != 0)
        i = (i + 1) & mask;
    slice->slots[i] = (hash & ~INDEX_MASK) | (entry + 1);
}

/* Make room for `cap` entries, a power of two that is more than there are. */
static evn_err make_room(struct evn_id_slice *slice, uint32_t cap)
{
    size_t slots_len = (size_t)cap * 2 * sizeof(uint32_t);
    uint32_t *slots = cap <= INDEX_MASK / 2 ? malloc(slots_len) : NULL;
    struct evn_id_entry *entries = slots != NULL ? entries_new(cap) : NULL;
    if (entries == NULL) {
        free(slots);
        return EVN_E_NO_MEMORY;
    }
    memset(slots, 0, slots_len); /* calloc's page would be copied when it is first written to */
    struct evn_id_slice wide = {.entries = entries, .slots = slots, .n = slice->n, .cap = cap};
    if (slice->n > 0)
        memcpy(entries, slice->entries, entries_len(slice->n));
    for (uint32_t i = 0; i < wide.n; i++)
        place(&wide, i);
    empty(slice);
    *slice = wide;
    return EVN_OK;
}

static evn_err add(struct evn_id_slice *slice, const struct evn_id_entry *entry)
{
    if (slice->n == slice->cap &&
        make_room(slice, slice->cap > 0 ? slice->cap * 2 : ENTRIES_START) != EVN_OK)
        return EVN_E_NO_MEMORY;
    slice->entries[slice->n] = *entry;
    place(slice, slice->n++);
    return EVN_OK;
}

static const struct evn_id_row *find(const struct evn_id_slice *slice, const struct evn_id *id)
{
    if (slice->n == 0)
        return NULL;
    uint32_t mask = slice->cap * 2 - 1, hash = hash_of(id);
    for (uint32_t i = hash & mask; slice->slots[i] != 0; i = (i + 1) & mask) {
        const struct evn_id_entry *e = &slice->entries[(slice->slots[i] & INDEX_MASK) - 1];
        if (((slice->slots[i] ^ hash) & ~INDEX_MASK) == 0 && evn_id_equal(&e->id, id))
            return &e->row;
    }
    return NULL;
}

const struct evn_id_row *evn_ids_find(const struct evn_ids *ids, const struct evn_id *id,
                                      bool *maybe_older)
{
    int64_t slice = slice_of(id);
    *maybe_older = false;
    if (slice > ids->last && slice >= ids->horizon)
        return NULL;
    if (slice >= ids->horizon)
        return find(slice_at(ids, slice), id);
    const struct evn_id_row *row = find(&ids->late, id);
    *maybe_older = row == NULL;
    return row;
}

void evn_ids_prefetch(const struct evn_ids *ids, const struct evn_id *id)
{
    const struct evn_id_slice *slice = slice_at(ids, slice_of(id));
    if (slice->slots != NULL)
        __builtin_prefetch(&slice->slots[hash_of(id) & (slice->cap * 2 - 1)], 1);
}

/* The ring leaves its oldest slice; the ids of it wait for the view. */
static evn_err leave_slice(struct evn_ids *ids)
{
    struct evn_id_slice *slice = slice_at(ids, ids->horizon);
    for (uint32_t i = 0; i < slice->n; i++)
        if (add(&ids->late, &slice->entries[i]) != EVN_OK)
            return EVN_E_NO_MEMORY;
    empty(slice);
    ids->horizon++;
    return EVN_OK;
}

/* A spare slice with room for `cap`, or twice that; NULL: there is none. cap 0: a place for one. */
static struct evn_id_slice *spare_of(struct evn_ids *ids, uint32_t cap)
{
    for (size_t i = 0; i < EVN_ID_SPARES; i++)
        if (ids->spare[i].cap == cap || ids->spare[i].cap / 2 == cap)
            return &ids->spare[i];
    return NULL;
}

/* The slice's ids are forgotten. Its memory waits for a slice to come, when it is worth it. */
static void retire(struct evn_ids *ids, struct evn_id_slice *slice)
{
    struct evn_id_slice *spare = slice->cap >= SPARE_MIN ? spare_of(ids, 0) : NULL;
    if (spare == NULL) {
        empty(slice);
        return;
    }
    *spare = *slice;
    spare->n = 0;
    *slice = (struct evn_id_slice){0};
}

/* A slice that begins gets room for as many ids as the one before it has: to grow is to copy. */
static evn_err make_room_ahead(struct evn_ids *ids, int64_t slice)
{
    struct evn_id_slice *fresh = slice_at(ids, slice), *spare;
    uint32_t n = slice > ids->horizon ? slice_at(ids, slice - 1)->n : 0, cap = ENTRIES_START;
    while (cap < n)
        cap *= 2;
    if (n == 0 || fresh->n > 0 || fresh->cap > 0)
        return EVN_OK;
    if ((spare = spare_of(ids, cap)) == NULL)
        return make_room(fresh, cap);
    *fresh = *spare;
    memset(fresh->slots, 0, (size_t)fresh->cap * 2 * sizeof *fresh->slots);
    *spare = (struct evn_id_slice){0};
    return EVN_OK;
}

/* Make the ring reach `slice`. */
static evn_err reach(struct evn_ids *ids, int64_t slice)
{
    if (ids->last < 0 && ids->horizon < slice - BEHIND)
        ids->horizon = slice - BEHIND;
    int64_t first = slice - EVN_ID_SLICES + 1;
    for (int i = 0; i < EVN_ID_SLICES && ids->horizon < first; i++)
        if (leave_slice(ids) != EVN_OK)
            return EVN_E_NO_MEMORY;
    if (ids->horizon < first)
        ids->horizon = first;
    if (slice <= ids->last)
        return EVN_OK;
    ids->last = slice;
    return make_room_ahead(ids, slice);
}

evn_err evn_ids_add(struct evn_ids *ids, const struct evn_id *id, const struct evn_id_row *row)
{
    const struct evn_id_entry entry = {.id = *id, .row = *row};
    int64_t slice = slice_of(id);
    evn_err err;
    if (slice < ids->horizon) {
        err = add(&ids->late, &entry);
    } else {
        err = slice != ids->last ? reach(ids, slice) : EVN_OK;
        if (err == EVN_OK)
            err = add(slice_at(ids, slice), &entry);
    }
    ids->n += err == EVN_OK;
    return err;
}

/* The last event of the command: the view finds an id when it holds all of its events. */
static uint64_t ends(const struct evn_id_entry *entry)
{
    return entry->row.seq + entry->row.n - 1;
}

/* Keep of the late ones what the view does not hold. */
static void forget_late(struct evn_ids *ids, uint64_t view_seq)
{
    struct evn_id_slice *late = &ids->late;
    uint32_t n = late->n;
    late->n = 0;
    memset(late->slots, 0, (size_t)late->cap * 2 * sizeof *late->slots);
    for (uint32_t i = 0; i < n; i++) {
        if (ends(&late->entries[i]) <= view_seq)
            continue;
        late->entries[late->n] = late->entries[i];
        place(late, late->n++);
    }
    ids->n -= n - late->n;
    if (late->n == 0)
        empty(late);
}

void evn_ids_forget(struct evn_ids *ids, uint64_t view_seq, uint32_t keep)
{
    if (ids->late.n > 0)
        forget_late(ids, view_seq);
    for (; ids->n > keep && ids->horizon <= ids->last; ids->horizon++) {
        struct evn_id_slice *slice = slice_at(ids, ids->horizon);
        if (slice->n > 0 && ends(&slice->entries[slice->n - 1]) > view_seq)
            return;
        if (ids->n / 2 <= keep && slice->cap >= SPARE_MIN && spare_of(ids, 0) == NULL)
            return; /* its memory is wanted soon: it goes when there is a place for it */
        ids->n -= slice->n;
        retire(ids, slice);
    }
}

static size_t slice_bytes(const struct evn_id_slice *slice)
{
    return slice->cap * (sizeof *slice->entries + 2 * sizeof *slice->slots);
}

size_t evn_ids_bytes(const struct evn_ids *ids)
{
    size_t bytes = EVN_ID_SLICES * sizeof *ids->slices + slice_bytes(&ids->late);
    for (size_t i = 0; i < EVN_ID_SPARES; i++)
        bytes += slice_bytes(&ids->spare[i]);
    for (size_t i = 0; i < EVN_ID_SLICES; i++)
        bytes += slice_bytes(&ids->slices[i]);
    return bytes;
}

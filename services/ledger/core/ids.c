#include "services/ledger/core/ids.h"

#include "common/base/day.h"

enum { BEHIND_S = 3000 }; /* of a new ring: how much older than its first id it reaches */

static struct evn_id_entry *entry_at(const struct evn_ids *ids, uint32_t number)
{
    return evn_grow_at(&ids->entries, number);
}

static uint32_t *second_at(struct evn_ids *ids, int64_t second)
{
    return &ids->seconds[(uint64_t)second % EVN_IDS_SECONDS];
}

static int64_t second_of(const struct evn_id *id)
{
    return evn_id_time_us(id) / EVN_US_PER_S;
}

static uint32_t hash_of(const struct evn_id *id)
{
    return (uint32_t)evn_mix64(evn_get_u64(id->b) ^ evn_get_u64(id->b + 8));
}

evn_err evn_ids_init(struct evn_ids *ids, int64_t newest_us)
{
    *ids = (struct evn_ids){.last_s = INT64_MIN, .horizon_s = 0};
    if (newest_us >= 0)
        ids->horizon_s = newest_us / EVN_US_PER_S + 1;
    evn_grow_init(&ids->entries, sizeof(struct evn_id_entry));
    return evn_index_init(&ids->index);
}

void evn_ids_fini(struct evn_ids *ids)
{
    evn_index_fini(&ids->index);
    evn_grow_fini(&ids->entries);
}

const struct evn_id_row *evn_ids_find(const struct evn_ids *ids, const struct evn_id *id,
                                      bool *maybe_older)
{
    uint32_t hash = hash_of(id);
    uint32_t n = evn_index_first(&ids->index, hash);
    for (; n != 0; n = evn_index_next(&ids->index, n, hash))
        if (evn_id_equal(&entry_at(ids, n)->id, id))
            break;
    *maybe_older = n == 0 && second_of(id) < ids->horizon_s;
    return n != 0 ? &entry_at(ids, n)->row : NULL;
}

static void queue_late(struct evn_ids *ids, uint32_t number)
{
    entry_at(ids, number)->next = 0;
    if (ids->late_last != 0)
        entry_at(ids, ids->late_last)->next = number;
    else
        ids->late_first = number;
    ids->late_last = number;
}

/* The ring leaves its oldest second; the ids of it wait for the view. */
static void leave_second(struct evn_ids *ids)
{
    uint32_t *at = second_at(ids, ids->horizon_s++);
    uint32_t number = *at;
    *at = 0;
    while (number != 0) {
        uint32_t next = entry_at(ids, number)->next;
        queue_late(ids, number);
        number = next;
    }
}

/* Make the ring reach `second`. */
static void reach(struct evn_ids *ids, int64_t second)
{
    if (ids->last_s == INT64_MIN && ids->horizon_s < second - BEHIND_S)
        ids->horizon_s = second - BEHIND_S;
    for (int i = 0; i < EVN_IDS_SECONDS && second - ids->horizon_s >= EVN_IDS_SECONDS; i++)
        leave_second(ids);
    if (second - ids->horizon_s >= EVN_IDS_SECONDS)
        ids->horizon_s = second - EVN_IDS_SECONDS + 1;
    if (second > ids->last_s)
        ids->last_s = second;
}

static evn_err take_entry(struct evn_ids *ids, uint32_t *number)
{
    *number = ids->free;
    if (*number == 0) {
        *number = ids->n_made + 1;
        if (evn_grow_reach(&ids->entries, *number) != EVN_OK)
            return EVN_E_NO_MEMORY;
    }
    return EVN_OK;
}

evn_err evn_ids_add(struct evn_ids *ids, const struct evn_id *id, const struct evn_id_row *row)
{
    uint32_t number;
    evn_err err = take_entry(ids, &number);
    if (err == EVN_OK)
        err = evn_index_add(&ids->index, number, hash_of(id));
    if (err != EVN_OK)
        return err;
    struct evn_id_entry *e = entry_at(ids, number);
    if (number == ids->free)
        ids->free = e->next;
    else
        ids->n_made = number;
    *e = (struct evn_id_entry){.id = *id, .row = *row};
    ids->n++;
    int64_t second = second_of(id);
    if (second < ids->horizon_s) {
        queue_late(ids, number);
        return EVN_OK;
    }
    reach(ids, second);
    uint32_t *at = second_at(ids, second);
    e->next = *at;
    *at = number;
    return EVN_OK;
}

static uint32_t give_back(struct evn_ids *ids, uint32_t number)
{
    struct evn_id_entry *e = entry_at(ids, number);
    uint32_t next = e->next;
    evn_index_remove(&ids->index, number);
    e->next = ids->free;
    ids->free = number;
    ids->n--;
    return next;
}

void evn_ids_forget(struct evn_ids *ids, uint64_t view_seq, uint32_t keep)
{
    while (ids->late_first != 0 && entry_at(ids, ids->late_first)->row.seq <= view_seq) {
        ids->late_first = give_back(ids, ids->late_first);
        if (ids->late_first == 0)
            ids->late_last = 0;
    }
    while (ids->n > keep && ids->horizon_s <= ids->last_s) {
        uint32_t *at = second_at(ids, ids->horizon_s);
        uint32_t number = *at;
        if (number != 0 && entry_at(ids, number)->row.seq > view_seq)
            return;
        while (number != 0)
            number = give_back(ids, number);
        *at = 0;
        ids->horizon_s++;
    }
}

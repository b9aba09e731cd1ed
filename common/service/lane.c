#include "common/service/lane.h"

#include <stdlib.h>

void evn_lanes_init(struct evn_lanes *lanes, size_t max)
{
    *lanes = (struct evn_lanes){.max = max};
}

void evn_lanes_fini(struct evn_lanes *lanes)
{
    for (size_t i = 0; i < lanes->n; i++)
        free(lanes->entry[i].command);
    free(lanes->entry);
    *lanes = (struct evn_lanes){0};
}

static evn_err grow(struct evn_lanes *lanes)
{
    if (lanes->n >= lanes->max)
        return EVN_E_LIMIT;
    if (lanes->n < lanes->cap)
        return EVN_OK;
    size_t cap = lanes->cap > 0 ? lanes->cap * 2 : 16;
    struct evn_lane_entry *entry = realloc(lanes->entry, cap * sizeof *entry);
    if (entry == NULL)
        return EVN_E_NO_MEMORY;
    lanes->entry = entry;
    lanes->cap = cap;
    return EVN_OK;
}

static struct evn_id entry_id(const uint8_t log_id[16], uint64_t seq, int64_t recorded_at_us)
{
    uint8_t name[24];
    struct evn_hash128 h;
    memcpy(name, log_id, 16);
    evn_put_u64(name + 16, seq);
    evn_hash128(evn_bytes_of(name, sizeof name), &h);
    return evn_id_make(recorded_at_us, h.b);
}

evn_err evn_lanes_add(struct evn_lanes *lanes, const uint8_t log_id[16], uint64_t seq,
                      int64_t recorded_at_us, const char *target, const char *key,
                      struct evn_bytes command)
{
    EVN_ASSERT(lanes->n == 0 || lanes->entry[lanes->n - 1].seq < seq);
    EVN_ASSERT(strlen(target) < EVN_SERVICE_NAME_MAX && strlen(key) < EVN_CODE_MAX);
    evn_err err = grow(lanes);
    if (err != EVN_OK)
        return err;
    uint8_t *copy = malloc(command.len > 0 ? command.len : 1);
    if (copy == NULL)
        return EVN_E_NO_MEMORY;
    if (command.len > 0)
        memcpy(copy, command.at, command.len);
    struct evn_lane_entry *e = &lanes->entry[lanes->n++];
    *e = (struct evn_lane_entry){.seq = seq,
                                 .id = entry_id(log_id, seq, recorded_at_us),
                                 .command = copy,
                                 .len = command.len,
                                 .created_us = recorded_at_us};
    memcpy(e->target, target, strlen(target));
    memcpy(e->key, key, strlen(key));
    return EVN_OK;
}

struct evn_lane_entry *evn_lanes_find(struct evn_lanes *lanes, uint64_t seq)
{
    size_t low = 0, high = lanes->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (lanes->entry[mid].seq < seq)
            low = mid + 1;
        else
            high = mid;
    }
    return low < lanes->n && lanes->entry[low].seq == seq ? &lanes->entry[low] : NULL;
}

void evn_lanes_remove(struct evn_lanes *lanes, uint64_t seq)
{
    struct evn_lane_entry *e = evn_lanes_find(lanes, seq);
    if (e == NULL)
        return;
    free(e->command);
    size_t at = (size_t)(e - lanes->entry);
    memmove(e, e + 1, (lanes->n - at - 1) * sizeof *e);
    lanes->n--;
}

/* Whether an earlier entry of the same lane is still waiting before `e`. */
static bool is_head(const struct evn_lanes *lanes, const struct evn_lane_entry *e)
{
    for (const struct evn_lane_entry *before = lanes->entry; before < e; before++)
        if (strcmp(before->target, e->target) == 0 && strcmp(before->key, e->key) == 0)
            return false;
    return true;
}

struct evn_lane_entry *evn_lanes_next(struct evn_lanes *lanes, const char *target,
                                      uint64_t committed, int64_t mono_us)
{
    for (size_t i = 0; i < lanes->n && lanes->entry[i].seq <= committed; i++) {
        struct evn_lane_entry *e = &lanes->entry[i];
        if (!e->in_flight && !e->parked && e->next_try_us <= mono_us &&
            strcmp(e->target, target) == 0 && is_head(lanes, e))
            return e;
    }
    return NULL;
}

void evn_lane_entry_later(struct evn_lane_entry *entry, int64_t mono_us)
{
    uint32_t doublings = entry->n_tries < 7 ? entry->n_tries : 7;
    int64_t wait_us = INT64_C(100000) << doublings;
    entry->in_flight = false;
    entry->next_try_us = mono_us + (wait_us < 10000000 ? wait_us : 10000000);
}

#include "services/events/core/subscription.h"

#include <stdlib.h>

enum { ARENA_BYTES = 128 << 10, FILTER_BYTES_MAX = 32 << 10 };

evn_err evn_subscriptions_init(struct evn_subscriptions *all)
{
    *all = (struct evn_subscriptions){0};
    all->at = calloc(EVN_SUBSCRIPTIONS_MAX, sizeof *all->at);
    return all->at == NULL ? EVN_E_NO_MEMORY : evn_arena_init(&all->arena, ARENA_BYTES);
}

void evn_subscriptions_fini(struct evn_subscriptions *all)
{
    for (size_t i = 0; i < all->n; i++)
        free(all->at[i].filter);
    free(all->at);
    evn_arena_fini(&all->arena);
    *all = (struct evn_subscriptions){0};
}

static struct evn_subscription *find(const struct evn_subscriptions *all, const char *name)
{
    for (size_t i = 0; i < all->n; i++)
        if (strcmp(all->at[i].name, name) == 0)
            return &all->at[i];
    return NULL;
}

const struct evn_subscription *evn_subscriptions_find(const struct evn_subscriptions *all,
                                                      const char *name)
{
    return find(all, name);
}

evn_err evn_subscription_filter(const struct evn_subscription *one, struct evn_arena *arena,
                                struct evn_filter *out)
{
    struct evn_refusal why;
    return evn_wire_decode(&evn_filter_table, evn_bytes_of(one->filter, one->filter_len), arena,
                           EVN_WIRE_LENIENT, out, &why);
}

evn_err evn_subscriptions_put(struct evn_subscriptions *all,
                              const struct evn_hub_subscription *event)
{
    struct evn_subscription *one = find(all, event->name);
    struct evn_buf filter;
    if (one == NULL && all->n == EVN_SUBSCRIPTIONS_MAX)
        return EVN_E_LIMIT;
    evn_buf_init(&filter, FILTER_BYTES_MAX);
    evn_err err = evn_wire_encode(&evn_filter_table, &event->filter, &filter);
    if (err != EVN_OK) {
        evn_buf_fini(&filter);
        return err;
    }
    one = one != NULL ? one : &all->at[all->n++];
    free(one->filter);
    *one = (struct evn_subscription){
        .position = event->position, .filter = filter.at, .filter_len = filter.len};
    memcpy(one->name, event->name, sizeof one->name);
    memcpy(one->owner, event->owner, sizeof one->owner);
    return EVN_OK;
}

evn_err evn_subscriptions_ack(struct evn_subscriptions *all, const struct evn_hub_ack *event)
{
    struct evn_subscription *one = find(all, event->name);
    if (one == NULL)
        return EVN_E_CORRUPT;
    one->position = event->position;
    return EVN_OK;
}

evn_err evn_subscriptions_remove(struct evn_subscriptions *all, const char *name)
{
    struct evn_subscription *one = find(all, name);
    if (one == NULL)
        return EVN_E_CORRUPT;
    free(one->filter);
    *one = all->at[--all->n];
    return EVN_OK;
}

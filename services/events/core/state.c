#include "services/events/core/state.h"

#include <stdlib.h>

evn_err evn_hub_state_new(void **out)
{
    struct evn_hub_state *s = calloc(1, sizeof *s);
    if (s == NULL)
        return EVN_E_NO_MEMORY;
    evn_merged_init(&s->merged, EVN_RANGES_MAX);
    evn_names_init(&s->names);
    *out = s;
    return evn_subscriptions_init(&s->subscriptions);
}

void evn_hub_state_destroy(void **state)
{
    struct evn_hub_state *s = *state;
    if (s == NULL)
        return;
    evn_merged_fini(&s->merged);
    evn_names_fini(&s->names);
    evn_subscriptions_fini(&s->subscriptions);
    free(s);
    *state = NULL;
}

const struct evn_hub_source *evn_hub_find_source(const struct evn_hub_state *s, const char *name)
{
    for (size_t i = 0; i < s->n_sources; i++)
        if (strcmp(s->source[i].name, name) == 0)
            return &s->source[i];
    return NULL;
}

static evn_err apply_source(struct evn_hub_state *s, const struct evn_hub_source *source)
{
    if (s->n_sources == EVN_STREAMS_MAX)
        return EVN_E_LIMIT;
    if (source->number != s->n_sources + 1)
        return EVN_E_CORRUPT;
    s->source[s->n_sources++] = *source;
    return EVN_OK;
}

static evn_err apply_range(struct evn_hub_state *s, const struct evn_hub_range *range)
{
    return range->source > s->n_sources
               ? EVN_E_CORRUPT
               : evn_merged_add(&s->merged, range->source, range->first_seq, range->count);
}

evn_err evn_hub_apply(void *state, const struct evn_event *event)
{
    static const struct evn_wire_message *const message[] = {
        &evn_hub_source_table,       &evn_hub_range_table, &evn_hub_known_table,
        &evn_hub_subscription_table, &evn_hub_acked_table, &evn_hub_unsubscribed_table};
    struct evn_hub_state *s = state;
    struct evn_refusal why;
    union {
        struct evn_hub_source source;
        struct evn_hub_range range;
        struct evn_hub_known known;
        struct evn_hub_subscription subscription;
        struct evn_hub_ack ack;
        struct evn_hub_unsubscribe unsubscribe;
    } u;
    if (event->kind < EVN_HUB_SOURCE || event->kind > EVN_HUB_UNSUBSCRIBED)
        return EVN_E_UNKNOWN_EVENT;
    evn_arena_reset(&s->subscriptions.arena);
    if (evn_wire_decode(message[event->kind - EVN_HUB_SOURCE], event->body, &s->subscriptions.arena,
                        EVN_WIRE_LENIENT, &u, &why) != EVN_OK)
        return EVN_E_CORRUPT;
    switch (event->kind) {
    case EVN_HUB_SOURCE:
        return apply_source(s, &u.source);
    case EVN_HUB_RANGE:
        return apply_range(s, &u.range);
    case EVN_HUB_KNOWN:
        s->n_known++;
        return evn_names_put(&s->names, &u.known);
    case EVN_HUB_SUBSCRIPTION:
        return evn_subscriptions_put(&s->subscriptions, &u.subscription);
    case EVN_HUB_ACKED:
        return evn_subscriptions_ack(&s->subscriptions, &u.ack);
    default:
        return evn_subscriptions_remove(&s->subscriptions, u.unsubscribe.name);
    }
}

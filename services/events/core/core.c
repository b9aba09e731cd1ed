#include "services/events/core/core.h"

#include "common/journal/frame.h"
#include "services/events/core/cause.h"

static const char *const follows[] = {"registry", "ledger", "planner", "dispatch", NULL};

enum { ANY_ROLE = EVN_ROLE_ALL };

static uint32_t roles_for(uint32_t tag)
{
    return tag >= 16 && tag <= 18 ? ANY_ROLE : 0;
}

evn_err evn_hub_emit(struct evn_emit *emit, enum evn_hub_kind kind, const void *body)
{
    static const struct evn_wire_message *const message[] = {
        &evn_hub_source_table,       &evn_hub_range_table, &evn_hub_known_table,
        &evn_hub_subscription_table, &evn_hub_acked_table, &evn_hub_unsubscribed_table};
    struct evn_buf buf;
    evn_buf_init(&buf, 64 << 10);
    evn_err err = evn_wire_encode(message[kind - EVN_HUB_SOURCE], body, &buf);
    if (err == EVN_OK)
        evn_emit_event(emit, kind, 1, evn_bytes_of(buf.at, buf.len));
    evn_buf_fini(&buf);
    return err;
}

/* The ledger's names of numbers that this block gives. */
static evn_err emit_names(const struct evn_hub_state *s, const struct evn_feed *feed,
                          struct evn_emit *emit)
{
    struct evn_bytes rest = feed->payload;
    struct evn_frame frame;
    struct evn_hub_known known;
    evn_err err = EVN_OK;
    if (strcmp(feed->source, "ledger") != 0)
        return EVN_OK;
    while (err == EVN_OK && evn_frame_next(&rest, &frame) == EVN_OK)
        if (evn_names_read(&s->names, frame.kind, frame.body, &known))
            err = evn_hub_emit(emit, EVN_HUB_KNOWN, &known);
    return err;
}

static evn_err feed(const void *state, const struct evn_feed *feed, struct evn_emit *emit)
{
    const struct evn_hub_state *s = state;
    evn_err met = evn_cause_met(s, follows, feed->payload);
    if (met != EVN_OK && (met != EVN_E_AGAIN || !feed->overdue))
        return met;
    const struct evn_hub_source *known = evn_hub_find_source(s, feed->source);
    struct evn_hub_source source = {.number = (uint32_t)s->n_sources + 1};
    struct evn_hub_range range = {.source = known != NULL ? known->number : source.number,
                                  .first_seq = feed->first_seq,
                                  .count = feed->count,
                                  .forced = met == EVN_E_AGAIN};
    evn_err err = EVN_OK;
    if (known == NULL) {
        evn_refusal_text(source.name, sizeof source.name, feed->source);
        memcpy(source.log_id, feed->log_id, sizeof source.log_id);
        err = evn_hub_emit(emit, EVN_HUB_SOURCE, &source);
    }
    if (err == EVN_OK)
        err = emit_names(s, feed, emit);
    return err != EVN_OK ? err : evn_hub_emit(emit, EVN_HUB_RANGE, &range);
}

/* Positions come and go with the order of merging; what was subscribed to is what people asked. */
static void canon(const void *state, struct evn_arena *arena, struct evn_canon *out)
{
    const struct evn_hub_state *s = state;
    for (size_t i = 0; i < s->subscriptions.n; i++) {
        const struct evn_subscription *one = &s->subscriptions.at[i];
        size_t len = sizeof one->name + sizeof one->owner + one->filter_len;
        uint8_t *entry = evn_arena_alloc(arena, len);
        EVN_ASSERT(entry != NULL);
        memset(entry, 0, len);
        memcpy(entry, one->name, strlen(one->name));
        memcpy(entry + sizeof one->name, one->owner, strlen(one->owner));
        if (one->filter_len > 0)
            memcpy(entry + sizeof one->name + sizeof one->owner, one->filter, one->filter_len);
        evn_canon_add(out, "subscription", evn_bytes_of(entry, len));
        evn_arena_reset(arena);
    }
}

const struct evn_core_ops *evn_events_ops(void)
{
    static const struct evn_core_ops ops = {.name = "events",
                                            .schema = 1,
                                            .follows = follows,
                                            .roles_for = roles_for,
                                            .decide = evn_hub_decide,
                                            .feed = feed,
                                            .apply = evn_hub_apply,
                                            .canon = canon};
    return &ops;
}

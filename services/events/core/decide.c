#include "services/events/core/core.h"

static evn_err refuse(struct evn_refusal *why, evn_err err, const char *field, const char *subject)
{
    *why = evn_refusal_of(err);
    evn_refusal_text(why->field, sizeof why->field, field);
    evn_refusal_text(why->subject, sizeof why->subject, subject);
    return err;
}

static evn_err out_of_range(struct evn_refusal *why, const char *field, uint64_t have,
                            uint64_t want)
{
    refuse(why, EVN_E_OUT_OF_RANGE, field, "");
    why->have = (int64_t)have;
    why->want = (int64_t)want;
    return EVN_E_OUT_OF_RANGE;
}

evn_err evn_hub_own(const struct evn_hub_state *s, const struct evn_actor *actor, const char *field,
                    const char *name, const struct evn_subscription **out, struct evn_refusal *why)
{
    *out = evn_subscriptions_find(&s->subscriptions, name);
    if (*out == NULL)
        return refuse(why, EVN_E_UNKNOWN_REF, field, name);
    if (strcmp((*out)->owner, actor->name) != 0)
        return refuse(why, EVN_E_NOT_ALLOWED, field, name);
    return EVN_OK;
}

/* Whether the subscription that is there has this very filter. */
static bool same_filter(const struct evn_subscription *one, const struct evn_filter *filter)
{
    struct evn_buf buf;
    evn_buf_init(&buf, 32 << 10);
    bool same = evn_wire_encode(&evn_filter_table, filter, &buf) == EVN_OK &&
                buf.len == one->filter_len &&
                (buf.len == 0 || memcmp(buf.at, one->filter, buf.len) == 0);
    evn_buf_fini(&buf);
    return same;
}

static evn_err subscribe(const struct evn_hub_state *s, const struct evn_ask *ask,
                         const struct evn_hub_subscribe *c, struct evn_emit *emit,
                         struct evn_refusal *why)
{
    const struct evn_subscription *one = evn_subscriptions_find(&s->subscriptions, c->name);
    struct evn_hub_subscription event = {.filter = c->filter, .has_filter = true};
    if (one != NULL && strcmp(one->owner, ask->actor->name) != 0)
        return refuse(why, EVN_E_NOT_ALLOWED, "subscribe.name", c->name);
    if (one != NULL && !c->replace && !same_filter(one, &c->filter))
        return refuse(why, EVN_E_EXISTS, "subscribe.name", c->name);
    if (one == NULL && s->subscriptions.n == EVN_SUBSCRIPTIONS_MAX) {
        refuse(why, EVN_E_LIMIT, "subscribe.name", "subscriptions");
        why->want = EVN_SUBSCRIPTIONS_MAX;
        return EVN_E_LIMIT;
    }
    if (c->position > s->merged.head)
        return out_of_range(why, "subscribe.position", c->position, s->merged.head);
    if (c->position > 0 || c->from_start)
        event.position = c->position;
    else
        event.position = one != NULL ? one->position : s->merged.head;
    memcpy(event.name, c->name, sizeof event.name);
    memcpy(event.owner, ask->actor->name, sizeof event.owner);
    return evn_hub_emit(emit, EVN_HUB_SUBSCRIPTION, &event);
}

static evn_err ack(const struct evn_hub_state *s, const struct evn_ask *ask,
                   const struct evn_hub_ack *c, struct evn_emit *emit, struct evn_refusal *why)
{
    const struct evn_subscription *one;
    evn_err err = evn_hub_own(s, ask->actor, "ack.name", c->name, &one, why);
    if (err != EVN_OK)
        return err;
    if (c->position < one->position)
        return out_of_range(why, "ack.position", c->position, one->position);
    if (c->position > s->merged.head)
        return out_of_range(why, "ack.position", c->position, s->merged.head);
    return evn_hub_emit(emit, EVN_HUB_ACKED, c);
}

evn_err evn_hub_decide(const void *state, const struct evn_ask *ask, struct evn_emit *emit,
                       struct evn_refusal *why)
{
    struct evn_hub_command c;
    const struct evn_subscription *one;
    evn_err err =
        evn_wire_decode(&evn_hub_command_table, ask->body, ask->arena, EVN_WIRE_STRICT, &c, why);
    if (err != EVN_OK)
        return err;
    if (c.subscribe != NULL)
        return subscribe(state, ask, c.subscribe, emit, why);
    if (c.ack != NULL)
        return ack(state, ask, c.ack, emit, why);
    err = evn_hub_own(state, ask->actor, "unsubscribe.name", c.unsubscribe->name, &one, why);
    return err != EVN_OK ? err : evn_hub_emit(emit, EVN_HUB_UNSUBSCRIBED, c.unsubscribe);
}

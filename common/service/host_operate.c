#include "common/service/host_impl.h"

evn_err evn_host_may_operate(struct evn_host *h, const char *key, enum evn_operate_what what)
{
    struct evn_actor actor;
    bool changes = what == EVN_OPERATE_LANE_RETRY || what == EVN_OPERATE_LANE_PARK;
    uint32_t roles = changes ? EVN_ROLE_ADMIN : EVN_ROLE_ADMIN | EVN_ROLE_AUDITOR;
    evn_err err = evn_rights_actor(evn_engine_rights(h->engine), key, NULL, &actor);
    return err == EVN_OK && (actor.roles & roles) == 0 ? EVN_E_NOT_ALLOWED : err;
}

/* An instant that a reply can carry. */
static int64_t instant(int64_t at_us)
{
    return at_us >= EVN_AT_MIN_US && at_us <= EVN_AT_MAX_US ? at_us : 0;
}

/* The service's own parts, then the host's queues and the scratch of requests and decisions: the
 * most they ever were, for a look finds them empty. */
static size_t memory_parts(const struct evn_host *h, const struct evn_engine_status *engine,
                           struct evn_wire_memory *parts)
{
    size_t n = h->service->ops->memory != NULL ? h->service->ops->memory(h->state, parts) : 0;
    EVN_ASSERT(n + EVN_HOST_MEMORY_PARTS <= EVN_MEMORY_PARTS_MAX);
    parts[n++] = (struct evn_wire_memory){"held", h->n_held_most, EVN_HELD_MAX, h->held_bytes_most};
    parts[n++] = (struct evn_wire_memory){"waiting", h->n_waiting_most, EVN_WAITING_MAX,
                                          h->waiting_bytes_most};
    parts[n++] = (struct evn_wire_memory){"request", h->arena.peak, h->arena.cap, h->arena.cap};
    parts[n++] = (struct evn_wire_memory){"decision", engine->scratch_peak, engine->scratch_max,
                                          engine->scratch_max};
    return n;
}

static evn_err status(struct evn_host *h, struct evn_wire_operated *out)
{
    struct evn_wire_status *s = evn_arena_array(&h->arena, 1, sizeof *s);
    if (s == NULL)
        return EVN_E_TOO_LARGE;
    struct evn_engine_status engine;
    struct evn_server_counts net = evn_server_counts_of(h->server);
    const struct evn_lanes *lanes = evn_engine_lanes(h->engine);
    evn_engine_status(h->engine, &engine);
    *s = (struct evn_wire_status){.committed = engine.committed,
                                  .now_us = instant(engine.now_us),
                                  .business_us = instant(engine.business_us),
                                  .n_accepted = engine.n_accepted,
                                  .n_refused = engine.n_refused,
                                  .n_repeated = engine.n_repeated,
                                  .n_lanes = lanes->n,
                                  .oldest_lane_us = lanes->n > 0 ? lanes->entry[0].created_us : 0,
                                  .n_waiting = h->n_waiting,
                                  .n_keys = evn_engine_rights(h->engine)->n,
                                  .n_received = net.n_received,
                                  .n_malformed = net.n_malformed + net.n_too_large,
                                  .n_unsent = net.n_gone + net.n_full,
                                  .arena_peak = h->arena.peak,
                                  .n_blocks = engine.n_blocks,
                                  .flush_us = (uint64_t)engine.flush_us,
                                  .views_seq = evn_views_seq(h->views),
                                  .paced_us = (uint64_t)evn_views_paced_us(h->views)};
    s->memory = evn_arena_array(&h->arena, EVN_MEMORY_PARTS_MAX, sizeof *s->memory);
    s->n_memory = s->memory != NULL ? memory_parts(h, &engine, s->memory) : 0;
    out->status = s;
    return EVN_OK;
}

static evn_err digest(struct evn_host *h, struct evn_wire_operated *out)
{
    struct evn_wire_digest *d = evn_arena_array(&h->arena, 1, sizeof *d);
    if (d == NULL)
        return EVN_E_TOO_LARGE;
    struct evn_canon canon = {0};
    evn_engine_canon(h->engine, &canon);
    evn_canon_format(&canon, d->sum);
    d->n_entries = canon.n_entries;
    out->digest = d;
    return EVN_OK;
}

static void lane_to_wire(const struct evn_lane_entry *from, struct evn_wire_lane *to)
{
    *to = (struct evn_wire_lane){.seq = from->seq,
                                 .command_id = from->id,
                                 .created_at_us = from->created_us,
                                 .n_tries = from->n_tries,
                                 .in_flight = from->in_flight,
                                 .parked = from->parked};
    evn_refusal_text(to->target, sizeof to->target, from->target);
    evn_refusal_text(to->key, sizeof to->key, from->key);
}

static evn_err lanes(struct evn_host *h, uint64_t from_seq, struct evn_wire_operated *out)
{
    const struct evn_lanes *all = evn_engine_lanes(h->engine);
    out->lane = evn_arena_array(&h->arena, EVN_OPERATED_MAX, sizeof *out->lane);
    if (out->lane == NULL)
        return EVN_E_TOO_LARGE;
    for (size_t i = 0; i < all->n; i++) {
        if (all->entry[i].seq < from_seq)
            continue;
        if (out->n_lane == EVN_OPERATED_MAX) {
            out->next_seq = all->entry[i].seq;
            return EVN_OK;
        }
        lane_to_wire(&all->entry[i], &out->lane[out->n_lane++]);
    }
    return EVN_OK;
}

/* Both act on memory alone: a restart tries every lane again. */
static evn_err set_lane(struct evn_host *h, const struct evn_wire_operate *operate,
                        struct evn_wire_operated *out)
{
    struct evn_lane_entry *entry = evn_lanes_find(evn_engine_lanes(h->engine), operate->seq);
    if (entry == NULL)
        return EVN_E_UNKNOWN_REF;
    out->lane = evn_arena_array(&h->arena, 1, sizeof *out->lane);
    if (out->lane == NULL)
        return EVN_E_TOO_LARGE;
    entry->parked = operate->what == EVN_OPERATE_LANE_PARK;
    entry->next_try_us = 0;
    lane_to_wire(entry, &out->lane[0]);
    out->n_lane = 1;
    return EVN_OK;
}

/* What of the key's roles rests; of a member who left, all of it. */
static void say_rest(const struct evn_rights *rights, const struct evn_key_fact *key,
                     struct evn_wire_key *to)
{
    struct evn_actor actor;
    evn_err err = evn_rights_actor(rights, key->public_key, NULL, &actor);
    if (err == EVN_E_KEY_REVOKED)
        to->revoked = true;
    to->resting = err == EVN_OK ? actor.resting : 0;
    const struct evn_rest *rest = evn_rights_rest(rights, key->public_key, NULL, to->resting);
    if (rest != NULL)
        evn_refusal_text(to->course, sizeof to->course, rest->course);
}

static evn_err keys(struct evn_host *h, uint64_t skip, struct evn_wire_operated *out)
{
    const struct evn_rights *rights = evn_engine_rights(h->engine);
    out->key = evn_arena_array(&h->arena, EVN_OPERATED_MAX, sizeof *out->key);
    if (out->key == NULL)
        return EVN_E_TOO_LARGE;
    for (size_t i = skip; i < rights->n && out->n_key < EVN_OPERATED_MAX; i++) {
        struct evn_wire_key *to = &out->key[out->n_key++];
        const struct evn_key_fact *from = &rights->fact[i];
        to->roles = from->roles;
        to->revoked = from->revoked;
        evn_refusal_text(to->public_key, sizeof to->public_key, from->public_key);
        evn_refusal_text(to->name, sizeof to->name, from->name);
        evn_refusal_text(to->scope, sizeof to->scope, from->scope);
        evn_refusal_text(to->staff, sizeof to->staff, from->staff);
        evn_refusal_text(to->device, sizeof to->device, from->device);
        say_rest(rights, from, to);
    }
    if (skip < rights->n && rights->n - skip > EVN_OPERATED_MAX)
        out->next_seq = skip + EVN_OPERATED_MAX;
    return EVN_OK;
}

evn_err evn_host_operate(struct evn_host *h, const struct evn_wire_operate *operate,
                         struct evn_wire_operated *out)
{
    switch (operate->what) {
    case EVN_OPERATE_STATUS:
        return status(h, out);
    case EVN_OPERATE_DIGEST:
        return digest(h, out);
    case EVN_OPERATE_LANES:
        return lanes(h, operate->seq, out);
    case EVN_OPERATE_LANE_RETRY:
    case EVN_OPERATE_LANE_PARK:
        return set_lane(h, operate, out);
    case EVN_OPERATE_KEYS:
        return keys(h, operate->seq, out);
    case EVN_OPERATE_NONE:
        break;
    }
    return EVN_E_BAD_FIELD;
}

#include "tests/lib/core_harness.h"

#include "common/service/kit.h"
#include "tests/lib/suite.h"

enum { ARENA_BYTES = 8 << 20, GROUP_BYTES = 64 << 20 };

void evn_harness_init(struct evn_core_harness *h, const struct evn_core_ops *ops, void *state)
{
    *h = (struct evn_core_harness){.ops = ops,
                                   .state = state,
                                   .actor = {.name = "tester", .roles = UINT32_MAX},
                                   .now_us = INT64_C(1668384000000000),
                                   .business_us = INT64_C(1668384000000000),
                                   .next_seq = 1};
    evn_rights_init(&h->rights);
    evn_buf_init(&h->result, 1 << 20);
    evn_emit_init(&h->emit, GROUP_BYTES);
    EVN_MUST(evn_arena_init(&h->arena, ARENA_BYTES) == EVN_OK);
}

void evn_harness_fini(struct evn_core_harness *h)
{
    evn_rights_fini(&h->rights);
    evn_buf_fini(&h->result);
    evn_emit_fini(&h->emit);
    evn_arena_fini(&h->arena);
}

static void begin(struct evn_core_harness *h)
{
    evn_arena_reset(&h->arena);
    evn_emit_begin(&h->emit, h->next_seq, evn_bytes_of(NULL, 0));
    h->n_kinds = 0;
    h->why = evn_refusal_of(EVN_OK);
}

static struct evn_ask ask_of(struct evn_core_harness *h, struct evn_bytes body)
{
    return (struct evn_ask){.now_us = h->now_us,
                            .business_us = h->business_us,
                            .actor = &h->actor,
                            .rights = &h->rights,
                            .body = body,
                            .arena = &h->arena};
}

static evn_err apply_key(struct evn_core_harness *h, struct evn_bytes body)
{
    struct evn_key_fact key;
    struct evn_refusal why;
    evn_err err = evn_wire_decode(&evn_key_message, body, NULL, EVN_WIRE_LENIENT, &key, &why);
    return err != EVN_OK ? err : evn_rights_put(&h->rights, &key);
}

static evn_err apply_standing(struct evn_core_harness *h, struct evn_bytes body)
{
    struct evn_standing standing;
    struct evn_refusal why;
    evn_err err =
        evn_wire_decode(&evn_standing_message, body, &h->arena, EVN_WIRE_LENIENT, &standing, &why);
    return err != EVN_OK ? err : evn_rights_stand(&h->rights, &standing);
}

static evn_err apply_frame(struct evn_core_harness *h, void *state, const struct evn_frame *frame,
                           uint64_t seq)
{
    if (frame->kind == EVN_KIT_KEY)
        return apply_key(h, frame->body);
    if (frame->kind == EVN_KIT_STANDING)
        return apply_standing(h, frame->body);
    if (frame->kind < EVN_KIND_FIRST_OWN)
        return EVN_OK;
    struct evn_event event = {.kind = frame->kind,
                              .version = frame->version,
                              .count = frame->count,
                              .seq = seq,
                              .recorded_at_us = h->now_us,
                              .body = frame->body};
    return h->ops->apply(state, &event);
}

/* Apply all that was emitted to `state`. */
static void apply_all(struct evn_core_harness *h, void *state)
{
    struct evn_bytes rest = evn_bytes_of(h->emit.frames.at, h->emit.frames.len);
    struct evn_frame frame;
    uint64_t seq = h->emit.first_seq;
    EVN_CHECK_OK(h->emit.err);
    while (evn_frame_next(&rest, &frame) == EVN_OK) {
        evn_err err = apply_frame(h, state, &frame, seq);
        if (err != EVN_OK)
            EVN_CHECK_ERR(err, EVN_OK);
        if (h->n_kinds < EVN_HARNESS_KINDS)
            h->kind[h->n_kinds] = frame.kind;
        h->n_kinds += frame.count;
        seq += frame.count;
    }
    if (rest.len != 0)
        EVN_CHECK_EQ(rest.len, 0);
    h->next_seq = seq;
}

evn_err evn_harness_post(struct evn_core_harness *h, struct evn_bytes command)
{
    struct evn_command_head head;
    begin(h);
    evn_err err = evn_command_head_read(command, &head, &h->why);
    if (err != EVN_OK)
        return err;
    if ((h->ops->roles_for(head.tag) & h->actor.roles) == 0) {
        h->why = evn_refusal_of(EVN_E_NOT_ALLOWED);
        return EVN_E_NOT_ALLOWED;
    }
    struct evn_hash128 hash;
    struct evn_ask ask = ask_of(h, command);
    evn_hash128(command, &hash);
    ask.id = &head.id;
    ask.hash = &hash;
    err = h->ops->decide(h->state, &ask, &h->emit, &h->why);
    if (err != h->why.err)
        EVN_CHECK_ERR(h->why.err, err);
    if (err != EVN_OK)
        return err;
    apply_all(h, h->state);
    if (h->n_kinds == 0)
        CU_FAIL("an accepted command emitted nothing");
    return EVN_OK;
}

uint32_t evn_harness_timer(struct evn_core_harness *h)
{
    uint32_t n = 0, kinds = 0, first[EVN_HARNESS_KINDS];
    do {
        begin(h);
        EVN_CHECK_OK(h->ops->timer(h->state, h->business_us, &h->arena, &h->emit));
        apply_all(h, h->state);
        for (uint32_t i = 0; i < h->n_kinds && i < EVN_HARNESS_KINDS; i++)
            if (kinds < EVN_HARNESS_KINDS)
                first[kinds++] = h->kind[i];
        n += h->n_kinds;
    } while (h->n_kinds > 0);
    memcpy(h->kind, first, kinds * sizeof first[0]);
    h->n_kinds = n;
    return n;
}

uint32_t evn_harness_feed(struct evn_core_harness *h, const char *source, struct evn_bytes frames,
                          uint32_t n_frames)
{
    struct evn_feed feed = {.source = source,
                            .first_seq = 1,
                            .count = n_frames,
                            .recorded_at_us = h->now_us,
                            .payload = frames,
                            .now_us = h->now_us,
                            .business_us = h->business_us,
                            .arena = &h->arena};
    begin(h);
    EVN_CHECK_OK(h->ops->feed(h->state, &feed, &h->emit));
    apply_all(h, h->state);
    return evn_harness_timer(h);
}

evn_err evn_harness_query(struct evn_core_harness *h, struct evn_bytes query)
{
    struct evn_ask ask = ask_of(h, query);
    begin(h);
    evn_buf_clear(&h->result);
    evn_err err = h->ops->query(h->state, &ask, &h->result, &h->why);
    if (err != h->why.err)
        EVN_CHECK_ERR(h->why.err, err);
    return err;
}

void evn_harness_digest(struct evn_core_harness *h, char out[65])
{
    struct evn_canon canon = {0};
    evn_arena_reset(&h->arena);
    h->ops->canon(h->state, &h->arena, &canon);
    evn_canon_format(&canon, out);
}

void evn_harness_copy(struct evn_core_harness *h, void *empty)
{
    begin(h);
    EVN_CHECK_OK(h->ops->dump(h->state, &h->arena, &h->emit));
    apply_all(h, empty);
}

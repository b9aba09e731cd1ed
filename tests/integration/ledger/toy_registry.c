/* A registry that tells what it is told: the bytes of command field 16 become an Item event, those
 * of field 18 a Place event. It stands in where only the stream matters. */
#include "common/base/pbw.h"
#include "common/service/host.h"

static uint32_t roles_for(uint32_t tag)
{
    return tag == 16 || tag == 18 ? EVN_ROLE_ADMIN : 0;
}

static evn_err decide(const void *state, const struct evn_ask *ask, struct evn_emit *emit,
                      struct evn_refusal *why)
{
    struct evn_bytes rest = ask->body;
    struct evn_pb_field f;
    (void)state;
    (void)why;
    while (evn_pb_next(&rest, &f) == EVN_OK)
        if (f.number >= EVN_KIND_FIRST_OWN)
            evn_emit_event(emit, f.number, 1, f.bytes);
    return EVN_OK;
}

static evn_err apply(void *state, const struct evn_event *event)
{
    uint64_t *n = state;
    *n += event->count;
    return EVN_OK;
}

static evn_err query(const void *state, const struct evn_ask *ask, struct evn_buf *result,
                     struct evn_refusal *why)
{
    (void)ask;
    (void)why;
    struct evn_pbw w = {.buf = result};
    evn_pbw_u64(&w, 1, *(const uint64_t *)state);
    return w.err;
}

static void canon(const void *state, struct evn_arena *arena, struct evn_canon *out)
{
    (void)state;
    (void)arena;
    (void)out;
}

static uint64_t n_events;

static evn_err state_new(void **out)
{
    *out = &n_events;
    return EVN_OK;
}

static void state_destroy(void **state)
{
    *state = NULL;
}

int main(int argc, char **argv)
{
    static const struct evn_core_ops ops = {.name = "registry",
                                            .schema = 1,
                                            .roles_for = roles_for,
                                            .decide = decide,
                                            .apply = apply,
                                            .query = query,
                                            .canon = canon};
    static const struct evn_host_service service = {
        .ops = &ops, .state_new = state_new, .state_destroy = state_destroy};
    return evn_host_main(argc, argv, &service);
}

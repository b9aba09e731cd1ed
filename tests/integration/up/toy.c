/* A service for tests of what runs services: a sum. Command field 16 adds a number (varint) for
 * WAREHOUSE or ADMIN; a negative sum is refused; 77 also sends a command to TOY_TARGET. A query
 * answers the sum in field 1. TOY_NAME says which service it stands for. */
#include "common/base/pbw.h"
#include "common/service/host.h"

#include <stdlib.h>

enum { ADDED = EVN_KIND_FIRST_OWN, TAG_ADD = 16, ADD_AND_SEND = 77 };

struct sum {
    int64_t value;
};

static uint32_t roles_for(uint32_t tag)
{
    return tag == TAG_ADD ? EVN_ROLE_WAREHOUSE | EVN_ROLE_ADMIN | EVN_ROLE_SERVICE : 0;
}

static int64_t number(struct evn_bytes rest)
{
    struct evn_pb_field f;
    int64_t n = 0;
    while (evn_pb_next(&rest, &f) == EVN_OK)
        if (f.number == TAG_ADD)
            n = (int64_t)f.value;
    return n;
}

static void send_on(struct evn_emit *emit)
{
    uint8_t command[8];
    struct evn_buf buf;
    evn_buf_init(&buf, sizeof command);
    struct evn_pbw w = {.buf = &buf, .err = EVN_OK};
    evn_pbw_u64(&w, TAG_ADD, 1);
    evn_emit_command(emit, TOY_TARGET, "sums", evn_bytes_of(buf.at, buf.len));
    evn_buf_fini(&buf);
}

static evn_err decide(const void *state, const struct evn_ask *ask, struct evn_emit *emit,
                      struct evn_refusal *why)
{
    const struct sum *sum = state;
    int64_t n = number(ask->body);
    uint8_t body[8];
    if (n < 0 && sum->value < -n) {
        *why = evn_refusal_of(EVN_E_SHORT_STOCK);
        why->have = sum->value;
        why->want = -n;
        return why->err;
    }
    evn_put_i64(body, n);
    evn_emit_event(emit, ADDED, 1, evn_bytes_of(body, sizeof body));
    if (n == ADD_AND_SEND)
        send_on(emit);
    return EVN_OK;
}

static evn_err apply(void *state, const struct evn_event *event)
{
    if (event->kind != ADDED || event->body.len != 8)
        return EVN_E_UNKNOWN_EVENT;
    ((struct sum *)state)->value += evn_get_i64(event->body.at);
    return EVN_OK;
}

static evn_err query(const void *state, const struct evn_ask *ask, struct evn_buf *result,
                     struct evn_refusal *why)
{
    struct evn_pbw w = {.buf = result, .err = EVN_OK};
    (void)ask;
    (void)why;
    evn_pbw_i64(&w, 1, ((const struct sum *)state)->value);
    return w.err;
}

static evn_err answered(const void *state, const struct evn_lane_result *result,
                        struct evn_emit *emit)
{
    (void)state;
    (void)result;
    (void)emit;
    return EVN_OK;
}

static void canon(const void *state, struct evn_arena *arena, struct evn_canon *out)
{
    (void)arena;
    evn_canon_add(out, "sum", evn_bytes_of(state, sizeof(struct sum)));
}

static evn_err state_new(void **out)
{
    *out = calloc(1, sizeof(struct sum));
    return *out != NULL ? EVN_OK : EVN_E_NO_MEMORY;
}

static void state_destroy(void **state)
{
    free(*state);
    *state = NULL;
}

int main(int argc, char **argv)
{
    static const struct evn_core_ops ops = {.name = TOY_NAME,
                                            .schema = 1,
                                            .roles_for = roles_for,
                                            .decide = decide,
                                            .answered = answered,
                                            .apply = apply,
                                            .query = query,
                                            .canon = canon};
    static const struct evn_host_service service = {
        .ops = &ops, .state_new = state_new, .state_destroy = state_destroy};
    return evn_host_main(argc, argv, &service);
}

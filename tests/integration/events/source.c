/* A service that is nothing but a stream: every command of tag 16 becomes one event of the kind,
 * with the body and as often as it says. It takes the place of a real service: its name is the
 * EVN_SOURCE of the environment. It reads the stream named EVN_FOLLOWS, and answers each of its
 * events of kind 99 with one of kind 98, so that its log holds effects of another one. An event of
 * kind 97 it also sends down a lane to the service EVN_SENDS_TO, where it becomes one of kind 96
 * that holds the number of the Outbox event. */
#include "common/base/pbw.h"
#include "common/journal/frame.h"
#include "common/service/host.h"

#include <stdlib.h>

enum { ASKED = 99, DONE = 98, PASSED_ON = 97, CAME = 96 };

static uint32_t roles_for(uint32_t tag)
{
    return tag == 16 ? EVN_ROLE_WAREHOUSE | EVN_ROLE_SERVICE : 0;
}

static void pass_on(struct evn_emit *emit)
{
    uint8_t seq[8];
    struct evn_buf inside, command;
    struct evn_pbw in = {.buf = &inside}, out = {.buf = &command};
    evn_buf_init(&inside, 64);
    evn_buf_init(&command, 64);
    evn_put_u64(seq, evn_emit_next_seq(emit));
    evn_pbw_u64(&in, 1, CAME);
    evn_pbw_u64(&in, 2, 1);
    evn_pbw_bytes(&in, 3, evn_bytes_of(seq, sizeof seq));
    evn_pbw_bytes(&out, 16, evn_bytes_of(inside.at, inside.len));
    evn_emit_command(emit, getenv("EVN_SENDS_TO"), "lane", evn_bytes_of(command.at, command.len));
    evn_buf_fini(&inside);
    evn_buf_fini(&command);
}

/* Field 16: {1 kind, 2 count, 3 body} */
static evn_err decide(const void *state, const struct evn_ask *ask, struct evn_emit *emit,
                      struct evn_refusal *why)
{
    struct evn_bytes rest = ask->body, inside = {0}, body = {0};
    struct evn_pb_field f;
    uint32_t kind = 0, count = 1;
    (void)state;
    while (evn_pb_next(&rest, &f) == EVN_OK)
        if (f.number == 16)
            inside = f.bytes;
    while (evn_pb_next(&inside, &f) == EVN_OK) {
        if (f.number == 1)
            kind = (uint32_t)f.value;
        if (f.number == 2)
            count = (uint32_t)f.value;
        if (f.number == 3)
            body = f.bytes;
    }
    if (kind < EVN_KIND_FIRST_OWN && kind != EVN_KIT_KEY) {
        *why = evn_refusal_of(EVN_E_MISSING_FIELD);
        return why->err;
    }
    evn_emit_records(emit, kind, 1, body, count);
    if (kind == PASSED_ON)
        pass_on(emit);
    return EVN_OK;
}

static evn_err feed(const void *state, const struct evn_feed *feed, struct evn_emit *emit)
{
    struct evn_bytes rest = feed->payload;
    struct evn_frame frame;
    uint64_t seq = feed->first_seq;
    (void)state;
    while (evn_frame_next(&rest, &frame) == EVN_OK) {
        uint8_t body[8];
        evn_put_u64(body, seq);
        if (frame.kind == ASKED)
            evn_emit_event(emit, DONE, 1, evn_bytes_of(body, sizeof body));
        seq += frame.count;
    }
    return EVN_OK;
}

static evn_err apply(void *state, const struct evn_event *event)
{
    (void)event;
    ++*(uint64_t *)state;
    return EVN_OK;
}

static evn_err query(const void *state, const struct evn_ask *ask, struct evn_buf *result,
                     struct evn_refusal *why)
{
    (void)state;
    (void)ask;
    (void)result;
    *why = evn_refusal_of(EVN_E_UNKNOWN_KIND);
    return why->err;
}

static evn_err state_new(void **out)
{
    *out = calloc(1, sizeof(uint64_t));
    return *out != NULL ? EVN_OK : EVN_E_NO_MEMORY;
}

static void state_destroy(void **state)
{
    free(*state);
    *state = NULL;
}

int main(int argc, char **argv)
{
    const char *follows[] = {getenv("EVN_FOLLOWS"), NULL};
    struct evn_core_ops ops = {.name = getenv("EVN_SOURCE"),
                               .schema = 1,
                               .follows = follows,
                               .roles_for = roles_for,
                               .decide = decide,
                               .feed = feed,
                               .apply = apply,
                               .query = query};
    const struct evn_host_service service = {
        .ops = &ops, .state_new = state_new, .state_destroy = state_destroy};
    return ops.name != NULL ? evn_host_main(argc, argv, &service) : 64;
}

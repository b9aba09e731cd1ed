#include "common/service/host_impl.h"

bool evn_host_hold_full(const struct evn_host *h)
{
    return h->n_held == EVN_HELD_MAX || h->held_bytes >= EVN_HELD_BYTES;
}

struct evn_refusal evn_host_too_large(size_t len)
{
    struct evn_refusal refusal = evn_refusal_of(EVN_E_TOO_LARGE);
    evn_refusal_text(refusal.subject, sizeof refusal.subject, "reply");
    refusal.have = (int64_t)len;
    return refusal;
}

/* What does not fit through the door is told as a refusal: what was decided stays, and the same
 * commands in smaller messages get the same answers. */
static evn_err prepare(struct evn_host *h, struct evn_held *held, struct evn_wire_reply *reply)
{
    evn_err err = evn_host_encode(h, reply, held->seq);
    if (err == EVN_OK)
        err = evn_server_prepare(h->server, &held->to, evn_bytes_of(h->out.at, h->out.len),
                                 &held->frame);
    if (err == EVN_OK || err == EVN_E_NO_MEMORY)
        return err;
    struct evn_refusal too_large = evn_host_too_large(h->out.len);
    struct evn_wire_refusal refusal = evn_refusal_to_wire(&too_large);
    struct evn_wire_reply instead = {.refusal = &refusal};
    err = evn_host_encode(h, &instead, held->seq);
    return err != EVN_OK ? err
                         : evn_server_prepare(h->server, &held->to,
                                              evn_bytes_of(h->out.at, h->out.len), &held->frame);
}

/* A reply that cannot be made for want of memory is not sent: the client asks again. */
void evn_host_hold(struct evn_host *h, const struct evn_route *to, struct evn_wire_reply *reply)
{
    EVN_ASSERT(h->n_held < EVN_HELD_MAX);
    struct evn_held *held = &h->held[(h->first_held + h->n_held) % EVN_HELD_MAX];
    held->to = *to;
    held->seq = evn_engine_decided(h->engine);
    if (prepare(h, held, reply) != EVN_OK)
        return;
    h->n_held++;
    h->held_bytes += zmq_msg_size(&held->frame);
    if (h->n_held > h->n_held_most)
        h->n_held_most = h->n_held;
    if (h->held_bytes > h->held_bytes_most)
        h->held_bytes_most = h->held_bytes;
}

void evn_host_hold_refusal(struct evn_host *h, const struct evn_route *to,
                           const struct evn_refusal *refusal)
{
    struct evn_wire_refusal wire = evn_refusal_to_wire(refusal);
    struct evn_wire_reply reply = {.refusal = &wire};
    evn_host_hold(h, to, &reply);
}

/* The events of the answers, one behind the other in host->part. */
static evn_err add_events(struct evn_host *h, struct evn_wire_answer *answer, size_t n)
{
    struct evn_bytes *event = evn_arena_array(&h->arena, n, sizeof *event);
    if (event == NULL)
        return EVN_E_TOO_LARGE;
    evn_buf_clear(&h->part);
    for (size_t i = 0; i < n; i++) {
        size_t before = h->part.len;
        if (answer[i].refusal != NULL)
            continue;
        evn_err err = evn_engine_events(h->engine, answer[i].first_seq, answer[i].count, &h->part);
        if (err != EVN_OK)
            return err;
        event[i].len = h->part.len - before;
        answer[i].event = &event[i];
        answer[i].n_event = 1;
    }
    for (size_t i = 0, at = 0; i < n; at += event[i].len, i++)
        event[i].at = h->part.at + at;
    return EVN_OK;
}

static evn_err fill(struct evn_host *h, struct evn_wire_reply *reply, size_t n)
{
    size_t n_refused = 0;
    for (size_t i = 0; i < n; i++)
        n_refused += h->answer[i].refusal.err != EVN_OK;
    struct evn_wire_answer *answer = evn_arena_array(&h->arena, n, sizeof *answer);
    struct evn_wire_refusal *refusal =
        evn_arena_array(&h->arena, n_refused > 0 ? n_refused : 1, sizeof *refusal);
    if (answer == NULL || refusal == NULL)
        return EVN_E_TOO_LARGE;
    for (size_t i = 0; i < n; i++) {
        const struct evn_answer *from = &h->answer[i];
        answer[i] = (struct evn_wire_answer){
            .id = from->id, .first_seq = from->first_seq, .count = from->count};
        if (from->refusal.err == EVN_OK)
            continue;
        *refusal = evn_refusal_to_wire(&from->refusal);
        answer[i].refusal = refusal++;
    }
    reply->answer = answer;
    reply->n_answer = n;
    return EVN_OK;
}

void evn_host_hold_answers(struct evn_host *h, const struct evn_route *to, size_t n,
                           bool want_events)
{
    struct evn_wire_reply reply = {0};
    evn_err err = fill(h, &reply, n);
    if (err == EVN_OK && want_events)
        err = add_events(h, reply.answer, n);
    if (err == EVN_OK) {
        evn_host_hold(h, to, &reply);
        return;
    }
    struct evn_refusal refusal = evn_host_too_large(h->part.len);
    evn_host_hold_refusal(h, to, &refusal);
}

void evn_host_send_held(struct evn_host *h)
{
    struct evn_engine_status status;
    evn_engine_status(h->engine, &status);
    while (h->n_held > 0 && h->held[h->first_held].seq <= status.committed) {
        struct evn_held *held = &h->held[h->first_held];
        h->first_held = (h->first_held + 1) % EVN_HELD_MAX;
        h->n_held--;
        h->held_bytes -= zmq_msg_size(&held->frame);
        (void)evn_server_send_take(h->server, &held->to, &held->frame);
    }
}

void evn_host_drop_held(struct evn_host *h)
{
    for (; h->n_held > 0; h->n_held--) {
        zmq_msg_close(&h->held[h->first_held].frame);
        h->first_held = (h->first_held + 1) % EVN_HELD_MAX;
    }
}

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

/* The reply in host->out becomes the next that is held, unless there is no memory for it: then the
 * client asks again. What does not fit through the door is told as a refusal: what was decided
 * stays, and the same commands in smaller messages get the same answers. */
static void hold_out(struct evn_host *h, const struct evn_route *to, uint64_t seq, evn_err err)
{
    EVN_ASSERT(h->n_held < EVN_HELD_MAX);
    struct evn_held *held = &h->held[(h->first_held + h->n_held) % EVN_HELD_MAX];
    *held = (struct evn_held){.to = *to, .seq = seq};
    if (err == EVN_OK)
        err = evn_server_prepare_take(h->server, to, &h->out, &held->frame);
    if (err != EVN_OK && err != EVN_E_NO_MEMORY) {
        struct evn_refusal too_large = evn_host_too_large(evn_host_encoded(h));
        struct evn_wire_refusal refusal = evn_refusal_to_wire(&too_large);
        struct evn_wire_reply instead = {.refusal = &refusal};
        err = evn_host_encode(h, &instead, seq);
        if (err == EVN_OK)
            err = evn_server_prepare_take(h->server, to, &h->out, &held->frame);
    }
    if (err != EVN_OK)
        return;
    h->n_held++;
    h->held_bytes += zmq_msg_size(&held->frame);
    if (h->n_held > h->n_held_most)
        h->n_held_most = h->n_held;
    if (h->held_bytes > h->held_bytes_most)
        h->held_bytes_most = h->held_bytes;
}

void evn_host_hold(struct evn_host *h, const struct evn_route *to, struct evn_wire_reply *reply)
{
    uint64_t seq = evn_engine_decided(h->engine);
    hold_out(h, to, seq, evn_host_encode(h, reply, seq));
}

void evn_host_hold_refusal(struct evn_host *h, const struct evn_route *to,
                           const struct evn_refusal *refusal)
{
    struct evn_wire_refusal wire = evn_refusal_to_wire(refusal);
    struct evn_wire_reply reply = {.refusal = &wire};
    evn_host_hold(h, to, &reply);
}

/* Append one answer to the reply in host->out. */
static evn_err add_answer(struct evn_host *h, const struct evn_answer *from, bool want_events)
{
    bool accepted = from->refusal.err == EVN_OK;
    if (accepted && !want_events && from->first_seq > 0)
        return evn_reply_accepted(&h->out, &from->id, from->first_seq, from->count);
    struct evn_wire_refusal refusal;
    struct evn_bytes event;
    struct evn_wire_answer answer = {
        .id = from->id, .first_seq = from->first_seq, .count = from->count};
    evn_buf_clear(&h->part);
    if (!accepted) {
        refusal = evn_refusal_to_wire(&from->refusal);
        answer.refusal = &refusal;
    } else if (want_events) {
        evn_err err = evn_engine_events(h->engine, from->first_seq, from->count, &h->part);
        if (err != EVN_OK)
            return err;
        event = evn_bytes_of(h->part.at, h->part.len);
        answer.event = &event;
        answer.n_event = 1;
    }
    const struct evn_wire_reply one = {.answer = &answer, .n_answer = 1}; /* that field alone */
    return evn_wire_encode(&evn_reply_table, &one, &h->out);
}

void evn_host_hold_answers(struct evn_host *h, const struct evn_route *to, size_t n,
                           bool want_events)
{
    struct evn_wire_reply reply = {0};
    uint64_t seq = evn_engine_decided(h->engine);
    evn_err err = evn_host_encode(h, &reply, seq);
    for (size_t i = 0; err == EVN_OK && i < n; i++)
        err = add_answer(h, &h->answer[i], want_events);
    hold_out(h, to, seq, err);
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

#include "common/service/host_impl.h"

enum { OTHERS = 512 }; /* what a reply takes about, besides a result */

evn_err evn_host_encode(struct evn_host *h, struct evn_wire_reply *reply, uint64_t seq)
{
    struct evn_journal_head head;
    evn_journal_tail(h->journal, &head);
    reply->version = EVN_WIRE_VERSION;
    reply->correlation = h->correlation;
    reply->has_position = true;
    memcpy(reply->position.log_id, head.log_id, sizeof head.log_id);
    reply->position.incarnation = head.incarnation;
    reply->position.seq = seq;
    evn_buf_clear(&h->out);
    if (evn_buf_room(&h->out, EVN_NET_CORR_LEN + OTHERS + reply->result.len) == NULL)
        return EVN_E_TOO_LARGE;
    evn_buf_used(&h->out, EVN_NET_CORR_LEN);
    return evn_wire_encode(&evn_reply_table, reply, &h->out);
}

size_t evn_host_encoded(const struct evn_host *h)
{
    return h->out.len > EVN_NET_CORR_LEN ? h->out.len - EVN_NET_CORR_LEN : 0;
}

/* Send what lies in host->out. A reply that is too large for the door it leaves by is refused in
 * its place: whoever waits for it learns so at once. */
static void send_out(struct evn_host *h, const struct evn_route *to, bool is_refusal)
{
    zmq_msg_t frame;
    evn_err err = evn_server_prepare_take(h->server, to, &h->out, &frame);
    if (err == EVN_OK)
        (void)evn_server_send_take(h->server, to, &frame);
    if (err != EVN_E_TOO_LARGE || is_refusal)
        return;
    struct evn_refusal refusal = evn_host_too_large(evn_host_encoded(h));
    evn_host_send_refusal(h, to, &refusal);
}

static void send(struct evn_host *h, const struct evn_route *to, struct evn_wire_reply *reply)
{
    struct evn_engine_status status;
    evn_engine_status(h->engine, &status);
    if (evn_host_encode(h, reply, status.committed) == EVN_OK)
        send_out(h, to, reply->refusal != NULL);
}

void evn_host_send_refusal(struct evn_host *h, const struct evn_route *to,
                           const struct evn_refusal *refusal)
{
    struct evn_wire_refusal wire = evn_refusal_to_wire(refusal);
    struct evn_wire_reply reply = {.refusal = &wire};
    send(h, to, &reply);
}

void evn_host_send_welcome(struct evn_host *h, const struct evn_route *to)
{
    struct evn_journal_head head;
    struct evn_engine_status status;
    struct evn_wire_reply reply = {0};
    evn_journal_tail(h->journal, &head);
    evn_engine_status(h->engine, &status);
    struct evn_welcome welcome = {.version = "0.1.0",
                                  .incarnation = head.incarnation,
                                  .next_seq = status.committed + 1,
                                  .view_seq = evn_views_seq(h->views),
                                  .exercise = h->exercise};
    evn_refusal_text(welcome.service, sizeof welcome.service, h->service->ops->name);
    memcpy(welcome.log_id, head.log_id, sizeof head.log_id);
    reply.welcome = &welcome;
    send(h, to, &reply);
}

/* A reader that stands at `from_seq`: one kept from the last Read, or a new one in its place. */
static evn_err reader_at(struct evn_host *h, uint64_t from_seq, size_t *slot)
{
    for (size_t i = 0; i < EVN_READERS_MAX; i++)
        if (h->reader[i].next_seq == from_seq) {
            *slot = i;
            return EVN_OK;
        }
    *slot = h->next_reader;
    h->next_reader = (h->next_reader + 1) % EVN_READERS_MAX;
    evn_journal_reader_destroy(&h->reader[*slot].reader);
    h->reader[*slot].next_seq = 0;
    evn_err err = evn_journal_reader_new(h->journal, from_seq, &h->reader[*slot].reader);
    if (err == EVN_OK)
        h->reader[*slot].next_seq = from_seq;
    return err;
}

/* Append blocks to the reply until `bytes_max` is reached; at least one if there is one. A reader
 * cannot step back, so what it gave is always sent. */
static evn_err add_blocks(struct evn_host *h, size_t slot, size_t bytes_max)
{
    size_t bytes = 0;
    for (size_t n = 0; n < EVN_BLOCKS_MAX && bytes < bytes_max; n++) {
        struct evn_block from;
        evn_err err = evn_journal_reader_next(h->reader[slot].reader, &from);
        if (err != EVN_OK)
            return err == EVN_E_AGAIN ? EVN_OK : err;
        struct evn_wire_block block = {.first_seq = from.first_seq,
                                       .count = from.count,
                                       .recorded_at_us = from.recorded_at_us,
                                       .payload = from.payload,
                                       .hash = from.hash,
                                       .prev = from.prev,
                                       .incarnation = from.incarnation};
        const struct evn_wire_reply one = {.block = &block, .n_block = 1}; /* that field alone */
        err = evn_wire_encode(&evn_reply_table, &one, &h->out);
        if (err != EVN_OK)
            return err;
        bytes += from.payload.len + 128;
        h->reader[slot].next_seq = from.first_seq + from.count;
    }
    return EVN_OK;
}

evn_err evn_host_send_blocks(struct evn_host *h, const struct evn_route *to,
                             const struct evn_wire_read *read, bool may_wait)
{
    struct evn_wire_reply reply = {0};
    struct evn_engine_status status;
    evn_engine_status(h->engine, &status);
    uint64_t from_seq = read->from_seq > 0 ? read->from_seq : 1;
    if (from_seq > status.committed + 1) {
        struct evn_refusal ahead = evn_refusal_of(EVN_E_ROLLED_BACK);
        ahead.have = (int64_t)status.committed;
        ahead.want = (int64_t)from_seq - 1;
        evn_host_send_refusal(h, to, &ahead);
        return EVN_OK;
    }
    if (from_seq == status.committed + 1 && may_wait && read->wait_ms > 0)
        return EVN_E_AGAIN;
    size_t slot = 0;
    size_t bytes_max = read->bytes_max > 0 && read->bytes_max < EVN_REPLY_MAX / 2
                           ? read->bytes_max
                           : EVN_REPLY_MAX / 2;
    evn_err err = evn_host_encode(h, &reply, status.committed);
    if (err == EVN_OK && from_seq <= status.committed)
        err = reader_at(h, from_seq, &slot);
    if (err == EVN_OK && from_seq <= status.committed)
        err = add_blocks(h, slot, bytes_max);
    if (err == EVN_OK)
        send_out(h, to, false);
    return err;
}

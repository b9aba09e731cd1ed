#include "common/service/host_impl.h"

#include <stdio.h>

enum {
    READ_WAIT_MS = 2000,
    ANSWER_WAIT_MS = 10000,
    PAUSE_MS = 500,       /* after a failed read */
    FEW_BYTES = 32 << 10, /* of a reply: then more is let gather before the next read, */
    GATHER_US = 400,      /* so that one turn and one flush take in several of its turns */
    PUT_OFF_MS = 10       /* before a block that was put off is offered again */
};

static struct evn_peer *find(struct evn_host *h, const char *name)
{
    for (size_t i = 0; i < h->n_peers; i++)
        if (strcmp(h->peer[i].name, name) == 0)
            return &h->peer[i];
    return NULL;
}

static evn_err open_peer(struct evn_host *h, const char *name, bool followed)
{
    char endpoint[EVN_ENDPOINT_MAX + 1];
    struct evn_key key;
    struct evn_peer *p = find(h, name);
    if (p != NULL) {
        p->followed |= followed;
        return EVN_OK;
    }
    if (h->n_peers == EVN_PEERS_MAX)
        return EVN_E_LIMIT;
    p = &h->peer[h->n_peers];
    *p = (struct evn_peer){.followed = followed};
    evn_refusal_text(p->name, sizeof p->name, name);
    evn_err err = evn_site_public_key(&h->site, name, &key);
    if (err == EVN_OK)
        err = evn_site_endpoint(&h->site, name, EVN_DOOR_BULK, endpoint);
    if (err == EVN_OK)
        err = evn_client_open(h->net, endpoint, &key, evn_port_bulk, &p->client);
    if (err == EVN_OK)
        h->n_peers++;
    return err;
}

evn_err evn_host_peers_open(struct evn_host *h)
{
    evn_err err = EVN_OK;
    const char *const *name = h->service->ops->follows;
    for (; err == EVN_OK && name != NULL && *name != NULL; name++)
        err = open_peer(h, *name, true);
    return err;
}

void evn_host_peers_close(struct evn_host *h)
{
    for (size_t i = 0; i < h->n_peers; i++)
        evn_client_close(&h->peer[i].client);
    h->n_peers = 0;
}

/* A stream moved on: who waits for one may read on. */
static void offer_again(struct evn_host *h)
{
    for (size_t i = 0; i < h->n_peers; i++)
        if (h->peer[i].put_off) {
            h->peer[i].put_off = false;
            h->peer[i].read_after_us = 0;
        }
}

/* Offer one block to the core. EVN_E_AGAIN: it waits for another stream. */
static evn_err feed(struct evn_host *h, struct evn_peer *p, const uint8_t log_id[16],
                    const struct evn_block *block)
{
    evn_err err = evn_engine_room(h->engine) > 0 ? EVN_OK : evn_host_next_turn(h);
    if (err == EVN_OK)
        err = evn_engine_feed(h->engine, p->name, log_id, block);
    if (err == EVN_E_AGAIN) {
        p->put_off = true;
        p->read_after_us = evn_client_now_us() + PUT_OFF_MS * 1000;
        return err;
    }
    if (err == EVN_OK) {
        evn_host_desk_block(h, p->name, block);
        offer_again(h);
    } else
        fprintf(stderr, "%s: feed %s stops at %llu: %s\n", h->service->ops->name, p->name,
                (unsigned long long)block->first_seq, evn_err_name(err));
    return err;
}

static struct evn_block block_of(const struct evn_wire_block *from)
{
    return (struct evn_block){.first_seq = from->first_seq,
                              .count = from->count,
                              .recorded_at_us = from->recorded_at_us,
                              .incarnation = from->incarnation,
                              .payload = from->payload};
}

static evn_err take_blocks(struct evn_host *h, struct evn_peer *p, const struct evn_reply *got)
{
    struct evn_wire_reply reply;
    struct evn_refusal why;
    p->reading = false;
    p->read_after_us = evn_client_now_us() + PAUSE_MS * 1000;
    if (got->err != EVN_OK)
        return EVN_OK;
    evn_arena_reset(&h->arena);
    if (evn_reply_decode(got->bytes, &h->arena, &reply, &why) != EVN_OK || reply.refusal != NULL ||
        !reply.has_position)
        return EVN_OK;
    bool few = reply.n_block > 0 && got->bytes.len < FEW_BYTES;
    p->read_after_us = few ? evn_client_now_us() + GATHER_US : 0;
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < reply.n_block; i++) {
        struct evn_block block = block_of(&reply.block[i]);
        err = feed(h, p, reply.position.log_id, &block);
    }
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

/* Blocks that the desk asked for. */
static void take_fetched(struct evn_host *h, struct evn_peer *p, const struct evn_reply *got)
{
    struct evn_wire_reply reply;
    struct evn_refusal why;
    p->fetching = false;
    evn_arena_reset(&h->arena);
    if (got->err != EVN_OK || evn_reply_decode(got->bytes, &h->arena, &reply, &why) != EVN_OK)
        return;
    for (size_t i = 0; i < reply.n_block; i++) {
        struct evn_block block = block_of(&reply.block[i]);
        evn_host_desk_block(h, p->name, &block);
    }
}

/* What the target said of one command; whole-request refusals count as the command's. */
static void read_answer(struct evn_host *h, const struct evn_reply *got, struct evn_answer *answer,
                        struct evn_bytes *events)
{
    struct evn_wire_reply reply;
    struct evn_refusal why;
    *answer = (struct evn_answer){.refusal = evn_refusal_of(EVN_E_TIMED_OUT)};
    evn_arena_reset(&h->arena);
    if (got->err != EVN_OK || evn_reply_decode(got->bytes, &h->arena, &reply, &why) != EVN_OK)
        return;
    if (reply.refusal != NULL) {
        answer->refusal = evn_refusal_from_wire(reply.refusal);
        return;
    }
    if (reply.n_answer != 1)
        return;
    const struct evn_wire_answer *a = &reply.answer[0];
    answer->first_seq = a->first_seq;
    answer->count = a->count;
    answer->refusal =
        a->refusal != NULL ? evn_refusal_from_wire(a->refusal) : evn_refusal_of(EVN_OK);
    if (a->n_event > 0)
        *events = a->event[0];
}

static evn_err take_answer(struct evn_host *h, struct evn_peer *p, const struct evn_reply *got)
{
    for (size_t i = 0; i < p->n_sent; i++) {
        if (p->sent[i].corr != got->corr)
            continue;
        uint64_t outbox_seq = p->sent[i].outbox_seq;
        p->sent[i] = p->sent[--p->n_sent];
        struct evn_answer answer;
        struct evn_bytes events = {0};
        read_answer(h, got, &answer, &events);
        return evn_engine_lane_answer(h->engine, outbox_seq, &answer, events);
    }
    return EVN_OK;
}

evn_err evn_host_peers_take(struct evn_host *h)
{
    int64_t now_us = evn_client_now_us();
    evn_err err = EVN_OK;
    for (size_t i = 0; i < h->n_peers; i++) {
        struct evn_peer *p = &h->peer[i];
        struct evn_reply got;
        if (!evn_client_has_work(p->client, now_us))
            continue;
        evn_client_step(p->client);
        while (err == EVN_OK && evn_client_take(p->client, &got)) {
            if (p->fetching && got.corr == p->fetch_corr)
                take_fetched(h, p, &got);
            else
                err = p->reading && got.corr == p->read_corr ? take_blocks(h, p, &got)
                                                             : take_answer(h, p, &got);
        }
    }
    return err;
}

static bool start_read(struct evn_host *h, struct evn_peer *p, uint64_t from_seq, uint32_t wait_ms,
                       uint64_t *corr)
{
    struct evn_wire_read read = {.from_seq = from_seq, .wait_ms = wait_ms};
    struct evn_wire_request request = {.version = EVN_WIRE_VERSION, .read = &read};
    evn_buf_clear(&h->out);
    return evn_wire_encode(&evn_request_table, &request, &h->out) == EVN_OK &&
           evn_client_start(p->client, evn_bytes_of(h->out.at, h->out.len),
                            evn_client_now_us() + ANSWER_WAIT_MS * 1000, corr) == EVN_OK;
}

static void send_read(struct evn_host *h, struct evn_peer *p)
{
    struct evn_cursor cursor;
    evn_engine_cursor(h->engine, p->name, &cursor);
    p->reading = start_read(h, p, cursor.seq + 1, READ_WAIT_MS, &p->read_corr);
}

void evn_host_fetch(struct evn_host *h, const char *source, uint64_t from_seq)
{
    struct evn_peer *p = find(h, source);
    if (p != NULL && !p->fetching)
        p->fetching = start_read(h, p, from_seq, 0, &p->fetch_corr);
}

/* The command as the target gets it: the id, then what the outbox holds, and which event of ours
 * sends it. What it builds on are the streams this service has read, which the target may follow
 * too. */
static evn_err encode_command(struct evn_host *h, const struct evn_lane_entry *e)
{
    struct evn_journal_head head;
    evn_journal_tail(h->journal, &head);
    struct evn_position after[EVN_PEERS_MAX];
    size_t n_after = 0;
    for (size_t i = 0; i < h->n_peers; i++) {
        struct evn_cursor cursor;
        evn_engine_cursor(h->engine, h->peer[i].name, &cursor);
        if (cursor.seq == 0)
            continue;
        after[n_after] =
            (struct evn_position){.incarnation = cursor.incarnation, .seq = cursor.seq};
        memcpy(after[n_after++].log_id, cursor.log_id, sizeof cursor.log_id);
    }
    const uint8_t id_head[2] = {0x0a, EVN_ID_LEN};
    evn_buf_clear(&h->part);
    evn_err err = evn_buf_add(&h->part, evn_bytes_of(id_head, sizeof id_head));
    if (err == EVN_OK)
        err = evn_buf_add(&h->part, evn_bytes_of(e->id.b, EVN_ID_LEN));
    if (err == EVN_OK)
        err = evn_buf_add(&h->part, evn_bytes_of(e->command, e->len));
    struct evn_bytes command = evn_bytes_of(h->part.at, h->part.len);
    struct evn_wire_post post = {.command = &command, .n_command = 1};
    struct evn_position sent_by = {.incarnation = head.incarnation, .seq = e->seq};
    memcpy(sent_by.log_id, head.log_id, sizeof head.log_id);
    struct evn_wire_request request = {.version = EVN_WIRE_VERSION,
                                       .after = after,
                                       .n_after = n_after,
                                       .want_events = true,
                                       .sent_by = &sent_by,
                                       .post = &post};
    evn_buf_clear(&h->out);
    return err != EVN_OK ? err : evn_wire_encode(&evn_request_table, &request, &h->out);
}

static void send_lane(struct evn_host *h, struct evn_peer *p, int64_t now_us)
{
    struct evn_lanes *lanes = evn_engine_lanes(h->engine);
    struct evn_lane_entry *e;
    struct evn_engine_status status;
    evn_engine_status(h->engine, &status);
    while (p->n_sent < EVN_IN_FLIGHT_MAX &&
           (e = evn_lanes_next(lanes, p->name, status.committed, now_us)) != NULL) {
        uint64_t corr;
        if (encode_command(h, e) != EVN_OK ||
            evn_client_start(p->client, evn_bytes_of(h->out.at, h->out.len),
                             now_us + ANSWER_WAIT_MS * 1000, &corr) != EVN_OK) {
            e->n_tries++;
            evn_lane_entry_later(e, now_us);
            return;
        }
        e->in_flight = true;
        p->sent[p->n_sent].corr = corr;
        p->sent[p->n_sent++].outbox_seq = e->seq;
    }
}

/* A lane to a service that is not followed gets its connection when it is first needed. */
static void open_targets(struct evn_host *h)
{
    const struct evn_lanes *lanes = evn_engine_lanes(h->engine);
    for (size_t i = 0; i < lanes->n; i++)
        if (find(h, lanes->entry[i].target) == NULL)
            (void)(open_peer(h, lanes->entry[i].target, false) == EVN_OK);
}

void evn_host_peers_send(struct evn_host *h)
{
    int64_t now_us = evn_client_now_us();
    open_targets(h);
    for (size_t i = 0; i < h->n_peers; i++) {
        struct evn_peer *p = &h->peer[i];
        if (p->followed && !p->reading && now_us >= p->read_after_us)
            send_read(h, p);
        send_lane(h, p, now_us);
        if (now_us >= evn_client_due_us(p->client))
            evn_client_step(p->client);
    }
}

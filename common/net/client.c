#include "common/net/client.h"

#include "common/base/env.h"

#include <errno.h>
#include <stdlib.h>

enum {
    RETRY_FIRST_US = 1000000,
    RETRY_LAST_US = 8000000,
    FULL_RETRY_US = 5000, /* the socket took nothing although it is connected */
    ANSWERS_PER_STEP = 1024,
};

enum slot_state { SLOT_FREE, SLOT_WAITING, SLOT_DONE };

struct slot {
    enum slot_state state;
    bool was_sent;
    evn_err err; /* of a DONE slot */
    uint64_t corr;
    uint64_t generation; /* of the link when it was last sent */
    int64_t deadline_us;
    int64_t retry_at_us; /* when to send (again) */
    int64_t retry_gap_us;
    zmq_msg_t frame; /* the request while WAITING, the answer when DONE */
};

struct evn_client {
    struct evn_link link;
    size_t n_slots;
    struct slot *slots;
    size_t *free_slots, n_free;    /* stack */
    size_t *done, done_at, n_done; /* ring of finished slots in order of completion */
    uint64_t serial;               /* corr = serial * n_slots + slot */
    int64_t due_us;                /* no slot needs anything earlier */
    uint64_t seen_generation, seen_failed;
    zmq_msg_t held; /* bytes of the reply taken last */
    struct evn_client_counts counts;
};

int64_t evn_client_now_us(void)
{
    const struct evn_env *env = evn_env_real();
    return env->mono_us(env->self);
}

evn_err evn_client_open(struct evn_net *net, const char *endpoint, const struct evn_key *server,
                        struct evn_port port, struct evn_client **out)
{
    *out = NULL;
    EVN_ASSERT(server != NULL || evn_net_is_plain(net));
    struct evn_client *c = calloc(1, sizeof *c);
    if (c == NULL)
        return EVN_E_NO_MEMORY;
    c->n_slots = (size_t)port.in_flight_max;
    c->due_us = INT64_MAX;
    zmq_msg_init(&c->held);
    c->slots = calloc(c->n_slots, sizeof *c->slots);
    c->free_slots = calloc(c->n_slots, sizeof *c->free_slots);
    c->done = calloc(c->n_slots, sizeof *c->done);
    evn_err err = EVN_E_NO_MEMORY;
    if (c->slots != NULL && c->free_slots != NULL && c->done != NULL) {
        while (c->n_free < c->n_slots) {
            c->free_slots[c->n_free] = c->n_slots - 1 - c->n_free;
            c->n_free++;
        }
        err = evn_link_init(&c->link, net, ZMQ_DEALER, endpoint, server, port);
    }
    if (err == EVN_OK)
        *out = c;
    else
        evn_client_close(&c);
    return err;
}

void evn_client_close(struct evn_client **client)
{
    struct evn_client *c = *client;
    if (c == NULL)
        return;
    for (size_t i = 0; c->slots != NULL && i < c->n_slots; i++)
        if (c->slots[i].state != SLOT_FREE)
            zmq_msg_close(&c->slots[i].frame);
    evn_link_fini(&c->link);
    zmq_msg_close(&c->held);
    free(c->slots);
    free(c->free_slots);
    free(c->done);
    free(c);
    *client = NULL;
}

static void wake_by(struct evn_client *c, int64_t at_us)
{
    if (at_us < c->due_us)
        c->due_us = at_us;
}

/* End a request; its frame is already the answer, or is emptied here. */
static void finish(struct evn_client *c, struct slot *slot, evn_err err)
{
    if (err != EVN_OK) {
        zmq_msg_close(&slot->frame);
        zmq_msg_init(&slot->frame);
    }
    slot->state = SLOT_DONE;
    slot->err = err;
    c->done[(c->done_at + c->n_done++) % c->n_slots] = (size_t)(slot - c->slots);
}

static void plan_retry(struct evn_client *c, struct slot *slot, int64_t now_us)
{
    slot->retry_at_us = now_us + slot->retry_gap_us;
    slot->retry_gap_us *= 2;
    if (slot->retry_gap_us > RETRY_LAST_US)
        slot->retry_gap_us = RETRY_LAST_US;
    wake_by(c, slot->retry_at_us);
}

static bool send_now(struct evn_link *link, zmq_msg_t *frame)
{
    link->watch[0].maybe = true;
    if (zmq_msg_send(frame, link->socket, ZMQ_DONTWAIT) >= 0)
        return true;
    evn_socket_refresh(link->socket);
    return zmq_msg_send(frame, link->socket, ZMQ_DONTWAIT) >= 0;
}

/* Send the request's bytes, shared and not copied, if there is a connection. */
static void send_slot(struct evn_client *c, struct slot *slot, int64_t now_us)
{
    if (c->link.state != EVN_LINK_UP) {
        slot->retry_at_us = INT64_MAX; /* the next connection sends it */
        return;
    }
    zmq_msg_t copy;
    zmq_msg_init(&copy);
    if (zmq_msg_copy(&copy, &slot->frame) != 0 || !send_now(&c->link, &copy)) {
        zmq_msg_close(&copy);
        c->counts.n_put_off++;
        slot->retry_at_us = now_us + FULL_RETRY_US;
        wake_by(c, slot->retry_at_us);
        return;
    }
    c->counts.n_sent++;
    c->counts.n_resent += slot->was_sent;
    slot->was_sent = true;
    slot->generation = c->link.generation;
    plan_retry(c, slot, now_us);
}

size_t evn_client_message_max(const struct evn_client *c)
{
    return c->link.port.message_max;
}

evn_err evn_client_start(struct evn_client *c, struct evn_bytes bytes, int64_t deadline_us,
                         uint64_t *corr)
{
    if (bytes.len > c->link.port.message_max)
        return EVN_E_TOO_LARGE;
    if (c->n_free == 0)
        return EVN_E_AGAIN;
    size_t i = c->free_slots[c->n_free - 1];
    struct slot *slot = &c->slots[i];
    *slot = (struct slot){.deadline_us = deadline_us, .retry_gap_us = RETRY_FIRST_US};
    if (zmq_msg_init_size(&slot->frame, EVN_NET_CORR_LEN + bytes.len) != 0)
        return EVN_E_NO_MEMORY;
    c->n_free--;
    slot->corr = ++c->serial * c->n_slots + i;
    slot->state = SLOT_WAITING;
    uint8_t *data = zmq_msg_data(&slot->frame);
    evn_put_u64(data, slot->corr);
    if (bytes.len > 0)
        memcpy(data + EVN_NET_CORR_LEN, bytes.at, bytes.len);
    *corr = slot->corr;
    wake_by(c, deadline_us);
    send_slot(c, slot, evn_client_now_us());
    return EVN_OK;
}

size_t evn_client_poll(const struct evn_client *c, zmq_pollitem_t out[2])
{
    return evn_link_poll(&c->link, out);
}

size_t evn_client_watch(struct evn_client *c, struct evn_watch *out[2])
{
    if (c->link.socket == NULL)
        return 0;
    out[0] = &c->link.watch[0];
    out[1] = &c->link.watch[1];
    return 2;
}

bool evn_client_has_work(const struct evn_client *c, int64_t now_us)
{
    bool maybe = c->link.watch[0].maybe || c->link.watch[1].maybe;
    return maybe || now_us >= evn_client_due_us(c);
}

int64_t evn_client_due_us(const struct evn_client *c)
{
    if (c->n_done > 0)
        return 0;
    return c->due_us < c->link.remake_at_us ? c->due_us : c->link.remake_at_us;
}

static void receive_one(struct evn_client *c, zmq_msg_t *frame)
{
    bool single = zmq_msg_more(frame) == 0;
    while (zmq_msg_more(frame) != 0)
        if (zmq_msg_recv(frame, c->link.socket, ZMQ_DONTWAIT) < 0)
            break;
    uint64_t corr =
        single && zmq_msg_size(frame) >= EVN_NET_CORR_LEN ? evn_get_u64(zmq_msg_data(frame)) : 0;
    struct slot *slot = &c->slots[corr % c->n_slots];
    if (slot->state != SLOT_WAITING || slot->corr != corr) {
        c->counts.n_stray++;
        return;
    }
    zmq_msg_move(&slot->frame, frame);
    finish(c, slot, EVN_OK);
}

static void receive_all(struct evn_client *c)
{
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    for (int i = 0; i < ANSWERS_PER_STEP && c->link.socket != NULL; i++) {
        if (zmq_msg_recv(&frame, c->link.socket, ZMQ_DONTWAIT) < 0) {
            c->link.watch[0].maybe = errno != EAGAIN;
            break;
        }
        receive_one(c, &frame);
    }
    zmq_msg_close(&frame);
}

static evn_err failure_of(const struct evn_client *c, const struct slot *slot)
{
    if (slot->was_sent)
        return EVN_E_TIMED_OUT;
    switch (c->link.state) {
    case EVN_LINK_REFUSED:
        return EVN_E_UNKNOWN_KEY;
    case EVN_LINK_REVOKED:
        return EVN_E_KEY_REVOKED;
    case EVN_LINK_MISMATCH:
        return EVN_E_NET;
    default:
        return EVN_E_UNREACHABLE;
    }
}

/* Look at one waiting request: failed, late, to be sent, or still waiting. */
static void look_at(struct evn_client *c, struct slot *slot, bool failed, int64_t now_us)
{
    if (failed || now_us >= slot->deadline_us) {
        finish(c, slot, failure_of(c, slot));
        return;
    }
    wake_by(c, slot->deadline_us);
    bool new_link =
        c->link.state == EVN_LINK_UP && (!slot->was_sent || slot->generation != c->link.generation);
    if (now_us >= slot->retry_at_us || new_link)
        send_slot(c, slot, now_us);
    else
        wake_by(c, slot->retry_at_us);
}

void evn_client_step(struct evn_client *c)
{
    int64_t now_us = evn_client_now_us();
    receive_all(c);
    evn_link_step(&c->link, now_us);
    bool failed = c->link.n_failed != c->seen_failed;
    if (!failed && c->link.generation == c->seen_generation && now_us < c->due_us)
        return;
    c->seen_failed = c->link.n_failed;
    c->seen_generation = c->link.generation;
    c->due_us = INT64_MAX;
    for (size_t i = 0; i < c->n_slots; i++)
        if (c->slots[i].state == SLOT_WAITING)
            look_at(c, &c->slots[i], failed, now_us);
}

bool evn_client_take(struct evn_client *c, struct evn_reply *out)
{
    if (c->n_done == 0)
        return false;
    size_t i = c->done[c->done_at];
    c->done_at = (c->done_at + 1) % c->n_slots;
    c->n_done--;
    struct slot *slot = &c->slots[i];
    zmq_msg_move(&c->held, &slot->frame);
    zmq_msg_close(&slot->frame);
    slot->state = SLOT_FREE;
    c->free_slots[c->n_free++] = i;
    *out = (struct evn_reply){.corr = slot->corr, .err = slot->err};
    if (slot->err == EVN_OK)
        out->bytes = evn_bytes_of((uint8_t *)zmq_msg_data(&c->held) + EVN_NET_CORR_LEN,
                                  zmq_msg_size(&c->held) - EVN_NET_CORR_LEN);
    return true;
}

static void wait_until_due(struct evn_client *c)
{
    zmq_pollitem_t items[2];
    size_t n = evn_client_poll(c, items);
    int64_t left_us = evn_client_due_us(c) - evn_client_now_us();
    if (left_us > 0)
        zmq_poll(items, (int)n, (long)((left_us + 999) / 1000));
}

evn_err evn_client_ask(struct evn_client *c, struct evn_bytes bytes, int64_t wait_ms,
                       struct evn_reply *out)
{
    EVN_ASSERT(c->n_free == c->n_slots);
    *out = (struct evn_reply){0};
    out->err = evn_client_start(c, bytes, evn_client_now_us() + wait_ms * 1000, &out->corr);
    if (out->err != EVN_OK)
        return out->err;
    do {
        wait_until_due(c);
        evn_client_step(c);
    } while (!evn_client_take(c, out));
    return out->err;
}

enum evn_link_state evn_client_state(const struct evn_client *c)
{
    return c->link.state;
}

struct evn_client_counts evn_client_counts_of(const struct evn_client *c)
{
    return c->counts;
}

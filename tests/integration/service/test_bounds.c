/* What a service keeps for others is bounded: replies that wait for their flush, by number and by
 * bytes, and requests that wait for news. What is beyond is BUSY at once; nothing else suffers. */
#include "tests/integration/service/held.h"
#include "tests/lib/suite.h"

#include <sys/resource.h>

/* As the README says. */
enum { HELD_MAX = 16384, HELD_BYTES = 64 << 20, WAITING_MAX = 1024 };
enum {
    FLIGHT = 64, /* requests of a connection under way, and at the bulk door: */
    BULK_FLIGHT = 4,
    CLIENTS_MAX = HELD_MAX / FLIGHT + 1,
    BATCH = 24,   /* commands whose events make a large reply */
    BODY = 38000, /* bytes of each of them */
    BULK_CLIENTS = 20
};

static const char *program;
static struct held w;
static void *client[CLIENTS_MAX]; /* sockets: what is sent is sent once */
static size_t n_clients;
static struct evn_arena arena;

static void open_clients(size_t n, enum evn_door door)
{
    char endpoint[EVN_ENDPOINT_MAX + 1];
    struct evn_key key;
    struct evn_port port = door == EVN_DOOR_BULK ? evn_port_bulk : evn_port_interactive;
    EVN_MUST(evn_site_public_key(&w.site, "registry", &key) == EVN_OK);
    EVN_MUST(evn_site_endpoint(&w.site, "registry", door, endpoint) == EVN_OK);
    for (n_clients = 0; n_clients < n; n_clients++)
        EVN_MUST(evn_socket_connect(w.net, ZMQ_DEALER, endpoint, &key, NULL, port,
                                    &client[n_clients], NULL) == EVN_OK);
}

static void close_all(void)
{
    for (size_t i = 0; i < n_clients; i++)
        zmq_close(client[i]);
    held_close(&w);
}

static void send_one(void *to, struct evn_bytes bytes)
{
    static const uint8_t corr[EVN_NET_CORR_LEN] = {1};
    zmq_pollitem_t ready = {.socket = to, .events = ZMQ_POLLOUT};
    zmq_msg_t frame;
    EVN_MUST(zmq_poll(&ready, 1, HELD_WAIT_MS) == 1);
    EVN_MUST(zmq_msg_init_size(&frame, sizeof corr + bytes.len) == 0);
    memcpy(zmq_msg_data(&frame), corr, sizeof corr);
    memcpy((uint8_t *)zmq_msg_data(&frame) + sizeof corr, bytes.at, bytes.len);
    EVN_MUST(zmq_msg_send(&frame, to, 0) >= 0);
}

/* The same request from each client, `flight` times. */
static void send_all(struct evn_bytes bytes, int flight)
{
    for (int k = 0; k < flight; k++)
        for (size_t i = 0; i < n_clients; i++)
            send_one(client[i], bytes);
}

static evn_err refused(struct evn_bytes reply_bytes)
{
    struct evn_wire_reply reply;
    struct evn_refusal why;
    evn_arena_reset(&arena);
    EVN_MUST(evn_reply_decode(reply_bytes, &arena, &reply, &why) == EVN_OK);
    return reply.refusal != NULL ? evn_refusal_from_wire(reply.refusal).err : EVN_OK;
}

/* What came back. */
struct outcomes {
    unsigned n_answered, n_busy, n_behind;
};

static void take_some(void *from, struct outcomes *o)
{
    zmq_msg_t frame;
    zmq_msg_init(&frame);
    while (zmq_msg_recv(&frame, from, ZMQ_DONTWAIT) >= EVN_NET_CORR_LEN) {
        evn_err err = refused(evn_bytes_of((const uint8_t *)zmq_msg_data(&frame) + EVN_NET_CORR_LEN,
                                           zmq_msg_size(&frame) - EVN_NET_CORR_LEN));
        EVN_CHECK(err == EVN_OK || err == EVN_E_BUSY || err == EVN_E_BEHIND);
        o->n_answered += err == EVN_OK;
        o->n_busy += err == EVN_E_BUSY;
        o->n_behind += err == EVN_E_BEHIND;
    }
    zmq_msg_close(&frame);
}

/* The next `n` outcomes of all clients. */
static struct outcomes take_all(unsigned n)
{
    static zmq_pollitem_t item[CLIENTS_MAX];
    int64_t end_us = evn_client_now_us() + INT64_C(1000) * HELD_WAIT_MS;
    struct outcomes o = {0};
    unsigned n_taken = 0;
    while (n_taken < n && evn_client_now_us() < end_us) {
        for (size_t i = 0; i < n_clients; i++)
            item[i] = (zmq_pollitem_t){.socket = client[i], .events = ZMQ_POLLIN};
        zmq_poll(item, (int)n_clients, 1000);
        for (size_t i = 0; i < n_clients; i++)
            take_some(client[i], &o);
        n_taken = o.n_answered + o.n_busy + o.n_behind;
    }
    EVN_CHECK_EQ(n_taken, n);
    return o;
}

/* Decided, and not durable until flushes go on: every answer from now on is held. */
static void leave_one_on_its_way(void)
{
    struct evn_buf bytes;
    uint64_t corr;
    held_hold(&w);
    struct evn_bytes one = held_command(&bytes, 1000, 9000);
    struct evn_wire_post post = {.command = &one, .n_command = 1};
    struct evn_wire_request request = {.post = &post};
    EVN_MUST(evn_client_start(w.client, held_encode(&w, &request),
                              evn_client_now_us() + INT64_C(1000) * HELD_WAIT_MS, &corr) == EVN_OK);
    struct evn_wire_hello hello = {.client = "test"};
    struct evn_wire_request behind = {.hello = &hello};
    struct evn_reply got;
    EVN_MUST(evn_client_start(w.client, held_encode(&w, &behind),
                              evn_client_now_us() + INT64_C(1000) * HELD_WAIT_MS, &corr) == EVN_OK);
    EVN_MUST(held_take(w.client, &got) && got.corr == corr);
    evn_buf_fini(&bytes);
}

/* A Post that was answered; `*len` gets the size of its answer. To be sent again. */
static struct evn_bytes answered_post(struct evn_buf *keep, size_t n, size_t body, size_t *len,
                                      enum evn_door door)
{
    struct evn_buf bytes[BATCH];
    struct evn_bytes command[BATCH];
    struct evn_reply got;
    for (unsigned i = 0; i < n; i++)
        command[i] = held_command(&bytes[i], i, body);
    struct evn_wire_post post = {.command = command, .n_command = n};
    struct evn_wire_request request = {.post = &post, .want_events = n > 1};
    evn_buf_init(keep, 1 << 20);
    EVN_MUST(evn_buf_add(keep, held_encode(&w, &request)) == EVN_OK);
    for (unsigned i = 0; i < n; i++)
        evn_buf_fini(&bytes[i]);
    struct evn_bytes all = evn_bytes_of(keep->at, keep->len);
    struct evn_client *first = held_connect(&w, door);
    EVN_MUST(evn_client_ask(first, all, HELD_WAIT_MS, &got) == EVN_OK && got.err == EVN_OK);
    EVN_CHECK_OK(refused(got.bytes));
    *len = got.bytes.len;
    evn_client_close(&first);
    return all;
}

static void replies_that_wait_for_their_flush_are_bounded_in_number(void)
{
    struct evn_buf keep;
    size_t len;
    held_open(&w, program);
    open_clients(CLIENTS_MAX, EVN_DOOR_INTERACTIVE);
    struct evn_bytes again = answered_post(&keep, 1, 100, &len, EVN_DOOR_INTERACTIVE);
    leave_one_on_its_way(); /* its own answer is held, too */
    send_all(again, FLIGHT);
    unsigned n_all = CLIENTS_MAX * FLIGHT, n_busy = n_all - (HELD_MAX - 1);
    EVN_CHECK_EQ(take_all(n_busy).n_busy, n_busy);
    held_let_go(&w);
    EVN_CHECK_EQ(take_all(n_all - n_busy).n_answered, n_all - n_busy);
    evn_buf_fini(&keep);
    close_all();
}

static void replies_that_wait_for_their_flush_are_bounded_in_bytes(void)
{
    struct evn_buf keep;
    size_t len;
    held_open(&w, program);
    open_clients(BULK_CLIENTS, EVN_DOOR_BULK);
    struct evn_bytes again = answered_post(&keep, BATCH, BODY, &len, EVN_DOOR_BULK);
    EVN_CHECK(len > BATCH * BODY);
    leave_one_on_its_way();
    send_all(again, BULK_FLIGHT);
    /* One begins below the bound, at most, and ends above. */
    unsigned n_all = BULK_CLIENTS * BULK_FLIGHT, n_held = (unsigned)(HELD_BYTES / len) + 1;
    EVN_MUST(n_held < n_all);
    EVN_CHECK_EQ(take_all(n_all - n_held).n_busy, n_all - n_held);
    held_let_go(&w);
    EVN_CHECK_EQ(take_all(n_held).n_answered, n_held);
    evn_buf_fini(&keep);
    close_all();
}

/* All ask for the next event, which comes when those who may not wait for it were told so. */
static void requests_that_wait_for_news_are_bounded_in_number(void)
{
    struct evn_wire_hello hello = {.client = "test"};
    struct evn_wire_request first = {.hello = &hello};
    struct evn_reply got;
    struct evn_buf keep;
    size_t len;
    held_open(&w, program);
    open_clients(WAITING_MAX / FLIGHT + 1, EVN_DOOR_INTERACTIVE);
    EVN_MUST(evn_client_ask(w.client, held_encode(&w, &first), HELD_WAIT_MS, &got) == EVN_OK);
    struct evn_wire_read read = {.from_seq = held_decode(&w, &got).welcome->next_seq,
                                 .wait_ms = HELD_WAIT_MS};
    struct evn_wire_request request = {.read = &read};
    send_all(held_encode(&w, &request), FLIGHT);
    EVN_CHECK_EQ(take_all(FLIGHT).n_busy, FLIGHT);
    answered_post(&keep, 1, 100, &len, EVN_DOOR_INTERACTIVE);
    EVN_CHECK_EQ(take_all(WAITING_MAX).n_answered, WAITING_MAX);
    evn_buf_fini(&keep);
    close_all();
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(replies_that_wait_for_their_flush_are_bounded_in_number),
        EVN_TEST(replies_that_wait_for_their_flush_are_bounded_in_bytes),
        EVN_TEST(requests_that_wait_for_news_are_bounded_in_number),
    };
    struct rlimit files;
    if (argc < 2 || getrlimit(RLIMIT_NOFILE, &files) != 0)
        return 2;
    files.rlim_cur = files.rlim_max; /* hundreds of connections, here and in the service */
    if (setrlimit(RLIMIT_NOFILE, &files) != 0 || evn_arena_init(&arena, 4 << 20) != EVN_OK)
        return 2;
    program = argv[1];
    evn_test_in_memory();
    int status =
        evn_test_main(argc - 1, argv + 1, "service.bounds", tests, sizeof tests / sizeof tests[0]);
    evn_arena_fini(&arena);
    return status;
}

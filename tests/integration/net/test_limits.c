#include "tests/integration/net/world.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

enum { MIB = 1 << 20 };

static int64_t resident_bytes(void)
{
    long size, resident = 0;
    FILE *f = fopen("/proc/self/statm", "r");
    EVN_MUST(f != NULL && fscanf(f, "%ld %ld", &size, &resident) == 2);
    fclose(f);
    return (int64_t)resident * sysconf(_SC_PAGESIZE);
}

/* A connected peer of its own making with our key and queues of `port`. */
static void *guest(struct world *w, enum evn_door door, struct evn_port port)
{
    void *socket, *events;
    EVN_MUST(evn_socket_connect(w->net, ZMQ_DEALER, w->endpoints[door], &w->self.public_key, NULL,
                                port, &socket, &events) == EVN_OK);
    zmq_pollitem_t item = {.socket = events, .events = ZMQ_POLLIN};
    EVN_MUST(zmq_poll(&item, 1, WORLD_WAIT_MS) == 1);
    EVN_MUST(evn_socket_event(events) == EVN_SOCKET_UP);
    zmq_socket_monitor(socket, NULL, 0);
    evn_socket_close(&events);
    return socket;
}

static void send_bytes(void *socket, size_t len, int flags)
{
    static uint8_t bytes[MIB];
    EVN_MUST(zmq_send(socket, bytes, len, flags) == (int)len);
}

/* The service still answers others. */
static void expect_service(struct world *w)
{
    struct evn_client *client = world_client(w, EVN_DOOR_INTERACTIVE);
    world_ask(client, "well?", 5000);
    struct evn_reply reply = world_outcome(w, client);
    EVN_CHECK(world_says(&reply, "echo well?"));
    evn_client_close(&client);
}

static void wait_for_malformed(struct world *w, uint64_t n)
{
    while (evn_server_counts_of(w->server).n_malformed < n) {
        world_wait(w, NULL, 0, WORLD_WAIT_MS);
        world_serve(w);
    }
}

static void malformed_messages_are_counted_and_skipped(void)
{
    struct world w;
    world_open(&w, WORLD_TCP);
    void *socket = guest(&w, EVN_DOOR_INTERACTIVE, evn_port_interactive);
    send_bytes(socket, 7, 0);
    wait_for_malformed(&w, 1);
    send_bytes(socket, 8, ZMQ_SNDMORE);
    send_bytes(socket, 9, ZMQ_SNDMORE);
    send_bytes(socket, 9, 0);
    wait_for_malformed(&w, 2);
    send_bytes(socket, 0, 0);
    wait_for_malformed(&w, 3);
    EVN_CHECK_EQ(evn_server_counts_of(w.server).n_received, 0);
    expect_service(&w);
    evn_socket_close(&socket);
    world_close(&w);
}

static void a_message_just_over_the_cap_is_counted_and_not_given_to_the_service(void)
{
    struct world w;
    world_open(&w, WORLD_TCP);
    void *socket = guest(&w, EVN_DOOR_INTERACTIVE, evn_port_bulk);
    send_bytes(socket, EVN_NET_CORR_LEN + evn_port_interactive.message_max + 1, 0);
    while (evn_server_counts_of(w.server).n_too_large == 0) {
        world_wait(&w, NULL, 0, WORLD_WAIT_MS);
        world_serve(&w);
    }
    EVN_CHECK_EQ(evn_server_counts_of(w.server).n_received, 0);
    send_bytes(socket, EVN_NET_CORR_LEN + evn_port_interactive.message_max - 5, 0);
    while (w.n_answered == 0) {
        world_wait(&w, NULL, 0, WORLD_WAIT_MS);
        world_serve(&w);
    }
    evn_socket_close(&socket);
    world_close(&w);
}

static void a_message_far_over_the_cap_cuts_its_connection_and_no_other(void)
{
    struct world w;
    world_open(&w, WORLD_TCP);
    void *socket, *events;
    EVN_MUST(evn_socket_connect(w.net, ZMQ_DEALER, w.endpoints[0], &w.self.public_key, NULL,
                                evn_port_bulk, &socket, &events) == EVN_OK);
    zmq_pollitem_t item = {.socket = events, .events = ZMQ_POLLIN};
    EVN_MUST(zmq_poll(&item, 1, WORLD_WAIT_MS) == 1);
    EVN_MUST(evn_socket_event(events) == EVN_SOCKET_UP);
    send_bytes(socket, MIB, 0);
    EVN_MUST(zmq_poll(&item, 1, WORLD_WAIT_MS) == 1);
    EVN_CHECK_EQ(evn_socket_event(events), EVN_SOCKET_DOWN);
    expect_service(&w);
    EVN_CHECK_EQ(evn_server_counts_of(w.server).n_received, 1);
    evn_socket_close(&socket);
    evn_socket_close(&events);
    world_close(&w);
}

/* One client asks for much and reads nothing: its answers are dropped, memory stays bounded. */
static void a_client_that_does_not_read_slows_nobody(void)
{
    struct world w;
    world_open(&w, WORLD_TCP);
    void *socket = guest(&w, EVN_DOOR_BULK, evn_port_bulk);
    int64_t until_us = evn_client_now_us() + WORLD_WAIT_MS * 1000;
    while (evn_server_counts_of(w.server).n_full < 20) {
        EVN_MUST(evn_client_now_us() < until_us);
        send_bytes(socket, MIB - 100, 0);
        world_wait(&w, NULL, 0, WORLD_WAIT_MS);
        world_serve(&w);
    }
    /* Taken to be sent: 8 here, 8 there, and what the kernel holds of a connection. */
    EVN_CHECK(evn_server_counts_of(w.server).n_sent < 64);
    int64_t from_us = evn_client_now_us();
    expect_service(&w);
    EVN_CHECK(evn_client_now_us() - from_us < 1000000);
    evn_socket_close(&socket);
    world_close(&w);
}

static void an_answer_for_a_closed_connection_is_counted(void)
{
    struct world w;
    struct evn_request request;
    world_open(&w, WORLD_TCP);
    void *socket = guest(&w, EVN_DOOR_INTERACTIVE, evn_port_interactive);
    send_bytes(socket, 20, 0);
    while (evn_server_receive(w.server, &request) != EVN_OK)
        world_wait(&w, NULL, 0, WORLD_WAIT_MS);
    evn_socket_close(&socket);
    int64_t until_us = evn_client_now_us() + WORLD_WAIT_MS * 1000;
    while (evn_server_send(w.server, &request.route, evn_bytes_text("late")) == EVN_OK) {
        EVN_MUST(evn_client_now_us() < until_us);
        zmq_poll(NULL, 0, 1);
    }
    EVN_CHECK(evn_server_counts_of(w.server).n_gone == 1);
    evn_request_fini(&request);
    world_close(&w);
}

static int connect_raw(const char *endpoint)
{
    struct sockaddr_in to = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    to.sin_port = htons((uint16_t)atoi(strrchr(endpoint, ':') + 1));
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EVN_MUST(fd >= 0 && connect(fd, (struct sockaddr *)&to, sizeof to) == 0);
    return fd;
}

/* Speak ZMTP 3.0 as far as the greeting, then announce one frame of `n` bytes and push it until
 * it is done or the other side hangs up. Returns the bytes it took. */
static size_t push_frame(const char *endpoint, size_t n)
{
    static const uint8_t block[1 << 16];
    uint8_t greeting[64] = {[0] = 0xff, [9] = 0x7f, [10] = 3};
    uint8_t head[9] = {0x06};
    size_t pushed = 0;
    int fd = connect_raw(endpoint);
    memcpy(greeting + 12, "CURVE", 5);
    evn_put_be64(head + 1, n);
    bool open = send(fd, greeting, sizeof greeting, MSG_NOSIGNAL) == sizeof greeting &&
                send(fd, head, sizeof head, MSG_NOSIGNAL) == sizeof head;
    struct timeval limit = {.tv_sec = 3};
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof limit);
    while (open && pushed < n) {
        ssize_t sent = send(fd, block, sizeof block, MSG_NOSIGNAL);
        open = sent > 0;
        pushed += open ? (size_t)sent : 0;
    }
    close(fd);
    return pushed;
}

static void a_stranger_cannot_fill_the_memory(void)
{
    struct world w;
    world_open(&w, WORLD_TCP);
    int64_t before = resident_bytes();
    size_t took = push_frame(w.endpoints[EVN_DOOR_BULK], 200 * (size_t)MIB);
    EVN_CHECK(took < 16 * (size_t)MIB);
    EVN_CHECK(resident_bytes() - before < 16 * (int64_t)MIB);
    expect_service(&w);
    world_close(&w);
}

/* The control: libzmq's own defaults take it all. */
static void without_the_cap_a_stranger_would_fill_the_memory(void)
{
    void *context = zmq_ctx_new(), *router = zmq_socket(context, ZMQ_ROUTER);
    int one = 1, zero = 0;
    struct evn_key_pair key;
    EVN_MUST(evn_key_generate(&key) == EVN_OK);
    zmq_setsockopt(router, ZMQ_LINGER, &zero, sizeof zero);
    zmq_setsockopt(router, ZMQ_CURVE_SERVER, &one, sizeof one);
    zmq_setsockopt(router, ZMQ_CURVE_SECRETKEY, key.secret, EVN_KEY_LEN);
    EVN_MUST(zmq_bind(router, "tcp://127.0.0.1:*") == 0);
    char endpoint[256];
    size_t len = sizeof endpoint;
    zmq_getsockopt(router, ZMQ_LAST_ENDPOINT, endpoint, &len);
    EVN_CHECK_EQ(push_frame(endpoint, 64 * (size_t)MIB), 64 * (size_t)MIB);
    zmq_close(router);
    zmq_ctx_term(context);
}

static void a_stranger_who_says_nothing_is_cut_off(void)
{
    struct world w;
    uint8_t bytes[128];
    world_open(&w, WORLD_TCP);
    int fd = connect_raw(w.endpoints[0]);
    ssize_t got = 1;
    while (got > 0) {
        struct pollfd item = {.fd = fd, .events = POLLIN};
        EVN_MUST(poll(&item, 1, WORLD_WAIT_MS) == 1);
        got = read(fd, bytes, sizeof bytes);
    }
    EVN_CHECK(got <= 0);
    close(fd);
    world_close(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(malformed_messages_are_counted_and_skipped),
        EVN_TEST(a_message_just_over_the_cap_is_counted_and_not_given_to_the_service),
        EVN_TEST(a_message_far_over_the_cap_cuts_its_connection_and_no_other),
        EVN_TEST(a_client_that_does_not_read_slows_nobody),
        EVN_TEST(an_answer_for_a_closed_connection_is_counted),
        EVN_TEST(a_stranger_cannot_fill_the_memory),
        EVN_TEST(without_the_cap_a_stranger_would_fill_the_memory),
        EVN_TEST(a_stranger_who_says_nothing_is_cut_off),
    };
    return evn_test_main(argc, argv, "net.limits", tests, sizeof tests / sizeof tests[0]);
}

#include "common/net/selftest.h"
#include "tests/integration/net/world.h"

#include <sys/stat.h>

/* A request with a key pair of one's own, made without the client: what comes of the handshake. */
static enum evn_socket_event knock(struct world *w, const struct evn_key_pair *self, void **out,
                                   void **events)
{
    EVN_MUST(evn_socket_connect(w->net, ZMQ_DEALER, w->endpoints[0], &w->self.public_key, self,
                                evn_port_interactive, out, events) == EVN_OK);
    zmq_pollitem_t item = {.socket = *events, .events = ZMQ_POLLIN};
    EVN_MUST(zmq_poll(&item, 1, WORLD_WAIT_MS) == 1);
    return evn_socket_event(*events);
}

static enum evn_socket_event knock_once(struct world *w, const struct evn_key_pair *self)
{
    void *socket, *events;
    enum evn_socket_event event = knock(w, self, &socket, &events);
    evn_socket_close(&socket);
    evn_socket_close(&events);
    return event;
}

static void send_raw(void *socket, uint64_t corr, const char *text)
{
    uint8_t frame[64];
    evn_put_u64(frame, corr);
    memcpy(frame + 8, text, strlen(text));
    EVN_MUST(zmq_send(socket, frame, 8 + strlen(text), 0) == (int)(8 + strlen(text)));
}

static void receive(struct world *w, struct evn_request *out)
{
    zmq_pollitem_t items[EVN_N_DOORS];
    while (evn_server_receive(w->server, out) != EVN_OK)
        EVN_MUST(zmq_poll(items, (int)evn_server_poll(w->server, items), WORLD_WAIT_MS) > 0);
}

static void the_service_knows_which_key_asks(void)
{
    struct world w;
    struct evn_key_pair other;
    void *socket, *events;
    struct evn_request request;
    world_open(&w, WORLD_TCP);
    EVN_MUST(evn_key_generate(&other) == EVN_OK);
    world_allow(&w, (struct evn_key[]){other.public_key, w.self.public_key}, 2);
    EVN_CHECK_EQ(knock(&w, &other, &socket, &events), EVN_SOCKET_UP);
    send_raw(socket, 7, "who am I");
    receive(&w, &request);
    EVN_CHECK(evn_key_equal(&request.key, &other.public_key));
    EVN_CHECK(!request.is_revoked);
    EVN_CHECK_EQ(request.route.corr, 7);
    EVN_CHECK(evn_bytes_equal(request.bytes, evn_bytes_text("who am I")));
    evn_request_fini(&request);
    evn_socket_close(&socket);
    evn_socket_close(&events);
    world_close(&w);
}

static void unknown_keys_are_refused_and_allowed_ones_let_in(void)
{
    struct world w;
    struct evn_key_pair other;
    world_open(&w, WORLD_TCP);
    EVN_MUST(evn_key_generate(&other) == EVN_OK);
    EVN_CHECK_EQ(knock_once(&w, &other), EVN_SOCKET_REFUSED);
    world_allow(&w, &other.public_key, 1);
    EVN_CHECK_EQ(knock_once(&w, &other), EVN_SOCKET_UP);
    EVN_CHECK_EQ(knock_once(&w, &w.self), EVN_SOCKET_REFUSED);
    struct evn_zap_counts counts = evn_zap_counts_of(evn_net_zap(w.net));
    EVN_CHECK_EQ(counts.n_accepted, 1);
    EVN_CHECK_EQ(counts.n_refused, 2);
    world_close(&w);
}

static void a_revoked_key_is_known_at_its_next_request_and_refused_at_its_next_handshake(void)
{
    struct world w;
    struct evn_key_pair other;
    void *socket, *events;
    struct evn_request request;
    world_open(&w, WORLD_TCP);
    EVN_MUST(evn_key_generate(&other) == EVN_OK);
    world_allow(&w, &other.public_key, 1);
    EVN_CHECK_EQ(knock(&w, &other, &socket, &events), EVN_SOCKET_UP);
    world_allow(&w, NULL, 0);
    send_raw(socket, 1, "still here");
    receive(&w, &request);
    EVN_CHECK(request.is_revoked);
    EVN_CHECK(evn_key_equal(&request.key, &other.public_key));
    evn_request_fini(&request);
    EVN_CHECK_EQ(knock_once(&w, &other), EVN_SOCKET_REFUSED);
    evn_socket_close(&socket);
    evn_socket_close(&events);
    world_close(&w);
}

/* A DEALER of plain libzmq, with no security or with PLAIN, as a stranger would make it. */
static void expect_nothing_from(struct world *w, bool with_plain)
{
    void *context = zmq_ctx_new(), *socket = zmq_socket(context, ZMQ_DEALER);
    int zero = 0;
    zmq_setsockopt(socket, ZMQ_LINGER, &zero, sizeof zero);
    if (with_plain) {
        zmq_setsockopt(socket, ZMQ_PLAIN_USERNAME, "admin", 5);
        zmq_setsockopt(socket, ZMQ_PLAIN_PASSWORD, "admin", 5);
    }
    EVN_MUST(zmq_socket_monitor(socket, "inproc://stranger", ZMQ_EVENT_ALL) == 0);
    void *events = zmq_socket(context, ZMQ_PAIR);
    EVN_MUST(zmq_connect(events, "inproc://stranger") == 0);
    EVN_MUST(zmq_connect(socket, w->endpoints[0]) == 0);
    send_raw(socket, 1, "let me in");
    bool refused = false, connected = false;
    while (!refused && !connected) {
        zmq_pollitem_t item = {.socket = events, .events = ZMQ_POLLIN};
        EVN_MUST(zmq_poll(&item, 1, WORLD_WAIT_MS) == 1);
        uint8_t head[6], address[256];
        zmq_recv(events, head, sizeof head, 0);
        zmq_recv(events, address, sizeof address, 0);
        uint16_t event = evn_get_u16(head);
        refused = event == ZMQ_EVENT_HANDSHAKE_FAILED_PROTOCOL ||
                  event == ZMQ_EVENT_HANDSHAKE_FAILED_NO_DETAIL || event == ZMQ_EVENT_DISCONNECTED;
        connected = event == ZMQ_EVENT_HANDSHAKE_SUCCEEDED;
    }
    EVN_CHECK(refused && !connected);
    struct evn_request request;
    EVN_CHECK_ERR(evn_server_receive(w->server, &request), EVN_E_AGAIN);
    zmq_close(socket);
    zmq_close(events);
    zmq_ctx_term(context);
}

static void peers_without_curve_get_nothing(void)
{
    struct world w;
    world_open(&w, WORLD_TCP);
    expect_nothing_from(&w, false);
    expect_nothing_from(&w, true);
    world_close(&w);
    world_open(&w, WORLD_IPC);
    expect_nothing_from(&w, false);
    world_close(&w);
}

static void the_self_test_passes_on_tcp_and_ipc(void)
{
    for (int transport = WORLD_TCP; transport <= WORLD_IPC; transport++) {
        struct world w;
        world_open(&w, (enum world_transport)transport);
        EVN_CHECK_OK(evn_selftest(w.net, w.endpoints[0]));
        EVN_CHECK_OK(evn_selftest(w.net, w.endpoints[1]));
        EVN_CHECK_EQ(evn_zap_counts_of(evn_net_zap(w.net)).n_accepted, 2);
        world_close(&w);
    }
}

/* A ROUTER as libzmq makes it by default: CURVE, but nobody asked who is allowed. */
static void the_self_test_notices_a_socket_that_lets_everybody_in(void)
{
    struct world w;
    world_open(&w, WORLD_TCP);
    void *context = zmq_ctx_new(), *socket = zmq_socket(context, ZMQ_ROUTER);
    int one = 1, zero = 0;
    zmq_setsockopt(socket, ZMQ_LINGER, &zero, sizeof zero);
    zmq_setsockopt(socket, ZMQ_CURVE_SERVER, &one, sizeof one);
    zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, w.self.secret, EVN_KEY_LEN);
    EVN_MUST(zmq_bind(socket, "tcp://127.0.0.1:*") == 0);
    char endpoint[256];
    size_t len = sizeof endpoint;
    zmq_getsockopt(socket, ZMQ_LAST_ENDPOINT, endpoint, &len);
    EVN_CHECK_ERR(evn_selftest(w.net, endpoint), EVN_E_NOT_SECURE);
    zmq_close(socket);
    zmq_ctx_term(context);
    world_close(&w);
}

static void nothing_is_bound_without_a_handler(void)
{
    struct evn_key_pair self;
    struct evn_net *net;
    struct evn_server *server;
    struct evn_refusal why;
    EVN_MUST(evn_key_generate(&self) == EVN_OK);
    struct evn_net_config config = {.key = &self};
    EVN_MUST(evn_net_open(&config, &net) == EVN_OK);
    const char *endpoints[EVN_N_DOORS] = {"tcp://127.0.0.1:*", NULL};
    EVN_CHECK_ERR(evn_server_open(net, endpoints, &server, &why), EVN_E_NOT_SECURE);
    EVN_CHECK(server == NULL);
    EVN_CHECK_ERR(why.err, EVN_E_NOT_SECURE);
    evn_net_close(&net);
    EVN_CHECK_ERR(evn_net_open(&(struct evn_net_config){.serve = true}, &net), EVN_E_CONFIG);
}

static void plain_binds_on_this_machine_only(void)
{
    struct evn_net *net;
    void *socket;
    struct evn_refusal why;
    EVN_MUST(evn_net_open(&(struct evn_net_config){.plain = true}, &net) == EVN_OK);
    EVN_CHECK_ERR(
        evn_socket_bind(net, ZMQ_ROUTER, "tcp://*:*", evn_port_interactive, &socket, &why),
        EVN_E_NOT_SECURE);
    EVN_CHECK_ERR(evn_socket_connect(net, ZMQ_DEALER, "tcp://192.0.2.1:5555", NULL, NULL,
                                     evn_port_interactive, &socket, NULL),
                  EVN_E_NOT_SECURE);
    EVN_CHECK_OK(
        evn_socket_bind(net, ZMQ_ROUTER, "tcp://127.0.0.1:*", evn_port_interactive, &socket, &why));
    evn_socket_close(&socket);
    evn_net_close(&net);
}

static void an_ipc_socket_is_for_its_owner_alone(void)
{
    struct world w;
    struct stat st;
    world_open(&w, WORLD_IPC);
    EVN_MUST(stat(evn_endpoint_path(w.endpoints[0]), &st) == 0);
    EVN_CHECK_EQ(st.st_mode & 0777, 0600);
    char folder[300], endpoint[400];
    snprintf(folder, sizeof folder, "%s/open", evn_test_dir());
    snprintf(endpoint, sizeof endpoint, "ipc://%s/door", folder);
    EVN_MUST(mkdir(folder, 0755) == 0 && chmod(folder, 0755) == 0);
    void *socket;
    struct evn_refusal why;
    EVN_CHECK_ERR(evn_socket_bind(w.net, ZMQ_ROUTER, endpoint, evn_port_interactive, &socket, &why),
                  EVN_E_CONFIG);
    EVN_CHECK_TEXT(why.field, "endpoint");
    EVN_MUST(chmod(folder, 0700) == 0);
    EVN_CHECK_OK(evn_socket_bind(w.net, ZMQ_ROUTER, endpoint, evn_port_interactive, &socket, &why));
    evn_socket_close(&socket);
    world_close(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(the_service_knows_which_key_asks),
        EVN_TEST(unknown_keys_are_refused_and_allowed_ones_let_in),
        EVN_TEST(a_revoked_key_is_known_at_its_next_request_and_refused_at_its_next_handshake),
        EVN_TEST(peers_without_curve_get_nothing),
        EVN_TEST(the_self_test_passes_on_tcp_and_ipc),
        EVN_TEST(the_self_test_notices_a_socket_that_lets_everybody_in),
        EVN_TEST(nothing_is_bound_without_a_handler),
        EVN_TEST(plain_binds_on_this_machine_only),
        EVN_TEST(an_ipc_socket_is_for_its_owner_alone),
    };
    return evn_test_main(argc, argv, "net.admission", tests, sizeof tests / sizeof tests[0]);
}

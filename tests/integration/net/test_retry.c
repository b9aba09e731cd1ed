#include "tests/integration/net/world.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

enum { N_CLIENTS = 64, N_ROUNDS = 16 };

/* The service's turn until it has taken `n` requests without answering them. */
static void swallow(struct world *w, struct evn_client *client, unsigned n)
{
    struct evn_request request;
    for (unsigned taken = 0; taken < n;) {
        evn_client_step(client);
        while (evn_server_receive(w->server, &request) == EVN_OK) {
            evn_request_fini(&request);
            taken++;
        }
        if (taken < n)
            world_wait(w, &client, 1, 100);
    }
}

static void an_answer_lost_in_a_restart_comes_once_from_the_next_life(enum world_transport how)
{
    enum { N = 20 };
    struct world w;
    bool seen[N] = {false};
    uint64_t corr[N];
    world_open(&w, how);
    struct evn_client *client = world_client(&w, EVN_DOOR_INTERACTIVE);
    for (int i = 0; i < N; i++)
        corr[i] = world_ask(client, "receive 5 boxes", WORLD_WAIT_MS);
    swallow(&w, client, N);
    world_stop_server(&w);
    world_start_server(&w);
    for (int i = 0; i < N; i++) {
        struct evn_reply reply = world_outcome(&w, client);
        EVN_CHECK(world_says(&reply, "echo receive 5 boxes"));
        for (int j = 0; j < N; j++)
            if (reply.corr == corr[j]) {
                EVN_CHECK(!seen[j]);
                seen[j] = true;
            }
    }
    for (int i = 0; i < N; i++)
        EVN_CHECK(seen[i]);
    struct evn_reply extra;
    EVN_CHECK(!evn_client_take(client, &extra));
    EVN_CHECK(evn_client_counts_of(client).n_resent >= N);
    evn_client_close(&client);
    world_close(&w);
}

static void an_answer_lost_in_a_restart_comes_once_over_tcp(void)
{
    an_answer_lost_in_a_restart_comes_once_from_the_next_life(WORLD_TCP);
}

static void an_answer_lost_in_a_restart_comes_once_over_ipc(void)
{
    an_answer_lost_in_a_restart_comes_once_from_the_next_life(WORLD_IPC);
}

/* The service answers the request and its retry: one outcome, one stray. */
static void a_second_answer_to_the_same_request_is_dropped(void)
{
    struct world w;
    world_open(&w, WORLD_TCP);
    struct evn_client *client = world_client(&w, EVN_DOOR_INTERACTIVE);
    world_ask(client, "first", 5000);
    struct evn_request request;
    while (evn_server_receive(w.server, &request) != EVN_OK) {
        evn_client_step(client);
        world_wait(&w, &client, 1, 100);
    }
    for (int i = 0; i < 2; i++)
        EVN_CHECK_OK(evn_server_send(w.server, &request.route, evn_bytes_text("done")));
    evn_request_fini(&request);
    struct evn_reply reply = world_outcome(&w, client);
    EVN_CHECK(world_says(&reply, "done"));
    world_ask(client, "second", 5000);
    reply = world_outcome(&w, client);
    EVN_CHECK(world_says(&reply, "echo second"));
    EVN_CHECK_EQ(evn_client_counts_of(client).n_stray, 1);
    evn_client_close(&client);
    world_close(&w);
}

static void a_request_that_is_never_answered_times_out_at_its_deadline(void)
{
    struct world w;
    world_open(&w, WORLD_TCP);
    w.is_deaf = true;
    struct evn_client *client = world_client(&w, EVN_DOOR_INTERACTIVE);
    int64_t from_us = evn_client_now_us();
    world_ask(client, "anyone there", 2500);
    struct evn_reply reply = world_outcome(&w, client);
    int64_t took_us = evn_client_now_us() - from_us;
    EVN_CHECK_ERR(reply.err, EVN_E_TIMED_OUT);
    EVN_CHECK(took_us >= 2500000 && took_us < 5000000);
    EVN_CHECK_EQ(evn_client_counts_of(client).n_sent, 2);
    EVN_CHECK_EQ(evn_server_counts_of(w.server).n_received, 2);
    evn_client_close(&client);
    world_close(&w);
}

/* A port that is taken, so that nobody else gets it, and where nobody listens. */
static int hold_port(char endpoint[EVN_ENDPOINT_MAX + 1])
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EVN_MUST(fd >= 0 && bind(fd, (struct sockaddr *)&at, len) == 0 &&
             getsockname(fd, (struct sockaddr *)&at, &len) == 0);
    snprintf(endpoint, EVN_ENDPOINT_MAX + 1, "tcp://127.0.0.1:%d", ntohs(at.sin_port));
    return fd;
}

static void expect_unreachable(struct world *w, const char *endpoint)
{
    struct evn_reply reply;
    struct evn_client *client;
    EVN_MUST(evn_client_open(w->net, endpoint, &w->self.public_key, evn_port_interactive,
                             &client) == EVN_OK);
    int64_t from_us = evn_client_now_us();
    EVN_CHECK_ERR(evn_client_ask(client, evn_bytes_text("hello"), 300, &reply), EVN_E_UNREACHABLE);
    int64_t took_us = evn_client_now_us() - from_us;
    EVN_CHECK(took_us >= 300000 && took_us < 2000000);
    EVN_CHECK_EQ(evn_client_counts_of(client).n_sent, 0);
    evn_client_close(&client);
}

static void a_request_to_nobody_is_unreachable_at_its_deadline(void)
{
    struct world w;
    char endpoint[EVN_ENDPOINT_MAX + 1];
    world_open(&w, WORLD_TCP);
    int fd = hold_port(endpoint);
    expect_unreachable(&w, endpoint);
    close(fd);
    snprintf(endpoint, sizeof endpoint, "ipc://%s/nobody", evn_test_dir());
    expect_unreachable(&w, endpoint);
    world_close(&w);
}

static void an_unknown_key_is_told_so_and_works_once_it_is_allowed(void)
{
    struct world w;
    world_open(&w, WORLD_TCP);
    world_allow(&w, NULL, 0);
    struct evn_client *client = world_client(&w, EVN_DOOR_INTERACTIVE);
    world_ask(client, "hello", WORLD_WAIT_MS);
    struct evn_reply reply = world_outcome(&w, client);
    EVN_CHECK_ERR(reply.err, EVN_E_UNKNOWN_KEY);
    EVN_CHECK_EQ(evn_client_state(client), EVN_LINK_REFUSED);
    world_allow(&w, &w.self.public_key, 1);
    world_ask(client, "hello again", WORLD_WAIT_MS);
    reply = world_outcome(&w, client);
    EVN_CHECK(world_says(&reply, "echo hello again"));
    EVN_CHECK_EQ(evn_client_state(client), EVN_LINK_UP);
    evn_client_close(&client);
    world_close(&w);
}

/* It is let in no more than a stranger's, but its holder is told why. */
static void a_revoked_key_is_told_so(void)
{
    struct world w;
    world_open(&w, WORLD_TCP);
    world_allow(&w, NULL, 0);
    EVN_MUST(evn_allow_revoke(evn_net_allow(w.net), &w.self.public_key, 1) == EVN_OK);
    struct evn_client *client = world_client(&w, EVN_DOOR_INTERACTIVE);
    world_ask(client, "hello", WORLD_WAIT_MS);
    struct evn_reply reply = world_outcome(&w, client);
    EVN_CHECK_ERR(reply.err, EVN_E_KEY_REVOKED);
    EVN_CHECK_EQ(evn_client_state(client), EVN_LINK_REVOKED);
    EVN_CHECK_EQ(evn_client_counts_of(client).n_sent, 0);
    evn_client_close(&client);
    world_close(&w);
}

/* Who listens there holds another key than the one we were told. */
static void an_impostor_gets_no_request(void)
{
    struct world w;
    struct evn_key_pair expected;
    struct evn_client *client;
    world_open(&w, WORLD_TCP);
    EVN_MUST(evn_key_generate(&expected) == EVN_OK);
    EVN_MUST(evn_client_open(w.net, w.endpoints[0], &expected.public_key, evn_port_interactive,
                             &client) == EVN_OK);
    world_ask(client, "secret plan", 500);
    struct evn_reply reply = world_outcome(&w, client);
    EVN_CHECK_ERR(reply.err, EVN_E_UNREACHABLE);
    EVN_CHECK_EQ(evn_server_counts_of(w.server).n_received, 0);
    evn_client_close(&client);
    world_close(&w);
}

/* 64 clients, each with several in flight: every request has its own answer. */
static void many_clients_each_get_their_own_answers(void)
{
    struct world w;
    struct evn_client *clients[N_CLIENTS];
    uint64_t corr[N_CLIENTS][N_ROUNDS];
    char text[32];
    world_open(&w, WORLD_TCP);
    for (int i = 0; i < N_CLIENTS; i++) {
        clients[i] = world_client(&w, EVN_DOOR_INTERACTIVE);
        for (int k = 0; k < N_ROUNDS; k++) {
            snprintf(text, sizeof text, "%d/%d", i, k);
            corr[i][k] = world_ask(clients[i], text, WORLD_WAIT_MS);
        }
    }
    int n_right = 0, n_done = 0;
    while (n_done < N_CLIENTS * N_ROUNDS) {
        world_serve(&w);
        for (int i = 0; i < N_CLIENTS; i++) {
            struct evn_reply reply;
            evn_client_step(clients[i]);
            for (; evn_client_take(clients[i], &reply); n_done++)
                for (int k = 0; k < N_ROUNDS; k++)
                    if (reply.corr == corr[i][k]) {
                        snprintf(text, sizeof text, "echo %d/%d", i, k);
                        n_right += world_says(&reply, text);
                    }
        }
        if (n_done < N_CLIENTS * N_ROUNDS)
            world_wait(&w, clients, N_CLIENTS, 100);
    }
    EVN_CHECK_EQ(n_right, N_CLIENTS * N_ROUNDS);
    for (int i = 0; i < N_CLIENTS; i++)
        evn_client_close(&clients[i]);
    world_close(&w);
}

static void a_client_takes_no_more_than_its_queue_and_no_message_over_the_cap(void)
{
    static uint8_t big[(64 << 10) + 1];
    struct world w;
    uint64_t corr;
    world_open(&w, WORLD_TCP);
    struct evn_client *client = world_client(&w, EVN_DOOR_INTERACTIVE);
    int64_t deadline_us = evn_client_now_us() + WORLD_WAIT_MS * 1000;
    EVN_CHECK_ERR(evn_client_start(client, evn_bytes_of(big, sizeof big), deadline_us, &corr),
                  EVN_E_TOO_LARGE);
    for (int i = 0; i < evn_port_interactive.in_flight_max; i++)
        world_ask(client, "one", WORLD_WAIT_MS);
    EVN_CHECK_ERR(evn_client_start(client, evn_bytes_text("one"), deadline_us, &corr), EVN_E_AGAIN);
    world_outcome(&w, client);
    EVN_CHECK_OK(evn_client_start(client, evn_bytes_text("one"), deadline_us, &corr));
    evn_client_close(&client);
    world_close(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(an_answer_lost_in_a_restart_comes_once_over_tcp),
        EVN_TEST(an_answer_lost_in_a_restart_comes_once_over_ipc),
        EVN_TEST(a_second_answer_to_the_same_request_is_dropped),
        EVN_TEST(a_request_that_is_never_answered_times_out_at_its_deadline),
        EVN_TEST(a_request_to_nobody_is_unreachable_at_its_deadline),
        EVN_TEST(an_unknown_key_is_told_so_and_works_once_it_is_allowed),
        EVN_TEST(a_revoked_key_is_told_so),
        EVN_TEST(an_impostor_gets_no_request),
        EVN_TEST(many_clients_each_get_their_own_answers),
        EVN_TEST(a_client_takes_no_more_than_its_queue_and_no_message_over_the_cap),
    };
    return evn_test_main(argc, argv, "net.retry", tests, sizeof tests / sizeof tests[0]);
}

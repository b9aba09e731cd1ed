/* net - round trips of 64 bytes between two processes over tcp loopback. Shell.
 *
 * Requests a second, p50 and p99 of a round trip. Client and server share the machine's cores;
 * compare ratios of one hour. */
#include "common/net/client.h"
#include "common/net/server.h"
#include "tools/bench/bench.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MESSAGE_LEN = 64, SAMPLES_MAX = 4000000, IN_FLIGHT_MAX = 32 };

static struct evn_net *open_net(bool plain, bool serve, struct evn_key_pair *self)
{
    struct evn_net *net;
    evn_bench_must(evn_key_generate(self) == EVN_OK, "key");
    struct evn_net_config config = {.key = self, .serve = serve, .plain = plain};
    evn_bench_must(evn_net_open(&config, &net) == EVN_OK, "net");
    return net;
}

static void serve_turn(struct evn_server *server)
{
    struct evn_request request;
    zmq_pollitem_t items[EVN_N_DOORS];
    zmq_poll(items, (int)evn_server_poll(server, items), 1000);
    while (evn_server_receive(server, &request) == EVN_OK) {
        evn_err err = evn_server_send(server, &request.route, request.bytes);
        evn_bench_must(err == EVN_OK || err == EVN_E_UNREACHABLE, "answering");
        evn_request_fini(&request);
    }
}

/* Swap keys and address over the socket, then echo until killed. */
static void serve(bool plain, int fd)
{
    struct evn_key_pair self;
    struct evn_key client;
    struct evn_server *server;
    char endpoint[EVN_ENDPOINT_MAX + 1] = "";
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    struct evn_net *net = open_net(plain, true, &self);
    const char *endpoints[EVN_N_DOORS] = {"tcp://127.0.0.1:*", NULL};
    evn_bench_must(read(fd, &client, sizeof client) == sizeof client, "client's key");
    evn_bench_must(evn_allow_replace(evn_net_allow(net), &client, 1) == EVN_OK, "allow");
    evn_bench_must(evn_server_open(net, endpoints, &server, NULL) == EVN_OK, "bind");
    evn_bench_must(evn_server_endpoint(server, EVN_DOOR_INTERACTIVE, endpoint) == EVN_OK,
                   "address");
    evn_bench_must(write(fd, &self.public_key, sizeof client) == sizeof client, "own key");
    evn_bench_must(write(fd, endpoint, sizeof endpoint) == sizeof endpoint, "own address");
    for (;;)
        serve_turn(server);
}

static struct evn_client *connect_client(bool plain, int fd, struct evn_net **net)
{
    struct evn_key_pair self;
    struct evn_key server;
    struct evn_client *client;
    struct evn_reply reply;
    char endpoint[EVN_ENDPOINT_MAX + 1];
    *net = open_net(plain, false, &self);
    evn_bench_must(write(fd, &self.public_key, sizeof server) == sizeof server, "own key");
    evn_bench_must(recv(fd, &server, sizeof server, MSG_WAITALL) == sizeof server, "server's key");
    evn_bench_must(recv(fd, endpoint, sizeof endpoint, MSG_WAITALL) == sizeof endpoint, "address");
    evn_bench_must(evn_client_open(*net, endpoint, &server, evn_port_interactive, &client) ==
                       EVN_OK,
                   "connect");
    evn_bench_must(evn_client_ask(client, evn_bytes_text("warm"), 5000, &reply) == EVN_OK,
                   "first answer");
    return client;
}

static int by_size(const void *a, const void *b)
{
    int32_t x = *(const int32_t *)a, y = *(const int32_t *)b;
    return (x > y) - (x < y);
}

static void start(struct evn_client *client, int64_t *started_us)
{
    static const uint8_t bytes[MESSAGE_LEN];
    uint64_t corr;
    int64_t now_us = evn_client_now_us();
    evn_bench_must(evn_client_start(client, evn_bytes_of(bytes, sizeof bytes), now_us + 5000000,
                                    &corr) == EVN_OK,
                   "start");
    started_us[corr % IN_FLIGHT_MAX] = now_us;
}

static void measure(struct evn_client *client, int in_flight, int64_t for_us, const char *mode)
{
    static int32_t samples[SAMPLES_MAX];
    int64_t started_us[IN_FLIGHT_MAX], from_us = evn_client_now_us(), now_us = from_us;
    size_t n = 0;
    for (int i = 0; i < in_flight; i++)
        start(client, started_us);
    while (now_us - from_us < for_us && n < SAMPLES_MAX) {
        struct evn_reply reply;
        zmq_pollitem_t items[2];
        int64_t left_us = evn_client_due_us(client) - evn_client_now_us();
        if (left_us > 0)
            zmq_poll(items, (int)evn_client_poll(client, items), (long)(left_us / 1000 + 1));
        evn_client_step(client);
        now_us = evn_client_now_us();
        while (n < SAMPLES_MAX && evn_client_take(client, &reply)) {
            evn_bench_must(reply.err == EVN_OK, "answer");
            samples[n++] = (int32_t)(now_us - started_us[reply.corr % IN_FLIGHT_MAX]);
            start(client, started_us);
        }
    }
    evn_bench_must(n > 0, "measuring");
    qsort(samples, n, sizeof samples[0], by_size);
    struct evn_client_counts counts = evn_client_counts_of(client);
    printf(
        "{\"bench\":\"net\",\"mode\":\"%s\",\"in_flight\":%d,\"requests_per_s\":%.0f,\"p50_us\":%d,"
        "\"p99_us\":%d,\"max_us\":%d,\"resent\":%d,\"put_off\":%d}\n",
        mode, in_flight, (double)n * 1e6 / (double)(now_us - from_us), samples[n / 2],
        samples[n * 99 / 100], samples[n - 1], (int)counts.n_resent, (int)counts.n_put_off);
}

int evn_bench_net(int argc, char **argv)
{
    int fds[2];
    bool curve = false;
    uint64_t in_flight = 1, seconds = 3;
    const struct evn_bench_option known[] = {{.name = "curve", .flag = &curve},
                                             {.name = "inflight", .number = &in_flight},
                                             {.name = "seconds", .number = &seconds},
                                             {.name = NULL}};
    evn_bench_options(argc, argv, known);
    evn_bench_must(in_flight >= 1 && in_flight <= IN_FLIGHT_MAX, "--inflight is 1 to 32");
    evn_bench_must(socketpair(AF_UNIX, SOCK_STREAM, 0, fds) == 0, "socketpair");
    pid_t child = fork(); /* before any use of ZeroMQ */
    evn_bench_must(child >= 0, "fork");
    if (child == 0)
        serve(!curve, fds[1]);
    struct evn_net *net;
    struct evn_client *client = connect_client(!curve, fds[0], &net);
    measure(client, (int)in_flight, (int64_t)seconds * 1000000, curve ? "curve" : "plain");
    evn_client_close(&client);
    evn_net_close(&net);
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    return 0;
}

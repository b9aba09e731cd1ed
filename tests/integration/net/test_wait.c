/* Whoever waits by evn_wait misses nothing: a missed wake-up would show as a wait to its end. */
#include "tests/integration/net/world.h"

#include "common/base/hash.h"
#include "common/base/rng.h"

#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>

enum { ANSWERS = 20000, IN_FLIGHT = 24, TAKEN_MAX = 24, WAIT_US = 5000000 };

struct side {
    struct world w;
    struct evn_rng rng;
    int end_fd;        /* becomes readable when the service is to end */
    bool missed;       /* a wait went to its end although the other side was at work */
    atomic_bool ended; /* the clients have all answers */
};

/* evn_wait, noticing when it went to its end. */
static bool wait_in_time(struct evn_watch *const *watch, size_t n)
{
    int64_t from_us = evn_client_now_us();
    evn_wait(watch, n, WAIT_US);
    return evn_client_now_us() - from_us < WAIT_US - 1000;
}

/* What a service does between receiving and sending: long enough for messages to come. */
static void work(void)
{
    static const uint8_t bytes[32 << 10];
    struct evn_hash256 hash;
    evn_hash256(NULL, evn_bytes_of(bytes, sizeof bytes), evn_bytes_of(NULL, 0), &hash);
}

/* Take a few, work, answer them: more requests come in before the answers are sent. */
static void *serve(void *arg)
{
    struct side *s = arg;
    struct evn_watch end = evn_watch_fd(s->end_fd), *watch[EVN_N_DOORS + 1];
    while (!end.maybe && !s->missed) {
        size_t n = evn_server_watch(s->w.server, watch);
        watch[n++] = &end;
        s->missed = !wait_in_time(watch, n) && !atomic_load(&s->ended);
        struct evn_request request[TAKEN_MAX];
        uint32_t n_taken = 0, most = 1 + evn_rng_below(&s->rng, TAKEN_MAX);
        while (n_taken < most && evn_server_receive(s->w.server, &request[n_taken]) == EVN_OK)
            n_taken++;
        work();
        for (uint32_t i = 0; i < n_taken; i++) {
            EVN_CHECK_OK(evn_server_send(s->w.server, &request[i].route, request[i].bytes));
            evn_request_fini(&request[i]);
        }
    }
    return NULL;
}

static size_t take_answers(struct evn_client *client)
{
    struct evn_reply reply;
    size_t n = 0;
    if (!evn_client_has_work(client, evn_client_now_us()))
        return 0;
    evn_client_step(client);
    for (; evn_client_take(client, &reply); n++)
        EVN_CHECK_OK(reply.err);
    return n;
}

static void no_message_is_missed_while_others_are_sent(void)
{
    static struct side s;
    struct evn_client *client[EVN_N_DOORS];
    size_t open[EVN_N_DOORS] = {0}, n_answers = 0, n_asked = 0;
    uint64_t seed = evn_test_seed(5);
    int end[2];
    pthread_t thread;
    world_open(&s.w, WORLD_TCP);
    s.rng = evn_rng_of(seed);
    struct evn_rng rng = evn_rng_of(seed + 1);
    EVN_MUST(pipe(end) == 0);
    s.end_fd = end[0];
    for (int d = 0; d < EVN_N_DOORS; d++)
        client[d] = world_client(&s.w, (enum evn_door)d);
    EVN_MUST(pthread_create(&thread, NULL, serve, &s) == 0);
    bool missed = false;
    while (n_answers < ANSWERS && !missed) {
        struct evn_watch *watch[2 * EVN_N_DOORS];
        size_t n = 0;
        for (int d = 0; d < EVN_N_DOORS; d++) {
            size_t most = d == EVN_DOOR_BULK ? 3 : 1 + evn_rng_below(&rng, IN_FLIGHT);
            for (; open[d] < most && n_asked < ANSWERS; open[d]++, n_asked++)
                world_ask(client[d], "hello", 4 * WAIT_US / 1000);
            n += evn_client_watch(client[d], &watch[n]);
            work();
        }
        work();
        missed = !wait_in_time(watch, n);
        for (int d = 0; d < EVN_N_DOORS; d++) {
            size_t got = take_answers(client[d]);
            open[d] -= got;
            n_answers += got;
        }
    }
    atomic_store(&s.ended, true);
    EVN_CHECK(!missed);
    EVN_CHECK_EQ(n_answers, ANSWERS);
    EVN_MUST(write(end[1], "x", 1) == 1 && pthread_join(thread, NULL) == 0);
    EVN_CHECK(!s.missed);
    for (int d = 0; d < EVN_N_DOORS; d++) {
        EVN_CHECK_EQ(evn_client_counts_of(client[d]).n_resent, 0);
        evn_client_close(&client[d]);
    }
    close(end[0]);
    close(end[1]);
    world_close(&s.w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(no_message_is_missed_while_others_are_sent),
    };
    return evn_test_main(argc, argv, "net.wait", tests, sizeof tests / sizeof tests[0]);
}

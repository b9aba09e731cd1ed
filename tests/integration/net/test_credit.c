#include "tests/integration/net/world.h"

#include <pthread.h>

enum { N_REQUESTS = 60000 };

/* One client that keeps as many in flight as it may. Returns how many came back right. */
static void *keep_asking(void *arg)
{
    struct evn_client *client = arg;
    struct evn_reply reply;
    uintptr_t n_right = 0;
    int n_started = 0, n_done = 0;
    int64_t until_us = evn_client_now_us() + WORLD_WAIT_MS * 1000;
    while (n_done < N_REQUESTS && evn_client_now_us() < until_us) {
        uint64_t corr;
        while (n_started < N_REQUESTS &&
               evn_client_start(client, evn_bytes_text("x"), until_us, &corr) == EVN_OK)
            n_started++;
        zmq_pollitem_t items[2];
        if (evn_client_due_us(client) > 0)
            zmq_poll(items, (int)evn_client_poll(client, items), 100);
        evn_client_step(client);
        for (; evn_client_take(client, &reply); n_done++)
            n_right += world_says(&reply, "echo x");
    }
    return (void *)n_right;
}

static void a_client_within_its_bound_loses_no_answer(void)
{
    struct world w;
    pthread_t thread;
    void *n_right;
    world_open(&w, WORLD_TCP);
    struct evn_client *client = world_client(&w, EVN_DOOR_INTERACTIVE);
    EVN_MUST(pthread_create(&thread, NULL, keep_asking, client) == 0);
    int64_t until_us = evn_client_now_us() + WORLD_WAIT_MS * 1000;
    while (w.n_answered < N_REQUESTS && evn_client_now_us() < until_us) {
        world_wait(&w, NULL, 0, 100);
        world_serve(&w);
    }
    EVN_MUST(pthread_join(thread, &n_right) == 0);
    EVN_CHECK_EQ((uintptr_t)n_right, N_REQUESTS);
    EVN_CHECK_EQ(evn_server_counts_of(w.server).n_full, 0);
    EVN_CHECK_EQ(evn_client_counts_of(client).n_resent, 0);
    evn_client_close(&client);
    world_close(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_client_within_its_bound_loses_no_answer),
    };
    return evn_test_main(argc, argv, "net.credit", tests, sizeof tests / sizeof tests[0]);
}

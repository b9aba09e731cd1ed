#include "common/net/hint.h"
#include "tests/integration/net/world.h"

static void wait_for(struct evn_link *link)
{
    zmq_pollitem_t items[2];
    EVN_MUST(zmq_poll(items, (int)evn_link_poll(link, items), WORLD_WAIT_MS) > 0);
}

static void a_hint_reaches_who_follows_and_nobody_without_a_key(void)
{
    struct world w;
    void *pub;
    struct evn_link link;
    char endpoint[EVN_ENDPOINT_MAX + 1];
    struct evn_hint sent = {.stream = "stream of ledger", .seq = 1}, got;
    world_open(&w, WORLD_IPC);
    snprintf(endpoint, sizeof endpoint, "ipc://%s/hint", evn_test_dir());
    EVN_MUST(evn_hint_bind(w.net, endpoint, &pub, NULL) == EVN_OK);
    EVN_MUST(evn_hint_follow(&link, w.net, endpoint, &w.self.public_key) == EVN_OK);
    while (link.state != EVN_LINK_UP) {
        wait_for(&link);
        evn_link_step(&link, evn_client_now_us());
    }
    /* The subscription follows the handshake: say it until it is heard. */
    for (; !evn_hint_take(&link, &got); sent.seq++) {
        zmq_pollitem_t items[2];
        evn_hint_send(pub, &sent);
        zmq_poll(items, (int)evn_link_poll(&link, items), 1);
        EVN_MUST(sent.seq < WORLD_WAIT_MS);
    }
    EVN_CHECK(memcmp(got.stream, sent.stream, EVN_STREAM_LEN) == 0);
    EVN_CHECK(got.seq >= 1 && got.seq < sent.seq);
    evn_link_fini(&link);
    world_allow(&w, NULL, 0);
    EVN_MUST(evn_hint_follow(&link, w.net, endpoint, &w.self.public_key) == EVN_OK);
    while (link.state == EVN_LINK_DOWN) {
        wait_for(&link);
        evn_link_step(&link, evn_client_now_us());
    }
    EVN_CHECK_EQ(link.state, EVN_LINK_REFUSED);
    evn_link_fini(&link);
    evn_socket_close(&pub);
    world_close(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_hint_reaches_who_follows_and_nobody_without_a_key),
    };
    return evn_test_main(argc, argv, "net.hint", tests, sizeof tests / sizeof tests[0]);
}

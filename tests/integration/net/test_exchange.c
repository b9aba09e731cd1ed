#include "common/net/selftest.h"
#include "tests/integration/net/world.h"

static void a_request_is_answered(enum world_transport transport)
{
    struct world w;
    world_open(&w, transport);
    for (int door = 0; door < EVN_N_DOORS; door++) {
        struct evn_client *client = world_client(&w, (enum evn_door)door);
        uint64_t corr = world_ask(client, "hello", 5000);
        struct evn_reply reply = world_outcome(&w, client);
        EVN_CHECK_OK(reply.err);
        EVN_CHECK_EQ(reply.corr, corr);
        EVN_CHECK(world_says(&reply, "echo hello"));
        evn_client_close(&client);
    }
    world_close(&w);
}

static void a_request_over_tcp_is_answered_through_both_doors(void)
{
    a_request_is_answered(WORLD_TCP);
}

static void a_request_over_ipc_is_answered_through_both_doors(void)
{
    a_request_is_answered(WORLD_IPC);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_request_over_tcp_is_answered_through_both_doors),
        EVN_TEST(a_request_over_ipc_is_answered_through_both_doors),
    };
    return evn_test_main(argc, argv, "net.exchange", tests, sizeof tests / sizeof tests[0]);
}

/* Registry and planner as processes: a seal shows as a need within a second, and whoever is killed
 * in between, the planner ends up with the same digest. */
#include "common/client/dispatch.h"
#include "tests/integration/planner/rig.h"

#include <signal.h>

enum { N_STEPS = 14, SEAL_MAX_US = 1000000 };

static void step(int i)
{
    static void (*const puts[])(void) = {put_areas, put_community, put_food, put_norm, put_link};
    if (i == 0)
        tick(14);
    else if (i < 6)
        puts[i - 1]();
    else if (i == 6)
        seal("Z1", ZONE_AREA, 1234, "2022-11-14");
    else if (i == 7)
        EVN_CHECK_EQ(needed("PACK", 3), 4984);
    else if (i == 8)
        tick(15);
    else if (i == 9)
        unseal("Z1");
    else if (i == 10)
        EVN_CHECK_EQ(needed("PACK", 3), -1);
    else if (i == 11)
        tick(16);
    else if (i == 12)
        seal("Z2", ZONE_AREA, 52, "2022-11-16");
    else
        EVN_CHECK_EQ(needed("PACK", 3), 210);
}

static void live(bool kills, char digest[65])
{
    rig_begin();
    for (int i = 0; i < N_STEPS; i++) {
        if (kills && i > 0 && i % 3 != 0)
            kill_service(i % 3 == 1 ? "planner" : "registry");
        step(i);
    }
    digest_of("planner", digest);
    rig_end();
}

/* Whether dispatch knows that the community needs packs. */
static bool is_at_dispatch(void *arg)
{
    Evernormal__Dispatch__V1__GetBoard board = EVERNORMAL__DISPATCH__V1__GET_BOARD__INIT;
    Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
    Evernormal__Dispatch__V1__Result *result;
    bool found = false;
    (void)arg;
    query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_BOARD;
    query.board = &board;
    if (evn_dispatch_ask(session, &query, &result, &why) != EVN_OK)
        return false;
    for (size_t i = 0; result->board != NULL && i < result->board->n_covers; i++)
        found |= result->board->covers[i]->use > 0 || result->board->covers[i]->open > 0;
    evernormal__dispatch__v1__result__free_unpacked(result, NULL);
    return found;
}

static void a_seal_is_a_need_within_a_second(void)
{
    rig_begin();
    for (int i = 0; i < 6; i++)
        step(i);
    EVN_CHECK_EQ(needed("PACK", 3), -1);
    int64_t start_us = evn_client_now_us();
    seal("Z1", ZONE_AREA, 1234, "2022-11-14");
    int64_t quantity = needed("PACK", 3), took_us = evn_client_now_us() - start_us;
    EVN_CHECK_EQ(quantity, 4984);
    evn_test_wait(is_at_dispatch, NULL);
    printf("[planner %lld ms, dispatch %lld ms] ", (long long)(took_us / 1000),
           (long long)((evn_client_now_us() - start_us) / 1000));
    EVN_CHECK(took_us < SEAL_MAX_US);
    rig_end();
}

static void killing_either_leaves_the_same_digest(void)
{
    char want[65], got[65];
    live(false, want);
    live(true, got);
    EVN_CHECK_TEXT(got, want);
}

static const struct evn_test_case tests[] = {
    EVN_TEST(a_seal_is_a_need_within_a_second),
    EVN_TEST(killing_either_leaves_the_same_digest),
};

int main(int argc, char **argv)
{
    return evn_test_main(argc, argv, "planner.service", tests, sizeof tests / sizeof tests[0]);
}

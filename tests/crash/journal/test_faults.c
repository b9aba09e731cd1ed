#include "tests/crash/journal/world.h"
#include "tests/lib/suite.h"

enum { APPENDS = 200, SEGMENT = 256 << 10, COMMAND = 800 };

/* Send commands until `n` are acknowledged, with upkeep now and then, or until one fails. */
static bool run(struct world *w, uint64_t n)
{
    while (w->acked < n) {
        if (!world_send(w))
            return false;
        if (w->acked % 7 == 0)
            world_tend(w);
    }
    return true;
}

/* How many calls the run makes when nothing fails. */
static uint64_t count_calls(unsigned depth)
{
    struct world w;
    world_init(&w, 1);
    w.depth = depth;
    w.segment_bytes = SEGMENT;
    w.command_max = COMMAND;
    EVN_CHECK(world_start(&w) && run(&w, APPENDS));
    uint64_t n = simdisk_calls(w.sim);
    world_fini(&w);
    return n;
}

/* Call number `at` fails; then the process restarts, goes on, and the power is cut. */
static void fail_one(uint64_t at, unsigned depth, enum simdisk_fault fault, bool must_hide)
{
    struct world w;
    world_init(&w, 1);
    w.depth = depth;
    w.segment_bytes = SEGMENT;
    w.command_max = COMMAND;
    simdisk_fail(w.sim, at, fault);
    bool up = world_start(&w) && run(&w, APPENDS);
    if (must_hide && !up)
        CU_FAIL("a call that should be tried again ended the run");
    EVN_CHECK(simdisk_struck(w.sim));
    world_stop(&w);
    simdisk_fail(w.sim, 0, fault);
    EVN_CHECK(world_start(&w) && run(&w, w.acked + 3));
    world_stop(&w);
    simdisk_power_cut(w.sim, 0);
    EVN_CHECK(world_start(&w));
    EVN_CHECK_EQ(w.lost + w.doubled + w.unopenable, 0);
    world_fini(&w);
}

static void fail_each(enum simdisk_fault fault, bool must_hide)
{
    uint64_t n = count_calls(1);
    printf("[%" PRIu64 " calls] ", n);
    for (uint64_t at = 1; at <= n; at++)
        fail_one(at, 1, fault, must_hide);
}

/* With blocks on their way every third call is enough: what is new is which command it hits. */
static void each_call_may_fail_with_blocks_on_their_way(void)
{
    uint64_t n = count_calls(3);
    printf("[%" PRIu64 " calls] ", n);
    for (uint64_t at = 1; at <= n; at += 3)
        fail_one(at, 3, SIMDISK_EIO, false);
}

static void each_call_may_fail_with_an_io_error(void)
{
    fail_each(SIMDISK_EIO, false);
}

static void each_call_may_find_the_disk_full(void)
{
    fail_each(SIMDISK_ENOSPC, false);
}

static void each_call_may_be_interrupted(void)
{
    fail_each(SIMDISK_EINTR, false);
}

static void each_call_may_do_less_than_asked(void)
{
    fail_each(SIMDISK_SHORT, true);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(each_call_may_fail_with_an_io_error),
        EVN_TEST(each_call_may_fail_with_blocks_on_their_way),
        EVN_TEST(each_call_may_find_the_disk_full),
        EVN_TEST(each_call_may_be_interrupted),
        EVN_TEST(each_call_may_do_less_than_asked),
    };
    evn_test_in_memory();
    return evn_test_main(argc, argv, "journal.faults", tests, sizeof tests / sizeof tests[0]);
}

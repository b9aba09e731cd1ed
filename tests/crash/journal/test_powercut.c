#include "tests/crash/journal/world.h"
#include "tests/lib/suite.h"

#include <stdlib.h>

enum { LIVES = 25 };

struct tally {
    unsigned cuts, lost, doubled, unopenable;
    uint64_t acked;
};

static void add(struct tally *t, const struct world *w)
{
    t->lost += w->lost;
    t->doubled += w->doubled;
    t->unopenable += w->unopenable;
    t->acked += w->acked;
}

/* One life: open, send and tend until the power goes. */
static void live(struct world *w)
{
    static const uint32_t keep[] = {0, 10, 50, 90, 100};
    simdisk_fail(w->sim, 1 + evn_rng_below(&w->rng, 60 + 200 * evn_rng_below(&w->rng, 2)),
                 SIMDISK_CUT);
    if (world_start(w))
        while (!simdisk_struck(w->sim)) {
            world_send(w);
            if (evn_rng_below(&w->rng, 6) == 0)
                world_tend(w);
        }
    world_stop(w);
    simdisk_power_cut(w->sim, keep[evn_rng_below(&w->rng, 5)]);
}

static struct tally cut_power(unsigned cuts, uint64_t seed, bool flush)
{
    struct tally t = {0};
    while (t.cuts < cuts) {
        struct world w;
        world_init(&w, seed + t.cuts);
        simdisk_ignore_flush(w.sim, !flush);
        bool right = true;
        for (int i = 0; i < LIVES && t.cuts < cuts && right; i++, t.cuts++) {
            live(&w);
            right = w.lost + w.doubled + w.unopenable == 0;
        }
        simdisk_fail(w.sim, 0, SIMDISK_EIO);
        if (right)
            world_start(&w);
        if (flush && w.lost + w.doubled + w.unopenable > 0)
            printf("\n    world %" PRIu64 ": lost %u doubled %u unopenable %u\n", seed + t.cuts,
                   w.lost, w.doubled, w.unopenable);
        add(&t, &w);
        world_fini(&w);
    }
    printf("[%u cuts, %" PRIu64 " acknowledged, %u lost, %u doubled, %u unopenable] ", t.cuts,
           t.acked, t.lost, t.doubled, t.unopenable);
    return t;
}

static void a_power_cut_loses_nothing_acknowledged(void)
{
    unsigned cuts = getenv("EVN_FULL") != NULL ? 5000 : 2000;
    struct tally t = cut_power(cuts, evn_test_seed(20221114), true);
    EVN_CHECK_EQ(t.lost, 0);
    EVN_CHECK_EQ(t.doubled, 0);
    EVN_CHECK_EQ(t.unopenable, 0);
    EVN_CHECK(t.acked > cuts);
}

/* The control: the same harness must see what is lost when nothing is flushed. */
static void without_flushes_the_same_harness_finds_losses(void)
{
    struct tally t = cut_power(200, evn_test_seed(4), false);
    EVN_CHECK(t.lost > 0);
}

/* A flush fails, the process restarts on what the page cache shows, answers the retry, and then
 * the power goes. Returns acknowledged commands lost. */
static unsigned fail_flush_then_cut(unsigned rounds, uint64_t seed, bool ignore_same)
{
    unsigned lost = 0;
    for (unsigned i = 0; i < rounds; i++) {
        struct world w;
        world_init(&w, seed + i);
        EVN_MUST(world_start(&w));
        simdisk_ignore_same(w.sim, ignore_same);
        unsigned before = evn_rng_below(&w.rng, 20);
        while (w.acked < before)
            EVN_CHECK(world_send(&w));
        /* The second call of a send is its flush, unless a segment begins. */
        simdisk_fail(w.sim, 2, SIMDISK_EIO);
        world_send(&w);
        world_stop(&w);
        simdisk_fail(w.sim, 0, SIMDISK_EIO);
        if (world_start(&w) && w.acked == before)
            EVN_CHECK(world_send(&w));
        world_stop(&w);
        simdisk_power_cut(w.sim, 0);
        world_start(&w);
        lost += w.lost + w.unopenable + w.doubled;
        world_fini(&w);
    }
    printf("[%u rounds, %u lost] ", rounds, lost);
    return lost;
}

static void a_failed_flush_a_restart_and_a_cut_lose_nothing_answered(void)
{
    EVN_CHECK_EQ(fail_flush_then_cut(300, evn_test_seed(7), false), 0);
}

/* The control: a disk on which writing the same bytes again does nothing stands for a log that
 * does not rewrite its unproven end at opening. */
static void without_the_rewrite_at_opening_answers_are_lost(void)
{
    EVN_CHECK(fail_flush_then_cut(300, evn_test_seed(7), true) > 0);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_power_cut_loses_nothing_acknowledged),
        EVN_TEST(without_flushes_the_same_harness_finds_losses),
        EVN_TEST(a_failed_flush_a_restart_and_a_cut_lose_nothing_answered),
        EVN_TEST(without_the_rewrite_at_opening_answers_are_lost),
    };
    return evn_test_main(argc, argv, "journal.powercut", tests, sizeof tests / sizeof tests[0]);
}

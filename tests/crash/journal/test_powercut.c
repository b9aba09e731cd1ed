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

/* What makes the harness lose on purpose. */
enum control { RIGHT, NO_FLUSH, ACKNOWLEDGED_EARLY };

static struct tally cut_power(unsigned cuts, uint64_t seed, unsigned depth, enum control control)
{
    struct tally t = {0};
    while (t.cuts < cuts) {
        struct world w;
        world_init(&w, seed + t.cuts);
        w.depth = depth;
        w.early = control == ACKNOWLEDGED_EARLY;
        simdisk_ignore_flush(w.sim, control == NO_FLUSH);
        bool right = true;
        for (int i = 0; i < LIVES && t.cuts < cuts && right; i++, t.cuts++) {
            live(&w);
            right = w.lost + w.doubled + w.unopenable == 0;
        }
        simdisk_fail(w.sim, 0, SIMDISK_EIO);
        if (right)
            world_start(&w);
        if (control == RIGHT && w.lost + w.doubled + w.unopenable > 0)
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
    struct tally t = cut_power(cuts, evn_test_seed(20221114), 1, RIGHT);
    EVN_CHECK_EQ(t.lost, 0);
    EVN_CHECK_EQ(t.doubled, 0);
    EVN_CHECK_EQ(t.unopenable, 0);
    EVN_CHECK(t.acked > cuts);
}

/* The same with blocks on their way: the cut takes those away that were not acknowledged. */
static void nor_does_one_with_several_blocks_on_their_way(void)
{
    unsigned cuts = getenv("EVN_FULL") != NULL ? 5000 : 600;
    static const unsigned depths[] = {2, 4, EVN_JOURNAL_QUEUE_MAX};
    for (size_t i = 0; i < sizeof depths / sizeof *depths; i++) {
        struct tally t = cut_power(cuts, evn_test_seed(20221120) + depths[i], depths[i], RIGHT);
        EVN_CHECK_EQ(t.lost, 0);
        EVN_CHECK_EQ(t.doubled, 0);
        EVN_CHECK_EQ(t.unopenable, 0);
        EVN_CHECK(t.acked > cuts);
    }
}

/* The control: the same harness must see what is lost when nothing is flushed. */
static void without_flushes_the_same_harness_finds_losses(void)
{
    EVN_CHECK(cut_power(200, evn_test_seed(4), 1, NO_FLUSH).lost > 0);
    EVN_CHECK(cut_power(200, evn_test_seed(5), 3, NO_FLUSH).lost > 0);
}

/* The control for blocks on their way: who answers before they are durable, loses answers. */
static void answers_that_do_not_wait_for_the_flush_are_lost(void)
{
    EVN_CHECK(cut_power(200, evn_test_seed(6), 3, ACKNOWLEDGED_EARLY).lost > 0);
}

/* A flush fails, the process restarts on what the page cache shows, answers the retry, and then
 * the power goes. Returns acknowledged commands lost. */
static unsigned fail_flush_then_cut(unsigned rounds, uint64_t seed, unsigned depth,
                                    bool ignore_same)
{
    unsigned lost = 0;
    for (unsigned i = 0; i < rounds; i++) {
        struct world w;
        world_init(&w, seed + i);
        w.depth = depth;
        EVN_MUST(world_start(&w));
        simdisk_ignore_same(w.sim, ignore_same);
        uint64_t before = evn_rng_below(&w.rng, 20);
        while (w.acked < before)
            EVN_CHECK(world_send(&w));
        before = w.acked;
        /* The second call of a send is its flush, unless a segment begins. */
        simdisk_fail(w.sim, 2, SIMDISK_EIO);
        world_send(&w);
        world_stop(&w);
        simdisk_fail(w.sim, 0, SIMDISK_EIO);
        if (world_start(&w) && w.acked <= before + 1)
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
    EVN_CHECK_EQ(fail_flush_then_cut(300, evn_test_seed(7), 1, false), 0);
    EVN_CHECK_EQ(fail_flush_then_cut(300, evn_test_seed(8), 4, false), 0);
}

/* The control: a disk on which writing the same bytes again does nothing stands for a log that
 * does not rewrite its unproven end at opening. */
static void without_the_rewrite_at_opening_answers_are_lost(void)
{
    EVN_CHECK(fail_flush_then_cut(300, evn_test_seed(7), 1, true) > 0);
    EVN_CHECK(fail_flush_then_cut(300, evn_test_seed(8), 4, true) > 0);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_power_cut_loses_nothing_acknowledged),
        EVN_TEST(nor_does_one_with_several_blocks_on_their_way),
        EVN_TEST(without_flushes_the_same_harness_finds_losses),
        EVN_TEST(answers_that_do_not_wait_for_the_flush_are_lost),
        EVN_TEST(a_failed_flush_a_restart_and_a_cut_lose_nothing_answered),
        EVN_TEST(without_the_rewrite_at_opening_answers_are_lost),
    };
    evn_test_in_memory();
    return evn_test_main(argc, argv, "journal.powercut", tests, sizeof tests / sizeof tests[0]);
}

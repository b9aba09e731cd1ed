/* The power goes while the whole ledger is at work: log, views, checkpoints and all. */
#include "tests/crash/ledger/platter.h"
#include "tests/crash/ledger/pool.h"
#include "tests/crash/ledger/tape.h"
#include "tests/lib/suite.h"

#include <stdlib.h>

enum { TAPES = 8, LOOK_S = 20 };

/* Some cuts of one tape, in ascending order. */
struct job {
    const uint8_t *tape;
    size_t len;
    uint64_t seed;
    unsigned without; /* of flushes: PLATTER_* */
    uint32_t n_cuts;
};

static int ascending(const void *a, const void *b)
{
    uint64_t x = *(const uint64_t *)a, y = *(const uint64_t *)b;
    return x < y ? -1 : x > y;
}

static uint64_t *choose(const struct job *job, struct evn_rng *rng)
{
    uint64_t n_calls = platter_calls(job->tape, job->len);
    uint64_t *at = calloc(job->n_cuts, sizeof *at);
    EVN_MUST(at != NULL);
    for (uint32_t i = 0; i < job->n_cuts; i++)
        at[i] = 1 + evn_rng_below(rng, (uint32_t)n_calls);
    qsort(at, job->n_cuts, sizeof *at, ascending);
    return at;
}

/* What is left of a cut, to be checked. */
struct look {
    const struct before *before;
    const char *folder;
    struct evn_rng rng;
    bool rebuild;
    struct verdict *verdict; /* shared with who looks */
};

static void look(void *arg)
{
    struct look *l = arg;
    after_check(l->before, l->folder, &l->rng, l->rebuild, l->verdict);
}

/* One cut of the job, checked; in a control apart, for damaged views may end a process. */
static void cut(const struct job *job, struct platter *platter, const struct before *before,
                uint64_t at, struct evn_rng *rng, struct tally *tally)
{
    static const uint32_t keep[] = {0, 10, 50, 90, 100};
    static struct verdict *shared;
    shared = shared != NULL ? shared : pool_share(sizeof *shared);
    uint32_t percent = keep[evn_rng_below(rng, 5)];
    struct look l = {.before = before,
                     .folder = pool_folder(),
                     .rng = evn_rng_of(evn_rng_next(rng)),
                     .rebuild = evn_rng_below(rng, 4) == 0,
                     .verdict = shared};
    tally->at = at;
    EVN_MUST(platter_cut(platter, rng, percent, l.folder));
    if (job->without == 0)
        look(&l);
    else
        tally->crashes += pool_apart(look, &l, LOOK_S) != 0;
    const struct verdict v = *shared;
    tally_add(tally, &v);
    bool views_only = job->without == PLATTER_NO_VIEWS_FLUSH;
    if (job->without == 0 ? !after_is_right(&v) : views_only && v.opened != EVN_OK)
        printf("\n    tape %" PRIu64 ", call %" PRIu64 ", keeping %u %%: %s\n", job->seed, at,
               percent, v.where);
}

static void cut_all(void *arg, struct tally *tally)
{
    const struct job *job = arg;
    struct evn_rng rng = evn_rng_of(job->seed * 3 + job->without);
    struct platter *platter = platter_new(job->tape, job->len, job->without);
    struct before before;
    uint64_t *at = choose(job, &rng);
    before_init(&before, job->seed);
    for (uint32_t i = 0; i < job->n_cuts; i++) {
        platter_play(platter, at[i], before_mark, &before);
        cut(job, platter, &before, at[i], &rng, tally);
    }
    before_free(&before);
    platter_free(&platter);
    free(at);
}

static struct tally cut_power(uint32_t n_cuts, uint64_t seed, unsigned without)
{
    struct shim_tape *tape[TAPES];
    struct job job[TAPES];
    void *args[TAPES];
    size_t bytes = 0;
    for (unsigned i = 0; i < TAPES; i++) {
        tape[i] = tape_record(pool_folder(), seed + i);
        job[i] = (struct job){.seed = seed + i, .without = without, .n_cuts = n_cuts / TAPES};
        job[i].tape = shim_bytes(tape[i], &job[i].len);
        bytes += job[i].len;
        args[i] = &job[i];
    }
    struct tally t = pool_run(cut_all, args, TAPES);
    for (unsigned i = 0; i < TAPES; i++)
        shim_tape_free(&tape[i]);
    printf("[%u tapes, %zu MB; %u cuts, %" PRIu64
           " answers held against the log, %u asked again: %u lost, %u doubled, %u unopenable, "
           "%u wrong, %u other digests, %u views damaged, %u logs behind their views, %u crashes] ",
           TAPES, bytes >> 20, t.n, t.n_told, t.n_asked, t.lost, t.doubled, t.unopenable, t.wrong,
           t.digests, t.damaged, t.behind, t.crashes);
    return t;
}

static void a_power_cut_loses_and_doubles_nothing(void)
{
    uint32_t n = getenv("EVN_FULL") != NULL ? 5000 : 2000;
    struct tally t = cut_power(n, evn_test_seed(20221114), 0);
    EVN_CHECK_EQ(t.n, n);
    EVN_CHECK_EQ(t.lost, 0);
    EVN_CHECK_EQ(t.doubled, 0);
    EVN_CHECK_EQ(t.unopenable, 0);
    EVN_CHECK_EQ(t.wrong, 0);
    EVN_CHECK_EQ(t.digests, 0);
    EVN_CHECK_EQ(t.damaged, 0);
    EVN_CHECK_EQ(t.behind, 0);
    EVN_CHECK_EQ(t.crashes, 0);
    EVN_CHECK(t.n_told > 50 * n);
}

/* The control: the same harness sees what is lost when blocks are not flushed. */
static void without_flushes_of_the_log_it_finds_losses(void)
{
    struct tally t = cut_power(160, evn_test_seed(4), PLATTER_NO_LOG_FLUSH);
    EVN_CHECK(t.lost > 0);
    EVN_CHECK(t.behind > 0);
}

/* Views without flushes are damaged. Most of that is seen at the start, some only by `evn verify`
 * (tables a start does not read), and LMDB may die of it: but the log has everything. */
static void without_flushes_of_the_views_it_finds_their_damage(void)
{
    struct tally t = cut_power(160, evn_test_seed(5), PLATTER_NO_VIEWS_FLUSH);
    EVN_CHECK(t.damaged > 40);
    EVN_CHECK_EQ(t.lost, 0);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_power_cut_loses_and_doubles_nothing),
        EVN_TEST(without_flushes_of_the_log_it_finds_losses),
        EVN_TEST(without_flushes_of_the_views_it_finds_their_damage),
    };
    pool_begin();
    return evn_test_main(argc, argv, "ledger.powercut", tests, sizeof tests / sizeof tests[0]);
}

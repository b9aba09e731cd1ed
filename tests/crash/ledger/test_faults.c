/* Every file call of a run of the ledger fails once, or from then on, in four ways. */
#include "tests/crash/ledger/pool.h"
#include "tests/crash/ledger/shim.h"
#include "tests/lib/suite.h"

#include <stdlib.h>
#include <unistd.h>

enum {
    COMMANDS = 500,
    TURN_MAX = 8,
    STRATA = SHIM_CLASSES * SHIM_FAULTS * 2,
    LEAST = 3,     /* cases of each stratum, however slow the machine is */
    ENOUGH_S = 36, /* then, without EVN_FULL, stop after so long */
    RUN_S = 30     /* no run takes that long: it hangs */
};

/* A run, and what was told in it; shared with the process it happens in. */
struct run {
    char folder[400];
    uint64_t seed;
    struct shim_tape *tape;
    struct shim_plan plan;
    uint32_t n_sent;
    struct life_answer told[COMMANDS];
    bool has[COMMANDS];
    evn_err err;      /* why it stopped */
    char struck[160]; /* the call that failed first; "": none */
};

static void told(void *self, const struct life_answer *answer)
{
    struct run *run = self;
    run->told[answer->k] = *answer;
    run->has[answer->k] = true;
}

static evn_err work(struct life *life, struct run *run)
{
    struct evn_rng rng = evn_rng_of(run->seed);
    evn_err err = EVN_OK;
    for (unsigned turn = 0; err == EVN_OK && run->n_sent < COMMANDS; turn++) {
        uint32_t first = run->n_sent, n = 1 + evn_rng_below(&rng, TURN_MAX);
        run->n_sent += n < COMMANDS - first ? n : COMMANDS - first;
        err = life_turn(life, first, run->n_sent - first);
        if (err == EVN_OK && turn % 12 == 11)
            err = life_views(life, 20);
    }
    return err == EVN_OK ? life_finish(life) : err;
}

/* The whole life, as the service would: after an unknown outcome nothing is trusted any more. */
static void live(void *arg)
{
    struct run *run = arg;
    struct life life = {.seed = run->seed, .told = told, .self = run};
    shim_begin(run->tape, run->folder, false, &run->plan);
    run->err = life_open(&life, run->folder, 0);
    if (run->err == EVN_OK)
        run->err = work(&life, run);
    snprintf(run->struck, sizeof run->struck, "%s", shim_struck(run->tape));
    if (run->err == EVN_E_OUTCOME_UNKNOWN)
        _exit(0);
    life_close(&life);
}

static bool run_it(struct run *run, uint64_t seed, const struct shim_plan *plan)
{
    struct shim_tape *tape = run->tape;
    *run = (struct run){.seed = seed, .tape = tape, .plan = *plan};
    snprintf(run->folder, sizeof run->folder, "%s", pool_folder());
    shim_thaw(tape);
    return pool_apart(live, run, RUN_S) == 0;
}

static struct run *new_run(void)
{
    struct run *run = pool_share(sizeof *run);
    run->tape = shim_tape_new(4096);
    EVN_MUST(run->tape != NULL);
    return run;
}

/* All cases in one order: one of each stratum, then the next of each; the calls of a stratum in an
 * order that is spread over the run. */
struct cases {
    uint64_t seed;
    uint64_t n[STRATA];    /* calls */
    uint64_t step[STRATA]; /* coprime to n */
    uint64_t most, total;
};

static uint64_t divisor(uint64_t a, uint64_t b)
{
    return b == 0 ? a : divisor(b, a % b);
}

static void count_cases(struct cases *c, uint64_t seed)
{
    static const struct shim_plan none;
    struct run *run = new_run();
    *c = (struct cases){.seed = seed};
    EVN_MUST(run_it(run, seed, &none) && run->err == EVN_OK);
    for (unsigned i = 0; i < STRATA; i++) {
        c->n[i] = shim_calls(run->tape, i % SHIM_CLASSES, i / SHIM_CLASSES % SHIM_FAULTS);
        c->step[i] = c->n[i] * 618 / 1000 + 1;
        while (divisor(c->step[i], c->n[i]) != 1)
            c->step[i]++;
        c->most = c->n[i] > c->most ? c->n[i] : c->most;
        c->total += c->n[i];
    }
    shim_tape_free(&run->tape);
}

/* Case number `i`, or false: its stratum has no more. */
static bool case_of(const struct cases *c, uint64_t i, struct shim_plan *out)
{
    unsigned stratum = (unsigned)(i % STRATA);
    uint64_t at = i / STRATA, n = c->n[stratum];
    if (at >= n)
        return false;
    *out = (struct shim_plan){.class = stratum % SHIM_CLASSES,
                              .fault = stratum / SHIM_CLASSES % SHIM_FAULTS,
                              .sticky = stratum >= STRATA / 2,
                              .nth = 1 + (at * c->step[stratum] + c->seed) % n};
    return true;
}

/* What all workers found; shared. */
struct found {
    _Atomic uint64_t next; /* case */
    _Atomic unsigned struck, went_on, stopped;
};

struct worker {
    const struct cases *cases;
    struct found *found;
    int64_t until_us;
};

static int64_t now_us(void)
{
    return evn_env_real()->mono_us(evn_env_real()->self);
}

static void try_case(struct run *run, const struct worker *w, const struct shim_plan *plan,
                     struct tally *tally)
{
    static const char *const faults[] = {"EIO", "ENOSPC", "EINTR", "half"};
    struct verdict v;
    bool lived = run_it(run, w->cases->seed, plan);
    struct before before = {
        .seed = run->seed, .told = run->told, .has = run->has, .n_sent = run->n_sent};
    struct evn_rng rng = evn_rng_of(plan->nth);
    after_check(&before, run->folder, &rng, plan->nth % 8 == 0, &v);
    tally_add(tally, &v);
    tally->crashes += !lived;
    w->found->struck += run->struck[0] != '\0';
    w->found->went_on += lived && run->err == EVN_OK;
    w->found->stopped += lived && run->err != EVN_OK;
    if (!lived || !after_is_right(&v))
        printf("\n    class %d, call %" PRIu64 " (%s), %s%s: %s, %s; %s\n", plan->class, plan->nth,
               run->struck, faults[plan->fault], plan->sticky ? " from then on" : "",
               lived ? "ended" : "died or hung", evn_err_name(run->err), v.where);
}

static void work_off(void *arg, struct tally *tally)
{
    const struct worker *w = arg;
    struct run *run = new_run();
    bool all = getenv("EVN_FULL") != NULL;
    for (;;) {
        uint64_t i = w->found->next++;
        struct shim_plan plan;
        if (i >= w->cases->most * STRATA ||
            (!all && i >= (uint64_t)LEAST * STRATA && now_us() > w->until_us))
            break;
        tally->at = i;
        if (case_of(w->cases, i, &plan))
            try_case(run, w, &plan, tally);
    }
    shim_tape_free(&run->tape);
}

static void each_call_may_fail_once_or_for_good(void)
{
    struct cases cases;
    struct found *found = pool_share(sizeof *found);
    count_cases(&cases, evn_test_seed(20221125));
    struct worker w = {
        .cases = &cases, .found = found, .until_us = now_us() + (int64_t)ENOUGH_S * 1000000};
    void *args[] = {&w, &w};
    struct tally t = pool_run(work_off, args, 2);
    printf("[%" PRIu64 " calls that write the log, %" PRIu64 " that read it, %" PRIu64
           " of the views; %u of %" PRIu64
           " cases, a call failed in %u: %u went on, %u stopped with "
           "an error; %" PRIu64 " answers held against the log, %u asked again: %u lost, %u "
           "doubled, %u unopenable, %u wrong, %u other digests, %u views damaged, %u crashes] ",
           cases.n[SHIM_LOG_WRITE], cases.n[SHIM_LOG_READ], cases.n[SHIM_VIEWS], t.n, cases.total,
           found->struck, found->went_on, found->stopped, t.n_told, t.n_asked, t.lost, t.doubled,
           t.unopenable, t.wrong, t.digests, t.damaged, t.crashes);
    EVN_CHECK_EQ(t.lost, 0);
    EVN_CHECK_EQ(t.doubled, 0);
    EVN_CHECK_EQ(t.unopenable, 0);
    EVN_CHECK_EQ(t.wrong, 0);
    EVN_CHECK_EQ(t.digests, 0);
    EVN_CHECK_EQ(t.damaged + t.behind, 0);
    EVN_CHECK_EQ(t.crashes, 0);
    EVN_CHECK(found->struck > t.n * 9 / 10);
    EVN_CHECK(found->went_on > 0 && found->stopped > 0);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(each_call_may_fail_once_or_for_good),
    };
    pool_begin();
    return evn_test_main(argc, argv, "ledger.faults", tests, sizeof tests / sizeof tests[0]);
}

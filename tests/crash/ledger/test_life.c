/* The whole ledger is killed while it works on every kind of command; and every kind happens. */
#include "tests/crash/ledger/after.h"
#include "tests/crash/ledger/pool.h"
#include "tests/crash/ledger/recount.h"
#include "tests/lib/suite.h"
#include "tools/audit/audit.h"

#include <sched.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { MIX = 1500, COMMANDS = 600, TURN_MAX = 8, KILLS = 12, FULL_KILLS = 200 };

/* What of each kind was accepted, and refused for good. */
static unsigned accepted[LIFE_KINDS], refused[LIFE_KINDS];

static void count(void *self, const struct life_answer *answer)
{
    const struct life *life = self;
    enum life_kind kind = life_kind_of(life->seed, answer->k);
    accepted[kind] += answer->err == EVN_OK;
    refused[kind] += answer->err != EVN_OK && answer->first_seq != 0;
}

/* ADJUST, COUNT_ADJUST and _CORRECTION, COUNTED, claims made to unblocked but _CHANGED, holds. */
static void check_kinds(const char *folder)
{
    static const uint8_t kinds[] = {1, 2, 3, 5, 7, 12, 23, 24, 32, 40, 42, 43, 44, 45, 46, 50, 51};
    struct recount log;
    EVN_MUST(recount_read(&log, folder) == EVN_OK);
    for (size_t i = 0; i < sizeof kinds; i++) {
        if (log.n_kind[kinds[i]] == 0)
            printf("\n    no record of kind %u", kinds[i]);
        EVN_CHECK(log.n_kind[kinds[i]] > 0);
    }
    EVN_CHECK(log.n_reversed > 0);
    EVN_CHECK_EQ(log.n_impossible + log.n_overclaimed + recount_unbalanced(&log), 0);
    recount_free(&log);
}

/* The power cuts, faults and kills are worth what the mix of commands is. */
static void every_kind_of_command_has_effects(void)
{
    struct life life = {.seed = evn_test_seed(20221130), .told = count, .self = &life};
    const char *folder = pool_folder();
    unsigned n_refused = 0;
    EVN_MUST(life_open(&life, folder, 0) == EVN_OK);
    for (uint32_t k = 0; k < MIX; k += TURN_MAX)
        EVN_MUST(life_turn(&life, k, TURN_MAX) == EVN_OK);
    EVN_MUST(life_finish(&life) == EVN_OK);
    life_close(&life);
    for (int i = 0; i < LIFE_KINDS; i++) {
        EVN_CHECK(accepted[i] > 0);
        n_refused += refused[i] > 0;
    }
    EVN_CHECK(n_refused > LIFE_KINDS / 2);
    check_kinds(folder);
}

/* One life that ends at any moment; shared with the process that lives it. */
struct run {
    char folder[400];
    uint64_t seed;
    _Atomic uint32_t n_sent;
    struct life_answer told[COMMANDS + TURN_MAX];
    bool has[COMMANDS + TURN_MAX];
};

static void told(void *self, const struct life_answer *answer)
{
    struct run *run = self;
    run->told[answer->k] = *answer;
    run->has[answer->k] = true;
}

static void live(struct run *run)
{
    struct evn_rng rng = evn_rng_of(run->seed);
    struct life life = {.seed = run->seed, .threads = true, .told = told, .self = run};
    uint32_t first = run->n_sent;
    evn_err err = life_open(&life, run->folder, first);
    while (err == EVN_OK && first < COMMANDS) {
        uint32_t n = 1 + evn_rng_below(&rng, TURN_MAX);
        run->n_sent = first + n;
        err = life_turn(&life, first, n);
        if (err == EVN_OK && evn_rng_below(&rng, 6) == 0)
            err = life_views(&life, 0);
        first += n;
    }
    if (err == EVN_OK)
        err = life_finish(&life);
    _exit(err == EVN_OK ? 0 : 1);
}

/* Killed when so much was sent, or later. False: it ended by itself, with an error. */
static bool live_and_die(struct run *run, uint32_t sent, uint32_t yields)
{
    int status = 0;
    fflush(stdout);
    pid_t child = fork();
    EVN_MUST(child >= 0);
    if (child == 0)
        live(run);
    while (run->n_sent < sent && waitpid(child, &status, WNOHANG) == 0)
        sched_yield();
    for (uint32_t i = 0; i < yields; i++)
        sched_yield();
    kill(child, SIGKILL);
    waitpid(child, &status, 0); /* it may have been waited for above */
    return WIFSIGNALED(status) || WEXITSTATUS(status) == 0;
}

static void take(void *arg, const struct evn_audit_finding *finding)
{
    (void)arg;
    printf("\n    audit: check %d, %s: %" PRId64 ", not %" PRId64 ", event %" PRIu64 "\n",
           finding->check, finding->where, finding->have, finding->want, finding->seq);
}

static uint64_t audit(const char *data)
{
    char folder[420];
    struct evn_audit_counts counts = {0};
    struct evn_journal_head head;
    struct evn_file_report report;
    snprintf(folder, sizeof folder, "%s/ledger", data);
    const struct evn_audit_config config = {.folder = folder, .service = "ledger", .found = take};
    EVN_CHECK_OK(evn_audit(&config, &counts, &head, &report));
    EVN_CHECK(counts.n_movements > 0);
    return counts.n_findings;
}

static void a_killed_ledger_loses_and_doubles_nothing(void)
{
    uint32_t kills = getenv("EVN_FULL") != NULL ? FULL_KILLS : KILLS;
    struct evn_rng rng = evn_rng_of(evn_test_seed(20221201));
    struct run *run = pool_share(sizeof *run);
    uint64_t n_told = 0;
    for (uint32_t i = 0; i < kills; i++) {
        *run = (struct run){.seed = evn_rng_next(&rng)};
        snprintf(run->folder, sizeof run->folder, "%s", pool_folder());
        uint32_t first = evn_rng_below(&rng, COMMANDS / 2);
        EVN_CHECK(live_and_die(run, first, evn_rng_below(&rng, 50)));
        EVN_CHECK(
            live_and_die(run, first + evn_rng_below(&rng, COMMANDS / 2), evn_rng_below(&rng, 50)));
        struct before before = {
            .seed = run->seed, .told = run->told, .has = run->has, .n_sent = run->n_sent};
        struct verdict v;
        after_check(&before, run->folder, &rng, i % 4 == 0, &v);
        n_told += v.n_told;
        EVN_CHECK(after_is_right(&v));
        if (!after_is_right(&v))
            printf("\n    %s\n", v.where);
        EVN_CHECK_EQ(audit(run->folder), 0);
    }
    printf("[%u ledgers killed twice, %" PRIu64 " answers held against the log] ", kills, n_told);
    EVN_CHECK(n_told > 50 * kills);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(every_kind_of_command_has_effects),
        EVN_TEST(a_killed_ledger_loses_and_doubles_nothing),
    };
    pool_begin();
    return evn_test_main(argc, argv, "ledger.life", tests, sizeof tests / sizeof tests[0]);
}

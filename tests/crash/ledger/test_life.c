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
    EVN_CHECK(log.n_lot_claims > 0);
    EVN_CHECK_EQ(log.n_impossible + log.n_overclaimed + recount_unbalanced(&log), 0);
    recount_free(&log);
}

/* What the ledger's memory has, told as the audit tells it. */
static void check_memory(const struct life *life, const struct evn_audit_counts *c)
{
    const struct evn_ledger_state *s = life_state(life);
    uint64_t recalls = 0, counts = 0, deliveries = 0, outside_us = 0;
    for (uint32_t i = 0; i < s->recalls.n; i++)
        recalls += s->recalls.row[i].open;
    for (uint32_t i = 1; i <= s->counts.named.names.n; i++)
        counts +=
            ((const struct evn_count *)evn_named_at(&s->counts.named, i))->state == EVN_COUNT_OPEN;
    for (uint32_t i = 1; i <= s->expecteds.named.names.n; i++)
        deliveries += evn_expected_is_open(evn_named_at(&s->expecteds.named, i));
    for (uint32_t i = 0; i < s->cold.outside.cap; i++)
        outside_us += (uint64_t)s->cold.outside.slot[i].value;
    EVN_CHECK_EQ(c->n_holds, s->holds.n);
    EVN_CHECK_EQ(c->n_recalls_open, recalls);
    EVN_CHECK_EQ(c->n_counts_open, counts);
    EVN_CHECK_EQ(c->n_expected_open, deliveries);
    EVN_CHECK_EQ(c->outside_us, outside_us);
    EVN_CHECK(c->n_holds > 0 && outside_us > 0 && recalls + counts + deliveries > 0);
}

static void take(void *arg, const struct evn_audit_finding *finding)
{
    (void)arg;
    printf("\n    audit: check %d, %s: %" PRId64 ", not %" PRId64 ", event %" PRIu64 "\n",
           finding->check, finding->where, finding->have, finding->want, finding->seq);
}

static uint64_t audit(const char *data, struct evn_audit_counts *counts)
{
    char folder[420];
    struct evn_journal_head head;
    struct evn_file_report report;
    snprintf(folder, sizeof folder, "%s/ledger", data);
    const struct evn_audit_config config = {.folder = folder, .service = "ledger", .found = take};
    EVN_CHECK_OK(evn_audit(&config, counts, &head, &report));
    EVN_CHECK(counts->n_movements > 0);
    return counts->n_findings;
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
    struct evn_audit_counts counts;
    EVN_CHECK_EQ(audit(folder, &counts), 0); /* while it runs */
    check_memory(&life, &counts);
    life_close(&life);
    EVN_CHECK_EQ(audit(folder, &counts), 0);
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
        struct evn_audit_counts counts;
        EVN_CHECK_EQ(audit(run->folder, &counts), 0);
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

/* Services are killed in the middle of an exercise; it ends as if nothing had happened. */
#include "tests/lib/site.h"

#include "common/base/rng.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum {
    N_VICTIMS = 5,
    KILLS_MIN = 20,   /* in all; with EVN_FULL=1 of each service */
    KILLS_A_RUN = 14, /* a service that dies often is started again later and later */
    SHARE_MIN = 12,   /* between two kills lie a twelfth to a third of an undisturbed run */
    SHARE_MAX = 3,
    IDLE_RUNS = 3 /* in a row that ended before the first kill: the moments are wrong */
};

/* All that an exercise runs; who kills the gateway is tests/crash/gateway. */
static const char *const victims[N_VICTIMS] = {"registry", "ledger", "planner", "dispatch",
                                               "events"};
static struct evn_test_site site;
static struct evn_site_run run;
static struct evn_rng rng;
static int n_killed[N_VICTIMS];
static uint64_t undisturbed_ms;

static void go(struct evn_site_going *going)
{
    static const char *const args[] = {
        "demo", "--fresh", "--json", "--communities", "5", "--days", "3", "--seed", "9", NULL};
    evn_test_site_go(&site, going, args);
}

static const char *digest(void)
{
    const char *at = strstr(run.out, "{\"service\":\"all\"");
    return at != NULL ? at : "";
}

/* Whose turn it is to die. */
static size_t choose(void)
{
    size_t least = 0;
    if (getenv("EVN_FULL") == NULL)
        return evn_rng_below(&rng, N_VICTIMS);
    for (size_t i = 1; i < N_VICTIMS; i++)
        least = n_killed[i] < n_killed[least] ? i : least;
    return least;
}

static bool is_enough(void)
{
    int sum = 0, least = n_killed[0];
    for (size_t i = 0; i < N_VICTIMS; i++) {
        sum += n_killed[i];
        least = n_killed[i] < least ? n_killed[i] : least;
    }
    return getenv("EVN_FULL") != NULL ? least >= KILLS_MIN : sum >= KILLS_MIN;
}

/* Until the next kill. */
static uint64_t some_time(void)
{
    uint64_t least = undisturbed_ms / SHARE_MIN, most = undisturbed_ms / SHARE_MAX;
    return least + evn_rng_below(&rng, (uint32_t)(most - least) + 1);
}

static uint64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (uint64_t)t.tv_sec * 1000 + (uint64_t)t.tv_nsec / 1000000;
}

/* Play once, killing services at random moments; returns how many. */
static int play_with_kills(void)
{
    struct evn_site_going going;
    int n = 0;
    uint64_t next_ms = now_ms() + some_time();
    go(&going);
    while (evn_test_site_goes(&going, &run)) {
        if (now_ms() < next_ms || n == KILLS_A_RUN)
            continue;
        size_t victim = choose();
        pid_t pid = evn_test_site_pid(&site, victims[victim]);
        if (pid <= 0 || kill(pid, SIGKILL) != 0)
            continue;
        n_killed[victim]++;
        n++;
        next_ms = now_ms() + some_time();
    }
    return n;
}

static void killed_services_change_nothing(void)
{
    static char undisturbed[EVN_SITE_TEXT_MAX];
    struct evn_site_going going;
    rng = evn_rng_of(evn_test_seed(2022));
    evn_test_site_make(&site, EVN_BIN_DIR);
    int idle = 0;
    uint64_t began_ms = now_ms();
    go(&going);
    while (evn_test_site_goes(&going, &run))
        ;
    undisturbed_ms = now_ms() - began_ms;
    EVN_MUST(run.status == 0);
    snprintf(undisturbed, sizeof undisturbed, "%s", digest());
    EVN_MUST(undisturbed[0] != '\0');
    while (!is_enough()) {
        int n = play_with_kills();
        printf("[%d kills] ", n);
        fflush(stdout);
        if (run.status != 0)
            printf("\n%s", run.err);
        idle = n == 0 ? idle + 1 : 0;
        EVN_MUST(run.status == 0 && idle < IDLE_RUNS);
        EVN_CHECK_TEXT(digest(), undisturbed);
        evn_test_site_run(&site, &run, (const char *const[]){"verify", NULL});
        EVN_CHECK_EQ(run.status, 0);
    }
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {EVN_TEST(killed_services_change_nothing)};
    evn_test_in_memory();
    return evn_test_main(argc, argv, "demo.kill", tests, sizeof tests / sizeof tests[0]);
}

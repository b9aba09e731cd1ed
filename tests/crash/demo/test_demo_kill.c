/* Services are killed in the middle of an exercise; it ends as if nothing had happened. */
#include "tests/lib/site.h"

#include "common/base/rng.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>

enum {
    N_VICTIMS = 6,
    KILLS_MIN = 20,   /* in all; with EVN_FULL=1 of each service */
    KILLS_A_RUN = 14, /* a service that dies often is started again later and later */
    FIRST_MS = 300,   /* between two kills, and up to so much more */
    MORE_MS = 900
};

static const char *const victims[N_VICTIMS] = {"registry", "ledger", "planner",
                                               "dispatch", "events", "gateway"};
static struct evn_test_site site;
static struct evn_site_run run;
static struct evn_rng rng;
static int n_killed[N_VICTIMS];

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

/* Play once, killing services at random moments; returns how many. */
static int play_with_kills(void)
{
    struct evn_site_going going;
    int n = 0;
    uint32_t left_ms = FIRST_MS + evn_rng_below(&rng, MORE_MS);
    go(&going);
    while (evn_test_site_goes(&going, &run)) {
        left_ms = left_ms > 10 ? left_ms - 10 : 0;
        if (left_ms > 0 || n == KILLS_A_RUN)
            continue;
        size_t victim = choose();
        pid_t pid = evn_test_site_pid(&site, victims[victim]);
        if (pid <= 0 || kill(pid, SIGKILL) != 0)
            continue;
        n_killed[victim]++;
        n++;
        left_ms = FIRST_MS + evn_rng_below(&rng, MORE_MS);
    }
    return n;
}

static void killed_services_change_nothing(void)
{
    static char undisturbed[EVN_SITE_TEXT_MAX];
    struct evn_site_going going;
    rng = evn_rng_of(evn_test_seed(2022));
    evn_test_site_make(&site, EVN_BIN_DIR);
    go(&going);
    while (evn_test_site_goes(&going, &run))
        ;
    EVN_MUST(run.status == 0);
    snprintf(undisturbed, sizeof undisturbed, "%s", digest());
    EVN_MUST(undisturbed[0] != '\0');
    while (!is_enough()) {
        int n = play_with_kills();
        printf("[%d kills] ", n);
        fflush(stdout);
        if (run.status != 0)
            printf("\n%s", run.err);
        EVN_MUST(run.status == 0 && n > 0);
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

/* A small exercise between real processes: five communities, three days. */
#include "tests/lib/site.h"

#include <poll.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct evn_test_site site;
static struct evn_site_run run, again;

static void play(struct evn_site_run *out, const char *const *args)
{
    struct evn_site_going going;
    evn_test_site_go(&site, &going, args);
    while (evn_test_site_goes(&going, out))
        ;
}

#define PLAY(out, ...)                                                                             \
    play(out, (const char *const[]){"demo", "--communities", "5", "--days", "3", __VA_ARGS__, NULL})

/* The digest of everything, as the last row of the output says. */
static const char *digest_of(const struct evn_site_run *of)
{
    const char *at = strstr(of->out, "{\"service\":\"all\"");
    return at != NULL ? at : "";
}

static long figure(const struct evn_site_run *of, const char *name)
{
    char key[80];
    long n = -1;
    snprintf(key, sizeof key, "{\"figure\":\"%s\",\"n\":", name);
    const char *at = strstr(of->out, key);
    if (at != NULL)
        EVN_CHECK(sscanf(at + strlen(key), "%ld", &n) == 1);
    return n;
}

static void people_are_sealed_supplied_and_counted(void)
{
    evn_test_site_make(&site, EVN_BIN_DIR);
    PLAY(&run, "--fresh", "--json", "--seed", "3");
    EVN_CHECK_EQ(run.status, 0);
    if (run.status != 0)
        printf("%s", run.err);
    EVN_CHECK(figure(&run, "people_sealed") > 0);
    EVN_CHECK_EQ(figure(&run, "people_served"), figure(&run, "people_sealed"));
    EVN_CHECK(figure(&run, "person_days_sealed") > figure(&run, "people_sealed"));
    EVN_CHECK(figure(&run, "person_days_below") < figure(&run, "person_days_sealed"));
    EVN_CHECK(figure(&run, "deliveries") >= 5);
    EVN_CHECK(figure(&run, "km_estimate") > 0);
    EVN_CHECK(strstr(run.out, "\"exercise\":true") != NULL);
}

static void the_logs_it_leaves_are_whole(void)
{
    evn_test_site_run(&site, &again, (const char *const[]){"verify", NULL});
    EVN_CHECK_EQ(again.status, 0);
}

static void a_used_folder_needs_fresh_and_foreign_files_are_never_touched(void)
{
    char path[600];
    PLAY(&again, "--json");
    EVN_CHECK_EQ(again.status, 64);
    snprintf(path, sizeof path, "%s/my photos", site.data);
    EVN_MUST(mkdir(path, 0700) == 0);
    PLAY(&again, "--json", "--fresh");
    EVN_CHECK_EQ(again.status, 64);
    EVN_CHECK(strstr(again.err, "my photos") != NULL);
    EVN_MUST(rmdir(path) == 0);
}

static void the_same_seed_gives_the_same_digest(void)
{
    static char before[EVN_SITE_TEXT_MAX];
    snprintf(before, sizeof before, "%s", digest_of(&run));
    PLAY(&again, "--fresh", "--json", "--seed", "3");
    EVN_CHECK_EQ(again.status, 0);
    EVN_CHECK(before[0] != '\0');
    EVN_CHECK_TEXT(digest_of(&again), before);
}

static void a_real_outbreak_is_replayed(void)
{
    const char *data = evn_test_data("epidemic/sealed_places.tsv");
    char folder[600];
    if (data == NULL || evn_test_data("scms/scms_2006_2013.csv") == NULL) {
        evn_test_skip("EVN_TEST_DATA is not set");
        return;
    }
    snprintf(folder, sizeof folder, "%s", getenv("EVN_TEST_DATA"));
    PLAY(&again, "--fresh", "--json", "--real", folder);
    EVN_CHECK_EQ(again.status, 0);
    /* 9, 11 and 20 places were published on these days; three of the 20 were sealed already. */
    EVN_CHECK(strstr(again.out, "\"date\":\"2022-03-19\",\"sealed\":9,") != NULL);
    EVN_CHECK(strstr(again.out, "\"date\":\"2022-03-20\",\"sealed\":11,") != NULL);
    EVN_CHECK(strstr(again.out, "\"date\":\"2022-03-21\",\"sealed\":17,") != NULL);
    EVN_CHECK(figure(&again, "people_served") > 0);
}

static void kept_services_go_on_and_say_exercise(void)
{
    PLAY(&again, "--fresh", "--keep", "--lang", "zh", "--seed", "4");
    EVN_CHECK_EQ(again.status, 0);
    EVN_CHECK(strstr(again.out, "演练") != NULL);
    EVN_CHECK(evn_test_site_pid(&site, "dispatch") > 0);
    evn_test_site_run(&site, &again, (const char *const[]){"place", "list", "--json", NULL});
    EVN_CHECK_EQ(again.status, 0);
    EVN_CHECK(strstr(again.out, "\"synthetic\":true") != NULL);
    evn_test_site_run(&site, &again, (const char *const[]){"down", NULL});
    EVN_CHECK_EQ(again.status, 0);
    EVN_CHECK_EQ(evn_test_site_pid(&site, "dispatch"), 0);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(people_are_sealed_supplied_and_counted),
        EVN_TEST(the_logs_it_leaves_are_whole),
        EVN_TEST(a_used_folder_needs_fresh_and_foreign_files_are_never_touched),
        EVN_TEST(the_same_seed_gives_the_same_digest),
        EVN_TEST(a_real_outbreak_is_replayed),
        EVN_TEST(kept_services_go_on_and_say_exercise),
    };
    return evn_test_main(argc, argv, "demo", tests, sizeof tests / sizeof tests[0]);
}

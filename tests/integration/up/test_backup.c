/* The restore drill: an installation is copied while it takes work, brought back elsewhere, and is
 * the one the manifest describes; whatever is changed in a copy is found and named. */
#include "tests/lib/site.h"

#include <dirent.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static struct evn_test_site site, other;
static struct evn_site_run run;
static char copy[420], manifest[64 * 1024];

#define RUN(...)       evn_test_site_run(&site, &run, (const char *const[]){__VA_ARGS__, NULL})
#define RUN_OTHER(...) evn_test_site_run(&other, &run, (const char *const[]){__VA_ARGS__, NULL})

static const char *const services[] = {"registry", "ledger", "planner", "dispatch", "events"};
enum { N_SERVICES = sizeof services / sizeof services[0] };

static bool says(const char *text)
{
    return strstr(run.out, text) != NULL;
}

static void read_manifest(void)
{
    char path[500];
    snprintf(path, sizeof path, "%s/manifest.tsv", copy);
    FILE *file = fopen(path, "rb");
    EVN_MUST(file != NULL);
    manifest[fread(manifest, 1, sizeof manifest - 1, file)] = '\0';
    fclose(file);
}

/* Stock comes and goes, items and places become known, until the process is killed. */
static pid_t start_load(void)
{
    pid_t pid = fork();
    EVN_MUST(pid >= 0);
    if (pid > 0)
        return pid;
    for (int i = 0;; i++) {
        char item[32], line[40];
        struct evn_test_site s = site;
        snprintf(item, sizeof item, "I%d", i);
        snprintf(line, sizeof line, "I%d=10", i);
        evn_test_site_run(&s, &run,
                          (const char *const[]){"item", "put", item, "--en", item, "--category",
                                                "food", "--unit-en", "piece", NULL});
        evn_test_site_run(
            &s, &run,
            (const char *const[]){"move", "receive", "--to", "W1", "WATER=3", line, NULL});
    }
}

static bool has_ten(void *arg)
{
    (void)arg;
    RUN("stock", "list", "--item", "I2", "--json");
    return says("\"I2\"");
}

static void begin(void)
{
    evn_test_site_make(&site, EVN_BIN_DIR);
    snprintf(copy, sizeof copy, "%s-copy", site.data);
    evn_test_site_up(&site, NULL);
    RUN("item", "put", "WATER", "--en", "Secretwater", "--category", "food", "--unit-en", "bottle");
    RUN("place", "put", "W1", "--kind", "warehouse", "--en", "Secretplace");
    RUN("move", "receive", "--to", "W1", "WATER=1000");
    EVN_CHECK_EQ(run.status, 0);
}

/* What the manifest says of a service is what the running service says of itself; of a state with
 * nothing in it, the hub's, the manifest has zeros and people see a dash. */
static void check_digests(void)
{
    char line[200], zeros[65];
    memset(zeros, '0', sizeof zeros);
    RUN_OTHER("verify", "--digest", "--json");
    EVN_CHECK_EQ(run.status, 0);
    for (size_t i = 0; i < N_SERVICES; i++) {
        char entry[40];
        snprintf(entry, sizeof entry, "\nlog\t%s\t", services[i]);
        const char *at = strstr(manifest, entry), *end = at != NULL ? strchr(at + 1, '\n') : NULL;
        EVN_MUST(end != NULL && end - at > 64);
        snprintf(line, sizeof line, "\"service\":\"%s\"", services[i]);
        EVN_CHECK(says(line));
        bool nothing = strncmp(end - 64, zeros, 64) == 0;
        EVN_CHECK_EQ(nothing, strcmp(services[i], "events") == 0);
        snprintf(line, sizeof line, "\"digest\":\"%.*s\"}", nothing ? 1 : 64,
                 nothing ? "-" : end - 64);
        if (!says(line))
            EVN_CHECK_TEXT(run.out, line);
    }
}

static long long quantity(const char *item)
{
    RUN_OTHER("stock", "list", "--item", item, "--json");
    const char *at = strstr(run.out, "\"quantity\":");
    return at != NULL ? strtoll(at + strlen("\"quantity\":"), NULL, 10) : 0;
}

static void a_backup_under_load_comes_back_as_the_manifest_says(void)
{
    begin();
    pid_t load = start_load();
    evn_test_wait(has_ten, NULL);
    RUN("stock", "list", "--item", "WATER", "--json");
    const char *at = strstr(run.out, "\"quantity\":");
    long long acknowledged = at != NULL ? strtoll(at + strlen("\"quantity\":"), NULL, 10) : -1;
    EVN_CHECK(acknowledged > 1000);
    RUN("backup", "create", copy);
    EVN_CHECK_EQ(run.status, 0);
    read_manifest();
    EVN_CHECK(strstr(manifest, "Secret") == NULL && strstr(manifest, "WATER") == NULL);
    RUN("backup", "verify", copy);
    EVN_CHECK_EQ(run.status, 0);
    RUN("backup", "create", copy);
    EVN_CHECK_EQ(run.status, 69);
    EVN_CHECK_EQ(kill(load, SIGKILL), 0);
    EVN_CHECK_EQ(waitpid(load, NULL, 0), load);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);

    evn_test_site_make(&other, EVN_BIN_DIR);
    snprintf(other.data + strlen(other.data), sizeof other.data - strlen(other.data), "-new");
    RUN("backup", "restore", copy, "--to", other.data);
    EVN_CHECK_EQ(run.status, 0);
    RUN("backup", "restore", copy, "--to", other.data);
    EVN_CHECK_EQ(run.status, 69);
    RUN_OTHER("verify", "--json");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(!says("\"viewsSeq\":0,"));
    evn_test_site_up(&other, NULL);
    check_digests();
    /* What was acknowledged before is there, and each receipt of three with its ten. */
    long long water = quantity("WATER");
    EVN_CHECK(water >= acknowledged);
    EVN_CHECK_EQ((water - 1000) % 3, 0);
    RUN_OTHER("stock", "list", "--json");
    long long n_items = 0;
    for (at = run.out; (at = strstr(at, "\"quantity\":10,")) != NULL; at++)
        n_items++;
    EVN_CHECK_EQ(n_items, (water - 1000) / 3);
    /* And it goes on: all services still understand each other. */
    RUN_OTHER("item", "put", "LATER", "--en", "Later", "--category", "food", "--unit-en", "piece");
    RUN_OTHER("move", "receive", "--to", "W1", "LATER=5");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK_EQ(quantity("LATER"), 5);
    EVN_CHECK_EQ(evn_test_site_stop(&other, SIGTERM), 0);
    RUN_OTHER("verify");
    EVN_CHECK_EQ(run.status, 0);
}

/* Change the byte at `at` (from the end when negative) of a file of the copy; again: change back.
 */
static void flip(const char *name, long at)
{
    char path[500];
    snprintf(path, sizeof path, "%s/%s", copy, name);
    FILE *file = fopen(path, "r+b");
    EVN_MUST(file != NULL && fseek(file, at, at < 0 ? SEEK_END : SEEK_SET) == 0);
    int byte = fgetc(file);
    EVN_MUST(byte != EOF && fseek(file, at, at < 0 ? SEEK_END : SEEK_SET) == 0 &&
             fputc(byte ^ 1, file) != EOF);
    fclose(file);
}

static void expect(const char *fault, const char *name)
{
    char text[300];
    RUN("backup", "verify", copy, "--json");
    EVN_CHECK_EQ(run.status, 65);
    snprintf(text, sizeof text, "{\"fault\":\"%s\",\"where\":\"%s\"", fault, name);
    if (!says(text))
        EVN_CHECK_TEXT(run.out, text);
}

static void whatever_is_changed_in_a_backup_is_found_and_named(void)
{
    static const struct {
        const char *name;
        long at;
    } flips[] = {{"ledger/log/seg-0000000000000001", 4200}, /* a block */
                 {"ledger/log/seg-0000000000000001", -1},   /* behind the last block */
                 {"registry/log/log.id", 60},
                 {"keys/admin.key", 20},
                 {"manifest.tsv", 300}};
    char path[500], aside[500];
    for (size_t i = 0; i < sizeof flips / sizeof flips[0]; i++) {
        flip(flips[i].name, flips[i].at);
        expect("changed", flips[i].name);
        flip(flips[i].name, flips[i].at);
    }
    snprintf(path, sizeof path, "%s/keys/admin.pub", copy);
    snprintf(aside, sizeof aside, "%s/keys/stranger", copy);
    EVN_MUST(rename(path, aside) == 0);
    expect("missing", "keys/admin.pub");
    expect("unknown", "keys/stranger");
    EVN_MUST(rename(aside, path) == 0);
    /* A copy that was cut short has no manifest, and nothing is restored from it. */
    snprintf(path, sizeof path, "%s/manifest.tsv", copy);
    snprintf(aside, sizeof aside, "%s.aside", copy);
    EVN_MUST(rename(path, aside) == 0);
    expect("missing", "manifest.tsv");
    char to[500];
    snprintf(to, sizeof to, "%s-never", site.data);
    RUN("backup", "restore", copy, "--to", to);
    EVN_CHECK_EQ(run.status, 65);
    EVN_CHECK(access(to, F_OK) != 0);
    EVN_MUST(rename(aside, path) == 0);
    RUN("backup", "verify", copy);
    EVN_CHECK_EQ(run.status, 0);
}

static void one_service_that_stands_still_is_copied_too(void)
{
    snprintf(copy, sizeof copy, "%s-one", site.data);
    RUN("backup", "create", copy, "--service", "ledger");
    EVN_CHECK_EQ(run.status, 0);
    read_manifest();
    EVN_CHECK(strstr(manifest, "\tledger/log/log.id\n") != NULL);
    EVN_CHECK(strstr(manifest, "registry/") == NULL);
    EVN_CHECK(strstr(manifest, "keys/ledger.key") != NULL);
    EVN_CHECK(strstr(manifest, "keys/admin.key") == NULL);
    RUN("backup", "verify", copy);
    EVN_CHECK_EQ(run.status, 0);
    RUN("backup", "create", copy, "--service", "nobody");
    EVN_CHECK_EQ(run.status, 65);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_backup_under_load_comes_back_as_the_manifest_says),
        EVN_TEST(whatever_is_changed_in_a_backup_is_found_and_named),
        EVN_TEST(one_service_that_stands_still_is_copied_too),
    };
    return evn_test_main(argc, argv, "evn.backup", tests, sizeof tests / sizeof tests[0]);
}

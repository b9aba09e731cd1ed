/* `evn up` and the commands that look at what it runs, over the toy services. */
#include "common/service/lock.h"
#include "tests/lib/site.h"

#include <dirent.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static struct evn_test_site site;
static struct evn_site_run run;

#define RUN(...) evn_test_site_run(&site, &run, (const char *const[]){__VA_ARGS__, NULL})

static size_t n_lines(const char *text)
{
    size_t n = 0;
    for (; (text = strchr(text, '\n')) != NULL; text++)
        n++;
    return n;
}

static void up_is_ready_within_five_seconds_and_stops_cleanly(void)
{
    double seconds = 99;
    evn_test_site_make(&site, NULL);
    evn_test_site_up(&site, NULL);
    EVN_MUST(sscanf(site.ready, "ready evernormal %lf s: registry 7, ledger 7", &seconds) == 1);
    EVN_CHECK(seconds <= 5);
    EVN_CHECK(evn_test_site_pid(&site, "registry") > 0);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGINT), 0);
    EVN_CHECK_EQ(evn_test_site_pid(&site, "registry"), 0);
    EVN_CHECK_EQ(evn_test_site_pid(&site, "ledger"), 0);
    EVN_CHECK(evn_test_site_said(&site, "evn: stopped"));
    EVN_CHECK(!evn_test_site_said(&site, "killed"));
}

static bool registry_is_another(void *arg)
{
    pid_t pid = evn_test_site_pid(&site, "registry");
    return pid > 0 && pid != *(pid_t *)arg && evn_test_site_said(&site, "registry is back");
}

static void a_killed_service_comes_back(void)
{
    evn_test_site_make(&site, NULL);
    evn_test_site_up(&site, NULL);
    pid_t before = evn_test_site_pid(&site, "registry");
    pid_t other = evn_test_site_pid(&site, "ledger");
    EVN_MUST(before > 0 && kill(before, SIGKILL) == 0);
    evn_test_wait(registry_is_another, &before);
    EVN_CHECK(evn_test_site_said(&site, "registry ended (signal 9); started again in 100 ms"));
    EVN_CHECK_EQ(evn_test_site_pid(&site, "ledger"), other);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
}

static bool nothing_runs(void *arg)
{
    (void)arg;
    return evn_test_site_pid(&site, "registry") == 0 && evn_test_site_pid(&site, "ledger") == 0;
}

static void services_end_when_their_supervisor_is_killed(void)
{
    evn_test_site_make(&site, NULL);
    evn_test_site_up(&site, NULL);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGKILL), -1);
    evn_test_wait(nothing_runs, NULL);
    evn_test_site_up(&site, NULL);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
}

static void a_second_up_is_refused_with_the_pid(void)
{
    char pid[40];
    evn_test_site_make(&site, NULL);
    evn_test_site_up(&site, NULL);
    snprintf(pid, sizeof pid, "by process %d\n", (int)site.up);
    RUN("up", "--programs", site.programs);
    EVN_CHECK_EQ(run.status, 75);
    EVN_CHECK(strstr(run.err, pid) != NULL);
    RUN("up", "--detach", "--programs", site.programs, "--lang", "zh");
    EVN_CHECK_EQ(run.status, 75);
    EVN_CHECK(strstr(run.err, "正被进程") != NULL);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
}

static void up_goes_to_the_background_and_down_ends_it(void)
{
    evn_test_site_make(&site, NULL);
    RUN("up", "--detach", "--programs", site.programs);
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(evn_test_site_pid(&site, "ledger") > 0);
    RUN("down");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(nothing_runs(NULL));
    RUN("down");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(strstr(run.err, "nothing is running") != NULL);
}

static void an_unknown_key_gets_nothing(void)
{
    char from[500], to[500];
    evn_test_site_make(&site, NULL);
    evn_test_site_up(&site, NULL);
    RUN("up", "--programs", "/nowhere", "--json");
    EVN_CHECK_EQ(run.status, 78);
    /* A key that exists only here: made for another site. */
    struct evn_test_site other = {0};
    evn_test_site_make(&other, NULL);
    evn_test_site_up(&other, NULL);
    EVN_CHECK_EQ(evn_test_site_stop(&other, SIGTERM), 0);
    snprintf(from, sizeof from, "%s/keys/admin.key", other.data);
    snprintf(to, sizeof to, "%s/keys/stranger.key", site.data);
    EVN_MUST(rename(from, to) == 0);
    static const char *const asks[][3] = {
        {"key", "list", NULL}, {"lane", "show", NULL}, {"events", "list", NULL}};
    for (size_t i = 0; i < 3; i++) {
        RUN(asks[i][0], asks[i][1], "--key", "stranger", "--json");
        EVN_CHECK_EQ(run.status, 77);
        EVN_CHECK(strstr(run.err, "\"error\":\"UNKNOWN_KEY\",\"class\":\"AUTH\"") != NULL);
        EVN_CHECK_TEXT(run.out, "");
    }
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
}

/* Run a command that prints rows, its output going to a disk that is full. Returns its status. */
static int status_on_a_full_disk(const char *word)
{
    int status = -1;
    fflush(NULL);
    pid_t pid = fork();
    EVN_MUST(pid >= 0);
    if (pid == 0) {
        int full = open("/dev/full", O_WRONLY | O_CLOEXEC);
        if (full >= 0 && dup2(full, STDOUT_FILENO) >= 0)
            execl(EVN_BIN_DIR "/evn", "evn", "--data", site.data, "--json", word, (char *)NULL);
        _exit(127);
    }
    EVN_MUST(waitpid(pid, &status, 0) == pid);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void doctor_says_what_is_wrong_and_what_to_do(void)
{
    evn_test_site_make(&site, NULL);
    RUN("doctor");
    EVN_CHECK_EQ(run.status, 78);
    EVN_CHECK(strstr(run.out, "`evn up` makes it") != NULL);
    evn_test_site_up(&site, NULL);
    RUN("doctor", "--json");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(strstr(run.out, "{\"check\":\"ledger clock\",\"result\":\"good\"") != NULL);
    EVN_CHECK(strstr(run.out, "\"result\":\"bad\"") == NULL);
    EVN_CHECK_EQ(status_on_a_full_disk("doctor"), 71);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
    RUN("doctor", "--json");
    EVN_CHECK_EQ(run.status, 75);
    EVN_CHECK(strstr(run.out, "{\"check\":\"ledger\",\"result\":\"bad\"") != NULL);
    EVN_MUST(chmod(site.data, 0755) == 0);
    RUN("doctor");
    EVN_CHECK_EQ(run.status, 78);
    EVN_CHECK(strstr(run.out, "chmod 700") != NULL);
}

static const char pages_bad[] = "{\"check\":\"gateway\",\"result\":\"bad\"";

static void the_pages_have_tokens_and_a_doctor(void)
{
    char folder[450];
    int fd;
    int64_t pid = 0;
    evn_test_site_make(&site, EVN_BIN_DIR);
    evn_test_site_up(&site, NULL);
    RUN("doctor", "--json");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(strstr(run.out, "{\"check\":\"gateway\",\"result\":\"good\"") != NULL);
    RUN("key", "token", "li", "--role", "POINT", "--scope", "310105", "--json");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(strstr(run.out, "{\"name\":\"li\",\"role\":\"POINT\",\"scope\":\"310105\",") ==
              run.out);
    EVN_CHECK(strstr(run.out, "\"link\":\"http://127.0.0.1:") != NULL);
    RUN("key", "token", "li", "--role", "ADMIN");
    EVN_CHECK_EQ(run.status, 64);
    EVN_CHECK(strstr(run.err, "ADMIN") != NULL && strstr(run.err, "--role") != NULL);
    snprintf(folder, sizeof folder, "%s/gateway", site.data);
    EVN_CHECK_ERR(evn_lock_take(folder, &fd, &pid), EVN_E_LOCKED);
    EVN_MUST(pid > 0 && kill((pid_t)pid, SIGSTOP) == 0);
    RUN("doctor", "--json");
    EVN_CHECK_EQ(run.status, 71);
    EVN_CHECK(strstr(run.out, pages_bad) != NULL);
    EVN_MUST(kill((pid_t)pid, SIGCONT) == 0);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
    RUN("doctor", "--json");
    EVN_CHECK(strstr(run.out, pages_bad) != NULL);
}

static void a_port_that_is_taken_is_told_at_once(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    char port[8];
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    EVN_MUST(fd >= 0 && bind(fd, (const struct sockaddr *)&at, len) == 0 && listen(fd, 1) == 0);
    EVN_MUST(getsockname(fd, (struct sockaddr *)&at, &len) == 0);
    snprintf(port, sizeof port, "%u", (unsigned)ntohs(at.sin_port));
    evn_test_site_make(&site, NULL);
    RUN("up", "--detach", "--programs", site.programs, "--port", port);
    EVN_CHECK_EQ(run.status, 71);
    EVN_CHECK(strstr(run.err, port) != NULL && strstr(run.err, "--port") != NULL);
    RUN("down");
    EVN_CHECK(strstr(run.err, "nothing is running") != NULL);
    close(fd);
}

static void events_and_keys_are_told_one_object_a_line(void)
{
    evn_test_site_make(&site, NULL);
    evn_test_site_up(&site, NULL);
    RUN("events", "list", "registry", "--json");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK_EQ(n_lines(run.out), 7);
    EVN_CHECK(strstr(run.out, "{\"service\":\"registry\",\"seq\":1,\"count\":1,") == run.out);
    EVN_CHECK(strstr(run.out, "\"type\":\"Key\",\"body\":{\"publicKey\":") != NULL);
    RUN("events", "list", "registry", "--json", "--from", "6");
    EVN_CHECK_EQ(n_lines(run.out), 2);
    RUN("events", "list", "registry", "--from", "99");
    EVN_CHECK_EQ(run.status, 65);
    RUN("key", "list", "--json", "--service", "ledger");
    EVN_CHECK_EQ(n_lines(run.out), 7);
    EVN_CHECK(strstr(run.out, "{\"name\":\"ledger\",\"roles\":\"SERVICE\",") != NULL);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
}

static void flip_a_byte(const char *file, long offset)
{
    FILE *f = fopen(file, "r+e");
    EVN_MUST(f != NULL && fseek(f, offset, SEEK_SET) == 0);
    int c = fgetc(f);
    EVN_MUST(c != EOF && fseek(f, offset, SEEK_SET) == 0 && fputc(c ^ 1, f) != EOF);
    EVN_MUST(fclose(f) == 0);
}

/* The file of a service's first segment. */
static void first_segment(const char *service, char *out, size_t cap)
{
    char folder[480];
    struct dirent *entry;
    snprintf(folder, sizeof folder, "%s/%s/log", site.data, service);
    DIR *dir = opendir(folder);
    out[0] = '\0';
    while (dir != NULL && (entry = readdir(dir)) != NULL)
        if (strncmp(entry->d_name, "seg-", 4) == 0)
            snprintf(out, cap, "%s/%s", folder, entry->d_name);
    if (dir != NULL)
        closedir(dir);
    EVN_MUST(out[0] != '\0');
}

static bool registry_stays_down(void *arg)
{
    (void)arg;
    return evn_test_site_said(&site, "registry stays down") &&
           evn_test_site_pid(&site, "ledger") > 0;
}

static void a_damaged_log_is_found_and_keeps_only_its_service_down(void)
{
    char segment[800];
    const char *args[] = {"--exercise", NULL};
    evn_test_site_make(&site, NULL);
    evn_test_site_up(&site, args);
    EVN_CHECK(strstr(site.ready, " s EXERCISE: ") != NULL);
    RUN("verify", "--json");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(strstr(run.out, "{\"service\":\"registry\",\"result\":\"good\",\"seq\":7,") != NULL);
    RUN("verify", "--digest");
    EVN_CHECK(strncmp(run.out, "EXERCISE 演练\n", strlen("EXERCISE 演练\n")) == 0);
    EVN_CHECK_EQ(n_lines(run.out), 5);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
    first_segment("registry", segment, sizeof segment);
    flip_a_byte(segment, 20); /* in the segment's header: what is no longer ours is refused */
    RUN("verify");
    EVN_CHECK_EQ(run.status, 65);
    EVN_CHECK(strstr(run.err, "registry/log/") != NULL);
    evn_test_site_start(&site, NULL);
    evn_test_wait(registry_stays_down, NULL);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
}

static void rebuild_takes_away_views_only_and_only_of_a_stopped_service(void)
{
    char views[500];
    evn_test_site_make(&site, NULL);
    evn_test_site_up(&site, NULL);
    RUN("rebuild", "ledger");
    EVN_CHECK_EQ(run.status, 75);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
    snprintf(views, sizeof views, "%s/ledger/views.mdb", site.data);
    EVN_CHECK(access(views, F_OK) == 0);
    RUN("rebuild", "ledger");
    EVN_CHECK_EQ(run.status, 0);
    EVN_CHECK(access(views, F_OK) != 0);
    RUN("rebuild", "nobody");
    EVN_CHECK_EQ(run.status, 65);
    evn_test_site_up(&site, NULL);
    EVN_CHECK_EQ(evn_test_site_stop(&site, SIGTERM), 0);
    EVN_CHECK(strstr(site.ready, "registry 7, ledger 7") != NULL);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(up_is_ready_within_five_seconds_and_stops_cleanly),
        EVN_TEST(a_killed_service_comes_back),
        EVN_TEST(services_end_when_their_supervisor_is_killed),
        EVN_TEST(a_second_up_is_refused_with_the_pid),
        EVN_TEST(up_goes_to_the_background_and_down_ends_it),
        EVN_TEST(an_unknown_key_gets_nothing),
        EVN_TEST(the_pages_have_tokens_and_a_doctor),
        EVN_TEST(doctor_says_what_is_wrong_and_what_to_do),
        EVN_TEST(a_port_that_is_taken_is_told_at_once),
        EVN_TEST(events_and_keys_are_told_one_object_a_line),
        EVN_TEST(a_damaged_log_is_found_and_keeps_only_its_service_down),
        EVN_TEST(rebuild_takes_away_views_only_and_only_of_a_stopped_service),
    };
    return evn_test_main(argc, argv, "up", tests, sizeof tests / sizeof tests[0]);
}

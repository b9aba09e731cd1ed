#include "tests/lib/site.h"

#include "common/base/env.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

static int64_t now_ms(void)
{
    const struct evn_env *env = evn_env_real();
    return env->mono_us(env->self) / 1000;
}

void evn_test_wait(bool (*what)(void *arg), void *arg)
{
    int64_t until_ms = now_ms() + EVN_SITE_WAIT_MS;
    while (!what(arg)) {
        EVN_MUST(now_ms() < until_ms);
        (void)poll(NULL, 0, 5);
    }
}

void evn_test_site_make(struct evn_test_site *site, const char *programs)
{
    if (site->data[0] != '\0' && site->up == 0)
        evn_test_remove(site->data);
    *site = (struct evn_test_site){0};
    snprintf(site->data, sizeof site->data, "%s/data", evn_test_dir());
    snprintf(site->programs, sizeof site->programs, "%s",
             programs != NULL ? programs : EVN_TOYS_DIR);
    snprintf(site->err, sizeof site->err, "%s.err", site->data);
}

/* Start evn; a test that dies takes it along. Returns its pid. */
static pid_t spawn(const char *const *argv, int out, int err)
{
    pid_t parent = getpid(), pid = fork();
    EVN_MUST(pid >= 0);
    if (pid > 0)
        return pid;
    int null = open("/dev/null", O_RDONLY);
    if (prctl(PR_SET_PDEATHSIG, SIGTERM) != 0 || getppid() != parent || dup2(null, 0) < 0 ||
        dup2(out, 1) < 0 || dup2(err, 2) < 0)
        _exit(127);
    setenv("EVN_PORT", "0", 1); /* of the gateway: any that is free */
    setenv("LANG", "C.UTF-8", 1);
    unsetenv("LC_ALL");
    execv(argv[0], (char *const *)argv);
    _exit(127);
}

static size_t arguments(const struct evn_test_site *site, const char *const *args,
                        const char *argv[EVN_SITE_ARGS_MAX])
{
    size_t n = 0;
    argv[n++] = EVN_BIN_DIR "/evn";
    for (; args != NULL && *args != NULL && n < EVN_SITE_ARGS_MAX - 5; args++)
        argv[n++] = *args;
    argv[n++] = "--data";
    argv[n++] = site->data;
    argv[n] = NULL;
    return n;
}

/* Read one line, waiting for it. */
static void read_line(int fd, char *line, size_t cap)
{
    size_t len = 0;
    int64_t until_ms = now_ms() + EVN_SITE_WAIT_MS;
    struct pollfd item = {.fd = fd, .events = POLLIN};
    while (len + 1 < cap && (len == 0 || line[len - 1] != '\n')) {
        EVN_MUST(now_ms() < until_ms);
        if (poll(&item, 1, 100) == 1) {
            EVN_MUST(read(fd, line + len, 1) == 1);
            len++;
        }
    }
    line[len > 0 ? len - 1 : 0] = '\0';
}

void evn_test_site_start(struct evn_test_site *site, const char *const *args)
{
    const char *up[EVN_SITE_ARGS_MAX] = {"up", "--programs", site->programs};
    const char *argv[EVN_SITE_ARGS_MAX] = {NULL};
    int out[2], err = open(site->err, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    for (size_t n = 3; args != NULL && *args != NULL && n + 1 < EVN_SITE_ARGS_MAX; n++)
        up[n] = *args++;
    (void)arguments(site, up, argv);
    EVN_MUST(err >= 0 && pipe2(out, O_CLOEXEC) == 0);
    site->up = spawn(argv, out[1], err);
    close(out[1]);
    close(err);
    site->out_fd = out[0];
}

void evn_test_site_up(struct evn_test_site *site, const char *const *args)
{
    evn_test_site_start(site, args);
    read_line(site->out_fd, site->ready, sizeof site->ready);
}

struct ending {
    pid_t pid;
    int status;
};

static bool has_ended(void *arg)
{
    struct ending *e = arg;
    return waitpid(e->pid, &e->status, WNOHANG) == e->pid;
}

static int wait_end(pid_t pid)
{
    struct ending e = {.pid = pid};
    evn_test_wait(has_ended, &e);
    return WIFEXITED(e.status) ? WEXITSTATUS(e.status) : -1;
}

int evn_test_site_stop(struct evn_test_site *site, int sig)
{
    pid_t pid = site->up;
    site->up = 0;
    EVN_MUST(pid > 0 && kill(pid, sig) == 0);
    close(site->out_fd);
    return wait_end(pid);
}

static void read_back(FILE *from, char *to)
{
    rewind(from);
    size_t n = fread(to, 1, EVN_SITE_TEXT_MAX - 1, from);
    to[n] = '\0';
    fclose(from);
}

void evn_test_site_run(const struct evn_test_site *site, struct evn_site_run *run,
                       const char *const *args)
{
    const char *argv[EVN_SITE_ARGS_MAX];
    FILE *out = tmpfile(), *err = tmpfile();
    EVN_MUST(out != NULL && err != NULL);
    (void)arguments(site, args, argv);
    run->status = wait_end(spawn(argv, fileno(out), fileno(err)));
    read_back(out, run->out);
    read_back(err, run->err);
}

void evn_test_site_go(const struct evn_test_site *site, struct evn_site_going *going,
                      const char *const *args)
{
    const char *argv[EVN_SITE_ARGS_MAX];
    *going = (struct evn_site_going){.out = tmpfile(), .err = tmpfile()};
    EVN_MUST(going->out != NULL && going->err != NULL);
    (void)arguments(site, args, argv);
    going->pid = spawn(argv, fileno(going->out), fileno(going->err));
}

bool evn_test_site_goes(struct evn_site_going *going, struct evn_site_run *run)
{
    struct ending e = {.pid = going->pid};
    if (!has_ended(&e)) {
        (void)poll(NULL, 0, 10);
        return true;
    }
    run->status = WIFEXITED(e.status) ? WEXITSTATUS(e.status) : -1;
    read_back(going->out, run->out);
    read_back(going->err, run->err);
    return false;
}

pid_t evn_test_site_pid(const struct evn_test_site *site, const char *service)
{
    char path[500], text[32] = {0};
    snprintf(path, sizeof path, "%s/%s/lock", site->data, service);
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return 0;
    bool held = flock(fd, LOCK_SH | LOCK_NB) != 0;
    bool good = read(fd, text, sizeof text - 1) > 0;
    close(fd);
    return held && good ? (pid_t)strtol(text, NULL, 10) : 0;
}

bool evn_test_site_said(const struct evn_test_site *site, const char *text)
{
    static char all[EVN_SITE_TEXT_MAX];
    FILE *f = fopen(site->err, "re");
    if (f == NULL)
        return false;
    read_back(f, all);
    return strstr(all, text) != NULL;
}

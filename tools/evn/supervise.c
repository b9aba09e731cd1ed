#include "tools/evn/supervise.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum {
    PAUSE_FIRST_MS = 100,
    PAUSE_LAST_MS = 10000,
    RAN_WELL_MS = 10000,
    LATE_MS = 5000,
    STOP_MS = 10000,
    STATUS_DATA = 65
};

evn_err evn_supervise_find(struct evn_supervisor *s, const char *folder)
{
    s->n_children = 0;
    for (const char *const *name = evn_service_names; *name != NULL; name++) {
        struct evn_child *c = &s->child[s->n_children];
        *c = (struct evn_child){.out_fd = -1, .pause_ms = PAUSE_FIRST_MS};
        int n = snprintf(c->program, sizeof c->program, "%s/evn-%s", folder, *name);
        evn_refusal_text(c->name, sizeof c->name, *name);
        if (n > 0 && (size_t)n < sizeof c->program && access(c->program, X_OK) == 0)
            s->n_children++;
    }
    return s->n_children > 0 ? EVN_OK : EVN_E_CONFIG;
}

/* Its own process group, no signal blocked or ignored, standard output into the pipe. */
static int spawn(const struct evn_supervisor *s, struct evn_child *c, int out)
{
    char parent[24];
    const char *argv[10] = {c->program,
                            "--data",
                            s->cli->site.data,
                            "--run",
                            s->cli->site.run,
                            "--parent",
                            parent,
                            s->exercise ? "--exercise" : NULL,
                            NULL};
    sigset_t none, all;
    posix_spawnattr_t attr;
    posix_spawn_file_actions_t files;
    snprintf(parent, sizeof parent, "%d", (int)getpid());
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_init(&attr);
    posix_spawnattr_setsigmask(&attr, &none);
    posix_spawnattr_setsigdefault(&attr, &all);
    posix_spawnattr_setpgroup(&attr, 0);
    posix_spawnattr_setflags(&attr, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                        POSIX_SPAWN_SETPGROUP);
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out, STDOUT_FILENO);
    int failed = posix_spawn(&c->pid, c->program, &files, &attr, (char *const *)argv, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attr);
    if (failed != 0)
        c->pid = 0;
    return failed;
}

static evn_err start(struct evn_supervisor *s, struct evn_child *c)
{
    int pipe_fd[2];
    if (pipe2(pipe_fd, O_CLOEXEC | O_NONBLOCK) != 0)
        return EVN_E_IO;
    int failed = spawn(s, c, pipe_fd[1]);
    close(pipe_fd[1]);
    if (failed != 0) {
        close(pipe_fd[0]);
        return EVN_E_IO;
    }
    c->out_fd = pipe_fd[0];
    c->line_len = 0;
    c->ready = false;
    c->started_us = evn_client_now_us();
    c->restart_us = INT64_MAX;
    return EVN_OK;
}

/* "ready NAME SEQ" is for us; anything else a service says is for whoever reads along. */
static void take_line(struct evn_supervisor *s, struct evn_child *c)
{
    char seq[19]; /* as many digits as fit a number for certain */
    c->line[c->line_len] = '\0';
    c->line_len = 0;
    if (sscanf(c->line, "ready %*s %18[0-9]", seq) != 1) {
        fprintf(stderr, "%s: %s\n", c->name, c->line);
        return;
    }
    c->seq = strtoull(seq, NULL, 10);
    c->ready = true;
    if (c->was_ready)
        evn_say(s->cli, EVN_T_UP_BACK, (struct evn_fill){.a = c->name});
    c->was_ready = true;
}

static void take_output(struct evn_supervisor *s, struct evn_child *c)
{
    char part[200];
    ssize_t n;
    while (c->out_fd >= 0 && (n = read(c->out_fd, part, sizeof part)) >= 0) {
        if (n == 0) {
            close(c->out_fd);
            c->out_fd = -1;
        }
        for (ssize_t i = 0; i < n; i++) {
            if (part[i] == '\n')
                take_line(s, c);
            else if (c->line_len + 1 < sizeof c->line)
                c->line[c->line_len++] = part[i];
        }
    }
}

static void say_ended(struct evn_supervisor *s, const struct evn_child *c, int status)
{
    char how[40];
    if (WIFSIGNALED(status))
        snprintf(how, sizeof how, "signal %d", WTERMSIG(status));
    else
        snprintf(how, sizeof how, "status %d", WEXITSTATUS(status));
    evn_say(s->cli, c->down ? EVN_T_UP_DOWN_DATA : EVN_T_UP_ENDED,
            (struct evn_fill){.a = c->name, .b = how, .n = c->pause_ms});
}

static void take_end(struct evn_supervisor *s, struct evn_child *c, int status)
{
    int64_t now_us = evn_client_now_us();
    take_output(s, c);
    if (c->out_fd >= 0)
        close(c->out_fd);
    c->out_fd = -1;
    c->pid = 0;
    if (s->stopping)
        return;
    if (c->ready && now_us - c->started_us > (int64_t)RAN_WELL_MS * 1000)
        c->pause_ms = PAUSE_FIRST_MS;
    c->ready = false;
    c->down = WIFEXITED(status) && WEXITSTATUS(status) == STATUS_DATA;
    c->restart_us = c->down ? INT64_MAX : now_us + c->pause_ms * 1000;
    say_ended(s, c, status);
    c->pause_ms = c->pause_ms * 2 < PAUSE_LAST_MS ? c->pause_ms * 2 : PAUSE_LAST_MS;
}

static void reap(struct evn_supervisor *s)
{
    int status;
    for (size_t i = 0; i < s->n_children; i++)
        if (s->child[i].pid != 0 && waitpid(s->child[i].pid, &status, WNOHANG) > 0)
            take_end(s, &s->child[i], status);
}

static void signal_all(struct evn_supervisor *s, int sig)
{
    for (size_t i = 0; i < s->n_children; i++)
        if (s->child[i].pid != 0)
            (void)kill(s->child[i].pid, sig);
}

static void kill_all(struct evn_supervisor *s)
{
    for (size_t i = 0; i < s->n_children; i++)
        if (s->child[i].pid != 0) {
            s->n_killed++;
            evn_say(s->cli, EVN_T_UP_KILLED,
                    (struct evn_fill){.a = s->child[i].name, .n = STOP_MS / 1000});
        }
    signal_all(s, SIGKILL);
    s->kill_us = INT64_MAX;
}

static void stop(struct evn_supervisor *s)
{
    if (s->stopping) {
        kill_all(s);
        return;
    }
    s->stopping = true;
    s->kill_us = evn_client_now_us() + (int64_t)STOP_MS * 1000;
    evn_say(s->cli, EVN_T_UP_STOPPING, (struct evn_fill){0});
    signal_all(s, SIGTERM);
}

static void take_signals(struct evn_supervisor *s)
{
    struct signalfd_siginfo info;
    while (read(s->signal_fd, &info, sizeof info) == (ssize_t)sizeof info)
        if (info.ssi_signo != SIGCHLD)
            stop(s);
    reap(s);
}

/* Start what is due; say once when all are ready, or who is late. */
static void tend(struct evn_supervisor *s)
{
    int64_t now_us = evn_client_now_us();
    size_t n_ready = 0;
    for (size_t i = 0; i < s->n_children; i++) {
        struct evn_child *c = &s->child[i];
        n_ready += c->ready;
        if (!s->stopping && c->pid == 0 && now_us >= c->restart_us && start(s, c) != EVN_OK)
            c->restart_us = now_us + (int64_t)PAUSE_LAST_MS * 1000;
    }
    if (!s->told_ready && n_ready == s->n_children) {
        s->told_ready = true;
        s->ready(s->self, s);
    }
    if (!s->told_ready && !s->told_late && now_us - s->started_us > (int64_t)LATE_MS * 1000) {
        s->told_late = true;
        for (size_t i = 0; i < s->n_children; i++)
            if (!s->child[i].ready && !s->child[i].down)
                evn_say(s->cli, EVN_T_UP_LATE,
                        (struct evn_fill){.a = s->child[i].name, .n = LATE_MS / 1000});
    }
    if (now_us >= s->kill_us)
        kill_all(s);
}

static void wait_for_work(struct evn_supervisor *s)
{
    struct pollfd fd[EVN_CHILDREN_MAX + 1] = {{.fd = s->signal_fd, .events = POLLIN}};
    int64_t due_us = s->kill_us, now_us = evn_client_now_us();
    if (!s->told_ready && !s->told_late && due_us > s->started_us + (int64_t)LATE_MS * 1000)
        due_us = s->started_us + (int64_t)LATE_MS * 1000 + 1000;
    for (size_t i = 0; i < s->n_children; i++) {
        fd[i + 1] = (struct pollfd){.fd = s->child[i].out_fd, .events = POLLIN};
        if (!s->stopping && s->child[i].pid == 0 && s->child[i].restart_us < due_us)
            due_us = s->child[i].restart_us;
    }
    int64_t wait_ms = due_us > now_us ? (due_us - now_us) / 1000 + 1 : 0;
    (void)poll(fd, s->n_children + 1, wait_ms < 60000 ? (int)wait_ms : 60000);
    take_signals(s);
    for (size_t i = 0; i < s->n_children; i++)
        take_output(s, &s->child[i]);
}

/* Whether there is anything left to wait for. */
static bool is_alive(const struct evn_supervisor *s)
{
    for (size_t i = 0; i < s->n_children; i++)
        if (s->child[i].pid != 0 || (!s->stopping && !s->child[i].down))
            return true;
    return false;
}

evn_err evn_supervise_run(struct evn_supervisor *s)
{
    s->started_us = evn_client_now_us();
    s->kill_us = INT64_MAX;
    for (size_t i = 0; i < s->n_children; i++)
        if (start(s, &s->child[i]) != EVN_OK) {
            signal_all(s, SIGKILL);
            return EVN_E_IO;
        }
    while (is_alive(s)) {
        wait_for_work(s);
        tend(s);
    }
    if (!s->stopping)
        return EVN_E_CORRUPT;
    evn_say(s->cli, EVN_T_UP_STOPPED, (struct evn_fill){0});
    return s->n_killed > 0 ? EVN_E_TIMED_OUT : EVN_OK;
}

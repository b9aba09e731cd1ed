#include "common/service/lock.h"
#include "tools/evn/command.h"
#include "tools/evn/supervise.h"
#include "tools/evn/up.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

enum { EXERCISE, DETACH, PORT, PROGRAMS };

static const struct evn_option options[] = {{"exercise", NULL, EVN_T_OPT_EXERCISE},
                                            {"detach", NULL, EVN_T_OPT_DETACH},
                                            {"port", "PORT", EVN_T_OPT_PORT},
                                            {"programs", "DIR", EVN_T_OPT_PROGRAMS},
                                            {0}};

evn_err evn_up_folder(char out[EVN_PATH_MAX])
{
    ssize_t n = readlink("/proc/self/exe", out, EVN_PATH_MAX - 1);
    if (n <= 0 || n == EVN_PATH_MAX - 1)
        return EVN_E_IO;
    out[n] = '\0';
    *strrchr(out, '/') = '\0';
    return EVN_OK;
}

/* A port that is named for the pages and cannot be had is told now: a gateway that ends again and
 * again would tell it to a log alone. None named: the gateway looks for a free one. */
static evn_err check_port(struct evn_cli *cli, const struct evn_up *up)
{
    const char *text = getenv("EVN_PORT");
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char *end = NULL, name[EVN_SUBJECT_MAX];
    if (text == NULL || (up->without != NULL && strcmp(up->without, "gateway") == 0))
        return EVN_OK;
    long port = strtol(text, &end, 10);
    if (end == text || *end != '\0' || port < 0 || port > UINT16_MAX) {
        (void)evn_cli_fail(cli, EVN_E_CONFIG, text);
        evn_refusal_text(cli->why.field, sizeof cli->why.field, "port");
        return EVN_E_CONFIG;
    }
    at.sin_port = htons((uint16_t)port);
    int on = 1, fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ok = fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on) == 0 &&
              bind(fd, (const struct sockaddr *)&at, sizeof at) == 0 && listen(fd, 1) == 0;
    if (fd >= 0)
        close(fd);
    snprintf(name, sizeof name, "127.0.0.1:%ld", port);
    return ok ? EVN_OK : evn_cli_fail(cli, EVN_E_NET, name);
}

/* Prepare the site and become its only supervisor. */
static evn_err take_site(struct evn_cli *cli)
{
    int lock_fd;
    int64_t pid = 0;
    evn_err err = evn_site_prepare(&cli->site);
    if (err == EVN_OK)
        err = evn_lock_take(cli->site.data, &lock_fd, &pid);
    if (err == EVN_OK)
        return EVN_OK;
    (void)evn_cli_fail(cli, err, cli->site.data);
    cli->why.have = err == EVN_E_LOCKED ? pid : 0;
    return err;
}

static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    sigaddset(&set, SIGCHLD);
    signal(SIGPIPE, SIG_IGN);
    return sigprocmask(SIG_BLOCK, &set, NULL) == 0 ? signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC)
                                                   : -1;
}

/* Where the pages are: a gateway's event number is its port. */
static void tell_address(const struct evn_supervisor *s)
{
    for (size_t i = 0; i < s->n_children && !s->cli->json; i++)
        if (strcmp(s->child[i].name, "gateway") == 0)
            evn_say(s->cli, EVN_T_UP_ADDRESS, (struct evn_fill){.n = (int64_t)s->child[i].seq});
}

/* The one ready line. `self` is the descriptor of who waits for it, or NULL. */
static void tell_ready(void *self, const struct evn_supervisor *s)
{
    int64_t ms = (evn_client_now_us() - s->started_us) / 1000;
    const char *exercise = s->exercise ? evn_text(EVN_T_EXERCISE, s->cli->lang) : "";
    if (s->cli->json)
        printf("{\"ready\":true,\"ms\":%" PRId64 ",\"pid\":%d,\"exercise\":%s,\"services\":{", ms,
               (int)getpid(), s->exercise ? "true" : "false");
    else
        printf("ready evernormal %" PRId64 ".%02" PRId64 " s%s%s:", ms / 1000, ms % 1000 / 10,
               s->exercise ? " " : "", exercise);
    for (size_t i = 0; i < s->n_children; i++)
        printf(s->cli->json ? "%s\"%s\":%" PRIu64 : "%s %s %" PRIu64, i > 0 ? "," : "",
               s->child[i].name, s->child[i].seq);
    puts(s->cli->json ? "}}" : "");
    tell_address(s);
    fflush(stdout);
    if (self != NULL) {
        (void)!write(*(int *)self, "r", 1);
        close(*(int *)self);
        *(int *)self = -1;
    }
}

/* Leave a service out. */
static void leave_out(struct evn_supervisor *s, const char *name)
{
    size_t n = 0;
    for (size_t i = 0; i < s->n_children; i++)
        if (strcmp(s->child[i].name, name) != 0)
            s->child[n++] = s->child[i];
    s->n_children = n;
}

static evn_err supervise(struct evn_cli *cli, const struct evn_up *up, int *waiter)
{
    struct evn_supervisor s = {.cli = cli, .self = waiter, .ready = tell_ready};
    s.exercise = up->exercise || evn_cli_is_exercise(cli);
    evn_err err = evn_supervise_find(&s, up->folder);
    if (up->without != NULL)
        leave_out(&s, up->without);
    if (err != EVN_OK) {
        evn_say(cli, EVN_T_UP_NO_SERVICES, (struct evn_fill){.a = up->folder});
        (void)evn_cli_fail(cli, err, up->folder);
        evn_refusal_text(cli->why.field, sizeof cli->why.field, "programs");
        return err;
    }
    err = take_site(cli);
    if (err == EVN_OK)
        err = check_port(cli, up);
    if (err == EVN_OK && s.exercise)
        err = evn_cli_mark_exercise(cli);
    if (err != EVN_OK)
        return err;
    s.signal_fd = open_signals();
    if (s.signal_fd < 0)
        return evn_cli_fail(cli, EVN_E_NO_MEMORY, NULL);
    evn_say(cli, EVN_T_UP_STARTING,
            (struct evn_fill){.a = cli->site.data, .n = (int64_t)s.n_children});
    err = evn_supervise_run(&s);
    return err == EVN_OK ? EVN_OK : evn_cli_fail(cli, err, cli->site.data);
}

/* In the background process: no terminal, all that is said goes to DATA/up.log. */
static evn_err leave_terminal(struct evn_cli *cli)
{
    char path[EVN_PATH_MAX + 8];
    snprintf(path, sizeof path, "%s/up.log", cli->site.data);
    int log = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (log < 0 || null < 0 || setsid() < 0 || dup2(null, 0) < 0 || dup2(log, 1) < 0 ||
        dup2(log, 2) < 0)
        return evn_cli_fail(cli, EVN_E_IO, path);
    close(log);
    close(null);
    return EVN_OK;
}

/* Wait until the background process is ready, or ended. A late one is left alone. */
static evn_err wait_detached(struct evn_cli *cli, pid_t pid, int ready_fd)
{
    char byte;
    int status = 0;
    struct pollfd fd = {.fd = ready_fd, .events = POLLIN};
    int n = poll(&fd, 1, (int)cli->wait_ms);
    if (n == 0)
        return evn_cli_fail(cli, EVN_E_TIMED_OUT, "evn up");
    if (n > 0 && read(ready_fd, &byte, 1) == 1) {
        evn_say(cli, EVN_T_UP_DETACHED, (struct evn_fill){.n = pid});
        return EVN_OK;
    }
    (void)waitpid(pid, &status, 0);
    char log[EVN_PATH_MAX + 8];
    snprintf(log, sizeof log, "%s/up.log", cli->site.data);
    return evn_cli_fail(cli, EVN_E_IO, log);
}

/* The background process, to its end. */
static void background(struct evn_cli *cli, const struct evn_up *up, int ready_fd)
{
    evn_err err = EVN_OK;
    if (up->follow && prctl(PR_SET_PDEATHSIG, SIGTERM) != 0)
        err = evn_cli_fail(cli, EVN_E_IO, "prctl");
    if (err == EVN_OK)
        err = leave_terminal(cli);
    if (err == EVN_OK)
        err = supervise(cli, up, &ready_fd);
    if (err != EVN_OK)
        evn_cli_tell(cli, &cli->why);
    exit(evn_err_exit_status(err));
}

evn_err evn_up_detached(struct evn_cli *cli, const struct evn_up *up, pid_t *pid)
{
    int ready[2], lock_fd;
    int64_t pid_there = 0;
    /* Refusals that a person can cure are said here, where somebody reads them. */
    evn_err err = evn_site_prepare(&cli->site);
    if (err == EVN_OK)
        err = evn_lock_take(cli->site.data, &lock_fd, &pid_there);
    if (err != EVN_OK) {
        (void)evn_cli_fail(cli, err, cli->site.data);
        cli->why.have = err == EVN_E_LOCKED ? pid_there : 0;
        return err;
    }
    close(lock_fd);
    err = check_port(cli, up);
    if (err != EVN_OK)
        return err;
    if (pipe2(ready, O_CLOEXEC) != 0)
        return evn_cli_fail(cli, EVN_E_IO, "pipe");
    fflush(NULL);
    *pid = fork();
    if (*pid < 0)
        return evn_cli_fail(cli, EVN_E_NO_MEMORY, NULL);
    if (*pid == 0) {
        close(ready[0]);
        background(cli, up, ready[1]);
    }
    close(ready[1]);
    err = wait_detached(cli, *pid, ready[0]);
    close(ready[0]);
    return err;
}

static evn_err run(struct evn_cli *cli, const struct evn_input *input)
{
    char folder[EVN_PATH_MAX];
    pid_t pid;
    evn_err err = EVN_OK;
    if (input->option[PROGRAMS] != NULL)
        evn_refusal_text(folder, sizeof folder, input->option[PROGRAMS]);
    else
        err = evn_up_folder(folder);
    if (err != EVN_OK)
        return evn_cli_fail(cli, err, "/proc/self/exe");
    /* The gateway reads it there, and says what is wrong with it. */
    if (input->option[PORT] != NULL && setenv("EVN_PORT", input->option[PORT], 1) != 0)
        return evn_cli_fail(cli, EVN_E_NO_MEMORY, NULL);
    const struct evn_up up = {.folder = folder, .exercise = input->option[EXERCISE] != NULL};
    if (input->option[DETACH] != NULL)
        return evn_up_detached(cli, &up, &pid);
    return supervise(cli, &up, NULL);
}

const struct evn_command evn_command_up = {
    .name = "up", .about = EVN_T_UP, .options = options, .run = run};

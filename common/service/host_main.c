#include "common/service/host_impl.h"

#include <argp.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

struct options {
    const char *data, *run;
    bool exercise, check_only;
    pid_t parent;
};

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case 'd':
        o->data = arg;
        return 0;
    case 'r':
        o->run = arg;
        return 0;
    case 'x':
        o->exercise = true;
        return 0;
    case 'n':
        o->check_only = true;
        return 0;
    case 'p':
        o->parent = (pid_t)strtol(arg, NULL, 10);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

/* Signals are read from a descriptor in the loop; blocked before any thread exists. */
static int open_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGHUP);
    signal(SIGPIPE, SIG_IGN);
    if (sigprocmask(SIG_BLOCK, &set, NULL) != 0)
        return -1;
    return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

/* End with the supervisor, also when it ended before this line ran. */
static bool follow_parent(pid_t parent)
{
    return parent == 0 || (prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() == parent);
}

int evn_host_start(int argc, char **argv, const struct evn_host_service *service, bool plain)
{
    static const struct argp_option option[] = {
        {"data", 'd', "DIR", 0, "Folder of the installation (absolute)", 0},
        {"run", 'r', "DIR", 0, "Folder of the sockets (absolute)", 0},
        {"exercise", 'x', NULL, 0, "Business time moves by commands; everything says EXERCISE", 0},
        {"parent", 'p', "PID", 0, "End when this process ends", 0},
        {"check", 'n', NULL, 0, "Check the configuration and end", 0},
        {0}};
    struct argp argp = {.options = option,
                        .parser = parse,
                        .doc = "Run one Evernormal service until it is told to stop."};
    struct options o = {0};
    argp_parse(&argp, argc, argv, 0, NULL, &o);
    int signal_fd = open_signals();
    struct evn_site site;
    evn_err err = signal_fd < 0 ? EVN_E_NO_MEMORY : evn_site_find(o.data, o.run, &site);
    if (err == EVN_OK && !o.check_only)
        err = evn_site_prepare(&site);
    if (err != EVN_OK || !follow_parent(o.parent)) {
        fprintf(stderr, "%s: %s\n", service->ops->name, evn_err_name(err));
        return evn_err_exit_status(err != EVN_OK ? err : EVN_E_CONFIG);
    }
    if (!o.check_only)
        return evn_host_run(service, &site, o.exercise, plain, signal_fd);
    printf("%s: data %s, sockets %s\n", service->ops->name, site.data, site.run);
    return 0;
}

int evn_host_main(int argc, char **argv, const struct evn_host_service *service)
{
    return evn_host_start(argc, argv, service, false);
}

#include "common/service/options.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <unistd.h>

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct evn_options *o = state->input;
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
    case 'D':
        o->digest = arg;
        return 0;
    case 'V':
        o->views_only = true;
        return 0;
    case 'p':
        o->parent = (pid_t)strtol(arg, NULL, 10);
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp_option option[] = {
    {"data", 'd', "DIR", 0, "Folder of the installation (absolute)", 0},
    {"run", 'r', "DIR", 0, "Folder of the sockets (absolute)", 0},
    {"exercise", 'x', NULL, 0, "Business time moves by commands; everything says EXERCISE", 0},
    {"parent", 'p', "PID", 0, "End when this process ends", 0},
    {"check", 'n', NULL, 0, "Check the configuration and end", 0},
    {"digest", 'D', "FOLDER", 0, "Print the digest of what the log below FOLDER says and end", 0},
    {"views", 'V', NULL, 0, "Make the views, print the digest and end, without serving", 0},
    {0}};

const struct argp evn_options_argp = {.options = option, .parser = parse};

int evn_options_signals(void)
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

bool evn_options_follow(const struct evn_options *options)
{
    return options->parent == 0 ||
           (prctl(PR_SET_PDEATHSIG, SIGTERM) == 0 && getppid() == options->parent);
}

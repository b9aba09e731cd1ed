/* supervise - keep the service processes of one box running. Shell; one thread.
 *
 * Children are started together and in any order: they wait for each other by themselves. One that
 * ends is started again after 0.1 s, doubling to 10 s, for ever, and at once the short way again
 * when it ran well for 10 s. One that ends with status 65 (class DATA) stays down: starting it
 * again would not help, and somebody must look. On the first signal all get SIGTERM and 10 s; what
 * still runs then, or at a second signal, is killed. A child of a killed supervisor ends by itself
 * (--parent). Each child is its own process group, so that Ctrl-C reaches the supervisor alone. */
#ifndef EVN_TOOLS_SUPERVISE_H
#define EVN_TOOLS_SUPERVISE_H

#include "tools/evn/cli.h"

#include <sys/types.h>

enum { EVN_CHILDREN_MAX = 8 };

struct evn_child {
    char name[EVN_SERVICE_TEXT_MAX]; /* of the service */
    char program[EVN_PATH_MAX];      /* absolute */
    pid_t pid;                       /* 0: not running */
    int out_fd;                      /* its standard output, -1: none */
    char line[200];                  /* of it, as far as it came */
    size_t line_len;                 /* bytes in line */
    bool ready, was_ready;           /* said so since its start; ever */
    uint64_t seq;                    /* the event it stood at then */
    int64_t started_us;              /* monotonic */
    int64_t restart_us;              /* monotonic; when to start it again */
    int64_t pause_ms;                /* of the next restart */
    bool down;                       /* stays down */
};

struct evn_supervisor {
    const struct evn_cli *cli; /* borrowed: where the site is, and how to speak */
    bool exercise;             /* passed on to the children */
    struct evn_child child[EVN_CHILDREN_MAX];
    size_t n_children;
    int signal_fd;              /* of SIGTERM, SIGINT, SIGHUP, SIGCHLD; blocked before */
    bool told_ready, told_late; /* all were ready once; some were late */
    bool stopping;              /* the children were told to end */
    int64_t kill_us;            /* monotonic; when to kill what still runs */
    size_t n_killed;            /* that did not end by themselves */
    int64_t started_us;         /* monotonic; of the whole */
    void *self;                 /* passed to `ready` */
    /* All are ready for the first time. */
    void (*ready)(void *self, const struct evn_supervisor *supervisor);
};

/* Find the programs of our services in `folder`. EVN_E_CONFIG: there is none. */
EVN_MUST_USE evn_err evn_supervise_find(struct evn_supervisor *supervisor, const char *folder);

/* Run until told to stop. EVN_OK: all ended by themselves. EVN_E_TIMED_OUT: some were killed.
 * EVN_E_CORRUPT: all that were left stay down. EVN_E_IO: no process could be made. */
EVN_MUST_USE evn_err evn_supervise_run(struct evn_supervisor *supervisor);

#endif

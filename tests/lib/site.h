/* site - a real installation in a fresh folder, with evn as its user. Test support.
 *
 * Everything waits for a condition and fails the test after EVN_SITE_WAIT_MS. What a test leaves
 * running ends with it: evn asks its children to follow it, and the site's `up` follows us. */
#ifndef EVN_TESTS_SITE_H
#define EVN_TESTS_SITE_H

#include "tests/lib/suite.h"

#include <stdbool.h>
#include <sys/types.h>

enum { EVN_SITE_WAIT_MS = 60000, EVN_SITE_TEXT_MAX = 64 * 1024, EVN_SITE_ARGS_MAX = 40 };

struct evn_test_site {
    char data[400];     /* its folder, sockets inside */
    char programs[400]; /* where its services are */
    pid_t up;           /* of `evn up`; 0: not running */
    int out_fd;         /* its standard output */
    char err[420];      /* file that takes what `up` says */
    char ready[400];    /* its ready line */
};

/* What a run of evn said. */
struct evn_site_run {
    int status; /* exit status; -1: a signal, or not in time */
    char out[EVN_SITE_TEXT_MAX], err[EVN_SITE_TEXT_MAX];
};

/* A fresh folder; nothing runs. *site is zeros, or a site made before, whose folder goes when its
 * `up` has ended. `programs` NULL: the toy services (tests/integration/up/toy.c) */
void evn_test_site_make(struct evn_test_site *site, const char *programs);

/* Start `evn up`; `args` are more arguments up to a NULL, or NULL. The second also waits for the
 * ready line. */
void evn_test_site_start(struct evn_test_site *site, const char *const *args);
void evn_test_site_up(struct evn_test_site *site, const char *const *args);

/* End it with a signal and return its exit status; -1: killed, or not in time. */
int evn_test_site_stop(struct evn_test_site *site, int sig);

/* Run `evn ARGS... --data DATA` to its end; args end with NULL. */
void evn_test_site_run(const struct evn_test_site *site, struct evn_site_run *run,
                       const char *const *args);

/* A run of evn that goes on meanwhile. */
struct evn_site_going {
    pid_t pid;
    FILE *out, *err;
};
void evn_test_site_go(const struct evn_test_site *site, struct evn_site_going *going,
                      const char *const *args);

/* Whether it still goes on, looking at most every 10 ms; if not, what it said is in *run. */
bool evn_test_site_goes(struct evn_site_going *going, struct evn_site_run *run);

/* The process of a service: who holds its lock. 0: none. */
pid_t evn_test_site_pid(const struct evn_test_site *site, const char *service);

/* Wait until `what` is so. */
void evn_test_wait(bool (*what)(void *arg), void *arg);

/* Whether `up` has said this. */
bool evn_test_site_said(const struct evn_test_site *site, const char *text);

#endif

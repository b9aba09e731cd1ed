/* options - what every service process is started with, on the command line. Shell.
 *
 * A service with options of its own takes these as a child parser (argp's `children`), whose input
 * is a struct evn_options. What else a process does at its start, before any thread exists, is here
 * too: signals, and following its parent. */
#ifndef EVN_SERVICE_OPTIONS_H
#define EVN_SERVICE_OPTIONS_H

#include <argp.h>
#include <stdbool.h>
#include <sys/types.h>

struct evn_options {
    const char *data, *run; /* --data, --run: folders, NULL: the usual ones */
    bool exercise;          /* --exercise: business time moves by commands; everything says so */
    bool check_only;        /* --check: check the configuration and end */
    const char *digest;     /* --digest: folder with the log to make the state of, and end */
    bool views_only;        /* --views: bring the views to the end of the log, and end */
    pid_t parent;           /* --parent: end when this process ends; 0: none */
};

/* The options above; `input` is a struct evn_options. */
extern const struct argp evn_options_argp;

/* Block SIGTERM, SIGINT and SIGHUP, ignore SIGPIPE, and return a non-blocking signalfd of the
 * three; -1: there is none. */
int evn_options_signals(void);

/* End with the parent, also when it ended before this line ran: then, or when that cannot be had,
 * false. True when there is no parent to follow. */
bool evn_options_follow(const struct evn_options *options);

#endif

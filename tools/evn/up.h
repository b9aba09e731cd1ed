/* up - start all services in the background, for commands that need them running. Shell. */
#ifndef EVN_TOOLS_UP_H
#define EVN_TOOLS_UP_H

#include "tools/evn/cli.h"

#include <sys/types.h>

struct evn_up {
    const char *folder;  /* of the services' programs */
    const char *without; /* a service to leave out, or NULL */
    bool exercise;       /* business time moves by commands */
    bool follow;         /* end by itself when we do */
};

/* The folder this program lies in, where the services are too. EVN_E_IO. */
EVN_MUST_USE evn_err evn_up_folder(char out[EVN_PATH_MAX]);

/* Start a supervisor of the services on cli->site, as `evn up --detach` does, and wait until all
 * are ready. *pid is its process, a child of ours; SIGTERM ends it and the services. All it says
 * goes to DATA/up.log. EVN_E_LOCKED: the site is in use. EVN_E_TIMED_OUT: not all are ready in
 * time; they are left running. EVN_E_IO: it ended; DATA/up.log says why. */
EVN_MUST_USE evn_err evn_up_detached(struct evn_cli *cli, const struct evn_up *up, pid_t *pid);

#endif

/* up - start all services in the background, for commands that need them running. Shell. */
#ifndef EVN_TOOLS_UP_H
#define EVN_TOOLS_UP_H

#include "tools/evn/cli.h"

#include <sys/types.h>

/* The folder this program lies in, where the services are too. EVN_E_IO. */
EVN_MUST_USE evn_err evn_up_folder(char out[EVN_PATH_MAX]);

/* Start a supervisor of the services in `folder` on cli->site, as `evn up --detach` does, and wait
 * until all are ready. *pid is its process, a child of ours; SIGTERM ends it and the services. With
 * `follow` it ends by itself when we do. All it says goes to DATA/up.log. EVN_E_LOCKED: the site is
 * in use. EVN_E_TIMED_OUT: not ready in time, left running. EVN_E_IO: it ended; DATA/up.log says
 * why. */
EVN_MUST_USE evn_err evn_up_detached(struct evn_cli *cli, bool exercise, bool follow,
                                     const char *folder, pid_t *pid);

#endif

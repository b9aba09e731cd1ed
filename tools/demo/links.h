/* links - the pages of a kept exercise: their address, and a way in for each role. Shell.
 *
 * Tokens are made by the gateway's own program, `evn-gateway token`, as an administrator would. */
#ifndef EVN_DEMO_LINKS_H
#define EVN_DEMO_LINKS_H

#include "tools/demo/exercise.h"
#include "tools/evn/cli.h"

/* Print a table of roles and links on standard output. `programs` is the folder of the service
 * programs; the point's token is for the community that is served first. EVN_E_IO: the gateway is
 * not there, or makes no token; cli->why names it. */
EVN_MUST_USE evn_err evn_links_print(struct evn_cli *cli, const struct evn_exercise *ex,
                                     const char *programs);

#endif

/* gateway - the program with the pages, as `evn` sees it from outside. Shell.
 *
 * It keeps no log and has no hello, so it is asked as a browser would; tokens are made by its own
 * program, which alone knows their file. */
#ifndef EVN_TOOLS_GATEWAY_H
#define EVN_TOOLS_GATEWAY_H

#include "tools/evn/cli.h"

enum { EVN_GATEWAY_TOKEN_MAX = 64 };

/* Whether one was ever started on this site. */
bool evn_gateway_was_here(const struct evn_cli *cli);

/* Where it said it listens; 0: nowhere. */
int64_t evn_gateway_port(const struct evn_cli *cli);

/* Ask the one that runs for /healthz, at most a second and a half. EVN_E_NET: none holds its
 * folder, or nobody answers as one at its port. cli->why is left alone. */
EVN_MUST_USE evn_err evn_gateway_ask(const struct evn_cli *cli);

/* Make a token for somebody: `evn-gateway token` of the folder `programs`. `scope` is an area code
 * prefix, "" everywhere. EVN_E_USAGE: no such role can be lent, or a name or scope has blanks.
 * EVN_E_IO: the program is not there or fails. Errors in cli->why. */
EVN_MUST_USE evn_err evn_gateway_token(struct evn_cli *cli, const char *programs, const char *name,
                                       const char *role, const char *scope,
                                       char out[EVN_GATEWAY_TOKEN_MAX]);

/* Revoke all tokens of somebody; *n: how many there were, 0 also where no gateway ever was. Errors
 * as above. */
EVN_MUST_USE evn_err evn_gateway_revoke(struct evn_cli *cli, const char *programs, const char *name,
                                        int64_t *n);

#endif

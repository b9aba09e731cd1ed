/* verify - the digests `evn verify` prints, for other commands. Shell. */
#ifndef EVN_TOOLS_VERIFY_H
#define EVN_TOOLS_VERIFY_H

#include "tools/evn/cli.h"

/* Print the digest of each running service's business state and of all together: equal states have
 * equal digests, whatever the numbers of events and the times they were recorded. Errors of the
 * session, in cli->why. */
EVN_MUST_USE evn_err evn_verify_digests(struct evn_cli *cli);

#endif

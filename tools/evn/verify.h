/* verify - what `evn verify` prints, for other commands. Shell. */
#ifndef EVN_TOOLS_VERIFY_H
#define EVN_TOOLS_VERIFY_H

#include "tools/audit/audit.h"
#include "tools/evn/cli.h"

/* Differences an audit found, as a table: of each service at most a hundred, for more of the same
 * only tires. */
struct evn_findings {
    struct evn_cli *cli;
    struct evn_table table;
    char service[16]; /* of the last one */
    size_t n_shown;   /* of it */
    bool any;
};

void evn_findings_begin(struct evn_findings *findings, struct evn_cli *cli);
void evn_findings_add(struct evn_findings *findings, const char *service,
                      const struct evn_audit_finding *finding);

/* Print the table, if there is anything in it. */
void evn_findings_end(struct evn_findings *findings);

/* Print the digest of each running service's business state and of all together: equal states have
 * equal digests, whatever the numbers of events and the times they were recorded. Errors of the
 * session, in cli->why. */
EVN_MUST_USE evn_err evn_verify_digests(struct evn_cli *cli);

/* A digest as it is shown: "-" for that of nothing, which is zero; the hub, for one, keeps no
 * business state while nobody subscribes. */
const char *evn_verify_digest(const char *sum);

#endif

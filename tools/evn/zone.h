/* zone - verbs of evn zone that talk to the service, a file each; batch files are in cmd_zone.c.
 * Shell. */
#ifndef EVN_TOOLS_ZONE_H
#define EVN_TOOLS_ZONE_H

#include "tools/evn/command.h"

/* List the seals that stand though their condition is met. */
extern const struct evn_option evn_zone_overdue_options[];
evn_err evn_zone_overdue(struct evn_cli *cli, const struct evn_input *input);

/* Seal an area, unseal it, report infections. */
extern const struct evn_option evn_zone_seal_options[];
evn_err evn_zone_seal(struct evn_cli *cli, const struct evn_input *input);
extern const struct evn_option evn_zone_unseal_options[];
evn_err evn_zone_unseal(struct evn_cli *cli, const struct evn_input *input);
extern const struct evn_option evn_zone_found_options[];
evn_err evn_zone_found(struct evn_cli *cli, const struct evn_input *input);

/* The public list of a day. */
extern const struct evn_option evn_zone_list_options[];
evn_err evn_zone_list(struct evn_cli *cli, const struct evn_input *input);

/* Lengths of seals by kind of place, or the people affected by each decision. */
extern const struct evn_option evn_zone_report_options[];
evn_err evn_zone_report(struct evn_cli *cli, const struct evn_input *input);

#endif

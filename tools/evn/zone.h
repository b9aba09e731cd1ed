/* zone - verbs of evn zone that ask the service. Shell. */
#ifndef EVN_TOOLS_ZONE_H
#define EVN_TOOLS_ZONE_H

#include "tools/evn/command.h"

/* List the seals that stand though their condition is met. */
extern const struct evn_option evn_zone_overdue_options[];
evn_err evn_zone_overdue(struct evn_cli *cli, const struct evn_input *input);

#endif

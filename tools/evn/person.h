/* person - what the files of `evn person` share. Shell. */
#ifndef EVN_TOOLS_PERSON_H
#define EVN_TOOLS_PERSON_H

#include "tools/evn/command.h"

/* evn person import: cmd_person_import.c. */
extern const struct evn_option evn_person_import_options[];
evn_err evn_person_import(struct evn_cli *cli, const struct evn_input *input);

/* evn person bags, evn person overdue: cmd_person_bags.c. */
extern const struct evn_option evn_person_bags_options[], evn_person_overdue_options[];
evn_err evn_person_bags(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_person_overdue(struct evn_cli *cli, const struct evn_input *input);

#endif

/* staff - what the commands of staff, training and duty share. Shell. */
#ifndef EVN_TOOLS_STAFF_H
#define EVN_TOOLS_STAFF_H

#include "tools/evn/rows.h"

/* Post the command and say that what `name` is about is saved. Errors in cli->why. */
EVN_MUST_USE evn_err evn_staff_post(struct evn_cli *cli, Evernormal__Registry__V1__Command *command,
                                    const char *name);

/* The option as a day, "" when it was not given: as it is. EVN_E_USAGE names it. */
EVN_MUST_USE evn_err evn_staff_day(struct evn_cli *cli, const struct evn_input *input,
                                   size_t option, const char *name, char **out);

#endif

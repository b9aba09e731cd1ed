/* door - what the files of `evn door` share. Shell. */
#ifndef EVN_TOOLS_DOOR_H
#define EVN_TOOLS_DOOR_H

#include "tools/evn/dispatch.h"

/* Argument i, for members of generated structs, which are not const though nobody writes to them.
 */
char *evn_door_argument(const struct evn_input *input, size_t i);

/* The second argument, a stop's number. EVN_E_USAGE. */
EVN_MUST_USE evn_err evn_door_stop(struct evn_cli *cli, const struct evn_input *input,
                                   uint32_t *stop);

/* cmd_door_start.c: bags of the planner become the doors of a round. */
extern const struct evn_option evn_door_start_options[];
evn_err evn_door_start(struct evn_cli *cli, const struct evn_input *input);

#endif

/* place - verbs of `evn place` that list what is wrong with places. Shell. */
#ifndef EVN_TOOLS_PLACE_H
#define EVN_TOOLS_PLACE_H

#include "tools/evn/command.h"

/* Places whose coordinates lie outside an area they are in, and their share. One option: area. */
EVN_MUST_USE evn_err evn_place_misplaced(struct evn_cli *cli, const struct evn_input *input);

#endif

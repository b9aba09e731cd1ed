/* outfile - the result of a command that works on files. Shell. */
#ifndef EVN_TOOLS_OUTFILE_H
#define EVN_TOOLS_OUTFILE_H

#include "common/base/bytes.h"
#include "tools/evn/cli.h"

/* Write the bytes to the file `path`, or to standard output when it is NULL. EVN_E_IO, said in
 * cli->why; what the file then holds is not to be used. */
EVN_MUST_USE evn_err evn_outfile_write(struct evn_cli *cli, const char *path,
                                       struct evn_bytes bytes);

#endif

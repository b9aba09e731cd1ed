/* infile - the whole of a file that a command works on. Shell. */
#ifndef EVN_TOOLS_INFILE_H
#define EVN_TOOLS_INFILE_H

#include "tools/evn/cli.h"

/* All bytes of the file ("-": standard input) in memory the caller frees, errors or not; a byte is
 * left over, so that it is never empty. EVN_E_IO, EVN_E_LIMIT (`max` bytes or more),
 * EVN_E_NO_MEMORY, said in cli->why. */
EVN_MUST_USE evn_err evn_infile_read(struct evn_cli *cli, const char *path, size_t max,
                                     uint8_t **text, size_t *len);

#endif

/* outfile - the result of a command that works on files. Shell. */
#ifndef EVN_TOOLS_OUTFILE_H
#define EVN_TOOLS_OUTFILE_H

#include "common/base/bytes.h"
#include "tools/evn/cli.h"

#include <stdio.h>

struct evn_outfile {
    struct evn_cli *cli;
    const char *path; /* borrowed; NULL: standard output */
    FILE *file;       /* NULL: nothing was put yet */
};

/* Write one more piece; `self` is a struct evn_outfile. The first one makes the file, or empties
 * it. EVN_E_IO, said in cli->why; what the file then holds is not to be used. */
EVN_MUST_USE evn_err evn_outfile_put(void *self, struct evn_bytes piece);

/* The end of it: EVN_OK only when `err`, what became of the pieces, was, and the rest is written.
 * EVN_E_IO as above. */
EVN_MUST_USE evn_err evn_outfile_close(struct evn_outfile *out, evn_err err);

/* The whole of it at once: `path` NULL is standard output. EVN_E_IO as above. */
EVN_MUST_USE evn_err evn_outfile_write(struct evn_cli *cli, const char *path,
                                       struct evn_bytes bytes);

#endif

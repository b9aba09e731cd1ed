#include "tools/evn/outfile.h"

#include <stdio.h>

evn_err evn_outfile_write(struct evn_cli *cli, const char *path, struct evn_bytes bytes)
{
    FILE *f = path != NULL ? fopen(path, "wb") : stdout;
    bool ok = f != NULL && (bytes.len == 0 || fwrite(bytes.at, 1, bytes.len, f) == bytes.len);
    if (f != NULL)
        ok = (f == stdout ? fflush(f) : fclose(f)) == 0 && ok;
    return ok ? EVN_OK : evn_cli_fail(cli, EVN_E_IO, path != NULL ? path : "stdout");
}

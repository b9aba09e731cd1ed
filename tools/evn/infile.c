#include "tools/evn/infile.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { STEP = 1 << 20 };

evn_err evn_infile_read(struct evn_cli *cli, const char *path, size_t max, uint8_t **text,
                        size_t *len)
{
    FILE *f = strcmp(path, "-") == 0 ? fdopen(dup(0), "rb") : fopen(path, "rb");
    size_t cap = 0, got = 1;
    *text = NULL;
    *len = 0;
    if (f == NULL)
        return evn_cli_fail(cli, EVN_E_IO, path);
    while (got > 0 && *len < max) {
        if (*len + 1 >= cap) {
            uint8_t *more = realloc(*text, cap += cap / 2 + STEP);
            if (more == NULL) {
                fclose(f);
                return evn_cli_fail(cli, EVN_E_NO_MEMORY, path);
            }
            *text = more;
        }
        got = fread(*text + *len, 1, cap - *len - 1, f);
        *len += got;
    }
    bool failed = ferror(f) != 0;
    fclose(f);
    if (failed)
        return evn_cli_fail(cli, EVN_E_IO, path);
    if (*len < max)
        return EVN_OK;
    (void)evn_cli_fail(cli, EVN_E_LIMIT, path);
    cli->why.want = (int64_t)max;
    return EVN_E_LIMIT;
}

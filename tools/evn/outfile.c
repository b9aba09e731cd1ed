#include "tools/evn/outfile.h"

static evn_err fail(const struct evn_outfile *out)
{
    return evn_cli_fail(out->cli, EVN_E_IO, out->path != NULL ? out->path : "stdout");
}

evn_err evn_outfile_put(void *self, struct evn_bytes piece)
{
    struct evn_outfile *out = self;
    if (out->file == NULL)
        out->file = out->path != NULL ? fopen(out->path, "wb") : stdout;
    bool ok = out->file != NULL &&
              (piece.len == 0 || fwrite(piece.at, 1, piece.len, out->file) == piece.len);
    return ok ? EVN_OK : fail(out);
}

evn_err evn_outfile_close(struct evn_outfile *out, evn_err err)
{
    FILE *file = out->file;
    out->file = NULL;
    if (file != NULL && (file == stdout ? fflush(file) : fclose(file)) != 0 && err == EVN_OK)
        return fail(out);
    return err;
}

evn_err evn_outfile_write(struct evn_cli *cli, const char *path, struct evn_bytes bytes)
{
    struct evn_outfile out = {.cli = cli, .path = path};
    return evn_outfile_close(&out, evn_outfile_put(&out, bytes));
}

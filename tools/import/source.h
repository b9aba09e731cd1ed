/* source - a file on disk as UTF-8 text, ready to be read as rows. Shell.
 *
 * At most EVN_FILE_BYTES_MAX bytes; only regular files, or "-" for standard input. ".tsv" means
 * tabs and ".csv" commas; any other name is decided by the first line: tabs when it has one. */
#ifndef EVN_IMPORT_SOURCE_H
#define EVN_IMPORT_SOURCE_H

#include "tools/import/charset.h"
#include "tools/import/csv.h"

struct evn_source {
    const char *name;         /* borrowed: as given */
    enum evn_charset charset; /* it was written in */
    struct evn_buf text;      /* owned: UTF-8 without byte order mark */
    bool tabs;                /* TSV */
};

/* Read it all. EVN_E_IO: no such file, or it cannot be read. EVN_E_LIMIT: too large.
 * EVN_E_BAD_TEXT: no encoding of charset.h. EVN_E_NO_MEMORY. On an error there is nothing to free.
 */
EVN_MUST_USE evn_err evn_source_open(struct evn_source *source, const char *path);

void evn_source_close(struct evn_source *source);

#endif

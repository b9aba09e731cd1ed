/* rows - list or show entities of the registry, page by page. Shell. */
#ifndef EVN_TOOLS_ROWS_H
#define EVN_TOOLS_ROWS_H

#include "common/client/registry.h"
#include "tools/evn/command.h"

/* How one table of the registry is shown. */
struct evn_rows {
    Evernormal__Registry__V1__Table table; /* which one */
    const struct evn_column *columns;      /* for people; JSON shows the whole message */
    size_t n_columns;
    /* Show the rows of a page. */
    evn_err (*show)(struct evn_cli *cli, struct evn_table *table,
                    const Evernormal__Registry__V1__Result *page);
};

/* Print the entity `key`, or all when `key` is NULL. */
EVN_MUST_USE evn_err evn_rows_print(struct evn_cli *cli, const struct evn_rows *rows,
                                    const char *key);

/* Of two names the one in the reader's language, or the other when it has none. */
const char *evn_rows_either(const struct evn_cli *cli, const char *zh, const char *en);

/* What an option said, "" when it was not given; for members of generated structs, which are not
 * const though nobody writes to them. */
char *evn_rows_text(const struct evn_input *input, size_t option);

#endif

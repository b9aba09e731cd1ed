/* rows - list or show entities of the registry, page by page. Shell. */
#ifndef EVN_TOOLS_ROWS_H
#define EVN_TOOLS_ROWS_H

#include "common/client/registry.h"
#include "tools/evn/command.h"

/* How messages of one type are shown: as JSON each as it is, to people in columns. */
struct evn_rows {
    Evernormal__Registry__V1__Table table; /* that evn_rows_print reads */
    const struct evn_column *columns;
    size_t n_columns;
    /* Message i of a page, NULL behind the last one. */
    const ProtobufCMessage *(*at)(const Evernormal__Registry__V1__Result *page, size_t i);
    /* Fill a row of the table, or some, from a message that `at` gave. */
    void (*show)(struct evn_cli *cli, struct evn_table *table, const ProtobufCMessage *message);
};

/* Print the entity `key`, or all when `key` is NULL. */
EVN_MUST_USE evn_err evn_rows_print(struct evn_cli *cli, const struct evn_rows *rows,
                                    const char *key);

/* Ask the query page after page and print what comes. `after` is the member of the query that says
 * where a page begins; it is filled in here, and NULL afterwards. */
EVN_MUST_USE evn_err evn_rows_ask(struct evn_cli *cli, const struct evn_rows *rows,
                                  const Evernormal__Registry__V1__Query *query, char **after);

/* Of two names the one in the reader's language, or the other when it has none. */
const char *evn_rows_either(const struct evn_cli *cli, const char *zh, const char *en);

/* What an option said, "" when it was not given; for members of generated structs, which are not
 * const though nobody writes to them. */
char *evn_rows_text(const struct evn_input *input, size_t option);

#endif

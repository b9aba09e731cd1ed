/* cli - what all commands of evn share: options, language, the session, how to speak. Shell.
 *
 * Data goes to standard output, talk to standard error. A command returns an evn_err and, if there
 * is more to say than its text, fills cli->why; main says it and ends with the status of its class
 * (sysexits.h). */
#ifndef EVN_TOOLS_CLI_H
#define EVN_TOOLS_CLI_H

#include "common/client/session.h"
#include "tools/evn/table.h"
#include "tools/evn/text.h"

struct evn_command;

struct evn_cli {
    enum evn_lang lang;                /* of all that people read */
    bool json;                         /* one JSON object a line instead of tables */
    bool color;                        /* standard output is a terminal that likes colours */
    const char *data, *run;            /* as given, or NULL */
    const char *key;                   /* name of the key to act as */
    int64_t wait_ms;                   /* for each answer */
    bool bulk;                         /* ask at the bulk doors: set before the session opens */
    struct evn_site site;              /* found from data and run */
    struct evn_session *session;       /* NULL until evn_cli_session */
    struct evn_refusal why;            /* of the failure, for main to say */
    const struct evn_command *command; /* that runs, or NULL */
    char title[64];                    /* its words: "evn recall open" */
};

/* Find the installation and, at the first call, open the session. Errors in cli->why. */
EVN_MUST_USE evn_err evn_cli_session(struct evn_cli *cli, struct evn_session **out);

/* Close the session if there is one and keep its positions for the next run. */
void evn_cli_close(struct evn_cli *cli);

/* Whether there is an installation at DATA at all. EVN_E_CONFIG: none; cli->why names the folder
 * and what makes one. The session asks it too; a command that reads DATA by itself asks it first.
 */
EVN_MUST_USE evn_err evn_cli_need_site(struct evn_cli *cli);

/* Whether `name` is a service that keeps a log. EVN_E_UNKNOWN_REF, told in cli->why. */
EVN_MUST_USE evn_err evn_cli_need_service(struct evn_cli *cli, const char *name);

/* Fill cli->why with `err` about `subject` (or NULL) and return `err`. */
evn_err evn_cli_fail(struct evn_cli *cli, evn_err err, const char *subject);

/* EVN_E_USAGE with a text of the catalogue as its subject. EVN_T_BAD_OPTION with an empty value
 * says that the option needs one. */
evn_err evn_cli_usage(struct evn_cli *cli, enum evn_text text, struct evn_fill with);

/* A line on standard error, "evn: ...". */
void evn_say(const struct evn_cli *cli, enum evn_text text, struct evn_fill with);

/* Whether the installation was ever started as an exercise: then all that is printed of it says so.
 * DATA/exercise marks it for good, so that nobody takes made-up stock for real later. */
bool evn_cli_is_exercise(const struct evn_cli *cli);
evn_err evn_cli_mark_exercise(struct evn_cli *cli);

/* A table on standard output, or JSON lines; of an exercise, it says so. */
void evn_cli_table(const struct evn_cli *cli, struct evn_table *table,
                   const struct evn_column *columns, size_t n_columns);

/* Say an error as people or programs want it, on standard error. */
void evn_cli_tell(const struct evn_cli *cli, const struct evn_refusal *why);

#endif

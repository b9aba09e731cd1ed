/* cmd_import - what the imports share: flaws, differences, progress, the session. Shell. */
#ifndef EVN_TOOLS_CMD_IMPORT_H
#define EVN_TOOLS_CMD_IMPORT_H

#include "tools/evn/command.h"
#include "tools/import/known.h"
#include "tools/import/put.h"
#include "tools/import/source.h"

#include <sys/types.h>

enum { EVN_IMPORT_DRY_RUN, EVN_IMPORT_REPLACE, EVN_IMPORT_CATEGORY }; /* places of the options */

/* One run of an import. */
struct evn_import_run {
    struct evn_cli *cli;
    const char *file;            /* being read */
    struct evn_session *session; /* through the bulk doors; NULL: the services are not asked */
    bool dry_run, replace;       /* as given */
    size_t total;                /* for the progress line; 0: none */
    bool progressed;             /* a progress line is on the terminal */
    struct evn_table changes;    /* of a dry run */
    int64_t n_refused;           /* lines and entities */
    pid_t services;              /* supervisor of services run for this import alone, or 0 */
};

/* Begin; `input` has the options. */
struct evn_import_run evn_import_begin(struct evn_cli *cli, const struct evn_input *input);

/* Open the file, saying how it was read. Errors in cli->why. */
EVN_MUST_USE evn_err evn_import_open(struct evn_import_run *run, struct evn_source *source,
                                     const char *path);

/* Tell a flaw on standard error; `self` is the run. */
void evn_import_flaw(void *self, const struct evn_flaw *flaw);

/* Tell that a service refused what stood on that line of the file; 0: of no line. */
void evn_import_refused(struct evn_import_run *run, uint32_t line, const struct evn_refusal *why);

/* So many of run->total are done: a line on a terminal. */
void evn_import_progress(void *self, size_t done);

/* Open the session. Without services on this site a dry run says so and goes on without; any other
 * runs them until it ends. */
EVN_MUST_USE evn_err evn_import_connect(struct evn_import_run *run);

/* Lay the batch over the registry and, unless it is a dry run, send it. A dry run lists each field
 * that would become another. Errors in cli->why. */
EVN_MUST_USE evn_err evn_import_put(struct evn_import_run *run, struct evn_batch *batch,
                                    struct evn_put_counts *counts);

/* Close the session. EVN_E_BAD_FILE without words when something was refused. */
EVN_MUST_USE evn_err evn_import_end(struct evn_import_run *run, evn_err err);

/* Facility reports: cmd_import_report.c. */
extern const struct evn_option evn_import_report_options[];
evn_err evn_import_report(struct evn_cli *cli, const struct evn_input *input);

/* The delivery history: cmd_import_scms.c. Tables of our own: cmd_import_tables.c. */
evn_err evn_import_scms(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_import_items(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_import_areas(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_import_places(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_import_communities(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_import_norms(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_import_item_norms(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_import_units(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_import_courses(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_import_staff(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_import_training(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_import_duties(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_import_policy(struct evn_cli *cli, const struct evn_input *input);
evn_err evn_import_esft(struct evn_cli *cli, const struct evn_input *input);

#endif

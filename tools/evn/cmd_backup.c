#include "tools/backup/backup.h"

#include "tools/evn/command.h"
#include "tools/evn/up.h"
#include "tools/evn/verify.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const struct evn_column log_columns[] = {{"service", EVN_T_COL_SERVICE, EVN_CELL_TEXT},
                                                {"seq", EVN_T_COL_EVENT, EVN_CELL_NUMBER},
                                                {"entries", EVN_T_COL_ENTRIES, EVN_CELL_NUMBER},
                                                {"digest", EVN_T_COL_DIGEST, EVN_CELL_TEXT}};

static const struct evn_column fault_columns[] = {{"fault", EVN_T_COL_FAULT, EVN_CELL_TEXT},
                                                  {"where", EVN_T_COL_WHERE, EVN_CELL_TEXT}};

/* A backup being made, checked or brought back. */
struct doing {
    struct evn_cli *cli;
    struct evn_backup backup;
    struct evn_manifest manifest;
    char dir[EVN_PATH_MAX];      /* of the backup, absolute */
    char programs[EVN_PATH_MAX]; /* beside evn itself */
    struct evn_table faults;
    bool faulty, progressed;
    struct evn_findings findings;
};

static void clear_progress(struct doing *d)
{
    if (d->progressed)
        fputs("\r\033[K", stderr);
    d->progressed = false;
}

static void show_progress(void *arg, const char *what, uint64_t done, uint64_t total)
{
    struct doing *d = arg;
    char text[160];
    if (d->cli->json || isatty(STDERR_FILENO) == 0)
        return;
    struct evn_fill with = {.a = what, .n = (int64_t)done, .m = (int64_t)total};
    fprintf(stderr, "\r%s\033[K",
            evn_text_fill(EVN_T_BACKUP_PROGRESS, d->cli->lang, with, text, sizeof text));
    d->progressed = true;
}

/* What a service that runs says of its log. */
static evn_err ask_position(void *arg, const char *service, uint64_t *out)
{
    struct doing *d = arg;
    struct evn_session *session;
    const struct evn_wire_operated *got;
    struct evn_wire_operate what = {.what = EVN_OPERATE_STATUS};
    evn_err err = evn_cli_session(d->cli, &session);
    if (err == EVN_OK)
        err = evn_session_operate(session, service, what, &got, &d->cli->why);
    if (err == EVN_OK && got->status == NULL)
        err = EVN_E_BAD_MESSAGE;
    *out = err == EVN_OK ? got->status->committed : 0;
    return err;
}

static void add_fault(void *arg, enum evn_backup_fault fault, const char *path)
{
    static const struct {
        const char *name;
        enum evn_text text;
    } words[] = {[EVN_FAULT_MISSING] = {"missing", EVN_T_FAULT_MISSING},
                 [EVN_FAULT_CHANGED] = {"changed", EVN_T_FAULT_CHANGED},
                 [EVN_FAULT_STRANGER] = {"unknown", EVN_T_FAULT_STRANGER},
                 [EVN_FAULT_LOG] = {"log", EVN_T_FAULT_LOG},
                 [EVN_FAULT_DIGEST] = {"digest", EVN_T_FAULT_DIGEST},
                 [EVN_FAULT_AUDIT] = {"audit", EVN_T_FAULT_AUDIT}};
    struct doing *d = arg;
    clear_progress(d);
    d->faulty = true;
    evn_table_text(&d->faults,
                   d->cli->json ? words[fault].name : evn_text(words[fault].text, d->cli->lang));
    evn_table_text(&d->faults, path);
}

static void add_finding(void *arg, const char *service, const struct evn_audit_finding *finding)
{
    struct doing *d = arg;
    evn_findings_add(&d->findings, service, finding);
}

/* A folder as it is meant from here. */
static evn_err whole_path(struct evn_cli *cli, const char *path, char out[EVN_PATH_MAX])
{
    char here[EVN_PATH_MAX] = "";
    int n = path[0] != '/' && getcwd(here, sizeof here) == NULL
                ? -1
                : snprintf(out, EVN_PATH_MAX, "%s%s%s", path[0] == '/' ? "" : here,
                           path[0] == '/' ? "" : "/", path);
    if (n <= 0 || n >= EVN_PATH_MAX)
        return evn_cli_fail(cli, EVN_E_CONFIG, path);
    while (n > 1 && out[n - 1] == '/')
        out[--n] = '\0';
    return EVN_OK;
}

static evn_err begin(struct doing *d, struct evn_cli *cli, const char *dir)
{
    *d = (struct doing){.cli = cli};
    d->backup = (struct evn_backup){.site = &cli->site,
                                    .dir = d->dir,
                                    .programs = d->programs,
                                    .position = ask_position,
                                    .progress = show_progress,
                                    .fault = add_fault,
                                    .finding = add_finding,
                                    .arg = d};
    evn_cli_table(cli, &d->faults, fault_columns, sizeof fault_columns / sizeof fault_columns[0]);
    evn_findings_begin(&d->findings, cli);
    evn_err err = whole_path(cli, dir, d->dir);
    if (err == EVN_OK && evn_up_folder(d->programs) != EVN_OK)
        err = evn_cli_fail(cli, EVN_E_IO, "/proc/self/exe");
    return err;
}

/* What the backup holds, or what is wrong with it. */
static evn_err end(struct doing *d, evn_err err, enum evn_text done, const char *where)
{
    struct evn_table table;
    const struct evn_manifest *m = &d->manifest;
    clear_progress(d);
    if (d->faulty)
        evn_table_close(&d->faults);
    evn_findings_end(&d->findings);
    if (err == EVN_OK) {
        evn_cli_table(d->cli, &table, log_columns, sizeof log_columns / sizeof log_columns[0]);
        for (size_t i = 0; i < m->n_logs; i++) {
            evn_table_text(&table, m->log[i].service);
            evn_table_number(&table, (int64_t)m->log[i].seq);
            evn_table_number(&table, (int64_t)m->log[i].n_entries);
            evn_table_text(&table, evn_verify_digest(m->log[i].digest));
        }
        evn_table_close(&table);
        evn_say(d->cli, done,
                (struct evn_fill){.a = where, .b = m->made, .n = (int64_t)m->n_files});
    }
    evn_manifest_fini(&d->manifest);
    return err;
}

enum { SERVICE };
static const struct evn_option create_options[] = {{"service", "SERVICE", EVN_T_OPT_BACKUP_SERVICE},
                                                   {0}};

static evn_err create(struct evn_cli *cli, const struct evn_input *input)
{
    struct doing d;
    evn_err err = begin(&d, cli, input->argument[0]);
    d.backup.service = input->option[SERVICE];
    if (err == EVN_OK)
        err = evn_backup_create(&d.backup, &d.manifest, &cli->why);
    err = end(&d, err, EVN_T_BACKUP_MADE, d.dir);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_BACKUP_LOSS, (struct evn_fill){0});
    return err;
}

static evn_err verify(struct evn_cli *cli, const struct evn_input *input)
{
    struct doing d;
    evn_err err = begin(&d, cli, input->argument[0]);
    if (err == EVN_OK)
        err = evn_backup_check(&d.backup, &d.manifest, &cli->why);
    return end(&d, err, EVN_T_BACKUP_GOOD, d.dir);
}

enum { TO };
static const struct evn_option restore_options[] = {{"to", "DATA", EVN_T_OPT_BACKUP_TO}, {0}};

static evn_err restore(struct evn_cli *cli, const struct evn_input *input)
{
    struct doing d;
    char to[EVN_PATH_MAX] = "";
    if (input->option[TO] == NULL)
        return evn_cli_usage(cli, EVN_T_BACKUP_NEEDS_TO, (struct evn_fill){0});
    evn_err err = begin(&d, cli, input->argument[0]);
    if (err == EVN_OK)
        err = whole_path(cli, input->option[TO], to);
    if (err == EVN_OK)
        err = evn_backup_restore(&d.backup, to, &d.manifest, &cli->why);
    err = end(&d, err, EVN_T_BACKUP_RESTORED, to);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_BACKUP_ONE, (struct evn_fill){0});
    return err;
}

static const struct evn_command verbs[] = {{.name = "create",
                                            .about = EVN_T_BACKUP_CREATE,
                                            .arguments = "DIR",
                                            .n_min = 1,
                                            .n_max = 1,
                                            .options = create_options,
                                            .run = create},
                                           {.name = "verify",
                                            .about = EVN_T_BACKUP_VERIFY,
                                            .arguments = "DIR",
                                            .n_min = 1,
                                            .n_max = 1,
                                            .run = verify},
                                           {.name = "restore",
                                            .about = EVN_T_BACKUP_RESTORE,
                                            .arguments = "DIR",
                                            .n_min = 1,
                                            .n_max = 1,
                                            .options = restore_options,
                                            .run = restore},
                                           {0}};

const struct evn_command evn_command_backup = {
    .name = "backup", .about = EVN_T_BACKUP, .verb = verbs};

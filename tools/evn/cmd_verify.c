#include "tools/audit/audit.h"
#include "tools/evn/command.h"
#include "tools/evn/verify.h"

#include <sodium.h>
#include <string.h>
#include <unistd.h>

enum { DIGEST };

static const struct evn_option options[] = {{"digest", NULL, EVN_T_OPT_DIGEST}, {0}};

static const struct evn_column log_columns[] = {{"service", EVN_T_COL_SERVICE, EVN_CELL_TEXT},
                                                {"result", EVN_T_COL_RESULT, EVN_CELL_TEXT},
                                                {"seq", EVN_T_COL_EVENT, EVN_CELL_NUMBER},
                                                {"viewsSeq", EVN_T_COL_VIEWS, EVN_CELL_NUMBER},
                                                {"accounts", EVN_T_COL_ACCOUNTS, EVN_CELL_NUMBER},
                                                {"movements", EVN_T_COL_MOVEMENTS, EVN_CELL_NUMBER},
                                                {"ids", EVN_T_COL_IDS, EVN_CELL_NUMBER},
                                                {"differences", EVN_T_COL_DIFFERS, EVN_CELL_NUMBER},
                                                {"head", EVN_T_COL_HEAD, EVN_CELL_TEXT}};

static const struct evn_column finding_columns[] = {
    {"service", EVN_T_COL_SERVICE, EVN_CELL_TEXT}, {"check", EVN_T_COL_CHECK, EVN_CELL_TEXT},
    {"where", EVN_T_COL_WHERE, EVN_CELL_TEXT},     {"have", EVN_T_COL_HAVE, EVN_CELL_NUMBER},
    {"want", EVN_T_COL_WANT, EVN_CELL_NUMBER},     {"seq", EVN_T_COL_EVENT, EVN_CELL_NUMBER}};

/* What is shown of one service is shown; more of the same only tires. */
enum { FINDINGS_MAX = 100 };

struct verifying {
    struct evn_cli *cli;
    const char *service;
    struct evn_table logs;
    struct evn_findings findings;
};

static const struct evn_column digest_columns[] = {{"service", EVN_T_COL_SERVICE, EVN_CELL_TEXT},
                                                   {"entries", EVN_T_COL_ENTRIES, EVN_CELL_NUMBER},
                                                   {"digest", EVN_T_COL_DIGEST, EVN_CELL_TEXT}};

void evn_findings_begin(struct evn_findings *f, struct evn_cli *cli)
{
    *f = (struct evn_findings){.cli = cli};
    evn_cli_table(cli, &f->table, finding_columns,
                  sizeof finding_columns / sizeof finding_columns[0]);
}

void evn_findings_add(struct evn_findings *f, const char *service,
                      const struct evn_audit_finding *finding)
{
    static const struct {
        const char *name;
        enum evn_text text;
    } checks[] = {[EVN_AUDIT_RECORD] = {"record", EVN_T_CHECK_RECORD},
                  [EVN_AUDIT_CONSERVATION] = {"conservation", EVN_T_CHECK_CONSERVATION},
                  [EVN_AUDIT_MOMENT] = {"moment", EVN_T_CHECK_MOMENT},
                  [EVN_AUDIT_ACCOUNT] = {"account", EVN_T_CHECK_ACCOUNT},
                  [EVN_AUDIT_BALANCE] = {"balance", EVN_T_CHECK_BALANCE},
                  [EVN_AUDIT_MOVEMENT] = {"movement", EVN_T_CHECK_MOVEMENT},
                  [EVN_AUDIT_ID] = {"id", EVN_T_CHECK_ID},
                  [EVN_AUDIT_DOCUMENT] = {"document", EVN_T_CHECK_DOCUMENT},
                  [EVN_AUDIT_PAST] = {"past", EVN_T_CHECK_PAST},
                  [EVN_AUDIT_OPEN] = {"open", EVN_T_CHECK_OPEN},
                  [EVN_AUDIT_ROW] = {"row", EVN_T_CHECK_ROW},
                  [EVN_AUDIT_POSITION] = {"position", EVN_T_CHECK_POSITION},
                  [EVN_AUDIT_COUNT] = {"count", EVN_T_CHECK_COUNT},
                  [EVN_AUDIT_HOLD] = {"hold", EVN_T_CHECK_HOLD},
                  [EVN_AUDIT_RECALL] = {"recall", EVN_T_CHECK_RECALL},
                  [EVN_AUDIT_SHEET] = {"sheet", EVN_T_CHECK_SHEET},
                  [EVN_AUDIT_EXPECTED] = {"expected", EVN_T_CHECK_EXPECTED},
                  [EVN_AUDIT_COLD] = {"cold", EVN_T_CHECK_COLD}};
    if (strcmp(f->service, service) != 0) {
        snprintf(f->service, sizeof f->service, "%s", service);
        f->n_shown = 0;
    }
    f->any = true;
    if (f->n_shown++ >= FINDINGS_MAX)
        return;
    evn_table_text(&f->table, service);
    evn_table_text(&f->table, f->cli->json ? checks[finding->check].name
                                           : evn_text(checks[finding->check].text, f->cli->lang));
    evn_table_text(&f->table, finding->where);
    evn_table_number(&f->table, finding->have);
    evn_table_number(&f->table, finding->want);
    evn_table_number(&f->table, (int64_t)finding->seq);
}

void evn_findings_end(struct evn_findings *f)
{
    if (f->any)
        evn_table_close(&f->table);
}

static void add_finding(void *arg, const struct evn_audit_finding *finding)
{
    struct verifying *v = arg;
    evn_findings_add(&v->findings, v->service, finding);
}

static void add_log(struct verifying *v, evn_err err, const struct evn_audit_counts *counts,
                    const struct evn_journal_head *head)
{
    char hash[2 * EVN_HASH256_LEN + 1] = "";
    bool good = err == EVN_OK && counts->n_findings == 0;
    struct evn_table *table = &v->logs;
    if (err == EVN_OK)
        sodium_bin2hex(hash, sizeof hash, head->hash.b, sizeof head->hash.b);
    evn_table_text(table, v->service);
    if (v->cli->json)
        evn_table_text(table, good            ? "good"
                              : err == EVN_OK ? evn_err_name(EVN_E_DIGEST_MISMATCH)
                                              : evn_err_name(err));
    else
        evn_table_text(table, evn_text(good ? EVN_T_GOOD : EVN_T_BAD, v->cli->lang));
    evn_table_number(table, err == EVN_OK ? (int64_t)head->next_seq - 1 : 0);
    evn_table_number(table, (int64_t)counts->views_seq);
    evn_table_number(table, (int64_t)counts->n_accounts);
    evn_table_number(table, (int64_t)counts->n_movements);
    evn_table_number(table, (int64_t)counts->n_ids);
    evn_table_number(table, (int64_t)counts->n_findings);
    evn_table_text(table, hash);
}

/* One service's log and views. Damage is said and does not stop the others. */
static evn_err verify_service(struct verifying *v, const char *service)
{
    char folder[EVN_PATH_MAX], log[EVN_PATH_MAX + 8];
    struct evn_journal_head head = {0};
    struct evn_file_report report = {0};
    struct evn_audit_counts counts;
    if (evn_site_folder(&v->cli->site, service, folder) != EVN_OK)
        return EVN_OK;
    snprintf(log, sizeof log, "%s/log", folder);
    if (access(log, F_OK) != 0)
        return EVN_OK;
    v->service = service;
    if (isatty(STDERR_FILENO) != 0 && !v->cli->json)
        evn_say(v->cli, EVN_T_VERIFYING, (struct evn_fill){.a = service});
    const struct evn_audit_config config = {
        .folder = folder, .service = service, .found = add_finding, .arg = v};
    evn_err err = evn_audit(&config, &counts, &head, &report);
    add_log(v, err, &counts, &head);
    if (err == EVN_OK) {
        if (counts.n_findings > 0)
            evn_say(v->cli, EVN_T_VERIFY_DIFFERS,
                    (struct evn_fill){.a = service, .n = (int64_t)counts.n_findings});
        return counts.n_findings > 0 ? EVN_E_DIGEST_MISMATCH : EVN_OK;
    }
    char where[EVN_SUBJECT_MAX];
    snprintf(where, sizeof where, "%s/log/%s", service, report.file);
    (void)evn_cli_fail(v->cli, err, where);
    v->cli->why.have = (int64_t)report.offset;
    evn_cli_tell(v->cli, &v->cli->why);
    return err;
}

/* All services, or the one named. */
static evn_err verify_logs(struct evn_cli *cli, const char *service)
{
    struct verifying v = {.cli = cli};
    evn_err worst = EVN_OK;
    evn_cli_table(cli, &v.logs, log_columns, sizeof log_columns / sizeof log_columns[0]);
    evn_findings_begin(&v.findings, cli);
    for (const char *const *name = evn_log_service_names; *name != NULL; name++) {
        if (service != NULL && strcmp(*name, service) != 0)
            continue;
        evn_err err = verify_service(&v, *name);
        worst = worst == EVN_OK ? err : worst;
    }
    evn_table_close(&v.logs);
    evn_findings_end(&v.findings);
    cli->why = evn_refusal_of(EVN_OK);
    return worst;
}

const char *evn_verify_digest(const char *sum)
{
    return sum[strspn(sum, "0")] != '\0' ? sum : "-";
}

/* All services' digests as one, so that two installations compare in one line. */
static void add_sum(struct evn_table *table, struct evn_bytes digests, int64_t n_entries)
{
    struct evn_hash256 sum;
    char text[2 * EVN_HASH256_LEN + 1];
    evn_hash256(NULL, digests, (struct evn_bytes){0}, &sum);
    sodium_bin2hex(text, sizeof text, sum.b, sizeof sum.b);
    evn_table_text(table, "all");
    evn_table_number(table, n_entries);
    evn_table_text(table, text);
}

evn_err evn_verify_digests(struct evn_cli *cli)
{
    char all[1024];
    struct evn_session *session;
    struct evn_table table;
    size_t len = 0;
    int64_t n_entries = 0;
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    evn_cli_table(cli, &table, digest_columns, sizeof digest_columns / sizeof digest_columns[0]);
    for (const char *const *name = evn_log_service_names; err == EVN_OK && *name != NULL; name++) {
        const struct evn_wire_operated *got;
        struct evn_wire_operate what = {.what = EVN_OPERATE_DIGEST};
        if (!evn_site_has_service(&cli->site, *name))
            continue;
        err = evn_session_operate(session, *name, what, &got, &cli->why);
        if (err != EVN_OK || got->digest == NULL)
            continue;
        evn_table_text(&table, *name);
        evn_table_number(&table, (int64_t)got->digest->n_entries);
        evn_table_text(&table, evn_verify_digest(got->digest->sum));
        n_entries += (int64_t)got->digest->n_entries;
        len += (size_t)snprintf(all + len, sizeof all - len, "%s %s\n", *name, got->digest->sum);
    }
    if (err == EVN_OK && len > 0)
        add_sum(&table, evn_bytes_of(all, len), n_entries);
    return evn_table_end(&table, err);
}

static evn_err run(struct evn_cli *cli, const struct evn_input *input)
{
    const char *service = input->n_arguments > 0 ? input->argument[0] : NULL;
    evn_err err = evn_cli_need_site(cli);
    if (err != EVN_OK)
        return err;
    if (input->option[DIGEST] != NULL)
        return service == NULL ? evn_verify_digests(cli)
                               : evn_cli_fail(cli, EVN_E_USAGE, "--digest SERVICE");
    if (service != NULL)
        err = evn_cli_need_service(cli, service);
    return err == EVN_OK ? verify_logs(cli, service) : err;
}

const struct evn_command evn_command_verify = {.name = "verify",
                                               .about = EVN_T_VERIFY,
                                               .arguments = "[SERVICE]",
                                               .n_max = 1,
                                               .options = options,
                                               .run = run};

#include "common/journal/file.h"
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
                                                {"head", EVN_T_COL_HEAD, EVN_CELL_TEXT}};

static const struct evn_column digest_columns[] = {{"service", EVN_T_COL_SERVICE, EVN_CELL_TEXT},
                                                   {"entries", EVN_T_COL_ENTRIES, EVN_CELL_NUMBER},
                                                   {"digest", EVN_T_COL_DIGEST, EVN_CELL_TEXT}};

/* A moving line for whoever watches a terminal. */
static int progress(void *arg, const struct evn_verify_progress *at)
{
    fprintf(stderr, "\r%s %llu/%llu", (const char *)arg, (unsigned long long)at->done_files,
            (unsigned long long)at->n_files);
    return 0;
}

static void add_log(struct evn_cli *cli, struct evn_table *table, const char *service, evn_err err,
                    const struct evn_journal_head *head)
{
    char hash[2 * EVN_HASH256_LEN + 1] = "";
    if (err == EVN_OK)
        sodium_bin2hex(hash, sizeof hash, head->hash.b, sizeof head->hash.b);
    evn_table_text(table, service);
    if (cli->json)
        evn_table_text(table, err == EVN_OK ? "good" : evn_err_name(err));
    else
        evn_table_text(table, evn_text(err == EVN_OK ? EVN_T_GOOD : EVN_T_BAD, cli->lang));
    evn_table_number(table, err == EVN_OK ? (int64_t)head->next_seq - 1 : 0);
    evn_table_text(table, hash);
}

/* Walk one service's log. A damaged one is said and does not stop the others. */
static evn_err verify_log(struct evn_cli *cli, struct evn_table *table, const char *service)
{
    char folder[EVN_PATH_MAX], log[EVN_PATH_MAX + 8];
    struct evn_journal_head head = {0};
    struct evn_file_report report = {0};
    bool shows = isatty(STDERR_FILENO) != 0 && !cli->json;
    if (evn_site_folder(&cli->site, service, folder) != EVN_OK)
        return EVN_OK;
    snprintf(log, sizeof log, "%s/log", folder);
    if (access(log, F_OK) != 0)
        return EVN_OK;
    evn_err err = evn_journal_verify(log, NULL, shows ? progress : NULL, (void *)(uintptr_t)service,
                                     &head, &report);
    if (shows)
        fputs("\r\x1b[K", stderr);
    add_log(cli, table, service, err, &head);
    if (err == EVN_OK)
        return EVN_OK;
    char where[EVN_SUBJECT_MAX];
    snprintf(where, sizeof where, "%s/log/%s", service, report.file);
    (void)evn_cli_fail(cli, err, where);
    cli->why.have = (int64_t)report.offset;
    evn_cli_tell(cli, &cli->why);
    return err;
}

static evn_err verify_logs(struct evn_cli *cli)
{
    struct evn_table table;
    evn_err worst = EVN_OK;
    evn_cli_table(cli, &table, log_columns, sizeof log_columns / sizeof log_columns[0]);
    for (const char *const *name = evn_log_service_names; *name != NULL; name++) {
        evn_err err = verify_log(cli, &table, *name);
        worst = worst == EVN_OK ? err : worst;
    }
    evn_table_close(&table);
    cli->why = evn_refusal_of(EVN_OK);
    return worst;
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
        evn_table_text(&table, got->digest->sum);
        n_entries += (int64_t)got->digest->n_entries;
        len += (size_t)snprintf(all + len, sizeof all - len, "%s %s\n", *name, got->digest->sum);
    }
    if (err == EVN_OK && len > 0)
        add_sum(&table, evn_bytes_of(all, len), n_entries);
    return evn_table_end(&table, err);
}

static evn_err run(struct evn_cli *cli, const struct evn_input *input)
{
    return input->option[DIGEST] != NULL ? evn_verify_digests(cli) : verify_logs(cli);
}

const struct evn_command evn_command_verify = {
    .name = "verify", .about = EVN_T_VERIFY, .options = options, .run = run};

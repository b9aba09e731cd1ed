#include "tools/evn/cmd_import.h"
#include "tools/import/receive.h"

#include <inttypes.h>

static const struct evn_column part_columns[] = {{"part", EVN_T_COL_TABLE, EVN_CELL_TEXT},
                                                 {"new", EVN_T_COL_ADDED, EVN_CELL_NUMBER},
                                                 {"other", EVN_T_COL_OTHER, EVN_CELL_NUMBER},
                                                 {"unchanged", EVN_T_COL_SAME, EVN_CELL_NUMBER},
                                                 {"refused", EVN_T_COL_REFUSED, EVN_CELL_NUMBER}};
static const struct evn_column total_columns[] = {
    {"lines", EVN_T_COL_LINES, EVN_CELL_NUMBER},
    {"valueCents", EVN_T_COL_VALUE, EVN_CELL_NUMBER},
    {"packs", EVN_T_COL_PACKS, EVN_CELL_NUMBER},
    {"shipments", EVN_T_COL_SHIPMENTS, EVN_CELL_NUMBER},
    {"refused", EVN_T_COL_REFUSED, EVN_CELL_NUMBER}};

static void add_part(struct evn_table *table, const char *part, int64_t added, int64_t other,
                     int64_t unchanged, int64_t refused)
{
    evn_table_text(table, part);
    evn_table_number(table, added);
    evn_table_number(table, other);
    evn_table_number(table, unchanged);
    evn_table_number(table, refused);
}

/* What became of the registry's entities and the ledger's receipts. */
static void show_parts(const struct evn_import_run *run, const struct evn_put_counts *put,
                       const struct evn_receive_counts *got)
{
    struct evn_table table;
    evn_cli_table(run->cli, &table, part_columns, sizeof part_columns / sizeof part_columns[0]);
    add_part(&table, "registry", put->added, put->replaced, put->unchanged, put->refused);
    add_part(&table, "receipts", got->posted, 0, got->known, got->refused);
    evn_table_close(&table);
}

/* The totals; as JSON in the fixed form that programs read. */
static void show_totals(const struct evn_import_run *run, const struct evn_scms_totals *t)
{
    struct evn_table table;
    if (run->cli->json) {
        printf("{\"lines\":%" PRId64 ",\"value_cents\":%" PRId64 ",\"packs\":%" PRId64
               ",\"shipments\":%" PRId64 ",\"refused\":%" PRId64 "}\n",
               t->lines, t->value_cents, t->packs, t->shipments, run->n_refused);
        return;
    }
    evn_cli_table(run->cli, &table, total_columns, sizeof total_columns / sizeof total_columns[0]);
    evn_table_number(&table, t->lines);
    evn_table_number(&table, t->value_cents);
    evn_table_number(&table, t->packs);
    evn_table_number(&table, t->shipments);
    evn_table_number(&table, run->n_refused);
    evn_table_close(&table);
}

static void receipt_refused(void *self, const struct evn_scms_line *line,
                            const struct evn_refusal *why)
{
    evn_import_refused(self, line->line, why);
}

static evn_err receive(struct evn_import_run *run, const struct evn_scms *scms,
                       struct evn_receive_counts *counts)
{
    struct evn_receive_sink sink = {
        .self = run, .refused = receipt_refused, .progress = evn_import_progress};
    struct evn_refusal *why = &run->cli->why;
    *counts = (struct evn_receive_counts){.posted = scms->totals.lines};
    if (run->session == NULL)
        return EVN_OK;
    if (run->dry_run)
        return evn_receive_compare(scms, run->session, counts, why);
    run->total = scms->n;
    return evn_receive_send(scms, run->session, &sink, counts, why);
}

static evn_err bring_in(struct evn_import_run *run, const struct evn_scms *scms)
{
    struct evn_batch batch;
    struct evn_put_counts put = {0};
    struct evn_receive_counts got = {0};
    evn_batch_init(&batch);
    evn_err err = evn_scms_entities(scms, &batch);
    if (err != EVN_OK)
        evn_cli_fail(run->cli, err, run->file);
    if (err == EVN_OK)
        err = evn_import_connect(run);
    if (err == EVN_OK)
        err = evn_import_put(run, &batch, &put);
    if (err == EVN_OK)
        err = receive(run, scms, &got);
    if (err == EVN_OK) {
        show_parts(run, &put, &got);
        show_totals(run, &scms->totals);
    }
    evn_batch_fini(&batch);
    return err;
}

evn_err evn_import_scms(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_import_run run = evn_import_begin(cli, input);
    struct evn_source source;
    struct evn_scms scms;
    evn_err err = evn_import_open(&run, &source, input->argument[0]);
    if (err != EVN_OK)
        return err;
    err = evn_scms_read(&scms, source.text.at, source.text.len, evn_import_flaw, &run);
    struct evn_fill with = {.a = source.name,
                            .b = evn_charset_name(source.charset),
                            .n = scms.totals.lines + scms.totals.refused,
                            .m = scms.totals.refused};
    if (err == EVN_OK) {
        evn_say(cli, EVN_T_IMPORT_READ, with);
        err = bring_in(&run, &scms);
        evn_scms_free(&scms);
    } else if (err != EVN_E_BAD_FILE) {
        evn_cli_fail(cli, err, source.name);
    }
    evn_source_close(&source);
    return evn_import_end(&run, err);
}

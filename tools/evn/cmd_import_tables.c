#include "tools/evn/cmd_import.h"
#include "tools/import/esft.h"
#include "tools/import/kind.h"
#include "tools/import/policy.h"

static const struct evn_column columns[] = {{"rows", EVN_T_COL_LINES, EVN_CELL_NUMBER},
                                            {"new", EVN_T_COL_ADDED, EVN_CELL_NUMBER},
                                            {"other", EVN_T_COL_OTHER, EVN_CELL_NUMBER},
                                            {"unchanged", EVN_T_COL_SAME, EVN_CELL_NUMBER},
                                            {"refused", EVN_T_COL_REFUSED, EVN_CELL_NUMBER}};

/* Of tables that become norms by rules of their own. */
static const struct evn_kind esft = {.name = "esft"};

/* Read one file into the batch; `kind` NULL: a policy table. A file that is wrong as a whole was
 * told and is left out. */
static evn_err read_file(struct evn_import_run *run, const struct evn_kind *kind,
                         const char *categories, const char *path, struct evn_batch *batch,
                         struct evn_kind_counts *counts)
{
    struct evn_source source;
    char table[64];
    evn_err err = evn_import_open(run, &source, path);
    if (err != EVN_OK)
        return err;
    struct evn_csv rows = evn_csv_of(source.text.at, source.text.len, source.tabs);
    struct evn_kind_counts file = {0};
    if (kind == &esft)
        err = evn_esft_rows(rows, batch, &file, evn_import_flaw, run);
    else if (kind != NULL)
        err = evn_kind_read(kind, rows, categories, batch, &file, evn_import_flaw, run);
    else if (evn_policy_name(path, table))
        err = evn_policy_rows(table, rows, batch, &file, evn_import_flaw, run);
    else
        err = evn_cli_fail(run->cli, EVN_E_BAD_TEXT, path);
    struct evn_fill with = {
        .a = path, .b = evn_charset_name(source.charset), .n = file.rows, .m = file.refused};
    if (err == EVN_OK || err == EVN_E_BAD_FILE)
        evn_say(run->cli, EVN_T_IMPORT_READ, with);
    counts->rows += file.rows;
    evn_source_close(&source);
    if (err != EVN_OK && err != EVN_E_BAD_FILE && run->cli->why.err != err)
        evn_cli_fail(run->cli, err, path);
    return err == EVN_E_BAD_FILE ? EVN_OK : err;
}

static void show(const struct evn_import_run *run, const struct evn_kind_counts *counts,
                 const struct evn_put_counts *put)
{
    struct evn_table table;
    evn_cli_table(run->cli, &table, columns, sizeof columns / sizeof columns[0]);
    evn_table_number(&table, counts->rows);
    evn_table_number(&table, put->added);
    evn_table_number(&table, put->replaced);
    evn_table_number(&table, put->unchanged);
    evn_table_number(&table, run->n_refused);
    evn_table_close(&table);
}

static evn_err import(struct evn_cli *cli, const struct evn_input *input,
                      const struct evn_kind *kind)
{
    struct evn_import_run run = evn_import_begin(cli, input);
    struct evn_kind_counts counts = {0};
    struct evn_put_counts put = {0};
    struct evn_batch batch;
    const char *categories = input->option[EVN_IMPORT_CATEGORY];
    evn_err err = EVN_OK;
    if (!evn_kind_categories_good(categories))
        return evn_cli_usage(cli, EVN_T_BAD_OPTION,
                             (struct evn_fill){.a = categories, .b = "category"});
    evn_batch_init(&batch);
    for (size_t i = 0; i < input->n_arguments && err == EVN_OK; i++)
        err = read_file(&run, kind, categories, input->argument[i], &batch, &counts);
    if (err == EVN_OK)
        err = evn_import_connect(&run);
    if (err == EVN_OK)
        err = evn_import_put(&run, &batch, &put);
    if (err == EVN_OK)
        show(&run, &counts, &put);
    evn_batch_fini(&batch);
    return evn_import_end(&run, err);
}

evn_err evn_import_items(struct evn_cli *cli, const struct evn_input *input)
{
    return import(cli, input, evn_kind_find("items"));
}

evn_err evn_import_areas(struct evn_cli *cli, const struct evn_input *input)
{
    return import(cli, input, evn_kind_find("areas"));
}

evn_err evn_import_places(struct evn_cli *cli, const struct evn_input *input)
{
    return import(cli, input, evn_kind_find("places"));
}

evn_err evn_import_communities(struct evn_cli *cli, const struct evn_input *input)
{
    return import(cli, input, evn_kind_find("communities"));
}

evn_err evn_import_norms(struct evn_cli *cli, const struct evn_input *input)
{
    return import(cli, input, evn_kind_find("norms"));
}

evn_err evn_import_item_norms(struct evn_cli *cli, const struct evn_input *input)
{
    return import(cli, input, evn_kind_find("item-norms"));
}

evn_err evn_import_units(struct evn_cli *cli, const struct evn_input *input)
{
    return import(cli, input, evn_kind_find("units"));
}

evn_err evn_import_courses(struct evn_cli *cli, const struct evn_input *input)
{
    return import(cli, input, evn_kind_find("courses"));
}

evn_err evn_import_staff(struct evn_cli *cli, const struct evn_input *input)
{
    return import(cli, input, evn_kind_find("staff"));
}

evn_err evn_import_training(struct evn_cli *cli, const struct evn_input *input)
{
    return import(cli, input, evn_kind_find("training"));
}

evn_err evn_import_duties(struct evn_cli *cli, const struct evn_input *input)
{
    return import(cli, input, evn_kind_find("duties"));
}

evn_err evn_import_policy(struct evn_cli *cli, const struct evn_input *input)
{
    return import(cli, input, NULL);
}

evn_err evn_import_esft(struct evn_cli *cli, const struct evn_input *input)
{
    return import(cli, input, &esft);
}

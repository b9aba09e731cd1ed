#include "tools/evn/cmd_import.h"

#include "common/base/pbw.h"
#include "tools/import/report_post.h"

#include "evernormal/registry/v1/event.pb-c.h"

#include <inttypes.h>
#include <string.h>

enum { DRY_RUN, MAP, KNOWN };
enum { ITEM_TAG = 16, PLACE_TAG = 18, ITEM_TRACKING = 5 }; /* of evernormal.registry.v1 */

const struct evn_option evn_import_report_options[] = {
    [DRY_RUN] = {"dry-run", NULL, EVN_T_OPT_DRY_RUN},
    [MAP] = {"map", "FIELD=COL,...", EVN_T_OPT_REPORT_MAP},
    [KNOWN] = {"known", NULL, EVN_T_OPT_REPORT_KNOWN},
    {0}};

static const struct evn_column break_columns[] = {
    {"break", EVN_T_COL_BREAK, EVN_CELL_TEXT},
    {"facility", EVN_T_COL_PLACE, EVN_CELL_TEXT},
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
    {"period", EVN_T_COL_PERIOD, EVN_CELL_TEXT},
    {"closing", EVN_T_COL_CLOSING, EVN_CELL_NUMBER},
    {"opening", EVN_T_COL_OPENING, EVN_CELL_NUMBER},
    {"difference", EVN_T_COL_DIFFERS, EVN_CELL_NUMBER},
    {"gap", EVN_T_COL_GAP, EVN_CELL_FLAG},
    {"line", EVN_T_COL_LINE, EVN_CELL_NUMBER}};

static const struct evn_column total_columns[] = {
    {"rows", EVN_T_COL_LINES, EVN_CELL_NUMBER},
    {"balanced", EVN_T_COL_BALANCED, EVN_CELL_NUMBER},
    {"carry_breaks", EVN_T_COL_BREAKS, EVN_CELL_NUMBER},
    {"refused", EVN_T_COL_REFUSED, EVN_CELL_NUMBER}};

static const struct evn_column part_columns[] = {{"part", EVN_T_COL_TABLE, EVN_CELL_TEXT},
                                                 {"new", EVN_T_COL_ADDED, EVN_CELL_NUMBER},
                                                 {"unchanged", EVN_T_COL_SAME, EVN_CELL_NUMBER}};

/* One import of reports. */
struct reporting {
    struct evn_import_run run;
    struct evn_report report;
    struct evn_report_post post;
    struct evn_batch missing; /* entities the registry does not know */
    bool known_only;
    int64_t balanced; /* rows that add up */
};

static void row_flaw(void *self, const struct evn_report_row *row, enum evn_flaw_kind kind)
{
    const struct evn_flaw flaw = {.kind = kind, .line = row->line};
    evn_import_flaw(self, &flaw);
}

static void row_refused(void *self, const struct evn_report_row *row, const struct evn_refusal *why)
{
    evn_import_refused(self, row->line, why);
}

static void refuse(struct reporting *r, struct evn_report_row *row, enum evn_flaw_kind kind)
{
    row->refused = true;
    r->report.n_refused++;
    row_flaw(&r->run, row, kind);
}

/* Where the item of the row is among the entities; asserted to be there. */
static size_t entity_of(const struct evn_batch *all, uint32_t tag, struct evn_bytes cell)
{
    char code[EVN_REPORT_CODE_MAX];
    size_t i = 0;
    evn_report_code(cell, code);
    bool there = evn_batch_find(all, tag, evn_bytes_text(code), &i);
    EVN_ASSERT(there);
    return i;
}

/* Whether the registry has the item with lots or serial numbers. */
static bool is_tracked(const struct evn_known *known, size_t i)
{
    struct evn_bytes body = evn_known_body(known, i);
    struct evn_pb_field field;
    while (evn_pb_next(&body, &field) == EVN_OK)
        if (field.number == ITEM_TRACKING && field.type == 0)
            return field.value != EVERNORMAL__REGISTRY__V1__TRACKING__TRACKING_NONE;
    return false;
}

/* Among the missing, if the registry has no such entity. */
static evn_err note_missing(struct reporting *r, const struct evn_batch *all,
                            const struct evn_known *known, size_t i)
{
    uint32_t version;
    return evn_known_change(known, all, i, &version) == EVN_CHANGE_NEW
               ? evn_batch_add(&r->missing, all->entry[i].tag, evn_batch_key(all, i),
                               evn_batch_body(all, i), all->entry[i].line)
               : EVN_OK;
}

/* Rows whose item wants a lot are refused; what the registry lacks for the others is missing. */
static evn_err look_up(struct reporting *r, const struct evn_batch *all,
                       const struct evn_known *known)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < r->report.n; i++) {
        struct evn_report_row *row = &r->report.row[i];
        if (row->refused)
            continue;
        size_t item = entity_of(all, ITEM_TAG, row->item);
        if (is_tracked(known, item)) {
            refuse(r, row, EVN_FLAW_TRACKED);
            continue;
        }
        err = note_missing(r, all, known, entity_of(all, PLACE_TAG, row->facility));
        if (err == EVN_OK)
            err = note_missing(r, all, known, item);
    }
    return err;
}

/* Entities of all rows against the registry. Without services nobody knows what it lacks. */
static evn_err find_missing(struct reporting *r)
{
    struct evn_batch all;
    struct evn_known known;
    evn_err err = EVN_OK;
    evn_batch_init(&all);
    evn_known_init(&known);
    for (size_t i = 0; err == EVN_OK && i < r->report.n; i++)
        if (!r->report.row[i].refused)
            err = evn_report_entities(&r->report.row[i], &all);
    if (err != EVN_OK)
        evn_cli_fail(r->run.cli, err, r->run.file);
    if (err == EVN_OK && r->run.session != NULL)
        err = evn_known_load(&known, r->run.session, &all, &r->run.cli->why);
    if (err == EVN_OK)
        err = look_up(r, &all, &known);
    evn_known_fini(&known);
    evn_batch_fini(&all);
    return err;
}

static bool lacks(const struct reporting *r, uint32_t tag, struct evn_bytes cell)
{
    char code[EVN_REPORT_CODE_MAX];
    size_t at;
    evn_report_code(cell, code);
    return evn_batch_find(&r->missing, tag, evn_bytes_text(code), &at);
}

/* Rows of places and items nobody made known. */
static void refuse_unknown(struct reporting *r)
{
    for (size_t i = 0; i < r->report.n; i++) {
        struct evn_report_row *row = &r->report.row[i];
        if (!row->refused && (lacks(r, PLACE_TAG, row->facility) || lacks(r, ITEM_TAG, row->item)))
            refuse(r, row, EVN_FLAW_UNREGISTERED);
    }
}

/* What comes in must be known first. */
static evn_err make_known(struct reporting *r, struct evn_put_counts *put)
{
    evn_err err = find_missing(r);
    if (err != EVN_OK || r->missing.n == 0)
        return err;
    if (r->known_only && r->run.session != NULL) {
        refuse_unknown(r);
        return EVN_OK;
    }
    return evn_import_put(&r->run, &r->missing, put);
}

static void show_breaks(const struct reporting *r)
{
    struct evn_table table;
    evn_cli_table(r->run.cli, &table, break_columns,
                  sizeof break_columns / sizeof break_columns[0]);
    for (size_t i = 0; i < r->report.n; i++) {
        const struct evn_report_row *row = &r->report.row[i];
        char name[EVN_REPORT_REFERENCE_MAX], code[EVN_REPORT_CODE_MAX], month[8];
        if (!r->post.plan[i].is_break || row->refused)
            continue;
        evn_report_reference(row, EVN_REPORT_BREAK, name);
        evn_table_text(&table, name);
        evn_report_code(row->facility, code);
        evn_table_text(&table, code);
        evn_report_code(row->item, code);
        evn_table_text(&table, code);
        evn_report_month_text(row->month, month);
        evn_table_text(&table, month);
        evn_table_number(&table, row->opening - r->post.plan[i].change);
        evn_table_number(&table, row->opening);
        evn_table_number(&table, r->post.plan[i].change);
        evn_table_flag(&table, row->gap);
        evn_table_number(&table, row->line);
    }
    evn_table_close(&table);
}

static void show_parts(const struct reporting *r, const struct evn_put_counts *put)
{
    struct evn_table table;
    evn_cli_table(r->run.cli, &table, part_columns, sizeof part_columns / sizeof part_columns[0]);
    evn_table_text(&table, "registry");
    evn_table_number(&table, put->added);
    evn_table_number(&table, put->unchanged);
    evn_table_text(&table, "reports");
    evn_table_number(&table, r->post.n_new);
    evn_table_number(&table, r->post.n_known);
    evn_table_close(&table);
}

/* The totals; as JSON in the fixed form that programs read. */
static void show_totals(const struct reporting *r)
{
    struct evn_table table;
    const int64_t figure[] = {r->report.n_rows, r->balanced, r->post.n_breaks, r->report.n_refused};
    if (r->run.cli->json) {
        printf("{\"rows\":%" PRId64 ",\"balanced\":%" PRId64 ",\"carry_breaks\":%" PRId64
               ",\"refused\":%" PRId64 "}\n",
               figure[0], figure[1], figure[2], figure[3]);
        return;
    }
    evn_cli_table(r->run.cli, &table, total_columns,
                  sizeof total_columns / sizeof total_columns[0]);
    for (size_t i = 0; i < sizeof figure / sizeof figure[0]; i++)
        evn_table_number(&table, figure[i]);
    evn_table_close(&table);
}

static evn_err bring_in(struct reporting *r)
{
    struct evn_put_counts put = {0};
    struct evn_refusal *why = &r->run.cli->why;
    r->balanced = r->report.n_rows - r->report.n_refused;
    evn_err err = evn_import_connect(&r->run);
    if (err == EVN_OK)
        err = make_known(r, &put);
    if (err == EVN_OK)
        err = evn_report_post_plan(&r->post, r->run.session, why);
    r->run.total = r->report.n;
    if (err == EVN_OK && !r->run.dry_run)
        err = evn_report_post_send(&r->post, r->run.session, why);
    if (err != EVN_OK)
        return err;
    show_parts(r, &put);
    show_breaks(r);
    show_totals(r);
    return EVN_OK;
}

static evn_err read_map(struct evn_cli *cli, const char *text, struct evn_report_map *map)
{
    if (evn_report_map_read(evn_bytes_text(text != NULL ? text : ""), map))
        return EVN_OK;
    return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = text, .b = "map"});
}

/* By its head, whatever the file is called: tabs, and no comma. */
static bool is_tsv(const struct evn_source *source)
{
    const uint8_t *at = source->text.at, *end = memchr(at, '\n', source->text.len);
    size_t len = end != NULL ? (size_t)(end - at) : source->text.len;
    return source->tabs || (memchr(at, '\t', len) != NULL && memchr(at, ',', len) == NULL);
}

evn_err evn_import_report(struct evn_cli *cli, const struct evn_input *input)
{
    struct reporting r = {.known_only = input->option[KNOWN] != NULL};
    struct evn_source source;
    struct evn_report_map map;
    r.run = (struct evn_import_run){.cli = cli, .dry_run = input->option[DRY_RUN] != NULL};
    evn_err err = read_map(cli, input->option[MAP], &map);
    if (err == EVN_OK)
        err = evn_import_open(&r.run, &source, input->argument[0]);
    if (err != EVN_OK)
        return err;
    struct evn_csv rows = evn_csv_of(source.text.at, source.text.len, is_tsv(&source));
    evn_batch_init(&r.missing);
    evn_report_post_init(&r.post, &r.report);
    r.post.self = &r.run;
    r.post.flaw = row_flaw;
    r.post.refused = row_refused;
    r.post.progress = evn_import_progress;
    err = evn_report_read(&r.report, rows, &map, evn_import_flaw, &r.run);
    if (err == EVN_OK) {
        evn_say(cli, EVN_T_IMPORT_READ,
                (struct evn_fill){.a = source.name,
                                  .b = evn_charset_name(source.charset),
                                  .n = r.report.n_rows,
                                  .m = r.report.n_refused});
        err = bring_in(&r);
    } else if (err != EVN_E_BAD_FILE) {
        evn_cli_fail(cli, err, source.name);
    }
    evn_report_post_fini(&r.post);
    evn_batch_fini(&r.missing);
    evn_report_free(&r.report);
    evn_source_close(&source);
    return evn_import_end(&r.run, err);
}

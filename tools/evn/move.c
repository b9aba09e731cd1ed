#include "tools/evn/move.h"

#include "tools/evn/cmd_import.h"
#include "tools/evn/packs_then.h"
#include "tools/evn/stock.h"
#include "tools/import/sheet.h"

#include <stdlib.h>

enum { COUNT_CORRECTION = 24, ACCEPTED = 61 }; /* record kinds of proto/spec/4-ledger.md */

static const struct evn_column columns[] = {
    {"seq", EVN_T_COL_EVENT, EVN_CELL_NUMBER},
    {"line", EVN_T_COL_LINE, EVN_CELL_NUMBER},
    {"kind", EVN_T_COL_KIND, EVN_CELL_TEXT},
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
    {"lot", EVN_T_COL_LOT, EVN_CELL_TEXT},
    {"from", EVN_T_COL_FROM, EVN_CELL_TEXT},
    {"to", EVN_T_COL_TO, EVN_CELL_TEXT},
    {"quantity", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER},
    {"inPacks", EVN_T_COL_IN_PACKS, EVN_CELL_TEXT},
    {"at", EVN_T_COL_TIME, EVN_CELL_TEXT},
    {"document", EVN_T_COL_DOCUMENT, EVN_CELL_NUMBER},
    {"command", EVN_T_COL_COMMAND, EVN_CELL_TEXT},
    {"packVersion", EVN_T_COL_PACK_VERSION, EVN_CELL_NUMBER}};
enum { FOR_PROGRAMS = 3 }; /* of them: people read document and id once, below the table */

static evn_err add_line(struct evn_move *move, struct evn_move_line **out)
{
    if (move->n_lines == EVN_MOVE_LINES_MAX) {
        (void)evn_cli_fail(move->cli, EVN_E_TOO_MANY_LINES, NULL);
        move->cli->why.have = (int64_t)move->n_lines + 1;
        move->cli->why.want = EVN_MOVE_LINES_MAX;
        return EVN_E_TOO_MANY_LINES;
    }
    *out = &move->line[move->n_lines++];
    **out = (struct evn_move_line){.item = ""};
    return EVN_OK;
}

static evn_err read_words(struct evn_move *move, const struct evn_input *input)
{
    struct evn_move_line *line;
    for (size_t i = 0; i < input->n_arguments; i++) {
        evn_err err = add_line(move, &line);
        if (err == EVN_OK && evn_move_line_parse(input->argument[i], line) != EVN_OK)
            err = evn_cli_usage(move->cli, EVN_T_BAD_MOVE_LINE,
                                (struct evn_fill){.a = input->argument[i]});
        if (err != EVN_OK)
            return err;
    }
    return EVN_OK;
}

static evn_err read_row(struct evn_move *move, const struct evn_sheet *sheet, struct evn_flaw *flaw)
{
    struct evn_move_line *line;
    evn_err err = add_line(move, &line);
    if (err != EVN_OK)
        return err;
    const struct {
        char *to;
        size_t cap;
    } cell[] = {{line->item, sizeof line->item}, {line->quantity, sizeof line->quantity},
                {line->lot, sizeof line->lot},   {line->expiry, sizeof line->expiry},
                {line->made, sizeof line->made}, {line->owner, sizeof line->owner},
                {line->from, sizeof line->from}, {line->to, sizeof line->to},
                {line->stop, sizeof line->stop}, {line->claim, sizeof line->claim},
                {line->at, sizeof line->at}};
    for (size_t i = 0; i < sizeof cell / sizeof cell[0]; i++)
        if (evn_move_text(cell[i].to, cell[i].cap, evn_sheet_cell(sheet, i)) != EVN_OK) {
            *flaw = evn_sheet_flaw(sheet, i, EVN_FLAW_TEXT);
            return EVN_E_BAD_FILE;
        }
    return EVN_OK;
}

/* All rows, or none: the first flaw refuses the file, for a document happens as a whole. */
static evn_err read_sheet(struct evn_move *move, struct evn_csv rows, struct evn_flaw *flaw)
{
    static const struct evn_sheet_column known[] = {
        {"item", true},  {"quantity", true}, {"lot", false},  {"expiry", false},
        {"made", false}, {"owner", false},   {"from", false}, {"to", false},
        {"stop", false}, {"claim", false},   {"at", false}};
    struct evn_sheet sheet;
    evn_err err = evn_sheet_open(&sheet, rows, known, sizeof known / sizeof known[0], flaw);
    while (err == EVN_OK && (err = evn_sheet_next(&sheet, flaw)) == EVN_OK)
        err = read_row(move, &sheet, flaw);
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

static evn_err read_file(struct evn_move *move, const char *path)
{
    struct evn_source source;
    struct evn_flaw flaw = {0};
    struct evn_import_run run = {.cli = move->cli};
    evn_err err = evn_import_open(&run, &source, path);
    if (err != EVN_OK)
        return err;
    err = read_sheet(move, evn_csv_of(source.text.at, source.text.len, source.tabs), &flaw);
    evn_source_close(&source);
    if (err != EVN_E_BAD_FILE)
        return err;
    (void)evn_cli_fail(move->cli, EVN_E_BAD_FILE, path);
    move->cli->why.line = flaw.line;
    evn_refusal_text(move->cli->why.field, sizeof move->cli->why.field, flaw.name);
    evn_import_flaw(&run, &flaw);
    return err;
}

evn_err evn_move_begin(struct evn_move *move, struct evn_cli *cli, const struct evn_input *input,
                       const char *file, const char *at, const char *id)
{
    struct evn_session *session;
    *move = (struct evn_move){.cli = cli};
    evn_items_init(&move->items, cli);
    move->line = calloc(EVN_MOVE_LINES_MAX, sizeof *move->line);
    if (move->line == NULL)
        return evn_cli_fail(cli, EVN_E_NO_MEMORY, NULL);
    if ((file != NULL) == (input->n_arguments > 0))
        return evn_cli_usage(cli, file != NULL ? EVN_T_MOVE_NO_LINES : EVN_T_MOVE_NEEDS_LINES,
                             (struct evn_fill){0});
    if (id != NULL && evn_id_parse(id, &move->id) != EVN_OK)
        return evn_cli_fail(cli, EVN_E_BAD_ID, id);
    evn_err err = evn_stock_time(cli, at, "at", &move->at_us);
    if (err == EVN_OK)
        err = file != NULL ? read_file(move, file) : read_words(move, input);
    if (err == EVN_OK && move->n_lines == 0)
        err = evn_cli_usage(cli, EVN_T_MOVE_NEEDS_LINES, (struct evn_fill){0});
    if (err == EVN_OK)
        err = evn_cli_session(cli, &session);
    if (err == EVN_OK && id == NULL)
        move->id = evn_session_new_id(session);
    return err;
}

evn_err evn_move_begin_bare(struct evn_move *move, struct evn_cli *cli, const char *id)
{
    struct evn_session *session;
    *move = (struct evn_move){.cli = cli};
    evn_items_init(&move->items, cli);
    if (id != NULL && evn_id_parse(id, &move->id) != EVN_OK)
        return evn_cli_fail(cli, EVN_E_BAD_ID, id);
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK && id == NULL)
        move->id = evn_session_new_id(session);
    return err;
}

void evn_move_end(struct evn_move *move)
{
    evn_items_fini(&move->items);
    free(move->line);
}

evn_err evn_move_run(struct evn_cli *cli, const struct evn_input *input, size_t at, size_t id,
                     evn_err (*send)(struct evn_move *move, const struct evn_input *input))
{
    struct evn_move move;
    evn_err err = evn_move_begin(&move, cli, input, NULL, input->option[at], input->option[id]);
    if (err == EVN_OK)
        err = send(&move, input);
    evn_move_end(&move);
    return err;
}

evn_err evn_move_units(struct evn_move *move, size_t i, const char *text, int64_t *out)
{
    struct evn_levels levels;
    struct evn_cli *cli = move->cli;
    Evernormal__Ledger__V1__Result *then = NULL;
    const char *own = move->line[i].at;
    int64_t at_us = move->at_us;
    evn_err err = own[0] != '\0' ? evn_stock_time(cli, own, "at", &at_us) : EVN_OK;
    if (err == EVN_OK)
        err = evn_packs_then_at(&move->items, move->line[i].item, at_us, &levels, &then);
    if (err == EVN_OK)
        err = evn_quantity_parse(&levels, text, out, &cli->why);
    if (err == EVN_E_BAD_UNIT) {
        char names[300];
        evn_quantity_names(&levels, cli->lang, names, sizeof names);
        evn_say(cli, EVN_T_MOVE_UNITS, (struct evn_fill){.a = move->line[i].item, .b = names});
    }
    if (then != NULL)
        evernormal__ledger__v1__result__free_unpacked(then, NULL);
    cli->why.line = err != EVN_OK ? (uint32_t)i + 1 : 0;
    return err;
}

char *evn_move_or(const char *own, const char *option)
{
    return (char *)(uintptr_t)(own[0] != '\0' ? own : option != NULL ? option : "");
}

static evn_err show_record(struct evn_move *move, struct evn_table *table, const char *id,
                           const Evernormal__Ledger__V1__DocumentResult *document,
                           const Evernormal__Ledger__V1__DocumentRecord *r)
{
    const struct evn_packs_then then = EVN_PACKS_THEN(document);
    char kind[40], at[28], packs[EVN_QUANTITY_TEXT];
    const struct evn_item_facts *item;
    evn_err err = evn_items_see(&move->items, r->item, &item);
    if (err != EVN_OK)
        return err;
    evn_time_format(r->occurred_at_us, at);
    evn_table_number(table, (int64_t)r->seq);
    evn_table_number(table, r->line);
    evn_table_text(table, evn_stock_kind(move->cli, r->kind, kind, sizeof kind));
    evn_table_text(table, r->item);
    evn_table_text(table, r->lot);
    evn_table_text(table, r->from);
    evn_table_text(table, r->to);
    evn_table_number(table, r->quantity);
    evn_table_text(table, evn_packs_then_format(move->cli, item, r->item, &then, r->pack_version,
                                                r->quantity, packs));
    evn_table_text(table, at);
    if (!move->cli->json)
        return EVN_OK;
    evn_table_number(table, (int64_t)document->document);
    evn_table_text(table, id);
    evn_packs_then_version(move->cli, table, r->pack_version);
    return EVN_OK;
}

/* People read document and id once, below the table. */
static evn_err show_document(struct evn_move *move, const char *id,
                             const Evernormal__Ledger__V1__DocumentResult *document)
{
    struct evn_table table;
    size_t n_columns = sizeof columns / sizeof columns[0];
    evn_err err = EVN_OK;
    evn_cli_table(move->cli, &table, columns, n_columns - (move->cli->json ? 0 : FOR_PROGRAMS));
    bool counted = false;
    for (size_t i = 0; err == EVN_OK && i < document->n_records; i++) {
        if (document->records[i]->kind == ACCEPTED) /* it moved nothing */
            continue;
        err = show_record(move, &table, id, document, document->records[i]);
        counted |= document->records[i]->kind == COUNT_CORRECTION;
    }
    err = evn_table_end(&table, err);
    if (counted)
        evn_say(move->cli, EVN_T_MOVE_COUNTED, (struct evn_fill){0});
    return err;
}

/* What the command did, as the log has it. That it was accepted stays true when this fails. */
static evn_err show(struct evn_move *move, const char *id, uint64_t seq)
{
    Evernormal__Ledger__V1__DocumentQuery ask = EVERNORMAL__LEDGER__V1__DOCUMENT_QUERY__INIT;
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    Evernormal__Ledger__V1__Result *result;
    struct evn_cli *cli = move->cli;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_DOCUMENT;
    query.document = &ask;
    ask.seq = seq;
    evn_err err = evn_ledger_ask(cli->session, &query, &result, &cli->why);
    if (err == EVN_OK && result->kind_case == EVERNORMAL__LEDGER__V1__RESULT__KIND_DOCUMENT)
        err = show_document(move, id, result->document);
    else if (err != EVN_OK)
        evn_cli_tell(cli, &cli->why);
    if (result != NULL)
        evernormal__ledger__v1__result__free_unpacked(result, NULL);
    cli->why = evn_refusal_of(EVN_OK);
    evn_say(cli, EVN_T_MOVE_DONE, (struct evn_fill){.a = id, .n = (int64_t)seq});
    return err == EVN_E_NO_MEMORY ? evn_cli_fail(cli, err, NULL) : EVN_OK;
}

evn_err evn_move_send(struct evn_move *move, Evernormal__Ledger__V1__Command *command)
{
    char id[EVN_ID_TEXT_LEN + 1];
    uint64_t seq;
    evn_id_format(&move->id, id);
    evn_err err = evn_ledger_post(move->cli->session, command, move->id, &seq, &move->cli->why);
    if (err == EVN_OK)
        return show(move, id, seq);
    if (evn_err_class_of(err) == EVN_CLASS_BUSY)
        evn_say(move->cli, EVN_T_MOVE_OPEN, (struct evn_fill){.a = id});
    return err;
}

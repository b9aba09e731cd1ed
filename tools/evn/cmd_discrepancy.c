#include "tools/evn/rows.h"
#include "tools/evn/send.h"

#include <stdlib.h>

enum { PAGE_ROWS = 500 };
enum { PLACE, ITEM, LOT, QUANTITY, REASON, OWNER, NOTE, DOCUMENT, LINE, ID };

static const struct evn_option open_options[] = {{"place", "CODE", EVN_T_OPT_DIFFERS_AT},
                                                 {"item", "CODE", EVN_T_OPT_DIFFERS_OF},
                                                 {"lot", "CODE", EVN_T_OPT_LOT},
                                                 {"quantity", "N", EVN_T_OPT_DIFFERENCE},
                                                 {"reason", "CODE", EVN_T_OPT_REASON},
                                                 {"owner", "NAME", EVN_T_OPT_CLEARS_UP},
                                                 {"note", "TEXT", EVN_T_OPT_NOTE},
                                                 {"document", "N", EVN_T_OPT_OF_DOCUMENT},
                                                 {"line", "N", EVN_T_OPT_OF_LINE},
                                                 {"id", "UUID", EVN_T_OPT_ID},
                                                 {0}};

enum { STEP_REASON, STEP_OWNER, STEP_NOTE, STEP_ID };
static const struct evn_option step_options[] = {{"reason", "CODE", EVN_T_OPT_REASON},
                                                 {"owner", "NAME", EVN_T_OPT_CLEARS_UP},
                                                 {"note", "TEXT", EVN_T_OPT_NOTE},
                                                 {"id", "UUID", EVN_T_OPT_ID},
                                                 {0}};

enum { LIST_PLACE, LIST_ITEM, LIST_OWNER, LIST_CLOSED };
static const struct evn_option list_options[] = {{"place", "CODE", EVN_T_OPT_PLACE},
                                                 {"item", "CODE", EVN_T_OPT_ITEM},
                                                 {"owner", "NAME", EVN_T_OPT_CLEARS_UP},
                                                 {"closed", NULL, EVN_T_OPT_ENDED},
                                                 {0}};

static const struct evn_column columns[] = {
    {"name", EVN_T_COL_NAME, EVN_CELL_TEXT},           {"place", EVN_T_COL_PLACE, EVN_CELL_TEXT},
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},           {"lot", EVN_T_COL_LOT, EVN_CELL_TEXT},
    {"quantity", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER}, {"state", EVN_T_COL_STATE, EVN_CELL_TEXT},
    {"reason", EVN_T_COL_REASON, EVN_CELL_TEXT},       {"owner", EVN_T_COL_OWNER, EVN_CELL_TEXT},
    {"document", EVN_T_COL_DOCUMENT, EVN_CELL_NUMBER}, {"event", EVN_T_COL_EVENT, EVN_CELL_NUMBER}};

static evn_err send(struct evn_cli *cli, const struct evn_input *input, const char *id, int step,
                    Evernormal__Ledger__V1__DiscrepancyCommand *in)
{
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    in->step = (Evernormal__Ledger__V1__DiscrepancyStep)step;
    in->name = (char *)(uintptr_t)input->argument[0];
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_DISCREPANCY;
    command.discrepancy = in;
    return evn_send(cli, id, &command);
}

static evn_err open_new(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Ledger__V1__DiscrepancyCommand in =
        EVERNORMAL__LEDGER__V1__DISCREPANCY_COMMAND__INIT;
    int64_t document = 0, line = 0;
    evn_err err = EVN_OK;
    if (input->option[QUANTITY] != NULL)
        err = evn_command_number(cli, input->option[QUANTITY], "quantity", INT64_MIN, &in.quantity);
    if (err == EVN_OK && input->option[DOCUMENT] != NULL)
        err = evn_command_number(cli, input->option[DOCUMENT], "document", 1, &document);
    if (err == EVN_OK && input->option[LINE] != NULL)
        err = evn_command_number(cli, input->option[LINE], "line", 1, &line);
    if (err != EVN_OK)
        return err;
    in.place = evn_rows_text(input, PLACE);
    in.item = evn_rows_text(input, ITEM);
    in.lot = evn_rows_text(input, LOT);
    in.reason = evn_rows_text(input, REASON);
    in.owner = evn_rows_text(input, OWNER);
    in.note = evn_rows_text(input, NOTE);
    in.document = (uint64_t)document;
    in.line = (uint32_t)line;
    return send(cli, input, input->option[ID],
                EVERNORMAL__LEDGER__V1__DISCREPANCY_STEP__DISCREPANCY_STEP_OPEN, &in);
}

static evn_err next_step(struct evn_cli *cli, const struct evn_input *input, int step)
{
    Evernormal__Ledger__V1__DiscrepancyCommand in =
        EVERNORMAL__LEDGER__V1__DISCREPANCY_COMMAND__INIT;
    in.reason = evn_rows_text(input, STEP_REASON);
    in.owner = evn_rows_text(input, STEP_OWNER);
    in.note = evn_rows_text(input, STEP_NOTE);
    return send(cli, input, input->option[STEP_ID], step, &in);
}

static evn_err explain(struct evn_cli *cli, const struct evn_input *input)
{
    return next_step(cli, input,
                     EVERNORMAL__LEDGER__V1__DISCREPANCY_STEP__DISCREPANCY_STEP_EXPLAIN);
}

static evn_err close_one(struct evn_cli *cli, const struct evn_input *input)
{
    return next_step(cli, input, EVERNORMAL__LEDGER__V1__DISCREPANCY_STEP__DISCREPANCY_STEP_CLOSE);
}

struct showing {
    struct evn_cli *cli;
    struct evn_table table;
};

static evn_err show_page(void *self, const Evernormal__Ledger__V1__Result *result, uint64_t *cursor)
{
    static const char *const names[] = {"open", "explained", "closed"};
    static const enum evn_text texts[] = {EVN_T_DIFFERENCE_OPEN, EVN_T_DIFFERENCE_EXPLAINED,
                                          EVN_T_DIFFERENCE_CLOSED};
    struct showing *s = self;
    for (size_t i = 0; i < result->discrepancies->n_rows; i++) {
        const Evernormal__Ledger__V1__DiscrepancyRow *r = result->discrepancies->rows[i];
        unsigned state = (unsigned)r->state < 3 ? (unsigned)r->state : 0;
        evn_table_text(&s->table, r->name);
        evn_table_text(&s->table, r->place);
        evn_table_text(&s->table, r->item);
        evn_table_text(&s->table, r->lot);
        evn_table_number(&s->table, r->quantity);
        evn_table_text(&s->table,
                       s->cli->json ? names[state] : evn_text(texts[state], s->cli->lang));
        evn_table_text(&s->table, r->reason);
        evn_table_text(&s->table, r->owner);
        evn_table_number(&s->table, (int64_t)r->document);
        evn_table_number(&s->table, (int64_t)r->seq);
    }
    *cursor = result->discrepancies->next_cursor;
    return EVN_OK;
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    struct showing s = {.cli = cli};
    struct evn_session *session;
    Evernormal__Ledger__V1__DiscrepanciesQuery ask =
        EVERNORMAL__LEDGER__V1__DISCREPANCIES_QUERY__INIT;
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    ask.place = evn_rows_text(input, LIST_PLACE);
    ask.item = evn_rows_text(input, LIST_ITEM);
    ask.owner = evn_rows_text(input, LIST_OWNER);
    ask.closed = input->option[LIST_CLOSED] != NULL;
    ask.rows_max = PAGE_ROWS;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_DISCREPANCIES;
    query.discrepancies = &ask;
    evn_cli_table(cli, &s.table, columns, sizeof columns / sizeof *columns);
    err = evn_send_pages(cli, &query, &ask.cursor,
                         EVERNORMAL__LEDGER__V1__RESULT__KIND_DISCREPANCIES, show_page, &s);
    return evn_table_end(&s.table, err);
}

static const struct evn_command verbs[] = {
    {.name = "open",
     .about = EVN_T_DISCREPANCY_OPEN,
     .arguments = "NAME",
     .n_min = 1,
     .n_max = 1,
     .options = open_options,
     .run = open_new},
    {.name = "explain",
     .about = EVN_T_DISCREPANCY_EXPLAIN,
     .arguments = "NAME",
     .n_min = 1,
     .n_max = 1,
     .options = step_options,
     .run = explain},
    {.name = "close",
     .about = EVN_T_DISCREPANCY_CLOSE,
     .arguments = "NAME",
     .n_min = 1,
     .n_max = 1,
     .options = step_options,
     .run = close_one},
    {.name = "list", .about = EVN_T_DISCREPANCY_LIST, .options = list_options, .run = list},
    {0}};

const struct evn_command evn_command_discrepancy = {
    .name = "discrepancy", .about = EVN_T_DISCREPANCY, .verb = verbs};

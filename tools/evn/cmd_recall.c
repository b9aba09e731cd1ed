#include "common/base/day.h"
#include "tools/evn/lots.h"
#include "tools/evn/rows.h"
#include "tools/evn/stock.h"

#include <stdio.h>

enum { AUTHORITY, LEVEL, REASON, NOTE, ID };

static const struct evn_option open_options[] = {{"authority", "NAME", EVN_T_OPT_AUTHORITY},
                                                 {"level", "TEXT", EVN_T_OPT_LEVEL},
                                                 {"reason", "CODE", EVN_T_OPT_RECALL_REASON},
                                                 {"note", "TEXT", EVN_T_OPT_NOTE},
                                                 {"id", "UUID", EVN_T_OPT_ID},
                                                 {0}};

static const struct evn_option close_options[] = {
    {"note", "TEXT", EVN_T_OPT_WHY_OVER}, {"id", "UUID", EVN_T_OPT_ID}, {0}};

static const struct evn_option list_options[] = {{"all", NULL, EVN_T_OPT_CLOSED_TOO}, {0}};

static evn_err open_it(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_lots lots;
    static char nowhere[] = "";
    Evernormal__Ledger__V1__RecallOpen body = EVERNORMAL__LEDGER__V1__RECALL_OPEN__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    evn_err err = evn_lots_read(cli, input, nowhere, &lots);
    if (err != EVN_OK)
        return err;
    body.n_lines = lots.n;
    body.lines = lots.list;
    body.authority = evn_rows_text(input, AUTHORITY);
    body.level = evn_rows_text(input, LEVEL);
    body.reason = evn_rows_text(input, REASON);
    body.note = evn_rows_text(input, NOTE);
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_RECALL_OPEN;
    command.recall_open = &body;
    return evn_lots_send(cli, &command, input->option[ID]);
}

static evn_err close_it(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Ledger__V1__RecallClose body = EVERNORMAL__LEDGER__V1__RECALL_CLOSE__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    body.reason = (char *)(uintptr_t)input->argument[0];
    body.note = evn_rows_text(input, 0);
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_RECALL_CLOSE;
    command.recall_close = &body;
    return evn_lots_send(cli, &command, input->option[1]);
}

static const struct evn_column list_columns[] = {
    {"reason", EVN_T_COL_REASON, EVN_CELL_TEXT}, {"authority", EVN_T_COL_AUTHORITY, EVN_CELL_TEXT},
    {"level", EVN_T_COL_LEVEL, EVN_CELL_TEXT},   {"open", EVN_T_COL_OPEN_NOW, EVN_CELL_FLAG},
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},     {"lot", EVN_T_COL_LOT, EVN_CELL_TEXT}};

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    Evernormal__Ledger__V1__RecallsQuery ask = EVERNORMAL__LEDGER__V1__RECALLS_QUERY__INIT;
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    Evernormal__Ledger__V1__Result *result;
    ask.closed = input->option[0] != NULL;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_RECALLS;
    query.recalls = &ask;
    evn_err err = evn_lots_ask(cli, &query, EVERNORMAL__LEDGER__V1__RESULT__KIND_RECALLS, &result);
    if (err != EVN_OK)
        return err;
    evn_cli_table(cli, &table, list_columns, sizeof list_columns / sizeof list_columns[0]);
    for (size_t i = 0; i < result->recalls->n_rows; i++) {
        const Evernormal__Ledger__V1__RecallRow *row = result->recalls->rows[i];
        for (size_t k = 0; k < row->n_lines; k++) {
            evn_table_text(&table, row->reason);
            evn_table_text(&table, row->authority);
            evn_table_text(&table, row->level);
            evn_table_flag(&table, row->open);
            evn_table_text(&table, row->lines[k]->item);
            evn_table_text(&table, row->lines[k]->lot);
        }
    }
    evernormal__ledger__v1__result__free_unpacked(result, NULL);
    return evn_table_end(&table, EVN_OK);
}

static const struct evn_column place_columns[] = {{"place", EVN_T_COL_PLACE, EVN_CELL_TEXT},
                                                  {"onHand", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER},
                                                  {"came", EVN_T_COL_CAME, EVN_CELL_NUMBER},
                                                  {"went", EVN_T_COL_WENT, EVN_CELL_NUMBER}};

static const struct evn_column row_columns[] = {{"seq", EVN_T_COL_SEQ, EVN_CELL_NUMBER},
                                                {"time", EVN_T_COL_TIME, EVN_CELL_TEXT},
                                                {"kind", EVN_T_COL_KIND, EVN_CELL_TEXT},
                                                {"from", EVN_T_COL_FROM, EVN_CELL_TEXT},
                                                {"to", EVN_T_COL_TO, EVN_CELL_TEXT},
                                                {"quantity", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER},
                                                {"shipment", EVN_T_COL_SHIPMENT, EVN_CELL_TEXT},
                                                {"recipient", EVN_T_COL_RECIPIENT, EVN_CELL_TEXT},
                                                {"signedBy", EVN_T_COL_SIGNED, EVN_CELL_TEXT}};

static const struct evn_column sum_columns[] = {{"received", EVN_T_COL_TAKEN_IN, EVN_CELL_NUMBER},
                                                {"found", EVN_T_COL_FOUND, EVN_CELL_NUMBER},
                                                {"onHand", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER},
                                                {"aboard", EVN_T_COL_ABOARD, EVN_CELL_NUMBER},
                                                {"consumed", EVN_T_COL_CONSUMED, EVN_CELL_NUMBER},
                                                {"destroyed", EVN_T_COL_DESTROYED, EVN_CELL_NUMBER},
                                                {"lost", EVN_T_COL_LOST, EVN_CELL_NUMBER},
                                                {"returned", EVN_T_COL_RETURNED, EVN_CELL_NUMBER},
                                                {"addsUp", EVN_T_COL_ADDS_UP, EVN_CELL_FLAG},
                                                {"expiry", EVN_T_COL_EXPIRY, EVN_CELL_TEXT},
                                                {"made", EVN_T_COL_MADE, EVN_CELL_TEXT},
                                                {"owner", EVN_T_COL_LOT_OWNER, EVN_CELL_TEXT},
                                                {"vvmStage", EVN_T_COL_VVM, EVN_CELL_NUMBER}};

static void show_sums(struct evn_cli *cli, const Evernormal__Ledger__V1__Trace *t)
{
    struct evn_table table;
    const int64_t sums[] = {t->received, t->found,     t->on_hand, t->aboard,
                            t->consumed, t->destroyed, t->lost,    t->returned};
    evn_cli_table(cli, &table, sum_columns, sizeof sum_columns / sizeof sum_columns[0]);
    for (size_t i = 0; i < sizeof sums / sizeof sums[0]; i++)
        evn_table_number(&table, sums[i]);
    evn_table_flag(&table, t->adds_up);
    evn_table_text(&table, t->expiry);
    evn_table_text(&table, t->made);
    evn_table_text(&table, t->owner);
    if (t->vvm_stage != 0)
        evn_table_number(&table, t->vvm_stage);
    else
        evn_table_none(&table);
    evn_table_close(&table);
}

static void show_places(struct evn_cli *cli, const Evernormal__Ledger__V1__Trace *t)
{
    struct evn_table table;
    evn_cli_table(cli, &table, place_columns, sizeof place_columns / sizeof place_columns[0]);
    for (size_t i = 0; i < t->n_places; i++) {
        evn_table_text(&table, t->places[i]->place);
        evn_table_number(&table, t->places[i]->on_hand);
        evn_table_number(&table, t->places[i]->came);
        evn_table_number(&table, t->places[i]->went);
    }
    evn_table_close(&table);
}

static void show_row(struct evn_cli *cli, struct evn_table *table,
                     const Evernormal__Ledger__V1__TraceRow *row)
{
    char kind[40], at[28];
    evn_time_format(row->occurred_at_us, at);
    evn_table_number(table, (int64_t)row->seq);
    evn_table_text(table, at);
    evn_table_text(table, evn_stock_kind(cli, row->kind, kind, sizeof kind));
    evn_table_text(table, row->from);
    evn_table_text(table, row->to);
    evn_table_number(table, row->quantity);
    evn_table_text(table, row->shipment);
    evn_table_text(table, row->recipient);
    evn_table_text(table, row->signed_by);
}

/* Sums and places are on every page: shown once, before the movements. */
static evn_err trace(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    Evernormal__Ledger__V1__TraceQuery ask = EVERNORMAL__LEDGER__V1__TRACE_QUERY__INIT;
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    Evernormal__Ledger__V1__Result *result;
    evn_err err;
    ask.item = (char *)(uintptr_t)input->argument[0];
    ask.lot = (char *)(uintptr_t)input->argument[1];
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_TRACE;
    query.trace = &ask;
    do {
        err = evn_lots_ask(cli, &query, EVERNORMAL__LEDGER__V1__RESULT__KIND_TRACE, &result);
        if (err != EVN_OK)
            return err;
        if (ask.before_seq == 0) {
            show_sums(cli, result->trace);
            show_places(cli, result->trace);
        }
        evn_cli_table(cli, &table, row_columns, sizeof row_columns / sizeof row_columns[0]);
        for (size_t i = 0; i < result->trace->n_rows; i++)
            show_row(cli, &table, result->trace->rows[i]);
        evn_table_close(&table);
        ask.before_seq = result->trace->next_before_seq;
        evernormal__ledger__v1__result__free_unpacked(result, NULL);
    } while (ask.before_seq != 0);
    return EVN_OK;
}

static const struct evn_command verbs[] = {
    {.name = "open",
     .about = EVN_T_RECALL_OPEN,
     .arguments = "ITEM,LOT...",
     .n_min = 1,
     .n_max = EVN_ARGUMENTS_MAX - 1,
     .options = open_options,
     .run = open_it},
    {.name = "close",
     .about = EVN_T_RECALL_CLOSE,
     .arguments = "REASON",
     .n_min = 1,
     .n_max = 1,
     .options = close_options,
     .run = close_it},
    {.name = "list", .about = EVN_T_RECALL_LIST, .options = list_options, .run = list},
    {.name = "trace",
     .about = EVN_T_RECALL_TRACE,
     .arguments = "ITEM LOT",
     .n_min = 2,
     .n_max = 2,
     .run = trace},
    {0}};

const struct evn_command evn_command_recall = {
    .name = "recall", .about = EVN_T_RECALL, .verb = verbs};

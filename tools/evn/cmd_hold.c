#include "tools/evn/lots.h"
#include "tools/evn/rows.h"

enum { PLACE, REASON, NOTE, ID, ITEM = NOTE, LOT };

static const struct evn_option put_options[] = {{"place", "CODE", EVN_T_OPT_HOLD_PLACE},
                                                {"reason", "CODE", EVN_T_OPT_HOLD_REASON},
                                                {"note", "TEXT", EVN_T_OPT_NOTE},
                                                {"id", "UUID", EVN_T_OPT_ID},
                                                {0}};

static const struct evn_option list_options[] = {{"place", "CODE", EVN_T_OPT_PLACE},
                                                 {"reason", "CODE", EVN_T_OPT_HOLD_REASON},
                                                 {"item", "CODE", EVN_T_OPT_ITEM},
                                                 {"lot", "CODE", EVN_T_OPT_LOT},
                                                 {0}};

static const struct evn_column columns[] = {{"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
                                            {"lot", EVN_T_COL_LOT, EVN_CELL_TEXT},
                                            {"place", EVN_T_COL_PLACE, EVN_CELL_TEXT},
                                            {"reason", EVN_T_COL_REASON, EVN_CELL_TEXT},
                                            {"cause", EVN_T_COL_CAUSE, EVN_CELL_TEXT}};

static evn_err put(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_lots lots;
    Evernormal__Ledger__V1__HoldPut body = EVERNORMAL__LEDGER__V1__HOLD_PUT__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    evn_err err = evn_lots_read(cli, input, evn_rows_text(input, PLACE), &lots);
    if (err != EVN_OK)
        return err;
    body.n_lines = lots.n;
    body.lines = lots.list;
    body.reason = evn_rows_text(input, REASON);
    body.note = evn_rows_text(input, NOTE);
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_HOLD_PUT;
    command.hold_put = &body;
    return evn_lots_send(cli, &command, input->option[ID]);
}

static evn_err release(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_lots lots;
    Evernormal__Ledger__V1__HoldRelease body = EVERNORMAL__LEDGER__V1__HOLD_RELEASE__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    evn_err err = evn_lots_read(cli, input, evn_rows_text(input, PLACE), &lots);
    if (err != EVN_OK)
        return err;
    body.n_lines = lots.n;
    body.lines = lots.list;
    body.reason = evn_rows_text(input, REASON);
    body.note = evn_rows_text(input, NOTE);
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_HOLD_RELEASE;
    command.hold_release = &body;
    return evn_lots_send(cli, &command, input->option[ID]);
}

static void show(struct evn_cli *cli, struct evn_table *table,
                 const Evernormal__Ledger__V1__HoldRow *row)
{
    static const enum evn_text causes[] = {EVN_T_CAUSE_HAND, EVN_T_CAUSE_RECALL, EVN_T_CAUSE_COLD};
    static const char *const names[] = {"by-hand", "recall", "cold-chain"};
    size_t cause = (size_t)row->cause < 3 ? (size_t)row->cause : 0;
    evn_table_text(table, row->item);
    evn_table_text(table, row->lot);
    evn_table_text(table, row->place);
    evn_table_text(table, row->reason);
    evn_table_text(table, cli->json ? names[cause] : evn_text(causes[cause], cli->lang));
}

static evn_err show_pages(struct evn_cli *cli, struct evn_table *table,
                          Evernormal__Ledger__V1__HoldsQuery *ask)
{
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    Evernormal__Ledger__V1__Result *result;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_HOLDS;
    query.holds = ask;
    do {
        evn_err err =
            evn_lots_ask(cli, &query, EVERNORMAL__LEDGER__V1__RESULT__KIND_HOLDS, &result);
        if (err != EVN_OK)
            return err;
        for (size_t i = 0; i < result->holds->n_rows; i++)
            show(cli, table, result->holds->rows[i]);
        ask->cursor = result->holds->next_cursor;
        evernormal__ledger__v1__result__free_unpacked(result, NULL);
    } while (ask->cursor != 0);
    return EVN_OK;
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    Evernormal__Ledger__V1__HoldsQuery ask = EVERNORMAL__LEDGER__V1__HOLDS_QUERY__INIT;
    ask.place = evn_rows_text(input, PLACE);
    ask.reason = evn_rows_text(input, REASON);
    ask.item = evn_rows_text(input, ITEM);
    ask.lot = evn_rows_text(input, LOT);
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    return evn_table_end(&table, show_pages(cli, &table, &ask));
}

#define LOTS .arguments = "ITEM,LOT...", .n_min = 1, .n_max = EVN_ARGUMENTS_MAX - 1
static const struct evn_command verbs[] = {
    {.name = "put", .about = EVN_T_HOLD_PUT, LOTS, .options = put_options, .run = put},
    {.name = "release", .about = EVN_T_HOLD_RELEASE, LOTS, .options = put_options, .run = release},
    {.name = "list", .about = EVN_T_HOLD_LIST, .options = list_options, .run = list},
    {0}};

const struct evn_command evn_command_hold = {.name = "hold", .about = EVN_T_HOLD, .verb = verbs};

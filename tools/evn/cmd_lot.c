#include "tools/evn/lots.h"
#include "tools/evn/rows.h"

enum { OWNER, MADE, VVM, ID };

static const struct evn_option set_options[] = {{"owner", "NAME", EVN_T_OPT_OWNER},
                                                {"made", "DATE", EVN_T_OPT_MADE},
                                                {"vvm", "STAGE", EVN_T_OPT_VVM},
                                                {"id", "UUID", EVN_T_OPT_ID},
                                                {0}};

static const struct evn_option show_options[] = {{"owner", "NAME", EVN_T_OPT_LOT_OWNER}, {0}};

static const struct evn_column columns[] = {
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},       {"lot", EVN_T_COL_LOT, EVN_CELL_TEXT},
    {"expiry", EVN_T_COL_EXPIRY, EVN_CELL_TEXT},   {"made", EVN_T_COL_MADE, EVN_CELL_TEXT},
    {"owner", EVN_T_COL_LOT_OWNER, EVN_CELL_TEXT}, {"vvmStage", EVN_T_COL_VVM, EVN_CELL_NUMBER},
    {"bill", EVN_T_COL_BILL, EVN_CELL_NUMBER},     {"onHand", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER}};

static evn_err set(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_lots lots;
    static char nowhere[] = "";
    int64_t stage = 0;
    Evernormal__Ledger__V1__LotFacts body = EVERNORMAL__LEDGER__V1__LOT_FACTS__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    evn_err err = evn_lots_read(cli, input, nowhere, &lots);
    if (err == EVN_OK && input->option[VVM] != NULL)
        err = evn_command_number(cli, input->option[VVM], "vvm", 1, &stage);
    if (err != EVN_OK)
        return err;
    body.item = lots.line[0].item;
    body.lot = lots.line[0].lot;
    body.owner = evn_rows_text(input, OWNER);
    body.made = evn_rows_text(input, MADE);
    body.vvm_stage = stage <= UINT32_MAX ? (uint32_t)stage : UINT32_MAX;
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_LOT_FACTS;
    command.lot_facts = &body;
    return evn_lots_send(cli, &command, input->option[ID]);
}

/* What was not told is left empty. */
static void number_or_none(struct evn_table *table, uint32_t number)
{
    if (number != 0)
        evn_table_number(table, number);
    else
        evn_table_none(table);
}

static void show_row(struct evn_table *table, const Evernormal__Ledger__V1__LotRow *row)
{
    evn_table_text(table, row->item);
    evn_table_text(table, row->lot);
    evn_table_text(table, row->expiry);
    evn_table_text(table, row->made);
    evn_table_text(table, row->owner);
    number_or_none(table, row->vvm_stage);
    number_or_none(table, row->bill);
    evn_table_number(table, row->on_hand);
}

static evn_err show_pages(struct evn_cli *cli, struct evn_table *table,
                          Evernormal__Ledger__V1__LotsQuery *ask)
{
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    Evernormal__Ledger__V1__Result *result;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_LOTS;
    query.lots = ask;
    do {
        evn_err err = evn_lots_ask(cli, &query, EVERNORMAL__LEDGER__V1__RESULT__KIND_LOTS, &result);
        if (err != EVN_OK)
            return err;
        for (size_t i = 0; i < result->lots->n_rows; i++)
            show_row(table, result->lots->rows[i]);
        ask->cursor = result->lots->next_cursor;
        evernormal__ledger__v1__result__free_unpacked(result, NULL);
    } while (ask->cursor != 0);
    return EVN_OK;
}

static evn_err show(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    Evernormal__Ledger__V1__LotsQuery ask = EVERNORMAL__LEDGER__V1__LOTS_QUERY__INIT;
    if (input->n_arguments > 0)
        ask.item = (char *)(uintptr_t)input->argument[0];
    if (input->n_arguments > 1)
        ask.lot = (char *)(uintptr_t)input->argument[1];
    ask.owner = evn_rows_text(input, 0);
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    return evn_table_end(&table, show_pages(cli, &table, &ask));
}

static const struct evn_command verbs[] = {{.name = "show",
                                            .about = EVN_T_LOT_SHOW,
                                            .arguments = "[ITEM [LOT]]",
                                            .n_max = 2,
                                            .options = show_options,
                                            .run = show},
                                           {.name = "set",
                                            .about = EVN_T_LOT_SET,
                                            .arguments = "ITEM,LOT",
                                            .n_min = 1,
                                            .n_max = 1,
                                            .options = set_options,
                                            .run = set},
                                           {0}};

const struct evn_command evn_command_lot = {.name = "lot", .about = EVN_T_LOT, .verb = verbs};

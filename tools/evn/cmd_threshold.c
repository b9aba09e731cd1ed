#include "tools/evn/items.h"
#include "tools/evn/rows.h"
#include "tools/evn/send.h"

#include <string.h>

enum { PAGE_ROWS = 500 };

enum { PLACE, ITEM, LOW, ENOUGH, ID };
static const struct evn_option set_options[] = {
    {"place", "CODE", EVN_T_OPT_PLACE}, {"item", "CODE", EVN_T_OPT_ITEM},
    {"low", "N", EVN_T_OPT_LOW},        {"enough", "N", EVN_T_OPT_ENOUGH},
    {"id", "UUID", EVN_T_OPT_ID},       {0}};
enum { LIST_PLACE, LIST_ITEM, LIST_LOW };
static const struct evn_option list_options[] = {{"place", "CODE", EVN_T_OPT_PLACE},
                                                 {"item", "CODE", EVN_T_OPT_ITEM},
                                                 {"low", NULL, EVN_T_OPT_ONLY_LOW},
                                                 {0}};

/* A number of base units, 0 too, or packs of the item: "30 boxes". */
static evn_err amount(struct evn_cli *cli, const char *item, const char *text, const char *option,
                      int64_t *out)
{
    struct evn_items items;
    const struct evn_item_facts *facts;
    struct evn_session *session;
    char names[300];
    if (strspn(text, "0123456789") == strlen(text))
        return evn_command_number(cli, text, option, 0, out);
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    evn_items_init(&items, cli);
    err = evn_items_need(&items, item, &facts);
    if (err == EVN_OK)
        err = evn_quantity_parse(&facts->levels, text, out, &cli->why);
    if (err == EVN_E_BAD_UNIT) {
        evn_quantity_names(&facts->levels, cli->lang, names, sizeof names);
        evn_say(cli, EVN_T_MOVE_UNITS, (struct evn_fill){.a = item, .b = names});
    }
    evn_items_fini(&items);
    return err;
}

static evn_err set(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Ledger__V1__SetThreshold in = EVERNORMAL__LEDGER__V1__SET_THRESHOLD__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    /* 0 takes the threshold away: nobody does that by leaving a word out. */
    if (input->option[LOW] == NULL) {
        evn_err missing = evn_cli_fail(cli, EVN_E_MISSING_FIELD, NULL);
        evn_refusal_text(cli->why.field, sizeof cli->why.field, "low");
        return missing;
    }
    in.place = evn_rows_text(input, PLACE);
    in.item = evn_rows_text(input, ITEM);
    evn_err err = amount(cli, in.item, input->option[LOW], "low", &in.low);
    if (err == EVN_OK && input->option[ENOUGH] != NULL)
        err = amount(cli, in.item, input->option[ENOUGH], "enough", &in.enough);
    if (err != EVN_OK)
        return err;
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_SET_THRESHOLD;
    command.set_threshold = &in;
    return evn_send(cli, input->option[ID], &command);
}

static const struct evn_column columns[] = {{"place", EVN_T_COL_PLACE, EVN_CELL_TEXT},
                                            {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
                                            {"low", EVN_T_COL_LOW, EVN_CELL_NUMBER},
                                            {"enough", EVN_T_COL_ENOUGH, EVN_CELL_NUMBER},
                                            {"quantity", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER},
                                            {"isLow", EVN_T_COL_IS_LOW, EVN_CELL_FLAG}};

static evn_err show_page(void *self, const Evernormal__Ledger__V1__Result *result, uint64_t *cursor)
{
    struct evn_table *table = self;
    for (size_t i = 0; i < result->thresholds->n_rows; i++) {
        const Evernormal__Ledger__V1__ThresholdRow *r = result->thresholds->rows[i];
        evn_table_text(table, r->place);
        evn_table_text(table, r->item);
        evn_table_number(table, r->low);
        evn_table_number(table, r->enough);
        evn_table_number(table, r->quantity);
        evn_table_flag(table, r->is_low);
    }
    *cursor = result->thresholds->next_cursor;
    return EVN_OK;
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    struct evn_session *session;
    Evernormal__Ledger__V1__ThresholdsQuery ask = EVERNORMAL__LEDGER__V1__THRESHOLDS_QUERY__INIT;
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    ask.place = evn_rows_text(input, LIST_PLACE);
    ask.item = evn_rows_text(input, LIST_ITEM);
    ask.low = input->option[LIST_LOW] != NULL;
    ask.rows_max = PAGE_ROWS;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_THRESHOLDS;
    query.thresholds = &ask;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof *columns);
    err = evn_send_pages(cli, &query, &ask.cursor, EVERNORMAL__LEDGER__V1__RESULT__KIND_THRESHOLDS,
                         show_page, &table);
    return evn_table_end(&table, err);
}

static const struct evn_command verbs[] = {
    {.name = "set", .about = EVN_T_THRESHOLD_SET, .options = set_options, .run = set},
    {.name = "list", .about = EVN_T_THRESHOLD_LIST, .options = list_options, .run = list},
    {0}};

const struct evn_command evn_command_threshold = {
    .name = "threshold", .about = EVN_T_THRESHOLD, .verb = verbs};

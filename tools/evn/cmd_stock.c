#include "common/base/day.h"
#include "common/client/ledger.h"
#include "tools/evn/command.h"
#include "tools/evn/packs_then.h"
#include "tools/evn/rows.h"
#include "tools/evn/stock.h"

#include <stdlib.h>
#include <string.h>

typedef Evernormal__Ledger__V1__Stock stock_message;

enum { PLACE, ITEM, AREA, AS_OF, BELOW, LOT, ZERO, OUTSIDE };
enum { PAGE_ROWS = 1000 }; /* the ledger ends a page earlier when it grows large */

static const struct evn_option list_options[] = {{"place", "CODE", EVN_T_OPT_PLACE},
                                                 {"item", "CODE", EVN_T_OPT_ITEM},
                                                 {"area", "CODE", EVN_T_OPT_AREA},
                                                 {"as-of", "TIME", EVN_T_OPT_AS_OF},
                                                 {"below", NULL, EVN_T_OPT_BELOW},
                                                 {"lot", "CODE", EVN_T_OPT_LOT},
                                                 {"zero", NULL, EVN_T_OPT_ZERO},
                                                 {"outside", NULL, EVN_T_OPT_OUTSIDE},
                                                 {0}};

static const struct evn_option totals_options[] = {
    {"place", "CODE", EVN_T_OPT_PLACE}, {"item", "CODE", EVN_T_OPT_ITEM},
    {"area", "CODE", EVN_T_OPT_AREA},   {"as-of", "TIME", EVN_T_OPT_AS_OF},
    {"below", NULL, EVN_T_OPT_BELOW},   {0}};

static const struct evn_column list_columns[] = {
    {"place", EVN_T_COL_PLACE, EVN_CELL_TEXT},
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
    {"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
    {"lot", EVN_T_COL_LOT, EVN_CELL_TEXT},
    {"expiry", EVN_T_COL_EXPIRY, EVN_CELL_TEXT},
    {"daysLeft", EVN_T_COL_DAYS, EVN_CELL_NUMBER},
    {"quantity", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER},
    {"inPacks", EVN_T_COL_IN_PACKS, EVN_CELL_TEXT},
    {"claimed", EVN_T_COL_RESERVED, EVN_CELL_NUMBER},
    {"made", EVN_T_COL_MADE, EVN_CELL_TEXT},
    {"owner", EVN_T_COL_LOT_OWNER, EVN_CELL_TEXT},
    {"vvmStage", EVN_T_COL_VVM, EVN_CELL_NUMBER},
    {"packVersion", EVN_T_COL_PACK_VERSION, EVN_CELL_NUMBER}};
enum { LOT_FACTS = 3, FOR_PROGRAMS = 1 }; /* people see the facts of lots where there are any */

static const struct evn_column totals_columns[] = {
    {"place", EVN_T_COL_PLACE, EVN_CELL_TEXT},
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
    {"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
    {"quantity", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER},
    {"expired", EVN_T_COL_EXPIRED, EVN_CELL_NUMBER},
    {"held", EVN_T_COL_ON_HOLD, EVN_CELL_NUMBER},
    {"claimed", EVN_T_COL_RESERVED, EVN_CELL_NUMBER},
    {"free", EVN_T_COL_FREE, EVN_CELL_NUMBER},
    {"freeInPacks", EVN_T_COL_IN_PACKS, EVN_CELL_TEXT},
    {"packVersion", EVN_T_COL_PACK_VERSION, EVN_CELL_NUMBER}};

/* One listing: what is asked, and where it is shown. */
struct listing {
    struct evn_cli *cli;
    Evernormal__Ledger__V1__StockQuery ask;
    struct evn_items items;
    struct evn_table table;
};

static evn_err show_row(struct listing *l, const stock_message *page,
                        const Evernormal__Ledger__V1__StockRow *row, struct evn_day today)
{
    const struct evn_packs_then then = EVN_PACKS_THEN(page);
    char text[EVN_QUANTITY_TEXT];
    const struct evn_item_facts *item;
    struct evn_day expiry;
    evn_err err = evn_items_see(&l->items, row->item, &item);
    if (err != EVN_OK)
        return err;
    evn_table_text(&l->table, row->place);
    evn_table_text(&l->table, row->item);
    evn_table_text(&l->table, evn_rows_either(l->cli, item->name_zh, item->name_en));
    evn_table_text(&l->table, row->lot);
    evn_table_text(&l->table, row->expiry);
    if (evn_day_parse(row->expiry, &expiry) == EVN_OK)
        evn_table_number(&l->table, (int64_t)expiry.n - today.n);
    else
        evn_table_none(&l->table);
    evn_table_number(&l->table, row->quantity);
    evn_table_text(&l->table, evn_packs_then_format(l->cli, item, row->item, &then,
                                                    row->pack_version, row->quantity, text));
    evn_table_number(&l->table, row->claimed);
    evn_table_text(&l->table, row->made);
    evn_table_text(&l->table, row->owner);
    if (row->vvm_stage != 0)
        evn_table_number(&l->table, row->vvm_stage);
    else
        evn_table_none(&l->table);
    evn_packs_then_version(l->cli, &l->table, row->pack_version);
    return EVN_OK;
}

static evn_err show_total(struct listing *l, const stock_message *page,
                          const Evernormal__Ledger__V1__StockTotal *total)
{
    const struct evn_packs_then then = EVN_PACKS_THEN(page);
    char text[EVN_QUANTITY_TEXT];
    const struct evn_item_facts *item;
    evn_err err = evn_items_see(&l->items, total->item, &item);
    if (err != EVN_OK)
        return err;
    evn_table_text(&l->table, total->place);
    evn_table_text(&l->table, total->item);
    evn_table_text(&l->table, evn_rows_either(l->cli, item->name_zh, item->name_en));
    evn_table_number(&l->table, total->quantity);
    evn_table_number(&l->table, total->expired);
    evn_table_number(&l->table, total->held);
    evn_table_number(&l->table, total->claimed);
    evn_table_number(&l->table, total->free);
    evn_table_text(&l->table, evn_packs_then_format(l->cli, item, total->item, &then,
                                                    total->pack_version, total->free, text));
    evn_packs_then_version(l->cli, &l->table, total->pack_version);
    return EVN_OK;
}

static evn_err show_page(struct listing *l, const stock_message *page)
{
    struct evn_day today = evn_day_at(page->at_us, EVN_OFFSET_CHINA_MIN);
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < page->n_rows; i++)
        err = show_row(l, page, page->rows[i], today);
    for (size_t i = 0; err == EVN_OK && i < page->n_totals; i++)
        err = show_total(l, page, page->totals[i]);
    return err;
}

static evn_err show_pages(struct listing *l)
{
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    Evernormal__Ledger__V1__Result *result;
    evn_err err;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_STOCK;
    query.stock = &l->ask;
    l->ask.rows_max = PAGE_ROWS;
    do {
        err = evn_ledger_ask(l->cli->session, &query, &result, &l->cli->why);
        if (err != EVN_OK)
            return err;
        if (result->kind_case != EVERNORMAL__LEDGER__V1__RESULT__KIND_STOCK)
            err = evn_cli_fail(l->cli, EVN_E_BAD_MESSAGE, "stock");
        else
            err = show_page(l, result->stock);
        if (err == EVN_OK)
            l->ask.cursor = result->stock->next_cursor;
        evernormal__ledger__v1__result__free_unpacked(result, NULL);
    } while (err == EVN_OK && l->ask.cursor != 0);
    return err;
}

evn_err evn_stock_time(struct evn_cli *cli, const char *text, const char *option, int64_t *out)
{
    *out = 0;
    if (text == NULL || evn_time_parse(text, EVN_OFFSET_CHINA_MIN, out) == EVN_OK)
        return EVN_OK;
    return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = text, .b = option});
}

evn_err evn_stock_area(struct evn_cli *cli, const char *code)
{
    Evernormal__Registry__V1__Get get = EVERNORMAL__REGISTRY__V1__GET__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    Evernormal__Registry__V1__Result *page = NULL;
    struct evn_refusal why;
    if (code[0] == '\0')
        return EVN_OK;
    get.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_AREA;
    get.key = (char *)(uintptr_t)code;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_GET;
    query.get = &get;
    evn_err err = evn_registry_ask(cli->session, &query, &page, &why);
    if (page != NULL)
        evernormal__registry__v1__result__free_unpacked(page, NULL);
    if (err != EVN_E_UNKNOWN_REF)
        return EVN_OK;
    (void)evn_cli_fail(cli, err, code);
    evn_refusal_text(cli->why.field, sizeof cli->why.field, "area");
    return err;
}

static evn_err show(struct evn_cli *cli, const struct evn_input *input,
                    Evernormal__Ledger__V1__StockWhat what, const struct evn_column *columns,
                    size_t n_columns, size_t n_spare)
{
    struct evn_session *session;
    struct listing l = {.cli = cli, .ask = EVERNORMAL__LEDGER__V1__STOCK_QUERY__INIT};
    evn_err err = evn_stock_time(cli, input->option[AS_OF], "as-of", &l.ask.as_of_us);
    if (err == EVN_OK)
        err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_stock_area(cli, evn_rows_text(input, AREA));
    if (err != EVN_OK)
        return err;
    l.ask.what = what;
    l.ask.place = evn_rows_text(input, PLACE);
    l.ask.item = evn_rows_text(input, ITEM);
    l.ask.area = evn_rows_text(input, AREA);
    l.ask.lot = evn_rows_text(input, LOT);
    l.ask.below = input->option[BELOW] != NULL;
    l.ask.zero = input->option[ZERO] != NULL;
    l.ask.outside = input->option[OUTSIDE] != NULL;
    evn_items_init(&l.items, cli);
    evn_cli_table(cli, &l.table, columns, n_columns - (cli->json ? 0 : FOR_PROGRAMS));
    l.table.n_spare = n_spare;
    err = evn_table_end(&l.table, show_pages(&l));
    evn_items_fini(&l.items);
    return err;
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    return show(cli, input, EVERNORMAL__LEDGER__V1__STOCK_WHAT__STOCK_WHAT_ROWS, list_columns,
                sizeof list_columns / sizeof list_columns[0], LOT_FACTS);
}

static evn_err totals(struct evn_cli *cli, const struct evn_input *input)
{
    return show(cli, input, EVERNORMAL__LEDGER__V1__STOCK_WHAT__STOCK_WHAT_TOTALS, totals_columns,
                sizeof totals_columns / sizeof totals_columns[0], 0);
}

static const struct evn_command verbs[] = {
    {.name = "list", .about = EVN_T_STOCK_LIST, .options = list_options, .run = list},
    {.name = "card",
     .about = EVN_T_STOCK_CARD,
     .arguments = "PLACE ITEM [LOT]",
     .n_min = 2,
     .n_max = 3,
     .options = evn_stock_card_options,
     .run = evn_stock_card},
    {.name = "eligible",
     .about = EVN_T_STOCK_ELIGIBLE,
     .arguments = "PLACE ITEM",
     .n_min = 2,
     .n_max = 2,
     .options = evn_stock_eligible_options,
     .run = evn_stock_eligible},
    {.name = "totals", .about = EVN_T_STOCK_TOTALS, .options = totals_options, .run = totals},
    {.name = "account",
     .about = EVN_T_STOCK_ACCOUNT,
     .options = evn_stock_account_options,
     .run = evn_stock_account},
    {.name = "movements",
     .about = EVN_T_STOCK_MOVEMENTS,
     .options = evn_stock_movements_options,
     .run = evn_stock_movements},
    {0}};

const struct evn_command evn_command_stock = {.name = "stock", .about = EVN_T_STOCK, .verb = verbs};

#include "tools/evn/packs_then.h"
#include "tools/evn/rows.h"
#include "tools/evn/send.h"
#include "tools/evn/stock.h"

enum { PAGE_ROWS = 500 };

enum { PLACE, AREA, ITEM, FROM, UNTIL, SUM };
const struct evn_option evn_stock_account_options[] = {{"place", "CODE", EVN_T_OPT_PLACE},
                                                       {"area", "CODE", EVN_T_OPT_AREA},
                                                       {"item", "CODE", EVN_T_OPT_ITEM},
                                                       {"from", "TIME", EVN_T_OPT_PERIOD_FROM},
                                                       {"until", "TIME", EVN_T_OPT_PERIOD_UNTIL},
                                                       {"sum", NULL, EVN_T_OPT_SUM},
                                                       {0}};

static const struct evn_column account_columns[] = {
    {"place", EVN_T_COL_PLACE, EVN_CELL_TEXT},
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
    {"opening", EVN_T_COL_SUPPLY_OPENING, EVN_CELL_NUMBER},
    {"received", EVN_T_COL_RECEIVED_IN, EVN_CELL_NUMBER},
    {"issued", EVN_T_COL_ISSUED, EVN_CELL_NUMBER},
    {"transferredIn", EVN_T_COL_MOVED_IN, EVN_CELL_NUMBER},
    {"transferredOut", EVN_T_COL_MOVED_OUT, EVN_CELL_NUMBER},
    {"adjusted", EVN_T_COL_ADJUSTED, EVN_CELL_NUMBER},
    {"counted", EVN_T_COL_BY_COUNT, EVN_CELL_NUMBER},
    {"closing", EVN_T_COL_SUPPLY_CLOSING, EVN_CELL_NUMBER},
    {"inTransit", EVN_T_COL_IN_TRANSIT, EVN_CELL_NUMBER}};

static evn_err show_account(void *self, const Evernormal__Ledger__V1__Result *result,
                            uint64_t *cursor)
{
    struct evn_table *table = self;
    for (size_t i = 0; i < result->account->n_rows; i++) {
        const Evernormal__Ledger__V1__AccountRow *r = result->account->rows[i];
        evn_table_text(table, r->place);
        evn_table_text(table, r->item);
        evn_table_number(table, r->opening);
        evn_table_number(table, r->received);
        evn_table_number(table, r->issued);
        evn_table_number(table, r->transferred_in);
        evn_table_number(table, r->transferred_out);
        evn_table_number(table, r->adjusted);
        evn_table_number(table, r->counted);
        evn_table_number(table, r->closing);
        evn_table_number(table, r->in_transit);
    }
    *cursor = result->account->next_cursor;
    return EVN_OK;
}

evn_err evn_stock_account(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    struct evn_session *session;
    Evernormal__Ledger__V1__AccountQuery ask = EVERNORMAL__LEDGER__V1__ACCOUNT_QUERY__INIT;
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    evn_err err = evn_stock_time(cli, input->option[FROM], "from", &ask.from_us);
    if (err == EVN_OK)
        err = evn_stock_time(cli, input->option[UNTIL], "until", &ask.until_us);
    if (err == EVN_OK)
        err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    ask.place = evn_rows_text(input, PLACE);
    ask.area = evn_rows_text(input, AREA);
    ask.item = evn_rows_text(input, ITEM);
    ask.sum = input->option[SUM] != NULL;
    ask.rows_max = PAGE_ROWS;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_ACCOUNT;
    query.account = &ask;
    evn_cli_table(cli, &table, account_columns, sizeof account_columns / sizeof *account_columns);
    err = evn_send_pages(cli, &query, &ask.cursor, EVERNORMAL__LEDGER__V1__RESULT__KIND_ACCOUNT,
                         show_account, &table);
    return evn_table_end(&table, err);
}

enum { FEED_PLACE, FEED_AREA, FEED_ITEM, FEED_KIND, FEED_AFTER };
const struct evn_option evn_stock_movements_options[] = {
    {"place", "CODE", EVN_T_OPT_PLACE},        {"area", "CODE", EVN_T_OPT_AREA},
    {"item", "CODE", EVN_T_OPT_ITEM},          {"kind", "N", EVN_T_OPT_RECORD_KIND},
    {"after", "EVENT", EVN_T_OPT_AFTER_EVENT}, {0}};

static const struct evn_column movement_columns[] = {
    {"seq", EVN_T_COL_EVENT, EVN_CELL_NUMBER},
    {"at", EVN_T_COL_TIME, EVN_CELL_TEXT},
    {"kind", EVN_T_COL_KIND, EVN_CELL_TEXT},
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
    {"lot", EVN_T_COL_LOT, EVN_CELL_TEXT},
    {"from", EVN_T_COL_FROM, EVN_CELL_TEXT},
    {"to", EVN_T_COL_TO, EVN_CELL_TEXT},
    {"quantity", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER},
    {"inPacks", EVN_T_COL_IN_PACKS, EVN_CELL_TEXT},
    {"reason", EVN_T_COL_REASON, EVN_CELL_TEXT},
    {"document", EVN_T_COL_DOCUMENT, EVN_CELL_NUMBER},
    {"line", EVN_T_COL_LINE, EVN_CELL_NUMBER},
    {"packVersion", EVN_T_COL_PACK_VERSION, EVN_CELL_NUMBER}};

struct feeding {
    struct evn_cli *cli;
    struct evn_items items;
    struct evn_table table;
};

static evn_err show_movements(void *self, const Evernormal__Ledger__V1__Result *result,
                              uint64_t *cursor)
{
    struct feeding *f = self;
    const struct evn_packs_then then = EVN_PACKS_THEN(result->movements);
    for (size_t i = 0; i < result->movements->n_rows; i++) {
        const Evernormal__Ledger__V1__MovementRow *r = result->movements->rows[i];
        char at[28], kind[40], packs[EVN_QUANTITY_TEXT];
        const struct evn_item_facts *item;
        evn_err err = evn_items_see(&f->items, r->item, &item);
        if (err != EVN_OK)
            return err;
        evn_time_format(r->occurred_at_us, at);
        evn_table_number(&f->table, (int64_t)r->seq);
        evn_table_text(&f->table, at);
        evn_table_text(&f->table, evn_stock_kind(f->cli, r->kind, kind, sizeof kind));
        evn_table_text(&f->table, r->item);
        evn_table_text(&f->table, r->lot);
        evn_table_text(&f->table, r->from);
        evn_table_text(&f->table, r->to);
        evn_table_number(&f->table, r->quantity);
        evn_table_text(&f->table, evn_packs_then_format(f->cli, item, r->item, &then,
                                                        r->pack_version, r->quantity, packs));
        evn_table_text(&f->table, r->reason);
        evn_table_number(&f->table, (int64_t)r->document);
        evn_table_number(&f->table, r->line);
        evn_packs_then_version(f->cli, &f->table, r->pack_version);
    }
    *cursor = result->movements->more ? result->movements->next_after_seq : 0;
    return EVN_OK;
}

evn_err evn_stock_movements(struct evn_cli *cli, const struct evn_input *input)
{
    struct feeding f = {.cli = cli};
    struct evn_session *session;
    int64_t after = 0;
    Evernormal__Ledger__V1__MovementsQuery ask = EVERNORMAL__LEDGER__V1__MOVEMENTS_QUERY__INIT;
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    evn_err err = evn_stock_kind_read(cli, input->option[FEED_KIND], &ask.kind);
    if (err == EVN_OK && input->option[FEED_AFTER] != NULL)
        err = evn_command_number(cli, input->option[FEED_AFTER], "after", 0, &after);
    if (err == EVN_OK)
        err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_stock_area(cli, evn_rows_text(input, FEED_AREA));
    if (err != EVN_OK)
        return err;
    ask.place = evn_rows_text(input, FEED_PLACE);
    ask.area = evn_rows_text(input, FEED_AREA);
    ask.item = evn_rows_text(input, FEED_ITEM);
    ask.after_seq = (uint64_t)after;
    ask.rows_max = PAGE_ROWS;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_MOVEMENTS;
    query.movements = &ask;
    evn_cli_table(cli, &f.table, movement_columns,
                  sizeof movement_columns / sizeof *movement_columns - (cli->json ? 0 : 1));
    evn_items_init(&f.items, cli);
    err = evn_send_pages(cli, &query, &ask.after_seq,
                         EVERNORMAL__LEDGER__V1__RESULT__KIND_MOVEMENTS, show_movements, &f);
    err = evn_table_end(&f.table, err);
    evn_items_fini(&f.items);
    return err;
}

#include "common/base/day.h"
#include "common/client/ledger.h"
#include "tools/evn/items.h"
#include "tools/evn/message.h"
#include "tools/evn/packs_then.h"
#include "tools/evn/rows.h"
#include "tools/evn/stock.h"

#include <inttypes.h>
#include <string.h>

enum { LAST, ORDER };
enum { PAGE_ROWS = 1000 }; /* the ledger ends a page earlier when it grows large */

const struct evn_option evn_stock_card_options[] = {
    {"last", "N", EVN_T_OPT_LAST}, {"order", "KIND", EVN_T_OPT_ORDER}, {0}};

static const struct evn_column columns[] = {
    {"seq", EVN_T_COL_EVENT, EVN_CELL_NUMBER},
    {"at", EVN_T_COL_TIME, EVN_CELL_TEXT},
    {"kind", EVN_T_COL_KIND, EVN_CELL_TEXT},
    {"change", EVN_T_COL_MOVED, EVN_CELL_NUMBER},
    {"balance", EVN_T_COL_BALANCE, EVN_CELL_NUMBER},
    {"inPacks", EVN_T_COL_IN_PACKS, EVN_CELL_TEXT},
    {"otherPlace", EVN_T_COL_OTHER_PLACE, EVN_CELL_TEXT},
    {"reason", EVN_T_COL_REASON, EVN_CELL_TEXT},
    {"document", EVN_T_COL_DOCUMENT, EVN_CELL_NUMBER},
    {"line", EVN_T_COL_LINE, EVN_CELL_NUMBER},
    {"expiry", EVN_T_COL_EXPIRY, EVN_CELL_TEXT},
    {"made", EVN_T_COL_MADE, EVN_CELL_TEXT},
    {"owner", EVN_T_COL_LOT_OWNER, EVN_CELL_TEXT},
    {"vvmStage", EVN_T_COL_VVM, EVN_CELL_NUMBER},
    {"packVersion", EVN_T_COL_PACK_VERSION, EVN_CELL_NUMBER}};
enum { FOR_PROGRAMS = 5 }; /* of them; people read these once, above the table */

static const struct evn_column lot_columns[] = {
    {"lot", EVN_T_COL_LOT, EVN_CELL_TEXT},         {"balance", EVN_T_COL_BALANCE, EVN_CELL_NUMBER},
    {"expiry", EVN_T_COL_EXPIRY, EVN_CELL_TEXT},   {"made", EVN_T_COL_MADE, EVN_CELL_TEXT},
    {"owner", EVN_T_COL_LOT_OWNER, EVN_CELL_TEXT}, {"vvmStage", EVN_T_COL_VVM, EVN_CELL_NUMBER}};

/* Record kinds of proto/spec/4-ledger.md that have a name here. */
static const struct {
    uint32_t kind;
    const char *name;
    enum evn_text text;
} kinds[] = {{1, "receive", EVN_T_KIND_RECEIVE},
             {2, "issue", EVN_T_KIND_ISSUE},
             {3, "transfer", EVN_T_KIND_TRANSFER},
             {4, "dispense", EVN_T_KIND_DISPENSE},
             {5, "ship", EVN_T_KIND_SHIP},
             {6, "receive-shipment", EVN_T_KIND_ARRIVE},
             {7, "short", EVN_T_KIND_SHORT},
             {8, "over", EVN_T_KIND_OVER},
             {9, "damaged", EVN_T_KIND_DAMAGED},
             {11, "refused", EVN_T_KIND_REFUSED},
             {12, "adjust", EVN_T_KIND_ADJUST},
             {13, "destroy", EVN_T_KIND_DESTROY},
             {10, "wrong-lot", EVN_T_KIND_WRONG_LOT},
             {14, "return", EVN_T_KIND_RETURN},
             {15, "recall-return", EVN_T_KIND_RECALL_RETURN},
             {16, "quarantine", EVN_T_KIND_QUARANTINE},
             {17, "kit-in", EVN_T_KIND_KIT_IN},
             {18, "kit-out", EVN_T_KIND_KIT_OUT},
             {19, "occupy", EVN_T_KIND_OCCUPY},
             {20, "free", EVN_T_KIND_FREE},
             {21, "lend", EVN_T_KIND_LEND},
             {22, "give-back", EVN_T_KIND_GIVE_BACK},
             {23, "count-adjust", EVN_T_KIND_COUNT_ADJUST},
             {24, "count-correction", EVN_T_KIND_COUNT_CORRECTION},
             {32, "counted", EVN_T_KIND_COUNTED},
             {40, "claim", EVN_T_KIND_CLAIM},
             {42, "claim-released", EVN_T_KIND_RELEASED},
             {43, "claim-used", EVN_T_KIND_CLAIM_USED}};

const char *evn_stock_kind(const struct evn_cli *cli, uint32_t kind, char *out, size_t cap)
{
    snprintf(out, cap, "%" PRIu32, kind);
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        if (kinds[i].kind == kind)
            evn_refusal_text(out, cap,
                             cli->json ? kinds[i].name : evn_text(kinds[i].text, cli->lang));
    return out;
}

evn_err evn_stock_kind_read(struct evn_cli *cli, const char *text, uint32_t *out)
{
    char number[12];
    *out = 0;
    for (size_t i = 0; text != NULL && i < sizeof kinds / sizeof kinds[0]; i++) {
        snprintf(number, sizeof number, "%" PRIu32, kinds[i].kind);
        if (strcmp(text, number) == 0 || strcmp(text, kinds[i].name) == 0)
            *out = kinds[i].kind;
    }
    if (text == NULL || *out != 0)
        return EVN_OK;
    return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = text, .b = "kind"});
}

/* What is told of the lot. */
static void show_lot_cells(struct evn_table *table, const Evernormal__Ledger__V1__Card *card)
{
    evn_table_text(table, card->expiry);
    evn_table_text(table, card->made);
    evn_table_text(table, card->owner);
    if (card->vvm_stage != 0)
        evn_table_number(table, card->vvm_stage);
    else
        evn_table_none(table);
}

/* For people: the lot and what is there of it now. */
static void show_lot(struct evn_cli *cli, const char *lot, const Evernormal__Ledger__V1__Card *card)
{
    struct evn_table table;
    if (cli->json || lot[0] == '\0' || card->n_rows == 0)
        return;
    evn_cli_table(cli, &table, lot_columns, sizeof lot_columns / sizeof lot_columns[0]);
    table.n_spare = 3;
    evn_table_text(&table, lot);
    evn_table_number(&table, card->balance);
    show_lot_cells(&table, card);
    evn_table_close(&table);
    fputc('\n', stdout);
}

static void show_row(struct evn_cli *cli, struct evn_table *table,
                     const struct evn_item_facts *item, const char *code,
                     const Evernormal__Ledger__V1__Card *card,
                     const Evernormal__Ledger__V1__CardRow *row)
{
    const struct evn_packs_then then = EVN_PACKS_THEN(card);
    char at[28], kind[40], packs[EVN_QUANTITY_TEXT];
    evn_time_format(row->occurred_at_us, at);
    evn_table_number(table, (int64_t)row->seq);
    evn_table_text(table, at);
    evn_table_text(table, evn_stock_kind(cli, row->kind, kind, sizeof kind));
    evn_table_number(table, row->change);
    evn_table_number(table, row->balance);
    evn_table_text(table, evn_packs_then_format(cli, item, code, &then, row->pack_version,
                                                row->balance, packs));
    evn_table_text(table, row->other_place);
    evn_table_text(table, row->reason);
    evn_table_number(table, (int64_t)row->document);
    evn_table_number(table, row->line);
    if (cli->json)
        show_lot_cells(table, card);
    evn_packs_then_version(cli, table, row->pack_version);
}

/* Pages of the card, until `left` rows are shown. */
static evn_err show_pages(struct evn_cli *cli, struct evn_table *table,
                          const struct evn_item_facts *item, Evernormal__Ledger__V1__CardQuery *ask,
                          int64_t left)
{
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    Evernormal__Ledger__V1__Result *result;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_CARD;
    query.card = ask;
    do {
        ask->rows_max = left < PAGE_ROWS ? (uint32_t)left : PAGE_ROWS;
        evn_err err = evn_ledger_ask(cli->session, &query, &result, &cli->why);
        if (err != EVN_OK)
            return err;
        if (result->kind_case != EVERNORMAL__LEDGER__V1__RESULT__KIND_CARD) {
            evernormal__ledger__v1__result__free_unpacked(result, NULL);
            return evn_cli_fail(cli, EVN_E_BAD_MESSAGE, "card");
        }
        if (ask->before_seq == 0)
            show_lot(cli, ask->lot, result->card);
        for (size_t i = 0; i < result->card->n_rows && left > 0; i++, left--)
            show_row(cli, table, item, ask->item, result->card, result->card->rows[i]);
        ask->before_seq = result->card->next_before_seq;
        ask->before_us = result->card->next_before_us;
        evernormal__ledger__v1__result__free_unpacked(result, NULL);
    } while (ask->before_seq != 0 && left > 0);
    return EVN_OK;
}

evn_err evn_stock_card(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_session *session;
    struct evn_table table;
    struct evn_items items;
    const struct evn_item_facts *item;
    int64_t last = INT64_MAX;
    Evernormal__Ledger__V1__CardQuery ask = EVERNORMAL__LEDGER__V1__CARD_QUERY__INIT;
    evn_err err = EVN_OK;
    if (input->option[LAST] != NULL)
        err = evn_command_number(cli, input->option[LAST], "last", 1, &last);
    if (err == EVN_OK)
        err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    if (input->option[ORDER] != NULL) {
        int order = evn_enum_number(&evernormal__ledger__v1__card_order__descriptor, "CARD_ORDER_",
                                    input->option[ORDER]);
        if (order < 0)
            return evn_cli_usage(cli, EVN_T_BAD_OPTION,
                                 (struct evn_fill){.a = input->option[ORDER], .b = "order"});
        ask.order = (Evernormal__Ledger__V1__CardOrder)order;
    }
    ask.place = (char *)(uintptr_t)input->argument[0];
    ask.item = (char *)(uintptr_t)input->argument[1];
    if (input->n_arguments > 2)
        ask.lot = (char *)(uintptr_t)input->argument[2];
    evn_items_init(&items, cli);
    evn_cli_table(cli, &table, columns,
                  sizeof columns / sizeof columns[0] - (cli->json ? 0 : FOR_PROGRAMS));
    err = evn_items_see(&items, ask.item, &item);
    if (err == EVN_OK)
        err = show_pages(cli, &table, item, &ask, last);
    err = evn_table_end(&table, err);
    evn_items_fini(&items);
    return err;
}

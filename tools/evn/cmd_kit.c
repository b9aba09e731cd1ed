#include "common/client/ledger.h"
#include "tools/evn/command.h"
#include "tools/evn/items.h"
#include "tools/evn/rows.h"

enum { PLACE };
enum { PAGE_ROWS = 1000 };

static const struct evn_option makeable_options[] = {{"place", "CODE", EVN_T_OPT_PLACE}, {0}};

static const struct evn_column list_columns[] = {{"kit", EVN_T_COL_KIT, EVN_CELL_TEXT},
                                                 {"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
                                                 {"version", EVN_T_COL_VERSION, EVN_CELL_NUMBER},
                                                 {"part", EVN_T_COL_PART, EVN_CELL_TEXT},
                                                 {"quantity", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER},
                                                 {"inPacks", EVN_T_COL_IN_PACKS, EVN_CELL_TEXT}};

static const struct evn_column makeable_columns[] = {
    {"kit", EVN_T_COL_KIT, EVN_CELL_TEXT},
    {"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
    {"place", EVN_T_COL_PLACE, EVN_CELL_TEXT},
    {"makeable", EVN_T_COL_MAKEABLE, EVN_CELL_NUMBER},
    {"inPacks", EVN_T_COL_IN_PACKS, EVN_CELL_TEXT}};

/* One listing: what is asked, and where it is shown. */
struct listing {
    struct evn_cli *cli;
    Evernormal__Ledger__V1__KitsQuery ask;
    struct evn_items items;
    struct evn_table table;
    evn_err (*show)(struct listing *l, const Evernormal__Ledger__V1__KitRow *row);
};

static evn_err show_kit(struct listing *l, const char *code, const struct evn_item_facts **item)
{
    evn_err err = evn_items_see(&l->items, code, item);
    if (err != EVN_OK)
        return err;
    evn_table_text(&l->table, code);
    evn_table_text(&l->table, evn_rows_either(l->cli, (*item)->name_zh, (*item)->name_en));
    return EVN_OK;
}

static evn_err show_bill(struct listing *l, const Evernormal__Ledger__V1__KitRow *row)
{
    char text[EVN_QUANTITY_TEXT];
    const struct evn_item_facts *item;
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < row->n_parts; i++) {
        err = show_kit(l, row->item, &item);
        if (err == EVN_OK)
            err = evn_items_see(&l->items, row->parts[i]->item, &item);
        if (err != EVN_OK)
            break;
        evn_table_number(&l->table, row->version);
        evn_table_text(&l->table, row->parts[i]->item);
        evn_table_number(&l->table, row->parts[i]->quantity);
        evn_table_text(&l->table, evn_quantity_format(&item->levels, row->parts[i]->quantity,
                                                      l->cli->lang, text));
    }
    return err;
}

static evn_err show_makeable(struct listing *l, const Evernormal__Ledger__V1__KitRow *row)
{
    char text[EVN_QUANTITY_TEXT];
    const struct evn_item_facts *item;
    evn_err err = show_kit(l, row->item, &item);
    if (err != EVN_OK)
        return err;
    evn_table_text(&l->table, row->place);
    evn_table_number(&l->table, row->makeable);
    evn_table_text(&l->table,
                   evn_quantity_format(&item->levels, row->makeable, l->cli->lang, text));
    return EVN_OK;
}

static evn_err show_pages(struct listing *l)
{
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    Evernormal__Ledger__V1__Result *result;
    evn_err err;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_KITS;
    query.kits = &l->ask;
    l->ask.rows_max = PAGE_ROWS;
    do {
        err = evn_ledger_ask(l->cli->session, &query, &result, &l->cli->why);
        if (err != EVN_OK)
            return err;
        bool good = result->kind_case == EVERNORMAL__LEDGER__V1__RESULT__KIND_KITS;
        if (!good)
            err = evn_cli_fail(l->cli, EVN_E_BAD_MESSAGE, "kits");
        for (size_t i = 0; good && err == EVN_OK && i < result->kits->n_rows; i++)
            err = l->show(l, result->kits->rows[i]);
        l->ask.cursor = good ? result->kits->next_cursor : 0;
        evernormal__ledger__v1__result__free_unpacked(result, NULL);
    } while (err == EVN_OK && l->ask.cursor != 0);
    return err;
}

static evn_err run(struct listing *l, const struct evn_column *columns, size_t n_columns)
{
    struct evn_session *session;
    evn_err err = evn_cli_session(l->cli, &session);
    if (err != EVN_OK)
        return err;
    evn_items_init(&l->items, l->cli);
    evn_cli_table(l->cli, &l->table, columns, n_columns);
    err = evn_table_end(&l->table, show_pages(l));
    evn_items_fini(&l->items);
    return err;
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    struct listing l = {
        .cli = cli, .ask = EVERNORMAL__LEDGER__V1__KITS_QUERY__INIT, .show = show_bill};
    (void)input;
    return run(&l, list_columns, sizeof list_columns / sizeof list_columns[0]);
}

static evn_err makeable(struct evn_cli *cli, const struct evn_input *input)
{
    struct listing l = {
        .cli = cli, .ask = EVERNORMAL__LEDGER__V1__KITS_QUERY__INIT, .show = show_makeable};
    l.ask.item = (char *)(uintptr_t)(input->n_arguments > 0 ? input->argument[0] : "");
    l.ask.place = evn_rows_text(input, PLACE);
    if (l.ask.item[0] == '\0' && l.ask.place[0] == '\0')
        return evn_cli_usage(cli, EVN_T_KIT_OR_PLACE, (struct evn_fill){0});
    return run(&l, makeable_columns, sizeof makeable_columns / sizeof makeable_columns[0]);
}

static const struct evn_command verbs[] = {{.name = "list", .about = EVN_T_KIT_LIST, .run = list},
                                           {.name = "makeable",
                                            .about = EVN_T_KIT_MAKEABLE,
                                            .arguments = "[KIT]",
                                            .n_max = 1,
                                            .options = makeable_options,
                                            .run = makeable},
                                           {0}};

const struct evn_command evn_command_kit = {.name = "kit", .about = EVN_T_KIT, .verb = verbs};

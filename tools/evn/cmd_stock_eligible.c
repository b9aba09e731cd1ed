#include "tools/evn/lots.h"
#include "tools/evn/rows.h"
#include "tools/evn/stock.h"

#include <stdio.h>
#include <string.h>

const struct evn_option evn_stock_eligible_options[] = {{"for", "CODE", EVN_T_OPT_RECEIVER}, {0}};

static const struct evn_column columns[] = {{"turn", EVN_T_COL_TURN, EVN_CELL_NUMBER},
                                            {"lot", EVN_T_COL_LOT, EVN_CELL_TEXT},
                                            {"expiry", EVN_T_COL_EXPIRY, EVN_CELL_TEXT},
                                            {"quantity", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER},
                                            {"claimed", EVN_T_COL_RESERVED, EVN_CELL_NUMBER},
                                            {"reasons", EVN_T_COL_WHY_NOT, EVN_CELL_TEXT},
                                            {"holds", EVN_T_COL_HOLDS, EVN_CELL_TEXT}};

static void join(char *const *words, size_t n, char *out, size_t cap)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < n && len + strlen(words[i]) + 2 < cap; i++)
        len += (size_t)snprintf(out + len, cap - len, "%s%s", i > 0 ? " " : "", words[i]);
}

/* A reason's name in the reader's language; programs get it as it is. */
static const char *reason(const struct evn_cli *cli, const char *name)
{
    static const struct {
        const char *name;
        enum evn_text text;
    } known[] = {{"empty", EVN_T_WHY_EMPTY},     {"recalled", EVN_T_WHY_RECALLED},
                 {"held", EVN_T_WHY_HELD},       {"temperature", EVN_T_WHY_TEMPERATURE},
                 {"expired", EVN_T_WHY_EXPIRED}, {"short_life", EVN_T_WHY_SHORT_LIFE},
                 {"claimed", EVN_T_WHY_CLAIMED}, {"vvm", EVN_T_WHY_VVM}};
    for (size_t i = 0; !cli->json && i < sizeof known / sizeof known[0]; i++)
        if (strcmp(known[i].name, name) == 0)
            return evn_text(known[i].text, cli->lang);
    return name;
}

static void show(struct evn_cli *cli, struct evn_table *table,
                 const Evernormal__Ledger__V1__EligibleRow *row)
{
    char reasons[200], holds[400];
    char *words[16];
    size_t n = row->n_reasons < 16 ? row->n_reasons : 16;
    for (size_t i = 0; i < n; i++)
        words[i] = (char *)(uintptr_t)reason(cli, row->reasons[i]);
    join(words, n, reasons, sizeof reasons);
    join(row->holds, row->n_holds, holds, sizeof holds);
    if (row->turn > 0)
        evn_table_number(table, row->turn);
    else
        evn_table_none(table);
    evn_table_text(table, row->lot);
    evn_table_text(table, row->expiry);
    evn_table_number(table, row->quantity);
    evn_table_number(table, row->claimed);
    evn_table_text(table, reasons);
    evn_table_text(table, holds);
}

evn_err evn_stock_eligible(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    Evernormal__Ledger__V1__EligibleQuery ask = EVERNORMAL__LEDGER__V1__ELIGIBLE_QUERY__INIT;
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    Evernormal__Ledger__V1__Result *result;
    ask.place = (char *)(uintptr_t)input->argument[0];
    ask.item = (char *)(uintptr_t)input->argument[1];
    ask.receiver = evn_rows_text(input, 0);
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_ELIGIBLE;
    query.eligible = &ask;
    evn_err err = evn_lots_ask(cli, &query, EVERNORMAL__LEDGER__V1__RESULT__KIND_ELIGIBLE, &result);
    if (err != EVN_OK)
        return err;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    for (size_t i = 0; i < result->eligible->n_rows; i++)
        show(cli, &table, result->eligible->rows[i]);
    evn_table_close(&table);
    evernormal__ledger__v1__result__free_unpacked(result, NULL);
    return EVN_OK;
}

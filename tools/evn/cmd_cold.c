#include "common/base/day.h"
#include "common/base/env.h"
#include "tools/evn/degrees.h"
#include "tools/evn/lots.h"
#include "tools/evn/rows.h"
#include "tools/evn/stock.h"

#include <string.h>

enum { READINGS_MAX = EVN_ARGUMENTS_MAX };

static const struct evn_option read_options[] = {{"id", "UUID", EVN_T_OPT_ID}, {0}};
static const struct evn_option list_options[] = {{"place", "CODE", EVN_T_OPT_COLD_PLACE}, {0}};

/* "[TIME=]DEGREES"; without a time it was read now. */
static evn_err parse_reading(struct evn_cli *cli, const char *argument, int64_t now_us,
                             Evernormal__Ledger__V1__Reading *out)
{
    char *degrees = (char *)(uintptr_t)argument, *at = strsep(&degrees, "=");
    evernormal__ledger__v1__reading__init(out);
    out->at_us = now_us;
    evn_err err = EVN_OK;
    if (degrees == NULL)
        degrees = at;
    else
        err = evn_stock_time(cli, at, "TIME", &out->at_us);
    if (err == EVN_OK && evn_degrees_parse(degrees, strlen(degrees), &out->centi) != EVN_OK)
        err = evn_cli_usage(cli, EVN_T_BAD_READING, (struct evn_fill){.a = degrees});
    return err;
}

static evn_err read_them(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Ledger__V1__Reading reading[READINGS_MAX], *list[READINGS_MAX];
    Evernormal__Ledger__V1__Readings body = EVERNORMAL__LEDGER__V1__READINGS__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    const struct evn_env *env = evn_env_real();
    int64_t now_us = env->wall_us(env->self);
    body.place = (char *)(uintptr_t)input->argument[0];
    for (size_t i = 1; i < input->n_arguments; i++) {
        evn_err err = parse_reading(cli, input->argument[i], now_us, &reading[body.n_readings]);
        if (err != EVN_OK)
            return err;
        list[body.n_readings] = &reading[body.n_readings];
        body.n_readings++;
    }
    body.readings = list;
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_READINGS;
    command.readings = &body;
    return evn_lots_send(cli, &command, input->option[0]);
}

/* Programs get whole hundredths of a degree, people degrees. */
#define PLACE_COLUMNS(degrees)                                                                     \
    {                                                                                              \
        {"place", EVN_T_COL_PLACE, EVN_CELL_TEXT}, {"lastAt", EVN_T_COL_TIME, EVN_CELL_TEXT},      \
            {"lastCentiCelsius", EVN_T_COL_DEGREES, degrees},                                      \
            {"readings", EVN_T_COL_NUMBER, EVN_CELL_NUMBER},                                       \
        {                                                                                          \
            "outsideSince", EVN_T_COL_SINCE, EVN_CELL_TEXT                                         \
        }                                                                                          \
    }
static const struct evn_column place_columns[] = PLACE_COLUMNS(EVN_CELL_TEXT);
static const struct evn_column place_json_columns[] = PLACE_COLUMNS(EVN_CELL_NUMBER);

static const struct evn_column lot_columns[] = {
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
    {"lot", EVN_T_COL_LOT, EVN_CELL_TEXT},
    {"quantity", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER},
    {"outsideMin", EVN_T_COL_OUTSIDE_MIN, EVN_CELL_NUMBER},
    {"budgetMin", EVN_T_COL_BUDGET_MIN, EVN_CELL_NUMBER},
    {"held", EVN_T_COL_HELD, EVN_CELL_FLAG}};

static void show_place(struct evn_table *table, const Evernormal__Ledger__V1__ColdPlace *p)
{
    char last[28], since[28] = "", degrees[EVN_DEGREES_TEXT];
    evn_time_format(p->last_at_us, last);
    if (p->breach_us != 0)
        evn_time_format(p->breach_us, since);
    evn_table_text(table, p->place);
    evn_table_text(table, last);
    if (table->json)
        evn_table_number(table, p->last_centi);
    else
        evn_table_text(table, evn_degrees_format(p->last_centi, degrees));
    evn_table_number(table, p->n_readings);
    evn_table_text(table, since);
}

static void show_lots(struct evn_cli *cli, const Evernormal__Ledger__V1__Cold *cold)
{
    struct evn_table table;
    evn_cli_table(cli, &table, lot_columns, sizeof lot_columns / sizeof lot_columns[0]);
    for (size_t i = 0; i < cold->n_lots; i++) {
        const Evernormal__Ledger__V1__ColdLot *lot = cold->lots[i];
        evn_table_text(&table, lot->item);
        evn_table_text(&table, lot->lot);
        evn_table_number(&table, lot->quantity);
        evn_table_number(&table, lot->outside_min);
        evn_table_number(&table, lot->budget_min);
        evn_table_flag(&table, lot->held);
    }
    evn_table_close(&table);
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    Evernormal__Ledger__V1__ColdQuery ask = EVERNORMAL__LEDGER__V1__COLD_QUERY__INIT;
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    Evernormal__Ledger__V1__Result *result;
    ask.place = evn_rows_text(input, 0);
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_COLD;
    query.cold = &ask;
    evn_err err = evn_lots_ask(cli, &query, EVERNORMAL__LEDGER__V1__RESULT__KIND_COLD, &result);
    if (err != EVN_OK)
        return err;
    evn_cli_table(cli, &table, cli->json ? place_json_columns : place_columns,
                  sizeof place_columns / sizeof place_columns[0]);
    for (size_t i = 0; i < result->cold->n_places; i++)
        show_place(&table, result->cold->places[i]);
    evn_table_close(&table);
    if (input->option[0] != NULL)
        show_lots(cli, result->cold);
    evernormal__ledger__v1__result__free_unpacked(result, NULL);
    return EVN_OK;
}

static const struct evn_command verbs[] = {
    {.name = "read",
     .about = EVN_T_COLD_READ,
     .arguments = "PLACE [TIME=]DEGREES...",
     .n_min = 2,
     .n_max = EVN_ARGUMENTS_MAX - 1,
     .options = read_options,
     .run = read_them},
    {.name = "list", .about = EVN_T_COLD_LIST, .options = list_options, .run = list},
    {0}};

const struct evn_command evn_command_cold = {.name = "cold", .about = EVN_T_COLD, .verb = verbs};

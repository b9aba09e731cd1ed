#include "common/base/day.h"
#include "tools/evn/dispatch.h"
#include "tools/evn/move.h"
#include "tools/evn/rows.h"
#include "tools/evn/stock.h"

#include <string.h>
#include <time.h>

typedef Evernormal__Dispatch__V1__Command command_t;
typedef Evernormal__Dispatch__V1__Result result_t;
typedef Evernormal__Dispatch__V1__RequestLine line_t;

enum { LINES_MAX = EVN_ARGUMENTS_MAX, WHY_CAP = 400 };

static const struct evn_option id_options[] = {{"id", "UUID", EVN_T_OPT_ID}, {0}};
enum { TIER, NOTE, URGENT_ID };
static const struct evn_option urgent_options[] = {{"tier", "N", EVN_T_OPT_TIER},
                                                   {"note", "TEXT", EVN_T_OPT_NOTE},
                                                   {"id", "UUID", EVN_T_OPT_ID},
                                                   {0}};
enum { AREA, POINT };
static const struct evn_option eta_options[] = {
    {"area", "CODE", EVN_T_OPT_ETA_AREA}, {"point", "CODE", EVN_T_OPT_ETA_POINT}, {0}};
enum { REASON, UNTIL, HINDER_ID };
static const struct evn_option hinder_options[] = {{"reason", "TEXT", EVN_T_OPT_HINDER_REASON},
                                                   {"until", "TIME", EVN_T_OPT_HINDER_UNTIL},
                                                   {"id", "UUID", EVN_T_OPT_ID},
                                                   {0}};
enum { LATE_REASON, LATE_ID };
static const struct evn_option late_options[] = {
    {"reason", "TEXT", EVN_T_OPT_HINDER_REASON}, {"id", "UUID", EVN_T_OPT_ID}, {0}};
enum { REPLAN_PLACE, REPLAN_ID };
static const struct evn_option replan_options[] = {
    {"place", "CODE", EVN_T_OPT_REPLAN_PLACE}, {"id", "UUID", EVN_T_OPT_ID}, {0}};

static char *argument(const struct evn_input *input, size_t i)
{
    return (char *)(uintptr_t)input->argument[i];
}

static const char *local(int64_t at_us, char out[28])
{
    out[0] = '\0';
    if (at_us != 0)
        evn_time_format(at_us, out);
    return out;
}

/* Where a request stands */

static const struct evn_column where_columns[] = {
    {"line", EVN_T_COL_LINE, EVN_CELL_NUMBER},         {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
    {"quantity", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER}, {"trip", EVN_T_COL_TRIP, EVN_CELL_TEXT},
    {"vehicle", EVN_T_COL_VEHICLE, EVN_CELL_TEXT},     {"point", EVN_T_COL_POINT, EVN_CELL_TEXT},
    {"expected", EVN_T_COL_D_EXPECTED, EVN_CELL_TEXT}, {"why", EVN_T_COL_D_WHY, EVN_CELL_TEXT}};

/* A dispatcher has to know of each part: what brings it and when, or why nothing does. */
static void where_row(struct evn_table *table, uint32_t line, const char *item, int64_t quantity,
                      const Evernormal__Dispatch__V1__Trip *trip, uint32_t stop, const char *why)
{
    char at[28] = "";
    bool comes = trip != NULL && stop > 0 && stop <= trip->n_stops;
    evn_table_number(table, line);
    evn_table_text(table, item);
    evn_table_number(table, quantity);
    evn_table_text(table, comes ? trip->trip : "");
    evn_table_text(table, comes ? trip->vehicle : "");
    evn_table_text(table, comes ? trip->stops[stop - 1]->point : "");
    evn_table_text(table, comes ? local(trip->stops[stop - 1]->eta_us, at) : "");
    evn_table_text(table, why);
}

static const Evernormal__Dispatch__V1__Trip *trip_of(const result_t *result, const char *trip)
{
    for (size_t i = 0; i < result->n_trip; i++)
        if (strcmp(result->trip[i]->trip, trip) == 0)
            return result->trip[i];
    return NULL;
}

/* What stands in for another item says for what. */
static const char *instead_of(const struct evn_cli *cli,
                              const Evernormal__Dispatch__V1__Share *share, char *out, size_t cap)
{
    const struct evn_fill with = {.a = share->instead_of, .n = share->instead};
    out[0] = '\0';
    return share->instead_of[0] == '\0'
               ? out
               : evn_text_fill(EVN_T_DISPATCH_INSTEAD, cli->lang, with, out, cap);
}

static void show_line(struct evn_cli *cli, struct evn_table *table, const result_t *result,
                      const Evernormal__Dispatch__V1__Line *line)
{
    char why[WHY_CAP];
    for (size_t i = 0; i < result->n_share; i++) {
        const Evernormal__Dispatch__V1__Share *s = result->share[i];
        const Evernormal__Dispatch__V1__Trip *trip = trip_of(result, s->trip);
        if (s->line == line->line && trip != NULL &&
            s->state < EVERNORMAL__DISPATCH__V1__SHARE_STATE__SHARE_STATE_DELIVERED)
            where_row(table, line->line, s->item, s->quantity, trip, s->stop,
                      instead_of(cli, s, why, sizeof why));
    }
    if (line->open > 0)
        where_row(table, line->line, line->item, line->open, NULL, 0,
                  evn_dispatch_why(cli, line->why, why, sizeof why));
}

static evn_err get_request(struct evn_cli *cli, char *request, result_t **out)
{
    Evernormal__Dispatch__V1__GetRequest get = EVERNORMAL__DISPATCH__V1__GET_REQUEST__INIT;
    Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
    get.request = request;
    query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_REQUEST;
    query.request = &get;
    return evn_dispatch_query(cli, &query, out);
}

/* A round has looked at every line, and the ledger has answered for it. */
static bool is_answered(const result_t *result)
{
    for (size_t i = 0; i < result->n_line; i++)
        if (result->line[i]->urgent || result->line[i]->allocated > 0)
            return false;
    return true;
}

static evn_err show_request(struct evn_cli *cli, const result_t *result)
{
    struct evn_table table;
    evn_cli_table(cli, &table, where_columns, sizeof where_columns / sizeof *where_columns);
    for (size_t i = 0; i < result->n_line; i++)
        show_line(cli, &table, result, result->line[i]);
    evn_err err = evn_table_end(&table, EVN_OK);
    evn_dispatch_doors(cli, result);
    return err;
}

static evn_err where(struct evn_cli *cli, const struct evn_input *input)
{
    result_t *result;
    evn_err err = get_request(cli, argument(input, 0), &result);
    if (err != EVN_OK)
        return err;
    err = show_request(cli, result);
    evernormal__dispatch__v1__result__free_unpacked(result, NULL);
    return err;
}

/* Ask until the ledger has answered, as long as one waits for an answer. */
static evn_err wait_and_show(struct evn_cli *cli, char *request)
{
    const struct timespec pause = {.tv_nsec = 30000000};
    result_t *result;
    int64_t left_ms = cli->wait_ms > 0 ? cli->wait_ms : 10000;
    for (;;) {
        evn_err err = get_request(cli, request, &result);
        if (err != EVN_OK)
            return err;
        if (is_answered(result) || left_ms <= 0)
            break;
        evernormal__dispatch__v1__result__free_unpacked(result, NULL);
        nanosleep(&pause, NULL);
        left_ms -= pause.tv_nsec / 1000000;
    }
    if (!is_answered(result))
        evn_say(cli, EVN_T_DISPATCH_NO_ANSWER, (struct evn_fill){.a = request});
    evn_err err = show_request(cli, result);
    evernormal__dispatch__v1__result__free_unpacked(result, NULL);
    return err;
}

static evn_err read_lines(struct evn_move *move, struct evn_cli *cli, const struct evn_input *input,
                          line_t *line, line_t **list)
{
    struct evn_input rest = *input;
    rest.n_arguments -= 2;
    memmove(rest.argument, rest.argument + 2, rest.n_arguments * sizeof *rest.argument);
    evn_err err = evn_move_begin(move, cli, &rest, NULL, NULL, input->option[URGENT_ID]);
    for (size_t i = 0; err == EVN_OK && i < move->n_lines; i++) {
        evernormal__dispatch__v1__request_line__init(&line[i]);
        if (move->line[i].lot[0] != '\0')
            return evn_cli_usage(cli, EVN_T_DISPATCH_NO_LOT,
                                 (struct evn_fill){.a = move->line[i].lot});
        line[i].item = evn_move_or(move->line[i].item, NULL);
        list[i] = &line[i];
        err = evn_move_units(move, i, move->line[i].quantity, &line[i].quantity);
    }
    return err;
}

static evn_err urgent(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_move move;
    line_t line[LINES_MAX], *list[LINES_MAX];
    int64_t tier = 0;
    char id[EVN_ID_TEXT_LEN + 1];
    Evernormal__Dispatch__V1__RequestPut put = EVERNORMAL__DISPATCH__V1__REQUEST_PUT__INIT;
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    if (input->option[TIER] != NULL) {
        evn_err err = evn_command_number(cli, input->option[TIER], "tier", 1, &tier);
        if (err != EVN_OK)
            return err;
    }
    evn_err err = read_lines(&move, cli, input, line, list);
    put.request = argument(input, 0);
    put.community = argument(input, 1);
    put.tier = tier < UINT32_MAX ? (uint32_t)tier : UINT32_MAX;
    put.note = evn_rows_text(input, NOTE);
    put.urgent = true;
    put.n_lines = move.n_lines;
    put.lines = list;
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_REQUEST;
    command.request = &put;
    evn_id_format(&move.id, id);
    if (err == EVN_OK)
        err = evn_dispatch_send(cli, id, &command);
    evn_move_end(&move);
    return err != EVN_OK ? err : wait_and_show(cli, argument(input, 0));
}

/* Arrivals */

static const struct evn_column eta_columns[] = {{"point", EVN_T_COL_POINT, EVN_CELL_TEXT},
                                                {"expected", EVN_T_COL_D_EXPECTED, EVN_CELL_TEXT},
                                                {"promised", EVN_T_COL_D_PROMISED, EVN_CELL_TEXT},
                                                {"trip", EVN_T_COL_TRIP, EVN_CELL_TEXT},
                                                {"stop", EVN_T_COL_STOP, EVN_CELL_NUMBER},
                                                {"vehicle", EVN_T_COL_VEHICLE, EVN_CELL_TEXT}};

static evn_err eta(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    char at[28];
    result_t *result;
    Evernormal__Dispatch__V1__GetEta get = EVERNORMAL__DISPATCH__V1__GET_ETA__INIT;
    Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
    get.area = evn_rows_text(input, AREA);
    get.point = evn_rows_text(input, POINT);
    query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_ETA;
    query.eta = &get;
    evn_err err = evn_dispatch_query(cli, &query, &result);
    if (err != EVN_OK)
        return err;
    for (size_t i = 0; i < result->n_hindrance; i++)
        evn_say(
            cli, EVN_T_DISPATCH_HELD_UP,
            (struct evn_fill){.a = result->hindrance[i]->place, .b = result->hindrance[i]->reason});
    evn_cli_table(cli, &table, eta_columns, sizeof eta_columns / sizeof *eta_columns);
    for (size_t i = 0; i < result->n_eta; i++) {
        const Evernormal__Dispatch__V1__Eta *e = result->eta[i];
        evn_table_text(&table, e->point);
        evn_table_text(&table, local(e->eta_us, at));
        evn_table_text(&table, local(e->promised_us, at));
        evn_table_text(&table, e->trip);
        evn_table_number(&table, e->stop);
        evn_table_text(&table, e->vehicle);
    }
    evernormal__dispatch__v1__result__free_unpacked(result, NULL);
    return evn_table_end(&table, EVN_OK);
}

/* What came up */

static evn_err late(struct evn_cli *cli, const struct evn_input *input)
{
    int64_t minutes;
    Evernormal__Dispatch__V1__Late in = EVERNORMAL__DISPATCH__V1__LATE__INIT;
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    evn_err err = evn_command_number(cli, input->argument[1], "minutes", 1, &minutes);
    if (err != EVN_OK)
        return err;
    in.trip = argument(input, 0);
    in.late_s = minutes < UINT32_MAX / 60 ? (uint32_t)minutes * 60 : UINT32_MAX;
    in.reason = evn_rows_text(input, LATE_REASON);
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_LATE;
    command.late = &in;
    return evn_dispatch_send(cli, input->option[LATE_ID], &command);
}

static evn_err hinder(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Dispatch__V1__Hinder in = EVERNORMAL__DISPATCH__V1__HINDER__INIT;
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    evn_err err = evn_stock_time(cli, input->option[UNTIL], "until", &in.until_us);
    if (err != EVN_OK)
        return err;
    in.place = argument(input, 0);
    in.reason = evn_rows_text(input, REASON);
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_HINDER;
    command.hinder = &in;
    return evn_dispatch_send(cli, input->option[HINDER_ID], &command);
}

static evn_err clear(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Dispatch__V1__Clear in = EVERNORMAL__DISPATCH__V1__CLEAR__INIT;
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    in.place = argument(input, 0);
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_CLEAR;
    command.clear = &in;
    return evn_dispatch_send(cli, input->option[0], &command);
}

static evn_err replan(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Dispatch__V1__Replan in = EVERNORMAL__DISPATCH__V1__REPLAN__INIT;
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    in.place = evn_rows_text(input, REPLAN_PLACE);
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_REPLAN;
    command.replan = &in;
    return evn_dispatch_send(cli, input->option[REPLAN_ID], &command);
}

static const struct evn_command verbs[] = {
    {.name = "urgent",
     .about = EVN_T_DISPATCH_URGENT,
     .arguments = "REQUEST COMMUNITY ITEM=QUANTITY...",
     .n_min = 3,
     .n_max = LINES_MAX,
     .options = urgent_options,
     .run = urgent},
    {.name = "where",
     .about = EVN_T_DISPATCH_WHERE,
     .arguments = "REQUEST",
     .n_min = 1,
     .n_max = 1,
     .run = where},
    {.name = "eta", .about = EVN_T_DISPATCH_ETA, .options = eta_options, .run = eta},
    {.name = "late",
     .about = EVN_T_DISPATCH_LATE,
     .arguments = "TRIP MINUTES",
     .n_min = 2,
     .n_max = 2,
     .options = late_options,
     .run = late},
    {.name = "hinder",
     .about = EVN_T_DISPATCH_HINDER,
     .arguments = "PLACE",
     .n_min = 1,
     .n_max = 1,
     .options = hinder_options,
     .run = hinder},
    {.name = "clear",
     .about = EVN_T_DISPATCH_CLEAR,
     .arguments = "PLACE",
     .n_min = 1,
     .n_max = 1,
     .options = id_options,
     .run = clear},
    {.name = "try",
     .about = EVN_T_DISPATCH_TRY,
     .arguments = "[ITEM...]",
     .n_max = LINES_MAX,
     .run = evn_dispatch_try},
    {.name = "fairness",
     .about = EVN_T_DISPATCH_FAIRNESS,
     .options = evn_dispatch_fair_options,
     .run = evn_dispatch_fairness},
    {.name = "replan", .about = EVN_T_DISPATCH_REPLAN, .options = replan_options, .run = replan},
    {0}};

const struct evn_command evn_command_dispatch = {
    .name = "dispatch", .about = EVN_T_DISPATCH, .verb = verbs};

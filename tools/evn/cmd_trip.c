/* evn trip - one loaded drive, step by step (proto/spec/11-dispatch.md, 30-handover.md). */
#include "tools/evn/dispatch.h"
#include "tools/evn/message.h"
#include "tools/evn/rows.h"
#include "tools/evn/table.h"
#include "tools/evn/trip_receipt.h"

#include "common/base/day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Evernormal__Dispatch__V1__Command command_t;
typedef Evernormal__Dispatch__V1__Result result_t;
typedef Evernormal__Dispatch__V1__Trip trip_t;
typedef Evernormal__Dispatch__V1__Stop stop_t;

enum { TEXT_MAX = 400 };

enum { DAY };
static const struct evn_option list_options[] = {{"day", "DAY", EVN_T_OPT_TRIP_DAY}, {0}};
enum { CREW, DEPART_ID };
static const struct evn_option depart_options[] = {
    {"crew", "NUMBER", EVN_T_OPT_CREW}, {"id", "UUID", EVN_T_OPT_ID}, {0}};
enum { NOTE, HANDOVER_ID };
static const struct evn_option handover_options[] = {
    {"note", "TEXT", EVN_T_OPT_CREW_NOTE}, {"id", "UUID", EVN_T_OPT_ID}, {0}};
enum { BY, CODE, NO_CODE, RECEIVE_ID };
static const struct evn_option receive_options[] = {{"by", "NAME", EVN_T_OPT_SIGNED_BY},
                                                    {"code", "DIGITS", EVN_T_OPT_POINT_CODE},
                                                    {"no-code", "WHY", EVN_T_OPT_NO_CODE},
                                                    {"id", "UUID", EVN_T_OPT_ID},
                                                    {0}};
enum { REASON, CANCEL_ID };
static const struct evn_option cancel_options[] = {
    {"reason", "TEXT", EVN_T_OPT_HINDER_REASON}, {"id", "UUID", EVN_T_OPT_ID}, {0}};
static const struct evn_option id_options[] = {{"id", "UUID", EVN_T_OPT_ID}, {0}};

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

/* Looking */

static const struct evn_column list_columns[] = {{"trip", EVN_T_COL_TRIP, EVN_CELL_TEXT},
                                                 {"state", EVN_T_COL_STATE, EVN_CELL_TEXT},
                                                 {"vehicle", EVN_T_COL_VEHICLE, EVN_CELL_TEXT},
                                                 {"depot", EVN_T_COL_DEPOT, EVN_CELL_TEXT},
                                                 {"stops", EVN_T_COL_STOPS, EVN_CELL_NUMBER},
                                                 {"expected", EVN_T_COL_D_EXPECTED, EVN_CELL_TEXT},
                                                 {"crew", EVN_T_COL_CREW, EVN_CELL_TEXT}};

static void list_row(struct evn_table *table, const trip_t *trip)
{
    char state[40], at[28];
    evn_enum_name(&evernormal__dispatch__v1__trip_state__descriptor, "TRIP_STATE_",
                  (int)trip->state, state, sizeof state);
    evn_table_text(table, trip->trip);
    evn_table_text(table, state);
    evn_table_text(table, trip->vehicle);
    evn_table_text(table, trip->depot);
    evn_table_number(table, (int64_t)trip->n_stops);
    evn_table_text(table, local(trip->end_us, at));
    evn_table_text(table, trip->n_crew > 0 ? trip->crew[trip->n_crew - 1]->crew : "");
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    char after[200] = "";
    evn_err err = EVN_OK;
    evn_cli_table(cli, &table, list_columns, sizeof list_columns / sizeof *list_columns);
    do {
        Evernormal__Dispatch__V1__ListTrips ask = EVERNORMAL__DISPATCH__V1__LIST_TRIPS__INIT;
        Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
        result_t *page;
        ask.day = evn_rows_text(input, DAY);
        ask.after = after;
        query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_TRIPS;
        query.trips = &ask;
        err = evn_dispatch_query(cli, &query, &page);
        if (err != EVN_OK)
            break;
        for (size_t i = 0; i < page->n_trip; i++)
            list_row(&table, page->trip[i]);
        snprintf(after, sizeof after, "%s", page->next);
        evernormal__dispatch__v1__result__free_unpacked(page, NULL);
    } while (after[0] != '\0');
    return evn_table_end(&table, err);
}

static evn_err get(struct evn_cli *cli, char *trip, result_t **out)
{
    Evernormal__Dispatch__V1__GetTrip ask = EVERNORMAL__DISPATCH__V1__GET_TRIP__INIT;
    Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
    ask.trip = trip;
    query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_TRIP;
    query.trip = &ask;
    return evn_dispatch_query(cli, &query, out);
}

static const struct evn_column show_columns[] = {{"stop", EVN_T_COL_STOP, EVN_CELL_NUMBER},
                                                 {"point", EVN_T_COL_POINT, EVN_CELL_TEXT},
                                                 {"state", EVN_T_COL_STATE, EVN_CELL_TEXT},
                                                 {"expected", EVN_T_COL_D_EXPECTED, EVN_CELL_TEXT},
                                                 {"code", EVN_T_COL_POINT_CODE, EVN_CELL_TEXT},
                                                 {"signed_by", EVN_T_COL_SIGNED_BY, EVN_CELL_TEXT},
                                                 {"proof", EVN_T_COL_PROOF, EVN_CELL_TEXT},
                                                 {"differences", EVN_T_COL_DIFFERS, EVN_CELL_TEXT}};

static const char *code_of(const result_t *result, uint32_t stop)
{
    for (size_t i = 0; i < result->n_hand_code; i++)
        if (result->hand_code[i]->stop == stop)
            return result->hand_code[i]->code;
    return "";
}

static void show_row(struct evn_table *table, const result_t *result, const stop_t *stop)
{
    char state[40], proof[40], at[28], differences[TEXT_MAX];
    evn_enum_name(&evernormal__dispatch__v1__stop_state__descriptor, "STOP_STATE_",
                  (int)stop->state, state, sizeof state);
    evn_enum_name(&evernormal__dispatch__v1__proof__descriptor, "PROOF_", (int)stop->proof, proof,
                  sizeof proof);
    evn_table_number(table, stop->stop);
    evn_table_text(table, stop->point);
    evn_table_text(table, state);
    evn_table_text(table, local(stop->done_at_us != 0 ? stop->done_at_us : stop->eta_us, at));
    evn_table_text(table, code_of(result, stop->stop));
    evn_table_text(table, stop->signed_by);
    evn_table_text(table, stop->proof != 0 ? proof : "");
    evn_table_text(table, evn_receipt_differences(stop, differences, sizeof differences));
}

static evn_err show(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    result_t *result;
    evn_err err = get(cli, argument(input, 0), &result);
    if (err != EVN_OK)
        return err;
    evn_cli_table(cli, &table, show_columns, sizeof show_columns / sizeof *show_columns);
    for (size_t i = 0; result->n_trip > 0 && i < result->trip[0]->n_stops; i++)
        show_row(&table, result, result->trip[0]->stops[i]);
    err = evn_table_end(&table, EVN_OK);
    evn_dispatch_doors(cli, result);
    evernormal__dispatch__v1__result__free_unpacked(result, NULL);
    return err;
}

/* Steps */

static evn_err load(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Dispatch__V1__Load in = EVERNORMAL__DISPATCH__V1__LOAD__INIT;
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    in.trip = argument(input, 0);
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_LOAD;
    command.load = &in;
    return evn_dispatch_send(cli, input->option[0], &command);
}

static evn_err depart(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Dispatch__V1__Depart in = EVERNORMAL__DISPATCH__V1__DEPART__INIT;
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    in.trip = argument(input, 0);
    in.crew = evn_rows_text(input, CREW);
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_DEPART;
    command.depart = &in;
    return evn_dispatch_send(cli, input->option[DEPART_ID], &command);
}

static evn_err handover(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Dispatch__V1__HandOver in = EVERNORMAL__DISPATCH__V1__HAND_OVER__INIT;
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    in.trip = argument(input, 0);
    in.crew = argument(input, 1);
    in.note = evn_rows_text(input, NOTE);
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_HAND_OVER;
    command.hand_over = &in;
    return evn_dispatch_send(cli, input->option[HANDOVER_ID], &command);
}

static evn_err stop_of(struct evn_cli *cli, const struct evn_input *input, uint32_t *stop)
{
    int64_t number;
    evn_err err = evn_command_number(cli, input->argument[1], "stop", 1, &number);
    *stop = err == EVN_OK && number < UINT32_MAX ? (uint32_t)number : UINT32_MAX;
    return err;
}

static evn_err arrive(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Dispatch__V1__Arrive in = EVERNORMAL__DISPATCH__V1__ARRIVE__INIT;
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    evn_err err = stop_of(cli, input, &in.stop);
    in.trip = argument(input, 0);
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_ARRIVE;
    command.arrive = &in;
    return err != EVN_OK ? err : evn_dispatch_send(cli, input->option[0], &command);
}

static evn_err receive(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_receipt_lines lines;
    result_t *result;
    Evernormal__Dispatch__V1__Receive in = EVERNORMAL__DISPATCH__V1__RECEIVE__INIT;
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    evn_err err = stop_of(cli, input, &in.stop);
    if (err == EVN_OK)
        err = get(cli, argument(input, 0), &result);
    if (err != EVN_OK)
        return err;
    evn_receipt_begin(&lines, result, in.stop);
    for (size_t i = 2; err == EVN_OK && i < input->n_arguments; i++)
        err = evn_receipt_differ(&lines, cli, input->argument[i]);
    in.trip = argument(input, 0);
    in.n_lines = lines.n;
    in.lines = lines.list;
    in.signed_by = evn_rows_text(input, BY);
    in.code = evn_rows_text(input, CODE);
    in.reason = evn_rows_text(input, NO_CODE);
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_RECEIVE;
    command.receive = &in;
    if (err == EVN_OK)
        err = evn_dispatch_send(cli, input->option[RECEIVE_ID], &command);
    evn_receipt_end(&lines);
    evernormal__dispatch__v1__result__free_unpacked(result, NULL);
    return err;
}

static evn_err close_trip(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Dispatch__V1__Close in = EVERNORMAL__DISPATCH__V1__CLOSE__INIT;
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    in.trip = argument(input, 0);
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_CLOSE;
    command.close = &in;
    return evn_dispatch_send(cli, input->option[0], &command);
}

static evn_err cancel(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Dispatch__V1__CancelTrip in = EVERNORMAL__DISPATCH__V1__CANCEL_TRIP__INIT;
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    in.trip = argument(input, 0);
    in.reason = evn_rows_text(input, REASON);
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_CANCEL_TRIP;
    command.cancel_trip = &in;
    return evn_dispatch_send(cli, input->option[CANCEL_ID], &command);
}

#define ONE_TRIP  .arguments = "TRIP", .n_min = 1, .n_max = 1
#define TRIP_STOP .arguments = "TRIP STOP", .n_min = 2, .n_max = 2

static const struct evn_command verbs[] = {
    {.name = "list", .about = EVN_T_TRIP_LIST, .options = list_options, .run = list},
    {.name = "show", .about = EVN_T_TRIP_SHOW, ONE_TRIP, .run = show},
    {.name = "load", .about = EVN_T_TRIP_LOAD, ONE_TRIP, .options = id_options, .run = load},
    {.name = "depart",
     .about = EVN_T_TRIP_DEPART,
     ONE_TRIP,
     .options = depart_options,
     .run = depart},
    {.name = "handover",
     .about = EVN_T_TRIP_HANDOVER,
     .arguments = "TRIP CREW",
     .n_min = 2,
     .n_max = 2,
     .options = handover_options,
     .run = handover},
    {.name = "arrive", .about = EVN_T_TRIP_ARRIVE, TRIP_STOP, .options = id_options, .run = arrive},
    {.name = "receive",
     .about = EVN_T_TRIP_RECEIVE,
     .arguments = "TRIP STOP [ITEM:PART=N,...]...",
     .n_min = 2,
     .n_max = EVN_ARGUMENTS_MAX,
     .options = receive_options,
     .run = receive},
    {.name = "close",
     .about = EVN_T_TRIP_CLOSE,
     ONE_TRIP,
     .options = id_options,
     .run = close_trip},
    {.name = "cancel",
     .about = EVN_T_TRIP_CANCEL,
     ONE_TRIP,
     .options = cancel_options,
     .run = cancel},
    {0}};

const struct evn_command evn_command_trip = {.name = "trip", .about = EVN_T_TRIP, .verb = verbs};

/* evn door - what was received at a reception point, brought to doors (proto/spec/29-doors.md). */
#include "tools/evn/door.h"
#include "tools/evn/message.h"
#include "tools/evn/move.h"
#include "tools/evn/rows.h"
#include "tools/evn/table.h"

#include <string.h>

typedef Evernormal__Dispatch__V1__Command command_t;
typedef Evernormal__Dispatch__V1__DoorRound round_t;
typedef Evernormal__Dispatch__V1__DoorQuantity quantity_t;
typedef Evernormal__Dispatch__V1__Result result_t;

enum { PROOF, TEXT, WHY, NOTE, VISIT_ID, NEXT_MAX = 200 };
static const struct evn_option visit_options[] = {{"proof", "KIND", EVN_T_OPT_DOOR_PROOF},
                                                  {"text", "TEXT", EVN_T_OPT_DOOR_TEXT},
                                                  {"why", "REASON", EVN_T_OPT_DOOR_WHY},
                                                  {"note", "TEXT", EVN_T_OPT_NOTE},
                                                  {"id", "UUID", EVN_T_OPT_ID},
                                                  {0}};
static const struct evn_option close_options[] = {{"id", "UUID", EVN_T_OPT_ID}, {0}};
enum { AREA, TRIP, ALL };
static const struct evn_option list_options[] = {{"area", "CODE", EVN_T_OPT_IN_AREA},
                                                 {"trip", "TRIP", EVN_T_OPT_DOOR_TRIP},
                                                 {"all", NULL, EVN_T_OPT_DOOR_ALL},
                                                 {0}};

char *evn_door_argument(const struct evn_input *input, size_t i)
{
    return (char *)(uintptr_t)input->argument[i];
}

evn_err evn_door_stop(struct evn_cli *cli, const struct evn_input *input, uint32_t *stop)
{
    int64_t n = 0;
    evn_err err = evn_command_number(cli, input->argument[1], "STOP", 1, &n);
    *stop = n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
    return err;
}

/* The arguments behind the first `n_words` as quantities of items; none is fine. */
static evn_err read_lines(struct evn_cli *cli, const struct evn_input *input, size_t n_words,
                          quantity_t *line, quantity_t **list, struct evn_move *move)
{
    struct evn_input rest = *input;
    evn_err err = EVN_OK;
    *move = (struct evn_move){.cli = cli};
    rest.n_arguments -= n_words;
    memmove(rest.argument, rest.argument + n_words, rest.n_arguments * sizeof *rest.argument);
    if (rest.n_arguments == 0)
        return evn_move_begin_bare(move, cli, NULL);
    err = evn_move_begin(move, cli, &rest, NULL, NULL, NULL);
    for (size_t i = 0; err == EVN_OK && i < move->n_lines; i++) {
        evernormal__dispatch__v1__door_quantity__init(&line[i]);
        if (move->line[i].lot[0] != '\0')
            return evn_cli_usage(cli, EVN_T_DISPATCH_NO_LOT,
                                 (struct evn_fill){.a = move->line[i].lot});
        line[i].item = evn_move_or(move->line[i].item, NULL);
        list[i] = &line[i];
        err = evn_move_units(move, i, move->line[i].quantity, &line[i].quantity);
    }
    return err;
}

/* The number of an enum's word; 0 when the option was not given. */
static evn_err word(struct evn_cli *cli, const struct evn_input *input, size_t option,
                    const ProtobufCEnumDescriptor *type, const char *prefix, int *out)
{
    const char *text = input->option[option];
    *out = text == NULL ? 0 : evn_enum_number(type, prefix, text);
    return *out >= 0 ? EVN_OK : evn_cli_fail(cli, EVN_E_BAD_FIELD, text);
}

static evn_err visit(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_move move = {0};
    quantity_t line[EVN_ARGUMENTS_MAX], *list[EVN_ARGUMENTS_MAX];
    int proof = 0, why = 0;
    Evernormal__Dispatch__V1__DoorVisit body = EVERNORMAL__DISPATCH__V1__DOOR_VISIT__INIT;
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    evn_err err = evn_door_stop(cli, input, &body.stop);
    if (err == EVN_OK)
        err = word(cli, input, PROOF, &evernormal__dispatch__v1__door_proof__descriptor,
                   "DOOR_PROOF_", &proof);
    if (err == EVN_OK)
        err = word(cli, input, WHY, &evernormal__dispatch__v1__door_why__descriptor, "DOOR_WHY_",
                   &why);
    if (err != EVN_OK)
        return err;
    err = read_lines(cli, input, 3, line, list, &move);
    body.trip = evn_door_argument(input, 0);
    body.bag = evn_door_argument(input, 2);
    body.n_lines = move.n_lines;
    body.lines = list;
    body.proof = (Evernormal__Dispatch__V1__DoorProof)proof;
    body.why = (Evernormal__Dispatch__V1__DoorWhy)why;
    body.proof_text = evn_rows_text(input, TEXT);
    body.note = evn_rows_text(input, NOTE);
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_DOOR_VISIT;
    command.door_visit = &body;
    if (err == EVN_OK)
        err = evn_dispatch_send(cli, input->option[VISIT_ID], &command);
    evn_move_end(&move);
    return err;
}

static evn_err finish(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_move move = {0};
    quantity_t line[EVN_ARGUMENTS_MAX], *list[EVN_ARGUMENTS_MAX];
    Evernormal__Dispatch__V1__DoorClose body = EVERNORMAL__DISPATCH__V1__DOOR_CLOSE__INIT;
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    evn_err err = evn_door_stop(cli, input, &body.stop);
    if (err != EVN_OK)
        return err;
    err = read_lines(cli, input, 2, line, list, &move);
    body.trip = evn_door_argument(input, 0);
    body.n_returned = move.n_lines;
    body.returned = list;
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_DOOR_CLOSE;
    command.door_close = &body;
    if (err == EVN_OK)
        err = evn_dispatch_send(cli, input->option[0], &command);
    evn_move_end(&move);
    return err;
}

/* What is shown */

static const struct evn_column list_columns[] = {
    {"trip", EVN_T_COL_TRIP, EVN_CELL_TEXT},
    {"stop", EVN_T_COL_STOP, EVN_CELL_NUMBER},
    {"point", EVN_T_COL_POINT, EVN_CELL_TEXT},
    {"state", EVN_T_COL_STATE, EVN_CELL_TEXT},
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
    {"received", EVN_T_COL_DOOR_RECEIVED, EVN_CELL_NUMBER},
    {"handed", EVN_T_COL_DOOR_HANDED, EVN_CELL_NUMBER},
    {"left", EVN_T_COL_DOOR_LEFT, EVN_CELL_NUMBER},
    {"returned", EVN_T_COL_DOOR_RETURNED, EVN_CELL_NUMBER},
    {"why", EVN_T_COL_REASON, EVN_CELL_TEXT}};
static const struct evn_column show_columns[] = {{"door", EVN_T_COL_DOOR_N, EVN_CELL_NUMBER},
                                                 {"bag", EVN_T_COL_BAG, EVN_CELL_TEXT},
                                                 {"person", EVN_T_COL_PERSON, EVN_CELL_TEXT},
                                                 {"state", EVN_T_COL_STATE, EVN_CELL_TEXT},
                                                 {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
                                                 {"quantity", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER},
                                                 {"handed", EVN_T_COL_DOOR_HANDED, EVN_CELL_NUMBER},
                                                 {"why", EVN_T_COL_REASON, EVN_CELL_TEXT},
                                                 {"note", EVN_T_COL_DOOR_SAID, EVN_CELL_TEXT}};

static void list_rows(const struct evn_cli *cli, struct evn_table *table, const round_t *r)
{
    char state[40], why[400];
    evn_enum_name(&evernormal__dispatch__v1__door_round_state__descriptor, "DOOR_ROUND_STATE_",
                  (int)r->state, state, sizeof state);
    for (size_t i = 0; i < r->n_items; i++) {
        evn_table_text(table, r->trip);
        evn_table_number(table, r->stop);
        evn_table_text(table, r->point);
        evn_table_text(table, state);
        evn_table_text(table, r->items[i]->item);
        evn_table_number(table, r->items[i]->received);
        evn_table_number(table, r->items[i]->handed);
        evn_table_number(table, r->items[i]->left);
        evn_table_number(table, r->items[i]->returned);
        evn_table_text(table, evn_dispatch_why(cli, r->why, why, sizeof why));
    }
}

static void show_rows(struct evn_table *table, const round_t *r)
{
    char state[40], why[40];
    for (size_t i = 0; i < r->n_doors; i++)
        for (size_t k = 0; k < r->doors[i]->n_lines; k++) {
            const Evernormal__Dispatch__V1__Door *door = r->doors[i];
            evn_table_number(table, (int64_t)i + 1);
            evn_table_text(table, door->bag);
            evn_table_text(table, door->person);
            evn_table_text(table,
                           evn_enum_name(&evernormal__dispatch__v1__door_state__descriptor,
                                         "DOOR_STATE_", (int)door->state, state, sizeof state));
            evn_table_text(table, door->lines[k]->item);
            evn_table_number(table, door->lines[k]->quantity);
            evn_table_number(table, door->lines[k]->handed);
            evn_table_text(table,
                           door->why == 0
                               ? ""
                               : evn_enum_name(&evernormal__dispatch__v1__door_why__descriptor,
                                               "DOOR_WHY_", (int)door->why, why, sizeof why));
            evn_table_text(table, door->note);
        }
}

/* Every page of the rounds asked for, each round given to `with`. */
static evn_err walk(struct evn_cli *cli, Evernormal__Dispatch__V1__ListDoors *ask,
                    void (*with)(const struct evn_cli *cli, struct evn_table *table,
                                 const round_t *r, uint32_t stop),
                    struct evn_table *table, uint32_t stop)
{
    char after[NEXT_MAX] = "";
    evn_err err = EVN_OK;
    do {
        Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
        result_t *page;
        ask->after = after;
        query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_DOORS;
        query.doors = ask;
        err = evn_dispatch_query(cli, &query, &page);
        if (err != EVN_OK)
            break;
        for (size_t i = 0; i < page->n_door_round; i++)
            with(cli, table, page->door_round[i], stop);
        snprintf(after, sizeof after, "%s", page->next);
        evernormal__dispatch__v1__result__free_unpacked(page, NULL);
    } while (after[0] != '\0');
    return evn_table_end(table, err);
}

static void list_one(const struct evn_cli *cli, struct evn_table *table, const round_t *r,
                     uint32_t stop)
{
    (void)stop;
    list_rows(cli, table, r);
}

static void show_one(const struct evn_cli *cli, struct evn_table *table, const round_t *r,
                     uint32_t stop)
{
    (void)cli;
    if (r->stop == stop)
        show_rows(table, r);
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    Evernormal__Dispatch__V1__ListDoors ask = EVERNORMAL__DISPATCH__V1__LIST_DOORS__INIT;
    ask.area = evn_rows_text(input, AREA);
    ask.trip = evn_rows_text(input, TRIP);
    ask.closed = input->option[ALL] != NULL;
    evn_cli_table(cli, &table, list_columns, sizeof list_columns / sizeof *list_columns);
    return walk(cli, &ask, list_one, &table, 0);
}

static evn_err show(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    uint32_t stop;
    Evernormal__Dispatch__V1__ListDoors ask = EVERNORMAL__DISPATCH__V1__LIST_DOORS__INIT;
    evn_err err = evn_door_stop(cli, input, &stop);
    if (err != EVN_OK)
        return err;
    ask.trip = evn_door_argument(input, 0);
    ask.closed = true;
    evn_cli_table(cli, &table, show_columns, sizeof show_columns / sizeof *show_columns);
    return walk(cli, &ask, show_one, &table, stop);
}

static const struct evn_command verbs[] = {
    {.name = "start",
     .about = EVN_T_DOOR_START,
     .arguments = "TRIP STOP",
     .n_min = 2,
     .n_max = 2,
     .options = evn_door_start_options,
     .run = evn_door_start},
    {.name = "visit",
     .about = EVN_T_DOOR_VISIT,
     .arguments = "TRIP STOP BAG [ITEM=QUANTITY...]",
     .n_min = 3,
     .n_max = EVN_ARGUMENTS_MAX,
     .options = visit_options,
     .run = visit},
    {.name = "close",
     .about = EVN_T_DOOR_CLOSE,
     .arguments = "TRIP STOP [ITEM=QUANTITY...]",
     .n_min = 2,
     .n_max = EVN_ARGUMENTS_MAX,
     .options = close_options,
     .run = finish},
    {.name = "list", .about = EVN_T_DOOR_LIST, .options = list_options, .run = list},
    {.name = "show",
     .about = EVN_T_DOOR_SHOW,
     .arguments = "TRIP STOP",
     .n_min = 2,
     .n_max = 2,
     .run = show},
    {0}};

const struct evn_command evn_command_door = {.name = "door", .about = EVN_T_DOOR, .verb = verbs};

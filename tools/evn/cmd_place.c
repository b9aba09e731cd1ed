#include "tools/evn/message.h"
#include "tools/evn/place.h"
#include "tools/evn/send.h"
#include "tools/evn/update.h"
#include "tools/import/value.h"

#include <string.h>

typedef Evernormal__Registry__V1__Place place_message;

typedef Evernormal__Registry__V1__Vehicle vehicle_message;

enum {
    ZH,
    EN,
    KIND,
    AREA,
    REPLACE,
    PARENT,
    MIN_LIFE,
    WEIGHT_MAX,
    VOLUME_MAX,
    COLD_BOX,
    DEPOT,
    SHIFT,
    PASS,
    CLEAR
};

static const struct evn_option put_options[] = {{"zh", "NAME", EVN_T_OPT_NAME_ZH},
                                                {"en", "NAME", EVN_T_OPT_NAME_EN},
                                                {"kind", "KIND", EVN_T_OPT_PLACE_KIND},
                                                {"area", "CODE", EVN_T_OPT_AREA},
                                                {"replace", NULL, EVN_T_OPT_UPDATE},
                                                {"parent", "CODE", EVN_T_OPT_PARENT},
                                                {"min-life-days", "N", EVN_T_OPT_MIN_LIFE},
                                                {"weight-max", "KG", EVN_T_OPT_WEIGHT_MAX},
                                                {"volume-max", "LITRES", EVN_T_OPT_VOLUME_MAX},
                                                {"cold-box", NULL, EVN_T_OPT_COLD_BOX},
                                                {"depot", "CODE", EVN_T_OPT_DEPOT},
                                                {"shift", "HH:MM-HH:MM", EVN_T_OPT_SHIFT},
                                                {"pass", "DAY..DAY", EVN_T_OPT_PASS},
                                                {"clear", "LIST", EVN_T_OPT_CLEAR},
                                                {0}};

enum { INTAKE, ACCEPTS, CLOSED, OPEN, LOOP_SITE, NO_LOOP };

static const struct evn_option set_options[] = {{"intake", "STATE", EVN_T_OPT_INTAKE},
                                                {"accepts", "LIST", EVN_T_OPT_ACCEPTS},
                                                {"closed", NULL, EVN_T_OPT_CLOSE_PLACE},
                                                {"open", NULL, EVN_T_OPT_OPEN_PLACE},
                                                {"closed-loop", NULL, EVN_T_OPT_LOOP_SITE},
                                                {"no-closed-loop", NULL, EVN_T_OPT_NO_LOOP},
                                                {0}};

static const struct evn_option area_options[] = {{"area", "CODE", EVN_T_OPT_IN_AREA}, {0}};

static const struct evn_column columns[] = {{"code", EVN_T_COL_CODE, EVN_CELL_TEXT},
                                            {"kind", EVN_T_COL_KIND, EVN_CELL_TEXT},
                                            {"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
                                            {"area", EVN_T_COL_SCOPE, EVN_CELL_TEXT},
                                            {"closed", EVN_T_COL_CLOSED, EVN_CELL_FLAG}};

static const ProtobufCMessage *place_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_place ? &page->place[i]->base : NULL;
}

static void show_place(struct evn_cli *cli, struct evn_table *table,
                       const ProtobufCMessage *message)
{
    const place_message *place = (const void *)message;
    char kind[40];
    evn_table_text(table, place->code);
    evn_table_text(table, evn_enum_name(&evernormal__registry__v1__place_kind__descriptor,
                                        "PLACE_KIND_", (int)place->kind, kind, sizeof kind));
    evn_table_text(table, evn_rows_either(cli, place->name_zh, place->name_en));
    evn_table_text(table, place->area);
    evn_table_flag(table, place->closed);
}

static const struct evn_rows rows = {.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_PLACE,
                                     .columns = columns,
                                     .n_columns = sizeof columns / sizeof columns[0],
                                     .at = place_at,
                                     .show = show_place};

static const struct evn_says says[] = {
    {KIND, 2, 0},      {AREA, 3, 0},        {ZH, 4, 0},          {EN, 5, 0},        {PARENT, 15, 0},
    {MIN_LIFE, 16, 0}, {WEIGHT_MAX, 12, 1}, {VOLUME_MAX, 12, 2}, {COLD_BOX, 12, 3}, {PASS, 12, 4},
    {PASS, 12, 5},     {DEPOT, 12, 6},      {SHIFT, 12, 7},      {SHIFT, 12, 8}};

static const struct evn_update place_update = {.rows = &rows,
                                               .options = put_options,
                                               .says = says,
                                               .n_says = sizeof says / sizeof says[0],
                                               .replace = REPLACE,
                                               .clear = CLEAR};

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    (void)input;
    return evn_rows_print(cli, &rows, NULL);
}

static evn_err show(struct evn_cli *cli, const struct evn_input *input)
{
    return evn_rows_print(cli, &rows, input->argument[0]);
}

static evn_err bad_option(struct evn_cli *cli, const char *text, const char *option)
{
    return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = text, .b = option});
}

/* Thousandths of a kilogram or litre. */
static evn_err read_limit(struct evn_cli *cli, const char *text, const char *option, int64_t *out)
{
    if (text == NULL || (evn_value_decimal(evn_bytes_text(text), 3, out) && *out >= 0))
        return EVN_OK;
    return bad_option(cli, text, option);
}

/* "06:00-22:00", and after midnight "22:00-30:00". */
static evn_err read_shift(struct evn_cli *cli, const char *text, vehicle_message *vehicle)
{
    const char *stroke = text != NULL ? strchr(text, '-') : NULL;
    if (text == NULL)
        return EVN_OK;
    if (stroke != NULL &&
        evn_value_minute(evn_bytes_of(text, (size_t)(stroke - text)), &vehicle->shift_from_min) &&
        evn_value_minute(evn_bytes_text(stroke + 1), &vehicle->shift_until_min))
        return EVN_OK;
    return bad_option(cli, text, "shift");
}

/* "2022-11-14..2022-11-30": the registry judges the days. */
static evn_err read_pass(struct evn_cli *cli, char *text, vehicle_message *vehicle)
{
    char *dots = strstr(text, "..");
    if (text[0] == '\0')
        return EVN_OK;
    if (dots == NULL)
        return bad_option(cli, text, "pass");
    *dots = '\0';
    vehicle->pass_from = text;
    vehicle->pass_until = dots + 2;
    return EVN_OK;
}

/* What a vehicle carries, from where, when; *given: one of its options is there. */
static evn_err read_vehicle(struct evn_cli *cli, const struct evn_input *input,
                            vehicle_message *vehicle, bool *given)
{
    *given = false;
    for (size_t i = WEIGHT_MAX; i <= PASS; i++)
        *given |= input->option[i] != NULL;
    vehicle->cold_box = input->option[COLD_BOX] != NULL;
    vehicle->depot = evn_rows_text(input, DEPOT);
    evn_err err = read_limit(cli, input->option[WEIGHT_MAX], "weight-max", &vehicle->weight_max_g);
    if (err == EVN_OK)
        err = read_limit(cli, input->option[VOLUME_MAX], "volume-max", &vehicle->volume_max_ml);
    if (err == EVN_OK)
        err = read_shift(cli, input->option[SHIFT], vehicle);
    return err == EVN_OK ? read_pass(cli, evn_rows_text(input, PASS), vehicle) : err;
}

/* `was` as it was read, NULL: the place is said whole. */
static evn_err post(struct evn_cli *cli, place_message *place, place_message *was)
{
    struct evn_session *session;
    Evernormal__Registry__V1__PlacePut body = EVERNORMAL__REGISTRY__V1__PLACE_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    body.place = place;
    body.was = was;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_PLACE;
    command.place = &body;
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_registry_post(session, &command, &cli->why);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_SAVED, (struct evn_fill){.a = place->code});
    return err;
}

/* The place that the command line tells of; a kind is needed unless one is there to be changed. */
static evn_err read_place(struct evn_cli *cli, const struct evn_input *input,
                          vehicle_message *vehicle, place_message *place)
{
    const char *text = evn_rows_text(input, KIND);
    int kind =
        evn_enum_number(&evernormal__registry__v1__place_kind__descriptor, "PLACE_KIND_", text);
    bool update = input->option[REPLACE] != NULL || input->option[CLEAR] != NULL;
    if (kind <= 0 && !(update && text[0] == '\0'))
        return bad_option(cli, text, "kind");
    int64_t days = 0;
    bool is_vehicle;
    evn_err err = read_vehicle(cli, input, vehicle, &is_vehicle);
    if (err == EVN_OK && input->option[MIN_LIFE] != NULL)
        err = evn_command_number(cli, input->option[MIN_LIFE], "min-life-days", 0, &days);
    place->code = (char *)(uintptr_t)input->argument[0];
    place->kind = (Evernormal__Registry__V1__PlaceKind)(kind > 0 ? kind : 0);
    place->area = evn_rows_text(input, AREA);
    place->min_life_days = days < UINT32_MAX ? (uint32_t)days : UINT32_MAX;
    place->parent = evn_rows_text(input, PARENT);
    place->name_zh = evn_rows_text(input, ZH);
    place->name_en = evn_rows_text(input, EN);
    place->vehicle = is_vehicle ? vehicle : NULL;
    return err;
}

static evn_err put(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_updated update;
    place_message place = EVERNORMAL__REGISTRY__V1__PLACE__INIT;
    vehicle_message vehicle = EVERNORMAL__REGISTRY__V1__VEHICLE__INIT;
    evn_err err = read_place(cli, input, &vehicle, &place);
    if (err != EVN_OK)
        return err;
    err = evn_update_begin(cli, &place_update, input, place.code, &place.base, &update);
    if (err == EVN_OK)
        err = post(cli, update.now != NULL ? (void *)update.now : &place, (void *)update.was);
    evn_update_end(&update);
    return err;
}

/* "severe,critical" as a set of 1 << Severity. */
static evn_err read_accepts(struct evn_cli *cli, const char *list, uint32_t *out)
{
    char text[120], *name[8];
    *out = 0;
    if (strlen(list) >= sizeof text)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = list, .b = "accepts"});
    memcpy(text, list, strlen(list) + 1);
    size_t n = evn_send_split(text, name, 8);
    for (size_t i = 0; i < n; i++) {
        int grade =
            evn_enum_number(&evernormal__registry__v1__severity__descriptor, "SEVERITY_", name[i]);
        if (grade <= 0)
            return evn_cli_usage(cli, EVN_T_BAD_OPTION,
                                 (struct evn_fill){.a = name[i], .b = "accepts"});
        *out |= 1u << grade;
    }
    return EVN_OK;
}

/* The place as it is known, with what the options say. */
static evn_err change(struct evn_cli *cli, const struct evn_input *input, place_message *place)
{
    const char *intake = input->option[INTAKE];
    if (intake != NULL) {
        int n = evn_enum_number(&evernormal__registry__v1__intake__descriptor, "INTAKE_", intake);
        if (n < 0)
            return evn_cli_usage(cli, EVN_T_BAD_OPTION,
                                 (struct evn_fill){.a = intake, .b = "intake"});
        place->intake = (Evernormal__Registry__V1__Intake)n;
    }
    place->closed = input->option[CLOSED] != NULL || (place->closed && input->option[OPEN] == NULL);
    place->closed_loop =
        input->option[LOOP_SITE] != NULL || (place->closed_loop && input->option[NO_LOOP] == NULL);
    return input->option[ACCEPTS] != NULL
               ? read_accepts(cli, input->option[ACCEPTS], &place->accepts)
               : EVN_OK;
}

/* Lists in `was` and the place are the same ones: `change` touches numbers alone. */
static evn_err set(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_session *session;
    Evernormal__Registry__V1__Get ask = EVERNORMAL__REGISTRY__V1__GET__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    Evernormal__Registry__V1__Result *known = NULL;
    ask.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_PLACE;
    ask.key = (char *)(uintptr_t)input->argument[0];
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_GET;
    query.get = &ask;
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_registry_ask(session, &query, &known, &cli->why);
    if (err == EVN_OK && known->n_place != 1)
        err = evn_cli_fail(cli, EVN_E_BAD_MESSAGE, "registry");
    if (err == EVN_OK) {
        place_message place = *known->place[0];
        err = change(cli, input, &place);
        if (err == EVN_OK)
            err = post(cli, &place, known->place[0]);
    }
    if (known != NULL)
        evernormal__registry__v1__result__free_unpacked(known, NULL);
    return err;
}

static const struct evn_command verbs[] = {{.name = "list", .about = EVN_T_PLACE_LIST, .run = list},
                                           {.name = "misplaced",
                                            .about = EVN_T_PLACE_MISPLACED,
                                            .options = area_options,
                                            .run = evn_place_misplaced},
                                           {.name = "show",
                                            .about = EVN_T_PLACE_SHOW,
                                            .arguments = "CODE",
                                            .n_min = 1,
                                            .n_max = 1,
                                            .run = show},
                                           {.name = "put",
                                            .about = EVN_T_PLACE_PUT,
                                            .arguments = "CODE",
                                            .n_min = 1,
                                            .n_max = 1,
                                            .options = put_options,
                                            .run = put},
                                           {.name = "set",
                                            .about = EVN_T_PLACE_SET,
                                            .arguments = "CODE",
                                            .n_min = 1,
                                            .n_max = 1,
                                            .options = set_options,
                                            .run = set},
                                           {0}};

const struct evn_command evn_command_place = {.name = "place", .about = EVN_T_PLACE, .verb = verbs};

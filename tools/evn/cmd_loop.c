/* evn loop - closed-loop sites: who goes in and who comes out (proto/spec/22-tests.md). */
#include "tools/evn/rows.h"

#include <string.h>

enum { PLACE, BOOSTER, ENTERED, AREA, EXEMPT, LEFT };

static const struct evn_option enter_options[] = {
    {"place", "CODE", EVN_T_OPT_LOOP_PLACE}, {"booster", "DATE", EVN_T_OPT_BOOSTER},
    {"entered", "DATE", EVN_T_OPT_ENTERED},  {"area", "CODE", EVN_T_OPT_HOME_AREA},
    {"exempt", NULL, EVN_T_OPT_EXEMPT},      {0}};
static const struct evn_option leave_options[] = {{"left", "DATE", EVN_T_OPT_LEFT}, {0}};

static const struct evn_column columns[] = {{"person", EVN_T_COL_PERSON, EVN_CELL_TEXT},
                                            {"place", EVN_T_COL_PLACE, EVN_CELL_TEXT},
                                            {"booster", EVN_T_COL_BOOSTER, EVN_CELL_TEXT},
                                            {"entered", EVN_T_COL_ENTERED, EVN_CELL_TEXT},
                                            {"left", EVN_T_COL_LOOP_LEFT, EVN_CELL_TEXT}};

typedef Evernormal__Registry__V1__LoopStay stay_message;

static const ProtobufCMessage *stay_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_loop_stay ? &page->loop_stay[i]->base : NULL;
}

static void show_stay(struct evn_cli *cli, struct evn_table *table, const ProtobufCMessage *message)
{
    const stay_message *stay = (const void *)message;
    (void)cli;
    evn_table_text(table, stay->person);
    evn_table_text(table, stay->place);
    evn_table_text(table, stay->booster_on);
    evn_table_text(table, stay->entered_on);
    evn_table_text(table, stay->left_on);
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_LOOP_STAY,
                                         .columns = columns,
                                         .n_columns = sizeof columns / sizeof columns[0],
                                         .at = stay_at,
                                         .show = show_stay};
    (void)input;
    return evn_rows_print(cli, &rows, NULL);
}

static evn_err post(struct evn_cli *cli, stay_message *stay)
{
    Evernormal__Registry__V1__LoopStayPut body = EVERNORMAL__REGISTRY__V1__LOOP_STAY_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    struct evn_session *session;
    body.loop_stay = stay;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_LOOP_STAY;
    command.loop_stay = &body;
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_registry_post(session, &command, &cli->why);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_SAVED, (struct evn_fill){.a = stay->person});
    return err;
}

static evn_err enter(struct evn_cli *cli, const struct evn_input *input)
{
    stay_message stay = EVERNORMAL__REGISTRY__V1__LOOP_STAY__INIT;
    stay.person = (char *)(uintptr_t)input->argument[0];
    stay.place = evn_rows_text(input, PLACE);
    stay.booster_on = evn_rows_text(input, BOOSTER);
    stay.entered_on = evn_rows_text(input, ENTERED);
    stay.area = evn_rows_text(input, AREA);
    stay.exempt = input->option[EXEMPT] != NULL;
    return post(cli, &stay);
}

/* The stay as it is known, with the day of leaving. */
static evn_err leave(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__Get ask = EVERNORMAL__REGISTRY__V1__GET__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    Evernormal__Registry__V1__Result *known = NULL;
    struct evn_session *session;
    ask.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_LOOP_STAY;
    ask.key = (char *)(uintptr_t)input->argument[0];
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_GET;
    query.get = &ask;
    if (input->option[0] == NULL)
        return evn_cli_usage(cli, EVN_T_OPTION_NEEDED, (struct evn_fill){.a = "left"});
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_registry_ask(session, &query, &known, &cli->why);
    if (err == EVN_OK && known->n_loop_stay > 0) {
        stay_message stay = *known->loop_stay[0];
        stay.left_on = evn_rows_text(input, 0);
        err = post(cli, &stay);
    }
    if (known != NULL)
        evernormal__registry__v1__result__free_unpacked(known, NULL);
    return err;
}

#define ONE_PERSON .arguments = "PERSON", .n_min = 1, .n_max = 1

static const struct evn_command verbs[] = {{.name = "list", .about = EVN_T_LOOP_LIST, .run = list},
                                           {.name = "enter",
                                            .about = EVN_T_LOOP_ENTER,
                                            ONE_PERSON,
                                            .options = enter_options,
                                            .run = enter},
                                           {.name = "leave",
                                            .about = EVN_T_LOOP_LEAVE,
                                            ONE_PERSON,
                                            .options = leave_options,
                                            .run = leave},
                                           {0}};

const struct evn_command evn_command_loop = {.name = "loop", .about = EVN_T_LOOP, .verb = verbs};

/* evn transfer - people found positive and their beds (proto/spec/22-tests.md). */
#include "tools/evn/dispatch.h"
#include "tools/evn/message.h"
#include "tools/evn/table.h"

enum { AREA };
enum { WHY_MAX = 400 };

static const struct evn_option list_options[] = {{"area", "CODE", EVN_T_OPT_IN_AREA}, {0}};

static const struct evn_column columns[] = {
    {"person", EVN_T_COL_PERSON, EVN_CELL_TEXT}, {"area", EVN_T_COL_TEST_AREA, EVN_CELL_TEXT},
    {"state", EVN_T_COL_STATE, EVN_CELL_TEXT},   {"place", EVN_T_COL_PLACE, EVN_CELL_TEXT},
    {"bed", EVN_T_COL_BED, EVN_CELL_TEXT},       {"why", EVN_T_COL_REASON, EVN_CELL_TEXT}};

static void show(const struct evn_cli *cli, struct evn_table *table,
                 const Evernormal__Dispatch__V1__Transfer *t)
{
    char state[40], why[WHY_MAX];
    evn_enum_name(&evernormal__dispatch__v1__transfer_state__descriptor, "TRANSFER_STATE_",
                  (int)t->state, state, sizeof state);
    evn_table_text(table, t->person);
    evn_table_text(table, t->area);
    evn_table_text(table, state);
    evn_table_text(table, t->place);
    evn_table_text(table, t->bed);
    evn_table_text(table, evn_dispatch_why(cli, t->why, why, sizeof why));
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    char after[200] = "";
    evn_err err = EVN_OK;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    do {
        Evernormal__Dispatch__V1__ListTransfers ask =
            EVERNORMAL__DISPATCH__V1__LIST_TRANSFERS__INIT;
        Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
        Evernormal__Dispatch__V1__Result *page;
        ask.area = input->option[AREA] != NULL ? (char *)(uintptr_t)input->option[AREA] : ask.area;
        ask.after = after;
        query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_TRANSFERS;
        query.transfers = &ask;
        err = evn_dispatch_query(cli, &query, &page);
        if (err != EVN_OK)
            break;
        for (size_t i = 0; i < page->n_transfer; i++)
            show(cli, &table, page->transfer[i]);
        snprintf(after, sizeof after, "%s", page->next);
        evernormal__dispatch__v1__result__free_unpacked(page, NULL);
    } while (after[0] != '\0');
    return evn_table_end(&table, err);
}

static evn_err step(struct evn_cli *cli, const struct evn_input *input,
                    Evernormal__Dispatch__V1__TransferDone what)
{
    Evernormal__Dispatch__V1__TransferStep body = EVERNORMAL__DISPATCH__V1__TRANSFER_STEP__INIT;
    Evernormal__Dispatch__V1__Command command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    body.person = (char *)(uintptr_t)input->argument[0];
    body.step = what;
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_TRANSFER;
    command.transfer = &body;
    return evn_dispatch_send(cli, NULL, &command);
}

static evn_err brought(struct evn_cli *cli, const struct evn_input *input)
{
    return step(cli, input, EVERNORMAL__DISPATCH__V1__TRANSFER_DONE__TRANSFER_DONE_BROUGHT);
}

static evn_err end(struct evn_cli *cli, const struct evn_input *input)
{
    return step(cli, input, EVERNORMAL__DISPATCH__V1__TRANSFER_DONE__TRANSFER_DONE_ENDED);
}

#define ONE_PERSON .arguments = "PERSON", .n_min = 1, .n_max = 1

static const struct evn_command verbs[] = {
    {.name = "list", .about = EVN_T_TRANSFER_LIST, .options = list_options, .run = list},
    {.name = "brought", .about = EVN_T_TRANSFER_BROUGHT, ONE_PERSON, .run = brought},
    {.name = "end", .about = EVN_T_TRANSFER_END, ONE_PERSON, .run = end},
    {0}};

const struct evn_command evn_command_transfer = {
    .name = "transfer", .about = EVN_T_TRANSFER, .verb = verbs};

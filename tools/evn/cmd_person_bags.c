/* evn person bags, evn person overdue - what key persons are to get, and what they were not
 * brought. */
#include "common/client/typed.h"
#include "tools/evn/message.h"
#include "tools/evn/person.h"
#include "tools/evn/rows.h"

#include "evernormal/dispatch/v1/query.pb-c.h"
#include "evernormal/planner/v1/query.pb-c.h"

typedef Evernormal__Planner__V1__Result planner_result;
typedef Evernormal__Dispatch__V1__Result dispatch_result;

enum { DAY, AREA = 0, NEXT_MAX = 192 };

const struct evn_option evn_person_bags_options[] = {{"day", "DATE", EVN_T_OPT_BAGS_DAY}, {0}};
const struct evn_option evn_person_overdue_options[] = {{"area", "CODE", EVN_T_OPT_IN_AREA}, {0}};

static const struct evn_column bag_columns[] = {{"bag", EVN_T_COL_BAG, EVN_CELL_TEXT},
                                                {"person", EVN_T_COL_PERSON, EVN_CELL_TEXT},
                                                {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
                                                {"tier", EVN_T_COL_TIER, EVN_CELL_NUMBER},
                                                {"quantity", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER},
                                                {"next_day", EVN_T_COL_NEXT_DAY, EVN_CELL_TEXT},
                                                {"days_left", EVN_T_COL_DAYS_LEFT, EVN_CELL_NUMBER},
                                                {"door_only", EVN_T_COL_DOOR_ONLY, EVN_CELL_FLAG}};
static const struct evn_column overdue_columns[] = {
    {"community", EVN_T_COL_COMMUNITY, EVN_CELL_TEXT},
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
    {"tier", EVN_T_COL_TIER, EVN_CELL_NUMBER},
    {"open", EVN_T_COL_OWED, EVN_CELL_NUMBER},
    {"since", EVN_T_COL_OWED_SINCE, EVN_CELL_TEXT}};

static void show_bag(struct evn_cli *cli, struct evn_table *table,
                     const Evernormal__Planner__V1__Bag *bag)
{
    (void)cli;
    evn_table_text(table, bag->bag);
    evn_table_text(table, bag->person);
    evn_table_text(table, bag->item);
    evn_table_number(table, bag->tier);
    evn_table_number(table, bag->quantity);
    evn_table_text(table, bag->next_day);
    if (bag->days_left > 0)
        evn_table_number(table, bag->days_left);
    else
        evn_table_none(table);
    evn_table_flag(table, bag->door_only);
}

static evn_err bags_page(struct evn_cli *cli, const Evernormal__Planner__V1__Query *query,
                         struct evn_table *table, char next[EVN_CODE_MAX])
{
    void *out = NULL;
    evn_err err = evn_typed_ask(cli->session, "planner", &query->base,
                                &evernormal__planner__v1__result__descriptor, &out, &cli->why);
    planner_result *page = out;
    for (size_t i = 0; err == EVN_OK && i < page->n_bag; i++)
        if (cli->json)
            err = evn_message_print(cli, &page->bag[i]->base);
        else
            show_bag(cli, table, page->bag[i]);
    next[0] = '\0';
    if (page != NULL) {
        evn_refusal_text(next, EVN_CODE_MAX, page->next);
        evernormal__planner__v1__result__free_unpacked(page, NULL);
    }
    return err;
}

evn_err evn_person_bags(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Planner__V1__Bags ask = EVERNORMAL__PLANNER__V1__BAGS__INIT;
    Evernormal__Planner__V1__Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    struct evn_session *session;
    struct evn_table table;
    char next[EVN_CODE_MAX] = "";
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    ask.community = (char *)(uintptr_t)input->argument[0];
    ask.day = evn_rows_text(input, DAY);
    ask.after = next;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_BAGS;
    query.bags = &ask;
    evn_cli_table(cli, &table, bag_columns, sizeof bag_columns / sizeof bag_columns[0]);
    do
        err = bags_page(cli, &query, &table, next);
    while (err == EVN_OK && next[0] != '\0');
    return evn_table_end(&table, err);
}

static void show_overdue(struct evn_cli *cli, struct evn_table *table,
                         const Evernormal__Dispatch__V1__Line *line)
{
    char since[28];
    (void)cli;
    evn_time_format(line->open_since_us, since);
    evn_table_text(table, line->community);
    evn_table_text(table, line->item);
    evn_table_number(table, line->tier);
    evn_table_number(table, line->open);
    evn_table_text(table, since);
}

static evn_err overdue_page(struct evn_cli *cli, const Evernormal__Dispatch__V1__Query *query,
                            struct evn_table *table, char next[NEXT_MAX])
{
    void *out = NULL;
    evn_err err = evn_typed_ask(cli->session, "dispatch", &query->base,
                                &evernormal__dispatch__v1__result__descriptor, &out, &cli->why);
    dispatch_result *page = out;
    for (size_t i = 0; err == EVN_OK && i < page->n_line; i++)
        if (page->line[i]->overdue && cli->json)
            err = evn_message_print(cli, &page->line[i]->base);
        else if (page->line[i]->overdue)
            show_overdue(cli, table, page->line[i]);
    next[0] = '\0';
    if (page != NULL) {
        evn_refusal_text(next, NEXT_MAX, page->next);
        evernormal__dispatch__v1__result__free_unpacked(page, NULL);
    }
    return err;
}

evn_err evn_person_overdue(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Dispatch__V1__ListOpen ask = EVERNORMAL__DISPATCH__V1__LIST_OPEN__INIT;
    Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
    struct evn_session *session;
    struct evn_table table;
    char next[NEXT_MAX] = "";
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    ask.area = evn_rows_text(input, AREA);
    ask.after = next;
    query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_OPEN;
    query.open = &ask;
    evn_cli_table(cli, &table, overdue_columns, sizeof overdue_columns / sizeof overdue_columns[0]);
    do
        err = overdue_page(cli, &query, &table, next);
    while (err == EVN_OK && next[0] != '\0');
    return evn_table_end(&table, err);
}

/* evn policy - a policy may change course: what that would end is shown, then an authority applies
 * it, and the registry does it on the day. */
#include "tools/evn/planner.h"
#include "tools/evn/rows.h"

#include <string.h>

typedef Evernormal__Registry__V1__Ending ending_message;

enum { AREA, ZONES_END, COHORTS_END, AUTHORITY, REASON, DAYS, APPLY, REPLACE };

static const struct evn_option end_options[] = {
    [AREA] = {"area", "CODE", EVN_T_OPT_COURSE_AREA},
    [ZONES_END] = {"zones-end", "DATE", EVN_T_OPT_WHAT_ZONES_END},
    [COHORTS_END] = {"cohorts-end", "DATE", EVN_T_OPT_WHAT_COHORTS_END},
    [AUTHORITY] = {"authority", "NAME", EVN_T_OPT_COURSE_AUTHORITY},
    [REASON] = {"reason", "TEXT", EVN_T_OPT_COURSE_REASON},
    [DAYS] = {"days", "N", EVN_T_OPT_COVER_DAYS},
    [APPLY] = {"apply", NULL, EVN_T_OPT_COURSE_APPLY},
    [REPLACE] = {"replace", NULL, EVN_T_OPT_COURSE_REPLACE},
    {0}};

static const struct evn_column columns[] = {
    {"ending", EVN_T_COL_COURSE, EVN_CELL_TEXT},
    {"area", EVN_T_COL_WHERE, EVN_CELL_TEXT},
    {"zonesEnd", EVN_T_COL_ZONES_END, EVN_CELL_TEXT},
    {"zonesEnded", EVN_T_COL_ZONES_ENDED, EVN_CELL_NUMBER},
    {"cohortsEnd", EVN_T_COL_COHORTS_END, EVN_CELL_TEXT},
    {"membersEnded", EVN_T_COL_MEMBERS_ENDED, EVN_CELL_NUMBER},
    {"state", EVN_T_COL_COURSE_STATE, EVN_CELL_TEXT},
    {"authority", EVN_T_COL_COURSE_AUTHORITY, EVN_CELL_TEXT},
    {"reason", EVN_T_COL_COURSE_REASON, EVN_CELL_TEXT}};

/* What it would end, over all pages. */
static evn_err say_counts(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__WouldEnd ask = EVERNORMAL__REGISTRY__V1__WOULD_END__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    char after[EVN_CODE_MAX] = "";
    int64_t zones = 0, overdue = 0, members = 0, persons = 0;
    struct evn_session *session;
    evn_err err = evn_cli_session(cli, &session);
    ask.area = evn_rows_text(input, AREA);
    ask.zones_end = evn_rows_text(input, ZONES_END);
    ask.cohorts_end = evn_rows_text(input, COHORTS_END);
    ask.after = after;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_WOULD_END;
    query.would_end = &ask;
    do {
        Evernormal__Registry__V1__Result *page = NULL;
        if (err == EVN_OK)
            err = evn_registry_ask(session, &query, &page, &cli->why);
        if (err != EVN_OK)
            return err;
        for (size_t i = 0; i < page->n_would_end; i++) {
            zones += page->would_end[i]->zones;
            overdue += page->would_end[i]->zones_overdue;
            members += page->would_end[i]->members;
            persons += page->would_end[i]->key_persons;
        }
        evn_refusal_text(after, sizeof after, page->next);
        evernormal__registry__v1__result__free_unpacked(page, NULL);
    } while (after[0] != '\0');
    evn_say(cli, EVN_T_COURSE_ENDS, (struct evn_fill){.n = zones, .m = members});
    evn_say(cli, EVN_T_COURSE_STAYS, (struct evn_fill){.n = persons});
    if (overdue > 0)
        evn_say(cli, EVN_T_COURSE_OVERDUE, (struct evn_fill){.n = overdue});
    return EVN_OK;
}

static evn_err apply(struct evn_cli *cli, ending_message *ending, bool replace)
{
    Evernormal__Registry__V1__EndingPut put = EVERNORMAL__REGISTRY__V1__ENDING_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    struct evn_session *session;
    put.ending = ending;
    put.replace = replace;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_ENDING;
    command.ending = &put;
    evn_err err = evn_cli_session(cli, &session);
    return err == EVN_OK ? evn_registry_post(session, &command, &cli->why) : err;
}

static evn_err end(struct evn_cli *cli, const struct evn_input *input)
{
    const struct evn_planner_ends ends = {.area = input->option[AREA],
                                          .days = input->option[DAYS],
                                          .zones_end = input->option[ZONES_END],
                                          .cohorts_end = input->option[COHORTS_END]};
    ending_message ending = EVERNORMAL__REGISTRY__V1__ENDING__INIT;
    const char *id = input->argument[0];
    if (ends.zones_end == NULL && ends.cohorts_end == NULL)
        return evn_cli_usage(cli, EVN_T_OPTION_NEEDED, (struct evn_fill){.a = "zones-end"});
    for (size_t i = AUTHORITY; i <= REASON && input->option[APPLY] != NULL; i++)
        if (input->option[i] == NULL)
            return evn_cli_usage(cli, EVN_T_OPTION_NEEDED,
                                 (struct evn_fill){.a = end_options[i].name});
    evn_err err = evn_planner_show_ends(cli, &ends);
    if (err == EVN_OK)
        err = say_counts(cli, input);
    if (err != EVN_OK)
        return err;
    if (input->option[APPLY] == NULL) {
        evn_say(cli, EVN_T_COURSE_SHOWN, (struct evn_fill){.a = id});
        return EVN_OK;
    }
    ending.ending = (char *)(uintptr_t)id;
    ending.area = evn_rows_text(input, AREA);
    ending.zones_end = evn_rows_text(input, ZONES_END);
    ending.cohorts_end = evn_rows_text(input, COHORTS_END);
    ending.authority = evn_rows_text(input, AUTHORITY);
    ending.reason = evn_rows_text(input, REASON);
    err = apply(cli, &ending, input->option[REPLACE] != NULL);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_COURSE_APPLIED, (struct evn_fill){.a = id});
    return err;
}

/* It holds no more: the same as it is, but withdrawn. */
static evn_err withdraw(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__Get get = EVERNORMAL__REGISTRY__V1__GET__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    Evernormal__Registry__V1__Result *page = NULL;
    struct evn_session *session;
    get.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_ENDING;
    get.key = (char *)(uintptr_t)input->argument[0];
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_GET;
    query.get = &get;
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_registry_ask(session, &query, &page, &cli->why);
    if (err == EVN_OK && page->n_ending != 1)
        err = evn_cli_fail(cli, EVN_E_BAD_MESSAGE, "registry");
    if (err == EVN_OK) {
        ending_message ending = *page->ending[0];
        ending.zones_after = ending.members_after = (char *)(uintptr_t) "";
        ending.zones_ended = ending.members_ended = 0;
        ending.zones_done = ending.members_done = false;
        ending.withdrawn = true;
        err = apply(cli, &ending, true);
    }
    if (page != NULL)
        evernormal__registry__v1__result__free_unpacked(page, NULL);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_COURSE_WITHDRAWN, (struct evn_fill){.a = input->argument[0]});
    return err;
}

static const ProtobufCMessage *ending_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_ending ? &page->ending[i]->base : NULL;
}

static enum evn_text state_of(const ending_message *e)
{
    bool done = (e->zones_end[0] == '\0' || e->zones_done) &&
                (e->cohorts_end[0] == '\0' || e->members_done);
    if (e->withdrawn)
        return EVN_T_COURSE_IS_WITHDRAWN;
    return done ? EVN_T_COURSE_IS_DONE : EVN_T_COURSE_IS_AHEAD;
}

static void show_ending(struct evn_cli *cli, struct evn_table *table,
                        const ProtobufCMessage *message)
{
    const ending_message *e = (const void *)message;
    evn_table_text(table, e->ending);
    evn_table_text(table,
                   e->area[0] != '\0' ? e->area : evn_text(EVN_T_COVER_EVERYWHERE, cli->lang));
    evn_table_text(table, e->zones_end);
    evn_table_number(table, e->zones_ended);
    evn_table_text(table, e->cohorts_end);
    evn_table_number(table, e->members_ended);
    evn_table_text(table, evn_text(state_of(e), cli->lang));
    evn_table_text(table, e->authority);
    evn_table_text(table, e->reason);
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_ENDING,
                                         .columns = columns,
                                         .n_columns = sizeof columns / sizeof columns[0],
                                         .at = ending_at,
                                         .show = show_ending};
    return evn_rows_print(cli, &rows, input->n_arguments > 0 ? input->argument[0] : NULL);
}

static const struct evn_command verbs[] = {
    {.name = "end",
     .about = EVN_T_COURSE_END,
     .arguments = "NAME",
     .n_min = 1,
     .n_max = 1,
     .options = end_options,
     .run = end},
    {.name = "list", .about = EVN_T_COURSE_LIST, .arguments = "[NAME]", .n_max = 1, .run = list},
    {.name = "withdraw",
     .about = EVN_T_COURSE_WITHDRAW,
     .arguments = "NAME",
     .n_min = 1,
     .n_max = 1,
     .run = withdraw},
    {0}};

const struct evn_command evn_command_policy = {
    .name = "policy", .about = EVN_T_POLICY, .verb = verbs};

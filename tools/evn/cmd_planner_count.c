#include "tools/evn/planner.h"
#include "tools/evn/rows.h"

enum { COMMUNITY, GROUP, PEOPLE, FROM, UNTIL, SOURCE };

const struct evn_option evn_planner_count_options[] = {
    {"community", "CODE", EVN_T_OPT_COUNT_COMMUNITY},
    {"group", "NAME", EVN_T_OPT_COUNT_GROUP},
    {"people", "N", EVN_T_OPT_COUNT_PEOPLE},
    {"from", "DATE", EVN_T_OPT_COUNT_FROM},
    {"until", "DATE", EVN_T_OPT_COUNT_UNTIL},
    {"source", "TEXT", EVN_T_OPT_COUNT_SOURCE},
    {0}};

evn_err evn_planner_count(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Planner__V1__Headcount count = EVERNORMAL__PLANNER__V1__HEADCOUNT__INIT;
    Evernormal__Planner__V1__Headcount *list[] = {&count};
    Evernormal__Planner__V1__Headcounts counts = EVERNORMAL__PLANNER__V1__HEADCOUNTS__INIT;
    Evernormal__Planner__V1__Command command = EVERNORMAL__PLANNER__V1__COMMAND__INIT;
    struct evn_session *session;
    for (size_t i = COMMUNITY; i <= FROM; i++)
        if (input->option[i] == NULL)
            return evn_cli_usage(cli, EVN_T_OPTION_NEEDED,
                                 (struct evn_fill){.a = evn_planner_count_options[i].name});
    evn_err err = evn_command_number(cli, input->option[PEOPLE], "people", 0, &count.people);
    if (err == EVN_OK)
        err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    count.name = (char *)input->argument[0];
    count.community = evn_rows_text(input, COMMUNITY);
    count.group = evn_rows_text(input, GROUP);
    count.from = evn_rows_text(input, FROM);
    count.until = evn_rows_text(input, UNTIL);
    count.source = evn_rows_text(input, SOURCE);
    counts.headcounts = list;
    counts.n_headcounts = 1;
    command.kind_case = EVERNORMAL__PLANNER__V1__COMMAND__KIND_HEADCOUNTS;
    command.headcounts = &counts;
    return evn_planner_post(session, &command, &cli->why);
}

#include "common/client/registry.h"
#include "tools/evn/table.h"
#include "tools/evn/ticket.h"

#include <stdlib.h>
#include <string.h>

typedef Evernormal__Registry__V1__Policy policy_message;
typedef Evernormal__Registry__V1__Rule rule_message;

enum { ACCEPT, ANSWER };
enum { USUAL_ACCEPT_H = 1, USUAL_ANSWER_H = 24, MINUTES_AN_HOUR = 60, VALUE_MAX = 48 };
#define TABLE "ticket_deadlines"

const struct evn_option evn_ticket_clock_options[] = {
    {"accept", "HOURS", EVN_T_OPT_ACCEPT_HOURS}, {"answer", "HOURS", EVN_T_OPT_ANSWER_HOURS}, {0}};

static const struct evn_column columns[] = {
    {"class", EVN_T_COL_TICKET_CLASS, EVN_CELL_TEXT},
    {"acceptHours", EVN_T_COL_ACCEPT_HOURS, EVN_CELL_NUMBER},
    {"answerHours", EVN_T_COL_ANSWER_HOURS, EVN_CELL_NUMBER},
    {"validFrom", EVN_T_COL_VALID_FROM, EVN_CELL_TEXT},
    {"validUntil", EVN_T_COL_VALID_UNTIL, EVN_CELL_TEXT}};

/* What dispatch goes by: the table's rows, and what holds without any. */
static evn_err show(struct evn_cli *cli)
{
    struct evn_table table;
    Evernormal__Dispatch__V1__GetClocks get = EVERNORMAL__DISPATCH__V1__GET_CLOCKS__INIT;
    Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
    Evernormal__Dispatch__V1__Result *result;
    bool other = false;
    query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_CLOCKS;
    query.clocks = &get;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    evn_err err = evn_dispatch_query(cli, &query, &result);
    if (err != EVN_OK)
        return evn_table_end(&table, err);
    for (size_t i = 0; result->clocks != NULL && i < result->clocks->n_deadlines; i++) {
        const Evernormal__Dispatch__V1__Deadline *row = result->clocks->deadlines[i];
        other |= strcmp(row->ticket_class, "other") == 0;
        evn_table_text(&table, row->ticket_class);
        evn_table_number(&table, row->accept_min / MINUTES_AN_HOUR);
        evn_table_number(&table, row->answer_min / MINUTES_AN_HOUR);
        evn_table_text(&table, row->from_day);
        evn_table_text(&table, row->until_day);
    }
    if (!other) {
        evn_table_text(&table, evn_text(EVN_T_TICKET_CLOCK_USUAL, cli->lang));
        evn_table_number(&table, USUAL_ACCEPT_H);
        evn_table_number(&table, USUAL_ANSWER_H);
        evn_table_text(&table, "");
        evn_table_text(&table, "");
    }
    evernormal__dispatch__v1__result__free_unpacked(result, NULL);
    return evn_table_end(&table, EVN_OK);
}

/* The table as it is, with the class's row in place of those it had, one version on. */
static evn_err post_with(struct evn_cli *cli, struct evn_session *session,
                         const policy_message *old, rule_message *row)
{
    policy_message policy = EVERNORMAL__REGISTRY__V1__POLICY__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    size_t n_old = old != NULL ? old->n_rules : 0;
    rule_message **rules = calloc(n_old + 1, sizeof *rules);
    if (rules == NULL)
        return evn_cli_fail(cli, EVN_E_NO_MEMORY, "");
    if (old != NULL)
        policy.source = old->source;
    for (size_t i = 0; i < n_old; i++)
        if (strcmp(old->rules[i]->rule, row->rule) != 0)
            rules[policy.n_rules++] = old->rules[i];
    rules[policy.n_rules++] = row;
    policy.table = (char *)(uintptr_t)TABLE;
    policy.version = (old != NULL ? old->version : 0) + 1;
    policy.rules = rules;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_POLICY;
    command.policy = &policy;
    evn_err err = evn_registry_post(session, &command, &cli->why);
    free(rules);
    return err;
}

static evn_err set(struct evn_cli *cli, char *class_, int64_t accept_h, int64_t answer_h)
{
    char value[VALUE_MAX];
    rule_message row = EVERNORMAL__REGISTRY__V1__RULE__INIT;
    Evernormal__Registry__V1__Get get = EVERNORMAL__REGISTRY__V1__GET__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    Evernormal__Registry__V1__Result *page = NULL;
    struct evn_session *session;
    get.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_POLICY;
    get.key = (char *)(uintptr_t)TABLE;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_GET;
    query.get = &get;
    snprintf(value, sizeof value, "%lld;%lld", (long long)accept_h, (long long)answer_h);
    row.rule = class_;
    row.value = value;
    row.unit = (char *)(uintptr_t) "h";
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_registry_ask(session, &query, &page, &cli->why);
    bool none = err == EVN_E_UNKNOWN_REF; /* there is no such table yet */
    if (err == EVN_OK || none)
        err = post_with(cli, session, !none && page->n_policy > 0 ? page->policy[0] : NULL, &row);
    if (page != NULL)
        evernormal__registry__v1__result__free_unpacked(page, NULL);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_TICKET_CLOCK_SET,
                (struct evn_fill){.a = class_, .n = accept_h, .m = answer_h});
    return err;
}

evn_err evn_ticket_clock(struct evn_cli *cli, const struct evn_input *input)
{
    int64_t hours[2] = {0, 0};
    evn_err err = EVN_OK;
    for (size_t i = ACCEPT; i <= ANSWER && input->n_arguments > 0 && err == EVN_OK; i++) {
        const char *name = evn_ticket_clock_options[i].name;
        err = input->option[i] != NULL
                  ? evn_command_number(cli, input->option[i], name, 1, &hours[i])
                  : evn_cli_usage(cli, EVN_T_OPTION_NEEDED, (struct evn_fill){.a = name});
    }
    if (err != EVN_OK || input->n_arguments == 0)
        return err != EVN_OK ? err : show(cli);
    return set(cli, (char *)(uintptr_t)input->argument[0], hours[ACCEPT], hours[ANSWER]);
}

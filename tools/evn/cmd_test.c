/* evn test - results of tests, and what follows from them (proto/spec/22-tests.md). */
#include "common/base/day.h"
#include "tools/evn/degrees.h"
#include "tools/evn/message.h"
#include "tools/evn/rows.h"
#include "tools/evn/send.h"

#include <inttypes.h>
#include <string.h>

typedef Evernormal__Registry__V1__TestResult result_message;
typedef Evernormal__Registry__V1__Contacted contacted_message;

enum { CONTACTS_MAX = 128, LIST_BYTES = 8192 };
enum {
    SAMPLE,
    TAKEN,
    CT,
    POSITIVE,
    ANTIGEN,
    SEVERITY,
    AREA,
    CLOSE,
    SECONDARY,
    NO_HOME,
    REPLACE,
    N_PUT
};
enum { IN_AREA, OVERDUE };
enum { AUTHORITY, REASON, ZONE, OTHER_AREA, EXPANSION, RESIDENTS };
enum { OF_AREA, FROM, UNTIL, WHY, BY, PER_DAY };

static const struct evn_option put_options[] = {
    [SAMPLE] = {"sample", "ID", EVN_T_OPT_TEST_SAMPLE},
    [TAKEN] = {"taken", "TIME", EVN_T_OPT_TAKEN},
    [CT] = {"ct", "CT", EVN_T_OPT_CT},
    [POSITIVE] = {"positive", NULL, EVN_T_OPT_POSITIVE},
    [ANTIGEN] = {"antigen", NULL, EVN_T_OPT_ANTIGEN},
    [SEVERITY] = {"severity", "GRADE", EVN_T_OPT_SEVERITY},
    [AREA] = {"area", "CODE", EVN_T_OPT_TEST_AREA},
    [CLOSE] = {"contacts", "LIST", EVN_T_OPT_CONTACTS},
    [SECONDARY] = {"secondary", "LIST", EVN_T_OPT_SECONDARY},
    [NO_HOME] = {"no-home", "LIST", EVN_T_OPT_NO_HOME},
    [REPLACE] = {"replace", NULL, EVN_T_OPT_REPLACE},
    [N_PUT] = {0}};
static const struct evn_option retest_options[] = {
    {"area", "CODE", EVN_T_OPT_IN_AREA}, {"overdue", NULL, EVN_T_OPT_ONLY_OVERDUE}, {0}};
static const struct evn_option decide_options[] = {{"authority", "TEXT", EVN_T_OPT_DECIDED_BY},
                                                   {"reason", "TEXT", EVN_T_OPT_DECIDED_WHY},
                                                   {"zone", "ID", EVN_T_OPT_NEW_ZONE},
                                                   {"area", "CODE", EVN_T_OPT_OTHER_AREA},
                                                   {"expansion", "CODE", EVN_T_OPT_EXPANSION},
                                                   {"residents", "N", EVN_T_OPT_RESIDENTS},
                                                   {0}};
static const struct evn_option area_options[] = {{"area", "CODE", EVN_T_OPT_IN_AREA},
                                                 {"from", "DATE", EVN_T_OPT_FIRST_DAY},
                                                 {"until", "DATE", EVN_T_OPT_LAST_DAY},
                                                 {"reason", "CODE", EVN_T_OPT_TEST_REASON},
                                                 {"authority", "TEXT", EVN_T_OPT_DECIDED_BY},
                                                 {"per-day", "N", EVN_T_OPT_PER_DAY},
                                                 {0}};

static const struct evn_column columns[] = {
    {"person", EVN_T_COL_PERSON, EVN_CELL_TEXT},   {"taken", EVN_T_COL_TAKEN, EVN_CELL_TEXT},
    {"sample", EVN_T_COL_SAMPLE, EVN_CELL_TEXT},   {"ct", EVN_T_COL_CT, EVN_CELL_TEXT},
    {"verdict", EVN_T_COL_VERDICT, EVN_CELL_TEXT}, {"place", EVN_T_COL_ISOLATED, EVN_CELL_TEXT},
    {"area", EVN_T_COL_TEST_AREA, EVN_CELL_TEXT}};
static const struct evn_column retest_columns[] = {{"person", EVN_T_COL_PERSON, EVN_CELL_TEXT},
                                                   {"area", EVN_T_COL_TEST_AREA, EVN_CELL_TEXT},
                                                   {"ct", EVN_T_COL_CT, EVN_CELL_TEXT},
                                                   {"due", EVN_T_COL_RETEST, EVN_CELL_TEXT},
                                                   {"late", EVN_T_COL_HOURS_LATE, EVN_CELL_NUMBER}};
static const struct evn_column proposal_columns[] = {
    {"proposal", EVN_T_COL_PROPOSAL, EVN_CELL_TEXT},
    {"day", EVN_T_COL_PROPOSED_DAY, EVN_CELL_TEXT},
    {"state", EVN_T_COL_STATE, EVN_CELL_TEXT},
    {"persons", EVN_T_COL_POSITIVES, EVN_CELL_NUMBER},
    {"contacts", EVN_T_COL_CONTACTS, EVN_CELL_NUMBER},
    {"zone", EVN_T_COL_SEALED_AS, EVN_CELL_TEXT},
    {"reason", EVN_T_COL_REASON, EVN_CELL_TEXT}};

static void add_ct(struct evn_table *table, uint32_t ct_e2)
{
    char text[24];
    snprintf(text, sizeof text, "%" PRIu32 ".%02" PRIu32, ct_e2 / 100, ct_e2 % 100);
    evn_table_text(table, ct_e2 > 0 ? text : "");
}

static void add_time(struct evn_table *table, int64_t at_us)
{
    enum { MINUTES = 16 }; /* "2022-11-14T08:00", in China */
    char text[28];
    evn_time_format(at_us + EVN_OFFSET_CHINA_MIN * 60 * EVN_US_PER_S, text);
    text[MINUTES] = '\0';
    evn_table_text(table, text);
}

static const ProtobufCMessage *result_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_test_result ? &page->test_result[i]->base : NULL;
}

static void show_result(struct evn_cli *cli, struct evn_table *table,
                        const ProtobufCMessage *message)
{
    const result_message *r = (const void *)message;
    char verdict[40];
    (void)cli;
    evn_enum_name(&evernormal__registry__v1__verdict__descriptor, "VERDICT_", (int)r->verdict,
                  verdict, sizeof verdict);
    evn_table_text(table, r->person);
    add_time(table, r->at_us);
    evn_table_text(table, r->sample);
    add_ct(table, r->ct_e2);
    evn_table_text(table, verdict);
    evn_table_text(table, r->place);
    evn_table_text(table, r->area);
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.table =
                                             EVERNORMAL__REGISTRY__V1__TABLE__TABLE_TEST_RESULT,
                                         .columns = columns,
                                         .n_columns = sizeof columns / sizeof columns[0],
                                         .at = result_at,
                                         .show = show_result};
    (void)input;
    return evn_rows_print(cli, &rows, NULL);
}

static const ProtobufCMessage *retest_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_retest ? &page->retest[i]->base : NULL;
}

static void show_retest(struct evn_cli *cli, struct evn_table *table,
                        const ProtobufCMessage *message)
{
    const Evernormal__Registry__V1__RetestDue *due = (const void *)message;
    const int64_t hour_us = INT64_C(3600000000);
    (void)cli;
    evn_table_text(table, due->result->person);
    evn_table_text(table, due->result->area);
    add_ct(table, due->result->ct_e2);
    add_time(table, due->result->retest_at_us);
    evn_table_number(table, due->overdue_us > 0 ? due->overdue_us / hour_us : 0);
}

static evn_err retests(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.columns = retest_columns,
                                         .n_columns =
                                             sizeof retest_columns / sizeof retest_columns[0],
                                         .at = retest_at,
                                         .show = show_retest};
    Evernormal__Registry__V1__Retests ask = EVERNORMAL__REGISTRY__V1__RETESTS__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    ask.area = evn_rows_text(input, IN_AREA);
    ask.overdue = input->option[OVERDUE] != NULL;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_RETESTS;
    query.retests = &ask;
    return evn_rows_ask(cli, &rows, &query, &ask.after);
}

static const ProtobufCMessage *proposal_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_proposal ? &page->proposal[i]->base : NULL;
}

static void show_proposal(struct evn_cli *cli, struct evn_table *table,
                          const ProtobufCMessage *message)
{
    const Evernormal__Registry__V1__Proposal *p = (const void *)message;
    char state[40];
    (void)cli;
    evn_enum_name(&evernormal__registry__v1__proposal_state__descriptor, "PROPOSAL_STATE_",
                  (int)p->state, state, sizeof state);
    evn_table_text(table, p->proposal);
    evn_table_text(table, p->day);
    evn_table_text(table, state);
    evn_table_number(table, (int64_t)p->n_persons);
    evn_table_number(table, (int64_t)p->n_contacts);
    evn_table_text(table, p->zone);
    evn_table_text(table, p->reason);
}

static evn_err proposals(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_PROPOSAL,
                                         .columns = proposal_columns,
                                         .n_columns =
                                             sizeof proposal_columns / sizeof proposal_columns[0],
                                         .at = proposal_at,
                                         .show = show_proposal};
    return evn_rows_print(cli, &rows, input->n_arguments > 0 ? input->argument[0] : NULL);
}

static evn_err post(struct evn_cli *cli, Evernormal__Registry__V1__Command *command,
                    const char *what)
{
    struct evn_session *session;
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_registry_post(session, command, &cli->why);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_SAVED, (struct evn_fill){.a = what});
    return err;
}

static evn_err bad_option(struct evn_cli *cli, const char *text, const char *name)
{
    return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = text, .b = name});
}

static evn_err need_options(struct evn_cli *cli, const struct evn_input *input,
                            const struct evn_option *options, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (input->option[i] == NULL)
            return evn_cli_usage(cli, EVN_T_OPTION_NEEDED, (struct evn_fill){.a = options[i].name});
    return EVN_OK;
}

/* The result as the options say it. */
static evn_err read_result(struct evn_cli *cli, const struct evn_input *input, result_message *out)
{
    int32_t ct_e2 = 0;
    const char *ct = input->option[CT], *severity = input->option[SEVERITY];
    evn_err err = need_options(cli, input, put_options, TAKEN + 1);
    if (err != EVN_OK)
        return err;
    if (evn_time_parse(input->option[TAKEN], EVN_OFFSET_CHINA_MIN, &out->at_us) != EVN_OK)
        return bad_option(cli, input->option[TAKEN], "taken");
    if (ct != NULL && (evn_degrees_parse(ct, strlen(ct), &ct_e2) != EVN_OK || ct_e2 <= 0))
        return bad_option(cli, ct, "ct");
    if (severity != NULL) {
        int n =
            evn_enum_number(&evernormal__registry__v1__severity__descriptor, "SEVERITY_", severity);
        if (n <= 0)
            return bad_option(cli, severity, "severity");
        out->severity = (Evernormal__Registry__V1__Severity)n;
    }
    out->person = (char *)(uintptr_t)input->argument[0];
    out->sample = evn_rows_text(input, SAMPLE);
    out->area = evn_rows_text(input, AREA);
    out->ct_e2 = (uint32_t)ct_e2;
    out->positive = input->option[POSITIVE] != NULL;
    out->kind = input->option[ANTIGEN] != NULL
                    ? EVERNORMAL__REGISTRY__V1__TEST_KIND__TEST_KIND_ANTIGEN
                    : EVERNORMAL__REGISTRY__V1__TEST_KIND__TEST_KIND_NUCLEIC_ACID;
    return EVN_OK;
}

/* Contacts as they are sent, with the room their names lie in. */
struct contacts {
    contacted_message one[CONTACTS_MAX];
    contacted_message *at[CONTACTS_MAX];
    char text[3][LIST_BYTES];
    size_t n;
};

static evn_err read_contacts(struct evn_cli *cli, const struct evn_input *input,
                             struct contacts *out)
{
    for (size_t kind = CLOSE; kind <= NO_HOME; kind++) {
        const char *given = input->option[kind];
        char *text = out->text[kind - CLOSE], *name[CONTACTS_MAX];
        if (given == NULL)
            continue;
        if (strlen(given) >= LIST_BYTES)
            return bad_option(cli, given, put_options[kind].name);
        memcpy(text, given, strlen(given) + 1);
        size_t n = evn_send_split(text, name, CONTACTS_MAX);
        if (out->n + n > CONTACTS_MAX)
            return bad_option(cli, given, put_options[kind].name);
        for (size_t i = 0; i < n; i++) {
            contacted_message *contact = &out->one[out->n];
            *contact = (contacted_message)EVERNORMAL__REGISTRY__V1__CONTACTED__INIT;
            contact->person = name[i];
            contact->secondary = kind == SECONDARY;
            contact->no_home = kind == NO_HOME;
            out->at[out->n++] = contact;
        }
    }
    return EVN_OK;
}

static evn_err put(struct evn_cli *cli, const struct evn_input *input)
{
    static struct contacts contacts;
    result_message result = EVERNORMAL__REGISTRY__V1__TEST_RESULT__INIT;
    Evernormal__Registry__V1__TestPut body = EVERNORMAL__REGISTRY__V1__TEST_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    evn_err err = read_result(cli, input, &result);
    if (err == EVN_OK)
        err = read_contacts(cli, input, &contacts);
    if (err != EVN_OK)
        return err;
    body.result = &result;
    body.replace = input->option[REPLACE] != NULL;
    body.contacts = contacts.at;
    body.n_contacts = contacts.n;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_TEST;
    command.test = &body;
    return post(cli, &command, result.person);
}

static evn_err decide(struct evn_cli *cli, const struct evn_input *input, bool confirm)
{
    Evernormal__Registry__V1__ProposalDecide body = EVERNORMAL__REGISTRY__V1__PROPOSAL_DECIDE__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    evn_err err = EVN_OK;
    if (input->option[RESIDENTS] != NULL)
        err = evn_command_number(cli, input->option[RESIDENTS], "residents", 0, &body.residents);
    if (err != EVN_OK)
        return err;
    body.proposal = (char *)(uintptr_t)input->argument[0];
    body.confirm = confirm;
    body.authority = evn_rows_text(input, AUTHORITY);
    body.reason = evn_rows_text(input, REASON);
    body.zone = evn_rows_text(input, ZONE);
    body.area = evn_rows_text(input, OTHER_AREA);
    body.expansion = evn_rows_text(input, EXPANSION);
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_PROPOSAL;
    command.proposal = &body;
    return post(cli, &command, body.proposal);
}

static evn_err confirm(struct evn_cli *cli, const struct evn_input *input)
{
    return decide(cli, input, true);
}

static evn_err reject(struct evn_cli *cli, const struct evn_input *input)
{
    return decide(cli, input, false);
}

static evn_err everybody(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__AreaTest test = EVERNORMAL__REGISTRY__V1__AREA_TEST__INIT;
    Evernormal__Registry__V1__AreaTestPut body = EVERNORMAL__REGISTRY__V1__AREA_TEST_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    int64_t per_day = 1;
    evn_err err = need_options(cli, input, area_options, UNTIL + 1);
    if (err == EVN_OK && input->option[PER_DAY] != NULL)
        err = evn_command_number(cli, input->option[PER_DAY], "per-day", 1, &per_day);
    if (err != EVN_OK)
        return err;
    test.area_test = (char *)(uintptr_t)input->argument[0];
    test.area = evn_rows_text(input, OF_AREA);
    test.from_day = evn_rows_text(input, FROM);
    test.until_day = evn_rows_text(input, UNTIL);
    test.reason = evn_rows_text(input, WHY);
    test.authority = evn_rows_text(input, BY);
    test.per_day = per_day > 100 ? 101 : (uint32_t)per_day;
    body.area_test = &test;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_AREA_TEST;
    command.area_test = &body;
    return post(cli, &command, test.area_test);
}

#define ONE(what) .arguments = what, .n_min = 1, .n_max = 1

static const struct evn_command verbs[] = {
    {.name = "put", .about = EVN_T_TEST_PUT, ONE("PERSON"), .options = put_options, .run = put},
    {.name = "list", .about = EVN_T_TEST_LIST, .run = list},
    {.name = "retests", .about = EVN_T_TEST_RETESTS, .options = retest_options, .run = retests},
    {.name = "proposals",
     .about = EVN_T_TEST_PROPOSALS,
     .arguments = "[PROPOSAL]",
     .n_max = 1,
     .run = proposals},
    {.name = "confirm",
     .about = EVN_T_TEST_CONFIRM,
     ONE("PROPOSAL"),
     .options = decide_options,
     .run = confirm},
    {.name = "reject",
     .about = EVN_T_TEST_REJECT,
     ONE("PROPOSAL"),
     .options = decide_options,
     .run = reject},
    {.name = "everybody",
     .about = EVN_T_TEST_EVERYBODY,
     ONE("ID"),
     .options = area_options,
     .run = everybody},
    {0}};

const struct evn_command evn_command_test = {.name = "test", .about = EVN_T_TEST, .verb = verbs};

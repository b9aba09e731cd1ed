/* evn community - communities and the links they must have. */
#include "tools/evn/message.h"
#include "tools/evn/rows.h"

#include <string.h>
#include <time.h>

typedef Evernormal__Registry__V1__Community community_message;
typedef Evernormal__Registry__V1__CommunityGaps gaps_message;

enum { AREA, DAYS };
enum { KIND, PLACE, PHONE };
enum { TEST_KIND, ANSWERED, NOTE };

static const struct evn_option links_options[] = {
    {"area", "CODE", EVN_T_OPT_IN_AREA}, {"days", "N", EVN_T_OPT_TESTED_DAYS}, {0}};
static const struct evn_option link_options[] = {{"kind", "KIND", EVN_T_OPT_LINK_KIND},
                                                 {"place", "CODE", EVN_T_OPT_LINK_PLACE},
                                                 {"phone", "NUMBER", EVN_T_OPT_LINK_PHONE},
                                                 {0}};
static const struct evn_option test_options[] = {{"kind", "KIND", EVN_T_OPT_LINE_KIND},
                                                 {"answered", NULL, EVN_T_OPT_ANSWERED},
                                                 {"note", "TEXT", EVN_T_OPT_CALL_NOTE},
                                                 {0}};

static const struct evn_column columns[] = {{"code", EVN_T_COL_CODE, EVN_CELL_TEXT},
                                            {"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
                                            {"residents", EVN_T_COL_RESIDENTS, EVN_CELL_NUMBER},
                                            {"links", EVN_T_COL_LINKS, EVN_CELL_TEXT}};
static const struct evn_column gap_columns[] = {{"community", EVN_T_COL_COMMUNITY, EVN_CELL_TEXT},
                                                {"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
                                                {"gap", EVN_T_COL_LINK_GAP, EVN_CELL_TEXT}};

/* "hospital H1 021-6200, car V1" */
static void write_links(const community_message *community, char *out, size_t cap)
{
    char kind[40];
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < community->n_links && len < cap; i++) {
        const Evernormal__Registry__V1__Link *link = community->links[i];
        evn_enum_name(&evernormal__registry__v1__link_kind__descriptor, "LINK_KIND_",
                      (int)link->kind, kind, sizeof kind);
        int n = snprintf(out + len, cap - len, "%s%s %s%s%s", i > 0 ? ", " : "", kind, link->place,
                         link->phone[0] != '\0' ? " " : "", link->phone);
        len += n > 0 ? (size_t)n : 0;
    }
}

static const ProtobufCMessage *community_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_community ? &page->community[i]->base : NULL;
}

static void show_community(struct evn_cli *cli, struct evn_table *table,
                           const ProtobufCMessage *message)
{
    const community_message *community = (const void *)message;
    char links[400];
    write_links(community, links, sizeof links);
    evn_table_text(table, community->code);
    evn_table_text(table, evn_rows_either(cli, community->name_zh, community->name_en));
    evn_table_number(table, community->residents);
    evn_table_text(table, links);
}

static const struct evn_rows rows = {.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_COMMUNITY,
                                     .columns = columns,
                                     .n_columns = sizeof columns / sizeof columns[0],
                                     .at = community_at,
                                     .show = show_community};

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    (void)input;
    return evn_rows_print(cli, &rows, NULL);
}

static evn_err show(struct evn_cli *cli, const struct evn_input *input)
{
    return evn_rows_print(cli, &rows, input->argument[0]);
}

static const ProtobufCMessage *gaps_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_gaps ? &page->gaps[i]->base : NULL;
}

/* A line for each thing the community lacks. */
static void show_gaps(struct evn_cli *cli, struct evn_table *table, const ProtobufCMessage *message)
{
    static const enum evn_text texts[] = {EVN_T_GAP_UNKNOWN,
                                          EVN_T_GAP_HOSPITAL,
                                          EVN_T_GAP_HOSPITAL_CLOSED,
                                          EVN_T_GAP_HOSPITAL_UNTESTED,
                                          EVN_T_GAP_HOSPITAL_UNANSWERED,
                                          EVN_T_GAP_PHARMACY,
                                          EVN_T_GAP_PHARMACY_CLOSED,
                                          EVN_T_GAP_PHARMACY_UNTESTED,
                                          EVN_T_GAP_PHARMACY_UNANSWERED,
                                          EVN_T_GAP_RECEPTION,
                                          EVN_T_GAP_RECEPTION_CLOSED,
                                          EVN_T_GAP_CAR,
                                          EVN_T_GAP_CAR_CLOSED,
                                          EVN_T_GAP_CAR_PASS};
    const gaps_message *gaps = (const void *)message;
    for (size_t i = 0; i < gaps->n_gaps; i++) {
        size_t at = (size_t)gaps->gaps[i] < sizeof texts / sizeof texts[0] ? gaps->gaps[i] : 0;
        evn_table_text(table, gaps->community);
        evn_table_text(table, evn_rows_either(cli, gaps->name_zh, gaps->name_en));
        evn_table_text(table, evn_text(texts[at], cli->lang));
    }
}

static evn_err links(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows gaps = {.columns = gap_columns,
                                         .n_columns = sizeof gap_columns / sizeof gap_columns[0],
                                         .at = gaps_at,
                                         .show = show_gaps};
    int64_t days = 0;
    Evernormal__Registry__V1__Gaps ask = EVERNORMAL__REGISTRY__V1__GAPS__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    evn_err err = input->option[DAYS] != NULL
                      ? evn_command_number(cli, input->option[DAYS], "days", 1, &days)
                      : EVN_OK;
    if (err != EVN_OK)
        return err;
    ask.area = evn_rows_text(input, AREA);
    ask.tested_days = days > UINT32_MAX ? UINT32_MAX : (uint32_t)days;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_GAPS;
    query.gaps = &ask;
    return evn_rows_ask(cli, &gaps, &query, &ask.after);
}

/* The kind of link an option names. EVN_E_USAGE. */
static evn_err read_kind(struct evn_cli *cli, const char *text,
                         Evernormal__Registry__V1__LinkKind *out)
{
    int kind =
        evn_enum_number(&evernormal__registry__v1__link_kind__descriptor, "LINK_KIND_", text);
    if (kind <= 0)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = text, .b = "kind"});
    *out = (Evernormal__Registry__V1__LinkKind)kind;
    return EVN_OK;
}

static evn_err post(struct evn_cli *cli, Evernormal__Registry__V1__Command *command,
                    const char *community)
{
    struct evn_session *session;
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_registry_post(session, command, &cli->why);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_SAVED, (struct evn_fill){.a = community});
    return err;
}

static evn_err link_to(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__LinkPut body = EVERNORMAL__REGISTRY__V1__LINK_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    evn_err err = read_kind(cli, evn_rows_text(input, KIND), &body.kind);
    if (err != EVN_OK)
        return err;
    body.community = (char *)(uintptr_t)input->argument[0];
    body.place = evn_rows_text(input, PLACE);
    body.phone = evn_rows_text(input, PHONE);
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_LINK;
    command.link = &body;
    return post(cli, &command, body.community);
}

static int64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    return (int64_t)now.tv_sec * 1000000 + now.tv_nsec / 1000;
}

static evn_err test_call(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__LineTest body = EVERNORMAL__REGISTRY__V1__LINE_TEST__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    evn_err err = read_kind(cli, evn_rows_text(input, TEST_KIND), &body.kind);
    if (err != EVN_OK)
        return err;
    body.community = (char *)(uintptr_t)input->argument[0];
    body.at_us = now_us();
    body.answered = input->option[ANSWERED] != NULL;
    body.note = evn_rows_text(input, NOTE);
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_LINE_TEST;
    command.line_test = &body;
    return post(cli, &command, body.community);
}

#define ONE_CODE .arguments = "CODE", .n_min = 1, .n_max = 1

static const struct evn_command verbs[] = {
    {.name = "list", .about = EVN_T_COMMUNITY_LIST, .run = list},
    {.name = "show", .about = EVN_T_COMMUNITY_SHOW, ONE_CODE, .run = show},
    {.name = "links", .about = EVN_T_COMMUNITY_LINKS, .options = links_options, .run = links},
    {.name = "link",
     .about = EVN_T_COMMUNITY_LINK,
     ONE_CODE,
     .options = link_options,
     .run = link_to},
    {.name = "test-call",
     .about = EVN_T_COMMUNITY_TEST,
     ONE_CODE,
     .options = test_options,
     .run = test_call},
    {0}};

const struct evn_command evn_command_community = {
    .name = "community", .about = EVN_T_COMMUNITY, .verb = verbs};

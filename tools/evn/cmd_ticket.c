/* evn ticket - complaints, calls, clues, findings, requests for a service (28-tickets.md). */
#include "common/base/day.h"
#include "tools/evn/message.h"
#include "tools/evn/ticket.h"

#include <string.h>

typedef Evernormal__Dispatch__V1__Ticket ticket_message;
typedef Evernormal__Dispatch__V1__TicketStep step_message;
typedef Evernormal__Dispatch__V1__TicketLink link_message;

enum { WHY_MAX = 300, LINKS_BYTES = 400, SHOWN_MAX = 60, N_LINK_KINDS = 7 };
enum { KIND, CLASS, AREA, UNIT, REQUEST, TRIP, ZONE, PLACE, PERSON, ABOUT, RIDE };
enum { IN_AREA, OWNER, OF_UNIT, STATE, OF_KIND, OVERDUE, OF_REQUEST };

/* In the order of TicketLinkKind. */
#define LINK_OPTIONS                                                                               \
    {"request", "ID", EVN_T_OPT_TICKET_REQUEST}, {"trip", "ID", EVN_T_OPT_TICKET_TRIP},            \
        {"zone", "ID", EVN_T_OPT_TICKET_ZONE}, {"place", "CODE", EVN_T_OPT_TICKET_PLACE},          \
        {"person", "PSEUDONYM", EVN_T_OPT_TICKET_PERSON},                                          \
        {"about", "TICKET", EVN_T_OPT_TICKET_ABOUT},                                               \
    {                                                                                              \
        "ride", "RIDE", EVN_T_OPT_TICKET_RIDE                                                      \
    }

static const struct evn_option open_options[] = {{"kind", "KIND", EVN_T_OPT_TICKET_KIND},
                                                 {"class", "WORD", EVN_T_OPT_TICKET_CLASS},
                                                 {"area", "CODE", EVN_T_OPT_TICKET_AREA},
                                                 {"unit", "CODE", EVN_T_OPT_TICKET_UNIT},
                                                 LINK_OPTIONS,
                                                 {0}};
static const struct evn_option list_options[] = {{"area", "CODE", EVN_T_OPT_IN_AREA},
                                                 {"owner", "NUMBER", EVN_T_OPT_TICKET_OWNER},
                                                 {"unit", "CODE", EVN_T_OPT_OF_UNIT},
                                                 {"state", "STATE", EVN_T_OPT_TICKET_STATE},
                                                 {"kind", "KIND", EVN_T_OPT_TICKET_KIND},
                                                 {"overdue", NULL, EVN_T_OPT_TICKET_OVERDUE},
                                                 LINK_OPTIONS,
                                                 {0}};
static const struct evn_option area_options[] = {{"area", "CODE", EVN_T_OPT_IN_AREA}, {0}};

static const struct evn_column columns[] = {{"ticket", EVN_T_COL_TICKET, EVN_CELL_TEXT},
                                            {"kind", EVN_T_COL_KIND, EVN_CELL_TEXT},
                                            {"state", EVN_T_COL_TICKET_STATE, EVN_CELL_TEXT},
                                            {"area", EVN_T_COL_WHERE, EVN_CELL_TEXT},
                                            {"unit", EVN_T_COL_STAFF_UNIT, EVN_CELL_TEXT},
                                            {"owner", EVN_T_COL_TICKET_OWNER, EVN_CELL_TEXT},
                                            {"why", EVN_T_COL_TICKET_WHY, EVN_CELL_TEXT},
                                            {"acceptBy", EVN_T_COL_ACCEPT_BY, EVN_CELL_TEXT},
                                            {"answerBy", EVN_T_COL_ANSWER_BY, EVN_CELL_TEXT},
                                            {"escalations", EVN_T_COL_ESCALATIONS, EVN_CELL_NUMBER},
                                            {"links", EVN_T_COL_TICKET_LINKS, EVN_CELL_TEXT},
                                            {"text", EVN_T_COL_TICKET_TEXT, EVN_CELL_TEXT}};
static const struct evn_column step_columns[] = {{"step", EVN_T_COL_TICKET_STEP, EVN_CELL_NUMBER},
                                                 {"at", EVN_T_COL_TICKET_WHEN, EVN_CELL_TEXT},
                                                 {"verb", EVN_T_COL_KIND, EVN_CELL_TEXT},
                                                 {"by", EVN_T_COL_TICKET_BY, EVN_CELL_TEXT},
                                                 {"state", EVN_T_COL_TICKET_STATE, EVN_CELL_TEXT},
                                                 {"unit", EVN_T_COL_STAFF_UNIT, EVN_CELL_TEXT},
                                                 {"owner", EVN_T_COL_TICKET_OWNER, EVN_CELL_TEXT},
                                                 {"why", EVN_T_COL_TICKET_WHY, EVN_CELL_TEXT},
                                                 {"lateMin", EVN_T_COL_LATE_MIN, EVN_CELL_NUMBER},
                                                 {"text", EVN_T_COL_TICKET_TEXT, EVN_CELL_TEXT}};

/* The value's own name for programs, the word of the list for people. */
static void add_word(const struct evn_cli *cli, struct evn_table *table,
                     const ProtobufCEnumDescriptor *type, const char *prefix, int value)
{
    const ProtobufCEnumValue *known = protobuf_c_enum_descriptor_get_value(type, value);
    char name[SHOWN_MAX];
    if (cli->json)
        evn_table_text(table, evn_enum_name(type, prefix, value, name, sizeof name));
    else
        evn_table_text(table, known != NULL ? evn_ticket_word(cli, known->name + strlen("TICKET_"),
                                                              "", name, sizeof name)
                                            : "");
}

#define ADD_KIND(table, value)                                                                     \
    add_word(cli, table, &evernormal__dispatch__v1__ticket_kind__descriptor, "TICKET_KIND_",       \
             (int)(value))
#define ADD_STATE(table, value)                                                                    \
    add_word(cli, table, &evernormal__dispatch__v1__ticket_state__descriptor, "TICKET_STATE_",     \
             (int)(value))

static void add_time(struct evn_table *table, int64_t at_us)
{
    enum { MINUTES = 16 }; /* "2022-11-14T08:00", in China */
    char text[28] = "";
    if (at_us != 0)
        evn_time_format(at_us + EVN_OFFSET_CHINA_MIN * 60 * EVN_US_PER_S, text);
    text[MINUTES] = '\0';
    evn_table_text(table, text);
}

static void add_links(struct evn_table *table, const ticket_message *t)
{
    char text[LINKS_BYTES] = "", kind[SHOWN_MAX];
    for (size_t i = 0; i < t->n_links; i++) {
        size_t len = strlen(text);
        evn_enum_name(&evernormal__dispatch__v1__ticket_link_kind__descriptor, "TICKET_LINK_KIND_",
                      (int)t->links[i]->kind, kind, sizeof kind);
        snprintf(text + len, sizeof text - len, "%s%s %s", i > 0 ? ", " : "", kind,
                 t->links[i]->code);
    }
    evn_table_text(table, text);
}

static void show_ticket(const struct evn_cli *cli, struct evn_table *table, const ticket_message *t)
{
    char why[WHY_MAX];
    bool open = t->state == EVERNORMAL__DISPATCH__V1__TICKET_STATE__TICKET_STATE_OPEN;
    bool lives = open || t->state == EVERNORMAL__DISPATCH__V1__TICKET_STATE__TICKET_STATE_ACCEPTED;
    struct evn_ticket_owner owner = {t->unit, t->owner_unit, t->passed_over, t->owner_by,
                                     t->passed};
    evn_table_text(table, t->ticket);
    ADD_KIND(table, t->kind);
    ADD_STATE(table, t->state);
    evn_table_text(table, t->area);
    evn_table_text(table, t->unit);
    evn_table_text(table, t->owner);
    evn_table_text(table, evn_ticket_why(cli, &owner, why, sizeof why));
    add_time(table, open ? t->accept_due_us : 0);
    add_time(table, lives ? t->answer_due_us : 0);
    evn_table_number(table, t->escalations);
    add_links(table, t);
    evn_table_text(table, t->text);
}

static void show_step(const struct evn_cli *cli, struct evn_table *table, const step_message *s)
{
    char why[WHY_MAX];
    struct evn_ticket_owner owner = {s->unit, s->owner_unit, s->passed_over, s->owner_by,
                                     s->passed};
    evn_table_number(table, s->step);
    add_time(table, s->at_us);
    add_word(cli, table, &evernormal__dispatch__v1__ticket_verb__descriptor, "TICKET_VERB_",
             (int)s->verb);
    evn_table_text(table, s->by);
    ADD_STATE(table, s->state);
    evn_table_text(table, s->unit);
    evn_table_text(table, s->owner);
    evn_table_text(table, evn_ticket_why(cli, &owner, why, sizeof why));
    if (s->missed != EVERNORMAL__DISPATCH__V1__TICKET_STATE__TICKET_STATE_UNSET)
        evn_table_number(table, s->late_us / (60 * EVN_US_PER_S));
    else
        evn_table_none(table);
    evn_table_text(table, s->text);
}

/* Page after page into the table; `after` is the member of the query that says where one begins. */
static evn_err ask(struct evn_cli *cli, struct evn_table *table,
                   const Evernormal__Dispatch__V1__Query *query, char **after, bool steps)
{
    char next[200] = "";
    evn_err err = EVN_OK;
    do {
        Evernormal__Dispatch__V1__Result *page;
        *after = next;
        err = evn_dispatch_query(cli, query, &page);
        if (err != EVN_OK)
            break;
        for (size_t i = 0; !steps && i < page->n_ticket; i++)
            show_ticket(cli, table, page->ticket[i]);
        for (size_t i = 0; steps && i < page->n_ticket_step; i++)
            show_step(cli, table, page->ticket_step[i]);
        snprintf(next, sizeof next, "%s", page->next);
        evernormal__dispatch__v1__result__free_unpacked(page, NULL);
    } while (next[0] != '\0');
    return evn_table_end(table, err);
}

/* The value an option names, 0 when it is not given. */
static evn_err read_word(struct evn_cli *cli, const char *text, const char *option,
                         const ProtobufCEnumDescriptor *type, const char *prefix, int *out)
{
    *out = text != NULL ? evn_enum_number(type, prefix, text) : 0;
    if (text != NULL && *out <= 0)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = text, .b = option});
    return EVN_OK;
}

/* The links that options from `first` on name. */
static size_t read_links(const struct evn_input *input, size_t first, link_message *link,
                         link_message **list)
{
    size_t n = 0;
    for (size_t i = 0; i < N_LINK_KINDS; i++) {
        if (input->option[first + i] == NULL)
            continue;
        evernormal__dispatch__v1__ticket_link__init(&link[n]);
        link[n].kind = (Evernormal__Dispatch__V1__TicketLinkKind)(i + 1);
        link[n].code = (char *)(uintptr_t)input->option[first + i];
        list[n] = &link[n];
        n++;
    }
    return n;
}

static char *text_of(const struct evn_input *input, size_t option)
{
    return (char *)(uintptr_t)(input->option[option] != NULL ? input->option[option] : "");
}

static evn_err list_where(struct evn_cli *cli, Evernormal__Dispatch__V1__ListTickets *list)
{
    struct evn_table table;
    Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
    query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_TICKETS;
    query.tickets = list;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    return ask(cli, &table, &query, &list->after, false);
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    link_message link[N_LINK_KINDS], *links[N_LINK_KINDS];
    Evernormal__Dispatch__V1__ListTickets ask = EVERNORMAL__DISPATCH__V1__LIST_TICKETS__INIT;
    int state, kind;
    evn_err err =
        read_word(cli, input->option[STATE], "state",
                  &evernormal__dispatch__v1__ticket_state__descriptor, "TICKET_STATE_", &state);
    if (err == EVN_OK)
        err = read_word(cli, input->option[OF_KIND], "kind",
                        &evernormal__dispatch__v1__ticket_kind__descriptor, "TICKET_KIND_", &kind);
    if (err != EVN_OK)
        return err;
    size_t n = read_links(input, OF_REQUEST, link, links);
    ask.area = text_of(input, IN_AREA);
    ask.owner = text_of(input, OWNER);
    ask.unit = text_of(input, OF_UNIT);
    ask.state = (Evernormal__Dispatch__V1__TicketState)state;
    ask.kind = (Evernormal__Dispatch__V1__TicketKind)kind;
    ask.overdue = input->option[OVERDUE] != NULL;
    ask.link = n > 0 ? links[0] : NULL;
    return list_where(cli, &ask);
}

static evn_err overdue(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Dispatch__V1__ListTickets ask = EVERNORMAL__DISPATCH__V1__LIST_TICKETS__INIT;
    ask.area = text_of(input, IN_AREA);
    ask.overdue = true;
    return list_where(cli, &ask);
}

static evn_err show(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    Evernormal__Dispatch__V1__GetTicket get = EVERNORMAL__DISPATCH__V1__GET_TICKET__INIT;
    Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
    get.ticket = (char *)(uintptr_t)input->argument[0];
    query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_TICKET;
    query.ticket = &get;
    evn_cli_table(cli, &table, step_columns, sizeof step_columns / sizeof step_columns[0]);
    return ask(cli, &table, &query, &get.after, true);
}

static evn_err open_ticket(struct evn_cli *cli, const struct evn_input *input)
{
    link_message link[N_LINK_KINDS], *links[N_LINK_KINDS];
    Evernormal__Dispatch__V1__TicketOpen body = EVERNORMAL__DISPATCH__V1__TICKET_OPEN__INIT;
    Evernormal__Dispatch__V1__Command command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    const char *word = input->option[KIND] != NULL ? input->option[KIND] : "hotline";
    int kind;
    evn_err err = read_word(cli, word, "kind", &evernormal__dispatch__v1__ticket_kind__descriptor,
                            "TICKET_KIND_", &kind);
    if (err != EVN_OK)
        return err;
    body.ticket = (char *)(uintptr_t)input->argument[0];
    body.text = (char *)(uintptr_t)input->argument[1];
    body.kind = (Evernormal__Dispatch__V1__TicketKind)kind;
    body.ticket_class = text_of(input, CLASS);
    body.area = text_of(input, AREA);
    body.unit = text_of(input, UNIT);
    body.n_links = read_links(input, REQUEST, link, links);
    body.links = links;
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_TICKET_OPEN;
    command.ticket_open = &body;
    return evn_dispatch_send(cli, NULL, &command);
}

/* A move of a ticket: its unit and its words, where it has some. */
static evn_err move(struct evn_cli *cli, const struct evn_input *input,
                    Evernormal__Dispatch__V1__TicketVerb verb)
{
    Evernormal__Dispatch__V1__TicketDo body = EVERNORMAL__DISPATCH__V1__TICKET_DO__INIT;
    Evernormal__Dispatch__V1__Command command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    bool refers = verb == EVERNORMAL__DISPATCH__V1__TICKET_VERB__TICKET_VERB_REFER;
    size_t words = refers ? 2 : 1;
    body.ticket = (char *)(uintptr_t)input->argument[0];
    body.verb = verb;
    if (refers)
        body.unit = (char *)(uintptr_t)input->argument[1];
    if (input->n_arguments > words)
        body.text = (char *)(uintptr_t)input->argument[words];
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_TICKET_DO;
    command.ticket_do = &body;
    return evn_dispatch_send(cli, NULL, &command);
}

#define MOVE(name, VERB)                                                                           \
    static evn_err name(struct evn_cli *cli, const struct evn_input *input)                        \
    {                                                                                              \
        return move(cli, input, EVERNORMAL__DISPATCH__V1__TICKET_VERB__TICKET_VERB_##VERB);        \
    }
MOVE(accept_it, ACCEPT)
MOVE(refer, REFER)
MOVE(act, ACT)
MOVE(answer, ANSWER)
MOVE(close_it, CLOSE)
MOVE(reopen, REOPEN)

static const struct evn_command verbs[] = {
    {.name = "open",
     .about = EVN_T_TICKET_OPEN,
     .arguments = "TICKET TEXT",
     .n_min = 2,
     .n_max = 2,
     .options = open_options,
     .run = open_ticket},
    {"accept", EVN_T_TICKET_ACCEPT, NULL, "TICKET", 1, 1, NULL, accept_it},
    {"refer", EVN_T_TICKET_REFER, NULL, "TICKET UNIT TEXT", 3, 3, NULL, refer},
    {"act", EVN_T_TICKET_ACT, NULL, "TICKET TEXT", 2, 2, NULL, act},
    {"answer", EVN_T_TICKET_ANSWER, NULL, "TICKET TEXT", 2, 2, NULL, answer},
    {"close", EVN_T_TICKET_CLOSE, NULL, "TICKET [TEXT]", 1, 2, NULL, close_it},
    {"reopen", EVN_T_TICKET_REOPEN, NULL, "TICKET TEXT", 2, 2, NULL, reopen},
    {.name = "list", .about = EVN_T_TICKET_LIST, .options = list_options, .run = list},
    {.name = "overdue", .about = EVN_T_TICKET_OVERDUE, .options = area_options, .run = overdue},
    {"show", EVN_T_TICKET_SHOW, NULL, "TICKET", 1, 1, NULL, show},
    {.name = "clock",
     .about = EVN_T_TICKET_CLOCK,
     .arguments = "[CLASS]",
     .n_max = 1,
     .options = evn_ticket_clock_options,
     .run = evn_ticket_clock},
    {0}};

const struct evn_command evn_command_ticket = {
    .name = "ticket", .about = EVN_T_TICKET, .verb = verbs};

/* evn ride - one person to an institution and home again (proto/spec/35-rides.md). */
#include "common/base/day.h"
#include "tools/evn/dispatch.h"
#include "tools/evn/message.h"
#include "tools/evn/stock.h"
#include "tools/evn/table.h"

#include <string.h>

enum { WHY_MAX = 400, WORD_MAX = 40, LIST_MAX = 400, MINUTES = 16 /* "2022-11-14T08:00" */ };
enum { KIND, PERSON, COMMUNITY, GRADE, TO, DUE };
enum { VEHICLE, FROM, UNTIL };
enum { AREA, CLOSED, OF_PLACE, OF_VEHICLE };

typedef Evernormal__Dispatch__V1__Ride ride_message;
typedef Evernormal__Dispatch__V1__RideEvent ride_event;

static const struct evn_option ask_options[] = {{"kind", "KIND", EVN_T_OPT_RIDE_KIND},
                                                {"person", "PSEUDONYM", EVN_T_OPT_RIDE_PERSON},
                                                {"community", "CODE", EVN_T_OPT_RIDE_COMMUNITY},
                                                {"grade", "1-5", EVN_T_OPT_RIDE_GRADE},
                                                {"to", "PLACE", EVN_T_OPT_RIDE_TO},
                                                {"due", "TIME", EVN_T_OPT_RIDE_DUE},
                                                {0}};
static const struct evn_option assign_options[] = {{"vehicle", "CODE", EVN_T_OPT_RIDE_VEHICLE},
                                                   {"from", "TIME", EVN_T_OPT_RIDE_FROM},
                                                   {"until", "TIME", EVN_T_OPT_RIDE_UNTIL},
                                                   {0}};
static const struct evn_option list_options[] = {{"area", "CODE", EVN_T_OPT_IN_AREA},
                                                 {"closed", NULL, EVN_T_OPT_RIDE_CLOSED},
                                                 {"place", "CODE", EVN_T_OPT_RIDE_OF_PLACE},
                                                 {"vehicle", "CODE", EVN_T_OPT_RIDE_OF_VEHICLE},
                                                 {0}};

static const struct evn_column columns[] = {{"ride", EVN_T_COL_RIDE, EVN_CELL_TEXT},
                                            {"kind", EVN_T_COL_KIND, EVN_CELL_TEXT},
                                            {"person", EVN_T_COL_PERSON, EVN_CELL_TEXT},
                                            {"area", EVN_T_COL_WHERE, EVN_CELL_TEXT},
                                            {"state", EVN_T_COL_STATE, EVN_CELL_TEXT},
                                            {"to", EVN_T_COL_RIDE_TO, EVN_CELL_TEXT},
                                            {"vehicle", EVN_T_COL_RIDE_CAR, EVN_CELL_TEXT},
                                            {"from", EVN_T_COL_RIDE_FROM, EVN_CELL_TEXT},
                                            {"until", EVN_T_COL_RIDE_UNTIL, EVN_CELL_TEXT},
                                            {"acceptBy", EVN_T_COL_ACCEPT_BY, EVN_CELL_TEXT},
                                            {"refusedBy", EVN_T_COL_REFUSED_BY, EVN_CELL_TEXT},
                                            {"alarms", EVN_T_COL_ALARMS, EVN_CELL_NUMBER},
                                            {"ticket", EVN_T_COL_TICKET, EVN_CELL_TEXT},
                                            {"why", EVN_T_COL_REASON, EVN_CELL_TEXT}};

static char *text_of(const struct evn_input *input, size_t option)
{
    return (char *)(uintptr_t)(input->option[option] != NULL ? input->option[option] : "");
}

#define EVN_TEXT(name, en, zh) {#name, {en, zh}},
static const struct {
    const char *name;
    const char *text[2]; /* by enum evn_lang */
} words[] = {
#include "common/text/ride_list.h"
};
#undef EVN_TEXT

/* The value's own name for programs, the word of the list for people. */
static void add_word(const struct evn_cli *cli, struct evn_table *table,
                     const ProtobufCEnumDescriptor *type, const char *prefix, int value)
{
    char name[WORD_MAX];
    const ProtobufCEnumValue *known = protobuf_c_enum_descriptor_get_value(type, value);
    const char *text = evn_enum_name(type, prefix, value, name, sizeof name);
    for (size_t i = 0; i < sizeof words / sizeof words[0] && known != NULL && !cli->json; i++)
        if (strcmp(words[i].name, known->name) == 0)
            text = words[i].text[cli->lang];
    evn_table_text(table, text);
}

static void add_time(struct evn_table *table, int64_t at_us)
{
    char text[28] = "";
    if (at_us != 0)
        evn_time_format(at_us + EVN_OFFSET_CHINA_MIN * 60 * EVN_US_PER_S, text);
    text[MINUTES] = '\0';
    evn_table_text(table, text);
}

static void add_refused(struct evn_table *table, const ride_message *r)
{
    char text[LIST_MAX] = "";
    size_t len = 0;
    for (size_t i = 0; i < r->n_refused_by && len < sizeof text - 1; i++) {
        snprintf(text + len, sizeof text - len, "%s%s", i > 0 ? " " : "", r->refused_by[i]);
        len = strlen(text);
    }
    evn_table_text(table, text);
}

static void show(const struct evn_cli *cli, struct evn_table *table, const ride_message *r)
{
    char why[WHY_MAX];
    bool accepted = r->accepted_us != 0;
    const Evernormal__Dispatch__V1__Booking *car = accepted ? r->back : r->out;
    evn_table_text(table, r->ride);
    add_word(cli, table, &evernormal__dispatch__v1__ride_kind__descriptor, "RIDE_KIND_",
             (int)r->kind);
    evn_table_text(table, r->person);
    evn_table_text(table, r->area);
    add_word(cli, table, &evernormal__dispatch__v1__ride_state__descriptor, "RIDE_STATE_",
             (int)r->state);
    evn_table_text(table, r->to);
    evn_table_text(table, car != NULL ? car->vehicle : "");
    add_time(table, car != NULL ? car->from_us : 0);
    add_time(table, car != NULL ? car->until_us : 0);
    add_time(table, accepted ? 0 : r->accept_due_us);
    add_refused(table, r);
    evn_table_number(table, r->alarms);
    evn_table_text(table, r->ticket);
    evn_table_text(table,
                   r->why != NULL ? evn_dispatch_why(cli, r->why, why, sizeof why) : r->reason);
}

static evn_err list_where(struct evn_cli *cli, Evernormal__Dispatch__V1__ListRides *ask)
{
    struct evn_table table;
    char after[200] = "";
    evn_err err = EVN_OK;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    do {
        Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
        Evernormal__Dispatch__V1__Result *page;
        ask->after = after;
        query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_RIDES;
        query.rides = ask;
        err = evn_dispatch_query(cli, &query, &page);
        if (err != EVN_OK)
            break;
        for (size_t i = 0; i < page->n_ride; i++)
            show(cli, &table, page->ride[i]);
        snprintf(after, sizeof after, "%s", page->next);
        evernormal__dispatch__v1__result__free_unpacked(page, NULL);
    } while (after[0] != '\0');
    return evn_table_end(&table, err);
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Dispatch__V1__ListRides ask = EVERNORMAL__DISPATCH__V1__LIST_RIDES__INIT;
    ask.area = text_of(input, AREA);
    ask.closed = input->option[CLOSED] != NULL;
    ask.place = text_of(input, OF_PLACE);
    ask.vehicle = text_of(input, OF_VEHICLE);
    return list_where(cli, &ask);
}

static evn_err show_one(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Dispatch__V1__ListRides ask = EVERNORMAL__DISPATCH__V1__LIST_RIDES__INIT;
    ask.ride = (char *)(uintptr_t)input->argument[0];
    return list_where(cli, &ask);
}

static evn_err ask_for(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Dispatch__V1__RideAsk body = EVERNORMAL__DISPATCH__V1__RIDE_ASK__INIT;
    Evernormal__Dispatch__V1__Command command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    const char *kind = input->option[KIND] != NULL ? input->option[KIND] : "other";
    const char *grade = text_of(input, GRADE);
    int number =
        evn_enum_number(&evernormal__dispatch__v1__ride_kind__descriptor, "RIDE_KIND_", kind);
    if (number <= 0)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = kind, .b = "kind"});
    if (grade[0] != '\0' && (grade[0] < '1' || grade[0] > '5' || grade[1] != '\0'))
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = grade, .b = "grade"});
    body.ride = (char *)(uintptr_t)input->argument[0];
    body.kind = (Evernormal__Dispatch__V1__RideKind)number;
    body.person = text_of(input, PERSON);
    body.community = text_of(input, COMMUNITY);
    body.severity = grade[0] != '\0' ? (uint32_t)(grade[0] - '0') : 0;
    body.to = text_of(input, TO);
    evn_err err = evn_stock_time(cli, input->option[DUE], "due", &body.due_us);
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_RIDE_ASK;
    command.ride_ask = &body;
    return err == EVN_OK ? evn_dispatch_send(cli, NULL, &command) : err;
}

static evn_err assign(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Dispatch__V1__RideAssign body = EVERNORMAL__DISPATCH__V1__RIDE_ASSIGN__INIT;
    Evernormal__Dispatch__V1__Command command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    body.ride = (char *)(uintptr_t)input->argument[0];
    body.vehicle = text_of(input, VEHICLE);
    evn_err err = evn_stock_time(cli, input->option[FROM], "from", &body.from_us);
    if (err == EVN_OK)
        err = evn_stock_time(cli, input->option[UNTIL], "until", &body.until_us);
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_RIDE_ASSIGN;
    command.ride_assign = &body;
    return err == EVN_OK ? evn_dispatch_send(cli, NULL, &command) : err;
}

/* What happened to a ride; the second argument is its reason, or the place of REDIRECT. */
static evn_err happened(struct evn_cli *cli, const struct evn_input *input, ride_event event)
{
    Evernormal__Dispatch__V1__RideDo body = EVERNORMAL__DISPATCH__V1__RIDE_DO__INIT;
    Evernormal__Dispatch__V1__Command command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    bool redirects = event == EVERNORMAL__DISPATCH__V1__RIDE_EVENT__RIDE_EVENT_REDIRECT;
    body.ride = (char *)(uintptr_t)input->argument[0];
    body.event = event;
    if (input->n_arguments > 1)
        *(redirects ? &body.place : &body.reason) = (char *)(uintptr_t)input->argument[1];
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_RIDE_DO;
    command.ride_do = &body;
    return evn_dispatch_send(cli, NULL, &command);
}

#define EVENT(name, EVENT_)                                                                        \
    static evn_err name(struct evn_cli *cli, const struct evn_input *input)                        \
    {                                                                                              \
        return happened(cli, input, EVERNORMAL__DISPATCH__V1__RIDE_EVENT__RIDE_EVENT_##EVENT_);    \
    }
EVENT(depart, DEPART)
EVENT(arrive, ARRIVE)
EVENT(accept_it, ACCEPT)
EVENT(refuse, REFUSE)
EVENT(redirect, REDIRECT)
EVENT(bring_back, RETURN)
EVENT(close_it, CLOSE)

static const struct evn_command verbs[] = {
    {.name = "list", .about = EVN_T_RIDE_LIST, .options = list_options, .run = list},
    {"show", EVN_T_RIDE_SHOW, NULL, "RIDE", 1, 1, NULL, show_one},
    {"ask", EVN_T_RIDE_ASK, NULL, "RIDE", 1, 1, ask_options, ask_for},
    {"assign", EVN_T_RIDE_ASSIGN, NULL, "RIDE", 1, 1, assign_options, assign},
    {"depart", EVN_T_RIDE_DEPART, NULL, "RIDE", 1, 1, NULL, depart},
    {"arrive", EVN_T_RIDE_ARRIVE, NULL, "RIDE", 1, 1, NULL, arrive},
    {"accept", EVN_T_RIDE_ACCEPT, NULL, "RIDE", 1, 1, NULL, accept_it},
    {"refuse", EVN_T_RIDE_REFUSE, NULL, "RIDE REASON", 2, 2, NULL, refuse},
    {"redirect", EVN_T_RIDE_REDIRECT, NULL, "RIDE PLACE", 2, 2, NULL, redirect},
    {"return", EVN_T_RIDE_RETURN, NULL, "RIDE [REASON]", 1, 2, NULL, bring_back},
    {"close", EVN_T_RIDE_CLOSE, NULL, "RIDE [REASON]", 1, 2, NULL, close_it},
    {0}};

const struct evn_command evn_command_ride = {.name = "ride", .about = EVN_T_RIDE, .verb = verbs};

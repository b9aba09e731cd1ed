/* evn duty - who is on duty when, whom to call now, and how soon tickets must be answered. */
#include "common/base/day.h"
#include "tools/evn/message.h"
#include "tools/evn/staff.h"

#include <string.h>

typedef Evernormal__Registry__V1__Duty duty_message;
typedef Evernormal__Registry__V1__DutyOfficer officer_message;

enum { UNIT, AREA, TYPE, AT };
enum { OF_UNIT, STAFF, FROM, UNTIL, DAYS, HOURS, RANK, WITHDRAW, REPLACE };
enum { MINUTES_A_DAY = 1440, MINUTES_MAX = 2880, DAYS_MAX = 7 };

static const struct evn_option now_options[] = {{"unit", "CODE", EVN_T_OPT_OF_UNIT},
                                                {"area", "CODE", EVN_T_OPT_DUTY_AREA},
                                                {"type", "WORD", EVN_T_OPT_DUTY_TYPE},
                                                {"at", "TIME", EVN_T_OPT_DUTY_AT},
                                                {0}};
static const struct evn_option put_options[] = {
    {"unit", "CODE", EVN_T_OPT_UNIT},         {"staff", "NUMBER", EVN_T_OPT_DUTY_STAFF},
    {"from", "DAY", EVN_T_OPT_DUTY_FROM},     {"until", "DAY", EVN_T_OPT_DUTY_UNTIL},
    {"days", "1,2,...", EVN_T_OPT_DUTY_DAYS}, {"hours", "HH:MM-HH:MM", EVN_T_OPT_DUTY_HOURS},
    {"rank", "N", EVN_T_OPT_DUTY_RANK},       {"withdraw", NULL, EVN_T_OPT_WITHDRAW},
    {"replace", NULL, EVN_T_OPT_REPLACE},     {0}};

static const struct evn_column columns[] = {{"duty", EVN_T_COL_SHIFT, EVN_CELL_TEXT},
                                            {"organisation", EVN_T_COL_STAFF_UNIT, EVN_CELL_TEXT},
                                            {"staff", EVN_T_COL_STAFF, EVN_CELL_TEXT},
                                            {"fromDay", EVN_T_COL_SHIFT_FROM, EVN_CELL_TEXT},
                                            {"untilDay", EVN_T_COL_LAST_DAY, EVN_CELL_TEXT},
                                            {"weekdays", EVN_T_COL_WEEKDAYS, EVN_CELL_TEXT},
                                            {"hours", EVN_T_COL_HOURS, EVN_CELL_TEXT},
                                            {"rank", EVN_T_COL_RANK, EVN_CELL_NUMBER},
                                            {"withdrawn", EVN_T_COL_WITHDRAWN, EVN_CELL_FLAG}};
static const struct evn_column officer_columns[] = {
    {"staff", EVN_T_COL_STAFF, EVN_CELL_TEXT},
    {"organisation", EVN_T_COL_STAFF_UNIT, EVN_CELL_TEXT},
    {"by", EVN_T_COL_CALLED_AS, EVN_CELL_TEXT},
    {"duty", EVN_T_COL_SHIFT, EVN_CELL_TEXT},
    {"until", EVN_T_COL_UNTIL, EVN_CELL_TEXT},
    {"phone", EVN_T_COL_PHONE, EVN_CELL_TEXT},
    {"resting", EVN_T_COL_UNTRAINED, EVN_CELL_FLAG}};
static const struct evn_column deadline_columns[] = {
    {"class", EVN_T_COL_TICKET_CLASS, EVN_CELL_TEXT},
    {"acceptHours", EVN_T_COL_ACCEPT_HOURS, EVN_CELL_TEXT},
    {"answerHours", EVN_T_COL_ANSWER_HOURS, EVN_CELL_TEXT},
    {"validFrom", EVN_T_COL_VALID_FROM, EVN_CELL_TEXT},
    {"validUntil", EVN_T_COL_VALID_UNTIL, EVN_CELL_TEXT}};

static const ProtobufCMessage *duty_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_duty ? &page->duty[i]->base : NULL;
}

static void show_duty(struct evn_cli *cli, struct evn_table *table, const ProtobufCMessage *message)
{
    const duty_message *duty = (const void *)message;
    char days[24] = "", hours[48];
    (void)cli;
    for (size_t i = 0; i < duty->n_weekdays && i < DAYS_MAX; i++)
        snprintf(days + strlen(days), sizeof days - strlen(days), "%s%u", i > 0 ? "," : "",
                 duty->weekdays[i]);
    snprintf(hours, sizeof hours, "%02u:%02u-%02u:%02u", duty->from_min / 60, duty->from_min % 60,
             duty->until_min / 60, duty->until_min % 60);
    evn_table_text(table, duty->duty);
    evn_table_text(table, duty->organisation);
    evn_table_text(table, duty->staff);
    evn_table_text(table, duty->from_day);
    evn_table_text(table, duty->until_day);
    evn_table_text(table, days);
    evn_table_text(table, hours);
    evn_table_number(table, duty->rank);
    evn_table_flag(table, duty->withdrawn);
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_DUTY,
                                         .columns = columns,
                                         .n_columns = sizeof columns / sizeof columns[0],
                                         .at = duty_at,
                                         .show = show_duty};
    (void)input;
    return evn_rows_print(cli, &rows, NULL);
}

static const ProtobufCMessage *officer_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_on_duty ? &page->on_duty[i]->base : NULL;
}

static void show_officer(struct evn_cli *cli, struct evn_table *table,
                         const ProtobufCMessage *message)
{
    static const enum evn_text by[] = {EVN_T_BY_UNKNOWN, EVN_T_BY_ROSTER, EVN_T_BY_HEAD,
                                       EVN_T_BY_MEMBER, EVN_T_BY_ADMINISTRATOR};
    const officer_message *one = (const void *)message;
    char until[28] = "";
    if (one->until_us != 0)
        evn_time_format(one->until_us, until);
    evn_table_text(table, one->staff);
    evn_table_text(table, one->organisation);
    evn_table_text(
        table, evn_text(by[(size_t)one->by < sizeof by / sizeof by[0] ? one->by : 0], cli->lang));
    evn_table_text(table, one->duty);
    evn_table_text(table, until);
    evn_table_text(table, one->phone);
    evn_table_flag(table, one->resting);
}

static evn_err now(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.columns = officer_columns,
                                         .n_columns =
                                             sizeof officer_columns / sizeof officer_columns[0],
                                         .at = officer_at,
                                         .show = show_officer};
    char *no_page;
    Evernormal__Registry__V1__OnDuty ask = EVERNORMAL__REGISTRY__V1__ON_DUTY__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    const char *at = input->option[AT];
    if (at != NULL && evn_time_parse(at, EVN_OFFSET_CHINA_MIN, &ask.at_us) != EVN_OK)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = at, .b = "at"});
    ask.organisation = evn_rows_text(input, UNIT);
    ask.area = evn_rows_text(input, AREA);
    ask.type = evn_rows_text(input, TYPE);
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_ON_DUTY;
    query.on_duty = &ask;
    return evn_rows_ask(cli, &rows, &query, &no_page);
}

/* "HH:MM" at `text`, hours up to `h_max`. */
static bool read_minute(const char *text, uint32_t h_max, uint32_t *out)
{
    for (int i = 0; i < 5; i++)
        if (i == 2 ? text[i] != ':' : text[i] < '0' || text[i] > '9')
            return false;
    uint32_t h = (uint32_t)((text[0] - '0') * 10 + text[1] - '0');
    uint32_t m = (uint32_t)((text[3] - '0') * 10 + text[4] - '0');
    *out = h * 60 + m;
    return h <= h_max && m < 60;
}

/* "08:00-20:00"; an end that is not behind the beginning is on the next day. */
static bool read_hours(const char *text, duty_message *out)
{
    if (strlen(text) != 11 || text[5] != '-' || !read_minute(text, 23, &out->from_min) ||
        !read_minute(text + 6, 47, &out->until_min))
        return false;
    if (out->until_min <= out->from_min)
        out->until_min += MINUTES_A_DAY;
    return out->until_min <= MINUTES_MAX;
}

/* "1,2,3": days of the week. */
static bool read_days(const char *text, uint32_t *days, size_t *n)
{
    for (*n = 0; *text != '\0'; text++) {
        if (*text < '1' || *text > '7' || *n == DAYS_MAX || (text[1] != ',' && text[1] != '\0'))
            return false;
        days[(*n)++] = (uint32_t)(*text - '0');
        text += text[1] == ',';
    }
    return true;
}

static evn_err put(struct evn_cli *cli, const struct evn_input *input)
{
    uint32_t days[DAYS_MAX];
    int64_t rank = 0;
    duty_message duty = EVERNORMAL__REGISTRY__V1__DUTY__INIT;
    Evernormal__Registry__V1__DutyPut body = EVERNORMAL__REGISTRY__V1__DUTY_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    const char *hours = input->option[HOURS] != NULL ? input->option[HOURS] : "00:00-24:00";
    if (!read_hours(hours, &duty))
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = hours, .b = "hours"});
    if (!read_days(evn_rows_text(input, DAYS), days, &duty.n_weekdays))
        return evn_cli_usage(cli, EVN_T_BAD_OPTION,
                             (struct evn_fill){.a = evn_rows_text(input, DAYS), .b = "days"});
    evn_err err = evn_staff_day(cli, input, FROM, "from", &duty.from_day);
    if (err == EVN_OK)
        err = evn_staff_day(cli, input, UNTIL, "until", &duty.until_day);
    if (err == EVN_OK && input->option[RANK] != NULL)
        err = evn_command_number(cli, input->option[RANK], "rank", 0, &rank);
    if (err != EVN_OK)
        return err;
    duty.duty = (char *)(uintptr_t)input->argument[0];
    duty.organisation = evn_rows_text(input, OF_UNIT);
    duty.staff = evn_rows_text(input, STAFF);
    duty.weekdays = days;
    duty.rank = rank > UINT32_MAX ? UINT32_MAX : (uint32_t)rank;
    duty.withdrawn = input->option[WITHDRAW] != NULL;
    body.duty = &duty;
    body.replace = input->option[REPLACE] != NULL;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_DUTY;
    command.duty = &body;
    return evn_staff_post(cli, &command, duty.duty);
}

static const ProtobufCMessage *policy_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_policy ? &page->policy[i]->base : NULL;
}

/* A line a class; a value is "ACCEPT;ANSWER" in hours. */
static void show_deadlines(struct evn_cli *cli, struct evn_table *table,
                           const ProtobufCMessage *message)
{
    const Evernormal__Registry__V1__Policy *policy = (const void *)message;
    (void)cli;
    for (size_t i = 0; i < policy->n_rules; i++) {
        const Evernormal__Registry__V1__Rule *rule = policy->rules[i];
        char accept[20];
        size_t len = strcspn(rule->value, ";");
        snprintf(accept, sizeof accept, "%.*s", (int)(len < sizeof accept ? len : 0), rule->value);
        evn_table_text(table, rule->rule);
        evn_table_text(table, accept);
        evn_table_text(table, rule->value + len + (rule->value[len] == ';'));
        evn_table_text(table, rule->valid_from);
        evn_table_text(table, rule->valid_until);
    }
}

static evn_err deadlines(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_POLICY,
                                         .columns = deadline_columns,
                                         .n_columns =
                                             sizeof deadline_columns / sizeof deadline_columns[0],
                                         .at = policy_at,
                                         .show = show_deadlines};
    (void)input;
    return evn_rows_print(cli, &rows, "ticket_deadlines");
}

static const struct evn_command verbs[] = {
    {.name = "now", .about = EVN_T_DUTY_NOW, .options = now_options, .run = now},
    {.name = "list", .about = EVN_T_DUTY_LIST, .run = list},
    {.name = "put",
     .about = EVN_T_DUTY_PUT,
     .arguments = "SHIFT",
     .n_min = 1,
     .n_max = 1,
     .options = put_options,
     .run = put},
    {.name = "deadlines", .about = EVN_T_DUTY_DEADLINES, .run = deadlines},
    {0}};

const struct evn_command evn_command_duty = {.name = "duty", .about = EVN_T_DUTY, .verb = verbs};

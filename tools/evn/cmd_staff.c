/* evn staff - units, who works there, and what they may do. */
#include "common/base/day.h"
#include "tools/evn/message.h"
#include "tools/evn/roles.h"
#include "tools/evn/staff.h"

#include <string.h>

typedef Evernormal__Registry__V1__Organisation unit_message;
typedef Evernormal__Registry__V1__Staff staff_message;
typedef Evernormal__Registry__V1__Grant grant_message;

enum { GRANTS_MAX = 16 };
enum { UNIT, GRANT, FROM, LAST, REPLACE };
enum { TYPE, LEVEL, AREA, PARENT, ZH, EN, HEAD, PHONE, UNIT_REPLACE };

static const struct evn_option put_options[] = {
    {"unit", "CODE", EVN_T_OPT_UNIT},      {"grant", "ROLES@AREA;...", EVN_T_OPT_GRANT},
    {"from", "DAY", EVN_T_OPT_STAFF_FROM}, {"last", "DAY", EVN_T_OPT_STAFF_LAST},
    {"replace", NULL, EVN_T_OPT_REPLACE},  {0}};
static const struct evn_option unit_options[] = {
    {"type", "WORD", EVN_T_OPT_UNIT_TYPE},   {"level", "LEVEL", EVN_T_OPT_UNIT_LEVEL},
    {"area", "CODE", EVN_T_OPT_UNIT_AREA},   {"parent", "CODE", EVN_T_OPT_UNIT_PARENT},
    {"zh", "NAME", EVN_T_OPT_STAFF_UNIT_ZH}, {"en", "NAME", EVN_T_OPT_STAFF_UNIT_EN},
    {"head", "NUMBER", EVN_T_OPT_UNIT_HEAD}, {"phone", "NUMBER", EVN_T_OPT_UNIT_PHONE},
    {"replace", NULL, EVN_T_OPT_REPLACE},    {0}};

static const struct evn_column staff_columns[] = {
    {"staff", EVN_T_COL_STAFF, EVN_CELL_TEXT},
    {"organisation", EVN_T_COL_STAFF_UNIT, EVN_CELL_TEXT},
    {"grants", EVN_T_COL_GRANTS, EVN_CELL_TEXT},
    {"fromDay", EVN_T_COL_SHIFT_FROM, EVN_CELL_TEXT},
    {"lastDay", EVN_T_COL_LAST_DAY, EVN_CELL_TEXT}};
static const struct evn_column unit_columns[] = {
    {"code", EVN_T_COL_CODE, EVN_CELL_TEXT},         {"type", EVN_T_COL_KIND, EVN_CELL_TEXT},
    {"level", EVN_T_COL_STAFF_LEVEL, EVN_CELL_TEXT}, {"area", EVN_T_COL_SCOPE, EVN_CELL_TEXT},
    {"parent", EVN_T_COL_PARENT, EVN_CELL_TEXT},     {"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
    {"head", EVN_T_COL_STAFF_HEAD, EVN_CELL_TEXT},   {"phone", EVN_T_COL_PHONE, EVN_CELL_TEXT}};

evn_err evn_staff_post(struct evn_cli *cli, Evernormal__Registry__V1__Command *command,
                       const char *name)
{
    struct evn_session *session;
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_registry_post(session, command, &cli->why);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_SAVED, (struct evn_fill){.a = name});
    return err;
}

evn_err evn_staff_day(struct evn_cli *cli, const struct evn_input *input, size_t option,
                      const char *name, char **out)
{
    struct evn_day day;
    *out = evn_rows_text(input, option);
    if ((*out)[0] == '\0' || evn_day_parse(*out, &day) == EVN_OK)
        return EVN_OK;
    return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = *out, .b = name});
}

/* "WAREHOUSE,POINT@310105; AUDITOR@*" */
static void write_grants(const staff_message *staff, char *out, size_t cap)
{
    char roles[200];
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < staff->n_grants && len < cap; i++) {
        const grant_message *grant = staff->grants[i];
        int n = snprintf(out + len, cap - len, "%s%s@%s", i > 0 ? "; " : "",
                         evn_roles_names(grant->roles, roles, sizeof roles),
                         grant->area[0] != '\0' ? grant->area : "*");
        len += n > 0 ? (size_t)n : 0;
    }
}

static const ProtobufCMessage *staff_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_staff ? &page->staff[i]->base : NULL;
}

static void show_staff(struct evn_cli *cli, struct evn_table *table,
                       const ProtobufCMessage *message)
{
    const staff_message *staff = (const void *)message;
    char grants[800];
    (void)cli;
    write_grants(staff, grants, sizeof grants);
    evn_table_text(table, staff->staff);
    evn_table_text(table, staff->organisation);
    evn_table_text(table, grants);
    evn_table_text(table, staff->from_day);
    evn_table_text(table, staff->last_day);
}

static const struct evn_rows staff_rows = {.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_STAFF,
                                           .columns = staff_columns,
                                           .n_columns =
                                               sizeof staff_columns / sizeof staff_columns[0],
                                           .at = staff_at,
                                           .show = show_staff};

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    (void)input;
    return evn_rows_print(cli, &staff_rows, NULL);
}

static evn_err show(struct evn_cli *cli, const struct evn_input *input)
{
    return evn_rows_print(cli, &staff_rows, input->argument[0]);
}

/* Grants as they are being read; the messages point into `area`. */
struct grants {
    grant_message at[GRANTS_MAX];
    grant_message *list[GRANTS_MAX];
    char area[GRANTS_MAX][64];
    size_t n;
};

/* "ROLES@AREA; ..." False: one of them is not that. */
static bool read_grants(const char *text, struct grants *out)
{
    out->n = 0;
    while (text[0] != '\0') {
        text += strspn(text, " ");
        size_t len = strcspn(text, ";"), roles = strcspn(text, "@;");
        if (out->n == GRANTS_MAX || roles == len || len - roles - 1 >= sizeof out->area[0])
            return false;
        char *area = out->area[out->n];
        snprintf(area, sizeof out->area[0], "%.*s", (int)(len - roles - 1), text + roles + 1);
        if (strcmp(area, "*") == 0)
            area[0] = '\0';
        grant_message *grant = &out->at[out->n];
        evernormal__registry__v1__grant__init(grant);
        grant->area = area;
        grant->roles = evn_roles_of(text, roles);
        if (grant->roles == 0)
            return false;
        out->list[out->n++] = grant;
        text += len + (text[len] == ';');
    }
    return true;
}

static evn_err put(struct evn_cli *cli, const struct evn_input *input)
{
    struct grants grants;
    staff_message staff = EVERNORMAL__REGISTRY__V1__STAFF__INIT;
    Evernormal__Registry__V1__StaffPut body = EVERNORMAL__REGISTRY__V1__STAFF_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    const char *text = evn_rows_text(input, GRANT);
    if (!read_grants(text, &grants))
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = text, .b = "grant"});
    evn_err err = evn_staff_day(cli, input, FROM, "from", &staff.from_day);
    if (err == EVN_OK)
        err = evn_staff_day(cli, input, LAST, "last", &staff.last_day);
    if (err != EVN_OK)
        return err;
    staff.staff = (char *)(uintptr_t)input->argument[0];
    staff.organisation = evn_rows_text(input, UNIT);
    staff.grants = grants.list;
    staff.n_grants = grants.n;
    body.staff = &staff;
    body.replace = input->option[REPLACE] != NULL;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_STAFF;
    command.staff = &body;
    return evn_staff_post(cli, &command, staff.staff);
}

static const ProtobufCMessage *unit_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_organisation ? &page->organisation[i]->base : NULL;
}

static void show_unit(struct evn_cli *cli, struct evn_table *table, const ProtobufCMessage *message)
{
    const unit_message *unit = (const void *)message;
    char level[20];
    evn_enum_name(&evernormal__registry__v1__org_level__descriptor, "ORG_LEVEL_", (int)unit->level,
                  level, sizeof level);
    evn_table_text(table, unit->code);
    evn_table_text(table, unit->type);
    evn_table_text(table, level);
    evn_table_text(table, unit->area);
    evn_table_text(table, unit->parent);
    evn_table_text(table, evn_rows_either(cli, unit->name_zh, unit->name_en));
    evn_table_text(table, unit->head);
    evn_table_text(table, unit->phone);
}

static evn_err units(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.table =
                                             EVERNORMAL__REGISTRY__V1__TABLE__TABLE_ORGANISATION,
                                         .columns = unit_columns,
                                         .n_columns = sizeof unit_columns / sizeof unit_columns[0],
                                         .at = unit_at,
                                         .show = show_unit};
    (void)input;
    return evn_rows_print(cli, &rows, NULL);
}

static evn_err unit(struct evn_cli *cli, const struct evn_input *input)
{
    unit_message own = EVERNORMAL__REGISTRY__V1__ORGANISATION__INIT;
    Evernormal__Registry__V1__OrganisationPut body =
        EVERNORMAL__REGISTRY__V1__ORGANISATION_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    const char *level = evn_rows_text(input, LEVEL);
    int number =
        evn_enum_number(&evernormal__registry__v1__org_level__descriptor, "ORG_LEVEL_", level);
    if (number <= 0)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = level, .b = "level"});
    own.code = (char *)(uintptr_t)input->argument[0];
    own.type = evn_rows_text(input, TYPE);
    own.level = (Evernormal__Registry__V1__OrgLevel)number;
    own.area = evn_rows_text(input, AREA);
    own.parent = evn_rows_text(input, PARENT);
    own.name_zh = evn_rows_text(input, ZH);
    own.name_en = evn_rows_text(input, EN);
    own.head = evn_rows_text(input, HEAD);
    own.phone = evn_rows_text(input, PHONE);
    body.organisation = &own;
    body.replace = input->option[UNIT_REPLACE] != NULL;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_ORGANISATION;
    command.organisation = &body;
    return evn_staff_post(cli, &command, own.code);
}

static const struct evn_command verbs[] = {
    {.name = "list", .about = EVN_T_STAFF_LIST, .run = list},
    {.name = "show",
     .about = EVN_T_STAFF_SHOW,
     .arguments = "NUMBER",
     .n_min = 1,
     .n_max = 1,
     .run = show},
    {.name = "put",
     .about = EVN_T_STAFF_PUT,
     .arguments = "NUMBER",
     .n_min = 1,
     .n_max = 1,
     .options = put_options,
     .run = put},
    {.name = "units", .about = EVN_T_STAFF_UNITS, .run = units},
    {.name = "unit",
     .about = EVN_T_STAFF_UNIT,
     .arguments = "CODE",
     .n_min = 1,
     .n_max = 1,
     .options = unit_options,
     .run = unit},
    {0}};

const struct evn_command evn_command_staff = {.name = "staff", .about = EVN_T_STAFF, .verb = verbs};

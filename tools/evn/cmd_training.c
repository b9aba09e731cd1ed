/* evn training - courses, who did them, how many of each unit, who is overdue. */
#include "tools/evn/message.h"
#include "tools/evn/roles.h"
#include "tools/evn/staff.h"

typedef Evernormal__Registry__V1__Course course_message;
typedef Evernormal__Registry__V1__CoverageRow coverage_message;
typedef Evernormal__Registry__V1__TrainingRow training_message;

enum { AREA, UNIT, COURSE, DUE };
enum { ON, PROOF, WITHDRAW };
enum { ZH, EN, ROLES, VALID_DAYS, DEADLINE, VALID_FROM, VALID_UNTIL, REPLACE };

#define WHOSE                                                                                      \
    {"area", "CODE", EVN_T_OPT_IN_AREA}, {"unit", "CODE", EVN_T_OPT_OF_UNIT},                      \
    {                                                                                              \
        "course", "CODE", EVN_T_OPT_OF_COURSE                                                      \
    }
static const struct evn_option coverage_options[] = {WHOSE, {0}};
static const struct evn_option overdue_options[] = {WHOSE, {"due", NULL, EVN_T_OPT_DUE_TOO}, {0}};
static const struct evn_option done_options[] = {{"on", "DAY", EVN_T_OPT_DONE_ON},
                                                 {"proof", "TEXT", EVN_T_OPT_PROOF},
                                                 {"withdraw", NULL, EVN_T_OPT_WITHDRAW},
                                                 {0}};
static const struct evn_option course_options[] = {{"zh", "NAME", EVN_T_OPT_STAFF_UNIT_ZH},
                                                   {"en", "NAME", EVN_T_OPT_STAFF_UNIT_EN},
                                                   {"roles", "ROLES", EVN_T_OPT_COURSE_ROLES},
                                                   {"valid-days", "N", EVN_T_OPT_VALID_DAYS},
                                                   {"deadline", "DAY", EVN_T_OPT_DEADLINE},
                                                   {"valid-from", "DAY", EVN_T_OPT_COURSE_FROM},
                                                   {"valid-until", "DAY", EVN_T_OPT_COURSE_UNTIL},
                                                   {"replace", NULL, EVN_T_OPT_REPLACE},
                                                   {0}};

static const struct evn_column coverage_columns[] = {
    {"organisation", EVN_T_COL_STAFF_UNIT, EVN_CELL_TEXT},
    {"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
    {"level", EVN_T_COL_STAFF_LEVEL, EVN_CELL_TEXT},
    {"course", EVN_T_COL_LEARNT, EVN_CELL_TEXT},
    {"needed", EVN_T_COL_N_NEEDED, EVN_CELL_NUMBER},
    {"trained", EVN_T_COL_TRAINED, EVN_CELL_NUMBER},
    {"due", EVN_T_COL_TRAINING_DUE, EVN_CELL_NUMBER},
    {"overdue", EVN_T_COL_OVERDUE, EVN_CELL_NUMBER},
    {"lapsed", EVN_T_COL_LAPSED, EVN_CELL_NUMBER},
    {"percent", EVN_T_COL_STAFF_COVERED, EVN_CELL_NUMBER},
    {"deadline", EVN_T_COL_DEADLINE, EVN_CELL_TEXT}};
static const struct evn_column training_columns[] = {
    {"staff", EVN_T_COL_STAFF, EVN_CELL_TEXT},
    {"organisation", EVN_T_COL_STAFF_UNIT, EVN_CELL_TEXT},
    {"course", EVN_T_COL_LEARNT, EVN_CELL_TEXT},
    {"state", EVN_T_COL_STATE, EVN_CELL_TEXT},
    {"doneOn", EVN_T_COL_DONE_ON, EVN_CELL_TEXT},
    {"goodUntil", EVN_T_COL_GOOD_UNTIL, EVN_CELL_TEXT},
    {"deadline", EVN_T_COL_DEADLINE, EVN_CELL_TEXT},
    {"sinceDay", EVN_T_COL_MISSING_SINCE, EVN_CELL_TEXT},
    {"resting", EVN_T_COL_RESTING, EVN_CELL_TEXT}};
static const struct evn_column course_columns[] = {
    {"code", EVN_T_COL_CODE, EVN_CELL_TEXT},
    {"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
    {"roles", EVN_T_COL_FOR_ROLES, EVN_CELL_TEXT},
    {"validDays", EVN_T_COL_VALID_DAYS, EVN_CELL_NUMBER},
    {"deadline", EVN_T_COL_DEADLINE, EVN_CELL_TEXT},
    {"validFrom", EVN_T_COL_VALID_FROM, EVN_CELL_TEXT},
    {"validUntil", EVN_T_COL_VALID_UNTIL, EVN_CELL_TEXT}};

static const ProtobufCMessage *coverage_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_coverage ? &page->coverage[i]->base : NULL;
}

static void show_coverage(struct evn_cli *cli, struct evn_table *table,
                          const ProtobufCMessage *message)
{
    const coverage_message *row = (const void *)message;
    char level[20];
    evn_enum_name(&evernormal__registry__v1__org_level__descriptor, "ORG_LEVEL_", (int)row->level,
                  level, sizeof level);
    evn_table_text(table, row->organisation);
    evn_table_text(table, evn_rows_either(cli, row->name_zh, row->name_en));
    evn_table_text(table, level);
    evn_table_text(table, row->course);
    evn_table_number(table, row->needed);
    evn_table_number(table, row->trained);
    evn_table_number(table, row->due);
    evn_table_number(table, row->overdue);
    evn_table_number(table, row->lapsed);
    evn_table_number(table, row->needed > 0 ? (int64_t)row->trained * 100 / row->needed : 100);
    evn_table_text(table, row->deadline);
}

static evn_err coverage(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.columns = coverage_columns,
                                         .n_columns =
                                             sizeof coverage_columns / sizeof coverage_columns[0],
                                         .at = coverage_at,
                                         .show = show_coverage};
    Evernormal__Registry__V1__Coverage ask = EVERNORMAL__REGISTRY__V1__COVERAGE__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    ask.area = evn_rows_text(input, AREA);
    ask.organisation = evn_rows_text(input, UNIT);
    ask.course = evn_rows_text(input, COURSE);
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_COVERAGE;
    query.coverage = &ask;
    return evn_rows_ask(cli, &rows, &query, &ask.after);
}

static const ProtobufCMessage *training_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_training_row ? &page->training_row[i]->base : NULL;
}

static void show_training(struct evn_cli *cli, struct evn_table *table,
                          const ProtobufCMessage *message)
{
    static const enum evn_text states[] = {EVN_T_TRAINING_UNKNOWN, EVN_T_TRAINING_TRAINED,
                                           EVN_T_TRAINING_DUE, EVN_T_TRAINING_OVERDUE,
                                           EVN_T_TRAINING_LAPSED};
    const training_message *row = (const void *)message;
    char roles[200];
    size_t state = (size_t)row->state < sizeof states / sizeof states[0] ? row->state : 0;
    evn_table_text(table, row->staff);
    evn_table_text(table, row->organisation);
    evn_table_text(table, row->course);
    evn_table_text(table, evn_text(states[state], cli->lang));
    evn_table_text(table, row->done_on);
    evn_table_text(table, row->good_until);
    evn_table_text(table, row->deadline);
    evn_table_text(table, row->since_day);
    evn_table_text(table, evn_roles_names(row->resting, roles, sizeof roles));
}

static const struct evn_rows training_rows = {.columns = training_columns,
                                              .n_columns = sizeof training_columns /
                                                           sizeof training_columns[0],
                                              .at = training_at,
                                              .show = show_training};

static evn_err overdue(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__TrainingList ask = EVERNORMAL__REGISTRY__V1__TRAINING_LIST__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    ask.area = evn_rows_text(input, AREA);
    ask.organisation = evn_rows_text(input, UNIT);
    ask.course = evn_rows_text(input, COURSE);
    ask.open = input->option[DUE] != NULL;
    ask.overdue = !ask.open;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_TRAINING_LIST;
    query.training_list = &ask;
    return evn_rows_ask(cli, &training_rows, &query, &ask.after);
}

static evn_err show(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__TrainingList ask = EVERNORMAL__REGISTRY__V1__TRAINING_LIST__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    ask.staff = (char *)(uintptr_t)input->argument[0];
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_TRAINING_LIST;
    query.training_list = &ask;
    return evn_rows_ask(cli, &training_rows, &query, &ask.after);
}

static evn_err done(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__Training training = EVERNORMAL__REGISTRY__V1__TRAINING__INIT;
    Evernormal__Registry__V1__TrainingPut body = EVERNORMAL__REGISTRY__V1__TRAINING_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    evn_err err = evn_staff_day(cli, input, ON, "on", &training.done_on);
    if (err != EVN_OK)
        return err;
    training.staff = (char *)(uintptr_t)input->argument[0];
    training.course = (char *)(uintptr_t)input->argument[1];
    training.proof = evn_rows_text(input, PROOF);
    training.withdrawn = input->option[WITHDRAW] != NULL;
    body.training = &training;
    body.replace = training.withdrawn;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_TRAINING;
    command.training = &body;
    return evn_staff_post(cli, &command, training.staff);
}

static const ProtobufCMessage *course_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_course ? &page->course[i]->base : NULL;
}

static void show_course(struct evn_cli *cli, struct evn_table *table,
                        const ProtobufCMessage *message)
{
    const course_message *course = (const void *)message;
    char roles[200];
    evn_table_text(table, course->code);
    evn_table_text(table, evn_rows_either(cli, course->name_zh, course->name_en));
    evn_table_text(table, course->roles == 0 ? evn_text(EVN_T_EVERYBODY, cli->lang)
                                             : evn_roles_names(course->roles, roles, sizeof roles));
    evn_table_number(table, course->valid_days);
    evn_table_text(table, course->deadline);
    evn_table_text(table, course->valid_from);
    evn_table_text(table, course->valid_until);
}

static evn_err courses(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_COURSE,
                                         .columns = course_columns,
                                         .n_columns =
                                             sizeof course_columns / sizeof course_columns[0],
                                         .at = course_at,
                                         .show = show_course};
    (void)input;
    return evn_rows_print(cli, &rows, NULL);
}

static evn_err course(struct evn_cli *cli, const struct evn_input *input)
{
    course_message own = EVERNORMAL__REGISTRY__V1__COURSE__INIT;
    Evernormal__Registry__V1__CoursePut body = EVERNORMAL__REGISTRY__V1__COURSE_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    const char *roles = evn_rows_text(input, ROLES);
    int64_t days = 0;
    own.roles = evn_roles_of(roles, strlen(roles));
    if (roles[0] != '\0' && own.roles == 0)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = roles, .b = "roles"});
    evn_err err = evn_staff_day(cli, input, DEADLINE, "deadline", &own.deadline);
    if (err == EVN_OK)
        err = evn_staff_day(cli, input, VALID_FROM, "valid-from", &own.valid_from);
    if (err == EVN_OK)
        err = evn_staff_day(cli, input, VALID_UNTIL, "valid-until", &own.valid_until);
    if (err == EVN_OK && input->option[VALID_DAYS] != NULL)
        err = evn_command_number(cli, input->option[VALID_DAYS], "valid-days", 0, &days);
    if (err != EVN_OK)
        return err;
    own.code = (char *)(uintptr_t)input->argument[0];
    own.name_zh = evn_rows_text(input, ZH);
    own.name_en = evn_rows_text(input, EN);
    own.valid_days = days > UINT32_MAX ? UINT32_MAX : (uint32_t)days;
    body.course = &own;
    body.replace = input->option[REPLACE] != NULL;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_COURSE;
    command.course = &body;
    return evn_staff_post(cli, &command, own.code);
}

static const struct evn_command verbs[] = {
    {.name = "coverage",
     .about = EVN_T_TRAINING_COVERAGE,
     .options = coverage_options,
     .run = coverage},
    {.name = "overdue", .about = EVN_T_TRAINING_LATE, .options = overdue_options, .run = overdue},
    {.name = "show",
     .about = EVN_T_TRAINING_SHOW,
     .arguments = "NUMBER",
     .n_min = 1,
     .n_max = 1,
     .run = show},
    {.name = "done",
     .about = EVN_T_TRAINING_DONE,
     .arguments = "NUMBER COURSE",
     .n_min = 2,
     .n_max = 2,
     .options = done_options,
     .run = done},
    {.name = "courses", .about = EVN_T_TRAINING_COURSES, .run = courses},
    {.name = "course",
     .about = EVN_T_TRAINING_COURSE,
     .arguments = "CODE",
     .n_min = 1,
     .n_max = 1,
     .options = course_options,
     .run = course},
    {0}};

const struct evn_command evn_command_training = {
    .name = "training", .about = EVN_T_TRAINING, .verb = verbs};

/* evn person - people who must not be forgotten: their lists, and what only their door knows. */
#include "tools/evn/person.h"

#include "common/base/label.h"
#include "common/journal/frame.h"
#include "tools/evn/message.h"
#include "tools/evn/rows.h"

#include <string.h>

typedef Evernormal__Registry__V1__KeyPerson person_message;
typedef Evernormal__Registry__V1__Reading reading_message;
typedef Evernormal__Registry__V1__Door door_message;
typedef Evernormal__Registry__V1__VaultState vault_message;

enum { COMMUNITY, NAME, PHONE, DOOR, NOTE, REPLACE, SYNTHETIC };
enum { REASON };
enum { READING_KIND = 33, PAGE = 50 };

static const struct evn_option add_options[] = {
    {"community", "CODE", EVN_T_OPT_PERSON_COMMUNITY}, {"name", "TEXT", EVN_T_OPT_PERSON_NAME},
    {"phone", "NUMBER", EVN_T_OPT_PERSON_PHONE},       {"door", "TEXT", EVN_T_OPT_PERSON_DOOR},
    {"note", "TEXT", EVN_T_OPT_PERSON_NOTE},           {"replace", NULL, EVN_T_OPT_PERSON_REPLACE},
    {"synthetic", NULL, EVN_T_OPT_PERSON_SYNTHETIC},   {0}};
static const struct evn_option reason_options[] = {{"reason", "TEXT", EVN_T_OPT_PERSON_REASON},
                                                   {0}};

static const struct evn_column list_columns[] = {
    {"person", EVN_T_COL_PERSON, EVN_CELL_TEXT}, {"bag", EVN_T_COL_BAG, EVN_CELL_TEXT},
    {"group", EVN_T_COL_GROUP, EVN_CELL_TEXT},   {"community", EVN_T_COL_COMMUNITY, EVN_CELL_TEXT},
    {"needs", EVN_T_COL_NEEDS, EVN_CELL_TEXT},   {"last_day", EVN_T_COL_LAST_DAY, EVN_CELL_TEXT}};
static const struct evn_column door_columns[] = {{"person", EVN_T_COL_PERSON, EVN_CELL_TEXT},
                                                 {"bag", EVN_T_COL_BAG, EVN_CELL_TEXT},
                                                 {"group", EVN_T_COL_GROUP, EVN_CELL_TEXT},
                                                 {"name", EVN_T_COL_PERSON_NAME, EVN_CELL_TEXT},
                                                 {"phone", EVN_T_COL_PHONE, EVN_CELL_TEXT},
                                                 {"door", EVN_T_COL_DOOR, EVN_CELL_TEXT},
                                                 {"note", EVN_T_COL_DOOR_NOTE, EVN_CELL_TEXT},
                                                 {"door_only", EVN_T_COL_DOOR_ONLY, EVN_CELL_FLAG}};
static const struct evn_column reading_columns[] = {
    {"number", EVN_T_COL_READING, EVN_CELL_NUMBER},
    {"at", EVN_T_COL_READ_AT, EVN_CELL_TEXT},
    {"actor", EVN_T_COL_READER, EVN_CELL_TEXT},
    {"persons", EVN_T_COL_N_PERSONS, EVN_CELL_NUMBER},
    {"community", EVN_T_COL_COMMUNITY, EVN_CELL_TEXT},
    {"reason", EVN_T_COL_READ_WHY, EVN_CELL_TEXT}};
static const struct evn_column vault_columns[] = {
    {"state", EVN_T_COL_VAULT, EVN_CELL_TEXT},
    {"keys", EVN_T_COL_KEYS, EVN_CELL_NUMBER},
    {"destroyed", EVN_T_COL_KEYS_DESTROYED, EVN_CELL_NUMBER},
    {"damaged", EVN_T_COL_DAMAGED, EVN_CELL_NUMBER},
    {"unreadable", EVN_T_COL_UNREADABLE, EVN_CELL_NUMBER}};

static evn_err post(struct evn_cli *cli, Evernormal__Registry__V1__Command *command,
                    enum evn_text done, const char *person)
{
    struct evn_session *session;
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_registry_post(session, command, &cli->why);
    if (err == EVN_OK)
        evn_say(cli, done, (struct evn_fill){.a = person});
    return err;
}

static evn_err add(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__Contact contact = EVERNORMAL__REGISTRY__V1__CONTACT__INIT;
    Evernormal__Registry__V1__PersonPut body = EVERNORMAL__REGISTRY__V1__PERSON_PUT__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    contact.name = evn_rows_text(input, NAME);
    contact.phone = evn_rows_text(input, PHONE);
    contact.door = evn_rows_text(input, DOOR);
    contact.note = evn_rows_text(input, NOTE);
    body.person = (char *)(uintptr_t)input->argument[0];
    body.community = evn_rows_text(input, COMMUNITY);
    body.contact = &contact;
    body.replace = input->option[REPLACE] != NULL;
    body.synthetic = input->option[SYNTHETIC] != NULL;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_PERSON;
    command.person = &body;
    return post(cli, &command, EVN_T_SAVED, body.person);
}

static evn_err erase(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__PersonErase body = EVERNORMAL__REGISTRY__V1__PERSON_ERASE__INIT;
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    body.person = (char *)(uintptr_t)input->argument[0];
    body.reason = evn_rows_text(input, REASON);
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_PERSON_ERASE;
    command.person_erase = &body;
    return post(cli, &command, EVN_T_PERSON_ERASED, body.person);
}

static const ProtobufCMessage *person_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_key_person ? &page->key_person[i]->base : NULL;
}

/* "40", "560/14" for a supply of 14 days, "1@135" on days of the week, "6%7" every seven days. */
static int write_amount(const Evernormal__Registry__V1__Need *need, char *out, size_t cap)
{
    char days[8] = "";
    for (size_t i = 0; i < need->n_weekdays && i < 7; i++)
        days[i] = (char)('0' + need->weekdays[i] % 10);
    if (need->supply_days > 0)
        return snprintf(out, cap, "%lld/%u", (long long)need->per_day * need->supply_days,
                        need->supply_days);
    if (need->every_days > 0)
        return snprintf(out, cap, "%lld%%%u", (long long)need->amount, need->every_days);
    if (need->n_weekdays > 0)
        return snprintf(out, cap, "%lld@%s", (long long)need->amount, days);
    return snprintf(out, cap, "%lld", (long long)need->per_day);
}

/* "INSULIN 40 (1), ..." */
static void write_needs(const person_message *person, char *out, size_t cap)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < person->n_needs && len < cap; i++) {
        char amount[64];
        (void)write_amount(person->needs[i], amount, sizeof amount);
        int n = snprintf(out + len, cap - len, "%s%s %s (%u)", i > 0 ? ", " : "",
                         person->needs[i]->item, amount, person->needs[i]->tier);
        len += n > 0 ? (size_t)n : 0;
    }
}

static void show_person(struct evn_cli *cli, struct evn_table *table,
                        const ProtobufCMessage *message)
{
    const person_message *person = (const void *)message;
    char bag[EVN_LABEL_LEN + 1], needs[400];
    (void)cli;
    evn_label_of(evn_bytes_text(person->person), bag);
    write_needs(person, needs, sizeof needs);
    evn_table_text(table, person->person);
    evn_table_text(table, bag);
    evn_table_text(table, person->group);
    evn_table_text(table, person->community);
    evn_table_text(table, needs);
    evn_table_text(table, person->last_day);
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_KEY_PERSON,
                                         .columns = list_columns,
                                         .n_columns = sizeof list_columns / sizeof list_columns[0],
                                         .at = person_at,
                                         .show = show_person};
    return evn_rows_print(cli, &rows, input->n_arguments > 0 ? input->argument[0] : NULL);
}

static const ProtobufCMessage *reading_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_reading ? &page->reading[i]->base : NULL;
}

static void show_reading(struct evn_cli *cli, struct evn_table *table,
                         const ProtobufCMessage *message)
{
    const reading_message *reading = (const void *)message;
    char at[28];
    (void)cli;
    evn_time_format(reading->at_us, at);
    evn_table_number(table, (int64_t)reading->number);
    evn_table_text(table, at);
    evn_table_text(table, reading->actor);
    evn_table_number(table, (int64_t)reading->n_persons);
    evn_table_text(table, reading->community);
    evn_table_text(table, reading->reason);
}

static evn_err readings(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.table = EVERNORMAL__REGISTRY__V1__TABLE__TABLE_READING,
                                         .columns = reading_columns,
                                         .n_columns =
                                             sizeof reading_columns / sizeof reading_columns[0],
                                         .at = reading_at,
                                         .show = show_reading};
    (void)input;
    return evn_rows_print(cli, &rows, NULL);
}

static const ProtobufCMessage *door_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_door ? &page->door[i]->base : NULL;
}

static void show_door(struct evn_cli *cli, struct evn_table *table, const ProtobufCMessage *message)
{
    const door_message *door = (const void *)message;
    const Evernormal__Registry__V1__Contact *contact = door->contact;
    evn_table_text(table, door->person);
    evn_table_text(table, door->bag);
    evn_table_text(table, door->group);
    evn_table_text(table,
                   contact != NULL ? contact->name : evn_text(EVN_T_PERSON_UNREADABLE, cli->lang));
    evn_table_text(table, contact != NULL ? contact->phone : "");
    evn_table_text(table, contact != NULL ? contact->door : "");
    evn_table_text(table, contact != NULL ? contact->note : "");
    evn_table_flag(table, door->door_only);
}

/* The Reading among the events of an answer, NULL when there is none. */
static reading_message *find_reading(const struct evn_wire_answer *answer)
{
    struct evn_bytes rest = answer->n_event > 0 ? answer->event[0] : evn_bytes_of(NULL, 0);
    struct evn_frame frame;
    reading_message *found = NULL;
    while (found == NULL && evn_frame_next(&rest, &frame) == EVN_OK)
        if (frame.kind == READING_KIND)
            found = evernormal__registry__v1__reading__unpack(NULL, frame.body.len, frame.body.at);
    return found;
}

/* Say who reads what and why, and so get a reading's number and whom it names; NULL: see *err. */
static reading_message *announce(struct evn_cli *cli, Evernormal__Registry__V1__PersonRead *body,
                                 evn_err *err)
{
    Evernormal__Registry__V1__Command command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    const struct evn_wire_answer *answer;
    uint8_t packed[32 * 1024];
    struct evn_id id = evn_session_new_id(cli->session);
    command.id = (ProtobufCBinaryData){.len = sizeof id.b, .data = id.b};
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_PERSON_READ;
    command.person_read = body;
    if (evernormal__registry__v1__command__get_packed_size(&command) > sizeof packed) {
        *err = evn_cli_fail(cli, EVN_E_TOO_LARGE, body->community);
        return NULL;
    }
    size_t len = evernormal__registry__v1__command__pack(&command, packed);
    *err = evn_session_post(cli->session, "registry", evn_bytes_of(packed, len), true, &answer,
                            &cli->why);
    reading_message *reading = *err == EVN_OK ? find_reading(answer) : NULL;
    if (*err == EVN_OK && reading == NULL)
        *err = evn_cli_fail(cli, EVN_E_BAD_MESSAGE, "registry");
    return reading;
}

static evn_err show_doors(struct evn_cli *cli, uint64_t number, struct evn_table *table)
{
    Evernormal__Registry__V1__DoorList ask = EVERNORMAL__REGISTRY__V1__DOOR_LIST__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    Evernormal__Registry__V1__Result *page;
    const ProtobufCMessage *door;
    ask.reading = number;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_DOOR_LIST;
    query.door_list = &ask;
    evn_err err = evn_registry_ask(cli->session, &query, &page, &cli->why);
    for (size_t i = 0; err == EVN_OK && (door = door_at(page, i)) != NULL; i++)
        if (cli->json)
            err = evn_message_print(cli, door);
        else
            show_door(cli, table, door);
    if (page != NULL)
        evernormal__registry__v1__result__free_unpacked(page, NULL);
    return err;
}

/* Announce and read page after page. A page that is full may have another behind it. */
static evn_err read_doors(struct evn_cli *cli, Evernormal__Registry__V1__PersonRead *body,
                          struct evn_table *table)
{
    char after[EVN_CODE_MAX] = "";
    bool more = true;
    evn_err err = EVN_OK;
    while (more && err == EVN_OK) {
        body->after = after;
        reading_message *reading = announce(cli, body, &err);
        if (reading == NULL)
            return err == EVN_E_UNKNOWN_REF && after[0] != '\0' ? EVN_OK : err;
        more = body->n_persons == 0 && reading->n_persons == PAGE;
        if (more)
            evn_refusal_text(after, sizeof after, reading->persons[PAGE - 1]);
        err = show_doors(cli, reading->number, table);
        evernormal__registry__v1__reading__free_unpacked(reading, NULL);
    }
    return err;
}

static evn_err read_with(struct evn_cli *cli, Evernormal__Registry__V1__PersonRead *body)
{
    struct evn_session *session;
    struct evn_table table;
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    evn_cli_table(cli, &table, door_columns, sizeof door_columns / sizeof door_columns[0]);
    return evn_table_end(&table, read_doors(cli, body, &table));
}

static evn_err show(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__PersonRead body = EVERNORMAL__REGISTRY__V1__PERSON_READ__INIT;
    body.persons = (char **)(uintptr_t)input->argument;
    body.n_persons = input->n_arguments;
    body.reason = evn_rows_text(input, REASON);
    return read_with(cli, &body);
}

static evn_err door(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Registry__V1__PersonRead body = EVERNORMAL__REGISTRY__V1__PERSON_READ__INIT;
    body.community = (char *)(uintptr_t)input->argument[0];
    body.reason = evn_rows_text(input, REASON);
    return read_with(cli, &body);
}

static const ProtobufCMessage *vault_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_vault ? &page->vault[i]->base : NULL;
}

static void show_vault(struct evn_cli *cli, struct evn_table *table,
                       const ProtobufCMessage *message)
{
    const vault_message *vault = (const void *)message;
    evn_table_text(table, vault->open ? evn_text(EVN_T_VAULT_OPEN, cli->lang) : vault->error);
    evn_table_number(table, (int64_t)vault->keys);
    evn_table_number(table, (int64_t)vault->destroyed);
    evn_table_number(table, (int64_t)vault->damaged);
    evn_table_number(table, (int64_t)vault->unreadable);
}

static evn_err vault(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.columns = vault_columns,
                                         .n_columns =
                                             sizeof vault_columns / sizeof vault_columns[0],
                                         .at = vault_at,
                                         .show = show_vault};
    Evernormal__Registry__V1__Vault ask = EVERNORMAL__REGISTRY__V1__VAULT__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    char *no_page;
    (void)input;
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_VAULT;
    query.vault = &ask;
    return evn_rows_ask(cli, &rows, &query, &no_page);
}

#define ONE(what) .arguments = (what), .n_min = 1, .n_max = 1

static const struct evn_command verbs[] = {
    {.name = "list", .about = EVN_T_PERSON_LIST, .arguments = "[PERSON]", .n_max = 1, .run = list},
    {.name = "add", .about = EVN_T_PERSON_ADD, ONE("PERSON"), .options = add_options, .run = add},
    {.name = "import",
     .about = EVN_T_PERSON_IMPORT,
     .arguments = "FILE...",
     .n_min = 1,
     .n_max = EVN_ARGUMENTS_MAX,
     .options = evn_person_import_options,
     .run = evn_person_import},
    {.name = "show",
     .about = EVN_T_PERSON_SHOW,
     .arguments = "PERSON...",
     .n_min = 1,
     .n_max = EVN_ARGUMENTS_MAX,
     .options = reason_options,
     .run = show},
    {.name = "door",
     .about = EVN_T_PERSON_DOOR,
     ONE("COMMUNITY"),
     .options = reason_options,
     .run = door},
    {.name = "erase",
     .about = EVN_T_PERSON_ERASE,
     ONE("PERSON"),
     .options = reason_options,
     .run = erase},
    {.name = "bags",
     .about = EVN_T_PERSON_BAGS,
     ONE("COMMUNITY"),
     .options = evn_person_bags_options,
     .run = evn_person_bags},
    {.name = "overdue",
     .about = EVN_T_PERSON_OVERDUE,
     .options = evn_person_overdue_options,
     .run = evn_person_overdue},
    {.name = "readings", .about = EVN_T_PERSON_READINGS, .run = readings},
    {.name = "vault", .about = EVN_T_PERSON_VAULT, .run = vault},
    {0}};

const struct evn_command evn_command_person = {
    .name = "person", .about = EVN_T_PERSON, .verb = verbs};

/* evn person import - a list of key persons with what their doors need. */
#include "common/client/registry.h"
#include "common/wire/text.h"
#include "tools/evn/cmd_import.h"
#include "tools/evn/message.h"
#include "tools/evn/person.h"
#include "tools/import/post.h"
#include "tools/import/sheet.h"
#include "tools/import/value.h"

#include <sodium/utils.h>

typedef Evernormal__Registry__V1__Command command_message;

enum { NEEDS = 64, RIDES = 8, CLOCK_LEN = 5, TEXT = 256, DAY_LEN = 10 };
enum {
    PERSON,
    COMMUNITY,
    GROUP,
    LAST_DAY,
    SYNTHETIC,
    NAME,
    PHONE,
    DOOR,
    NOTE,
    ITEM,
    TIER,
    PER_DAY,
    AMOUNT,
    WEEKDAYS,
    EVERY_DAYS,
    FROM_DAY,
    SUPPLY_DAYS,
    ON_HAND,
    LEAD_DAYS,
    RIDE,
    RIDE_TO,
    RIDE_AT
};

const struct evn_option evn_person_import_options[] = {
    {"dry-run", NULL, EVN_T_OPT_DRY_RUN}, {"replace", NULL, EVN_T_OPT_REPLACE}, {0}};

static const struct evn_sheet_column columns[] = {
    {"person", true},       {"community", true}, {"group", false},      {"last_day", false},
    {"synthetic", false},   {"name", false},     {"phone", false},      {"door", false},
    {"note", false},        {"item", false},     {"tier", false},       {"per_day", false},
    {"amount", false},      {"weekdays", false}, {"every_days", false}, {"from_day", false},
    {"supply_days", false}, {"on_hand", false},  {"lead_days", false},  {"ride", false},
    {"ride_to", false},     {"ride_at", false}};
enum { N_COLUMNS = sizeof columns / sizeof columns[0] };

/* One need, with the memory its message points into. */
struct need {
    Evernormal__Registry__V1__Need message;
    char item[TEXT], from_day[TEXT];
    uint32_t weekdays[7];
};

/* One ride, as a need. */
struct ride {
    Evernormal__Registry__V1__KeyRide message;
    char to[TEXT], from_day[TEXT];
    uint32_t weekdays[7];
};

/* A run; the person whose rows are being read. */
struct list {
    struct evn_import_run run;
    struct evn_sheet sheet;
    struct evn_post post;
    bool posting;
    uint32_t line; /* where the person begins; 0: there is none */
    bool bad;      /* a row of it has a flaw: it is left out */
    bool synthetic;
    char text[NOTE + 1][TEXT]; /* of the columns up to the note; cleared behind it */
    struct need need[NEEDS];
    Evernormal__Registry__V1__Need *needs[NEEDS];
    size_t n_needs;
    struct ride ride[RIDES];
    Evernormal__Registry__V1__KeyRide *rides[RIDES];
    size_t n_rides;
    int64_t n_persons, n_accepted;
};

static void flaw_at(struct list *l, size_t column, enum evn_flaw_kind kind)
{
    struct evn_flaw flaw = evn_sheet_flaw(&l->sheet, column, kind);
    l->bad = true;
    evn_import_flaw(&l->run, &flaw);
}

/* A head that nobody knows may be the first row of a file without one, and so about a person. */
static void tell_flaw(struct list *l, struct evn_flaw flaw)
{
    if (flaw.kind == EVN_FLAW_COLUMN_NAME)
        flaw.name[0] = '\0';
    evn_import_flaw(&l->run, &flaw);
}

static void take_text(struct list *l, size_t column, char out[TEXT])
{
    struct evn_bytes cell = evn_sheet_cell(&l->sheet, column);
    if (cell.len >= TEXT) {
        flaw_at(l, column, EVN_FLAW_TEXT);
        return;
    }
    if (cell.len > 0)
        memcpy(out, cell.at, cell.len);
    out[cell.len] = '\0';
}

static void take_code(struct list *l, size_t column, char out[TEXT])
{
    struct evn_bytes cell = evn_sheet_cell(&l->sheet, column);
    if (cell.len > 0 && (!evn_text_code(cell) || cell.len >= EVN_CODE_MAX))
        flaw_at(l, column, EVN_FLAW_CODE);
    else
        take_text(l, column, out);
}

static void take_day(struct list *l, size_t column, char out[TEXT])
{
    struct evn_bytes cell = evn_sheet_cell(&l->sheet, column);
    struct evn_day day;
    out[0] = '\0';
    if (cell.len == 0)
        return;
    if (cell.len != DAY_LEN || !evn_value_day(cell, &day))
        flaw_at(l, column, EVN_FLAW_DATE);
    else
        take_text(l, column, out);
}

static int64_t take_number(struct list *l, size_t column, int64_t max)
{
    struct evn_bytes cell = evn_sheet_cell(&l->sheet, column);
    int64_t n = 0;
    if (cell.len > 0 && (!evn_value_count(cell, &n) || n > max))
        flaw_at(l, column, EVN_FLAW_NUMBER);
    return n;
}

/* "1 3 5": digits of days, with anything between that is no letter. */
static size_t take_weekdays(struct list *l, uint32_t days[7])
{
    size_t n = 0;
    struct evn_bytes cell = evn_sheet_cell(&l->sheet, WEEKDAYS);
    for (size_t i = 0; i < cell.len; i++) {
        bool is_day = cell.at[i] >= '1' && cell.at[i] <= '7';
        if ((!is_day && strchr(" ,;+/", cell.at[i]) == NULL) || (is_day && n == 7)) {
            flaw_at(l, WEEKDAYS, EVN_FLAW_NUMBER);
            return 0;
        }
        if (is_day)
            days[n++] = (uint32_t)(cell.at[i] - '0');
    }
    return n;
}

/* "08:30" as minutes of the day. */
static uint32_t take_clock(struct list *l, size_t column)
{
    struct evn_bytes cell = evn_sheet_cell(&l->sheet, column);
    int64_t hours = 0, minutes = 0;
    if (cell.len == 0)
        return 0;
    if (cell.len != CLOCK_LEN || cell.at[2] != ':' ||
        !evn_value_count(evn_bytes_of(cell.at, 2), &hours) ||
        !evn_value_count(evn_bytes_of(cell.at + 3, 2), &minutes) || hours > 23 || minutes > 59)
        flaw_at(l, column, EVN_FLAW_NUMBER);
    return (uint32_t)(hours * 60 + minutes);
}

/* The ride of this row, if it names one: dialysis, ... */
static void take_ride(struct list *l)
{
    char kind[TEXT];
    if (evn_sheet_cell(&l->sheet, RIDE).len == 0)
        return;
    if (l->n_rides == RIDES) {
        flaw_at(l, RIDE, EVN_FLAW_ROW_LONG);
        return;
    }
    struct ride *ride = &l->ride[l->n_rides];
    evernormal__registry__v1__key_ride__init(&ride->message);
    take_text(l, RIDE, kind);
    int number =
        evn_enum_number(&evernormal__registry__v1__ride_kind__descriptor, "RIDE_KIND_", kind);
    if (number <= 0)
        flaw_at(l, RIDE, EVN_FLAW_CODE);
    ride->to[0] = '\0';
    take_code(l, RIDE_TO, ride->to);
    take_day(l, FROM_DAY, ride->from_day);
    ride->message.kind = (Evernormal__Registry__V1__RideKind)number;
    ride->message.to = ride->to;
    ride->message.from_day = ride->from_day;
    ride->message.at_min = take_clock(l, RIDE_AT);
    ride->message.n_weekdays = take_weekdays(l, ride->weekdays);
    ride->message.weekdays = ride->weekdays;
    ride->message.every_days = (uint32_t)take_number(l, EVERY_DAYS, 366);
    l->rides[l->n_rides++] = &ride->message;
}

/* The need of this row, if it names an item. */
static void take_need(struct list *l)
{
    if (evn_sheet_cell(&l->sheet, ITEM).len == 0)
        return;
    if (l->n_needs == NEEDS) {
        flaw_at(l, ITEM, EVN_FLAW_ROW_LONG);
        return;
    }
    struct need *need = &l->need[l->n_needs];
    evernormal__registry__v1__need__init(&need->message);
    take_code(l, ITEM, need->item);
    take_day(l, FROM_DAY, need->from_day);
    need->message.n_weekdays = take_weekdays(l, need->weekdays);
    need->message.weekdays = need->weekdays;
    need->message.item = need->item;
    need->message.from_day = need->from_day;
    need->message.tier = (uint32_t)take_number(l, TIER, 3);
    if (need->message.tier == 0)
        need->message.tier = 2;
    need->message.per_day = take_number(l, PER_DAY, INT64_MAX);
    need->message.amount = take_number(l, AMOUNT, INT64_MAX);
    need->message.on_hand = take_number(l, ON_HAND, INT64_MAX);
    need->message.every_days = (uint32_t)take_number(l, EVERY_DAYS, 366);
    need->message.supply_days = (uint32_t)take_number(l, SUPPLY_DAYS, 366);
    need->message.lead_days = (uint32_t)take_number(l, LEAD_DAYS, 366);
    l->needs[l->n_needs++] = &need->message;
}

static void forget(struct list *l)
{
    sodium_memzero(l->text, sizeof l->text);
    l->line = 0;
    l->bad = l->synthetic = false;
    l->n_needs = l->n_rides = 0;
}

static evn_err send(struct list *l, command_message *command)
{
    static uint8_t packed[64 * 1024];
    struct evn_id id;
    if (!l->posting)
        return EVN_OK;
    id = evn_session_new_id(l->run.session);
    command->id = (ProtobufCBinaryData){.len = sizeof id.b, .data = id.b};
    if (evernormal__registry__v1__command__get_packed_size(command) > sizeof packed)
        return evn_cli_fail(l->run.cli, EVN_E_TOO_LARGE, "person");
    size_t len = evernormal__registry__v1__command__pack(command, packed);
    evn_err err = evn_post_add(&l->post, evn_bytes_of(packed, len), l->line, &l->run.cli->why);
    sodium_memzero(packed, len);
    return err;
}

/* Needs and group, when the list says a group. */
static evn_err send_list(struct list *l)
{
    Evernormal__Registry__V1__KeyPerson person = EVERNORMAL__REGISTRY__V1__KEY_PERSON__INIT;
    Evernormal__Registry__V1__KeyPersonPut put = EVERNORMAL__REGISTRY__V1__KEY_PERSON_PUT__INIT;
    command_message command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    if (l->text[GROUP][0] == '\0')
        return EVN_OK;
    person.person = l->text[PERSON];
    person.group = l->text[GROUP];
    person.community = l->text[COMMUNITY];
    person.last_day = l->text[LAST_DAY];
    person.synthetic = l->synthetic;
    person.needs = l->needs;
    person.n_needs = l->n_needs;
    person.rides = l->rides;
    person.n_rides = l->n_rides;
    put.key_person = &person;
    put.replace = l->run.replace;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_KEY_PERSON;
    command.key_person = &put;
    return send(l, &command);
}

/* What the door needs, when the list says any of it: a list without leaves it as it is. */
static evn_err send_contact(struct list *l)
{
    Evernormal__Registry__V1__Contact contact = EVERNORMAL__REGISTRY__V1__CONTACT__INIT;
    Evernormal__Registry__V1__PersonPut put = EVERNORMAL__REGISTRY__V1__PERSON_PUT__INIT;
    command_message command = EVERNORMAL__REGISTRY__V1__COMMAND__INIT;
    if (l->text[NAME][0] == '\0' && l->text[PHONE][0] == '\0' && l->text[DOOR][0] == '\0' &&
        l->text[NOTE][0] == '\0')
        return EVN_OK;
    contact.name = l->text[NAME];
    contact.phone = l->text[PHONE];
    contact.door = l->text[DOOR];
    contact.note = l->text[NOTE];
    put.person = l->text[PERSON];
    put.community = l->text[COMMUNITY];
    put.contact = &contact;
    put.synthetic = l->synthetic;
    put.replace = l->run.replace;
    command.kind_case = EVERNORMAL__REGISTRY__V1__COMMAND__KIND_PERSON;
    command.person = &put;
    return send(l, &command);
}

static evn_err end_person(struct list *l)
{
    evn_err err = EVN_OK;
    if (l->line != 0 && !l->bad) {
        l->n_persons++;
        err = send_list(l);
        if (err == EVN_OK)
            err = send_contact(l);
    }
    forget(l);
    return err;
}

static void begin_person(struct list *l)
{
    bool synthetic = false;
    struct evn_bytes flag = evn_sheet_cell(&l->sheet, SYNTHETIC);
    l->line = l->sheet.row.line;
    take_code(l, PERSON, l->text[PERSON]);
    take_code(l, COMMUNITY, l->text[COMMUNITY]);
    take_code(l, GROUP, l->text[GROUP]);
    take_day(l, LAST_DAY, l->text[LAST_DAY]);
    for (size_t column = NAME; column <= NOTE; column++)
        take_text(l, column, l->text[column]);
    if (flag.len > 0 && !evn_value_flag(flag, &synthetic))
        flaw_at(l, SYNTHETIC, EVN_FLAW_WORD);
    l->synthetic = synthetic;
    for (size_t column = PERSON; column <= COMMUNITY; column++)
        if (evn_sheet_cell(&l->sheet, column).len == 0)
            flaw_at(l, column, EVN_FLAW_EMPTY);
}

/* Rows of one person follow each other; the first says who, each may say a need. */
static evn_err take_row(struct list *l)
{
    struct evn_bytes person = evn_sheet_cell(&l->sheet, PERSON);
    evn_err err = EVN_OK;
    if (l->line == 0 || !evn_bytes_equal(person, evn_bytes_text(l->text[PERSON]))) {
        err = end_person(l);
        begin_person(l);
    }
    take_need(l);
    take_ride(l);
    return err;
}

static evn_err read_rows(struct list *l, struct evn_csv rows)
{
    struct evn_flaw flaw;
    evn_err err = evn_sheet_open(&l->sheet, rows, columns, N_COLUMNS, &flaw);
    if (err != EVN_OK) {
        tell_flaw(l, flaw);
        return EVN_OK;
    }
    while ((err = evn_sheet_next(&l->sheet, &flaw)) != EVN_E_AGAIN) {
        if (err == EVN_E_BAD_FILE)
            tell_flaw(l, flaw);
        else if (err == EVN_OK)
            err = take_row(l);
        if (err != EVN_OK && err != EVN_E_BAD_FILE)
            return err;
    }
    return end_person(l);
}

static evn_err read_file(struct list *l, const char *path)
{
    struct evn_source source;
    evn_err err = evn_import_open(&l->run, &source, path);
    if (err != EVN_OK)
        return err;
    err = read_rows(l, evn_csv_of(source.text.at, source.text.len, source.tabs));
    if (source.text.at != NULL)
        sodium_memzero(source.text.at, source.text.len);
    evn_source_close(&source);
    return err;
}

static void answered(void *self, size_t tag, uint64_t first_seq, const struct evn_refusal *why)
{
    struct list *l = self;
    (void)first_seq;
    if (why != NULL)
        evn_import_refused(&l->run, (uint32_t)tag, why);
    else
        l->n_accepted++;
}

evn_err evn_person_import(struct evn_cli *cli, const struct evn_input *input)
{
    static struct list list;
    struct list *l = &list;
    evn_err err = EVN_OK;
    l->run = evn_import_begin(cli, input);
    if (!l->run.dry_run) {
        err = evn_import_connect(&l->run);
        l->posting = err == EVN_OK;
    }
    if (l->posting)
        evn_post_init(&l->post, l->run.session, "registry", l, answered);
    for (size_t i = 0; i < input->n_arguments && err == EVN_OK; i++)
        err = read_file(l, input->argument[i]);
    if (err == EVN_OK && l->posting)
        err = evn_post_flush(&l->post, &cli->why);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_PERSON_IMPORTED,
                (struct evn_fill){.n = l->n_persons, .m = l->n_accepted});
    if (l->posting) {
        sodium_memzero(l->post.bytes.at, l->post.bytes.len);
        evn_post_fini(&l->post);
    }
    return evn_import_end(&l->run, err);
}

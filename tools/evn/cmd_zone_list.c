/* evn zone list - the public list of a day, in its versions, as a table or CSV. */
#include "common/base/day.h"
#include "common/client/public_list.h"
#include "tools/evn/message.h"
#include "tools/evn/outfile.h"
#include "tools/evn/rows.h"
#include "tools/evn/zone.h"

#include <inttypes.h>

typedef Evernormal__Registry__V1__PublicList list_message;
typedef Evernormal__Registry__V1__PublicZone zone_message;

enum { ON, VERSION, VERSIONS, PUBLIC, OUT };

const struct evn_option evn_zone_list_options[] = {
    [ON] = {"on", "DATE", EVN_T_OPT_LIST_ON},
    [VERSION] = {"version", "N", EVN_T_OPT_LIST_VERSION},
    [VERSIONS] = {"versions", NULL, EVN_T_OPT_LIST_VERSIONS},
    [PUBLIC] = {"public", NULL, EVN_T_OPT_LIST_PUBLIC},
    [OUT] = {"o", "FILE", EVN_T_OPT_OUT_CSV},
    {0}};

static const struct evn_column columns[] = {
    {"zone", EVN_T_COL_ZONE, EVN_CELL_TEXT},
    {"area", EVN_T_COL_WHERE, EVN_CELL_TEXT},
    {"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
    {"since", EVN_T_COL_LIST_SINCE, EVN_CELL_TEXT},
    {"authority", EVN_T_COL_COURSE_AUTHORITY, EVN_CELL_TEXT},
    {"change", EVN_T_COL_LIST_CHANGE, EVN_CELL_TEXT},
    {"expansion", EVN_T_COL_LIST_EXPANSION, EVN_CELL_TEXT}};
static const struct evn_column version_columns[] = {
    {"version", EVN_T_COL_LIST_VERSION, EVN_CELL_NUMBER},
    {"madeAt", EVN_T_COL_LIST_MADE, EVN_CELL_TEXT},
    {"correction", EVN_T_COL_LIST_LATE, EVN_CELL_FLAG}};

static const char *change_of(const struct evn_cli *cli, const zone_message *zone)
{
    const char *change = evn_public_change(zone);
    if (change[0] == '\0')
        return change;
    return evn_text(change[0] == 'a' ? EVN_T_LIST_ADDED : EVN_T_LIST_REMOVED, cli->lang);
}

static void show_zone(struct evn_cli *cli, struct evn_table *table, const zone_message *zone)
{
    evn_table_text(table, zone->zone);
    evn_table_text(table, zone->area);
    evn_table_text(table, evn_rows_either(cli, zone->name_zh, zone->name_en));
    evn_table_text(table, zone->since);
    evn_table_text(table, zone->authority);
    evn_table_text(table, change_of(cli, zone));
    evn_table_text(table, zone->expansion);
}

/* As JSON each message as it is, the head first; to people a table, the head on standard error. */
static evn_err show_list(struct evn_cli *cli, const struct evn_public_list *list)
{
    struct evn_table table;
    evn_err err = cli->json ? evn_message_print(cli, &evn_public_list_head(list)->base) : EVN_OK;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    table.n_spare = 2;
    for (size_t p = 0; p < list->n; p++)
        for (size_t i = 0; i < list->page[p]->n_public_zone && err == EVN_OK; i++)
            if (cli->json)
                err = evn_message_print(cli, &list->page[p]->public_zone[i]->base);
            else
                show_zone(cli, &table, list->page[p]->public_zone[i]);
    return evn_table_end(&table, err);
}

static evn_err show_versions(struct evn_cli *cli, const struct evn_public_list *list)
{
    struct evn_table table;
    char made[28];
    evn_cli_table(cli, &table, version_columns, sizeof version_columns / sizeof version_columns[0]);
    for (size_t p = 0; p < list->n; p++)
        for (size_t i = 0; i < list->page[p]->n_public_list; i++) {
            const list_message *head = list->page[p]->public_list[i];
            evn_time_format(head->made_at_us, made);
            evn_table_number(&table, head->version);
            evn_table_text(&table, made);
            evn_table_flag(&table, head->correction);
        }
    return evn_table_end(&table, EVN_OK);
}

static void say_head(const struct evn_cli *cli, const list_message *head)
{
    char zones[12];
    snprintf(zones, sizeof zones, "%" PRIu32, head->zones);
    evn_say(cli, EVN_T_LIST_IS,
            (struct evn_fill){.a = head->day, .n = head->version, .m = head->last_version});
    evn_say(cli, EVN_T_LIST_COUNTS,
            (struct evn_fill){.a = zones, .n = head->added, .m = head->removed});
    if (head->correction)
        evn_say(cli, EVN_T_LIST_IS_LATE, (struct evn_fill){0});
}

static evn_err write_csv(struct evn_cli *cli, const struct evn_public_list *list, const char *path)
{
    struct evn_buf text;
    evn_buf_init(&text, EVN_PUBLIC_CSV_MAX);
    evn_err err = evn_public_list_csv(list, evn_cli_is_exercise(cli), &text);
    err = err == EVN_OK ? evn_outfile_write(cli, path, evn_bytes_of(text.at, text.len))
                        : evn_cli_fail(cli, err, path);
    evn_buf_fini(&text);
    return err;
}

evn_err evn_zone_list(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_public_ask ask = {.day = evn_rows_text(input, ON),
                                 .versions = input->option[VERSIONS] != NULL};
    struct evn_public_list list;
    struct evn_session *session;
    int64_t version = 0;
    evn_err err = input->option[VERSION] != NULL
                      ? evn_command_number(cli, input->option[VERSION], "version", 1, &version)
                      : EVN_OK;
    if (err == EVN_OK && version > UINT32_MAX)
        err = evn_cli_usage(cli, EVN_T_BAD_OPTION,
                            (struct evn_fill){.a = input->option[VERSION], .b = "version"});
    if (err == EVN_OK)
        err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    ask.version = (uint32_t)version;
    err = evn_public_list_get(session, &ask, &list, &cli->why);
    if (err == EVN_OK && ask.versions) {
        err = show_versions(cli, &list);
    } else if (err == EVN_OK) {
        err = input->option[OUT] != NULL ? write_csv(cli, &list, input->option[OUT])
                                         : show_list(cli, &list);
        if (err == EVN_OK)
            say_head(cli, evn_public_list_head(&list));
    }
    evn_public_list_free(&list);
    return err;
}

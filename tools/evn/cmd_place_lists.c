/* evn place misplaced - places whose coordinates are not believed (proto/spec/26-sites.md). */
#include "tools/evn/place.h"

#include "tools/evn/message.h"
#include "tools/evn/rows.h"

#include <stdio.h>

typedef Evernormal__Registry__V1__Place place_message;
typedef Evernormal__Registry__V1__MisplacedPlace misplaced_message;

static const struct evn_column misplaced_columns[] = {
    {"code", EVN_T_COL_CODE, EVN_CELL_TEXT},   {"name", EVN_T_COL_NAME, EVN_CELL_TEXT},
    {"area", EVN_T_COL_SCOPE, EVN_CELL_TEXT},  {"outside", EVN_T_COL_OUTSIDE, EVN_CELL_TEXT},
    {"lat", EVN_T_COL_LAT, EVN_CELL_TEXT},     {"lon", EVN_T_COL_LON, EVN_CELL_TEXT},
    {"datum", EVN_T_COL_DATUM, EVN_CELL_TEXT}, {"source", EVN_T_COL_COORD_SOURCE, EVN_CELL_TEXT}};

/* "-121.400000" */
static void add_degrees(struct evn_table *table, int32_t e6)
{
    char text[24];
    int64_t n = e6 < 0 ? -(int64_t)e6 : e6;
    snprintf(text, sizeof text, "%s%d.%06d", e6 < 0 ? "-" : "", (int)(n / 1000000),
             (int)(n % 1000000));
    evn_table_text(table, text);
}

static const ProtobufCMessage *misplaced_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_misplaced ? &page->misplaced[i]->base : NULL;
}

static void show_misplaced(struct evn_cli *cli, struct evn_table *table,
                           const ProtobufCMessage *message)
{
    const misplaced_message *row = (const void *)message;
    const place_message *place = row->place;
    char datum[40];
    evn_table_text(table, place->code);
    evn_table_text(table, evn_rows_either(cli, place->name_zh, place->name_en));
    evn_table_text(table, place->area);
    evn_table_text(table, row->outside);
    add_degrees(table, place->lat_e6);
    add_degrees(table, place->lon_e6);
    evn_table_text(table, evn_enum_name(&evernormal__registry__v1__datum__descriptor, "DATUM_",
                                        (int)place->datum, datum, sizeof datum));
    evn_table_text(table, place->coord_source);
}

/* Add up what the pages say they looked at. */
static evn_err count(struct evn_cli *cli, Evernormal__Registry__V1__Misplaced *ask,
                     const Evernormal__Registry__V1__Query *query, struct evn_fill *sum)
{
    enum { AFTER_MAX = 512 };
    char after[AFTER_MAX] = "";
    struct evn_session *session;
    Evernormal__Registry__V1__Result *page = NULL;
    evn_err err = evn_cli_session(cli, &session);
    ask->after = after;
    do {
        if (err == EVN_OK)
            err = evn_registry_ask(session, query, &page, &cli->why);
        if (err != EVN_OK)
            break;
        for (size_t i = 0; i < page->n_misplaced_count; i++) {
            sum->n += page->misplaced_count[i]->misplaced;
            sum->m += page->misplaced_count[i]->located;
        }
        snprintf(after, sizeof after, "%s", page->next);
        evernormal__registry__v1__result__free_unpacked(page, NULL);
    } while (after[0] != '\0');
    ask->after = NULL;
    return err;
}

evn_err evn_place_misplaced(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.columns = misplaced_columns,
                                         .n_columns =
                                             sizeof misplaced_columns / sizeof misplaced_columns[0],
                                         .at = misplaced_at,
                                         .show = show_misplaced};
    Evernormal__Registry__V1__Misplaced ask = EVERNORMAL__REGISTRY__V1__MISPLACED__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    struct evn_fill sum = {.n = 0};
    char share[24];
    ask.area = evn_rows_text(input, 0);
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_MISPLACED;
    query.misplaced = &ask;
    evn_err err = evn_rows_ask(cli, &rows, &query, &ask.after);
    if (err == EVN_OK)
        err = count(cli, &ask, &query, &sum);
    if (err != EVN_OK)
        return err;
    int64_t hundredths = sum.m > 0 ? sum.n * 10000 / sum.m : 0;
    snprintf(share, sizeof share, "%d.%02d", (int)(hundredths / 100), (int)(hundredths % 100));
    sum.a = share;
    evn_say(cli, EVN_T_MISPLACED_SUM, sum);
    return EVN_OK;
}

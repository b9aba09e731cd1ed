/* evn zone overdue - seals that stand though their condition is met. */
#include "common/base/day.h"
#include "tools/evn/rows.h"
#include "tools/evn/zone.h"

typedef Evernormal__Registry__V1__OverdueZone overdue_message;

enum { AREA };

const struct evn_option evn_zone_overdue_options[] = {[AREA] = {"area", "CODE", EVN_T_OPT_IN_AREA},
                                                      {0}};

static const struct evn_column columns[] = {
    {"zone", EVN_T_COL_ZONE, EVN_CELL_TEXT},
    {"area", EVN_T_COL_WHERE, EVN_CELL_TEXT},
    {"residents", EVN_T_COL_RESIDENTS, EVN_CELL_NUMBER},
    {"authority", EVN_T_COL_COURSE_AUTHORITY, EVN_CELL_TEXT},
    {"loweredOn", EVN_T_COL_LOWERED_ON, EVN_CELL_TEXT},
    {"since", EVN_T_COL_DUE_SINCE, EVN_CELL_TEXT},
    {"overdueDays", EVN_T_COL_OVERDUE_DAYS, EVN_CELL_NUMBER}};

static const ProtobufCMessage *overdue_at(const Evernormal__Registry__V1__Result *page, size_t i)
{
    return i < page->n_overdue ? &page->overdue[i]->base : NULL;
}

static void show_overdue(struct evn_cli *cli, struct evn_table *table,
                         const ProtobufCMessage *message)
{
    const overdue_message *o = (const void *)message;
    char since[28];
    (void)cli;
    evn_time_format(o->since_us, since);
    evn_table_text(table, o->zone->seal->zone);
    evn_table_text(table, o->zone->seal->area);
    evn_table_number(table, o->zone->seal->residents);
    evn_table_text(table, o->zone->seal->authority);
    evn_table_text(table, o->zone->lowered_on);
    evn_table_text(table, since);
    evn_table_number(table, o->overdue_days);
}

evn_err evn_zone_overdue(struct evn_cli *cli, const struct evn_input *input)
{
    static const struct evn_rows rows = {.columns = columns,
                                         .n_columns = sizeof columns / sizeof columns[0],
                                         .at = overdue_at,
                                         .show = show_overdue};
    Evernormal__Registry__V1__Overdue ask = EVERNORMAL__REGISTRY__V1__OVERDUE__INIT;
    Evernormal__Registry__V1__Query query = EVERNORMAL__REGISTRY__V1__QUERY__INIT;
    ask.area = evn_rows_text(input, AREA);
    query.kind_case = EVERNORMAL__REGISTRY__V1__QUERY__KIND_OVERDUE;
    query.overdue = &ask;
    return evn_rows_ask(cli, &rows, &query, &ask.after);
}

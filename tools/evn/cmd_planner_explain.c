/* evn planner explain - one figure with its terms and every row they come from. */
#include "tools/evn/planner.h"
#include "tools/evn/rows.h"

#include <inttypes.h>

enum { COMMUNITY, TIER, DAY };
enum { TEXT_LEN = 400 };

const struct evn_option evn_planner_explain_options[] = {
    [COMMUNITY] = {"community", "CODE", EVN_T_OPT_COUNT_COMMUNITY},
    [TIER] = {"tier", "N", EVN_T_OPT_EXPLAIN_TIER},
    [DAY] = {"day", "DATE", EVN_T_OPT_EXPLAIN_DAY},
    {0}};

static const struct evn_column columns[] = {{"what", EVN_T_COL_EXPLAIN_WHAT, EVN_CELL_TEXT},
                                            {"name", EVN_T_COL_EXPLAIN_NAME, EVN_CELL_TEXT},
                                            {"number", EVN_T_COL_EXPLAIN_COUNT, EVN_CELL_NUMBER},
                                            {"says", EVN_T_COL_EXPLAIN_SAYS, EVN_CELL_TEXT}};

static void put(struct evn_table *table, const char *what, const char *name, int64_t number,
                const char *says)
{
    evn_table_text(table, what);
    evn_table_text(table, name);
    evn_table_number(table, number);
    evn_table_text(table, says);
}

/* "12.5": millionths without idle zeros. */
static const char *e6(int64_t value, char out[32])
{
    int len = snprintf(out, 32, "%" PRId64 ".%06" PRId64, value / 1000000, value % 1000000);
    while (out[len - 1] == '0')
        out[--len] = '\0';
    if (out[len - 1] == '.')
        out[len - 1] = '\0';
    return out;
}

static void show_need(struct evn_table *table, const Evernormal__Planner__V1__NeedPut *need)
{
    char says[TEXT_LEN], value[32], amount[32], part[32];
    put(table, "need", need->item, need->quantity, need->day);
    for (size_t i = 0; i < need->n_terms; i++) {
        const Evernormal__Planner__V1__Term *t = need->terms[i];
        if (t->norm_value_e6 > 0)
            snprintf(says, sizeof says, "%" PRId64 " x %s / %s, %u d = %s", t->count,
                     e6(t->norm_value_e6, value), e6(t->amount_e6, amount), t->period_days,
                     e6(t->contribution_e6, part));
        else
            snprintf(says, sizeof says, "%" PRId64 ": %s", t->count, e6(t->contribution_e6, part));
        put(table, "term", t->rule, t->quantity, says);
    }
}

static void show(struct evn_table *table, const Evernormal__Planner__V1__Result *page)
{
    char says[TEXT_LEN], value[32], name[TEXT_LEN];
    for (size_t i = 0; i < page->n_need; i++)
        show_need(table, page->need[i]);
    for (size_t i = 0; i < page->n_norm; i++) {
        const Evernormal__Planner__V1__NormKnown *norm = page->norm[i];
        snprintf(name, sizeof name, "%s|%s", norm->norm, norm->group);
        snprintf(says, sizeof says, "%s %s / %s %s: %s", e6(norm->value_e6, value), norm->unit,
                 norm->per, norm->period, norm->source);
        put(table, "norm", name, 1, says);
    }
    for (size_t i = 0; i < page->n_item_norm; i++) {
        const Evernormal__Planner__V1__ItemNormKnown *link = page->item_norm[i];
        snprintf(says, sizeof says, "%s: %s", e6(link->amount_e6, value), link->source);
        put(table, "item_norm", link->norm, 1, says);
    }
    for (size_t i = 0; i < page->n_headcount; i++) {
        const Evernormal__Planner__V1__HeadcountKnown *count = page->headcount[i];
        snprintf(says, sizeof says, "%s %s..%s: %s", count->group, count->from, count->until,
                 count->source);
        put(table, "count", count->name, count->people, says);
    }
    for (size_t i = 0; i < page->n_zone; i++)
        put(table, "zone", page->zone[i]->zone, page->zone[i]->residents, page->zone[i]->area);
}

evn_err evn_planner_explain(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Planner__V1__Explain ask = EVERNORMAL__PLANNER__V1__EXPLAIN__INIT;
    Evernormal__Planner__V1__Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    Evernormal__Planner__V1__Result *page = NULL;
    struct evn_session *session;
    struct evn_table table;
    int64_t tier = 3;
    evn_err err = EVN_OK;
    if (input->option[COMMUNITY] == NULL)
        return evn_cli_usage(cli, EVN_T_OPTION_NEEDED, (struct evn_fill){.a = "community"});
    if (input->option[TIER] != NULL)
        err = evn_command_number(cli, input->option[TIER], "tier", 1, &tier);
    if (err == EVN_OK)
        err = evn_cli_session(cli, &session);
    ask.community = evn_rows_text(input, COMMUNITY);
    ask.item = (char *)(uintptr_t)input->argument[0];
    ask.tier = (uint32_t)(tier > 99 ? 99 : tier);
    ask.day = evn_rows_text(input, DAY);
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_EXPLAIN;
    query.explain = &ask;
    if (err == EVN_OK)
        err = evn_planner_ask(session, &query, &page, &cli->why);
    if (err != EVN_OK)
        return err;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof columns[0]);
    show(&table, page);
    evernormal__planner__v1__result__free_unpacked(page, NULL);
    return evn_table_end(&table, EVN_OK);
}

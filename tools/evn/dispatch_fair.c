#include "common/base/day.h"
#include "common/text/fair_plot.h"
#include "tools/evn/dispatch.h"
#include "tools/evn/outfile.h"
#include "tools/evn/rows.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef Evernormal__Dispatch__V1__Fairness fairness_t;
typedef Evernormal__Dispatch__V1__FairRow row_t;
typedef Evernormal__Dispatch__V1__Result result_t;

enum { SENTENCE_CAP = 600 };

enum { DAY, FAIR_AREA, FAIR_ITEM, ROWS, SVG };
const struct evn_option evn_dispatch_fair_options[] = {
    {"day", "DAY", EVN_T_OPT_FAIR_DAY},  {"area", "CODE", EVN_T_OPT_ETA_AREA},
    {"item", "CODE", EVN_T_OPT_ITEM},    {"rows", NULL, EVN_T_OPT_FAIR_ROWS},
    {"svg", "FILE", EVN_T_OPT_FAIR_SVG}, {0}};

/* The dry run */

static const struct evn_column try_columns[] = {{"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
                                                {"community", EVN_T_COL_D_COMMUNITY, EVN_CELL_TEXT},
                                                {"gets", EVN_T_COL_D_GETS, EVN_CELL_NUMBER},
                                                {"missing", EVN_T_COL_D_MISSING, EVN_CELL_NUMBER},
                                                {"sentence", EVN_T_COL_D_WHY, EVN_CELL_TEXT}};

/* A row for each sentence: the first says what it gets and what is missing. */
static void show_award(struct evn_cli *cli, struct evn_table *table,
                       const Evernormal__Dispatch__V1__Award *award)
{
    char text[SENTENCE_CAP];
    for (size_t i = 0; i < award->n_notes; i++) {
        bool first = i == 0 || cli->json;
        evn_table_text(table, first ? award->item : "");
        evn_table_text(table, first ? award->community : "");
        if (first) {
            evn_table_number(table, award->quantity);
            evn_table_number(table, award->missing);
        } else {
            evn_table_none(table);
            evn_table_none(table);
        }
        evn_table_text(table, evn_dispatch_note(cli, award->notes[i], text, sizeof text));
    }
}

static evn_err try_page(struct evn_cli *cli, const struct evn_input *input, char *after,
                        struct evn_table *table)
{
    result_t *result;
    Evernormal__Dispatch__V1__TryRound ask = EVERNORMAL__DISPATCH__V1__TRY_ROUND__INIT;
    Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
    ask.items = (char **)(uintptr_t)input->argument;
    ask.n_items = input->n_arguments;
    ask.after = after;
    query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_TRY_ROUND;
    query.try_round = &ask;
    evn_err err = evn_dispatch_query(cli, &query, &result);
    if (err != EVN_OK)
        return err;
    for (size_t i = 0; i < result->n_award; i++)
        show_award(cli, table, result->award[i]);
    snprintf(after, EVN_CODE_MAX, "%s", result->next);
    evernormal__dispatch__v1__result__free_unpacked(result, NULL);
    return EVN_OK;
}

evn_err evn_dispatch_try(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    char after[EVN_CODE_MAX] = "";
    evn_err err;
    evn_cli_table(cli, &table, try_columns, sizeof try_columns / sizeof *try_columns);
    do
        err = try_page(cli, input, after, &table);
    while (err == EVN_OK && after[0] != '\0');
    return evn_table_end(&table, err);
}

/* Fairness of a day */

static const struct evn_column tier_columns[] = {
    {"tier", EVN_T_COL_D_TIER, EVN_CELL_NUMBER},
    {"rows", EVN_T_COL_D_WANTS, EVN_CELL_NUMBER},
    {"full", EVN_T_COL_D_FULL, EVN_CELL_NUMBER},
    {"beforePercent", EVN_T_COL_D_BEFORE, EVN_CELL_TEXT},
    {"afterPercent", EVN_T_COL_D_AFTER, EVN_CELL_TEXT},
    {"lowestPercent", EVN_T_COL_D_LOWEST, EVN_CELL_TEXT},
    {"highestPercent", EVN_T_COL_D_HIGHEST, EVN_CELL_TEXT},
    {"spreadPercent", EVN_T_COL_D_SPREAD, EVN_CELL_TEXT}};

static const struct evn_column item_columns[] = {
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
    {"stock", EVN_T_COL_D_STOCK, EVN_CELL_NUMBER},
    {"given", EVN_T_COL_D_GETS, EVN_CELL_NUMBER},
    {"missing", EVN_T_COL_D_MISSING, EVN_CELL_NUMBER},
    {"communities", EVN_T_COL_D_WANTS, EVN_CELL_NUMBER},
    {"inWant", EVN_T_COL_D_SHORT, EVN_CELL_NUMBER},
    {"lowestDays", EVN_T_COL_D_LOWEST_DAYS, EVN_CELL_TEXT},
    {"highestDays", EVN_T_COL_D_HIGHEST_DAYS, EVN_CELL_TEXT},
    {"scarce", EVN_T_COL_D_SCARCE, EVN_CELL_FLAG}};

static const struct evn_column row_columns[] = {
    {"community", EVN_T_COL_D_COMMUNITY, EVN_CELL_TEXT},
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
    {"tier", EVN_T_COL_D_TIER, EVN_CELL_NUMBER},
    {"want", EVN_T_COL_D_WANT, EVN_CELL_NUMBER},
    {"before", EVN_T_COL_D_BEFORE_N, EVN_CELL_NUMBER},
    {"after", EVN_T_COL_D_AFTER_N, EVN_CELL_NUMBER},
    {"beforePercent", EVN_T_COL_D_BEFORE, EVN_CELL_TEXT},
    {"afterPercent", EVN_T_COL_D_AFTER, EVN_CELL_TEXT},
    {"beforeDays", EVN_T_COL_D_BEFORE_DAYS, EVN_CELL_TEXT},
    {"afterDays", EVN_T_COL_D_AFTER_DAYS, EVN_CELL_TEXT}};

/* Hundredths as a decimal number. */
static void cell_hundredths(struct evn_table *table, int64_t value)
{
    char text[32];
    snprintf(text, sizeof text, "%lld.%02lld", (long long)(value / 100), (long long)(value % 100));
    evn_table_text(table, text);
}

static evn_err show_tiers(struct evn_cli *cli, const fairness_t *f)
{
    struct evn_table table;
    evn_cli_table(cli, &table, tier_columns, sizeof tier_columns / sizeof *tier_columns);
    for (size_t i = 0; i < f->n_tiers; i++) {
        const Evernormal__Dispatch__V1__FairTier *t = f->tiers[i];
        evn_table_number(&table, t->tier);
        evn_table_number(&table, t->rows);
        evn_table_number(&table, t->full);
        cell_hundredths(&table, t->before_cperc);
        cell_hundredths(&table, t->after_cperc);
        cell_hundredths(&table, t->lowest_after_cperc);
        cell_hundredths(&table, t->highest_after_cperc);
        cell_hundredths(&table, t->spread_cperc);
    }
    return evn_table_end(&table, EVN_OK);
}

static evn_err show_items(struct evn_cli *cli, const fairness_t *f)
{
    struct evn_table table;
    evn_cli_table(cli, &table, item_columns, sizeof item_columns / sizeof *item_columns);
    for (size_t i = 0; i < f->n_items; i++) {
        const Evernormal__Dispatch__V1__FairItem *t = f->items[i];
        evn_table_text(&table, t->item);
        evn_table_number(&table, t->stock);
        evn_table_number(&table, t->given);
        evn_table_number(&table, t->missing);
        evn_table_number(&table, t->communities);
        evn_table_number(&table, t->in_want);
        cell_hundredths(&table, t->lowest_after_cdays);
        cell_hundredths(&table, t->highest_after_cdays);
        evn_table_flag(&table, t->bound);
    }
    return evn_table_end(&table, EVN_OK);
}

static evn_err show_rows(struct evn_cli *cli, row_t *const *rows, size_t n)
{
    struct evn_table table;
    evn_cli_table(cli, &table, row_columns, sizeof row_columns / sizeof *row_columns);
    for (size_t i = 0; i < n; i++) {
        evn_table_text(&table, rows[i]->community);
        evn_table_text(&table, rows[i]->item);
        evn_table_number(&table, rows[i]->tier);
        evn_table_number(&table, rows[i]->want);
        evn_table_number(&table, rows[i]->before);
        evn_table_number(&table, rows[i]->after);
        cell_hundredths(&table, rows[i]->before_cperc);
        cell_hundredths(&table, rows[i]->after_cperc);
        cell_hundredths(&table, rows[i]->before_cdays);
        cell_hundredths(&table, rows[i]->after_cdays);
    }
    return evn_table_end(&table, EVN_OK);
}

static int by_line(const void *a, const void *b)
{
    const struct evn_fair_dot *x = a, *y = b;
    if (x->tier != y->tier)
        return x->tier < y->tier ? -1 : 1;
    int order = strcmp(x->item, y->item);
    return order != 0 ? order : strcmp(x->community, y->community);
}

static evn_err draw(struct evn_cli *cli, const fairness_t *f, const char *path)
{
    struct evn_buf svg;
    char title[200];
    struct evn_fair_dot *dots = calloc(f->n_rows + 1, sizeof *dots);
    if (dots == NULL)
        return evn_cli_fail(cli, EVN_E_NO_MEMORY, NULL);
    for (size_t i = 0; i < f->n_rows; i++)
        dots[i] = (struct evn_fair_dot){.item = f->rows[i]->item,
                                        .community = f->rows[i]->community,
                                        .tier = (int)f->rows[i]->tier,
                                        .before_cperc = f->rows[i]->before_cperc,
                                        .after_cperc = f->rows[i]->after_cperc};
    qsort(dots, f->n_rows, sizeof *dots, by_line);
    evn_text_fill(EVN_T_FAIR_TITLE, cli->lang, (struct evn_fill){.a = f->day}, title, sizeof title);
    evn_buf_init(&svg, 4 << 20);
    evn_err err = evn_fair_plot(dots, f->n_rows, title, evn_cli_is_exercise(cli), &svg);
    err = err == EVN_OK ? evn_outfile_write(cli, path, evn_bytes_of(svg.at, svg.len))
                        : evn_cli_fail(cli, err, path);
    evn_buf_fini(&svg);
    free(dots);
    return err;
}

/* The day of the last round, when none is given. */
static evn_err find_day(struct evn_cli *cli, const char *given, char out[16])
{
    result_t *result;
    Evernormal__Dispatch__V1__GetRound get = EVERNORMAL__DISPATCH__V1__GET_ROUND__INIT;
    Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
    snprintf(out, 16, "%s", given != NULL ? given : "");
    if (given != NULL)
        return EVN_OK;
    get.item = (char *)(uintptr_t) "-"; /* the round alone */
    query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_ROUND;
    query.round = &get;
    evn_err err = evn_dispatch_query(cli, &query, &result);
    if (err != EVN_OK)
        return err;
    snprintf(out, 16, "%s", result->n_round > 0 ? result->round[0]->day : "");
    evernormal__dispatch__v1__result__free_unpacked(result, NULL);
    return EVN_OK;
}

static evn_err show_fairness(struct evn_cli *cli, const struct evn_input *input,
                             const fairness_t *f)
{
    bool all = input->option[ROWS] != NULL;
    evn_err err = EVN_OK;
    if (input->option[SVG] != NULL)
        err = draw(cli, f, input->option[SVG]);
    if (err == EVN_OK)
        err = show_tiers(cli, f);
    if (err == EVN_OK)
        err = show_items(cli, f);
    if (err == EVN_OK)
        err = show_rows(cli, all ? f->rows : f->lowest, all ? f->n_rows : f->n_lowest);
    return err;
}

evn_err evn_dispatch_fairness(struct evn_cli *cli, const struct evn_input *input)
{
    char day[16];
    result_t *result;
    Evernormal__Dispatch__V1__GetFairness get = EVERNORMAL__DISPATCH__V1__GET_FAIRNESS__INIT;
    Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
    evn_err err = find_day(cli, input->option[DAY], day);
    get.day = day;
    get.area = evn_rows_text(input, FAIR_AREA);
    get.item = evn_rows_text(input, FAIR_ITEM);
    query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_FAIRNESS;
    query.fairness = &get;
    if (err == EVN_OK)
        err = evn_dispatch_query(cli, &query, &result);
    if (err != EVN_OK)
        return err;
    err = result->fairness != NULL ? show_fairness(cli, input, result->fairness)
                                   : evn_cli_fail(cli, EVN_E_BAD_MESSAGE, "dispatch");
    evernormal__dispatch__v1__result__free_unpacked(result, NULL);
    return err;
}

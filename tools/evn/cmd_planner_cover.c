#include "common/client/snapshot.h"
#include "tools/evn/planner.h"
#include "tools/evn/rows.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

typedef Evernormal__Planner__V1__Result result_message;
typedef Evernormal__Planner__V1__CoverFigures figures_message;

enum {
    AREA,
    DAYS,
    BY,
    ITEM,
    CLASS,
    STANDING,
    CLASSES,
    SEAL,
    COHORT,
    CLOSE,
    ZONES_END,
    COHORTS_END
};

#define COVER_OPTIONS                                                                              \
    {"area", "CODE", EVN_T_OPT_COVER_AREA}, {"days", "N", EVN_T_OPT_COVER_DAYS},                   \
        {"by", "LENGTH", EVN_T_OPT_COVER_BY}, {"item", "CODE", EVN_T_OPT_ITEM},                    \
        {"class", "NAME", EVN_T_OPT_COVER_CLASS}, {"standing", NULL, EVN_T_OPT_STANDING},          \
    {                                                                                              \
        "classes", NULL, EVN_T_OPT_CLASSES                                                         \
    }
const struct evn_option evn_planner_cover_options[] = {COVER_OPTIONS, {0}};
const struct evn_option evn_planner_what_if_options[] = {
    COVER_OPTIONS,
    {"seal", "LIST", EVN_T_OPT_WHAT_SEAL},
    {"cohort", "LIST", EVN_T_OPT_WHAT_COHORT},
    {"close", "LIST", EVN_T_OPT_WHAT_CLOSE},
    {"zones-end", "DATE", EVN_T_OPT_WHAT_ZONES_END},
    {"cohorts-end", "DATE", EVN_T_OPT_WHAT_COHORTS_END},
    {0}};

static const struct evn_column cover_columns[] = {
    {"where", EVN_T_COL_WHERE, EVN_CELL_TEXT},
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
    {"onHand", EVN_T_COL_ON_HAND, EVN_CELL_NUMBER},
    {"inTransit", EVN_T_COL_IN_TRANSIT, EVN_CELL_NUMBER},
    {"reserved", EVN_T_COL_RESERVED, EVN_CELL_NUMBER},
    {"earmarked", EVN_T_COL_EARMARKED, EVN_CELL_NUMBER},
    {"need", EVN_T_COL_NEED_DAYS, EVN_CELL_NUMBER},
    {"wanted", EVN_T_COL_WANTED, EVN_CELL_NUMBER},
    {"short", EVN_T_COL_SHORT_OF, EVN_CELL_NUMBER},
    {"coverDays", EVN_T_COL_COVER, EVN_CELL_TEXT},
    {"stockOut", EVN_T_COL_RUNS_OUT, EVN_CELL_TEXT},
    {"rule", EVN_T_COL_RULE, EVN_CELL_TEXT}};
static const struct evn_column might_columns[] = {
    {"where", EVN_T_COL_WHERE, EVN_CELL_TEXT},
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
    {"onHand", EVN_T_COL_ON_HAND, EVN_CELL_NUMBER},
    {"onHandThen", EVN_T_COL_HAVE_THEN, EVN_CELL_NUMBER},
    {"need", EVN_T_COL_NEED_DAYS, EVN_CELL_NUMBER},
    {"needThen", EVN_T_COL_NEED_THEN, EVN_CELL_NUMBER},
    {"short", EVN_T_COL_SHORT_OF, EVN_CELL_NUMBER},
    {"shortThen", EVN_T_COL_SHORT_THEN, EVN_CELL_NUMBER},
    {"coverDays", EVN_T_COL_COVER, EVN_CELL_TEXT},
    {"coverDaysThen", EVN_T_COL_COVER_THEN, EVN_CELL_TEXT},
    {"stockOut", EVN_T_COL_RUNS_OUT, EVN_CELL_TEXT},
    {"stockOutThen", EVN_T_COL_OUT_THEN, EVN_CELL_TEXT}};
static const struct evn_column class_columns[] = {
    {"where", EVN_T_COL_WHERE, EVN_CELL_TEXT},
    {"class", EVN_T_COL_CLASS, EVN_CELL_TEXT},
    {"items", EVN_T_COL_CLASS_ITEMS, EVN_CELL_NUMBER},
    {"itemsShort", EVN_T_COL_CLASS_SHORT, EVN_CELL_NUMBER},
    {"coverDays", EVN_T_COL_COVER, EVN_CELL_TEXT},
    {"stockOut", EVN_T_COL_RUNS_OUT, EVN_CELL_TEXT},
    {"firstOut", EVN_T_COL_FIRST_OUT, EVN_CELL_TEXT},
    {"itemsShortThen", EVN_T_COL_SHORT_ITEMS_THEN, EVN_CELL_NUMBER},
    {"coverDaysThen", EVN_T_COL_COVER_THEN, EVN_CELL_TEXT},
    {"stockOutThen", EVN_T_COL_OUT_THEN, EVN_CELL_TEXT}};

/* One question and the table it fills. */
struct asking {
    struct evn_cli *cli;
    struct evn_table table;
    bool classes, might;
};

/* "3.86" */
static void put_days(struct asking *a, int64_t cdays)
{
    char text[32];
    snprintf(text, sizeof text, "%" PRId64 ".%02" PRId64, cdays / 100, cdays % 100);
    evn_table_text(&a->table, text);
}

static void put_scope(struct asking *a, const char *scope)
{
    bool all = scope[0] == '\0' && !a->cli->json;
    evn_table_text(&a->table, all ? evn_text(EVN_T_COVER_EVERYWHERE, a->cli->lang) : scope);
}

/* A row without figures says why in their place. */
static void put_error(struct asking *a, const figures_message *f, size_t n_numbers)
{
    for (size_t i = 0; i < n_numbers; i++)
        evn_table_none(&a->table);
    evn_table_text(&a->table, evn_err_name((evn_err)f->error));
    evn_table_none(&a->table);
}

static void show_row(struct asking *a, const Evernormal__Planner__V1__CoverRow *row)
{
    static const figures_message nothing = EVERNORMAL__PLANNER__V1__COVER_FIGURES__INIT;
    const figures_message *now = row->now != NULL ? row->now : &nothing;
    put_scope(a, row->scope);
    evn_table_text(&a->table, row->item);
    if (now->error != 0) {
        put_error(a, now, 7);
    } else {
        evn_table_number(&a->table, now->on_hand);
        evn_table_number(&a->table, now->in_transit);
        evn_table_number(&a->table, now->reserved);
        evn_table_number(&a->table, now->earmarked);
        evn_table_number(&a->table, now->need);
        evn_table_number(&a->table, now->wanted);
        evn_table_number(&a->table, now->short_of);
        put_days(a, now->cover_cdays);
        evn_table_text(&a->table, now->stock_out);
    }
    evn_table_text(&a->table, row->rule);
}

static void show_might(struct asking *a, const Evernormal__Planner__V1__CoverRow *row)
{
    static const figures_message nothing = EVERNORMAL__PLANNER__V1__COVER_FIGURES__INIT;
    const figures_message *now = row->now != NULL ? row->now : &nothing;
    const figures_message *then = row->then != NULL ? row->then : &nothing;
    put_scope(a, row->scope);
    evn_table_text(&a->table, row->item);
    if (now->error != 0 || then->error != 0) {
        put_error(a, now->error != 0 ? now : then, 6);
        evn_table_none(&a->table);
        evn_table_none(&a->table);
        return;
    }
    evn_table_number(&a->table, now->on_hand);
    evn_table_number(&a->table, then->on_hand);
    evn_table_number(&a->table, now->need);
    evn_table_number(&a->table, then->need);
    evn_table_number(&a->table, now->short_of);
    evn_table_number(&a->table, then->short_of);
    put_days(a, now->cover_cdays);
    put_days(a, then->cover_cdays);
    evn_table_text(&a->table, now->stock_out);
    evn_table_text(&a->table, then->stock_out);
}

static void show_class(struct asking *a, const Evernormal__Planner__V1__CoverClass *class)
{
    put_scope(a, class->scope);
    evn_table_text(&a->table, class->category);
    evn_table_number(&a->table, class->items);
    evn_table_number(&a->table, class->items_short);
    put_days(a, class->cover_cdays);
    evn_table_text(&a->table, class->stock_out);
    evn_table_text(&a->table, class->first_out);
    if (!a->might) {
        evn_table_none(&a->table);
        evn_table_none(&a->table);
        evn_table_none(&a->table);
        return;
    }
    evn_table_number(&a->table, class->then_short);
    put_days(a, class->then_cdays);
    evn_table_text(&a->table, class->then_out);
}

void evn_planner_tell_refused(struct evn_cli *cli, const Evernormal__Planner__V1__Result *page)
{
    for (size_t i = 0; i < page->n_refused_rule; i++) {
        const Evernormal__Common__V1__Refusal *r = page->refused_rule[i]->refusal;
        struct evn_refusal why = evn_refusal_of((evn_err)r->code);
        why.line = r->line;
        evn_refusal_text(why.field, sizeof why.field, r->field);
        evn_refusal_text(why.subject, sizeof why.subject, r->subject);
        evn_refusal_text(why.place, sizeof why.place, r->place);
        evn_cli_tell(cli, &why);
    }
}

static void show_page(struct asking *a, const result_message *page)
{
    evn_planner_tell_refused(a->cli, page);
    for (size_t i = 0; a->classes && i < page->n_category; i++)
        show_class(a, page->category[i]);
    for (size_t i = 0; !a->classes && i < page->n_cover; i++)
        (a->might ? show_might : show_row)(a, page->cover[i]);
}

static void open_table(struct asking *a)
{
    if (a->classes)
        evn_cli_table(a->cli, &a->table, class_columns,
                      sizeof class_columns / sizeof *class_columns);
    else if (a->might)
        evn_cli_table(a->cli, &a->table, might_columns,
                      sizeof might_columns / sizeof *might_columns);
    else
        evn_cli_table(a->cli, &a->table, cover_columns,
                      sizeof cover_columns / sizeof *cover_columns);
}

static evn_err ask_pages(struct asking *a, struct evn_session *session,
                         Evernormal__Planner__V1__Cover *cover)
{
    Evernormal__Planner__V1__Query query = EVERNORMAL__PLANNER__V1__QUERY__INIT;
    char *after = NULL;
    evn_err err;
    query.kind_case = EVERNORMAL__PLANNER__V1__QUERY__KIND_COVER;
    query.cover = cover;
    do {
        result_message *page;
        err = evn_planner_ask(session, &query, &page, &a->cli->why);
        if (err != EVN_OK)
            break;
        show_page(a, page);
        free(after);
        after = page->next[0] != '\0' ? strdup(page->next) : NULL;
        cover->after = after;
        evernormal__planner__v1__result__free_unpacked(page, NULL);
    } while (after != NULL);
    free(after);
    return err;
}

static evn_err ask(struct evn_cli *cli, const struct evn_input *input,
                   Evernormal__Planner__V1__Cover *cover)
{
    struct asking a = {
        .cli = cli, .classes = input->option[CLASSES] != NULL, .might = cover->what_if != NULL};
    struct evn_stock_snapshot snapshot = {0};
    struct evn_session *session;
    cli->bulk = true; /* the question holds all stock */
    evn_err err = evn_cli_session(cli, &session);
    if (err == EVN_OK)
        err = evn_stock_snapshot_take(session, cover->item, &snapshot, &cli->why);
    if (err == EVN_OK) {
        if (snapshot.moved)
            evn_say(cli, EVN_T_COVER_MOVED, (struct evn_fill){0});
        evn_stock_snapshot_into(&snapshot, cover);
        open_table(&a);
        err = evn_table_end(&a.table, ask_pages(&a, session, cover));
    }
    evn_stock_snapshot_fini(&snapshot);
    return err;
}

static evn_err read_options(struct evn_cli *cli, const struct evn_input *input,
                            Evernormal__Planner__V1__Cover *out)
{
    int64_t days = 0, by = 0;
    evn_err err = EVN_OK;
    evernormal__planner__v1__cover__init(out);
    if (input->option[DAYS] != NULL)
        err = evn_command_number(cli, input->option[DAYS], "days", 1, &days);
    if (err == EVN_OK && input->option[BY] != NULL)
        err = evn_command_number(cli, input->option[BY], "by", 2, &by);
    out->area = evn_rows_text(input, AREA);
    out->item = evn_rows_text(input, ITEM);
    out->category = evn_rows_text(input, CLASS);
    out->standing = input->option[STANDING] != NULL;
    out->days = days > UINT32_MAX ? UINT32_MAX : (uint32_t)days;
    out->by = by > UINT32_MAX ? UINT32_MAX : (uint32_t)by;
    return err;
}

static evn_err cover(struct evn_cli *cli, const struct evn_input *input, bool gaps)
{
    Evernormal__Planner__V1__Cover question;
    evn_err err = read_options(cli, input, &question);
    question.gaps = gaps;
    return err != EVN_OK ? err : ask(cli, input, &question);
}

evn_err evn_planner_cover(struct evn_cli *cli, const struct evn_input *input)
{
    return cover(cli, input, false);
}

evn_err evn_planner_gaps(struct evn_cli *cli, const struct evn_input *input)
{
    return cover(cli, input, true);
}

evn_err evn_planner_what_if(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Planner__V1__Cover question;
    struct evn_planner_might might = {0};
    evn_err err = read_options(cli, input, &question);
    if (err == EVN_OK)
        err =
            evn_planner_might(cli, input->option[SEAL], input->option[COHORT], input->option[CLOSE],
                              input->option[ZONES_END], input->option[COHORTS_END], &might);
    question.what_if = &might.message;
    if (err == EVN_OK)
        err = ask(cli, input, &question);
    evn_planner_might_fini(&might);
    return err;
}

evn_err evn_planner_show_ends(struct evn_cli *cli, const struct evn_planner_ends *ends)
{
    struct evn_input input = {0};
    input.option[AREA] = ends->area;
    input.option[DAYS] = ends->days;
    input.option[ZONES_END] = ends->zones_end;
    input.option[COHORTS_END] = ends->cohorts_end;
    return evn_planner_what_if(cli, &input);
}

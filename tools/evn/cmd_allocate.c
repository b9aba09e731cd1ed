#include "services/dispatch/allocio/change.h"
#include "tools/evn/command.h"
#include "tools/evn/infile.h"

#include <stdlib.h>

enum { OUT, BRIEF, WITHOUT, STOCK };
enum { ANSWER_BYTES_MAX = 2000 << 20 };

static const struct evn_option options[] = {
    [OUT] = {"o", "FILE", EVN_T_OPT_OUT_ANSWER},
    [BRIEF] = {"brief", NULL, EVN_T_OPT_BRIEF},
    [WITHOUT] = {"without-warehouse", "ID", EVN_T_OPT_WITHOUT},
    [STOCK] = {"stock", "ITEM[@WAREHOUSE[/LOT]]=+N", EVN_T_OPT_STOCK_IF},
    {0}};

static const struct evn_column columns[] = {{"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
                                            {"community", EVN_T_COL_COMMUNITY, EVN_CELL_TEXT},
                                            {"had", EVN_T_COL_HAD, EVN_CELL_NUMBER},
                                            {"given", EVN_T_COL_GIVEN, EVN_CELL_NUMBER},
                                            {"missing", EVN_T_COL_MISSING, EVN_CELL_NUMBER},
                                            {"why", EVN_T_COL_WHY, EVN_CELL_TEXT}};

static const struct evn_column sums[] = {
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},     {"stock", EVN_T_COL_STOCK, EVN_CELL_NUMBER},
    {"given", EVN_T_COL_GIVEN, EVN_CELL_NUMBER}, {"left", EVN_T_COL_LEFT, EVN_CELL_NUMBER},
    {"short", EVN_T_COL_SHORT, EVN_CELL_NUMBER}, {"missing", EVN_T_COL_MISSING, EVN_CELL_NUMBER}};

static const struct evn_column standins[] = {{"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
                                             {"community", EVN_T_COL_COMMUNITY, EVN_CELL_TEXT},
                                             {"by", EVN_T_COL_STANDIN, EVN_CELL_TEXT},
                                             {"given", EVN_T_COL_GIVEN, EVN_CELL_NUMBER},
                                             {"stands_for", EVN_T_COL_STANDS_FOR, EVN_CELL_NUMBER},
                                             {"missing", EVN_T_COL_MISSING, EVN_CELL_NUMBER},
                                             {"why", EVN_T_COL_SAID, EVN_CELL_TEXT}};

static const struct evn_column changes[] = {{"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
                                            {"community", EVN_T_COL_COMMUNITY, EVN_CELL_TEXT},
                                            {"before", EVN_T_COL_GIVEN_NOW, EVN_CELL_NUMBER},
                                            {"after", EVN_T_COL_GIVEN_THEN, EVN_CELL_NUMBER},
                                            {"change", EVN_T_COL_CHANGE, EVN_CELL_NUMBER},
                                            {"missing", EVN_T_COL_MISSING, EVN_CELL_NUMBER},
                                            {"why", EVN_T_COL_WHY, EVN_CELL_TEXT}};

/* Where the answer goes: to a file as it is found, to people as a table, or both. */
struct report {
    struct evn_cli *cli;
    FILE *out; /* or NULL */
    struct evn_buf json;
    struct evn_table table, totals, stood;
    bool shows, brief, stands;
    struct evn_allocio *doc;
};

static int64_t units_of(const struct evn_alloc_problem *p, const struct evn_alloc_share *s)
{
    return (s->packs[0] + s->packs[1] + s->packs[2]) * p->pack;
}

static int64_t missing_of(const struct evn_alloc_share *s)
{
    return s->missing[0] + s->missing[1] + s->missing[2];
}

/* Who got what, and why not more. */
static void show_communities(struct report *r, const struct evn_allocio_item *item,
                             const struct evn_alloc_result *result)
{
    const struct evn_alloc_problem *p = &item->problem;
    for (size_t i = 0; i < p->n_communities; i++) {
        const struct evn_alloc_note why = evn_explain_bound(p, result, i);
        char text[512];
        evn_allocio_say(item, &why, r->cli->lang, text, sizeof text);
        evn_table_text(&r->table, item->id.text);
        evn_table_text(&r->table, item->community_ids[i].text);
        evn_table_number(&r->table, p->communities[i].on_hand + p->communities[i].in_transit);
        evn_table_number(&r->table, units_of(p, &result->shares[i]));
        evn_table_number(&r->table, missing_of(&result->shares[i]));
        evn_table_text(&r->table, text);
    }
}

static void show_totals(struct report *r, const struct evn_allocio_item *item,
                        const struct evn_alloc_result *result)
{
    struct evn_allocio_totals t = evn_allocio_total(item, result);
    evn_table_text(&r->totals, item->id.text);
    evn_table_number(&r->totals, t.stock);
    evn_table_number(&r->totals, t.given);
    evn_table_number(&r->totals, t.left);
    evn_table_number(&r->totals, t.n_short);
    evn_table_number(&r->totals, t.missing);
}

static evn_err write_json(struct report *r)
{
    return fwrite(r->json.at, 1, r->json.len, r->out) == r->json.len ? EVN_OK : EVN_E_IO;
}

static evn_err take_item(void *self, size_t i, const struct evn_alloc_result *result)
{
    struct report *r = self;
    const struct evn_allocio_item *item = &r->doc->items[i];
    if (r->shows) {
        show_communities(r, item, result);
        show_totals(r, item, result);
    }
    if (r->out == NULL)
        return EVN_OK;
    evn_buf_clear(&r->json);
    evn_err err = evn_allocio_put(r->doc, i, result, r->brief, &r->json);
    return err != EVN_OK ? err : write_json(r);
}

static void show_standin(struct report *r, const struct evn_allocio_standin *s)
{
    for (size_t i = 0; i < s->problem->n_communities; i++) {
        const int64_t given = units_of(s->problem, &s->result->shares[i]);
        char text[512];
        if (given == 0)
            continue;
        evn_allocio_say_standin(s, i, r->cli->lang, text, sizeof text);
        evn_table_text(&r->stood, s->item->id.text);
        evn_table_text(&r->stood, s->by->community_ids[i].text);
        evn_table_text(&r->stood, s->by->id.text);
        evn_table_number(&r->stood, given);
        evn_table_number(&r->stood, s->stands_for[i]);
        evn_table_number(&r->stood, s->missing[i]);
        evn_table_text(&r->stood, text);
    }
}

static evn_err take_standin(void *self, const struct evn_allocio_standin *standin)
{
    struct report *r = self;
    const bool first = !r->stands;
    r->stands = true;
    if (r->shows && first)
        evn_cli_table(r->cli, &r->stood, standins, sizeof standins / sizeof standins[0]);
    if (r->shows)
        show_standin(r, standin);
    if (r->out == NULL)
        return EVN_OK;
    evn_buf_clear(&r->json);
    evn_err err = evn_allocio_put_standin(standin, first, r->brief, &r->json);
    return err != EVN_OK ? err : write_json(r);
}

/* What stands in for what is missing, and the end of the answer. */
static evn_err solve_standins(struct report *r)
{
    evn_err err = evn_allocio_stand_in(r->doc, take_standin, r, &r->cli->why);
    if (r->shows && r->stands)
        evn_table_close(&r->stood);
    if (err != EVN_OK || r->out == NULL)
        return err;
    evn_buf_clear(&r->json);
    err = evn_allocio_put_end(r->stands, &r->json);
    return err != EVN_OK ? err : write_json(r);
}

static evn_err open_out(struct report *r, const char *path)
{
    r->out = path != NULL ? fopen(path, "wb") : r->cli->json ? stdout : NULL;
    evn_buf_init(&r->json, ANSWER_BYTES_MAX);
    return path != NULL && r->out == NULL ? EVN_E_IO : EVN_OK;
}

static evn_err close_out(struct report *r, evn_err err)
{
    evn_buf_fini(&r->json);
    if (r->out != NULL && (r->out == stdout ? fflush(r->out) : fclose(r->out)) != 0)
        return err != EVN_OK ? err : EVN_E_IO;
    return err;
}

static evn_err solve_all(struct report *r, const char *path)
{
    evn_err err = open_out(r, path);
    if (r->shows) {
        evn_cli_table(r->cli, &r->table, columns, sizeof columns / sizeof columns[0]);
        evn_cli_table(r->cli, &r->totals, sums, sizeof sums / sizeof sums[0]);
    }
    if (err == EVN_OK)
        err = evn_allocio_solve(r->doc, take_item, r);
    if (r->shows) {
        evn_table_close(&r->table);
        evn_table_close(&r->totals);
    }
    if (err == EVN_OK)
        err = solve_standins(r);
    return close_out(r, err);
}

static void show_changes(struct report *r, const struct evn_allocio_diffs *diffs)
{
    evn_cli_table(r->cli, &r->table, changes, sizeof changes / sizeof changes[0]);
    for (size_t k = 0; k < diffs->n_items; k++) {
        const struct evn_allocio_item *item = &r->doc->items[k];
        for (size_t i = 0; i < item->problem.n_communities; i++) {
            const struct evn_allocio_diff *d = &diffs->of[k][i];
            char text[512];
            if (d->given[0] == d->given[1])
                continue;
            evn_allocio_say(item, &d->note, r->cli->lang, text, sizeof text);
            evn_table_text(&r->table, item->id.text);
            evn_table_text(&r->table, item->community_ids[i].text);
            evn_table_number(&r->table, d->given[0]);
            evn_table_number(&r->table, d->given[1]);
            evn_table_number(&r->table, d->given[1] - d->given[0]);
            evn_table_number(&r->table, d->missing[1]);
            evn_table_text(&r->table, text);
        }
    }
    evn_table_close(&r->table);
}

/* The file as it is, and as it would be. */
static evn_err compare_all(struct report *r, struct evn_allocio *as_is, const char *path)
{
    struct evn_allocio_diffs diffs = {0};
    evn_err err = open_out(r, path);
    if (err == EVN_OK)
        err = evn_allocio_compare(as_is, r->doc, &diffs);
    if (err == EVN_OK && r->shows)
        show_changes(r, &diffs);
    if (err == EVN_OK && r->out != NULL)
        err = evn_allocio_put_diffs(r->doc, &diffs, r->brief, &r->json);
    if (err == EVN_OK && r->out != NULL)
        err = write_json(r);
    evn_allocio_diffs_fini(&diffs);
    return close_out(r, err);
}

/* The file read, and once more with the wishes of the options when there are any. */
static evn_err read_file(struct evn_cli *cli, const struct evn_input *input,
                         struct evn_allocio *doc, struct evn_allocio *changed)
{
    const char *without = input->option[WITHOUT], *stock = input->option[STOCK];
    uint8_t *text;
    size_t len;
    evn_err err = evn_infile_read(cli, input->argument[0], EVN_ALLOCIO_BYTES_MAX, &text, &len);
    if (err == EVN_OK)
        err = evn_allocio_read(evn_bytes_of(text, len), doc, &cli->why);
    if (err == EVN_OK && (without != NULL || stock != NULL))
        err = evn_allocio_read(evn_bytes_of(text, len), changed, &cli->why);
    free(text);
    if (err == EVN_OK && without != NULL)
        err = evn_allocio_without(changed, without, &cli->why);
    if (err == EVN_OK && stock != NULL)
        err = evn_allocio_add(changed, stock, &cli->why);
    return err;
}

static evn_err solve(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_allocio doc = {0}, changed = {0};
    struct report report = {
        .cli = cli, .doc = &doc, .shows = !cli->json, .brief = input->option[BRIEF] != NULL};
    evn_err err = read_file(cli, input, &doc, &changed);
    if (err == EVN_OK) {
        if (changed.items != NULL) {
            report.doc = &changed;
            err = compare_all(&report, &doc, input->option[OUT]);
        } else {
            err = solve_all(&report, input->option[OUT]);
        }
        if (err != EVN_OK && cli->why.err == EVN_OK)
            (void)evn_cli_fail(cli, err,
                               input->option[OUT] != NULL ? input->option[OUT] : "stdout");
    }
    evn_allocio_fini(&doc);
    evn_allocio_fini(&changed);
    return err;
}

static const struct evn_command verbs[] = {{.name = "solve",
                                            .about = EVN_T_ALLOCATE_SOLVE,
                                            .arguments = "FILE",
                                            .n_min = 1,
                                            .n_max = 1,
                                            .options = options,
                                            .run = solve},
                                           {0}};

const struct evn_command evn_command_allocate = {
    .name = "allocate", .about = EVN_T_ALLOCATE, .verb = verbs};

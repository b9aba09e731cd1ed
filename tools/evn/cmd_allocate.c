#include "services/dispatch/allocio/allocio.h"
#include "tools/evn/command.h"
#include "tools/evn/infile.h"

#include <stdlib.h>

enum { OUT, BRIEF };
enum { ANSWER_BYTES_MAX = 2000 << 20 };

static const struct evn_option options[] = {
    [OUT] = {"o", "FILE", EVN_T_OPT_OUT_ANSWER}, [BRIEF] = {"brief", NULL, EVN_T_OPT_BRIEF}, {0}};

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

/* Where the answer goes: to a file as it is found, to people as a table, or both. */
struct report {
    struct evn_cli *cli;
    FILE *out; /* or NULL */
    struct evn_buf json;
    struct evn_table table, totals;
    bool shows, brief;
    const struct evn_allocio *doc;
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
    if (err == EVN_OK && fwrite(r->json.at, 1, r->json.len, r->out) != r->json.len)
        err = EVN_E_IO;
    return err;
}

static evn_err solve_all(struct report *r, const char *path)
{
    evn_err err = EVN_OK;
    r->out = path != NULL ? fopen(path, "wb") : r->cli->json ? stdout : NULL;
    if (path != NULL && r->out == NULL)
        return EVN_E_IO;
    evn_buf_init(&r->json, ANSWER_BYTES_MAX);
    if (r->shows) {
        evn_cli_table(r->cli, &r->table, columns, sizeof columns / sizeof columns[0]);
        evn_cli_table(r->cli, &r->totals, sums, sizeof sums / sizeof sums[0]);
    }
    err = evn_allocio_solve(r->doc, take_item, r);
    if (r->shows) {
        evn_table_close(&r->table);
        evn_table_close(&r->totals);
    }
    evn_buf_fini(&r->json);
    if (r->out != NULL && (r->out == stdout ? fflush(r->out) : fclose(r->out)) != 0)
        err = err != EVN_OK ? err : EVN_E_IO;
    return err;
}

/* The reason with the file's name, when the field alone does not say where. */
static evn_err read_file(struct evn_cli *cli, const char *path, struct evn_allocio *doc)
{
    uint8_t *text;
    size_t len;
    evn_err err = evn_infile_read(cli, path, EVN_ALLOCIO_BYTES_MAX, &text, &len);
    if (err == EVN_OK)
        err = evn_allocio_read(evn_bytes_of(text, len), doc, &cli->why);
    free(text);
    return err;
}

static evn_err solve(struct evn_cli *cli, const struct evn_input *input)
{
    const char *path = input->argument[0];
    struct evn_allocio doc = {0};
    evn_err err = read_file(cli, path, &doc);
    struct report report = {
        .cli = cli, .doc = &doc, .shows = !cli->json, .brief = input->option[BRIEF] != NULL};
    if (err != EVN_OK)
        return err;
    err = solve_all(&report, input->option[OUT]);
    evn_allocio_fini(&doc);
    if (err != EVN_OK)
        (void)evn_cli_fail(cli, err, input->option[OUT] != NULL ? input->option[OUT] : "stdout");
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

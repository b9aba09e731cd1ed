#include "tools/evn/cmd_import.h"
#include "tools/evn/up.h"
#include "tools/import/cell_text.h"

#include <inttypes.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HELLO_MS = 1000 };

static const struct evn_column change_columns[] = {
    {"change", EVN_T_COL_CHANGE, EVN_CELL_TEXT}, {"table", EVN_T_COL_TABLE, EVN_CELL_TEXT},
    {"key", EVN_T_COL_KEY, EVN_CELL_TEXT},       {"line", EVN_T_COL_LINE, EVN_CELL_NUMBER},
    {"field", EVN_T_COL_FIELD, EVN_CELL_TEXT},   {"before", EVN_T_COL_BEFORE, EVN_CELL_TEXT},
    {"after", EVN_T_COL_AFTER, EVN_CELL_TEXT}};

struct evn_import_run evn_import_begin(struct evn_cli *cli, const struct evn_input *input)
{
    return (struct evn_import_run){.cli = cli,
                                   .dry_run = input->option[EVN_IMPORT_DRY_RUN] != NULL,
                                   .replace = input->option[EVN_IMPORT_REPLACE] != NULL};
}

evn_err evn_import_open(struct evn_import_run *run, struct evn_source *source, const char *path)
{
    run->file = path;
    evn_err err = evn_source_open(source, path);
    if (err != EVN_OK) {
        evn_cli_fail(run->cli, err, path);
        evn_refusal_text(run->cli->why.field, sizeof run->cli->why.field, path);
        run->cli->why.want = EVN_FILE_BYTES_MAX;
    }
    return err;
}

/* End the progress line, if there is one. */
static void clear_progress(struct evn_import_run *run)
{
    if (run->progressed)
        fputs("\r\033[K", stderr);
    run->progressed = false;
}

void evn_import_progress(void *self, size_t done)
{
    struct evn_import_run *run = self;
    char text[80];
    if (run->total == 0 || run->cli->json || isatty(STDERR_FILENO) == 0 ||
        (done % 250 != 0 && done != run->total))
        return;
    struct evn_fill with = {.n = (int64_t)done, .m = (int64_t)run->total};
    fprintf(stderr, "\r%s\033[K",
            evn_text_fill(EVN_T_IMPORT_PROGRESS, run->cli->lang, with, text, sizeof text));
    run->progressed = true;
    if (done == run->total)
        clear_progress(run);
}

/* {"file":..,"line":..,"column":..,"name":..,"reason":..,"text":..} or "file:line:column: text". */
static void tell(struct evn_import_run *run, uint32_t line, uint32_t column, const char *name,
                 const char *reason, const char *text)
{
    clear_progress(run);
    if (run->cli->json) {
        fputs("{\"file\":", stderr);
        evn_json_text(stderr, run->file);
        fprintf(stderr, ",\"line\":%" PRIu32 ",\"column\":%" PRIu32 ",\"name\":", line, column);
        evn_json_text(stderr, name);
        fprintf(stderr, ",\"reason\":\"%s\",\"text\":", reason);
        evn_json_text(stderr, text);
        fputs("}\n", stderr);
        return;
    }
    fprintf(stderr, "%s:%" PRIu32, run->file, line);
    if (column > 0)
        fprintf(stderr, ":%" PRIu32, column);
    fprintf(stderr, "%s%s: %s\n", name[0] != '\0' ? ": " : "", name, text);
}

void evn_import_flaw(void *self, const struct evn_flaw *flaw)
{
    static const struct {
        const char *name;
        enum evn_text text;
    } words[] = {
        [EVN_FLAW_QUOTE_OPEN] = {"QUOTE_OPEN", EVN_T_FLAW_QUOTE_OPEN},
        [EVN_FLAW_QUOTE_STRAY] = {"QUOTE_STRAY", EVN_T_FLAW_QUOTE_STRAY},
        [EVN_FLAW_ROW_LONG] = {"ROW_LONG", EVN_T_FLAW_ROW_LONG},
        [EVN_FLAW_COLUMNS] = {"COLUMNS", EVN_T_FLAW_COLUMNS},
        [EVN_FLAW_COLUMN_NAME] = {"COLUMN_NAME", EVN_T_FLAW_COLUMN_NAME},
        [EVN_FLAW_COLUMN_NEEDED] = {"COLUMN_NEEDED", EVN_T_FLAW_COLUMN_NEEDED},
        [EVN_FLAW_EMPTY] = {"EMPTY", EVN_T_FLAW_EMPTY},
        [EVN_FLAW_TEXT] = {"TEXT", EVN_T_FLAW_TEXT},
        [EVN_FLAW_CODE] = {"CODE", EVN_T_FLAW_CODE},
        [EVN_FLAW_NUMBER] = {"NUMBER", EVN_T_FLAW_NUMBER},
        [EVN_FLAW_DATE] = {"DATE", EVN_T_FLAW_DATE},
        [EVN_FLAW_WORD] = {"WORD", EVN_T_FLAW_WORD},
        [EVN_FLAW_TWICE] = {"TWICE", EVN_T_FLAW_TWICE},
        [EVN_FLAW_REFERENCE] = {"REFERENCE", EVN_T_FLAW_REFERENCE},
        [EVN_FLAW_PERIOD] = {"PERIOD", EVN_T_FLAW_PERIOD},
        [EVN_FLAW_BALANCE] = {"BALANCE", EVN_T_FLAW_BALANCE},
        [EVN_FLAW_UNKNOWN] = {"UNKNOWN", EVN_T_FLAW_UNKNOWN},
        [EVN_FLAW_UNREGISTERED] = {"UNREGISTERED", EVN_T_FLAW_UNREGISTERED},
        [EVN_FLAW_ORDER] = {"ORDER", EVN_T_FLAW_ORDER},
        [EVN_FLAW_CATEGORY] = {"CATEGORY", EVN_T_FLAW_CATEGORY},
        [EVN_FLAW_TRACKED] = {"TRACKED", EVN_T_FLAW_TRACKED},
        [EVN_FLAW_BEFORE] = {"BEFORE", EVN_T_FLAW_BEFORE},
    };
    struct evn_import_run *run = self;
    run->n_refused += flaw->kind != EVN_FLAW_REFERENCE;
    tell(run, flaw->line, flaw->column, flaw->name, words[flaw->kind].name,
         evn_text(words[flaw->kind].text, run->cli->lang));
}

void evn_import_refused(struct evn_import_run *run, uint32_t line, const struct evn_refusal *why)
{
    char text[400];
    evn_refusal_render(why, run->cli->lang, text, sizeof text);
    run->n_refused++;
    tell(run, line, 0, "", evn_err_name(why->err), text);
}

/* A session whose registry answers. */
static evn_err open_session(struct evn_import_run *run)
{
    const struct evn_welcome *welcome;
    struct evn_cli *cli = run->cli;
    struct evn_session_config config = {.site = &cli->site,
                                        .key = cli->key,
                                        .program = "evn 0.1.0",
                                        .wait_ms = cli->wait_ms,
                                        .bulk = true};
    evn_err err = evn_session_open(&config, &run->session, &cli->why);
    if (err == EVN_OK)
        err = evn_session_hello(run->session, "registry", HELLO_MS, &welcome, &cli->why);
    if (err != EVN_OK)
        evn_session_close(&run->session);
    return err;
}

/* Nobody answers. When no services run on this site, run them until the import ends; otherwise
 * `before` stays what is wrong. */
static evn_err run_services(struct evn_import_run *run, evn_err before)
{
    char folder[EVN_PATH_MAX];
    struct evn_cli *cli = run->cli;
    const struct evn_refusal why = cli->why;
    const struct evn_up up = {.folder = folder, .follow = true};
    evn_err err = evn_up_folder(folder);
    if (err == EVN_OK) {
        evn_say(cli, EVN_T_IMPORT_STARTS, (struct evn_fill){.a = cli->site.data});
        err = evn_up_detached(cli, &up, &run->services);
    }
    if (err == EVN_E_LOCKED) {
        run->services = 0;
        cli->why = why;
        return before;
    }
    return err == EVN_OK ? open_session(run) : err;
}

evn_err evn_import_connect(struct evn_import_run *run)
{
    evn_err err = open_session(run);
    if (err != EVN_OK && run->dry_run) {
        evn_say(run->cli, EVN_T_IMPORT_OFFLINE, (struct evn_fill){.a = evn_err_name(err)});
        run->cli->why = evn_refusal_of(EVN_OK);
        return EVN_OK;
    }
    return err == EVN_OK ? EVN_OK : run_services(run, err);
}

/* The name of a table by the kind of its events. */
static const char *table_name(uint32_t tag)
{
    static const char *const name[] = {
        [16] = "item", [17] = "area",   [18] = "place",    [19] = "item_norm",
        [20] = "norm", [21] = "policy", [22] = "community"};
    return tag < sizeof name / sizeof name[0] && name[tag] != NULL ? name[tag] : "";
}

/* One entity of a batch whose changes are listed. */
struct listing {
    struct evn_import_run *run;
    const struct evn_batch *batch;
    size_t i;
    enum evn_text change;
};

/* One line: what changes, and from what to what. */
static void list_field(void *self, const struct evn_cell_change *field)
{
    const struct listing *l = self;
    const struct evn_batch_entry *entry = &l->batch->entry[l->i];
    struct evn_table *table = &l->run->changes;
    char key[EVN_KIND_KEY_MAX];
    struct evn_bytes bytes = evn_batch_key(l->batch, l->i);
    snprintf(key, sizeof key, "%.*s", (int)bytes.len, (const char *)bytes.at);
    evn_table_text(table, evn_text(l->change, l->run->cli->json ? EVN_LANG_EN : l->run->cli->lang));
    evn_table_text(table, table_name(entry->tag));
    evn_table_text(table, key);
    evn_table_number(table, entry->line);
    evn_table_text(table, field->name);
    evn_table_text(table, field->before);
    evn_table_text(table, field->after);
}

/* A line for what is new, one for each field that becomes another. */
static void list_change(void *self, const struct evn_batch *batch, size_t i,
                        struct evn_bytes present)
{
    static const struct evn_cell_change whole = {.name = ""};
    const struct evn_kind *kind = evn_kind_of(batch->entry[i].tag);
    struct listing l = {.run = self, .batch = batch, .i = i, .change = EVN_T_COL_OTHER};
    if (present.len == 0)
        l.change = EVN_T_COL_ADDED;
    if (present.len == 0 || kind == NULL)
        list_field(&l, &whole);
    else
        evn_cell_changes(kind, present, evn_batch_body(batch, i), list_field, &l);
}

static void put_refused(void *self, const struct evn_batch *batch, size_t i,
                        const struct evn_refusal *why)
{
    uint32_t line = batch->entry[i].line;
    /* A table of rules is one entity of many rows, behind a head line. */
    evn_import_refused(self, line == 0 && why->line > 0 ? why->line + 1 : line, why);
}

evn_err evn_import_put(struct evn_import_run *run, struct evn_batch *batch,
                       struct evn_put_counts *counts)
{
    struct evn_known known;
    struct evn_put_sink sink = {.self = run,
                                .change = list_change,
                                .refused = put_refused,
                                .progress = evn_import_progress};
    evn_err err = EVN_OK;
    evn_known_init(&known);
    if (run->session != NULL)
        err = evn_known_load(&known, run->session, batch, &run->cli->why);
    if (err == EVN_OK && run->dry_run) {
        evn_cli_table(run->cli, &run->changes, change_columns,
                      sizeof change_columns / sizeof change_columns[0]);
        evn_put_compare(batch, &known, &sink, counts);
        evn_table_close(&run->changes);
    } else if (err == EVN_OK) {
        run->total = batch->n;
        err =
            evn_put_send(batch, &known, run->session, run->replace, &sink, counts, &run->cli->why);
        clear_progress(run);
    }
    evn_known_fini(&known);
    return err;
}

evn_err evn_import_end(struct evn_import_run *run, evn_err err)
{
    int status = 0;
    clear_progress(run);
    evn_session_close(&run->session);
    if (run->services > 0 && kill(run->services, SIGTERM) == 0)
        (void)waitpid(run->services, &status, 0);
    return err == EVN_OK && run->n_refused > 0 ? EVN_E_BAD_FILE : err;
}

static const struct evn_option options[] = {
    [EVN_IMPORT_DRY_RUN] = {"dry-run", NULL, EVN_T_OPT_DRY_RUN},
    [EVN_IMPORT_REPLACE] = {"replace", NULL, EVN_T_OPT_REPLACE_SAID},
    {0}};

static const struct evn_option item_options[] = {
    [EVN_IMPORT_DRY_RUN] = {"dry-run", NULL, EVN_T_OPT_DRY_RUN},
    [EVN_IMPORT_REPLACE] = {"replace", NULL, EVN_T_OPT_REPLACE_SAID},
    [EVN_IMPORT_CATEGORY] = {"category", "CLASS", EVN_T_OPT_USUAL_CATEGORY},
    {0}};

#define TABLE(name_, about_, run_)                                                                 \
    {                                                                                              \
        .name = name_, .about = about_, .arguments = "FILE...", .n_min = 1, .n_max = 16,           \
        .options = options, .run = run_                                                            \
    }

static const struct evn_command verbs[] = {
    {.name = "scms",
     .about = EVN_T_IMPORT_SCMS,
     .arguments = "FILE",
     .n_min = 1,
     .n_max = 1,
     .options = options,
     .run = evn_import_scms},
    {.name = "report",
     .about = EVN_T_IMPORT_REPORT,
     .arguments = "FILE",
     .n_min = 1,
     .n_max = 1,
     .options = evn_import_report_options,
     .run = evn_import_report},
    {.name = "items",
     .about = EVN_T_IMPORT_ITEMS,
     .arguments = "FILE...",
     .n_min = 1,
     .n_max = 16,
     .options = item_options,
     .run = evn_import_items},
    TABLE("areas", EVN_T_IMPORT_AREAS, evn_import_areas),
    TABLE("places", EVN_T_IMPORT_PLACES, evn_import_places),
    TABLE("communities", EVN_T_IMPORT_COMMUNITIES, evn_import_communities),
    TABLE("norms", EVN_T_IMPORT_NORMS, evn_import_norms),
    TABLE("item-norms", EVN_T_IMPORT_ITEM_NORMS, evn_import_item_norms),
    TABLE("units", EVN_T_IMPORT_UNITS, evn_import_units),
    TABLE("courses", EVN_T_IMPORT_COURSES, evn_import_courses),
    TABLE("staff", EVN_T_IMPORT_STAFF, evn_import_staff),
    TABLE("training", EVN_T_IMPORT_TRAINING, evn_import_training),
    TABLE("duties", EVN_T_IMPORT_DUTIES, evn_import_duties),
    TABLE("policy", EVN_T_IMPORT_POLICY, evn_import_policy),
    TABLE("esft", EVN_T_IMPORT_ESFT, evn_import_esft),
    {0}};

const struct evn_command evn_command_import = {
    .name = "import", .about = EVN_T_IMPORT, .verb = verbs};

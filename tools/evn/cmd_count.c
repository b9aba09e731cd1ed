#include "tools/evn/move.h"
#include "tools/evn/rows.h"
#include "tools/evn/send.h"
#include "tools/evn/stock.h"

#include <stdlib.h>
#include <string.h>

typedef Evernormal__Ledger__V1__Command command_message;
typedef Evernormal__Ledger__V1__CountLine line_message;

enum { LIST_MAX = 200, PAGE_ROWS = 500 };

enum { START_PLACE, START_BINS, START_ITEMS, START_BLIND, START_COUNTERS, START_ID };
static const struct evn_option start_options[] = {{"place", "CODE", EVN_T_OPT_COUNT_PLACE},
                                                  {"bins", "CODES", EVN_T_OPT_BINS},
                                                  {"items", "CODES", EVN_T_OPT_ITEMS},
                                                  {"blind", NULL, EVN_T_OPT_BLIND},
                                                  {"counters", "N", EVN_T_OPT_COUNTERS},
                                                  {"id", "UUID", EVN_T_OPT_ID},
                                                  {0}};

enum { ENTER_FILE, ENTER_AT, ENTER_ID, ENTER_BIN };
static const struct evn_option enter_options[] = {{"file", "FILE", EVN_T_OPT_MOVE_FILE},
                                                  {"at", "TIME", EVN_T_OPT_COUNTED_AT},
                                                  {"id", "UUID", EVN_T_OPT_ID},
                                                  {"bin", "CODE", EVN_T_OPT_COUNTED_BIN},
                                                  {0}};

enum { END_REASON, END_ID, END_MORE };
static const struct evn_option end_options[] = {{"reason", "CODE", EVN_T_OPT_REASON},
                                                {"id", "UUID", EVN_T_OPT_ID},
                                                {"more", NULL, EVN_T_OPT_COUNT_MORE},
                                                {0}};

enum { LIMIT_UNITS, LIMIT_PERCENT };
static const struct evn_option limit_options[] = {
    {"units", "N", EVN_T_OPT_LIMIT_UNITS}, {"percent", "N", EVN_T_OPT_LIMIT_PERCENT}, {0}};

enum { SHOW_PLACE, SHOW_ENDED };
static const struct evn_option show_options[] = {
    {"place", "CODE", EVN_T_OPT_PLACE}, {"ended", NULL, EVN_T_OPT_ENDED}, {0}};

static char *word(const char *text)
{
    return (char *)(uintptr_t)text;
}

static evn_err start(struct evn_cli *cli, const struct evn_input *input)
{
    char *bins[LIST_MAX], *items[LIST_MAX];
    int64_t counters = 1;
    Evernormal__Ledger__V1__CountStart in = EVERNORMAL__LEDGER__V1__COUNT_START__INIT;
    command_message command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    evn_err err = EVN_OK;
    if (input->option[START_COUNTERS] != NULL)
        err = evn_command_number(cli, input->option[START_COUNTERS], "counters", 1, &counters);
    if (err != EVN_OK)
        return err;
    in.count = word(input->argument[0]);
    in.place = evn_rows_text(input, START_PLACE);
    in.n_places = evn_send_split(evn_rows_text(input, START_BINS), bins, LIST_MAX);
    in.n_items = evn_send_split(evn_rows_text(input, START_ITEMS), items, LIST_MAX);
    in.places = bins;
    in.items = items;
    in.blind = input->option[START_BLIND] != NULL;
    in.counters = (uint32_t)counters;
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_COUNT_START;
    command.count_start = &in;
    return evn_send(cli, input->option[START_ID], &command);
}

/* "0" is a quantity here: nothing was there. */
static evn_err fill_line(struct evn_move *move, const char *bin, size_t i, line_message *to)
{
    const struct evn_move_line *from = &move->line[i];
    evernormal__ledger__v1__count_line__init(to);
    to->item = evn_move_or(from->item, NULL);
    to->lot = evn_move_or(from->lot, NULL);
    to->expiry = evn_move_or(from->expiry, NULL);
    to->place = evn_move_or(from->from, bin);
    to->counted_at_us = move->at_us;
    evn_err err = EVN_OK;
    if (strcmp(from->quantity, "0") != 0)
        err = evn_move_units(move, i, from->quantity, &to->counted);
    if (err == EVN_OK && from->at[0] != '\0')
        err = evn_stock_time(move->cli, from->at, "at", &to->counted_at_us);
    return err;
}

static evn_err send_lines(struct evn_move *move, const struct evn_input *input, line_message *line,
                          line_message **list)
{
    Evernormal__Ledger__V1__CountHandIn in = EVERNORMAL__LEDGER__V1__COUNT_HAND_IN__INIT;
    command_message command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    char id[EVN_ID_TEXT_LEN + 1];
    for (size_t i = 0; i < move->n_lines; i++) {
        evn_err err = fill_line(move, input->option[ENTER_BIN], i, &line[i]);
        if (err != EVN_OK)
            return err;
        list[i] = &line[i];
    }
    in.count = word(input->argument[0]);
    in.n_lines = move->n_lines;
    in.lines = list;
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_COUNT_HAND_IN;
    command.count_hand_in = &in;
    evn_id_format(&move->id, id);
    return evn_send(move->cli, id, &command);
}

static evn_err enter(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_move move;
    struct evn_input lines = *input;
    line_message *line = calloc(EVN_MOVE_LINES_MAX, sizeof *line);
    line_message **list = calloc(EVN_MOVE_LINES_MAX, sizeof *list);
    lines.n_arguments--;
    memmove(lines.argument, lines.argument + 1, lines.n_arguments * sizeof *lines.argument);
    evn_err err = evn_move_begin(&move, cli, &lines, input->option[ENTER_FILE],
                                 input->option[ENTER_AT], input->option[ENTER_ID]);
    if (err == EVN_OK)
        err = line != NULL && list != NULL ? send_lines(&move, input, line, list)
                                           : evn_cli_fail(cli, EVN_E_NO_MEMORY, NULL);
    evn_move_end(&move);
    free(line);
    free(list);
    return err;
}

/* Lines are ITEM[,LOT]. */
static evn_err recount(struct evn_cli *cli, const struct evn_input *input)
{
    line_message line[EVN_ARGUMENTS_MAX], *list[EVN_ARGUMENTS_MAX];
    Evernormal__Ledger__V1__CountRecount in = EVERNORMAL__LEDGER__V1__COUNT_RECOUNT__INIT;
    command_message command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    in.count = word(input->argument[0]);
    in.n_lines = input->n_arguments - 1;
    in.lines = list;
    for (size_t i = 0; i < in.n_lines; i++) {
        char *part[2] = {NULL, NULL};
        evernormal__ledger__v1__count_line__init(&line[i]);
        size_t n = evn_send_split(word(input->argument[i + 1]), part, 2);
        line[i].item = n > 0 ? part[0] : word("");
        line[i].lot = n > 1 ? part[1] : word("");
        list[i] = &line[i];
    }
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_COUNT_RECOUNT;
    command.count_recount = &in;
    return evn_send(cli, NULL, &command);
}

static evn_err approve(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Ledger__V1__CountApprove in = EVERNORMAL__LEDGER__V1__COUNT_APPROVE__INIT;
    command_message command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    struct evn_move move = {.cli = cli};
    struct evn_session *session;
    if (input->option[END_ID] != NULL && evn_id_parse(input->option[END_ID], &move.id) != EVN_OK)
        return evn_cli_fail(cli, EVN_E_BAD_ID, input->option[END_ID]);
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    if (input->option[END_ID] == NULL)
        move.id = evn_session_new_id(session);
    in.count = word(input->argument[0]);
    in.reason = evn_rows_text(input, END_REASON);
    in.more = input->option[END_MORE] != NULL;
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_COUNT_APPROVE;
    command.count_approve = &in;
    evn_items_init(&move.items, cli);
    err = evn_move_send(&move, &command);
    evn_items_fini(&move.items);
    return err;
}

static evn_err drop(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Ledger__V1__CountDrop in = EVERNORMAL__LEDGER__V1__COUNT_DROP__INIT;
    command_message command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    in.count = word(input->argument[0]);
    in.reason = evn_rows_text(input, END_REASON);
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_COUNT_DROP;
    command.count_drop = &in;
    return evn_send(cli, input->option[END_ID], &command);
}

static evn_err limit(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Ledger__V1__CountLimit in = EVERNORMAL__LEDGER__V1__COUNT_LIMIT__INIT;
    command_message command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    int64_t percent = 0;
    evn_err err = EVN_OK;
    if (input->option[LIMIT_UNITS] != NULL)
        err = evn_command_number(cli, input->option[LIMIT_UNITS], "units", 0, &in.units);
    if (err == EVN_OK && input->option[LIMIT_PERCENT] != NULL)
        err = evn_command_number(cli, input->option[LIMIT_PERCENT], "percent", 0, &percent);
    if (err != EVN_OK)
        return err;
    in.percent = percent < UINT32_MAX ? (uint32_t)percent : UINT32_MAX;
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_COUNT_LIMIT;
    command.count_limit = &in;
    return evn_send(cli, NULL, &command);
}

static const struct evn_column head_columns[] = {{"count", EVN_T_COL_COUNT, EVN_CELL_TEXT},
                                                 {"place", EVN_T_COL_PLACE, EVN_CELL_TEXT},
                                                 {"state", EVN_T_COL_STATE, EVN_CELL_TEXT},
                                                 {"blind", EVN_T_COL_BLIND, EVN_CELL_FLAG},
                                                 {"counters", EVN_T_COL_COUNTERS, EVN_CELL_NUMBER},
                                                 {"lines", EVN_T_COL_LINES, EVN_CELL_NUMBER},
                                                 {"again", EVN_T_COL_AGAIN, EVN_CELL_NUMBER},
                                                 {"approved", EVN_T_COL_APPROVED, EVN_CELL_NUMBER}};

static const struct evn_column row_columns[] = {
    {"place", EVN_T_COL_PLACE, EVN_CELL_TEXT},
    {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
    {"lot", EVN_T_COL_LOT, EVN_CELL_TEXT},
    {"counted", EVN_T_COL_COUNTED, EVN_CELL_NUMBER},
    {"at", EVN_T_COL_TIME, EVN_CELL_TEXT},
    {"counter", EVN_T_COL_COUNTER, EVN_CELL_TEXT},
    {"state", EVN_T_COL_STATE, EVN_CELL_TEXT},
    {"expected", EVN_T_COL_EXPECTED, EVN_CELL_NUMBER},
    {"since", EVN_T_COL_RECORDED_SINCE, EVN_CELL_NUMBER},
    {"difference", EVN_T_COL_DIFFERENCE, EVN_CELL_NUMBER}};

struct showing {
    struct evn_cli *cli;
    struct evn_table table;
};

static const char *state_word(const struct evn_cli *cli, const char *const names[],
                              const enum evn_text texts[], unsigned state)
{
    return state > 2 ? "?" : cli->json ? names[state] : evn_text(texts[state], cli->lang);
}

static void show_head(struct showing *s, const Evernormal__Ledger__V1__CountHead *h)
{
    static const char *const names[] = {"open", "approved", "dropped"};
    static const enum evn_text texts[] = {EVN_T_COUNT_OPEN, EVN_T_COUNT_APPROVED,
                                          EVN_T_COUNT_DROPPED};
    evn_table_text(&s->table, h->count);
    evn_table_text(&s->table, h->place);
    evn_table_text(&s->table, state_word(s->cli, names, texts, (unsigned)h->state));
    evn_table_flag(&s->table, h->blind);
    evn_table_number(&s->table, h->counters);
    evn_table_number(&s->table, h->lines);
    evn_table_number(&s->table, h->again);
    evn_table_number(&s->table, h->approved);
}

static void show_row(struct showing *s, const Evernormal__Ledger__V1__CountRow *r)
{
    static const char *const names[] = {"once", "again", "final"};
    static const enum evn_text texts[] = {EVN_T_LINE_ONCE, EVN_T_LINE_AGAIN, EVN_T_LINE_FINAL};
    const int64_t told[] = {r->expected, r->since, r->difference};
    char at[28];
    evn_time_format(r->counted_at_us, at);
    evn_table_text(&s->table, r->place);
    evn_table_text(&s->table, r->item);
    evn_table_text(&s->table, r->lot);
    evn_table_number(&s->table, r->counted);
    evn_table_text(&s->table, at);
    evn_table_text(&s->table, r->counter);
    evn_table_text(&s->table, state_word(s->cli, names, texts, (unsigned)r->state));
    for (size_t i = 0; i < sizeof told / sizeof *told; i++) {
        if (r->told)
            evn_table_number(&s->table, told[i]);
        else
            evn_table_none(&s->table);
    }
}

static evn_err show_page(void *self, const Evernormal__Ledger__V1__Result *result, uint64_t *cursor)
{
    struct showing *s = self;
    const Evernormal__Ledger__V1__Counts *page = result->counts;
    bool heads = s->table.column == head_columns;
    for (size_t i = 0; heads && i < page->n_counts; i++)
        show_head(s, page->counts[i]);
    for (size_t i = 0; !heads && i < page->n_rows; i++)
        show_row(s, page->rows[i]);
    *cursor = page->next_cursor;
    return EVN_OK;
}

static evn_err show(struct evn_cli *cli, const struct evn_input *input)
{
    struct showing s = {.cli = cli};
    struct evn_session *session;
    Evernormal__Ledger__V1__CountsQuery ask = EVERNORMAL__LEDGER__V1__COUNTS_QUERY__INIT;
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    bool one = input->n_arguments > 0;
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    ask.count = one ? word(input->argument[0]) : ask.count;
    ask.place = evn_rows_text(input, SHOW_PLACE);
    ask.ended = input->option[SHOW_ENDED] != NULL;
    ask.rows_max = PAGE_ROWS;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_COUNTS;
    query.counts = &ask;
    if (one)
        evn_cli_table(cli, &s.table, row_columns, sizeof row_columns / sizeof *row_columns);
    else
        evn_cli_table(cli, &s.table, head_columns, sizeof head_columns / sizeof *head_columns);
    err = evn_send_pages(cli, &query, &ask.cursor, EVERNORMAL__LEDGER__V1__RESULT__KIND_COUNTS,
                         show_page, &s);
    return evn_table_end(&s.table, err);
}

#define VERB(name_, about_, arguments_, min_, max_, options_, run_)                                \
    {                                                                                              \
        .name = name_, .about = about_, .arguments = arguments_, .n_min = min_, .n_max = max_,     \
        .options = options_, .run = run_                                                           \
    }

static const struct evn_command verbs[] = {
    VERB("start", EVN_T_COUNT_START, "COUNT", 1, 1, start_options, start),
    VERB("enter", EVN_T_COUNT_ENTER, "COUNT [LINE...]", 1, EVN_ARGUMENTS_MAX - 1, enter_options,
         enter),
    VERB("show", EVN_T_COUNT_SHOW, "[COUNT]", 0, 1, show_options, show),
    VERB("recount", EVN_T_COUNT_RECOUNT, "COUNT [ITEM[,LOT]...]", 1, EVN_ARGUMENTS_MAX - 1, NULL,
         recount),
    VERB("approve", EVN_T_COUNT_APPROVE, "COUNT", 1, 1, end_options, approve),
    VERB("drop", EVN_T_COUNT_DROP, "COUNT", 1, 1, end_options, drop),
    VERB("limit", EVN_T_COUNT_LIMIT, NULL, 0, 0, limit_options, limit),
    {0}};

const struct evn_command evn_command_count = {.name = "count", .about = EVN_T_COUNT, .verb = verbs};

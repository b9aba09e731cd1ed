#include "tools/evn/message.h"
#include "tools/evn/move.h"
#include "tools/evn/rows.h"
#include "tools/evn/send.h"

#include <string.h>

typedef Evernormal__Ledger__V1__ExpectLine line_message;

enum { LINES_MAX = EVN_ARGUMENTS_MAX, PAGE_ROWS = 500 };

enum { SOURCE, FROM, TO, DAY, LEAD, ID };
static const struct evn_option announce_options[] = {{"source", "KIND", EVN_T_OPT_EXPECT_SOURCE},
                                                     {"from", "CODE", EVN_T_OPT_SUPPLIER},
                                                     {"to", "CODE", EVN_T_OPT_TO},
                                                     {"day", "DATE", EVN_T_OPT_PROMISED},
                                                     {"lead-days", "N", EVN_T_OPT_LEAD_DAYS},
                                                     {"id", "UUID", EVN_T_OPT_ID},
                                                     {0}};
enum { CHANGE_DAY, CHANGE_ID };
static const struct evn_option change_options[] = {
    {"day", "DATE", EVN_T_OPT_PROMISED}, {"id", "UUID", EVN_T_OPT_ID}, {0}};
enum { CANCEL_REASON, CANCEL_ID };
static const struct evn_option cancel_options[] = {
    {"reason", "CODE", EVN_T_OPT_REASON}, {"id", "UUID", EVN_T_OPT_ID}, {0}};
enum { LIST_TO, LIST_ITEM, LIST_ENDED };
static const struct evn_option list_options[] = {{"to", "CODE", EVN_T_OPT_PLACE},
                                                 {"item", "CODE", EVN_T_OPT_ITEM},
                                                 {"ended", NULL, EVN_T_OPT_ENDED},
                                                 {0}};

/* Lines behind the name of the delivery: ITEM=QUANTITY. */
struct lines {
    struct evn_move move;
    line_message line[LINES_MAX], *list[LINES_MAX];
};

static evn_err read_lines(struct lines *l, struct evn_cli *cli, const struct evn_input *input,
                          const char *id)
{
    struct evn_input rest = *input;
    rest.n_arguments--;
    memmove(rest.argument, rest.argument + 1, rest.n_arguments * sizeof *rest.argument);
    evn_err err = evn_move_begin(&l->move, cli, &rest, NULL, NULL, id);
    for (size_t i = 0; err == EVN_OK && i < l->move.n_lines; i++) {
        evernormal__ledger__v1__expect_line__init(&l->line[i]);
        l->line[i].item = evn_move_or(l->move.line[i].item, NULL);
        l->list[i] = &l->line[i];
        err = evn_move_units(&l->move, i, l->move.line[i].quantity, &l->line[i].quantity);
    }
    return err;
}

static evn_err announce(struct evn_cli *cli, const struct evn_input *input)
{
    struct lines l;
    Evernormal__Ledger__V1__Expect in = EVERNORMAL__LEDGER__V1__EXPECT__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    const char *kind = input->option[SOURCE] != NULL ? input->option[SOURCE] : "supplier";
    int source =
        evn_enum_number(&evernormal__ledger__v1__expect_source__descriptor, "EXPECT_SOURCE_", kind);
    int64_t lead = 0;
    if (source <= 0)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = kind, .b = "source"});
    if (input->option[LEAD] != NULL) {
        evn_err err = evn_command_number(cli, input->option[LEAD], "lead-days", 1, &lead);
        if (err != EVN_OK)
            return err;
    }
    evn_err err = read_lines(&l, cli, input, input->option[ID]);
    in.expected = (char *)(uintptr_t)input->argument[0];
    in.source = (Evernormal__Ledger__V1__ExpectSource)source;
    in.from = evn_rows_text(input, FROM);
    in.to = evn_rows_text(input, TO);
    in.promised = evn_rows_text(input, DAY);
    in.lead_days = (uint32_t)lead;
    in.n_lines = l.move.n_lines;
    in.lines = l.list;
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_EXPECT;
    command.expect = &in;
    if (err == EVN_OK)
        err = evn_send(cli, input->option[ID], &command);
    evn_move_end(&l.move);
    return err;
}

static evn_err change(struct evn_cli *cli, const struct evn_input *input)
{
    struct lines l;
    Evernormal__Ledger__V1__ExpectChange in = EVERNORMAL__LEDGER__V1__EXPECT_CHANGE__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    bool some = input->n_arguments > 1;
    evn_err err = some ? read_lines(&l, cli, input, input->option[CHANGE_ID]) : EVN_OK;
    in.expected = (char *)(uintptr_t)input->argument[0];
    in.promised = evn_rows_text(input, CHANGE_DAY);
    in.n_lines = some ? l.move.n_lines : 0;
    in.lines = some ? l.list : NULL;
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_EXPECT_CHANGE;
    command.expect_change = &in;
    if (err == EVN_OK)
        err = evn_send(cli, input->option[CHANGE_ID], &command);
    if (some)
        evn_move_end(&l.move);
    return err;
}

static evn_err cancel(struct evn_cli *cli, const struct evn_input *input)
{
    Evernormal__Ledger__V1__ExpectCancel in = EVERNORMAL__LEDGER__V1__EXPECT_CANCEL__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    in.expected = (char *)(uintptr_t)input->argument[0];
    in.reason = evn_rows_text(input, CANCEL_REASON);
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_EXPECT_CANCEL;
    command.expect_cancel = &in;
    return evn_send(cli, input->option[CANCEL_ID], &command);
}

static const struct evn_column columns[] = {{"expected", EVN_T_COL_DELIVERY, EVN_CELL_TEXT},
                                            {"from", EVN_T_COL_FROM, EVN_CELL_TEXT},
                                            {"to", EVN_T_COL_TO, EVN_CELL_TEXT},
                                            {"promised", EVN_T_COL_PROMISED, EVN_CELL_TEXT},
                                            {"state", EVN_T_COL_STATE, EVN_CELL_TEXT},
                                            {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
                                            {"quantity", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER},
                                            {"come", EVN_T_COL_COME, EVN_CELL_NUMBER},
                                            {"toCome", EVN_T_COL_OPEN, EVN_CELL_NUMBER}};

struct showing {
    struct evn_cli *cli;
    struct evn_table table;
};

static evn_err show_page(void *self, const Evernormal__Ledger__V1__Result *result, uint64_t *cursor)
{
    static const char *const names[] = {"open", "late", "closed", "cancelled"};
    static const enum evn_text texts[] = {EVN_T_EXPECT_OPEN, EVN_T_EXPECT_LATE, EVN_T_EXPECT_CLOSED,
                                          EVN_T_EXPECT_CANCELLED};
    struct showing *s = self;
    for (size_t i = 0; i < result->expected->n_rows; i++) {
        const Evernormal__Ledger__V1__ExpectedRow *r = result->expected->rows[i];
        unsigned state = (unsigned)r->state < 4 ? (unsigned)r->state : 0;
        evn_table_text(&s->table, r->expected);
        evn_table_text(&s->table, r->from);
        evn_table_text(&s->table, r->to);
        evn_table_text(&s->table, r->promised);
        evn_table_text(&s->table,
                       s->cli->json ? names[state] : evn_text(texts[state], s->cli->lang));
        evn_table_text(&s->table, r->item);
        evn_table_number(&s->table, r->quantity);
        evn_table_number(&s->table, r->come);
        evn_table_number(&s->table, r->to_come);
    }
    *cursor = result->expected->next_cursor;
    return EVN_OK;
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    struct showing s = {.cli = cli};
    struct evn_session *session;
    Evernormal__Ledger__V1__ExpectedQuery ask = EVERNORMAL__LEDGER__V1__EXPECTED_QUERY__INIT;
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    evn_err err = evn_cli_session(cli, &session);
    if (err != EVN_OK)
        return err;
    ask.to = evn_rows_text(input, LIST_TO);
    ask.item = evn_rows_text(input, LIST_ITEM);
    ask.ended = input->option[LIST_ENDED] != NULL;
    ask.rows_max = PAGE_ROWS;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_EXPECTED;
    query.expected = &ask;
    evn_cli_table(cli, &s.table, columns, sizeof columns / sizeof *columns);
    err = evn_send_pages(cli, &query, &ask.cursor, EVERNORMAL__LEDGER__V1__RESULT__KIND_EXPECTED,
                         show_page, &s);
    return evn_table_end(&s.table, err);
}

#define VERB(name_, about_, arguments_, max_, options_, run_)                                      \
    {                                                                                              \
        .name = name_, .about = about_, .arguments = arguments_, .n_min = 1, .n_max = max_,        \
        .options = options_, .run = run_                                                           \
    }

static const struct evn_command verbs[] = {
    VERB("announce", EVN_T_EXPECT_ANNOUNCE, "NAME ITEM=QUANTITY...", LINES_MAX - 1,
         announce_options, announce),
    VERB("change", EVN_T_EXPECT_CHANGE, "NAME [ITEM=QUANTITY...]", LINES_MAX - 1, change_options,
         change),
    VERB("cancel", EVN_T_EXPECT_CANCEL, "NAME", 1, cancel_options, cancel),
    {.name = "list", .about = EVN_T_EXPECT_LIST, .options = list_options, .run = list},
    {0}};

const struct evn_command evn_command_expected = {
    .name = "expected", .about = EVN_T_EXPECTED, .verb = verbs};

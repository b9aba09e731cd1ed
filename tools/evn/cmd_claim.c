#include "common/base/day.h"
#include "tools/evn/move.h"
#include "tools/evn/rows.h"
#include "tools/evn/send.h"
#include "tools/evn/stock.h"

#include <string.h>

typedef Evernormal__Ledger__V1__ReserveLine line_message;

enum { LINES_MAX = EVN_ARGUMENTS_MAX, PAGE_ROWS = 500 };

enum { PLACE, ID, EARMARK, PRIORITY, UNTIL, REASON = PRIORITY, NOTE };
static const struct evn_option reserve_options[] = {
    [PLACE] = {"place", "CODE", EVN_T_OPT_CLAIM_PLACE},
    [ID] = {"id", "UUID", EVN_T_OPT_ID},
    [EARMARK] = {"earmark", NULL, EVN_T_OPT_EARMARK},
    [PRIORITY] = {"priority", "N", EVN_T_OPT_PRIORITY},
    [UNTIL] = {"until", "TIME", EVN_T_OPT_CLAIM_UNTIL},
    {0}};
static const struct evn_option release_options[] = {
    [PLACE] = {"place", "CODE", EVN_T_OPT_CLAIM_PLACE},
    [ID] = {"id", "UUID", EVN_T_OPT_ID},
    [EARMARK] = {"earmark", NULL, EVN_T_OPT_EARMARK},
    [REASON] = {"reason", "CODE", EVN_T_OPT_REASON},
    [NOTE] = {"note", "TEXT", EVN_T_OPT_NOTE},
    {0}};
enum { LIST_OWNER, LIST_PLACE, LIST_ITEM, LIST_LOT };
static const struct evn_option list_options[] = {{"owner", "NAME", EVN_T_OPT_CLAIM_OWNER},
                                                 {"place", "CODE", EVN_T_OPT_PLACE},
                                                 {"item", "CODE", EVN_T_OPT_ITEM},
                                                 {"lot", "CODE", EVN_T_OPT_LOT},
                                                 {0}};

/* Lines behind the owner: ITEM[,LOT]=QUANTITY, all at one place. */
struct lines {
    struct evn_move move;
    line_message line[LINES_MAX], *list[LINES_MAX];
};

static evn_err read_lines(struct lines *l, struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_input rest = *input;
    rest.n_arguments--;
    memmove(rest.argument, rest.argument + 1, rest.n_arguments * sizeof *rest.argument);
    if (rest.n_arguments == 0)
        return evn_move_begin_bare(&l->move, cli, input->option[ID]);
    evn_err err = evn_move_begin(&l->move, cli, &rest, NULL, NULL, input->option[ID]);
    for (size_t i = 0; err == EVN_OK && i < l->move.n_lines; i++) {
        const struct evn_move_line *from = &l->move.line[i];
        evernormal__ledger__v1__reserve_line__init(&l->line[i]);
        l->line[i].place = evn_rows_text(input, PLACE);
        l->line[i].item = evn_move_or(from->item, NULL);
        l->line[i].lot = evn_move_or(from->lot, NULL);
        l->list[i] = &l->line[i];
        err = evn_move_units(&l->move, i, from->quantity, &l->line[i].quantity);
    }
    return err;
}

static evn_err send_end(struct lines *l, Evernormal__Ledger__V1__Command *command, evn_err err)
{
    char id[EVN_ID_TEXT_LEN + 1];
    evn_id_format(&l->move.id, id);
    if (err == EVN_OK)
        err = evn_send(l->move.cli, id, command);
    evn_move_end(&l->move);
    return err;
}

static evn_err reserve(struct evn_cli *cli, const struct evn_input *input)
{
    struct lines l;
    int64_t priority = 0;
    Evernormal__Ledger__V1__Reserve in = EVERNORMAL__LEDGER__V1__RESERVE__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    evn_err err = evn_stock_time(cli, input->option[UNTIL], "until", &in.expires_at_us);
    if (err == EVN_OK && input->option[PRIORITY] != NULL)
        err = evn_command_number(cli, input->option[PRIORITY], "priority", 1, &priority);
    if (err != EVN_OK)
        return err;
    err = read_lines(&l, cli, input);
    in.owner = (char *)(uintptr_t)input->argument[0];
    in.priority = priority < UINT32_MAX ? (uint32_t)priority : UINT32_MAX;
    in.earmark = input->option[EARMARK] != NULL;
    in.n_lines = l.move.n_lines;
    in.lines = l.list;
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_RESERVE;
    command.reserve = &in;
    return send_end(&l, &command, err);
}

static evn_err release(struct evn_cli *cli, const struct evn_input *input)
{
    struct lines l;
    Evernormal__Ledger__V1__Release plain = EVERNORMAL__LEDGER__V1__RELEASE__INIT;
    Evernormal__Ledger__V1__EarmarkRelease fenced = EVERNORMAL__LEDGER__V1__EARMARK_RELEASE__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    evn_err err = read_lines(&l, cli, input);
    plain.owner = fenced.owner = (char *)(uintptr_t)input->argument[0];
    plain.n_lines = fenced.n_lines = l.move.n_lines;
    plain.lines = fenced.lines = l.list;
    fenced.reason = evn_rows_text(input, REASON);
    fenced.note = evn_rows_text(input, NOTE);
    if (input->option[EARMARK] != NULL) {
        command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_EARMARK_RELEASE;
        command.earmark_release = &fenced;
    } else {
        command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_RELEASE;
        command.release = &plain;
    }
    return send_end(&l, &command, err);
}

static const struct evn_column columns[] = {{"owner", EVN_T_COL_KEPT_FOR, EVN_CELL_TEXT},
                                            {"place", EVN_T_COL_PLACE, EVN_CELL_TEXT},
                                            {"item", EVN_T_COL_ITEM, EVN_CELL_TEXT},
                                            {"lot", EVN_T_COL_LOT, EVN_CELL_TEXT},
                                            {"quantity", EVN_T_COL_QUANTITY, EVN_CELL_NUMBER},
                                            {"blocked", EVN_T_COL_BLOCKED, EVN_CELL_NUMBER},
                                            {"priority", EVN_T_COL_PRIORITY, EVN_CELL_NUMBER},
                                            {"until", EVN_T_COL_CLAIM_UNTIL, EVN_CELL_TEXT},
                                            {"earmark", EVN_T_COL_EARMARK, EVN_CELL_FLAG},
                                            {"seq", EVN_T_COL_EVENT, EVN_CELL_NUMBER}};

static evn_err show_page(void *self, const Evernormal__Ledger__V1__Result *result, uint64_t *cursor)
{
    struct evn_table *table = self;
    for (size_t i = 0; i < result->claims->n_rows; i++) {
        const Evernormal__Ledger__V1__ClaimRow *r = result->claims->rows[i];
        char until[28] = "";
        if (r->expires_at_us != 0)
            evn_time_format(r->expires_at_us, until);
        evn_table_text(table, r->owner);
        evn_table_text(table, r->place);
        evn_table_text(table, r->item);
        evn_table_text(table, r->lot);
        evn_table_number(table, r->quantity);
        evn_table_number(table, r->blocked);
        evn_table_number(table, r->priority);
        evn_table_text(table, until);
        evn_table_flag(table, r->earmark);
        evn_table_number(table, (int64_t)r->seq);
    }
    *cursor = result->claims->next_cursor;
    return EVN_OK;
}

static evn_err list(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_table table;
    Evernormal__Ledger__V1__ClaimsQuery ask = EVERNORMAL__LEDGER__V1__CLAIMS_QUERY__INIT;
    Evernormal__Ledger__V1__Query query = EVERNORMAL__LEDGER__V1__QUERY__INIT;
    ask.owner = evn_rows_text(input, LIST_OWNER);
    ask.place = evn_rows_text(input, LIST_PLACE);
    ask.item = evn_rows_text(input, LIST_ITEM);
    ask.lot = evn_rows_text(input, LIST_LOT);
    ask.rows_max = PAGE_ROWS;
    query.kind_case = EVERNORMAL__LEDGER__V1__QUERY__KIND_CLAIMS;
    query.claims = &ask;
    evn_cli_table(cli, &table, columns, sizeof columns / sizeof *columns);
    evn_err err = evn_send_pages(cli, &query, &ask.cursor,
                                 EVERNORMAL__LEDGER__V1__RESULT__KIND_CLAIMS, show_page, &table);
    return evn_table_end(&table, err);
}

static const struct evn_command verbs[] = {
    {.name = "reserve",
     .about = EVN_T_CLAIM_RESERVE,
     .arguments = "OWNER ITEM[,LOT]=QUANTITY...",
     .n_min = 2,
     .n_max = LINES_MAX,
     .options = reserve_options,
     .run = reserve},
    {.name = "release",
     .about = EVN_T_CLAIM_RELEASE,
     .arguments = "OWNER [ITEM[,LOT]=QUANTITY...]",
     .n_min = 1,
     .n_max = LINES_MAX,
     .options = release_options,
     .run = release},
    {.name = "list", .about = EVN_T_CLAIM_LIST, .options = list_options, .run = list},
    {0}};

const struct evn_command evn_command_claim = {.name = "claim", .about = EVN_T_CLAIM, .verb = verbs};

#include "tools/evn/move.h"
#include "tools/evn/rows.h"
#include "tools/evn/stock.h"

#include <stdlib.h>

typedef Evernormal__Ledger__V1__Line line_message;

/* Places of the options: what all have, then owner, day and monitor of a receipt, or a claim. */
enum {
    FILE_,
    AT,
    REASON,
    REFERENCE,
    NOTE,
    ID,
    OVERRIDE,
    FROM,
    TO,
    OWNER,
    MADE,
    VVM,
    EXPECTED,
    CLAIM = OWNER,
    RECIPIENT = MADE
};

#define COMMON                                                                                     \
    [FILE_] = {"file", "FILE", EVN_T_OPT_MOVE_FILE}, [AT] = {"at", "TIME", EVN_T_OPT_AT},          \
    [REASON] = {"reason", "CODE", EVN_T_OPT_REASON},                                               \
    [REFERENCE] = {"reference", "TEXT", EVN_T_OPT_REFERENCE},                                      \
    [NOTE] = {"note", "TEXT", EVN_T_OPT_NOTE}, [ID] = {"id", "UUID", EVN_T_OPT_ID},                \
    [OVERRIDE] = {"override", NULL, EVN_T_OPT_OVERRIDE}

static const struct evn_option receive_options[] = {
    COMMON,
    [FROM] = {"from", "CODE", EVN_T_OPT_SUPPLIER},
    [TO] = {"to", "CODE", EVN_T_OPT_TO},
    [OWNER] = {"owner", "NAME", EVN_T_OPT_OWNER},
    [MADE] = {"made", "DATE", EVN_T_OPT_MADE},
    [VVM] = {"vvm", "STAGE", EVN_T_OPT_VVM},
    [EXPECTED] = {"expected", "NAME", EVN_T_OPT_EXPECTED},
    {0}};
static const struct evn_option destroy_options[] = {COMMON,
                                                    [FROM] = {"from", "CODE", EVN_T_OPT_LEAVES},
                                                    [TO] = {"to", "CODE", EVN_T_OPT_CONSUMER},
                                                    [CLAIM] = {"claim", "OWNER", EVN_T_OPT_CLAIM},
                                                    {0}};
static const struct evn_option use_options[] = {
    COMMON,
    [FROM] = {"from", "CODE", EVN_T_OPT_LEAVES},
    [TO] = {"to", "CODE", EVN_T_OPT_CONSUMER},
    [CLAIM] = {"claim", "OWNER", EVN_T_OPT_CLAIM},
    [RECIPIENT] = {"recipient", "TEXT", EVN_T_OPT_RECIPIENT},
    {0}};
static const struct evn_option return_options[] = {
    COMMON,
    [FROM] = {"from", "CODE", EVN_T_OPT_LEAVES},
    [TO] = {"to", "CODE", EVN_T_OPT_ENTERS},
    [CLAIM] = {"claim", "OWNER", EVN_T_OPT_CLAIM},
    [RECIPIENT] = {"recipient", "TEXT", EVN_T_OPT_GIVER},
    {0}};
static const struct evn_option transfer_options[] = {COMMON,
                                                     [FROM] = {"from", "CODE", EVN_T_OPT_LEAVES},
                                                     [TO] = {"to", "CODE", EVN_T_OPT_TO},
                                                     [CLAIM] = {"claim", "OWNER", EVN_T_OPT_CLAIM},
                                                     {0}};

/* What has the world outside at one end, whichever that is. */
static const struct evn_option either_options[] = {COMMON,
                                                   [FROM] = {"from", "CODE", EVN_T_OPT_LEAVES},
                                                   [TO] = {"to", "CODE", EVN_T_OPT_ENTERS},
                                                   [CLAIM] = {"claim", "OWNER", EVN_T_OPT_CLAIM},
                                                   {0}};
static const struct evn_option room_options[] = {COMMON,
                                                 [FROM] = {"place", "CODE", EVN_T_OPT_ROOM_PLACE},
                                                 [TO] = {"to", "CODE", EVN_T_OPT_ENTERS},
                                                 [CLAIM] = {"claim", "OWNER", EVN_T_OPT_CLAIM},
                                                 {0}};

static evn_err fill_line(struct evn_move *move, size_t i, const struct evn_input *input,
                         Evernormal__Ledger__V1__LineKind kind, line_message *to)
{
    const struct evn_move_line *from = &move->line[i];
    bool receive = kind == EVERNORMAL__LEDGER__V1__LINE_KIND__LINE_KIND_RECEIVE;
    evernormal__ledger__v1__line__init(to);
    to->kind = kind;
    to->item = evn_move_or(from->item, NULL);
    to->lot = evn_move_or(from->lot, NULL);
    to->expiry = evn_move_or(from->expiry, NULL);
    to->from = evn_move_or(from->from, input->option[FROM]);
    to->to = evn_move_or(from->to, input->option[TO]);
    to->owner = evn_move_or(from->owner, receive ? input->option[OWNER] : NULL);
    to->made = evn_move_or(from->made, receive ? input->option[MADE] : NULL);
    to->claim = evn_move_or(from->claim, receive ? NULL : input->option[CLAIM]);
    to->occurred_at_us = move->at_us;
    to->override = input->option[OVERRIDE] != NULL;
    int64_t stage = 0;
    evn_err err = evn_move_units(move, i, from->quantity, &to->quantity);
    if (err == EVN_OK && receive && input->option[VVM] != NULL)
        err = evn_command_number(move->cli, input->option[VVM], "vvm", 1, &stage);
    to->vvm_stage = stage <= UINT32_MAX ? (uint32_t)stage : UINT32_MAX;
    if (err == EVN_OK && from->at[0] != '\0')
        err = evn_stock_time(move->cli, from->at, "at", &to->occurred_at_us);
    return err;
}

static evn_err send(struct evn_move *move, const struct evn_input *input,
                    Evernormal__Ledger__V1__LineKind kind, line_message *line, line_message **list)
{
    Evernormal__Ledger__V1__DocumentCommand document =
        EVERNORMAL__LEDGER__V1__DOCUMENT_COMMAND__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    for (size_t i = 0; i < move->n_lines; i++) {
        evn_err err = fill_line(move, i, input, kind, &line[i]);
        if (err != EVN_OK)
            return err;
        list[i] = &line[i];
    }
    document.n_lines = move->n_lines;
    document.lines = list;
    document.reason = evn_rows_text(input, REASON);
    document.reference = evn_rows_text(input, REFERENCE);
    document.note = evn_rows_text(input, NOTE);
    if (kind == EVERNORMAL__LEDGER__V1__LINE_KIND__LINE_KIND_RECEIVE)
        document.expected = evn_rows_text(input, EXPECTED);
    if (kind == EVERNORMAL__LEDGER__V1__LINE_KIND__LINE_KIND_ISSUE ||
        kind == EVERNORMAL__LEDGER__V1__LINE_KIND__LINE_KIND_DISPENSE ||
        kind == EVERNORMAL__LEDGER__V1__LINE_KIND__LINE_KIND_RETURN)
        document.recipient = evn_rows_text(input, RECIPIENT);
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_DOCUMENT;
    command.document = &document;
    return evn_move_send(move, &command);
}

static evn_err run(struct evn_cli *cli, const struct evn_input *input,
                   Evernormal__Ledger__V1__LineKind kind)
{
    struct evn_move move;
    line_message *line = calloc(EVN_MOVE_LINES_MAX, sizeof *line);
    line_message **list = calloc(EVN_MOVE_LINES_MAX, sizeof *list);
    evn_err err = evn_move_begin(&move, cli, input, input->option[FILE_], input->option[AT],
                                 input->option[ID]);
    if (err == EVN_OK && line != NULL && list != NULL)
        err = send(&move, input, kind, line, list);
    else if (err == EVN_OK)
        err = evn_cli_fail(cli, EVN_E_NO_MEMORY, NULL);
    evn_move_end(&move);
    free(line);
    free(list);
    return err;
}

#define KIND(name_, kind_)                                                                         \
    static evn_err name_(struct evn_cli *cli, const struct evn_input *input)                       \
    {                                                                                              \
        return run(cli, input, EVERNORMAL__LEDGER__V1__LINE_KIND__LINE_KIND_##kind_);              \
    }

KIND(receive, RECEIVE)
KIND(issue, ISSUE)
KIND(transfer, TRANSFER)
KIND(dispense, DISPENSE)
KIND(adjust, ADJUST)
KIND(destroy, DESTROY)
KIND(give_back_goods, RETURN)
KIND(recall_return, RECALL_RETURN)
KIND(quarantine, QUARANTINE)
KIND(occupy, OCCUPY)
KIND(free_room, FREE)
KIND(lend, LEND)
KIND(give_back, GIVE_BACK)

#define VERB(name_, about_, options_, run_)                                                        \
    {                                                                                              \
        .name = name_, .about = about_, .arguments = "[LINE...]", .n_max = EVN_ARGUMENTS_MAX - 1,  \
        .options = options_, .run = run_                                                           \
    }

static const struct evn_command verbs[] = {
    VERB("receive", EVN_T_MOVE_RECEIVE, receive_options, receive),
    VERB("issue", EVN_T_MOVE_ISSUE, use_options, issue),
    VERB("transfer", EVN_T_MOVE_TRANSFER, transfer_options, transfer),
    VERB("dispense", EVN_T_MOVE_DISPENSE, use_options, dispense),
    VERB("adjust", EVN_T_MOVE_ADJUST, either_options, adjust),
    VERB("destroy", EVN_T_MOVE_DESTROY, destroy_options, destroy),
    VERB("return", EVN_T_MOVE_RETURN, return_options, give_back_goods),
    VERB("recall-return", EVN_T_MOVE_RECALL_RETURN, either_options, recall_return),
    VERB("quarantine", EVN_T_MOVE_QUARANTINE, either_options, quarantine),
    VERB("lend", EVN_T_MOVE_LEND, either_options, lend),
    VERB("giveback", EVN_T_MOVE_GIVE_BACK, either_options, give_back),
    VERB("occupy", EVN_T_MOVE_OCCUPY, room_options, occupy),
    VERB("free", EVN_T_MOVE_FREE, room_options, free_room),
    VERB("assemble", EVN_T_MOVE_ASSEMBLE, evn_move_kit_options, evn_move_assemble),
    VERB("break", EVN_T_MOVE_BREAK, evn_move_kit_options, evn_move_break),
    {.name = "reverse",
     .about = EVN_T_MOVE_REVERSE,
     .arguments = "DOCUMENT",
     .n_min = 1,
     .n_max = 1,
     .options = evn_move_reverse_options,
     .run = evn_move_reverse},
    {.name = "reverse-last",
     .about = EVN_T_MOVE_REVERSE_LAST,
     .options = evn_move_reverse_options,
     .run = evn_move_reverse_last},
    {.name = "again",
     .about = EVN_T_MOVE_AGAIN,
     .arguments = "DOCUMENT",
     .n_min = 1,
     .n_max = 1,
     .options = evn_move_again_options,
     .run = evn_move_again},
    VERB("ship", EVN_T_MOVE_SHIP, evn_move_ship_options, evn_move_ship),
    VERB("receipt", EVN_T_MOVE_RECEIPT, evn_move_receipt_options, evn_move_receipt),
    {0}};

const struct evn_command evn_command_move = {.name = "move", .about = EVN_T_MOVE, .verb = verbs};

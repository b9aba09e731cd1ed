#include "tools/evn/move.h"
#include "tools/evn/rows.h"
#include "tools/evn/stock.h"

typedef Evernormal__Ledger__V1__BrokenPart part_message;

enum { AT, REASON, NOTE, ID, PLACE, CLAIM };

const struct evn_option evn_move_kit_options[] = {[AT] = {"at", "TIME", EVN_T_OPT_AT},
                                                  [REASON] = {"reason", "CODE", EVN_T_OPT_REASON},
                                                  [NOTE] = {"note", "TEXT", EVN_T_OPT_NOTE},
                                                  [ID] = {"id", "UUID", EVN_T_OPT_ID},
                                                  [PLACE] = {"place", "CODE", EVN_T_OPT_KIT_PLACE},
                                                  [CLAIM] = {"claim", "OWNER", EVN_T_OPT_CLAIM},
                                                  {0}};

static evn_err send_assemble(struct evn_move *move, const struct evn_input *input)
{
    Evernormal__Ledger__V1__Assemble assemble = EVERNORMAL__LEDGER__V1__ASSEMBLE__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    const struct evn_move_line *line = &move->line[0];
    if (move->n_lines != 1)
        return evn_cli_usage(move->cli, EVN_T_ONE_KIT, (struct evn_fill){0});
    assemble.place = evn_rows_text(input, PLACE);
    assemble.item = evn_move_or(line->item, NULL);
    assemble.lot = evn_move_or(line->lot, NULL);
    assemble.expiry = evn_move_or(line->expiry, NULL);
    assemble.claim = evn_rows_text(input, CLAIM);
    assemble.reason = evn_rows_text(input, REASON);
    assemble.note = evn_rows_text(input, NOTE);
    assemble.occurred_at_us = move->at_us;
    evn_err err = evn_move_units(move, 0, line->quantity, &assemble.quantity);
    if (err != EVN_OK)
        return err;
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_ASSEMBLE;
    command.assemble = &assemble;
    return evn_move_send(move, &command);
}

/* The first line is the kit; the others are parts whose lots are named. */
static evn_err send_break(struct evn_move *move, const struct evn_input *input)
{
    part_message part[EVN_ARGUMENTS_MAX], *list[EVN_ARGUMENTS_MAX];
    Evernormal__Ledger__V1__Break apart = EVERNORMAL__LEDGER__V1__BREAK__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    evn_err err = evn_move_units(move, 0, move->line[0].quantity, &apart.quantity);
    for (size_t i = 1; err == EVN_OK && i < move->n_lines; i++) {
        list[i - 1] = &part[i - 1];
        evernormal__ledger__v1__broken_part__init(&part[i - 1]);
        part[i - 1].item = evn_move_or(move->line[i].item, NULL);
        part[i - 1].lot = evn_move_or(move->line[i].lot, NULL);
        err = evn_move_units(move, i, move->line[i].quantity, &part[i - 1].quantity);
    }
    if (err != EVN_OK)
        return err;
    apart.place = evn_rows_text(input, PLACE);
    apart.item = evn_move_or(move->line[0].item, NULL);
    apart.lot = evn_move_or(move->line[0].lot, NULL);
    apart.n_parts = move->n_lines - 1;
    apart.parts = list;
    apart.reason = evn_rows_text(input, REASON);
    apart.note = evn_rows_text(input, NOTE);
    apart.occurred_at_us = move->at_us;
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_BREAK;
    command.break_ = &apart;
    return evn_move_send(move, &command);
}

evn_err evn_move_assemble(struct evn_cli *cli, const struct evn_input *input)
{
    return evn_move_run(cli, input, AT, ID, send_assemble);
}

evn_err evn_move_break(struct evn_cli *cli, const struct evn_input *input)
{
    return evn_move_run(cli, input, AT, ID, send_break);
}

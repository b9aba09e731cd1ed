#include "tools/evn/move.h"
#include "tools/evn/rows.h"
#include "tools/evn/stock.h"

#include <string.h>

typedef Evernormal__Ledger__V1__ShipLine ship_line;
typedef Evernormal__Ledger__V1__ReceiptLine receipt_line;

enum {
    AT,
    ID,
    SHIPMENT,
    VEHICLE,
    PLACE,
    STOP,
    CLAIM,
    SIGNED = STOP,
    STOCK = CLAIM,
    BACK,
    WRONG_LOT,
    WRONG_EXPIRY
};
enum { LINES_MAX = EVN_ARGUMENTS_MAX };

const struct evn_option evn_move_ship_options[] = {
    [AT] = {"at", "TIME", EVN_T_OPT_AT},
    [ID] = {"id", "UUID", EVN_T_OPT_ID},
    [SHIPMENT] = {"shipment", "CODE", EVN_T_OPT_SHIPMENT},
    [VEHICLE] = {"vehicle", "CODE", EVN_T_OPT_VEHICLE},
    [PLACE] = {"from", "CODE", EVN_T_OPT_LEAVES},
    [STOP] = {"stop", "CODE", EVN_T_OPT_STOP},
    [CLAIM] = {"claim", "OWNER", EVN_T_OPT_CLAIM},
    {0}};

const struct evn_option evn_move_receipt_options[] = {
    [AT] = {"at", "TIME", EVN_T_OPT_AT},
    [ID] = {"id", "UUID", EVN_T_OPT_ID},
    [SHIPMENT] = {"shipment", "CODE", EVN_T_OPT_SHIPMENT},
    [VEHICLE] = {"vehicle", "CODE", EVN_T_OPT_VEHICLE},
    [PLACE] = {"to", "CODE", EVN_T_OPT_STOP},
    [SIGNED] = {"signed-by", "NAME", EVN_T_OPT_SIGNED},
    [STOCK] = {"stock", NULL, EVN_T_OPT_STOCK},
    [BACK] = {"back", "CODE", EVN_T_OPT_BACK},
    [WRONG_LOT] = {"wrong-lot", "CODE", EVN_T_OPT_WRONG_LOT},
    [WRONG_EXPIRY] = {"wrong-expiry", "DATE", EVN_T_OPT_WRONG_EXPIRY},
    {0}};

static evn_err send_ship(struct evn_move *move, const struct evn_input *input)
{
    ship_line line[LINES_MAX], *list[LINES_MAX];
    Evernormal__Ledger__V1__Ship ship = EVERNORMAL__LEDGER__V1__SHIP__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    for (size_t i = 0; i < move->n_lines; i++) {
        const struct evn_move_line *from = &move->line[i];
        if (from->lot[0] != '\0')
            return evn_cli_usage(move->cli, EVN_T_SHIP_NO_LOT, (struct evn_fill){.a = from->lot});
        evernormal__ledger__v1__ship_line__init(&line[i]);
        line[i].item = evn_move_or(from->item, NULL);
        line[i].from = evn_rows_text(input, PLACE);
        line[i].stop = evn_rows_text(input, STOP);
        evn_err err = evn_move_units(move, i, from->quantity, &line[i].quantity);
        if (err != EVN_OK)
            return err;
        list[i] = &line[i];
    }
    ship.shipment = evn_rows_text(input, SHIPMENT);
    ship.vehicle = evn_rows_text(input, VEHICLE);
    ship.claim = evn_rows_text(input, CLAIM);
    ship.occurred_at_us = move->at_us;
    ship.n_lines = move->n_lines;
    ship.lines = list;
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_SHIP;
    command.ship = &ship;
    return evn_move_send(move, &command);
}

/* "GOOD[/SHORT[/DAMAGED[/REFUSED[/OVER[/WRONG]]]]]", each a quantity or 0. */
static evn_err read_counts(struct evn_move *move, size_t i, receipt_line *to)
{
    int64_t *const count[] = {&to->accepted, &to->short_, &to->damaged,
                              &to->refused,  &to->over,   &to->wrong};
    const size_t n_counts = sizeof count / sizeof count[0];
    char text[EVN_MOVE_QUANTITY], *rest = text, *part;
    evn_err err = EVN_OK;
    memcpy(text, move->line[i].quantity, sizeof text);
    for (size_t k = 0; err == EVN_OK && (part = strsep(&rest, "/")) != NULL; k++) {
        if (k == n_counts)
            return evn_cli_usage(move->cli, EVN_T_BAD_MOVE_LINE,
                                 (struct evn_fill){.a = move->line[i].quantity});
        if (strcmp(part, "0") != 0)
            err = evn_move_units(move, i, part, count[k]);
    }
    return err;
}

static evn_err send_receipt(struct evn_move *move, const struct evn_input *input)
{
    receipt_line line[LINES_MAX], *list[LINES_MAX];
    Evernormal__Ledger__V1__Receipt receipt = EVERNORMAL__LEDGER__V1__RECEIPT__INIT;
    Evernormal__Ledger__V1__Command command = EVERNORMAL__LEDGER__V1__COMMAND__INIT;
    for (size_t i = 0; i < move->n_lines; i++) {
        evernormal__ledger__v1__receipt_line__init(&line[i]);
        line[i].item = evn_move_or(move->line[i].item, NULL);
        line[i].lot = evn_move_or(move->line[i].lot, NULL);
        evn_err err = read_counts(move, i, &line[i]);
        if (err != EVN_OK)
            return err;
        if (line[i].wrong > 0) {
            line[i].wrong_lot = evn_rows_text(input, WRONG_LOT);
            line[i].wrong_expiry = evn_rows_text(input, WRONG_EXPIRY);
        }
        list[i] = &line[i];
    }
    receipt.shipment = evn_rows_text(input, SHIPMENT);
    receipt.vehicle = evn_rows_text(input, VEHICLE);
    receipt.to = evn_rows_text(input, PLACE);
    receipt.signed_by = evn_rows_text(input, SIGNED);
    receipt.stock = input->option[STOCK] != NULL;
    receipt.back = evn_rows_text(input, BACK);
    receipt.occurred_at_us = move->at_us;
    receipt.n_lines = move->n_lines;
    receipt.lines = list;
    command.kind_case = EVERNORMAL__LEDGER__V1__COMMAND__KIND_RECEIPT;
    command.receipt = &receipt;
    return evn_move_send(move, &command);
}

evn_err evn_move_ship(struct evn_cli *cli, const struct evn_input *input)
{
    return evn_move_run(cli, input, AT, ID, send_ship);
}

evn_err evn_move_receipt(struct evn_cli *cli, const struct evn_input *input)
{
    return evn_move_run(cli, input, AT, ID, send_receipt);
}

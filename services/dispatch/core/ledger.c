#include "services/dispatch/core/ledger.h"

#define PROTO(name)      "evernormal.ledger.v1." name
#define UNITS(tag, s, m) EVN_FIELD_NUMBER(tag, I64, s, m, 0, 0, INT64_MAX)
#define CODE(tag, s, m)  EVN_FIELD_TEXT(tag, CODE, s, m, 0, 1)

static const struct evn_wire_field reserve_line_fields[] = {
    CODE(1, struct evn_dsp_reserve_line, place),
    CODE(2, struct evn_dsp_reserve_line, item),
    UNITS(3, struct evn_dsp_reserve_line, quantity),
};
static const struct evn_wire_message reserve_line_table =
    EVN_MESSAGE(PROTO("ReserveLine"), struct evn_dsp_reserve_line, reserve_line_fields);

static const struct evn_wire_field reserve_fields[] = {
    CODE(1, struct evn_dsp_reserve, owner),
    EVN_FIELD_NUMBER(2, U32, struct evn_dsp_reserve, priority, 0, 0, UINT32_MAX),
    EVN_FIELD_LIST(4, MSG, struct evn_dsp_reserve, lines, 0, 0, EVN_DSP_LEDGER_LINES_MAX,
                   &reserve_line_table),
};
static const struct evn_wire_message reserve_table =
    EVN_MESSAGE(PROTO("Reserve"), struct evn_dsp_reserve, reserve_fields);

static const struct evn_wire_field release_fields[] = {
    CODE(1, struct evn_dsp_reserve, owner),
    EVN_FIELD_LIST(2, MSG, struct evn_dsp_reserve, lines, 0, 0, EVN_DSP_LEDGER_LINES_MAX,
                   &reserve_line_table),
};
static const struct evn_wire_message release_table =
    EVN_MESSAGE(PROTO("Release"), struct evn_dsp_reserve, release_fields);

static const struct evn_wire_field ship_line_fields[] = {
    CODE(1, struct evn_dsp_ship_line, from),
    CODE(2, struct evn_dsp_ship_line, item),
    UNITS(3, struct evn_dsp_ship_line, quantity),
    CODE(4, struct evn_dsp_ship_line, stop),
};
static const struct evn_wire_message ship_line_table =
    EVN_MESSAGE(PROTO("ShipLine"), struct evn_dsp_ship_line, ship_line_fields);

static const struct evn_wire_field ship_fields[] = {
    CODE(1, struct evn_dsp_ship, shipment),
    CODE(2, struct evn_dsp_ship, vehicle),
    CODE(3, struct evn_dsp_ship, claim),
    EVN_FIELD_LIST(4, MSG, struct evn_dsp_ship, lines, 0, 0, EVN_DSP_LEDGER_LINES_MAX,
                   &ship_line_table),
    UNITS(5, struct evn_dsp_ship, occurred_at_us),
};
static const struct evn_wire_message ship_table =
    EVN_MESSAGE(PROTO("Ship"), struct evn_dsp_ship, ship_fields);

static const struct evn_wire_field receipt_line_fields[] = {
    CODE(1, struct evn_dsp_receipt_line, item),
    EVN_FIELD_TEXT(2, TEXT, struct evn_dsp_receipt_line, lot, 0, 1),
    UNITS(3, struct evn_dsp_receipt_line, accepted),
    {.name = "short",
     .tag = 4,
     .kind = EVN_WIRE_I64,
     .size = sizeof(int64_t),
     .offset = offsetof(struct evn_dsp_receipt_line, n_short),
     .max = INT64_MAX},
    UNITS(5, struct evn_dsp_receipt_line, damaged),
    UNITS(6, struct evn_dsp_receipt_line, refused),
    UNITS(7, struct evn_dsp_receipt_line, over),
    UNITS(8, struct evn_dsp_receipt_line, wrong),
    EVN_FIELD_TEXT(9, TEXT, struct evn_dsp_receipt_line, wrong_lot, 0, 1),
    EVN_FIELD_PLAIN(10, DAY, struct evn_dsp_receipt_line, wrong_expiry, 0),
};
static const struct evn_wire_message receipt_line_table =
    EVN_MESSAGE(PROTO("ReceiptLine"), struct evn_dsp_receipt_line, receipt_line_fields);

static const struct evn_wire_field receipt_fields[] = {
    CODE(1, struct evn_dsp_receipt, shipment),
    CODE(2, struct evn_dsp_receipt, vehicle),
    CODE(3, struct evn_dsp_receipt, to),
    EVN_FIELD_LIST(4, MSG, struct evn_dsp_receipt, lines, 0, 0, EVN_DSP_LEDGER_LINES_MAX,
                   &receipt_line_table),
    UNITS(5, struct evn_dsp_receipt, occurred_at_us),
    EVN_FIELD_TEXT(6, TEXT, struct evn_dsp_receipt, signed_by, 0, 1),
};
static const struct evn_wire_message receipt_table =
    EVN_MESSAGE(PROTO("Receipt"), struct evn_dsp_receipt, receipt_fields);

static const struct evn_wire_field move_line_fields[] = {
    EVN_FIELD_NUMBER(1, ENUM, struct evn_dsp_move_line, kind, 0, 0, INT32_MAX),
    CODE(2, struct evn_dsp_move_line, from),
    CODE(3, struct evn_dsp_move_line, to),
    CODE(4, struct evn_dsp_move_line, item),
    CODE(5, struct evn_dsp_move_line, lot),
    UNITS(9, struct evn_dsp_move_line, quantity),
    UNITS(11, struct evn_dsp_move_line, occurred_at_us),
};
static const struct evn_wire_message move_line_table =
    EVN_MESSAGE(PROTO("Line"), struct evn_dsp_move_line, move_line_fields);

static const struct evn_wire_field move_fields[] = {
    EVN_FIELD_LIST(1, MSG, struct evn_dsp_move, lines, 0, 0, EVN_DSP_LEDGER_LINES_MAX,
                   &move_line_table),
    EVN_FIELD_TEXT(4, TEXT, struct evn_dsp_move, reference, 0, 1),
};
static const struct evn_wire_message move_table =
    EVN_MESSAGE(PROTO("Document"), struct evn_dsp_move, move_fields);

#define KIND(tag_, name_, table_)                                                                  \
    EVN_FIELD_REF(tag_, struct evn_dsp_ledger_command, name_, EVN_ONE_OF, &(table_))
static const struct evn_wire_field command_fields[] = {
    KIND(16, document, move_table),   KIND(17, reserve, reserve_table),
    KIND(18, release, release_table), KIND(19, ship, ship_table),
    KIND(20, receipt, receipt_table),
};
const struct evn_wire_message evn_dsp_ledger_table =
    EVN_MESSAGE(PROTO("Command"), struct evn_dsp_ledger_command, command_fields);

evn_err evn_dsp_send(struct evn_dsp_decision *d, const char *key,
                     const struct evn_dsp_ledger_command *command)
{
    enum { ROOM = 128 << 10 };
    size_t mark = d->arena->used;
    if (d->dry)
        return EVN_OK;
    struct evn_buf body = {.at = evn_arena_alloc(d->arena, ROOM), .cap = ROOM, .max = ROOM};
    if (body.at == NULL)
        return evn_dsp_refuse(d, EVN_E_LIMIT, "", "memory of one decision");
    evn_err err = evn_wire_encode(&evn_dsp_ledger_table, command, &body);
    if (err != EVN_OK)
        return evn_dsp_refuse(d, err, "", "command to the ledger");
    evn_emit_command(d->emit, "ledger", key, evn_bytes_of(body.at, body.len));
    d->arena->used = mark;
    return EVN_OK;
}

void evn_dsp_owner(uint32_t round, const char *warehouse, char out[EVN_CODE_MAX])
{
    char text[EVN_CODE_MAX + 16] = "R";
    evn_dsp_add_number(text, round);
    size_t len = strlen(text);
    text[len] = '-';
    memcpy(text + len + 1, warehouse, strlen(warehouse) + 1);
    evn_refusal_text(out, EVN_CODE_MAX, text);
}

bool evn_dsp_owner_read(const char *owner, uint32_t *round, const char **warehouse)
{
    uint64_t n = 0;
    size_t i = 1;
    if (owner[0] != 'R')
        return false;
    for (; owner[i] >= '0' && owner[i] <= '9' && n <= UINT32_MAX; i++)
        n = n * 10 + (uint64_t)(owner[i] - '0');
    *round = (uint32_t)n;
    *warehouse = owner + i + 1;
    return i > 1 && n <= UINT32_MAX && owner[i] == '-';
}

#include "common/base/pbw.h"
#include "common/journal/frame.h"
#include "services/dispatch/core/stock.h"

/* Of proto/spec/4-ledger.md: frame kinds, offsets in a record, record kinds. */
enum {
    FRAME_RECORDS = 16,
    FRAME_LOT = 19,
    FRAME_ACCOUNT = 22,
    RECORD_LEN = 128,
    AT_KIND = 0,
    AT_FLAGS = 3,
    AT_FROM = 8,
    AT_TO = 12,
    AT_FROM_BALANCE = 24,
    AT_TO_BALANCE = 32,
    FLAG_FROM = 1,
    FLAG_TO = 2,
    MOVEMENT_LAST = 24,
    CLAIM_FIRST = 40,
    CLAIM_LAST = 46
};

/* A block being read: what is in it, and where in `balances` an account stands. */
struct reader {
    const struct evn_dsp_stock *stock;
    struct evn_dsp_stock_block *out;
    uint32_t *at;    /* account -> index into balances + 1 */
    size_t n_at;     /* accounts there can be */
    size_t room[3];  /* names, accounts, balances */
    bool names_only; /* records are passed over */
};

static uint32_t small(const struct evn_pb_field *f)
{
    return f->value <= UINT32_MAX ? (uint32_t)f->value : 0;
}

/* ItemKnown, PlaceKnown, LotKnown: number = 1, id = 2; of a lot: item = 3, expiry_day = 4. */
static evn_err read_name(struct reader *r, const struct evn_frame *frame)
{
    struct evn_dsp_stock_name *name = &r->out->names[r->out->n_names++];
    struct evn_bytes rest = frame->body;
    struct evn_pb_field f;
    evn_err err;
    *name = (struct evn_dsp_stock_name){.what = frame->kind};
    while ((err = evn_pb_next(&rest, &f)) == EVN_OK) {
        if (f.number == 1)
            name->number = small(&f);
        else if (f.number == 2 && f.type == 2 && f.bytes.len < sizeof name->id)
            memcpy(name->id, f.bytes.at, f.bytes.len);
        else if (frame->kind == FRAME_LOT && f.number == 3)
            name->item = small(&f);
        else if (frame->kind == FRAME_LOT && f.number == 4)
            name->expiry_day = small(&f);
    }
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

static evn_err read_account(struct reader *r, const struct evn_frame *frame)
{
    struct evn_dsp_stock_account *a = &r->out->accounts[r->out->n_accounts++];
    struct evn_bytes rest = frame->body;
    struct evn_pb_field f;
    evn_err err;
    *a = (struct evn_dsp_stock_account){0};
    while ((err = evn_pb_next(&rest, &f)) == EVN_OK) {
        if (f.number == 1)
            a->account = small(&f);
        else if (f.number == 3)
            a->place = small(&f);
        else if (f.number == 4)
            a->item = small(&f);
        else if (f.number == 5)
            a->lot = small(&f);
    }
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

/* The account's entry in the block; made with what is known when it is new here. */
static struct evn_dsp_stock_balance *entry(struct reader *r, uint32_t account)
{
    if (account == 0 || account > r->n_at)
        return NULL;
    if (r->at[account - 1] == 0) {
        struct evn_dsp_stock_balance *made = &r->out->balances[r->out->n_balances++];
        *made = (struct evn_dsp_stock_balance){.account = account};
        if (account <= r->stock->n) {
            made->balance = r->stock->account[account - 1].balance;
            made->claimed = r->stock->account[account - 1].claimed;
        }
        r->at[account - 1] = (uint32_t)r->out->n_balances;
    }
    return &r->out->balances[r->at[account - 1] - 1];
}

static evn_err read_record(struct reader *r, const uint8_t *record)
{
    uint16_t kind = evn_get_u16(record + AT_KIND);
    uint32_t from = evn_get_u32(record + AT_FROM), to = evn_get_u32(record + AT_TO);
    bool moves = kind >= 1 && kind <= MOVEMENT_LAST;
    bool claims = kind >= CLAIM_FIRST && kind <= CLAIM_LAST;
    struct evn_dsp_stock_balance *e = NULL;
    if ((moves && (record[AT_FLAGS] & FLAG_FROM) != 0) || claims) {
        e = entry(r, from);
        if (e == NULL)
            return EVN_E_CORRUPT;
        *(claims ? &e->claimed : &e->balance) = evn_get_i64(record + AT_FROM_BALANCE);
    }
    if (moves && (record[AT_FLAGS] & FLAG_TO) != 0) {
        e = entry(r, to);
        if (e == NULL)
            return EVN_E_CORRUPT;
        e->balance = evn_get_i64(record + AT_TO_BALANCE);
    }
    return EVN_OK;
}

static evn_err read_frame(struct reader *r, const struct evn_frame *frame)
{
    if (frame->kind >= EVN_DSP_OF_ITEM && frame->kind <= EVN_DSP_OF_LOT)
        return read_name(r, frame);
    if (frame->kind == FRAME_ACCOUNT)
        return read_account(r, frame);
    if (frame->kind != FRAME_RECORDS || r->names_only)
        return EVN_OK;
    if (frame->body.len != (size_t)frame->count * RECORD_LEN)
        return EVN_E_CORRUPT;
    evn_err err = EVN_OK;
    for (size_t i = 0; i < frame->count && err == EVN_OK; i++)
        err = read_record(r, frame->body.at + i * RECORD_LEN);
    return err;
}

/* Count what the block holds at most, and make room for it. */
static evn_err make_room(struct reader *r, struct evn_bytes frames, struct evn_arena *arena)
{
    struct evn_frame frame;
    evn_err err;
    while ((err = evn_frame_next(&frames, &frame)) == EVN_OK) {
        r->room[0] += frame.kind >= EVN_DSP_OF_ITEM && frame.kind <= EVN_DSP_OF_LOT;
        r->room[1] += frame.kind == FRAME_ACCOUNT;
        r->room[2] += frame.kind == FRAME_RECORDS ? (size_t)frame.count * 2 : 0;
    }
    if (err != EVN_E_AGAIN)
        return err;
    r->n_at = r->stock->n + r->room[1];
    if (r->room[2] > r->n_at)
        r->room[2] = r->n_at;
    r->out->names = evn_arena_array(arena, r->room[0] + 1, sizeof *r->out->names);
    r->out->accounts = evn_arena_array(arena, r->room[1] + 1, sizeof *r->out->accounts);
    r->out->balances = evn_arena_array(arena, r->room[2] + 1, sizeof *r->out->balances);
    r->at = evn_arena_array(arena, r->n_at + 1, sizeof *r->at);
    return r->out->names == NULL || r->out->accounts == NULL || r->out->balances == NULL ||
                   r->at == NULL
               ? EVN_E_TOO_LARGE
               : EVN_OK;
}

static evn_err read_all(struct reader *r, struct evn_bytes frames, struct evn_arena *arena)
{
    struct evn_frame frame;
    *r->out = (struct evn_dsp_stock_block){0};
    evn_err err = make_room(r, frames, arena);
    while (err == EVN_OK && (err = evn_frame_next(&frames, &frame)) == EVN_OK)
        err = read_frame(r, &frame);
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

evn_err evn_dsp_stock_read(const struct evn_dsp_stock *stock, struct evn_bytes frames,
                           struct evn_arena *arena, struct evn_dsp_stock_block *out)
{
    struct reader r = {.stock = stock, .out = out};
    return read_all(&r, frames, arena);
}

evn_err evn_dsp_accounts_read(struct evn_bytes frames, struct evn_arena *arena,
                              struct evn_dsp_stock_block *out)
{
    const struct evn_dsp_stock nothing = {0};
    struct reader r = {.stock = &nothing, .out = out, .names_only = true};
    return read_all(&r, frames, arena);
}

#include "services/dispatch/core/lots.h"

#include "common/journal/frame.h"

/* Of proto/spec/4-ledger.md. */
enum {
    FRAME_RECORDS = 16,
    RECORD_LEN = 128,
    AT_KIND = 0,
    AT_FLAGS = 3,
    AT_TO = 12,
    AT_QTY = 16,
    AT_AUX = 124
};
enum { FLAG_TO = 2, MOVEMENT_LAST = 24 };

/* What the account is, by the block at hand or by what was known before. */
static bool account_of(const struct evn_dsp_decision *d, const struct evn_dsp_stock_block *block,
                       uint32_t number, struct evn_dsp_stock_account *out)
{
    const struct evn_dsp_stock *stock = &d->state->stock;
    if (number > 0 && number <= stock->n) {
        const struct evn_dsp_account *a = &stock->account[number - 1];
        *out = (struct evn_dsp_stock_account){number, a->place, a->item, a->lot};
        return true;
    }
    for (size_t i = 0; i < block->n_accounts; i++)
        if (block->accounts[i].account == number) {
            *out = block->accounts[i];
            return true;
        }
    return false;
}

static void add_lot(const struct evn_dsp_decision *d, const struct evn_dsp_stock_block *block,
                    const uint8_t *record, struct evn_dsp_trip *trip)
{
    struct evn_dsp_stock_account account;
    uint16_t kind = evn_get_u16(record + AT_KIND);
    bool onto = kind >= 1 && kind <= MOVEMENT_LAST && (record[AT_FLAGS] & FLAG_TO) != 0;
    if (!onto || !account_of(d, block, evn_get_u32(record + AT_TO), &account))
        return;
    const struct evn_dsp_stock_name *item =
        evn_dsp_stock_name(&d->state->stock, EVN_DSP_OF_ITEM, account.item);
    struct evn_dsp_lot *last = trip->n_lots > 0 ? &trip->lots[trip->n_lots - 1] : NULL;
    const struct evn_dsp_stock_name *point =
        evn_dsp_stock_name(&d->state->stock, EVN_DSP_OF_PLACE, evn_get_u32(record + AT_AUX));
    if (item == NULL || trip->n_lots == EVN_DSP_LOTS_MAX)
        return;
    if (last != NULL && last->number == account.lot && strcmp(last->item, item->id) == 0 &&
        strcmp(last->point, point != NULL ? point->id : "") == 0) {
        last->quantity += evn_get_i64(record + AT_QTY);
        return;
    }
    struct evn_dsp_lot *lot = &trip->lots[trip->n_lots++];
    *lot = (struct evn_dsp_lot){.number = account.lot, .quantity = evn_get_i64(record + AT_QTY)};
    EVN_DSP_SET(lot->item, item->id);
    if (point != NULL)
        EVN_DSP_SET(lot->point, point->id);
}

evn_err evn_dsp_lots_read(struct evn_dsp_decision *d, struct evn_bytes events,
                          struct evn_dsp_trip *trip)
{
    struct evn_frame frame;
    struct evn_dsp_stock_block block;
    size_t n = 0;
    struct evn_bytes rest = events;
    evn_err err;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK)
        n += frame.kind == FRAME_RECORDS ? frame.count : 0;
    if (err == EVN_E_AGAIN)
        err = evn_dsp_accounts_read(events, d->arena, &block);
    trip->lots = evn_arena_array(d->arena, n + 1, sizeof *trip->lots);
    trip->n_lots = 0;
    if (err != EVN_OK || trip->lots == NULL)
        return err != EVN_OK ? err : EVN_E_LIMIT;
    while ((err = evn_frame_next(&events, &frame)) == EVN_OK)
        for (size_t i = 0; frame.kind == FRAME_RECORDS && (i + 1) * RECORD_LEN <= frame.body.len;
             i++)
            add_lot(d, &block, frame.body.at + i * RECORD_LEN, trip);
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

#include "services/dispatch/core/query.h"

#define PROTO(name)      "evernormal.dispatch.v1." name
#define UNITS(tag, s, m) EVN_FIELD_NUMBER(tag, I64, s, m, 0, INT64_MIN, INT64_MAX)

struct pick_lot {
    char lot[80];
    struct evn_day expiry;
    int64_t quantity;
};

struct pick {
    char item[EVN_CODE_MAX];
    int64_t quantity;
    int64_t packs;
    int64_t loose;
    struct pick_lot *lots;
    size_t n_lots;
};

static const struct evn_wire_field pick_lot_fields[] = {
    EVN_FIELD_TEXT(1, TEXT, struct pick_lot, lot, 0, 1),
    EVN_FIELD_PLAIN(2, DAY, struct pick_lot, expiry, 0),
    UNITS(3, struct pick_lot, quantity),
};
static const struct evn_wire_message pick_lot_table =
    EVN_MESSAGE(PROTO("PickLot"), struct pick_lot, pick_lot_fields);

static const struct evn_wire_field pick_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct pick, item, EVN_REQUIRED, 1),
    UNITS(2, struct pick, quantity),
    UNITS(3, struct pick, packs),
    UNITS(4, struct pick, loose),
    EVN_FIELD_LIST(5, MSG, struct pick, lots, 0, 0, EVN_DSP_LOTS_MAX, &pick_lot_table),
};
const struct evn_wire_message evn_dsp_pick_table =
    EVN_MESSAGE(PROTO("Pick"), struct pick, pick_fields);

/* Add the item's lots that the ledger put on the vehicle. */
static bool add_lots(const struct evn_dsp_reader *r, const struct evn_dsp_trip *trip,
                     struct pick *pick)
{
    pick->lots = evn_arena_array(r->ask->arena, trip->n_lots + 1, sizeof *pick->lots);
    for (size_t i = 0; i < trip->n_lots && pick->lots != NULL; i++) {
        if (strcmp(trip->lots[i].item, pick->item) != 0)
            continue;
        const struct evn_dsp_stock_name *name =
            evn_dsp_stock_name(&r->state->stock, EVN_DSP_OF_LOT, trip->lots[i].number);
        struct pick_lot *lot = &pick->lots[pick->n_lots++];
        *lot = (struct pick_lot){.expiry = EVN_DAY_NONE, .quantity = trip->lots[i].quantity};
        if (name == NULL)
            continue;
        evn_refusal_text(lot->lot, sizeof lot->lot, name->id);
        if (name->expiry_day > 0)
            lot->expiry = (struct evn_day){(int32_t)name->expiry_day - 1 + EVN_DAY_MIN};
    }
    return pick->lots != NULL;
}

/* What the trip carries, summed up by item. */
static size_t gather(const struct evn_dsp_reader *r, const struct evn_dsp_trip *trip,
                     uint32_t shares, struct pick *pick)
{
    char key[EVN_DSP_KEY_MAX];
    size_t n = 0;
    for (uint32_t i = 1; i <= shares; i++) {
        evn_dsp_key_share(trip->round, i, key);
        const struct evn_dsp_share *s = evn_dsp_find(r->state, EVN_DSP_SHARE, key);
        size_t k = 0;
        if (s == NULL || strcmp(s->trip, trip->trip) != 0)
            continue;
        while (k < n && strcmp(pick[k].item, s->item) != 0)
            k++;
        memcpy(pick[k].item, s->item, sizeof s->item);
        pick[k].quantity += s->quantity;
        n += k == n;
    }
    return n;
}

evn_err evn_dsp_read_pick(const struct evn_dsp_reader *r, const struct evn_dsp_trip *trip)
{
    char key[EVN_DSP_KEY_MAX];
    evn_dsp_key_round(trip->round, key);
    const struct evn_dsp_round *round = evn_dsp_find(r->state, EVN_DSP_ROUND, key);
    struct pick *pick =
        evn_arena_array(r->ask->arena, round != NULL ? round->shares + 1 : 1, sizeof *pick);
    if (pick == NULL)
        return evn_dsp_read_refuse(r, EVN_E_TOO_LARGE, "", "result");
    size_t n = round != NULL ? gather(r, trip, round->shares, pick) : 0;
    evn_err err = EVN_OK;
    for (size_t i = 0; i < n && err == EVN_OK; i++) {
        const struct evn_dsp_item *item = evn_dsp_find(r->state, EVN_DSP_ITEM, pick[i].item);
        int64_t pack = item != NULL ? item->pack : 1;
        pick[i].packs = pick[i].quantity / pack;
        pick[i].loose = pick[i].quantity % pack;
        err = add_lots(r, trip, &pick[i])
                  ? evn_dsp_put(r, EVN_DSP_RESULT_PICK, &evn_dsp_pick_table, &pick[i])
                  : evn_dsp_read_refuse(r, EVN_E_TOO_LARGE, "", "result");
    }
    return err;
}

#include "services/dispatch/core/query.h"

#include <stdlib.h>

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
    bool proposed;
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
    EVN_FIELD_PLAIN(6, BOOL, struct pick, proposed, 0),
};
const struct evn_wire_message evn_dsp_pick_table =
    EVN_MESSAGE(PROTO("Pick"), struct pick, pick_fields);

/* A lot for several stops is picked once. */
static void add_lot(const struct evn_dsp_reader *r, uint32_t number, int64_t quantity,
                    struct pick *pick)
{
    const struct evn_dsp_stock_name *name =
        evn_dsp_stock_name(&r->state->stock, EVN_DSP_OF_LOT, number);
    for (size_t i = 0; i < pick->n_lots; i++)
        if (strcmp(pick->lots[i].lot, name != NULL ? name->id : "") == 0) {
            pick->lots[i].quantity += quantity;
            return;
        }
    struct pick_lot *lot = &pick->lots[pick->n_lots++];
    *lot = (struct pick_lot){.expiry = EVN_DAY_NONE, .quantity = quantity};
    if (name == NULL)
        return;
    evn_refusal_text(lot->lot, sizeof lot->lot, name->id);
    if (name->expiry_day > 0)
        lot->expiry = (struct evn_day){(int32_t)name->expiry_day - 1 + EVN_DAY_MIN};
}

/* Add the item's lots that the ledger put on the vehicle. */
static bool add_lots(const struct evn_dsp_reader *r, const struct evn_dsp_trip *trip,
                     struct pick *pick)
{
    pick->lots = evn_arena_array(r->ask->arena, trip->n_lots + 1, sizeof *pick->lots);
    for (size_t i = 0; i < trip->n_lots && pick->lots != NULL; i++)
        if (strcmp(trip->lots[i].item, pick->item) == 0)
            add_lot(r, trip->lots[i].number, trip->lots[i].quantity, pick);
    return pick->lots != NULL;
}

static bool is_unloaded(const struct evn_dsp_trip *trip)
{
    return trip->state == EVN_DSP_TRIP_PLANNED || trip->state == EVN_DSP_TRIP_LOADING;
}

/* Units of the item on the trip. */
static int64_t units_of(const struct evn_dsp_reader *r, const struct evn_dsp_trip *trip,
                        const char *item)
{
    struct evn_dsp_walk walk = {.trip = trip};
    const struct evn_dsp_share *s;
    int64_t sum = 0;
    while ((s = evn_dsp_walk(r, &walk)) != NULL)
        sum += strcmp(s->item, item) == 0 ? s->quantity : 0;
    return sum;
}

/* Units of the item that trips which start before this one will take from its depot. */
static int64_t units_before(const struct evn_dsp_reader *r, const struct evn_dsp_trip *trip,
                            const char *item)
{
    const struct evn_dsp_pool *trips = evn_dsp_pool_of(r->state, EVN_DSP_TRIP);
    int64_t sum = 0;
    for (uint32_t i = 0; i < trips->n; i++) {
        const struct evn_dsp_trip *other = evn_dsp_pool_at(trips, i);
        if (is_unloaded(other) && strcmp(other->depot, trip->depot) == 0 &&
            (other->start_us < trip->start_us ||
             (other->start_us == trip->start_us && strcmp(other->trip, trip->trip) < 0)))
            sum += units_of(r, other, item);
    }
    return sum;
}

/* A lot in the warehouse. */
struct shelf {
    uint32_t number, expiry_day;
    int64_t quantity;
};

static int by_expiry(const void *a, const void *b)
{
    const struct shelf *x = a, *y = b;
    uint32_t p = x->expiry_day - 1, q = y->expiry_day - 1; /* no expiry: last */
    return p != q ? (p > q) - (p < q) : (x->number > y->number) - (x->number < y->number);
}

/* The item's usable lots at the depot, first expired first; NULL: the arena is full. */
static struct shelf *shelves(const struct evn_dsp_reader *r, const char *depot, const char *item,
                             size_t *n)
{
    const struct evn_dsp_stock *stock = &r->state->stock;
    uint32_t place = evn_dsp_stock_number(stock, EVN_DSP_OF_PLACE, depot);
    uint32_t number = evn_dsp_stock_number(stock, EVN_DSP_OF_ITEM, item);
    struct evn_day today = evn_day_at(r->ask->business_us, EVN_OFFSET_CHINA_MIN);
    struct shelf *shelf = evn_arena_array(r->ask->arena, stock->n + 1, sizeof *shelf);
    *n = 0;
    for (size_t i = 0; i < stock->n && shelf != NULL; i++) {
        struct evn_dsp_account a = stock->account[i];
        a.claimed = 0; /* claims name no lot, and this trip is one of them */
        if (a.place != place || a.item != number || evn_dsp_stock_free(stock, &a, today) <= 0)
            continue;
        const struct evn_dsp_stock_name *lot = evn_dsp_stock_name(stock, EVN_DSP_OF_LOT, a.lot);
        shelf[(*n)++] = (struct shelf){a.lot, lot != NULL ? lot->expiry_day : 0, a.balance};
    }
    if (shelf != NULL)
        qsort(shelf, *n, sizeof *shelf, by_expiry);
    return shelf;
}

/* Before a trip is loaded its picker needs to know where to go: the lots that are first to expire,
 * behind those that earlier trips of the depot will take. The ledger decides when it is loaded. */
static bool propose_lots(const struct evn_dsp_reader *r, const struct evn_dsp_trip *trip,
                         struct pick *pick)
{
    size_t n, mark = r->ask->arena->used;
    int64_t skip = units_before(r, trip, pick->item), want = pick->quantity;
    pick->lots = evn_arena_array(r->ask->arena, EVN_DSP_LOTS_MAX, sizeof *pick->lots);
    struct shelf *shelf = shelves(r, trip->depot, pick->item, &n);
    if (pick->lots == NULL || shelf == NULL) {
        r->ask->arena->used = mark;
        return false;
    }
    pick->proposed = true;
    for (size_t i = 0; i < n && want > 0 && pick->n_lots < EVN_DSP_LOTS_MAX; i++) {
        int64_t left = shelf[i].quantity - skip, take = left < want ? left : want;
        skip = left < 0 ? -left : 0;
        if (take > 0)
            add_lot(r, shelf[i].number, take, pick);
        want -= take > 0 ? take : 0;
    }
    return true;
}

/* What the trip carries, summed up by item; NULL: the arena is full. */
static struct pick *gather(const struct evn_dsp_reader *r, const struct evn_dsp_trip *trip,
                           size_t *n)
{
    struct evn_dsp_walk walk = {.trip = trip}, again = walk;
    const struct evn_dsp_share *s;
    size_t room = 1;
    while (evn_dsp_walk(r, &walk) != NULL)
        room++;
    struct pick *pick = evn_arena_array(r->ask->arena, room, sizeof *pick);
    *n = 0;
    while (pick != NULL && (s = evn_dsp_walk(r, &again)) != NULL) {
        size_t k = 0;
        while (k < *n && strcmp(pick[k].item, s->item) != 0)
            k++;
        memcpy(pick[k].item, s->item, sizeof s->item);
        pick[k].quantity += s->quantity;
        *n += k == *n;
    }
    return pick;
}

evn_err evn_dsp_read_pick(const struct evn_dsp_reader *r, const struct evn_dsp_trip *trip)
{
    size_t n;
    struct pick *pick = gather(r, trip, &n);
    if (pick == NULL)
        return evn_dsp_read_refuse(r, EVN_E_TOO_LARGE, "", "result");
    evn_err err = EVN_OK;
    for (size_t i = 0; i < n && err == EVN_OK; i++) {
        const struct evn_dsp_item *item = evn_dsp_find(r->state, EVN_DSP_ITEM, pick[i].item);
        int64_t pack = item != NULL ? item->pack : 1;
        pick[i].packs = pick[i].quantity / pack;
        pick[i].loose = pick[i].quantity % pack;
        bool known =
            is_unloaded(trip) ? propose_lots(r, trip, &pick[i]) : add_lots(r, trip, &pick[i]);
        err = known ? evn_dsp_put(r, EVN_DSP_RESULT_PICK, &evn_dsp_pick_table, &pick[i])
                    : evn_dsp_read_refuse(r, EVN_E_TOO_LARGE, "", "result");
    }
    return err;
}

#include "tests/sim/ledger/world.h"

const char *const world_items[WORLD_ITEMS] = {"rice", "test", "drug", "vent", "gold"};
const uint32_t world_tracking[WORLD_ITEMS] = {EVN_TRACKING_NONE, EVN_TRACKING_EXPIRY,
                                              EVN_TRACKING_LOT, EVN_TRACKING_SERIAL,
                                              EVN_TRACKING_NONE};
const char *const world_places[WORLD_PLACES] = {"wh-1", "wh-2",     "hosp",      "point",
                                                "quar", "supplier", "supplier2", "consumed"};
const uint32_t world_kinds[WORLD_PLACES] = {
    EVN_PLACE_WAREHOUSE,  EVN_PLACE_WAREHOUSE, EVN_PLACE_HOSPITAL, EVN_PLACE_RECEPTION_POINT,
    EVN_PLACE_QUARANTINE, EVN_PLACE_SUPPLIER,  EVN_PLACE_SUPPLIER, EVN_PLACE_CONSUMED};
static const char *const lots[WORLD_LOTS] = {"A", "B", "C", "D"};

enum { DAY_0 = 19310, GOLD = 4 }; /* 2022-11-14 */

void world_init(struct world *world, uint64_t seed)
{
    *world = (struct world){.rng = evn_rng_of(seed), .now = WORLD_START};
}

int64_t world_at_us(uint32_t instant)
{
    return DAY_0 * EVN_US_PER_DAY + ((int64_t)instant - WORLD_START) * 3600 * EVN_US_PER_S;
}

static uint32_t below(struct world *w, uint32_t n)
{
    return evn_rng_below(&w->rng, n);
}

static bool percent(struct world *w, uint32_t p)
{
    return below(w, 100) < p;
}

static void fresh_head(struct world *w, struct evn_ledger_command *c)
{
    uint8_t rest[10] = {0};
    evn_put_u32(rest + 4, ++w->n_minted);
    int64_t age_us = percent(w, 2) ? below(w, 86400) * EVN_US_PER_S : 0;
    *c = (struct evn_ledger_command){.id = evn_id_make(world_at_us(w->now) - age_us, rest),
                                     .actor = evn_bytes_text(percent(w, 90) ? "key-1" : "key-2")};
    evn_put_u64(c->hash.b, evn_rng_next(&w->rng));
}

uint32_t world_id_number(const struct evn_id *id)
{
    return evn_get_u32(id->b + 10);
}

bool world_fact(struct world *world, uint32_t step, struct evn_ledger_command *out)
{
    if (step >= WORLD_ITEMS + WORLD_PLACES)
        return false;
    fresh_head(world, out);
    bool item = step < WORLD_ITEMS;
    uint32_t i = item ? step : step - WORLD_ITEMS;
    out->kind = item ? EVN_COMMAND_ITEM : EVN_COMMAND_PLACE;
    out->fact =
        (struct evn_ledger_fact){.id = evn_bytes_text(item ? world_items[i] : world_places[i])};
    if (item)
        out->fact.item.tracking = world_tracking[i];
    else
        out->fact.place = (struct evn_place){.kind = world_kinds[i], .offset_min = 480};
    return true;
}

static int64_t some_qty(struct world *w, uint32_t item)
{
    const int64_t edges[] = {0, -1, INT64_MAX, INT64_MIN, INT64_MAX - 1, INT64_MAX / 2, 1};
    if (item == GOLD)
        return edges[below(w, 7)];
    if (world_tracking[item] == EVN_TRACKING_SERIAL && percent(w, 97))
        return 1;
    return percent(w, 3) ? (int64_t)below(w, 2000) - 5 : 1 + (int64_t)below(w, 20);
}

static int64_t some_time(struct world *w)
{
    const int64_t odd[] = {EVN_AT_MIN_US - 1, EVN_AT_MAX_US, EVN_AT_MAX_US + 1,
                           world_at_us(w->now) + 301 * EVN_US_PER_S};
    if (percent(w, 55))
        return EVN_AT_NOW;
    if (percent(w, 5))
        return world_at_us(w->now) + below(w, 301) * EVN_US_PER_S;
    return percent(w, 2) ? odd[below(w, 4)] : world_at_us(below(w, w->now + 1));
}

/* Lot i of an item always has the same expiry day: one is over before the world begins, one ends
 * within it. */
static void some_lot(struct world *w, uint32_t item, struct evn_ledger_line *line)
{
    const int32_t days[WORLD_LOTS] = {DAY_0 - 1, DAY_0, DAY_0 + 30, DAY_0 + 30};
    uint32_t i = below(w, 10) == 0 ? below(w, WORLD_LOTS) : 1 + below(w, WORLD_LOTS - 1);
    static const char *const day_codes[] = {"2022-11-13", "2022-11-14", "2022-12-14", "2022-12-14"};
    line->expiry = EVN_DAY_NONE;
    line->made = EVN_DAY_NONE;
    line->lot = line->owner = evn_bytes_text("");
    if (world_tracking[item] == EVN_TRACKING_NONE && percent(w, 98))
        return;
    bool receive = line->kind == EVN_RECORD_RECEIVE;
    bool by_day = world_tracking[item] == EVN_TRACKING_EXPIRY;
    if (receive)
        line->expiry.n = days[i] + (percent(w, 3) ? 1 : 0);
    if (receive ? by_day == percent(w, 1) : percent(w, 60))
        line->lot = evn_bytes_text(by_day ? day_codes[i] : lots[i]);
}

static void some_line(struct world *w, struct evn_ledger_line *line)
{
    uint32_t kind = below(w, 10);
    uint32_t item = percent(w, 1) ? GOLD : below(w, WORLD_ITEMS - 1);
    uint32_t from = percent(w, 97) ? below(w, 5) : below(w, WORLD_PLACES);
    uint32_t to = percent(w, 97) ? below(w, 5) : below(w, WORLD_PLACES);
    *line = (struct evn_ledger_line){.kind = kind < 4   ? EVN_RECORD_RECEIVE
                                             : kind < 8 ? EVN_RECORD_ISSUE
                                                        : EVN_RECORD_TRANSFER};
    if (line->kind == EVN_RECORD_RECEIVE && percent(w, 99))
        from = 5 + below(w, 2);
    if (line->kind == EVN_RECORD_ISSUE && percent(w, 99))
        to = 7;
    line->from = evn_bytes_text(percent(w, 99) ? world_places[from] : "nowhere");
    line->to = evn_bytes_text(world_places[to]);
    line->item = evn_bytes_text(percent(w, 99) ? world_items[item] : "nothing");
    line->qty = some_qty(w, item);
    line->occurred_at_us = some_time(w);
    some_lot(w, item, line);
}

static const struct evn_ledger_command *repeat(struct world *w)
{
    uint32_t n = w->n_kept < WORLD_KEPT ? w->n_kept : WORLD_KEPT;
    struct world_command *kept = &w->kept[below(w, n)];
    struct evn_ledger_command *c = &kept->command;
    if (kept->between && kept->made_at != w->now)
        return NULL;
    if (percent(w, 10))
        c->hash.b[3] ^= 1;
    if (percent(w, 5))
        c->actor = evn_bytes_text("key-3");
    return c;
}

const struct evn_ledger_command *world_next(struct world *world)
{
    const struct evn_ledger_command *old = NULL;
    if (world->n_kept > 0 && percent(world, 5))
        old = repeat(world);
    if (old != NULL)
        return old;
    struct world_command *made = &world->kept[world->n_kept++ % WORLD_KEPT];
    uint32_t n = percent(world, 60) ? 1 : 1 + below(world, WORLD_LINES);
    fresh_head(world, &made->command);
    for (uint32_t i = 0; i < n; i++)
        some_line(world, &made->lines[i]);
    made->made_at = world->now;
    made->between = false;
    for (uint32_t i = 0; i < n; i++)
        made->between |= made->lines[i].occurred_at_us > world_at_us(world->now);
    made->command.kind = EVN_COMMAND_DOCUMENT;
    made->command.document =
        (struct evn_ledger_document){.lines = made->lines,
                                     .n_lines = n,
                                     .reason = evn_bytes_text(""),
                                     .note = evn_bytes_text(percent(world, 5) ? "seen" : ""),
                                     .reference = evn_bytes_text("")};
    return &made->command;
}

#include "tests/sim/ledger/world.h"

const char *const world_items[WORLD_ITEMS] = {"rice", "test", "drug", "vent", "bed",
                                              "pump", "gold", "pack", "set"};
const uint32_t world_tracking[WORLD_ITEMS] = {
    EVN_TRACKING_NONE,   EVN_TRACKING_EXPIRY, EVN_TRACKING_LOT,
    EVN_TRACKING_SERIAL, EVN_TRACKING_NONE,   EVN_TRACKING_SERIAL,
    EVN_TRACKING_NONE,   EVN_TRACKING_LOT,    EVN_TRACKING_NONE};
const bool world_equipment[WORLD_ITEMS] = {[5] = true};
const char *const world_places[WORLD_PLACES] = {"wh-1",
                                                "wh-2",
                                                "hosp",
                                                "point",
                                                "van-1",
                                                "van-2",
                                                "quar",
                                                "loan",
                                                "hosp/free",
                                                "hosp/occupied",
                                                "supplier",
                                                "supplier2",
                                                "consumed",
                                                "lost",
                                                "found",
                                                "destroyed",
                                                "count_difference",
                                                "made"};
const struct world_kit world_kits[2] = {{7, {0, 2}, {2, 1}}, {8, {1, 0}, {3, 1}}};
const char *const world_owners[WORLD_OWNERS] = {"o1", "o2", "o3", "o4", "o5"};
const uint32_t world_kinds[WORLD_PLACES] = {EVN_PLACE_WAREHOUSE,
                                            EVN_PLACE_WAREHOUSE,
                                            EVN_PLACE_HOSPITAL,
                                            EVN_PLACE_RECEPTION_POINT,
                                            EVN_PLACE_VEHICLE,
                                            EVN_PLACE_VEHICLE,
                                            EVN_PLACE_QUARANTINE,
                                            EVN_PLACE_ON_LOAN,
                                            EVN_PLACE_CAPACITY_FREE,
                                            EVN_PLACE_CAPACITY_OCCUPIED,
                                            EVN_PLACE_SUPPLIER,
                                            EVN_PLACE_SUPPLIER,
                                            EVN_PLACE_CONSUMED,
                                            EVN_PLACE_LOST,
                                            EVN_PLACE_FOUND,
                                            EVN_PLACE_DESTROYED,
                                            EVN_PLACE_COUNT_DIFFERENCE,
                                            EVN_PLACE_MADE};

enum { DAY_0 = 19310, GOLD = 6, HOSPITAL = 3 }; /* 2022-11-14; the hospital's number */

void world_init(struct world *world, uint64_t seed)
{
    *world = (struct world){.rng = evn_rng_of(seed), .now = WORLD_START};
}

int64_t world_at_us(uint32_t instant)
{
    if (instant == 0)
        return EVN_AT_MIN_US;
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
    static const char *const clients[] = {"key-1", "key-2", "key-3", "key-4"};
    uint8_t rest[10] = {0};
    evn_put_u32(rest + 4, ++w->n_minted);
    int64_t age_us = percent(w, 2) ? below(w, 86400) * EVN_US_PER_S : 0;
    *c = (struct evn_ledger_command){.id = evn_id_make(world_at_us(w->now) - age_us, rest),
                                     .actor = evn_bytes_text(clients[w->n_minted % 4])};
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
    bool part = !item && (i == WORLD_FREE || i == WORLD_OCCUPIED);
    if (item) {
        out->fact.item.tracking = world_tracking[i];
        out->fact.item.equipment = world_equipment[i];
    } else {
        out->fact.place = (struct evn_place){
            .kind = world_kinds[i], .offset_min = 480, .parent = part ? HOSPITAL : 0};
    }
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

int64_t world_time(struct world *w)
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
 * within it, one was over in the year 1, one ends with the calendar, one on a 29 February. */
void world_lot(struct world *w, uint32_t item, struct evn_bytes *code, struct evn_day *expiry)
{
    const int32_t days[WORLD_LOTS] = {DAY_0 - 1, DAY_0,   DAY_0 + 30, DAY_0 + 30,
                                      -719162,   2932896, 19782};
    static const char *const day_codes[WORLD_LOTS] = {"2022-11-13", "2022-11-14", "2022-12-14",
                                                      "2022-12-14", "0001-01-01", "9999-12-31",
                                                      "2024-02-29"};
    static const char *const lots[WORLD_LOTS] = {"A", "B", "C", "D", "E", "F", "G"};
    uint32_t i = percent(w, 10) ? below(w, WORLD_LOTS) : 1 + below(w, 3);
    *code = evn_bytes_text(world_tracking[item] == EVN_TRACKING_EXPIRY ? day_codes[i] : lots[i]);
    expiry->n = days[i];
}

/* An issue or transfer out of what was kept: by its owner, or by somebody who does not know. */
static void from_reserved(struct world *w, struct evn_ledger_line *line)
{
    const struct world_kept *r = &w->reserved[below(w, WORLD_RECENT)];
    bool picks = line->kind == EVN_RECORD_ISSUE || line->kind == EVN_RECORD_DISPENSE ||
                 line->kind == EVN_RECORD_TRANSFER;
    if (!picks || r->place.len == 0 || !percent(w, 35))
        return;
    line->from = r->place;
    line->item = r->item;
    line->claim = percent(w, 70) ? r->owner : evn_bytes_text("");
    line->lot = percent(w, 30) ? r->lot : evn_bytes_text("");
    line->qty = 1 + below(w, 25);
    line->occurred_at_us = percent(w, 80) ? EVN_AT_NOW : line->occurred_at_us;
    line->override = line->lot.len > 0 && percent(w, 20);
}

static void some_lot(struct world *w, uint32_t item, struct evn_ledger_line *line)
{
    struct evn_bytes code;
    struct evn_day expiry;
    line->expiry = EVN_DAY_NONE;
    line->made = EVN_DAY_NONE;
    line->lot = line->owner = evn_bytes_text("");
    if (world_tracking[item] == EVN_TRACKING_NONE && percent(w, 98))
        return;
    bool receive = line->kind == EVN_RECORD_RECEIVE || line->kind == EVN_RECORD_ADJUST;
    bool by_day = world_tracking[item] == EVN_TRACKING_EXPIRY;
    bool picks = line->kind <= EVN_RECORD_DISPENSE;
    world_lot(w, item, &code, &expiry);
    if (receive && (line->kind == EVN_RECORD_RECEIVE || percent(w, 50)))
        line->expiry.n = expiry.n + (percent(w, 3) ? 1 : 0);
    if (line->expiry.n != EVN_DAY_NONE.n ? by_day == percent(w, 1) : percent(w, picks ? 60 : 97))
        line->lot = code;
}

/* Any but gold, which is made of edges. */
static uint32_t some_item(struct world *w)
{
    uint32_t item = below(w, WORLD_ITEMS - 1);
    return item < GOLD ? item : item + 1;
}

/* Where a kind of movement goes in most lines: sets of places, bit by bit. */
static void usual_places(struct world *w, uint32_t kind, uint32_t *from, uint32_t *to)
{
    bool other = percent(w, 50);
    switch (kind) {
    case EVN_RECORD_RECEIVE:
        *from = WORLD_SUPPLIER + below(w, 2);
        break;
    case EVN_RECORD_ISSUE:
    case EVN_RECORD_DISPENSE:
        *to = WORLD_CONSUMED;
        break;
    case EVN_RECORD_ADJUST:
        *(other ? from : to) = other ? WORLD_FOUND : WORLD_LOST;
        *(other ? to : from) = below(w, WORLD_OCCUPIED);
        break;
    case EVN_RECORD_DESTROY:
        *to = WORLD_DESTROYED;
        break;
    case EVN_RECORD_RETURN:
        *(other ? from : to) = other ? WORLD_CONSUMED : WORLD_SUPPLIER;
        break;
    case EVN_RECORD_RECALL_RETURN:
        *to = other ? WORLD_QUARANTINE : WORLD_SUPPLIER;
        break;
    case EVN_RECORD_QUARANTINE:
        *(other ? from : to) = WORLD_QUARANTINE;
        break;
    case EVN_RECORD_OCCUPY:
    case EVN_RECORD_FREE:
        *from = kind == EVN_RECORD_OCCUPY ? WORLD_FREE : WORLD_OCCUPIED;
        *to = kind == EVN_RECORD_OCCUPY ? WORLD_OCCUPIED : WORLD_FREE;
        break;
    case EVN_RECORD_LEND:
    case EVN_RECORD_GIVE_BACK:
        *(kind == EVN_RECORD_LEND ? to : from) = WORLD_LOAN;
        break;
    default:
        break;
    }
}

static void some_line(struct world *w, struct evn_ledger_line *line)
{
    enum { SHIP = EVN_RECORD_SHIP }; /* a document does not ship */
    static const uint16_t kinds[] = {
        EVN_RECORD_RECEIVE,    EVN_RECORD_RECEIVE,  EVN_RECORD_RECEIVE,  EVN_RECORD_RECEIVE,
        EVN_RECORD_RECEIVE,    EVN_RECORD_RECEIVE,  EVN_RECORD_RECEIVE,  EVN_RECORD_RECEIVE,
        EVN_RECORD_ISSUE,      EVN_RECORD_ISSUE,    EVN_RECORD_ISSUE,    EVN_RECORD_ISSUE,
        EVN_RECORD_ISSUE,      EVN_RECORD_ISSUE,    EVN_RECORD_DISPENSE, EVN_RECORD_TRANSFER,
        EVN_RECORD_TRANSFER,   EVN_RECORD_TRANSFER, EVN_RECORD_ADJUST,   EVN_RECORD_ADJUST,
        EVN_RECORD_ADJUST,     EVN_RECORD_DESTROY,  EVN_RECORD_RETURN,   EVN_RECORD_RECALL_RETURN,
        EVN_RECORD_QUARANTINE, EVN_RECORD_OCCUPY,   EVN_RECORD_FREE,     EVN_RECORD_LEND,
        EVN_RECORD_GIVE_BACK,  EVN_RECORD_LEND};
    *line = (struct evn_ledger_line){.kind = kinds[below(w, sizeof kinds / sizeof *kinds)]};
    uint32_t item = percent(w, 1) ? GOLD : some_item(w);
    uint32_t from = percent(w, 97) ? below(w, WORLD_LOAN) : below(w, WORLD_PLACES);
    uint32_t to = percent(w, 97) ? below(w, WORLD_LOAN) : below(w, WORLD_PLACES);
    if (percent(w, 99))
        usual_places(w, line->kind, &from, &to);
    if (line->kind == EVN_RECORD_LEND || line->kind == EVN_RECORD_GIVE_BACK)
        item = percent(w, 90) ? 5 : item;
    if (line->kind == EVN_RECORD_OCCUPY || line->kind == EVN_RECORD_FREE)
        item = percent(w, 90) ? 4 : item;
    if (percent(w, 1))
        line->kind = percent(w, 50) ? SHIP : 77;
    line->from = evn_bytes_text(percent(w, 99) ? world_places[from] : "nowhere");
    line->to = evn_bytes_text(world_places[to]);
    line->item = evn_bytes_text(percent(w, 99) ? world_items[item] : "nothing");
    line->qty = some_qty(w, item);
    line->claim = evn_bytes_text(percent(w, 25) ? world_owners[below(w, WORLD_OWNERS)] : "");
    line->occurred_at_us = world_time(w);
    some_lot(w, item, line);
    line->override = line->lot.len > 0 && percent(w, 50);
    from_reserved(w, line);
    if (line->kind == EVN_RECORD_RECEIVE && line->lot.len > 0)
        w->received[w->n_received++ % WORLD_RECENT] =
            (struct world_kept){.place = line->to, .item = line->item, .lot = line->lot};
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
        c->actor = evn_bytes_text("key-5");
    return c;
}

static void some_document(struct world *w, struct world_command *made)
{
    uint32_t n = percent(w, 60) ? 1 : 1 + below(w, WORLD_LINES);
    for (uint32_t i = 0; i < n; i++)
        some_line(w, &made->lines[i]);
    for (uint32_t i = 0; i < n; i++)
        made->between |= made->lines[i].occurred_at_us > world_at_us(w->now);
    made->command.kind = EVN_COMMAND_DOCUMENT;
    made->command.document =
        (struct evn_ledger_document){.lines = made->lines,
                                     .n_lines = n,
                                     .reason = evn_bytes_text(percent(w, 90) ? "why" : ""),
                                     .note = evn_bytes_text(percent(w, 5) ? "seen" : ""),
                                     .reference = evn_bytes_text("")};
}

/* A client makes a command and sends it. */
static void send_one(struct world *w)
{
    uint32_t slot = w->n_kept++ % WORLD_KEPT;
    struct world_command *made = &w->kept[slot];
    fresh_head(w, &made->command);
    made->made_at = w->now;
    made->between = false;
    if (percent(w, 55))
        some_document(w, made);
    else if (percent(w, 45))
        world_more(w, made);
    else
        world_goods(w, made);
    w->flight[w->n_flight++] = slot;
}

const struct evn_ledger_command *world_next(struct world *world)
{
    const struct evn_ledger_command *old = NULL;
    if (world->n_kept > 0 && percent(world, 5))
        old = repeat(world);
    if (old != NULL)
        return old;
    for (;;) {
        while (world->n_flight < WORLD_FLIGHT)
            send_one(world);
        uint32_t i = below(world, WORLD_FLIGHT);
        const struct world_command *c = &world->kept[world->flight[i]];
        bool lost = c->between && c->made_at != world->now;
        if (lost || percent(world, 85)) /* else it arrives and is sent once more */
            world->flight[i] = world->flight[--world->n_flight];
        if (!lost)
            return &c->command;
    }
}

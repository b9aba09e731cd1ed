#include "tests/crash/ledger/life_commands.h"
#include "tests/crash/ledger/life_more.h"

#include "common/base/pbw.h"
#include "common/base/rng.h"
#include "common/journal/frame.h"
#include "services/ledger/wire.h"
#include "tests/lib/suite.h"

#include <stdio.h>

enum { RECEIVE = 1, ISSUE = 2, TRANSFER = 3, LINES = 4, ROUNDS_BACK = 4 };
enum { ITEMS = LIFE_ITEMS, PLACES = LIFE_PLACES, LOTS = LIFE_LOTS };
enum { REGISTRY_ITEM = 16, REGISTRY_PLACE = 18, TRACKED_BY_LOT = 2, MIN_DC = 20, MAX_DC = 80 };

const char *const life_item[ITEMS] = {"rice", "water", "soap", "test", "drug", "mask"};
const char *const life_place[PLACES] = {"wh-1", "wh-2", "wh-3"};

bool life_has_lots(uint32_t item)
{
    return item >= ITEMS / 2;
}

struct evn_id life_id(uint64_t seed, uint32_t k)
{
    uint8_t rest[10] = {0};
    evn_put_u32(rest, (uint32_t)seed);
    evn_put_u32(rest + 4, k);
    return evn_id_make(LIFE_BEGIN_US + (int64_t)k * LIFE_COMMAND_US, rest);
}

static void set(char to[EVN_LEDGER_TEXT], const char *text)
{
    snprintf(to, EVN_LEDGER_TEXT, "%s", text);
}

struct evn_day life_expiry(uint32_t lot)
{
    struct evn_day day;
    EVN_MUST(evn_day_parse(lot % LOTS == 0 ? "2023-03-01" : "2024-06-30", &day) == EVN_OK);
    return day;
}

static void make_line(struct evn_rng *rng, uint32_t k, int kind, struct evn_wire_line *line)
{
    uint32_t item = evn_rng_below(rng, ITEMS), from = evn_rng_below(rng, PLACES);
    uint32_t lot = evn_rng_below(rng, LOTS + 1);
    *line = (struct evn_wire_line){.kind = kind, .expiry = EVN_DAY_NONE, .made = EVN_DAY_NONE};
    line->quantity = 1 + evn_rng_below(rng, kind == RECEIVE ? 400 : 90);
    set(line->item, life_item[item]);
    if (kind != RECEIVE)
        set(line->from, life_place[from]);
    if (kind == RECEIVE)
        set(line->to, life_place[from]);
    if (kind == TRANSFER)
        set(line->to, life_place[(from + 1) % PLACES]);
    if (life_has_lots(item) && (lot < LOTS || kind == RECEIVE))
        snprintf(line->lot, sizeof line->lot, "L%u", lot % LOTS);
    if (life_has_lots(item) && kind == RECEIVE)
        line->expiry = life_expiry(lot);
    if (evn_rng_below(rng, 5) == 0 && k > 0)
        line->occurred_at_us = LIFE_BEGIN_US + (int64_t)evn_rng_below(rng, k) * LIFE_COMMAND_US + 1;
}

void life_encode(struct evn_wire_command *command, struct evn_buf *out)
{
    evn_buf_clear(out);
    EVN_MUST(evn_wire_encode(&evn_ledger_command_table, command, out) == EVN_OK);
    *command = (struct evn_wire_command){0};
}

static void make_document(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                          struct evn_buf *out)
{
    struct evn_wire_line lines[LINES];
    struct evn_wire_document document = {.lines = lines, .n_lines = 1 + evn_rng_below(rng, LINES)};
    int kind = k < 40 || evn_rng_below(rng, 5) < 2 ? RECEIVE : ISSUE;
    if (kind == ISSUE && evn_rng_below(rng, 2) == 0)
        kind = TRANSFER;
    for (size_t i = 0; i < document.n_lines; i++)
        make_line(rng, k, kind, &lines[i]);
    snprintf(document.reference, sizeof document.reference, "note %u", k);
    if (kind == RECEIVE && evn_rng_below(rng, 4) == 0)
        life_delivery(k, document.expected);
    if (kind == ISSUE && evn_rng_below(rng, 3) == 0) { /* what was kept for it */
        document.n_lines = 1;
        snprintf(lines[0].claim, sizeof lines[0].claim, "round-%u", k / 16);
        set(lines[0].from, life_place[k / 16 % PLACES]);
        set(lines[0].item, life_item[k / 16 % ITEMS]);
        lines[0].lot[0] = '\0';
        lines[0].occurred_at_us = 0;
    }
    command->document = &document;
    life_encode(command, out);
}

static void make_claim(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                       struct evn_buf *out)
{
    struct evn_wire_reserve_line line = {.quantity = 1 + evn_rng_below(rng, 60)};
    struct evn_wire_reserve reserve = {.priority = 1, .lines = &line, .n_lines = 1};
    set(line.place, life_place[k / 16 % PLACES]);
    set(line.item, life_item[k / 16 % ITEMS]);
    if (life_has_lots(k / 16 % ITEMS) && k % 3 != 0) /* of one lot, or of whatever lot */
        snprintf(line.lot, sizeof line.lot, "L%u", k % LOTS);
    snprintf(reserve.owner, sizeof reserve.owner, "round-%u", k / 16);
    reserve.earmark = evn_rng_below(rng, 2) == 0;
    if (evn_rng_below(rng, 3) == 0) /* some end by themselves */
        reserve.expires_at_us = LIFE_BEGIN_US + (int64_t)(k + 40) * LIFE_COMMAND_US;
    command->reserve = &reserve;
    life_encode(command, out);
}

uint32_t life_round(struct evn_rng *rng, uint32_t k)
{
    uint32_t newest = k / 16, back = evn_rng_below(rng, ROUNDS_BACK);
    return back < newest ? newest - back : newest;
}

static void make_release(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                         struct evn_buf *out)
{
    struct evn_wire_release release = {0};
    snprintf(release.owner, sizeof release.owner, "round-%u", life_round(rng, k));
    command->release = &release;
    life_encode(command, out);
}

static void make_ship(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                      struct evn_buf *out)
{
    struct evn_wire_ship_line line = {.quantity = 1 + evn_rng_below(rng, 60)};
    struct evn_wire_ship ship = {.lines = &line, .n_lines = 1};
    set(line.from, life_place[evn_rng_below(rng, PLACES)]);
    set(line.item, life_item[k / 8 % ITEMS]);
    set(line.stop, "point-1");
    set(ship.vehicle, "van-1");
    snprintf(ship.shipment, sizeof ship.shipment, "trip-%u", k / 8);
    command->ship = &ship;
    life_encode(command, out);
}

static void make_receipt(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                         struct evn_buf *out)
{
    struct evn_wire_receipt_line line = {.accepted = 1 + evn_rng_below(rng, 5), .short_ = 1};
    struct evn_wire_receipt receipt = {.lines = &line, .n_lines = 1};
    set(line.item, life_item[k / 8 % ITEMS]);
    set(receipt.vehicle, "van-1");
    set(receipt.to, "point-1");
    snprintf(receipt.shipment, sizeof receipt.shipment, "trip-%u", k / 8);
    command->receipt = &receipt;
    life_encode(command, out);
}

/* How often each kind comes; the first commands fill the shelves. */
enum life_kind life_kind_of(uint64_t seed, uint32_t k)
{
    static const uint8_t weight[LIFE_KINDS] = {
        [LIFE_DOCUMENT] = 22, [LIFE_CLAIM] = 4,   [LIFE_RELEASE] = 3, [LIFE_SHIP] = 4,
        [LIFE_RECEIPT] = 4,   [LIFE_ADJUST] = 4,  [LIFE_HOLD] = 3,    [LIFE_UNHOLD] = 3,
        [LIFE_RECALL] = 2,    [LIFE_COUNT] = 8,   [LIFE_REVERSE] = 4, [LIFE_EXPECT] = 3,
        [LIFE_READINGS] = 3,  [LIFE_EARMARK] = 1, [LIFE_NAMED] = 2};
    struct evn_rng rng = evn_rng_of(~seed ^ (uint64_t)k * 0x9e3779b97f4a7c15u);
    uint32_t sum = 0, at;
    for (int i = 0; i < LIFE_KINDS; i++)
        sum += weight[i];
    at = k < 20 ? 0 : evn_rng_below(&rng, sum);
    int kind = 0;
    while (at >= weight[kind])
        at -= weight[kind++];
    return (enum life_kind)kind;
}

void life_command(uint64_t seed, uint32_t k, struct evn_buf *out)
{
    static void (*const make[])(struct evn_rng *, uint32_t, struct evn_wire_command *,
                                struct evn_buf *) = {[LIFE_DOCUMENT] = make_document,
                                                     [LIFE_CLAIM] = make_claim,
                                                     [LIFE_RELEASE] = make_release,
                                                     [LIFE_SHIP] = make_ship,
                                                     [LIFE_RECEIPT] = make_receipt};
    enum life_kind kind = life_kind_of(seed, k);
    struct evn_rng rng = evn_rng_of(seed ^ (uint64_t)k * 0x9e3779b97f4a7c15u);
    struct evn_wire_command command = {.id = life_id(seed, k)};
    if (kind < LIFE_ADJUST)
        make[kind](&rng, k, &command, out);
    else
        life_make_more(kind, &rng, k, &command, out);
}

static void put_fact(struct evn_buf *out, uint32_t kind, const struct evn_buf *body, uint32_t *n)
{
    const struct evn_frame frame = {
        .kind = kind, .version = 1, .count = 1, .body = evn_bytes_of(body->at, body->len)};
    EVN_MUST(evn_frame_append(out, &frame) == EVN_OK);
    ++*n;
}

static void put_place(struct evn_buf *out, const char *code, uint64_t kind, uint32_t *n)
{
    struct evn_buf body;
    evn_buf_init(&body, 4096);
    struct evn_pbw w = {.buf = &body};
    evn_pbw_bytes(&w, 1, evn_bytes_text(code));
    evn_pbw_u64(&w, 2, kind);
    evn_pbw_bytes(&w, 3, evn_bytes_text("310115"));
    put_fact(out, REGISTRY_PLACE, &body, n);
    evn_buf_fini(&body);
}

static void put_item(struct evn_buf *out, uint32_t item, uint32_t *n)
{
    struct evn_buf body;
    evn_buf_init(&body, 4096);
    struct evn_pbw w = {.buf = &body};
    evn_pbw_bytes(&w, 1, evn_bytes_text(life_item[item]));
    if (life_has_lots(item))
        evn_pbw_u64(&w, 5, TRACKED_BY_LOT);
    if (item == LIFE_COLD) {
        evn_pbw_u64(&w, 11, 1);
        evn_pbw_u64(&w, 12, MIN_DC);
        evn_pbw_u64(&w, 13, MAX_DC);
        evn_pbw_u64(&w, 19, 1);
    }
    put_fact(out, REGISTRY_ITEM, &body, n);
    evn_buf_fini(&body);
}

void life_registry(struct evn_buf *out, uint32_t *n)
{
    enum { WAREHOUSE = 1, RECEPTION_POINT = 5, VEHICLE = 6 };
    *n = 0;
    for (uint32_t i = 0; i < ITEMS; i++)
        put_item(out, i, n);
    for (uint32_t i = 0; i < PLACES; i++)
        put_place(out, life_place[i], WAREHOUSE, n);
    put_place(out, "point-1", RECEPTION_POINT, n);
    put_place(out, "van-1", VEHICLE, n);
}

#include "tests/crash/ledger/life_commands.h"

#include "common/base/pbw.h"
#include "common/base/rng.h"
#include "common/journal/frame.h"
#include "services/ledger/wire.h"
#include "tests/lib/suite.h"

#include <stdio.h>

enum { RECEIVE = 1, ISSUE = 2, TRANSFER = 3, LINES = 4, ITEMS = 6, PLACES = 3, LOTS = 3 };

enum { REGISTRY_ITEM = 16, REGISTRY_PLACE = 18, TRACKED_BY_LOT = 2 };

static const char *const item_names[ITEMS] = {"rice", "water", "soap", "test", "drug", "mask"};
static const char *const place_names[PLACES] = {"wh-1", "wh-2", "wh-3"};

/* The last three items have lots. */
static bool has_lots(uint32_t item)
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

static void make_line(struct evn_rng *rng, uint32_t k, int kind, struct evn_wire_line *line)
{
    uint32_t item = evn_rng_below(rng, ITEMS), from = evn_rng_below(rng, PLACES);
    uint32_t lot = evn_rng_below(rng, LOTS + 1);
    *line = (struct evn_wire_line){.kind = kind, .expiry = EVN_DAY_NONE, .made = EVN_DAY_NONE};
    line->quantity = 1 + evn_rng_below(rng, kind == RECEIVE ? 400 : 90);
    set(line->item, item_names[item]);
    if (kind != RECEIVE)
        set(line->from, place_names[from]);
    if (kind == RECEIVE)
        set(line->to, place_names[from]);
    if (kind == TRANSFER)
        set(line->to, place_names[(from + 1) % PLACES]);
    if (has_lots(item) && (lot < LOTS || kind == RECEIVE))
        snprintf(line->lot, sizeof line->lot, "L%u", lot % LOTS);
    if (has_lots(item) && kind == RECEIVE)
        EVN_MUST(evn_day_parse(lot % LOTS == 0 ? "2023-03-01" : "2024-06-30", &line->expiry) ==
                 EVN_OK);
    if (evn_rng_below(rng, 5) == 0 && k > 0)
        line->occurred_at_us = LIFE_BEGIN_US + (int64_t)evn_rng_below(rng, k) * LIFE_COMMAND_US + 1;
}

/* The command is spent with it: its parts live no longer than the caller. */
static void encode(struct evn_wire_command *command, struct evn_buf *out)
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
    command->document = &document;
    encode(command, out);
}

static void make_claim(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                       struct evn_buf *out)
{
    struct evn_wire_reserve_line line = {.quantity = 1 + evn_rng_below(rng, 60)};
    struct evn_wire_reserve reserve = {.priority = 1, .lines = &line, .n_lines = 1};
    set(line.place, place_names[evn_rng_below(rng, PLACES)]);
    set(line.item, item_names[evn_rng_below(rng, ITEMS)]);
    snprintf(reserve.owner, sizeof reserve.owner, "round-%u", k);
    if (evn_rng_below(rng, 3) == 0) /* some end by themselves */
        reserve.expires_at_us = LIFE_BEGIN_US + (int64_t)(k + 40) * LIFE_COMMAND_US;
    command->reserve = &reserve;
    encode(command, out);
}

static void make_release(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                         struct evn_buf *out)
{
    struct evn_wire_release release = {0};
    snprintf(release.owner, sizeof release.owner, "round-%u", evn_rng_below(rng, k + 1));
    command->release = &release;
    encode(command, out);
}

static void make_ship(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                      struct evn_buf *out)
{
    struct evn_wire_ship_line line = {.quantity = 1 + evn_rng_below(rng, 60)};
    struct evn_wire_ship ship = {.lines = &line, .n_lines = 1};
    set(line.from, place_names[evn_rng_below(rng, PLACES)]);
    set(line.item, item_names[evn_rng_below(rng, ITEMS)]);
    set(line.stop, "point-1");
    set(ship.vehicle, "van-1");
    snprintf(ship.shipment, sizeof ship.shipment, "trip-%u", k / 8);
    command->ship = &ship;
    encode(command, out);
}

static void make_receipt(struct evn_rng *rng, uint32_t k, struct evn_wire_command *command,
                         struct evn_buf *out)
{
    struct evn_wire_receipt_line line = {.accepted = 1 + evn_rng_below(rng, 5), .short_ = 1};
    struct evn_wire_receipt receipt = {.lines = &line, .n_lines = 1};
    set(line.item, item_names[evn_rng_below(rng, ITEMS)]);
    set(receipt.vehicle, "van-1");
    set(receipt.to, "point-1");
    snprintf(receipt.shipment, sizeof receipt.shipment, "trip-%u", k / 8);
    command->receipt = &receipt;
    encode(command, out);
}

void life_command(uint64_t seed, uint32_t k, struct evn_buf *out)
{
    struct evn_rng rng = evn_rng_of(seed ^ (uint64_t)k * 0x9e3779b97f4a7c15u);
    struct evn_wire_command command = {.id = life_id(seed, k)};
    uint32_t what = k < 20 ? 0 : evn_rng_below(&rng, 20);
    if (what < 12)
        make_document(&rng, k, &command, out);
    else if (what < 14)
        make_claim(&rng, k, &command, out);
    else if (what < 16)
        make_release(&rng, k, &command, out);
    else if (what < 18)
        make_ship(&rng, k, &command, out);
    else
        make_receipt(&rng, k, &command, out);
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
    evn_pbw_bytes(&w, 1, evn_bytes_text(item_names[item]));
    if (has_lots(item))
        evn_pbw_u64(&w, 5, TRACKED_BY_LOT);
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
        put_place(out, place_names[i], WAREHOUSE, n);
    put_place(out, "point-1", RECEPTION_POINT, n);
    put_place(out, "van-1", VEHICLE, n);
}

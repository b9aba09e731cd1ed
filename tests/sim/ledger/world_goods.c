#include "tests/sim/ledger/world.h"

#include <stdio.h>

static uint32_t below(struct world *w, uint32_t n)
{
    return evn_rng_below(&w->rng, n);
}

static bool percent(struct world *w, uint32_t p)
{
    return below(w, 100) < p;
}

static struct evn_bytes place(struct world *w, uint32_t from, uint32_t until)
{
    if (percent(w, 1))
        return evn_bytes_text(percent(w, 50) ? "nowhere" : "");
    return evn_bytes_text(world_places[from + below(w, until - from)]);
}

/* Rice, tests and drugs for the most part, so that goods meet. */
static uint32_t some_item(struct world *w)
{
    return percent(w, 85) ? below(w, 3) : below(w, WORLD_ITEMS);
}

static struct evn_bytes item_text(struct world *w, uint32_t item)
{
    return evn_bytes_text(percent(w, 99) ? world_items[item] : "nothing");
}

static struct evn_bytes some_owner(struct world *w)
{
    return evn_bytes_text(percent(w, 98) ? world_owners[below(w, WORLD_OWNERS)] : "");
}

/* Shipments have the names s1, s2, ... */
static struct evn_bytes shipment(struct world *w, struct world_command *made, uint32_t number)
{
    snprintf(made->name, sizeof made->name, "s%u", number);
    return evn_bytes_text(percent(w, 99) ? made->name : "");
}

/* A claim of a lot, most often of one that came of late. */
static void claim_lot(struct world *w, uint32_t item, struct evn_ledger_claim_line *line)
{
    const struct world_kept *r = &w->received[below(w, WORLD_RECENT)];
    struct evn_day expiry;
    if (r->place.len > 0 && percent(w, 50)) {
        line->place = r->place;
        line->item = r->item;
        line->lot = r->lot;
    } else if (percent(w, world_tracking[item] != EVN_TRACKING_NONE ? 30 : 2)) {
        world_lot(w, item, &line->lot, &expiry);
    }
}

static void some_claim(struct world *w, struct world_command *made)
{
    static const enum evn_command_kind kinds[] = {EVN_COMMAND_RESERVE, EVN_COMMAND_RESERVE,
                                                  EVN_COMMAND_RESERVE, EVN_COMMAND_RELEASE,
                                                  EVN_COMMAND_RELEASE, EVN_COMMAND_EARMARK_RELEASE};
    uint32_t n = 1 + below(w, 2);
    struct evn_ledger_command *c = &made->command;
    const struct evn_bytes owner = some_owner(w);
    c->kind = kinds[below(w, 6)];
    for (uint32_t i = 0; i < n; i++) {
        uint32_t item = some_item(w);
        made->claim_lines[i] = (struct evn_ledger_claim_line){
            .place = percent(w, 90) ? place(w, 0, WORLD_LOAN) : place(w, WORLD_FREE, WORLD_PLACES),
            .item = item_text(w, item),
            .lot = evn_bytes_text(""),
            .qty = percent(w, 98) ? 1 + below(w, 15) : (int64_t)below(w, 3000) - 2};
        claim_lot(w, item, &made->claim_lines[i]);
        const struct evn_ledger_claim_line *l = &made->claim_lines[i];
        if (c->kind == EVN_COMMAND_RESERVE)
            w->reserved[w->n_reserved++ % WORLD_RECENT] =
                (struct world_kept){owner, l->place, l->item, l->lot};
    }
    c->claim = (struct evn_ledger_claim){
        .owner = owner,
        .earmark = c->kind == EVN_COMMAND_EARMARK_RELEASE ||
                   (c->kind == EVN_COMMAND_RESERVE && percent(w, 25)),
        .reason = evn_bytes_text(percent(w, 95) ? "drill" : ""),
        .note = evn_bytes_text(""),
        .priority = below(w, 4),
        .expires_at_us = percent(w, 70) ? world_at_us(w->now + below(w, 3)) : 0,
        .lines = made->claim_lines,
        .n_lines = c->kind == EVN_COMMAND_RESERVE ? n - percent(w, 1)
                   : percent(w, 30)               ? 0
                                                  : n};
}

static void ship(struct world *w, struct world_command *made)
{
    struct world_shipped *new = &w->shipped[w->n_shipped++ % WORLD_SHIPPED];
    uint32_t n = 1 + below(w, 2);
    *new = (struct world_shipped){.number = percent(w, 95) ? w->n_shipped : w->n_shipped / 2,
                                  .van = WORLD_VAN + below(w, 2),
                                  .stop = 1 + below(w, WORLD_VAN - 1),
                                  .item = some_item(w),
                                  .qty = 1 + below(w, 12)};
    for (uint32_t i = 0; i < n; i++) {
        bool usual = i == 0 || percent(w, 50);
        made->ship_lines[i] = (struct evn_ledger_ship_line){
            .from = percent(w, 92) ? place(w, 0, WORLD_VAN) : place(w, 0, WORLD_PLACES),
            .item = item_text(w, usual ? new->item : some_item(w)),
            .stop = usual ? place(w, new->stop, new->stop + 1) : place(w, 0, WORLD_PLACES),
            .qty = percent(w, 98) ? new->qty : (int64_t)below(w, 3000) - 2};
    }
    made->command.kind = EVN_COMMAND_SHIP;
    made->command.ship = (struct evn_ledger_ship){
        .shipment = shipment(w, made, new->number),
        .vehicle = percent(w, 98) ? place(w, new->van, new->van + 1) : place(w, 0, WORLD_PLACES),
        .claim = percent(w, 50) ? some_owner(w) : evn_bytes_text(""),
        .occurred_at_us = world_time(w),
        .lines = made->ship_lines,
        .n_lines = n};
    made->between |= made->command.ship.occurred_at_us > world_at_us(w->now);
}

static int64_t some_part(struct world *w, uint32_t p)
{
    return percent(w, p) ? below(w, 3) : 0;
}

static void receipt_line(struct world *w, struct evn_ledger_receipt_line *l, uint32_t item,
                         uint32_t max)
{
    struct evn_bytes code;
    struct evn_day expiry;
    world_lot(w, item, &code, &expiry);
    *l = (struct evn_ledger_receipt_line){.item = item_text(w, item),
                                          .lot = evn_bytes_text(""),
                                          .accepted = percent(w, 80) ? 1 + below(w, max) : 0,
                                          .missing = some_part(w, 15),
                                          .damaged = some_part(w, 15),
                                          .refused = some_part(w, 15),
                                          .over = some_part(w, 10),
                                          .wrong_lot = evn_bytes_text(""),
                                          .wrong_expiry = EVN_DAY_NONE};
    if (world_tracking[item] != EVN_TRACKING_NONE && percent(w, l->over > 0 ? 80 : 15))
        l->lot = code;
    if (world_tracking[item] != EVN_TRACKING_NONE && percent(w, 10)) {
        l->wrong = below(w, 4);
        world_lot(w, item, &l->wrong_lot, &expiry);
        if (percent(w, 40))
            l->wrong_expiry.n = expiry.n + (percent(w, 5) ? 1 : 0);
    }
    if (percent(w, 1))
        l->damaged = percent(w, 50) ? -1 : INT64_MAX;
}

static void receipt(struct world *w, struct world_command *made)
{
    struct world_shipped of = w->shipped[below(w, WORLD_SHIPPED)];
    uint32_t n = percent(w, 80) ? 1 : 2;
    for (uint32_t i = 0; i < n; i++)
        receipt_line(w, &made->receipt_lines[i], percent(w, 90) ? of.item : some_item(w),
                     of.qty / 2 + 1);
    if (percent(w, 20))
        made->receipt_lines[0].accepted = of.qty;
    made->command.kind = EVN_COMMAND_RECEIPT;
    made->command.receipt = (struct evn_ledger_receipt){
        .shipment = shipment(w, made, of.number),
        .vehicle = percent(w, 97) ? place(w, of.van, of.van + 1) : place(w, 0, WORLD_PLACES),
        .stop = percent(w, 97) ? place(w, of.stop, of.stop + 1) : place(w, 0, WORLD_PHYSICAL),
        .signed_by = evn_bytes_text(""),
        .consumed = evn_bytes_text("consumed"),
        .lost = evn_bytes_text("lost"),
        .destroyed = evn_bytes_text("destroyed"),
        .found = evn_bytes_text("found"),
        .back = percent(w, 40) ? place(w, 0, WORLD_LOAN + 1) : evn_bytes_text(""),
        .stock = percent(w, 30),
        .occurred_at_us = world_time(w),
        .lines = made->receipt_lines,
        .n_lines = n};
    made->between |= made->command.receipt.occurred_at_us > world_at_us(w->now);
}

static void some_parts(struct world *w, struct world_command *made, const struct world_kit *kit)
{
    struct evn_ledger_kit *k = &made->command.kit;
    struct evn_day expiry;
    k->n_parts = percent(w, 50) ? 0 : 1 + below(w, 2);
    for (uint32_t i = 0; i < k->n_parts; i++) {
        uint32_t p = below(w, WORLD_PARTS), item = percent(w, 97) ? kit->part[p] : some_item(w);
        made->parts[i] = (struct evn_ledger_kit_part){.item = evn_bytes_text(world_items[item]),
                                                      .lot = evn_bytes_text(""),
                                                      .qty = percent(w, 80) ? kit->qty[p] * k->qty
                                                                            : 1 + below(w, 4)};
        if (world_tracking[item] != EVN_TRACKING_NONE && percent(w, 95))
            world_lot(w, item, &made->parts[i].lot, &expiry);
    }
    k->parts = made->parts;
}

static void kit(struct world *w, struct world_command *made)
{
    const struct world_kit *kit = &world_kits[below(w, 2)];
    struct evn_bytes lot;
    struct evn_day expiry;
    world_lot(w, kit->item, &lot, &expiry);
    bool lots = world_tracking[kit->item] != EVN_TRACKING_NONE;
    made->command.kind = EVN_COMMAND_KIT;
    made->command.kit = (struct evn_ledger_kit){
        .apart = percent(w, 40),
        .place = percent(w, 97) ? place(w, 0, 4) : place(w, 0, WORLD_PLACES),
        .item = evn_bytes_text(world_items[kit->item]),
        .lot = percent(w, lots ? 98 : 1) ? lot : evn_bytes_text(""),
        .made = evn_bytes_text("made"),
        .claim = percent(w, 20) ? some_owner(w) : evn_bytes_text(""),
        .reason = evn_bytes_text(""),
        .note = evn_bytes_text(""),
        .expiry = EVN_DAY_NONE,
        .qty = percent(w, 98) ? 1 + below(w, 3) : (int64_t)below(w, 9) - 5,
        .occurred_at_us = world_time(w)};
    if (percent(w, 60))
        made->command.kit.expiry = expiry;
    if (made->command.kit.apart)
        some_parts(w, made, kit);
    if (percent(w, 1))
        made->command.kit.item = item_text(w, below(w, WORLD_ITEMS));
    if (percent(w, 1))
        made->command.kit.qty = INT64_MAX / 2;
    made->between |= made->command.kit.occurred_at_us > world_at_us(w->now);
}

void world_goods(struct world *world, struct world_command *made)
{
    uint32_t which = below(world, 20);
    if (which < 7)
        some_claim(world, made);
    else if (which < 11)
        ship(world, made);
    else if (which < 16)
        receipt(world, made);
    else
        kit(world, made);
}

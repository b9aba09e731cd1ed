#include "services/dispatch/core/feed.h"

#include "common/journal/frame.h"
#include "services/dispatch/core/beds.h"
#include "services/dispatch/core/passes.h"
#include "services/dispatch/core/rides.h"
#include "services/dispatch/core/sources.h"
#include "services/dispatch/core/sources_duty.h"
#include "services/dispatch/core/sources_ride.h"
#include "services/dispatch/core/where.h"

/* The entity of `kind` with this key, to be put whole: a copy of it or a new one. */
static void *put(struct evn_dsp_decision *d, uint32_t kind, const char *key)
{
    uint32_t number;
    return evn_dsp_number(d, kind, key, &number) ? evn_dsp_edit(d, kind, number)
                                                 : evn_dsp_add(d, kind);
}

static void put_item(struct evn_dsp_decision *d, const struct evn_src_item *in)
{
    struct evn_dsp_item *item = put(d, EVN_DSP_ITEM, in->code);
    *item = (struct evn_dsp_item){.pack = in->n_packs > 0 ? in->packs[0].base_units : 1,
                                  .weight_mg = in->weight_mg,
                                  .volume_ul = in->volume_ul,
                                  .cold_chain = in->cold_chain,
                                  .life_critical = in->life_critical,
                                  .substitutes = in->substitutes,
                                  .n_substitutes = in->n_substitutes,
                                  .bed = strcmp(in->category, "bed") == 0};
    EVN_DSP_SET(item->item, in->code);
}

/* Most areas have no extent, and are no concern of dispatch. */
static void put_area(struct evn_dsp_decision *d, const struct evn_src_area *in)
{
    uint32_t number;
    if (!in->has_extent && !evn_dsp_number(d, EVN_DSP_EXTENT, in->code, &number))
        return;
    struct evn_dsp_extent *extent = put(d, EVN_DSP_EXTENT, in->code);
    *extent = (struct evn_dsp_extent){.lat_min_e6 = in->extent.lat_min_e6,
                                      .lat_max_e6 = in->extent.lat_max_e6,
                                      .lon_min_e6 = in->extent.lon_min_e6,
                                      .lon_max_e6 = in->extent.lon_max_e6};
    EVN_DSP_SET(extent->area, in->code);
}

static void put_place(struct evn_dsp_decision *d, const struct evn_src_place *in)
{
    struct evn_dsp_place *place = put(d, EVN_DSP_PLACE, in->code);
    *place = (struct evn_dsp_place){.kind = in->kind,
                                    .lat_e6 = in->lat_e6,
                                    .lon_e6 = in->lon_e6,
                                    .datum = in->datum,
                                    .hours = in->open_hours,
                                    .n_hours = in->n_open_hours,
                                    .vehicle = in->vehicle,
                                    .has_vehicle = in->has_vehicle,
                                    .closed = in->closed,
                                    .intake = (uint32_t)in->intake,
                                    .accepts = in->accepts};
    EVN_DSP_SET(place->place, in->code);
    EVN_DSP_SET(place->area, in->area);
}

/* What the place can no longer do is planned anew, in this group. */
static evn_err take_place(struct evn_dsp_decision *d, const struct evn_src_place *in)
{
    struct evn_dsp_place was = {.closed = false};
    const struct evn_dsp_place *seen = evn_dsp_look(d, EVN_DSP_PLACE, in->code);
    if (seen != NULL)
        was = *seen;
    put_place(d, in);
    evn_err err = evn_dsp_place_changed(d, in->code);
    if (err == EVN_OK)
        err = evn_dsp_place_lost(d, seen != NULL ? &was : NULL, in->code);
    return err == EVN_OK ? evn_dsp_rides_place(d, seen != NULL ? &was : NULL, in->code) : err;
}

static void put_community(struct evn_dsp_decision *d, const struct evn_src_community *in)
{
    struct evn_dsp_community *community = put(d, EVN_DSP_COMMUNITY, in->code);
    *community = (struct evn_dsp_community){.residents = in->residents,
                                            .points = in->reception_points,
                                            .n_points = in->n_reception_points};
    EVN_DSP_SET(community->community, in->code);
    for (size_t i = 0; i < in->n_links; i++)
        if (in->links[i].kind == EVN_SRC_LINK_CAR)
            EVN_DSP_SET(community->car, in->links[i].place);
}

static void put_norm(struct evn_dsp_decision *d, const struct evn_src_norm *in)
{
    char key[EVN_DSP_KEY_MAX];
    evn_dsp_key_cover(in->item, in->norm, key);
    struct evn_dsp_norm *norm = put(d, EVN_DSP_NORM, key);
    EVN_DSP_SET(norm->item, in->item);
    EVN_DSP_SET(norm->norm, in->norm);
}

static void put_need(struct evn_dsp_decision *d, const struct evn_src_need *in)
{
    char key[EVN_DSP_KEY_MAX];
    evn_dsp_key_need(in->community, in->item, in->tier, key);
    struct evn_dsp_need *need = put(d, EVN_DSP_NEED, key);
    const bool brought = !in->capacity; /* a bed stands where it is */
    /* What was due on an earlier day is owed still; what ends on its own day is not. */
    bool owed = need->stays && need->day.n < in->day.n;
    *need = (struct evn_dsp_need){.tier = in->tier,
                                  .day = in->day,
                                  .quantity = brought ? in->quantity : 0,
                                  .daily = brought ? in->daily : 0,
                                  .stays = in->stays || owed};
    for (size_t i = 0; i < in->n_terms && brought; i++)
        need->persons += in->terms[i].kind != EVN_SRC_TERM_PLACE ? in->terms[i].count : 0;
    EVN_DSP_SET(need->community, in->community);
    EVN_DSP_SET(need->item, in->item);
}

/* So many are served at their door from now on. */
static void put_doors(struct evn_dsp_decision *d, const char *community, int64_t people)
{
    const struct evn_dsp_doors *seen = evn_dsp_look(d, EVN_DSP_DOORS, community);
    if ((seen != NULL ? seen->restricted : 0) == people)
        return;
    struct evn_dsp_doors *doors = put(d, EVN_DSP_DOORS, community);
    doors->restricted = people;
    EVN_DSP_SET(doors->community, community);
}

/* All needs of the community end. */
static void close_needs(struct evn_dsp_decision *d, const struct evn_src_closed *in)
{
    for (uint32_t i = 0; i < evn_dsp_count(d, EVN_DSP_NEED) && !d->full; i++) {
        const struct evn_dsp_need *seen = evn_dsp_view(d, EVN_DSP_NEED, i);
        if (strcmp(seen->community, in->community) != 0)
            continue;
        struct evn_dsp_need *need = evn_dsp_edit(d, EVN_DSP_NEED, i);
        need->quantity = need->daily = need->persons = 0;
        need->stays = false;
        if (need->day.n < in->day.n)
            need->day = in->day;
    }
}

static bool decode(const struct evn_dsp_decision *d, const struct evn_wire_message *message,
                   struct evn_bytes body, void *out)
{
    struct evn_refusal why;
    return evn_wire_decode(message, body, d->arena, EVN_WIRE_LENIENT, out, &why) == EVN_OK;
}

static evn_err from_registry(struct evn_dsp_decision *d, const struct evn_frame *frame)
{
    struct evn_src_item item;
    struct evn_src_area area;
    struct evn_src_place place;
    struct evn_src_community community;
    struct evn_src_norm norm;
    struct evn_src_result result;
    switch (frame->kind) {
    case EVN_SRC_ITEM:
        if (!decode(d, &evn_src_item_table, frame->body, &item))
            return EVN_E_CORRUPT;
        put_item(d, &item);
        return EVN_OK;
    case EVN_SRC_AREA:
        if (!decode(d, &evn_src_area_table, frame->body, &area))
            return EVN_E_CORRUPT;
        put_area(d, &area);
        return EVN_OK;
    case EVN_SRC_PLACE:
        if (!decode(d, &evn_src_place_table, frame->body, &place))
            return EVN_E_CORRUPT;
        return take_place(d, &place);
    case EVN_SRC_COMMUNITY:
        if (!decode(d, &evn_src_community_table, frame->body, &community))
            return EVN_E_CORRUPT;
        put_community(d, &community);
        return EVN_OK;
    case EVN_SRC_ITEM_NORM:
        if (!decode(d, &evn_src_norm_table, frame->body, &norm))
            return EVN_E_CORRUPT;
        put_norm(d, &norm);
        return EVN_OK;
    case EVN_SRC_RESULT:
        return decode(d, &evn_src_result_table, frame->body, &result) ? evn_dsp_tested(d, &result)
                                                                      : EVN_E_CORRUPT;
    case EVN_SRC_KEY_PERSON:
    case EVN_SRC_ERASED:
        return evn_dsp_feed_ride(d, frame->kind, frame->body);
    default:
        return evn_dsp_feed_duty(d, frame->kind, frame->body);
    }
}

static evn_err from_planner(struct evn_dsp_decision *d, const struct evn_frame *frame)
{
    struct evn_src_need need;
    struct evn_src_closed closed;
    struct evn_src_planned planned;
    if (frame->kind == EVN_SRC_NEED) {
        if (!decode(d, &evn_src_need_table, frame->body, &need))
            return EVN_E_CORRUPT;
        put_need(d, &need);
    } else if (frame->kind == EVN_SRC_NEED_CLOSED) {
        if (!decode(d, &evn_src_closed_table, frame->body, &closed))
            return EVN_E_CORRUPT;
        close_needs(d, &closed);
        put_doors(d, closed.community, 0);
    } else if (frame->kind == EVN_SRC_PLANNED) {
        if (!decode(d, &evn_src_planned_table, frame->body, &planned))
            return EVN_E_CORRUPT;
        put_doors(d, planned.community, planned.door_only);
    }
    return EVN_OK;
}

static evn_err from_ledger(struct evn_dsp_decision *d, struct evn_bytes payload)
{
    enum { ROOM = 512 << 10 };
    struct evn_dsp_stock_block block;
    evn_err err = evn_dsp_stock_read(&d->state->stock, payload, d->arena, &block);
    if (err != EVN_OK || block.n_names + block.n_accounts + block.n_balances == 0)
        return err;
    struct evn_buf body = {.at = evn_arena_alloc(d->arena, ROOM), .cap = ROOM, .max = ROOM};
    if (body.at == NULL)
        return EVN_E_LIMIT;
    err = evn_wire_encode(&evn_dsp_stock_table, &block, &body);
    if (err == EVN_OK)
        evn_emit_event(d->emit, EVN_DSP_STOCK, 1, evn_bytes_of(body.at, body.len));
    return err;
}

evn_err evn_dsp_feed(struct evn_dsp_decision *d, const struct evn_feed *feed)
{
    struct evn_bytes rest = feed->payload;
    struct evn_frame frame;
    evn_err err;
    if (strcmp(feed->source, "ledger") == 0)
        return from_ledger(d, feed->payload);
    bool registry = strcmp(feed->source, "registry") == 0;
    while ((err = evn_frame_next(&rest, &frame)) == EVN_OK) {
        err = registry ? from_registry(d, &frame) : from_planner(d, &frame);
        if (err != EVN_OK)
            return err;
    }
    return err == EVN_E_AGAIN ? EVN_OK : err;
}

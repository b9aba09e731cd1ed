#include "services/planner/core/cover.h"

#include "common/base/num.h"
#include "common/service/rights.h"
#include "services/planner/core/amount.h"

/* A snapshot being added up. */
struct adding {
    const struct evn_planner_state *state;
    struct evn_stocks *out;
    char (*closed)[EVN_CODE_MAX];
    size_t n_closed;
    struct evn_arena *arena;
    struct evn_refusal *why;
};

static evn_err refuse(const struct adding *a, evn_err err, const char *field, const char *item,
                      const char *place)
{
    *a->why = evn_refusal_of(err);
    evn_refusal_text(a->why->field, sizeof a->why->field, field);
    evn_refusal_text(a->why->subject, sizeof a->why->subject, item);
    evn_refusal_text(a->why->place, sizeof a->why->place, place);
    return err;
}

static bool find_place(const struct adding *a, const char *code, struct evn_fact_place *out)
{
    const struct evn_fact_row *row =
        evn_facts_find(evn_planner_facts(a->state, EVN_FACT_PLACE), code);
    return row != NULL && evn_planner_read(EVN_FACT_PLACE, row, NULL, out);
}

static bool is_closed(const struct adding *a, const char *code)
{
    for (size_t i = 0; i < a->n_closed; i++)
        if (strcmp(a->closed[i], code) == 0)
            return true;
    return false;
}

static bool add_stock(struct evn_stock *to, const struct evn_stock *more)
{
    return evn_add_i64(to->on_hand, more->on_hand, &to->on_hand) &&
           evn_add_i64(to->in_transit, more->in_transit, &to->in_transit) &&
           evn_add_i64(to->reserved, more->reserved, &to->reserved) &&
           evn_add_i64(to->earmarked, more->earmarked, &to->earmarked) &&
           evn_add_i64(to->unusable, more->unusable, &to->unusable) &&
           evn_add_i64(to->closed, more->closed, &to->closed) &&
           evn_add_i64(to->have, more->have, &to->have);
}

static evn_err add_to(const struct adding *a, struct evn_stock **cell, const struct evn_stock *more)
{
    if (*cell == NULL)
        *cell = evn_arena_array(a->arena, 1, sizeof **cell);
    if (*cell == NULL)
        return EVN_E_LIMIT;
    return add_stock(*cell, more) ? EVN_OK : EVN_E_OVERFLOW;
}

/* Add it to every area that holds the place, and to the place and what it is a part of. */
static evn_err add_at(const struct adding *a, const struct evn_fact_place *place, const char *name,
                      const struct evn_stock *more)
{
    uint32_t item, at;
    evn_err err = evn_labels_add(a->out->items, name, &item);
    for (uint32_t i = 0; err == EVN_OK && i < a->out->areas->n; i++)
        if (evn_scope_covers(a->out->areas->name[i], place->area))
            err = add_to(a, &a->out->area[i * EVN_HORIZON_ITEMS_MAX + item], more);
    if (err == EVN_OK && evn_labels_find(a->out->places, place->code, &at))
        err = add_to(a, &a->out->place[at * EVN_HORIZON_ITEMS_MAX + item], more);
    if (err == EVN_OK && place->parent[0] != '\0' &&
        evn_labels_find(a->out->places, place->parent, &at))
        err = add_to(a, &a->out->place[at * EVN_HORIZON_ITEMS_MAX + item], more);
    return err == EVN_E_OVERFLOW ? refuse(a, err, "stock.quantity", name, place->code) : err;
}

/* What cannot be given out lies apart, whatever the lots. */
static bool is_apart(uint32_t kind)
{
    return kind == EVN_PLACE_QUARANTINE || kind == EVN_PLACE_ON_LOAN ||
           kind == EVN_PLACE_MAINTENANCE;
}

static evn_err add_holding(const struct adding *a, const struct evn_holding *h)
{
    struct evn_fact_place place;
    struct evn_stock more = {0};
    if (!find_place(a, h->place, &place))
        return refuse(a, EVN_E_UNKNOWN_PLACE, "stock.place", h->place, h->place);
    int64_t unusable = h->unusable < h->quantity ? h->unusable : h->quantity;
    if (place.kind == EVN_PLACE_SUPPLIER)
        return EVN_OK;
    if (place.kind == EVN_PLACE_VEHICLE) {
        more.in_transit = more.have = h->quantity;
        return add_at(a, &place, h->item, &more);
    }
    if (is_apart(place.kind))
        unusable = h->quantity;
    int64_t usable = h->quantity - unusable;
    if (is_closed(a, h->place) || (place.parent[0] != '\0' && is_closed(a, place.parent))) {
        more.closed = usable;
        more.unusable = unusable;
        return add_at(a, &place, h->item, &more);
    }
    more = (struct evn_stock){.on_hand = usable,
                              .reserved = h->reserved,
                              .earmarked = h->earmarked,
                              .unusable = unusable,
                              .have = usable > h->earmarked ? usable - h->earmarked : 0};
    return add_at(a, &place, h->item, &more);
}

/* What is for a stop leaves the vehicle's own area for that of the stop. */
static evn_err add_aboard(const struct adding *a, const struct evn_aboard *load)
{
    struct evn_fact_place vehicle, stop;
    if (!find_place(a, load->vehicle, &vehicle))
        return refuse(a, EVN_E_UNKNOWN_PLACE, "aboard.vehicle", load->vehicle, load->vehicle);
    if (!find_place(a, load->stop, &stop))
        return refuse(a, EVN_E_UNKNOWN_PLACE, "aboard.stop", load->stop, load->stop);
    struct evn_stock more = {.in_transit = load->quantity, .have = load->quantity};
    struct evn_stock less = {.in_transit = -load->quantity, .have = -load->quantity};
    evn_err err = add_at(a, &vehicle, load->item, &less);
    return err != EVN_OK ? err : add_at(a, &stop, load->item, &more);
}

/* Of each vehicle: more for its stops than it has? Then stock and aboard are of two moments. */
static evn_err check_aboard(const struct adding *a, const struct evn_snapshot *snapshot)
{
    for (size_t i = 0; i < snapshot->n_aboard; i++) {
        const struct evn_aboard *load = &snapshot->aboard[i];
        int64_t want = 0, have = 0;
        bool first = true;
        for (size_t k = 0; k < snapshot->n_aboard; k++) {
            const struct evn_aboard *other = &snapshot->aboard[k];
            if (strcmp(other->vehicle, load->vehicle) != 0 || strcmp(other->item, load->item) != 0)
                continue;
            first &= k >= i;
            if (!evn_add_i64(want, other->quantity, &want))
                return refuse(a, EVN_E_OVERFLOW, "aboard.quantity", load->item, load->vehicle);
        }
        for (size_t k = 0; first && k < snapshot->n_holdings; k++) {
            const struct evn_holding *h = &snapshot->holding[k];
            if (strcmp(h->place, load->vehicle) == 0 && strcmp(h->item, load->item) == 0 &&
                !evn_add_i64(have, h->quantity, &have))
                return refuse(a, EVN_E_OVERFLOW, "stock.quantity", load->item, load->vehicle);
        }
        struct evn_fact_place vehicle;
        bool seen = find_place(a, load->vehicle, &vehicle) &&
                    evn_scope_covers(snapshot->seen, vehicle.area);
        if (first && seen && want > have) {
            (void)refuse(a, EVN_E_WRONG_STATE, "aboard.quantity", load->item, load->vehicle);
            a->why->have = have;
            a->why->want = want;
            return EVN_E_WRONG_STATE;
        }
    }
    return EVN_OK;
}

evn_err evn_stocks_of(const struct evn_planner_state *state, const struct evn_snapshot *snapshot,
                      const struct evn_labels *areas, const struct evn_labels *places,
                      struct evn_labels *items, char (*closed)[EVN_CODE_MAX], size_t n_closed,
                      struct evn_arena *arena, struct evn_stocks *out, struct evn_refusal *why)
{
    struct adding a = {.state = state,
                       .out = out,
                       .closed = closed,
                       .n_closed = n_closed,
                       .arena = arena,
                       .why = why};
    *out = (struct evn_stocks){.areas = areas, .places = places, .items = items};
    out->area =
        evn_arena_array(arena, (size_t)areas->n * EVN_HORIZON_ITEMS_MAX + 1, sizeof *out->area);
    out->place =
        evn_arena_array(arena, (size_t)places->n * EVN_HORIZON_ITEMS_MAX + 1, sizeof *out->place);
    if (out->area == NULL || out->place == NULL)
        return EVN_E_LIMIT;
    evn_err err = check_aboard(&a, snapshot);
    for (size_t i = 0; err == EVN_OK && i < snapshot->n_holdings; i++)
        err = add_holding(&a, &snapshot->holding[i]);
    for (size_t i = 0; err == EVN_OK && i < snapshot->n_aboard; i++)
        err = add_aboard(&a, &snapshot->aboard[i]);
    return err;
}

static struct evn_stock stock_at(struct evn_stock **cells, uint32_t scope, uint32_t item)
{
    const struct evn_stock *stock = cells[scope * EVN_HORIZON_ITEMS_MAX + item];
    return stock != NULL ? *stock : (struct evn_stock){0};
}

struct evn_stock evn_stocks_area(const struct evn_stocks *stocks, uint32_t area, uint32_t item)
{
    return stock_at(stocks->area, area, item);
}

struct evn_stock evn_stocks_place(const struct evn_stocks *stocks, uint32_t place, uint32_t item)
{
    return stock_at(stocks->place, place, item);
}

/* The need of the first n days: their sum, or of what is not used up the most of a day. */
static bool need_of(const struct evn_cover_ask *ask, size_t n, int64_t *out)
{
    *out = 0;
    for (size_t i = 0; i < n && ask->need != NULL; i++)
        if (ask->capacity)
            *out = ask->need[i] > *out ? ask->need[i] : *out;
        else if (!evn_add_i64(*out, ask->need[i], out))
            return false;
    return true;
}

static void run_out(const struct evn_cover_ask *ask, int64_t left, struct evn_cover_figures *out)
{
    size_t d = 0;
    for (; d < ask->n_days && (ask->need == NULL || ask->need[d] <= left); d++)
        left -= ask->need != NULL && !ask->capacity ? ask->need[d] : 0;
    out->cover_cdays = (int64_t)d * 100;
    if (d == ask->n_days)
        return;
    if (!ask->capacity)
        out->cover_cdays += (int64_t)((evn_u128)left * 100 / (evn_u128)ask->need[d]);
    out->stock_out = (struct evn_day){ask->first.n + (int32_t)d};
}

struct evn_cover_figures evn_cover_of(const struct evn_stock *stock,
                                      const struct evn_cover_ask *ask)
{
    struct evn_cover_figures out = {.on_hand = stock->on_hand,
                                    .in_transit = stock->in_transit,
                                    .reserved = stock->reserved,
                                    .earmarked = stock->earmarked,
                                    .unusable = stock->unusable,
                                    .closed = stock->closed,
                                    .wanted = ask->base_units,
                                    .stock_out = EVN_DAY_NONE};
    bool fits = need_of(ask, ask->n_asked, &out.need) &&
                (ask->n_target == 0 || need_of(ask, ask->n_target, &out.wanted));
    if (!fits)
        return (struct evn_cover_figures){.error = EVN_E_OVERFLOW, .stock_out = EVN_DAY_NONE};
    out.short_of = out.wanted > stock->have ? out.wanted - stock->have : 0;
    run_out(ask, stock->have, &out);
    return out;
}

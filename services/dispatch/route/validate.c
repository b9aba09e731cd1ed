#include "services/dispatch/route/validate.h"

enum { COST_MAX = 1 << 30 };
static const int64_t amount_max = INT64_C(1) << 40;

/* Where the check stands: the array, the line in it, and what to fill in on a refusal. */
struct check {
    const struct evn_route_problem *p;
    struct evn_refusal *refusal;
    uint32_t line;
};

static evn_err refuse(const struct check *c, evn_err err, const char *field, int64_t have,
                      int64_t want)
{
    *c->refusal = evn_refusal_of(err);
    c->refusal->line = c->line;
    c->refusal->have = have;
    c->refusal->want = want;
    evn_refusal_text(c->refusal->field, sizeof c->refusal->field, field);
    return err;
}

static evn_err in_range(const struct check *c, const char *field, int64_t have, int64_t min,
                        int64_t max)
{
    if (have < min)
        return refuse(c, EVN_E_OUT_OF_RANGE, field, have, min);
    if (have > max)
        return refuse(c, EVN_E_OUT_OF_RANGE, field, have, max);
    return EVN_OK;
}

static evn_err is_window(const struct check *c, const char *field, int32_t open, int32_t close)
{
    evn_err err = in_range(c, field, open, 0, EVN_ROUTE_TIME_MAX);
    if (err == EVN_OK)
        err = in_range(c, field, close, open, EVN_ROUTE_TIME_MAX);
    return err;
}

static evn_err is_ref(const struct check *c, const char *field, int32_t have, uint32_t n,
                      bool may_be_none)
{
    if (have == EVN_ROUTE_NONE && may_be_none)
        return EVN_OK;
    if (have < 0 || (uint32_t)have >= n)
        return refuse(c, EVN_E_UNKNOWN_REF, field, have, n);
    return EVN_OK;
}

#define TRY(call)                                                                                  \
    do {                                                                                           \
        evn_err err_ = (call);                                                                     \
        if (err_ != EVN_OK)                                                                        \
            return err_;                                                                           \
    } while (0)

static evn_err check_depot(const struct check *c, const struct evn_route_depot *d)
{
    TRY(is_ref(c, "depots.place", d->place, c->p->n_places, false));
    return is_window(c, "depots.hours", d->open_s, d->close_s);
}

static evn_err check_stop(const struct check *c, const struct evn_route_stop *s)
{
    TRY(is_ref(c, "stops.place", s->place, c->p->n_places, false));
    TRY(in_range(c, "stops.service_s", s->service_s, 0, EVN_ROUTE_TIME_MAX));
    TRY(in_range(c, "stops.release_s", s->release_s, 0, EVN_ROUTE_TIME_MAX));
    TRY(is_ref(c, "stops.depot", s->depot, c->p->n_depots, true));
    TRY(is_ref(c, "stops.aboard", s->aboard, c->p->n_vehicles, true));
    for (int d = 0; d < EVN_ROUTE_DIMS; d++)
        TRY(in_range(c, "stops.demand", s->demand[d], 0, amount_max));
    TRY(in_range(c, "stops.tier", s->tier, 0, EVN_ROUTE_TIERS));
    TRY(in_range(c, "stops.weight", s->weight, s->tier > 0, s->tier > 0 ? 1000000 : amount_max));
    if (s->aboard != EVN_ROUTE_NONE && !c->p->vehicles[s->aboard].departed)
        return refuse(c, EVN_E_BAD_FIELD, "stops.aboard", s->aboard, 0);
    int32_t after = -1;
    for (uint32_t w = 0; w < s->n_windows; w++) {
        TRY(is_window(c, "stops.windows", s->windows[w].open_s, s->windows[w].close_s));
        if (s->windows[w].open_s <= after)
            return refuse(c, EVN_E_BAD_FIELD, "stops.windows", s->windows[w].open_s, after);
        after = s->windows[w].close_s;
    }
    return EVN_OK;
}

static evn_err check_frozen(const struct check *c, const struct evn_route_vehicle *v)
{
    if (v->n_frozen > 0 && !v->departed)
        return refuse(c, EVN_E_BAD_FIELD, "vehicles.frozen", v->n_frozen, 0);
    TRY(in_range(c, "vehicles.n_frozen", v->n_frozen, 0, c->p->n_stops + EVN_ROUTE_TRIPS_MAX));
    int32_t n_reloads = 0;
    for (uint32_t i = 0; i < v->n_frozen; i++) {
        int32_t ref = v->frozen[i];
        if (EVN_ROUTE_IS_RELOAD(ref)) {
            TRY(is_ref(c, "vehicles.frozen", EVN_ROUTE_RELOAD_DEPOT(ref), c->p->n_depots, false));
            n_reloads++;
        } else {
            TRY(is_ref(c, "vehicles.frozen", ref, c->p->n_stops, false));
        }
    }
    return in_range(c, "vehicles.trips_max", v->trips_max, n_reloads + 1, EVN_ROUTE_TRIPS_MAX);
}

static evn_err check_vehicle(const struct check *c, const struct evn_route_vehicle *v)
{
    for (int d = 0; d < EVN_ROUTE_DIMS; d++)
        TRY(in_range(c, "vehicles.capacity", v->capacity[d], 0, amount_max));
    TRY(is_ref(c, "vehicles.start_depot", v->start_depot, c->p->n_depots, false));
    TRY(is_ref(c, "vehicles.end_depot", v->end_depot, c->p->n_depots, false));
    if (c->p->n_depots < EVN_ROUTE_DEPOTS_MAX && v->reload_depots >> c->p->n_depots != 0)
        return refuse(c, EVN_E_UNKNOWN_REF, "vehicles.reload_depots", 0, c->p->n_depots);
    TRY(in_range(c, "vehicles.reload_s", v->reload_s, 0, EVN_ROUTE_TIME_MAX));
    TRY(is_window(c, "vehicles.shift", v->shift.open_s, v->shift.close_s));
    TRY(in_range(c, "vehicles.duration_max_s", v->duration_max_s, 0, EVN_ROUTE_TIME_MAX));
    TRY(in_range(c, "vehicles.rest.length_s", v->rest.length_s, 0, EVN_ROUTE_TIME_MAX));
    if (v->rest.length_s > 0)
        TRY(is_window(c, "vehicles.rest", v->rest.open_s, v->rest.close_s));
    TRY(in_range(c, "vehicles.fixed_cost", v->fixed_cost, 0, amount_max));
    TRY(in_range(c, "vehicles.dist_cost", v->dist_cost, 0, COST_MAX));
    TRY(in_range(c, "vehicles.time_cost", v->time_cost, 0, COST_MAX));
    if (v->departed)
        TRY(is_window(c, "vehicles.started_s", v->started_s, v->frozen_until_s));
    return check_frozen(c, v);
}

evn_err evn_route_validate(const struct evn_route_problem *p, struct evn_refusal *refusal)
{
    struct check c = {.p = p, .refusal = refusal};
    *refusal = evn_refusal_of(EVN_OK);
    if (p->n_stops > EVN_ROUTE_STOPS_MAX || p->n_places > EVN_ROUTE_STOPS_MAX)
        return refuse(&c, EVN_E_LIMIT, "stops", p->n_stops, EVN_ROUTE_STOPS_MAX);
    if (p->n_vehicles > EVN_ROUTE_VEHICLES_MAX)
        return refuse(&c, EVN_E_LIMIT, "vehicles", p->n_vehicles, EVN_ROUTE_VEHICLES_MAX);
    if (p->n_depots > EVN_ROUTE_DEPOTS_MAX)
        return refuse(&c, EVN_E_LIMIT, "depots", p->n_depots, EVN_ROUTE_DEPOTS_MAX);
    for (c.line = 1; c.line <= p->n_depots; c.line++)
        TRY(check_depot(&c, &p->depots[c.line - 1]));
    for (c.line = 1; c.line <= p->n_stops; c.line++)
        TRY(check_stop(&c, &p->stops[c.line - 1]));
    for (c.line = 1; c.line <= p->n_vehicles; c.line++)
        TRY(check_vehicle(&c, &p->vehicles[c.line - 1]));
    return EVN_OK;
}

evn_err evn_route_validate_legs(const struct evn_route_problem *p, struct evn_refusal *refusal)
{
    struct check c = {.p = p, .refusal = refusal};
    *refusal = evn_refusal_of(EVN_OK);
    for (uint32_t from = 0; from < p->n_places; from++)
        for (uint32_t to = 0; to < p->n_places; to++) {
            size_t leg = (size_t)from * p->n_places + to;
            c.line = from + 1;
            TRY(in_range(&c, "dist", p->dist[leg], 0, INT32_MAX));
            if (p->time[leg] != EVN_ROUTE_NO_LEG)
                TRY(in_range(&c, "time", p->time[leg], 0, EVN_ROUTE_TIME_MAX));
        }
    return EVN_OK;
}

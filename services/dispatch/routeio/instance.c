#include "services/dispatch/routeio/build.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

evn_err evn_build_refuse(struct evn_route_reader *r, const char *field)
{
    return evn_scan_refuse(&r->scan, field, r->refusal);
}

void evn_build_name(struct evn_route_reader *r, struct evn_bytes name)
{
    size_t n = 0;
    for (size_t i = 0; i < name.len && n + 1 < EVN_ROUTE_NAME_MAX; i++)
        if (name.at[i] > ' ' && name.at[i] < 127)
            r->to->name[n++] = (char)name.at[i];
    r->to->name[n] = '\0';
}

void evn_build_legs(struct evn_route_reader *r, enum evn_route_legs usual)
{
    static const int32_t scales[] = {1, 1, 10, 1000};
    if (r->to->legs == EVN_ROUTE_LEGS_AUTO)
        r->to->legs = usual;
    r->scale = scales[r->to->legs];
    r->to->cost_unit = r->scale;
}

bool evn_build_time(struct evn_route_reader *r, int32_t *out)
{
    int64_t time;
    if (!evn_scan_fixed(&r->scan, r->scale, &time) || time < 0 || time > EVN_ROUTE_TIME_MAX)
        return false;
    *out = (int32_t)time;
    return true;
}

evn_err evn_build_vehicles(struct evn_route_reader *r, int64_t n_vehicles)
{
    struct evn_route_instance *to = r->to;
    if (n_vehicles < 0 || n_vehicles > EVN_ROUTE_PLACES_MAX)
        return evn_build_refuse(r, "number of vehicles");
    free(to->vehicles);
    to->vehicles = calloc((size_t)n_vehicles + 1, sizeof to->vehicles[0]);
    if (to->vehicles == NULL)
        return EVN_E_NO_MEMORY;
    to->problem.n_vehicles = (uint32_t)n_vehicles;
    for (int64_t v = 0; v < n_vehicles; v++)
        to->vehicles[v] = (struct evn_route_vehicle){.trips_max = 1,
                                                     .shift = {0, EVN_ROUTE_TIME_MAX},
                                                     .duration_max_s = EVN_ROUTE_TIME_MAX,
                                                     .dist_cost = 1};
    return EVN_OK;
}

evn_err evn_build_open(struct evn_route_reader *r, int64_t n_depots, int64_t n_stops,
                       int64_t n_vehicles)
{
    struct evn_route_instance *to = r->to;
    if (n_depots < 1 || n_depots > EVN_ROUTE_DEPOTS_MAX)
        return evn_build_refuse(r, "number of depots");
    if (n_stops < 1 || n_stops + n_depots > EVN_ROUTE_PLACES_MAX)
        return evn_build_refuse(r, "number of customers");
    size_t n = (size_t)n_stops, n_places = n + (size_t)n_depots;
    to->x = calloc(n_places, sizeof to->x[0]);
    to->y = calloc(n_places, sizeof to->y[0]);
    to->depots = calloc((size_t)n_depots, sizeof to->depots[0]);
    to->stops = calloc(n, sizeof to->stops[0]);
    to->windows = calloc(n, sizeof to->windows[0]);
    if (to->x == NULL || to->y == NULL || to->depots == NULL || to->stops == NULL ||
        to->windows == NULL)
        return EVN_E_NO_MEMORY;
    to->problem.n_depots = (uint32_t)n_depots;
    to->problem.n_stops = (uint32_t)n_stops;
    to->problem.n_places = (uint32_t)n_places;
    for (int32_t d = 0; d < n_depots; d++)
        to->depots[d] = (struct evn_route_depot){d, 0, EVN_ROUTE_TIME_MAX};
    for (int32_t s = 0; s < n_stops; s++)
        to->stops[s] = (struct evn_route_stop){.place = (int32_t)n_depots + s,
                                               .depot = EVN_ROUTE_NONE,
                                               .aboard = EVN_ROUTE_NONE,
                                               .tier = 3,
                                               .weight = 1};
    return evn_build_vehicles(r, n_vehicles);
}

static int32_t leg_of(const struct evn_route_instance *to, uint32_t a, uint32_t b)
{
    double dx = to->x[a] - to->x[b], dy = to->y[a] - to->y[b], d = sqrt(dx * dx + dy * dy);
    if (to->legs == EVN_ROUTE_LEGS_ROUND)
        return (int32_t)(d + 0.5);
    if (to->legs == EVN_ROUTE_LEGS_DIMACS)
        return (int32_t)(10 * d);
    return (int32_t)(1000 * d + 0.5);
}

evn_err evn_build_close(struct evn_route_reader *r)
{
    struct evn_route_instance *to = r->to;
    uint32_t n = to->problem.n_places;
    to->leg = malloc((size_t)n * n * sizeof to->leg[0]);
    if (to->leg == NULL)
        return EVN_E_NO_MEMORY;
    for (uint32_t a = 0; a < n; a++)
        for (uint32_t b = 0; b < n; b++)
            to->leg[(size_t)a * n + b] = leg_of(to, a, b);
    to->problem.dist = to->problem.time = to->leg;
    to->problem.depots = to->depots;
    to->problem.stops = to->stops;
    to->problem.vehicles = to->vehicles;
    for (uint32_t s = 0; s < to->problem.n_stops; s++)
        if (to->stops[s].n_windows > 0)
            to->stops[s].windows = &to->windows[s];
    return EVN_OK;
}

static bool is_number_first(struct evn_bytes text)
{
    struct evn_scan scan = evn_scan_of(text);
    double number;
    return evn_scan_real(&scan, &number) && !evn_scan_line_done(&scan);
}

static bool has_word(struct evn_bytes text, const char *word)
{
    size_t len = text.len < 4096 ? text.len : 4096;
    return memmem(text.at, len, word, strlen(word)) != NULL;
}

evn_err evn_route_read(struct evn_bytes text, enum evn_route_legs legs,
                       struct evn_route_instance *instance, struct evn_refusal *refusal)
{
    *instance = (struct evn_route_instance){.legs = legs, .cost_unit = 1};
    *refusal = evn_refusal_of(EVN_OK);
    struct evn_route_reader r = {.scan = evn_scan_of(text), .to = instance, .refusal = refusal};
    if (has_word(text, "VEHICLE") && has_word(text, "CUST"))
        return evn_route_read_solomon(&r);
    if (is_number_first(text))
        return evn_route_read_cordeau(&r);
    return evn_route_read_vrplib(&r);
}

void evn_route_instance_fini(struct evn_route_instance *to)
{
    free(to->x);
    free(to->y);
    free(to->leg);
    free(to->depots);
    free(to->stops);
    free(to->windows);
    free(to->vehicles);
    *to = (struct evn_route_instance){0};
}

const char *evn_route_legs_name(enum evn_route_legs legs)
{
    static const char *const names[] = {"auto", "dist_round", "dist_dimacs", "dist_exact_x1000"};
    return names[legs];
}

#include "services/dispatch/routeio/build.h"

#include <string.h>

enum { AMOUNT_MAX = 1 << 30 };

/* Read to the end of the line that holds `word`. */
static bool skip_past(struct evn_route_reader *r, const char *word)
{
    size_t len = strlen(word);
    while (r->scan.at < r->scan.end) {
        struct evn_bytes line = evn_scan_line(&r->scan);
        if (line.len >= len && memmem(line.at, line.len, word, len) != NULL)
            return true;
    }
    return false;
}

/* Customers are the lines that are left, the depot's excepted. */
static int64_t count_lines(struct evn_scan scan)
{
    int64_t n = 0;
    while (scan.at < scan.end)
        n += evn_scan_line(&scan).len > 0;
    return n - 1;
}

static evn_err read_solomon_line(struct evn_route_reader *r, int64_t i)
{
    struct evn_route_instance *to = r->to;
    int64_t id, demand;
    int32_t ready, due, service;
    if (!evn_scan_int(&r->scan, 0, AMOUNT_MAX, &id))
        return evn_build_refuse(r, "customer number");
    if (!evn_scan_real(&r->scan, &to->x[i]) || !evn_scan_real(&r->scan, &to->y[i]))
        return evn_build_refuse(r, "coordinate");
    if (!evn_scan_int(&r->scan, 0, AMOUNT_MAX, &demand))
        return evn_build_refuse(r, "demand");
    if (!evn_build_time(r, &ready) || !evn_build_time(r, &due) || !evn_build_time(r, &service))
        return evn_build_refuse(r, "time");
    if (due < ready)
        return evn_build_refuse(r, "due date");
    if (i == 0) {
        to->depots[0].open_s = ready;
        to->depots[0].close_s = due;
        return EVN_OK;
    }
    struct evn_route_stop *stop = &to->stops[i - 1];
    stop->demand[0] = demand;
    stop->service_s = service;
    stop->n_windows = 1;
    to->windows[i - 1] = (struct evn_route_window){ready, due};
    return EVN_OK;
}

evn_err evn_route_read_solomon(struct evn_route_reader *r)
{
    int64_t n_vehicles, capacity;
    evn_build_legs(r, EVN_ROUTE_LEGS_DIMACS);
    evn_build_name(r, evn_scan_word(&r->scan));
    if (!skip_past(r, "NUMBER"))
        return evn_build_refuse(r, "NUMBER");
    if (!evn_scan_int(&r->scan, 0, AMOUNT_MAX, &n_vehicles))
        return evn_build_refuse(r, "number of vehicles");
    if (!evn_scan_int(&r->scan, 0, AMOUNT_MAX, &capacity))
        return evn_build_refuse(r, "capacity");
    if (!skip_past(r, "CUST NO"))
        return evn_build_refuse(r, "CUST NO");
    int64_t n_stops = count_lines(r->scan);
    evn_err err = evn_build_open(r, 1, n_stops, n_vehicles);
    for (int64_t v = 0; err == EVN_OK && v < n_vehicles; v++)
        r->to->vehicles[v].capacity[0] = capacity;
    for (int64_t i = 0; err == EVN_OK && i <= n_stops; i++)
        err = read_solomon_line(r, i);
    return err == EVN_OK ? evn_build_close(r) : err;
}

/* i x y service demand frequency n_visits list... open close; the depots have no list. */
static evn_err read_cordeau_line(struct evn_route_reader *r, int64_t i, int64_t n_stops,
                                 int64_t n_depots)
{
    struct evn_route_instance *to = r->to;
    int64_t id, demand, frequency, n_list, skip;
    int32_t service, ready, due;
    size_t place = (size_t)(i < n_stops ? i + n_depots : i - n_stops);
    if (!evn_scan_int(&r->scan, 0, AMOUNT_MAX, &id))
        return evn_build_refuse(r, "customer number");
    if (!evn_scan_real(&r->scan, &to->x[place]) || !evn_scan_real(&r->scan, &to->y[place]))
        return evn_build_refuse(r, "coordinate");
    if (!evn_build_time(r, &service))
        return evn_build_refuse(r, "service time");
    if (!evn_scan_int(&r->scan, 0, AMOUNT_MAX, &demand))
        return evn_build_refuse(r, "demand");
    if (!evn_scan_int(&r->scan, 0, 64, &frequency) || !evn_scan_int(&r->scan, 0, 64, &n_list))
        return evn_build_refuse(r, "visit combinations");
    while (n_list-- > 0)
        if (!evn_scan_int(&r->scan, 0, INT64_C(1) << 40, &skip))
            return evn_build_refuse(r, "visit combination");
    if (!evn_build_time(r, &ready) || !evn_build_time(r, &due) || due < ready)
        return evn_build_refuse(r, "window");
    if (i >= n_stops) {
        to->depots[place].open_s = ready;
        to->depots[place].close_s = due;
        return EVN_OK;
    }
    struct evn_route_stop *stop = &to->stops[i];
    stop->demand[0] = demand;
    stop->service_s = service;
    stop->n_windows = 1;
    to->windows[i] = (struct evn_route_window){ready, due};
    return EVN_OK;
}

/* Each depot has `each` vehicles with its own limits; 0 means no limit. */
static evn_err read_cordeau_depot(struct evn_route_reader *r, int64_t depot, int64_t each)
{
    int32_t duration;
    int64_t load;
    if (!evn_build_time(r, &duration))
        return evn_build_refuse(r, "longest duration");
    if (!evn_scan_int(&r->scan, 0, AMOUNT_MAX, &load))
        return evn_build_refuse(r, "capacity");
    for (int64_t v = depot * each; v < (depot + 1) * each; v++) {
        struct evn_route_vehicle *car = &r->to->vehicles[v];
        car->capacity[0] = load > 0 ? load : AMOUNT_MAX;
        car->duration_max_s = duration > 0 ? duration : EVN_ROUTE_TIME_MAX;
        car->start_depot = car->end_depot = (int32_t)depot;
    }
    return EVN_OK;
}

evn_err evn_route_read_cordeau(struct evn_route_reader *r)
{
    int64_t kind, each, n_stops, n_depots;
    evn_build_legs(r, EVN_ROUTE_LEGS_EXACT);
    if (!evn_scan_int(&r->scan, 6, 6, &kind))
        return evn_build_refuse(r, "type 6 (several depots, windows)");
    if (!evn_scan_int(&r->scan, 1, 1000, &each))
        return evn_build_refuse(r, "number of vehicles");
    if (!evn_scan_int(&r->scan, 1, EVN_ROUTE_PLACES_MAX, &n_stops))
        return evn_build_refuse(r, "number of customers");
    if (!evn_scan_int(&r->scan, 1, EVN_ROUTE_DEPOTS_MAX, &n_depots))
        return evn_build_refuse(r, "number of depots");
    r->to->mixed = n_depots > 1;
    evn_err err = evn_build_open(r, n_depots, n_stops, each * n_depots);
    for (int64_t d = 0; err == EVN_OK && d < n_depots; d++)
        err = read_cordeau_depot(r, d, each);
    for (int64_t i = 0; err == EVN_OK && i < n_stops + n_depots; i++)
        err = read_cordeau_line(r, i, n_stops, n_depots);
    return err == EVN_OK ? evn_build_close(r) : err;
}

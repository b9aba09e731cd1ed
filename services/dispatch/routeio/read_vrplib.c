#include "services/dispatch/routeio/build.h"

#include <string.h>

enum { AMOUNT_MAX = 1 << 30, SKILLS_MAX = 64, TRIPS_MAX = 24 };

/* What the header says before the sections begin. */
struct header {
    char type[16];
    int64_t dimension, n_vehicles, n_depots;
    int64_t capacity;
    int32_t service_s, duration_max_s;
    bool opened;
};

/* One section: how a row of it is taken into the instance. `node` is 0-based. */
struct section {
    const char *name;
    bool by_vehicle;
    evn_err (*row)(struct evn_route_reader *r, int64_t index);
};

static bool is_word(struct evn_bytes word, const char *text)
{
    return evn_bytes_equal(word, evn_bytes_text(text));
}

static struct evn_route_stop *stop_of(struct evn_route_reader *r, int64_t node)
{
    int64_t stop = node - r->to->problem.n_depots;
    return stop >= 0 ? &r->to->stops[stop] : NULL;
}

static evn_err row_coord(struct evn_route_reader *r, int64_t node)
{
    if (!evn_scan_real(&r->scan, &r->to->x[node]) || !evn_scan_real(&r->scan, &r->to->y[node]))
        return evn_build_refuse(r, "coordinate");
    return EVN_OK;
}

static evn_err row_demand(struct evn_route_reader *r, int64_t node)
{
    int64_t demand;
    if (!evn_scan_int(&r->scan, 0, AMOUNT_MAX, &demand))
        return evn_build_refuse(r, "demand");
    if (stop_of(r, node) != NULL)
        stop_of(r, node)->demand[0] = demand;
    return EVN_OK;
}

static evn_err row_window(struct evn_route_reader *r, int64_t node)
{
    int32_t open, close;
    if (!evn_build_time(r, &open) || !evn_build_time(r, &close) || close < open)
        return evn_build_refuse(r, "time window");
    if (stop_of(r, node) == NULL) {
        r->to->depots[node].open_s = open;
        r->to->depots[node].close_s = close;
        return EVN_OK;
    }
    r->to->windows[node - r->to->problem.n_depots] = (struct evn_route_window){open, close};
    stop_of(r, node)->n_windows = 1;
    return EVN_OK;
}

static evn_err row_service(struct evn_route_reader *r, int64_t node)
{
    int32_t service;
    if (!evn_build_time(r, &service))
        return evn_build_refuse(r, "service time");
    if (stop_of(r, node) != NULL)
        stop_of(r, node)->service_s = service;
    return EVN_OK;
}

static evn_err row_release(struct evn_route_reader *r, int64_t node)
{
    int32_t release;
    if (!evn_build_time(r, &release))
        return evn_build_refuse(r, "release time");
    if (stop_of(r, node) != NULL)
        stop_of(r, node)->release_s = release;
    return EVN_OK;
}

static evn_err row_prize(struct evn_route_reader *r, int64_t node)
{
    int64_t prize;
    if (!evn_scan_fixed(&r->scan, r->scale, &prize) || prize < 0)
        return evn_build_refuse(r, "prize");
    if (stop_of(r, node) != NULL) {
        stop_of(r, node)->tier = 0;
        stop_of(r, node)->weight = prize;
    }
    return EVN_OK;
}

static evn_err row_capacity(struct evn_route_reader *r, int64_t v)
{
    if (!evn_scan_int(&r->scan, 0, AMOUNT_MAX, &r->to->vehicles[v].capacity[0]))
        return evn_build_refuse(r, "capacity");
    r->to->mixed = true;
    return EVN_OK;
}

static evn_err row_fixed(struct evn_route_reader *r, int64_t v)
{
    if (!evn_scan_fixed(&r->scan, r->scale, &r->to->vehicles[v].fixed_cost) ||
        r->to->vehicles[v].fixed_cost < 0)
        return evn_build_refuse(r, "fixed cost");
    return EVN_OK;
}

static evn_err row_unit(struct evn_route_reader *r, int64_t v)
{
    int64_t unit;
    if (!evn_scan_int(&r->scan, 0, AMOUNT_MAX, &unit))
        return evn_build_refuse(r, "cost of a unit of distance");
    r->to->vehicles[v].dist_cost = (int32_t)unit;
    return EVN_OK;
}

static evn_err row_depot(struct evn_route_reader *r, int64_t v)
{
    int64_t depot;
    if (!evn_scan_int(&r->scan, 1, r->to->problem.n_depots, &depot))
        return evn_build_refuse(r, "depot of the vehicle");
    r->to->vehicles[v].start_depot = r->to->vehicles[v].end_depot = (int32_t)depot - 1;
    r->to->mixed = true;
    return EVN_OK;
}

static evn_err row_reload(struct evn_route_reader *r, int64_t v)
{
    while (!evn_scan_line_done(&r->scan)) {
        int64_t depot;
        if (!evn_scan_int(&r->scan, 1, r->to->problem.n_depots, &depot))
            return evn_build_refuse(r, "reload depot");
        r->to->vehicles[v].reload_depots |= UINT64_C(1) << (depot - 1);
        r->to->vehicles[v].trips_max = TRIPS_MAX;
    }
    return EVN_OK;
}

/* The set of vehicles allowed at a stop stands in its skills while the file is read. */
static evn_err row_allowed(struct evn_route_reader *r, int64_t v)
{
    if (v >= SKILLS_MAX)
        return evn_build_refuse(r, "at most 64 vehicles with allowed clients");
    while (!evn_scan_line_done(&r->scan)) {
        int64_t node;
        if (!evn_scan_int(&r->scan, 1, r->to->problem.n_places, &node))
            return evn_build_refuse(r, "allowed client");
        if (stop_of(r, node - 1) != NULL)
            stop_of(r, node - 1)->skills |= UINT64_C(1) << v;
    }
    r->to->mixed = true;
    return EVN_OK;
}

static const struct section sections[] = {
    {"NODE_COORD_SECTION", false, row_coord},
    {"DEMAND_SECTION", false, row_demand},
    {"TIME_WINDOW_SECTION", false, row_window},
    {"SERVICE_TIME_SECTION", false, row_service},
    {"RELEASE_TIME_SECTION", false, row_release},
    {"PRIZE_SECTION", false, row_prize},
    {"CAPACITY_SECTION", true, row_capacity},
    {"VEHICLES_FIXED_COST_SECTION", true, row_fixed},
    {"VEHICLES_UNIT_DISTANCE_COST_SECTION", true, row_unit},
    {"VEHICLES_DEPOT_SECTION", true, row_depot},
    {"VEHICLES_RELOAD_DEPOT_SECTION", true, row_reload},
    {"VEHICLES_ALLOWED_CLIENTS_SECTION", true, row_allowed},
};

static evn_err read_rows(struct evn_route_reader *r, const struct section *section)
{
    const struct evn_route_problem *p = &r->to->problem;
    int64_t n = section->by_vehicle ? p->n_vehicles : p->n_places;
    for (int64_t i = 0; i < n; i++) {
        int64_t id;
        if (!evn_scan_int(&r->scan, i + 1, i + 1, &id))
            return evn_build_refuse(r, "row number, one row for each in order");
        evn_err err = section->row(r, i);
        if (err != EVN_OK)
            return err;
    }
    return EVN_OK;
}

/* Turn the vehicle sets in the skills into one bit per different set: a stop needs its set's
 * bit, and the vehicles of that set have it. */
static evn_err settle_skills(struct evn_route_reader *r)
{
    const struct evn_route_problem *p = &r->to->problem;
    uint64_t sets[SKILLS_MAX];
    uint32_t n_sets = 0;
    for (uint32_t s = 0; s < p->n_stops; s++) {
        uint64_t set = r->to->stops[s].skills;
        uint32_t k = 0;
        while (k < n_sets && sets[k] != set)
            k++;
        if (k == SKILLS_MAX)
            return evn_build_refuse(r, "at most 64 different sets of allowed vehicles");
        if (k == n_sets)
            sets[n_sets++] = set;
        r->to->stops[s].skills = UINT64_C(1) << k;
    }
    for (uint32_t v = 0; v < p->n_vehicles && v < SKILLS_MAX; v++)
        for (uint32_t k = 0; k < n_sets; k++)
            if ((sets[k] >> v & 1) != 0)
                r->to->vehicles[v].skills |= UINT64_C(1) << k;
    return EVN_OK;
}

/* The depots are the first nodes; how many, the last section tells. Without it: one. */
static int64_t count_depots(struct evn_scan scan)
{
    while (scan.at < scan.end)
        if (is_word(evn_scan_line(&scan), "DEPOT_SECTION")) {
            int64_t n = 0, node;
            while (evn_scan_int(&scan, n + 1, n + 1, &node))
                n++;
            return n;
        }
    return 0;
}

static evn_err open_sections(struct evn_route_reader *r, struct header *h)
{
    bool tenths = strcmp(h->type, "PCVRPTW") == 0 || strcmp(h->type, "MTVRPTWR") == 0 ||
                  strcmp(h->type, "VRPTW") == 0;
    evn_build_legs(r, strcmp(h->type, "CVRP") == 0 ? EVN_ROUTE_LEGS_ROUND
                      : tenths                     ? EVN_ROUTE_LEGS_DIMACS
                                                   : EVN_ROUTE_LEGS_EXACT);
    h->opened = true;
    h->n_depots = count_depots(r->scan);
    if (h->n_depots == 0)
        h->n_depots = 1;
    return evn_build_open(r, h->n_depots, h->dimension - h->n_depots, h->n_vehicles);
}

/* KEY : VALUE; times are taken in the file's unit and scaled at the end. */
static evn_err read_header(struct evn_route_reader *r, struct header *h, struct evn_bytes key)
{
    struct evn_scan *s = &r->scan;
    int64_t number = 0;
    if (key.len > 0 && key.at[key.len - 1] == ':')
        key.len--;
    else if (!is_word(evn_scan_word(s), ":"))
        return evn_build_refuse(r, "':' or a section's name");
    if (is_word(key, "DIMENSION") || is_word(key, "VEHICLES") || is_word(key, "CAPACITY") ||
        is_word(key, "SERVICE_TIME") || is_word(key, "VEHICLES_MAX_DURATION")) {
        if (!evn_scan_int(s, 0, AMOUNT_MAX, &number))
            return evn_build_refuse(r, "a whole number");
    }
    if (is_word(key, "DIMENSION"))
        h->dimension = number;
    else if (is_word(key, "VEHICLES"))
        h->n_vehicles = number;
    else if (is_word(key, "CAPACITY"))
        h->capacity = number;
    else if (is_word(key, "SERVICE_TIME"))
        h->service_s = (int32_t)number;
    else if (is_word(key, "VEHICLES_MAX_DURATION"))
        h->duration_max_s = (int32_t)number;
    else if (is_word(key, "EDGE_WEIGHT_TYPE") && !is_word(evn_scan_word(s), "EUC_2D"))
        return evn_build_refuse(r, "EUC_2D");
    struct evn_bytes rest = evn_scan_line(s);
    if (is_word(key, "NAME"))
        evn_build_name(r, rest);
    if (is_word(key, "TYPE") && rest.len < sizeof h->type) {
        memcpy(h->type, rest.at, rest.len);
        h->type[rest.len] = '\0';
    }
    return EVN_OK;
}

/* Apply what the header says of all stops and vehicles. A CVRP file names no fleet: one a stop. */
static evn_err settle(struct evn_route_reader *r, const struct header *h)
{
    struct evn_route_instance *to = r->to;
    if (to->problem.n_vehicles == 0) {
        evn_err err = evn_build_vehicles(r, to->problem.n_stops);
        if (err != EVN_OK)
            return err;
    }
    int64_t service = (int64_t)h->service_s * r->scale,
            most = (int64_t)h->duration_max_s * r->scale;
    if (service > EVN_ROUTE_TIME_MAX || most > EVN_ROUTE_TIME_MAX)
        return evn_build_refuse(r, "shorter times");
    for (uint32_t v = 0; v < to->problem.n_vehicles; v++) {
        if (h->capacity > 0)
            to->vehicles[v].capacity[0] = h->capacity;
        if (most > 0)
            to->vehicles[v].duration_max_s = (int32_t)most;
    }
    for (uint32_t s = 0; s < to->problem.n_stops && service > 0; s++)
        to->stops[s].service_s = (int32_t)service;
    return EVN_OK;
}

static evn_err read_section(struct evn_route_reader *r, struct header *h, struct evn_bytes word)
{
    for (size_t i = 0; i < sizeof sections / sizeof sections[0]; i++) {
        if (!is_word(word, sections[i].name))
            continue;
        evn_err err = h->opened ? EVN_OK : open_sections(r, h);
        if (err == EVN_OK)
            err = read_rows(r, &sections[i]);
        if (err == EVN_OK && sections[i].row == row_allowed)
            err = settle_skills(r);
        return err;
    }
    return read_header(r, h, word);
}

evn_err evn_route_read_vrplib(struct evn_route_reader *r)
{
    struct header h = {.type = ""};
    while (!evn_scan_done(&r->scan)) {
        struct evn_bytes word = evn_scan_word(&r->scan);
        if (is_word(word, "EOF"))
            break;
        if (is_word(word, "DEPOT_SECTION")) {
            double node;
            while (evn_scan_real(&r->scan, &node))
                ;
            continue;
        }
        evn_err err = read_section(r, &h, word);
        if (err != EVN_OK)
            return err;
    }
    if (!h.opened)
        return evn_build_refuse(r, "NODE_COORD_SECTION");
    evn_err err = settle(r, &h);
    if (err == EVN_OK && strcmp(h.type, "HFVRP") == 0)
        r->to->cost_unit *= 100;
    return err == EVN_OK ? evn_build_close(r) : err;
}

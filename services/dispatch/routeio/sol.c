#include "services/dispatch/routeio/sol.h"

#include "services/dispatch/routeio/scan.h"

#include <stdio.h>

static evn_err add_text(struct evn_buf *out, const char *format, double number)
{
    char text[64];
    int n = snprintf(text, sizeof text, format, number);
    return evn_buf_add(out, evn_bytes_of(text, (size_t)n));
}

evn_err evn_route_sol_write(const struct evn_route_instance *in, const struct evn_route_plan *plan,
                            struct evn_buf *out)
{
    evn_err err = EVN_OK;
    for (uint32_t r = 0; err == EVN_OK && r < plan->n_runs; r++) {
        const struct evn_route_run *run = &plan->runs[r];
        uint32_t number = in->mixed ? (uint32_t)run->vehicle + 1 : r + 1;
        err = add_text(out, "Route #%.0f:", number);
        for (uint32_t i = run->first; err == EVN_OK && i < run->first + run->n; i++) {
            int32_t ref = plan->visits[i].ref;
            if (ref >= 0)
                err = add_text(out, " %.0f", ref + 1);
            else if (EVN_ROUTE_IS_RELOAD(ref))
                err = evn_buf_add(out, evn_bytes_text(" |"));
        }
        if (err == EVN_OK)
            err = evn_buf_add(out, evn_bytes_text("\n"));
    }
    double cost = (double)plan->score.cost / in->cost_unit;
    return err == EVN_OK ? add_text(out, "Cost %.10g\n", cost) : err;
}

static bool is_word(struct evn_bytes word, const char *text)
{
    return evn_bytes_equal(word, evn_bytes_text(text));
}

/* #k: as the index of a vehicle. */
static bool read_number(const struct evn_route_instance *in, struct evn_bytes word,
                        const struct evn_route_plan *plan, int32_t *vehicle)
{
    if (word.len < 3 || word.at[0] != '#' || word.at[word.len - 1] != ':')
        return false;
    struct evn_scan number = evn_scan_of(evn_bytes_of(word.at + 1, word.len - 2));
    int64_t k;
    if (!evn_scan_int(&number, 1, INT32_MAX, &k))
        return false;
    k = in->mixed ? k - 1 : plan->n_runs;
    *vehicle = (int32_t)k;
    return k < in->problem.n_vehicles && plan->n_runs < plan->runs_max;
}

static evn_err read_calls(const struct evn_route_instance *in, struct evn_scan *scan,
                          struct evn_route_plan *plan, struct evn_refusal *refusal)
{
    struct evn_route_run *run = &plan->runs[plan->n_runs];
    uint64_t reloads = in->problem.vehicles[run->vehicle].reload_depots;
    run->first = plan->n_visits;
    while (!evn_scan_line_done(scan)) {
        int64_t stop;
        int32_t ref;
        if (evn_scan_int(scan, 1, in->problem.n_stops, &stop))
            ref = (int32_t)stop - 1;
        else if (is_word(evn_scan_word(scan), "|") && reloads != 0)
            ref = EVN_ROUTE_RELOAD((int32_t)__builtin_ctzll(reloads));
        else
            return evn_scan_refuse(scan, "customer", refusal);
        if (plan->n_visits == plan->visits_max)
            return evn_scan_refuse(scan, "fewer calls", refusal);
        plan->visits[plan->n_visits++] = (struct evn_route_visit){.ref = ref};
    }
    run->n = plan->n_visits - run->first;
    plan->n_runs++;
    return EVN_OK;
}

evn_err evn_route_sol_read(const struct evn_route_instance *in, struct evn_bytes text,
                           struct evn_route_plan *plan, double *cost, struct evn_refusal *refusal)
{
    struct evn_scan scan = evn_scan_of(text);
    plan->n_visits = plan->n_runs = plan->n_unserved = 0;
    *cost = -1;
    while (!evn_scan_done(&scan)) {
        struct evn_bytes word = evn_scan_word(&scan);
        if (is_word(word, "Cost") || is_word(word, "cost")) {
            if (!evn_scan_real(&scan, cost))
                return evn_scan_refuse(&scan, "cost", refusal);
            continue;
        }
        if (!is_word(word, "Route"))
            return evn_scan_refuse(&scan, "Route or Cost", refusal);
        int32_t vehicle;
        if (!read_number(in, evn_scan_word(&scan), plan, &vehicle))
            return evn_scan_refuse(&scan, "#number of a vehicle:", refusal);
        plan->runs[plan->n_runs] = (struct evn_route_run){.vehicle = vehicle};
        evn_err err = read_calls(in, &scan, plan, refusal);
        if (err != EVN_OK)
            return err;
    }
    return EVN_OK;
}

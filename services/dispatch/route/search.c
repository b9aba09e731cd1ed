#include "services/dispatch/route/search.h"

#include "services/dispatch/route/ruin.h"

enum {
    ASK_EVERY = 16,
    EMPTY_EVERY = 128, /* steps at a long run, one that takes it apart */
    EMPTY_MAX = 50
};

#define HOT           1.5    /* first temperature, in mean legs */
#define LN_COOLING    (-5.5) /* the last one is that power of e of the first */
#define PRESSURE_STEP 1.02
#define PRESSURE_MAX  100.0

static size_t n_best(const struct evn_route_problem *p)
{
    size_t n = (size_t)p->n_stops + 2 * (size_t)p->n_vehicles + 1;
    for (uint32_t v = 0; v < p->n_vehicles; v++)
        n += (size_t)p->vehicles[v].trips_max;
    return n;
}

size_t evn_route_search_size(const struct evn_route_problem *p)
{
    return (n_best(p) + p->n_stops) * sizeof(int32_t) + evn_route_model_size(p) +
           evn_route_tour_size(p) + evn_route_recreate_size(p) + 1024;
}

evn_err evn_route_search_init(struct evn_route_search *s, const struct evn_route_problem *p,
                              const struct evn_route_options *options, bool lists,
                              struct evn_arena *arena)
{
    *s = (struct evn_route_search){
        .rng = evn_rng_of(options->seed), .options = options, .ask_every = ASK_EVERY};
    s->best = evn_arena_array(arena, n_best(p), sizeof s->best[0]);
    s->missed = evn_arena_array(arena, p->n_stops, sizeof s->missed[0]);
    if (s->best == NULL || s->missed == NULL)
        return EVN_E_LIMIT;
    evn_err err = evn_route_model_init(&s->model, p, lists, arena);
    if (err == EVN_OK)
        err = evn_route_tour_init(&s->tour, &s->model, arena);
    if (err == EVN_OK)
        err = evn_route_recreate_init(&s->recreate, &s->model, arena);
    return err;
}

void evn_route_search_keep(struct evn_route_search *s)
{
    const struct evn_route_model *m = &s->model;
    int32_t n = 0;
    for (int32_t v = 0; v < m->n_vehicles; v++) {
        int32_t end = evn_route_end(m, v);
        for (int32_t at = s->tour.calls[s->tour.runs[v].last_locked].next; at != end;
             at = s->tour.calls[at].next)
            s->best[n++] =
                at < m->n_stops ? at : EVN_ROUTE_RELOAD(s->tour.trips[at - m->n_stops].depot) - 1;
        s->best[n++] = EVN_ROUTE_NONE;
    }
    s->best_score = evn_route_tour_score(&s->tour);
    if (s->options->better != NULL)
        s->options->better(s->options->ctx, &s->best_score);
}

void evn_route_search_restore(struct evn_route_search *s)
{
    const struct evn_route_model *m = &s->model;
    for (int32_t v = 0; v < m->n_vehicles; v++)
        evn_route_ruin_run(&s->tour, v);
    const int32_t *next = s->best;
    for (int32_t v = 0; v < m->n_vehicles; v++) {
        int32_t at = s->tour.runs[v].last_locked;
        for (; *next != EVN_ROUTE_NONE; next++) {
            if (*next >= 0)
                evn_route_tour_link(&s->tour, *next, at);
            else
                evn_route_tour_reload(&s->tour, EVN_ROUTE_RELOAD_DEPOT(*next + 1), at);
            at = s->tour.calls[at].next;
        }
        next++;
        bool ok = evn_route_tour_refresh(&s->tour, v);
        EVN_ASSERT(ok || s->tour.runs[v].n_free == 0);
    }
    evn_route_tour_mark(&s->tour);
}

void evn_route_search_heat(struct evn_route_search *s)
{
    const struct evn_route_tour *t = &s->tour;
    double legs = s->model.n_stops - t->n_absent + t->n_used;
    double travel = 0;
    for (int32_t v = 0; v < s->model.n_vehicles; v++)
        if (t->runs[v].n_stops > 0)
            travel += (double)(t->runs[v].cost - s->model.p->vehicles[v].fixed_cost);
    double leg = legs > 0 ? travel / legs : 1;
    s->hot = HOT * (leg > 1 ? leg : 1);
}

bool evn_route_search_goes_on(struct evn_route_search *s)
{
    const struct evn_route_options *o = s->options;
    if (s->done == o->iterations_max)
        return false;
    if (s->done % s->ask_every == 0) {
        s->share = (double)s->done / (double)o->iterations_max;
        if (o->go_on != NULL && !o->go_on(o->ctx, &s->share))
            return false;
    }
    s->done++;
    return true;
}

/* Long runs between windows: a plan can need one run less and no string reaches that far. */
static bool empties(struct evn_route_search *s, int32_t v)
{
    int32_t n = v != EVN_ROUTE_NONE && s->model.windows ? s->tour.runs[v].n_free : 0;
    return n > EVN_ROUTE_RUIN_USUAL.string_max && n <= EMPTY_MAX &&
           evn_rng_below(&s->rng, EMPTY_EVERY) == 0;
}

void evn_route_search_shake(struct evn_route_search *s)
{
    struct evn_route_ruin how = EVN_ROUTE_RUIN_USUAL;
    int32_t seed = (int32_t)evn_rng_below(&s->rng, (uint32_t)s->model.n_stops);
    const int32_t *close = s->model.close + (size_t)seed * (size_t)s->model.n_close;
    int32_t v = s->tour.calls[seed].vehicle;
    if (empties(s, v))
        evn_route_ruin_run(&s->tour, v);
    else
        evn_route_ruin(&s->tour, &how, seed, close, s->model.n_close, &s->rng);
    evn_route_recreate(&s->recreate, &s->tour, seed, &s->rng);
}

/* ln(u) for u = (k + 1) / 2^32 by the series of atanh on the mantissa: the same bits on every
 * machine, whatever its C library. */
static double ln_of(uint32_t k)
{
    uint64_t x = (uint64_t)k + 1;
    int bits = 63 - __builtin_clzll(x);
    double mantissa = (double)x / (double)(UINT64_C(1) << bits);
    double y = (mantissa - 1) / (mantissa + 1), y2 = y * y;
    double ln = 2 * y * (1 + y2 * (1.0 / 3 + y2 * (1.0 / 5 + y2 * (1.0 / 7 + y2 / 9))));
    return ln + (bits - 32) * 0.69314718055994531;
}

/* e to the power x by halving x until a short series is exact enough, then squaring. */
static double exp_of(double x)
{
    int halvings = 0;
    while (x < -0.01 || x > 0.01) {
        x /= 2;
        halvings++;
    }
    double e = 1 + x * (1 + x / 2 * (1 + x / 3 * (1 + x / 4)));
    while (halvings-- > 0)
        e *= e;
    return e;
}

double evn_route_search_slack(struct evn_route_search *s, double temperature)
{
    return -temperature * ln_of((uint32_t)(evn_rng_next(&s->rng) >> 32));
}

/* What stays out grows dearer, so that the walk does not settle for a cheap plan without it. */
static void press(struct evn_route_search *s)
{
    struct evn_route_tour *t = &s->tour;
    bool out = t->unserved[1] > 0 || t->unserved[2] > 0 || t->unserved[3] > 0;
    double pressure = out ? t->pressure * PRESSURE_STEP : t->pressure / PRESSURE_STEP;
    if (pressure < 1 || pressure > PRESSURE_MAX)
        return;
    t->pressure = pressure;
    s->energy = evn_route_tour_energy(t);
}

static void step(struct evn_route_search *s, double temperature)
{
    struct evn_route_tour *t = &s->tour;
    evn_route_search_shake(s);
    double energy = evn_route_tour_energy(t);
    if (energy >= s->energy + evn_route_search_slack(s, temperature)) {
        evn_route_tour_undo(t);
        return;
    }
    evn_route_tour_mark(t);
    s->energy = energy;
    struct evn_route_score score = evn_route_tour_score(t);
    if (evn_route_score_compare(s->model.p, &score, &s->best_score) < 0)
        evn_route_search_keep(s);
}

void evn_route_search_walk(struct evn_route_search *s, double from)
{
    double temperature = s->hot;
    s->energy = evn_route_tour_energy(&s->tour);
    while (evn_route_search_goes_on(s)) {
        if (s->done % ASK_EVERY == 1) {
            double share = from < 1 ? (s->share - from) / (1 - from) : 1;
            press(s);
            temperature = s->hot * exp_of(LN_COOLING * (share < 1 ? share : 1));
        }
        step(s, temperature);
    }
}

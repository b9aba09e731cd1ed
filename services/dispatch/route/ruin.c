#include "services/dispatch/route/ruin.h"

enum { SPLIT_SHARE = 50, SPLIT_MORE = 1 }; /* per cent */
enum { WHOLE_EVERY = 8 };                  /* ruins, one that the mean run does not bound */

static int32_t between(struct evn_rng *rng, int32_t lo, int32_t hi)
{
    return hi <= lo ? lo : lo + (int32_t)evn_rng_below(rng, (uint32_t)(hi - lo + 1));
}

/* The free stops of a run in order; *at becomes the index of `stop`. */
static int32_t list_free(struct evn_route_tour *t, int32_t v, int32_t stop, int32_t *at)
{
    int32_t n = 0, end = evn_route_end(t->m, v);
    for (int32_t node = t->calls[t->runs[v].last_locked].next; node != end;
         node = t->calls[node].next) {
        if (node >= t->m->n_stops)
            continue;
        if (node == stop)
            *at = n;
        t->ordered[n++] = node;
    }
    return n;
}

/* Remove `length` stops in a row around `stop`; a split string keeps some inside it. */
static void remove_string(struct evn_route_tour *t, int32_t stop, int32_t length,
                          struct evn_rng *rng)
{
    int32_t at = 0, v = t->calls[stop].vehicle;
    int32_t n = list_free(t, v, stop, &at);
    int32_t kept = 0;
    if (length > 1 && length < n && evn_rng_below(rng, 100) < SPLIT_SHARE) {
        kept = 1;
        while (length + kept < n && evn_rng_below(rng, 100) < SPLIT_MORE)
            kept++;
    }
    int32_t span = length + kept;
    int32_t lo = at - span + 1 > 0 ? at - span + 1 : 0;
    int32_t hi = at + span <= n ? at : n - span;
    int32_t first = between(rng, lo, hi);
    int32_t skip = kept > 0 ? first + between(rng, 1, length - 1) : first;
    for (int32_t i = first; i < first + span; i++)
        if (kept == 0 || i < skip || i >= skip + kept)
            evn_route_tour_remove(t, t->ordered[i]);
}

void evn_route_ruin_run(struct evn_route_tour *t, int32_t v)
{
    int32_t unused = 0;
    int32_t n = list_free(t, v, EVN_ROUTE_NONE, &unused);
    for (int32_t i = 0; i < n; i++)
        evn_route_tour_remove(t, t->ordered[i]);
    evn_route_tour_tidy(t, v);
    evn_route_tour_refresh(t, v);
}

/* May a string start at this stop: it is in a run that was not touched yet, and may move. */
static bool may_seed(const struct evn_route_tour *t, int32_t stop)
{
    int32_t v = t->calls[stop].vehicle;
    if (v == EVN_ROUTE_NONE || t->runs[v].saved || t->calls[stop].locked)
        return false;
    return stop != t->runs[v].last_locked;
}

void evn_route_ruin(struct evn_route_tour *t, const struct evn_route_ruin *how, int32_t seed,
                    const int32_t *close, int32_t n, struct evn_rng *rng)
{
    const struct evn_route_model *m = t->m;
    int32_t n_served = m->n_stops - t->n_absent;
    int32_t mean_run = t->n_used > 0 ? n_served / t->n_used : 1;
    int32_t longest = mean_run < how->string_max ? mean_run : how->string_max;
    /* A run longer than the mean would never be emptied. */
    if (evn_rng_below(rng, WHOLE_EVERY) == 0)
        longest = how->string_max;
    longest = longest < 1 ? 1 : longest;
    /* In 1024ths: 1 to 4 mean / (1 + longest), evenly, so that mean_removed is the mean. */
    int32_t most = 4 * 1024 * how->mean_removed / (1 + longest);
    int32_t n_strings = between(rng, 1024, most < 1024 ? 1024 : most - 1) / 1024;
    for (int32_t i = -1; i < n && n_strings > 0; i++) {
        int32_t stop = i < 0 ? seed : close[i];
        if (!may_seed(t, stop))
            continue;
        int32_t n_free = t->runs[t->calls[stop].vehicle].n_free;
        remove_string(t, stop, between(rng, 1, n_free < longest ? n_free : longest), rng);
        n_strings--;
    }
    for (int32_t i = 0; i < t->n_saved_runs; i++) {
        int32_t v = t->saved_runs[i].vehicle;
        evn_route_tour_tidy(t, v);
        if (!evn_route_tour_refresh(t, v))
            evn_route_ruin_run(t, v);
    }
}

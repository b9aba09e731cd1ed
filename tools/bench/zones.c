/* zones - the clock of high-risk areas over a year of a city of 25 million. Prints JSON.
 *
 * Made up: a building for every 100 people; each has up to three outbreaks of up to nine days with
 * somebody newly found, in waves that move through the year; one report in four comes twice, and
 * all of them come shuffled. Making them is not timed. */
#include "common/base/rng.h"
#include "services/registry/core/episodes.h"
#include "tools/bench/bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { PEOPLE = 25000000, PEOPLE_PER_PLACE = 100, DAYS = 365, QUIET = 5, REPORTS_MAX = 40000000 };

struct reports {
    struct evn_place_day *at;
    size_t n, cap;
};

static void add(struct reports *r, uint32_t place, int32_t day)
{
    if (r->n == r->cap) {
        r->cap = r->cap > 0 ? r->cap * 2 : 1 << 20;
        evn_bench_must(r->cap <= REPORTS_MAX, "too many reports");
        r->at = realloc(r->at, r->cap * sizeof *r->at);
        evn_bench_must(r->at != NULL, "no memory");
    }
    r->at[r->n++] = (struct evn_place_day){place, {day}};
}

static void make(struct reports *r, uint32_t n_places)
{
    struct evn_rng rng = evn_rng_of(25000000);
    for (uint32_t place = 0; place < n_places; place++)
        for (uint32_t k = evn_rng_below(&rng, 4); k > 0; k--) {
            int32_t day = (int32_t)evn_rng_below(&rng, DAYS);
            for (uint32_t n = 1 + evn_rng_below(&rng, 9); n > 0 && day < DAYS; n--) {
                for (uint32_t twice = evn_rng_below(&rng, 4) == 0 ? 2 : 1; twice > 0; twice--)
                    add(r, place, day);
                day += 1 + (int32_t)evn_rng_below(&rng, 4);
            }
        }
    for (size_t i = r->n; i > 1; i--) {
        size_t k = evn_rng_below(&rng, (uint32_t)i);
        struct evn_place_day t = r->at[i - 1];
        r->at[i - 1] = r->at[k];
        r->at[k] = t;
    }
}

int evn_bench_zones(int argc, char **argv)
{
    uint64_t people = PEOPLE;
    const struct evn_bench_option options[] = {{"people", .number = &people}, {0}};
    evn_bench_options(argc, argv, options);
    evn_bench_must(people > 0 && people <= 4 * (uint64_t)PEOPLE, "--people up to 100000000");
    uint32_t n_places = (uint32_t)(people / PEOPLE_PER_PLACE) + 1;
    struct reports r = {0};
    make(&r, n_places);
    struct evn_place_day *spare = calloc(r.n + 1, sizeof *spare);
    evn_bench_must(spare != NULL, "no memory");
    const struct evn_quiet_rule rule = {.from = EVN_DAY_NONE, .until = EVN_DAY_NONE, .days = QUIET};
    struct evn_episodes walk = {
        .at = r.at, .n = r.n, .until = {DAYS}, .rules = &rule, .n_rules = 1};
    struct evn_place_episode e;
    int64_t episodes = 0, days = 0, begun = evn_bench_now_us();
    evn_place_days_sort(r.at, spare, r.n);
    int64_t sorted = evn_bench_now_us();
    while (evn_episodes_next(&walk, &e)) {
        episodes++;
        days += e.episode.n_days;
    }
    int64_t done = evn_bench_now_us();
    printf("{\"bench\":\"zones\",\"people\":%" PRIu64 ",\"places\":%" PRIu32
           ",\"days\":%d,\"reports\":%zu,\"place_days\":%" PRId64 ",\"episodes\":%" PRId64
           ",\"order_s\":%.3f,\"clock_s\":%.3f,\"reports_per_s\":%.0f}\n",
           people, n_places, DAYS, r.n, days, episodes, (double)(sorted - begun) / 1e6,
           (double)(done - sorted) / 1e6, (double)r.n * 1e6 / (double)(done - begun + 1));
    free(spare);
    free(r.at);
    return 0;
}

/* alloc - how fast the allocation engine shares many items. Prints one JSON object a line.
 *
 * Every item is a fresh synthetic problem: needs of 50 to 5,000 units a day, random stock at
 * home, key-person floors at a quarter of the communities, stock for about half of all claims;
 * with several warehouses most communities reach one or
 * two neighbours, a few a random set, and stock is uneven, so that the map falls into parts. Making
 * the problem is timed apart. Threads take items in turn; the engine itself knows no thread. */
#include "services/dispatch/alloc/alloc.h"
#include "common/base/env.h"
#include "common/base/rng.h"
#include "tools/bench/bench.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

struct job {
    size_t n_communities, n_warehouses, n_items;
    atomic_size_t next;
    atomic_int_least64_t made_us, solved_us, worst_us;
    atomic_int_least64_t packs, regions;
};

static int64_t now_us(void)
{
    const struct evn_env *env = evn_env_real();
    return env->mono_us(env->self);
}

/* One community of a synthetic item; what does not depend on the item comes from its number. */
static void make_community(struct evn_rng *rng, const struct job *job, size_t i,
                           struct evn_alloc_community *c)
{
    const uint64_t all = (UINT64_C(1) << job->n_warehouses) - 1;
    const uint64_t fixed = evn_mix64(i + 1);
    *c = (struct evn_alloc_community){
        .id = i + 1, .target_days = 7, .rank = fixed % 20 == 0 ? 0 : 1};
    for (uint64_t k = 0; k < 1 + (fixed >> 8) % 2; k++) /* its district's warehouse, and the next */
        c->reach |= UINT64_C(1) << (fixed + k) % job->n_warehouses;
    if ((fixed >> 16) % 8 == 0) /* a few reach a random set */
        c->reach |= fixed >> 20 & all;
    c->need_milli = 50000 + evn_rng_below(rng, 4950000);
    c->on_hand = evn_rng_below(rng, (uint32_t)(c->need_milli / 300));
    if (evn_rng_below(rng, 4) == 0) {
        c->floor[0] = c->need_milli / 20000;
        c->floor[1] = c->need_milli / 5000;
    }
    c->carried_micro = (int64_t)evn_rng_below(rng, 2000000) - 1000000;
    c->served_round = evn_rng_below(rng, 3);
}

static void make_item(size_t item, const struct job *job, struct evn_alloc_problem *p,
                      struct evn_alloc_community *communities, int64_t *stock)
{
    struct evn_rng rng = evn_rng_of(item + 1);
    int64_t claims = 0;
    for (size_t i = 0; i < job->n_communities; i++) {
        make_community(&rng, job, i, &communities[i]);
        claims += evn_alloc_claim(&communities[i]);
    }
    for (size_t w = 0; w < job->n_warehouses; w++)
        stock[w] = claims / (int64_t)job->n_warehouses * (5 + evn_rng_below(&rng, 91)) / 100;
    *p = (struct evn_alloc_problem){.pack = 1 + evn_rng_below(&rng, 48),
                                    .stock = stock,
                                    .n_warehouses = job->n_warehouses,
                                    .communities = communities,
                                    .n_communities = job->n_communities};
}

static void raise_to(atomic_int_least64_t *at, int64_t value)
{
    int64_t seen = atomic_load(at);
    while (seen < value && !atomic_compare_exchange_weak(at, &seen, value))
        continue;
}

static void *work(void *arg)
{
    struct job *job = arg;
    struct evn_arena arena;
    int64_t stock[EVN_ALLOC_WAREHOUSES_MAX];
    struct evn_alloc_community *communities = calloc(job->n_communities, sizeof *communities);
    evn_err err =
        evn_arena_init(&arena, evn_alloc_arena_bytes(job->n_communities, job->n_warehouses));
    if (communities == NULL || err != EVN_OK)
        abort();
    for (size_t item; (item = atomic_fetch_add(&job->next, 1)) < job->n_items;) {
        struct evn_alloc_problem problem;
        struct evn_alloc_result out;
        const int64_t start = now_us();
        make_item(item, job, &problem, communities, stock);
        const int64_t made = now_us();
        evn_arena_reset(&arena);
        if (evn_alloc_solve(&problem, &arena, &out) != EVN_OK)
            abort();
        const int64_t took = now_us() - made;
        atomic_fetch_add(&job->made_us, made - start);
        atomic_fetch_add(&job->solved_us, took);
        raise_to(&job->worst_us, took);
        int64_t packs = 0;
        for (size_t k = 0; k < out.n_lines; k++)
            packs += out.lines[k].packs;
        atomic_fetch_add(&job->packs, packs);
        atomic_fetch_add(&job->regions, (int64_t)out.n_regions);
    }
    evn_arena_fini(&arena);
    free(communities);
    return NULL;
}

static void run(size_t n_communities, size_t n_items, size_t n_warehouses, unsigned n_threads)
{
    struct job job = {
        .n_communities = n_communities, .n_warehouses = n_warehouses, .n_items = n_items};
    pthread_t threads[8];
    const int64_t start = now_us();
    for (unsigned i = 0; i < n_threads; i++)
        if (pthread_create(&threads[i], NULL, work, &job) != 0)
            abort();
    for (unsigned i = 0; i < n_threads; i++)
        pthread_join(threads[i], NULL);
    const double wall = (double)(now_us() - start) / 1e6;
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    printf("{\"bench\":\"alloc\",\"communities\":%zu,\"items\":%zu,\"tiers\":3,\"warehouses\":%zu,"
           "\"threads\":%u,\"wall_s\":%.2f,\"cpu_making_s\":%.2f,\"cpu_solving_s\":%.2f,"
           "\"item_mean_ms\":%.2f,\"item_worst_ms\":%.2f,\"packs\":%" PRId64 ",\"regions\":%" PRId64
           ",\"peak_rss_mb\":%ld}\n",
           n_communities, n_items, n_warehouses, n_threads, wall, (double)job.made_us / 1e6,
           (double)job.solved_us / 1e6, (double)job.solved_us / 1e3 / (double)n_items,
           (double)job.worst_us / 1e3, (int64_t)job.packs, (int64_t)job.regions,
           use.ru_maxrss / 1024);
    fflush(stdout);
}

int evn_bench_alloc(int argc, char **argv)
{
    const size_t n_items = argc > 1 ? strtoul(argv[1], NULL, 10) : 1000;
    const size_t n_communities = argc > 2 ? strtoul(argv[2], NULL, 10) : 10000;
    if (argc > 3 || n_items == 0 || n_communities == 0 ||
        n_communities > EVN_ALLOC_COMMUNITIES_MAX) {
        fprintf(stderr, "usage: evn-bench alloc [ITEMS [COMMUNITIES]]\n");
        return 64;
    }
    static const size_t n_warehouses[] = {1, 10};
    for (size_t k = 0; k < 2; k++)
        run(n_communities, n_items, n_warehouses[k], 2);
    for (size_t k = 0; k < 2; k++) /* one item after a stock change: its mean and worst time */
        run(n_communities, n_items / 10 + 1, n_warehouses[k], 1);
    return 0;
}

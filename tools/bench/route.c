/* Plans for public instances against the best known values. A gap means something only within one
 * convention of counting, so every line and every mean names its own (data/vrp/README.md). */
#include "services/dispatch/routecheck/check.h"
#include "services/dispatch/routeio/instance.h"
#include "services/dispatch/routerun/run.h"
#include "tools/bench/bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FILE_MAX = 16 << 20, GROUPS_MAX = 64, LINE_MAX_LEN = 1024 };

/* One line of best_known.tsv. */
struct row {
    char set[64], instance[64], file[256], objective[80];
    double best;
    int vehicles; /* of the best known plan; 0: not told */
};

/* The instances of one set counted in one way. */
struct group {
    char set[64], objective[80];
    double sum, worst;
    int n, n_broken, n_partial, more_vehicles;
};

struct args {
    const char *data, *only;
    struct evn_route_budget budget;
    bool json;
};

static double scale_of(const char *objective)
{
    bool tenths = strstr(objective, "_x10") != NULL || strstr(objective, "prizes") != NULL;
    return tenths && strstr(objective, "_x1000") == NULL ? 10 : 1;
}

static bool vehicles_first(const char *objective)
{
    return strncmp(objective, "hier", 4) == 0;
}

static void read_instance(const struct args *a, const struct row *row,
                          struct evn_route_instance *in)
{
    char path[600];
    struct evn_refusal why;
    snprintf(path, sizeof path, "%s/%s", a->data, row->file);
    FILE *f = fopen(path, "rb");
    evn_bench_must(f != NULL, path);
    uint8_t *text = malloc(FILE_MAX);
    evn_bench_must(text != NULL, "memory");
    size_t len = fread(text, 1, FILE_MAX, f);
    fclose(f);
    enum evn_route_legs legs =
        vehicles_first(row->objective) ? EVN_ROUTE_LEGS_EXACT : EVN_ROUTE_LEGS_AUTO;
    evn_bench_need(evn_route_read(evn_bytes_of(text, len), legs, in, &why), path);
    in->problem.vehicles_first = vehicles_first(row->objective);
    free(text);
}

static size_t n_faults_of(const struct evn_route_problem *p, const struct evn_route_plan *plan)
{
    struct evn_route_violation first;
    struct evn_arena arena;
    evn_bench_need(evn_arena_init(&arena, evn_route_check_memory(p)), "memory");
    size_t n = evn_route_check(p, plan, &arena, &first, 1);
    evn_arena_fini(&arena);
    return n;
}

static void print_row(const struct args *a, const struct row *row, double cost,
                      const struct evn_route_plan *plan, size_t n_faults, double cpu_s)
{
    double gap = 100 * (cost - row->best) / row->best;
    printf(a->json ? "{\"set\":\"%s\",\"instance\":\"%s\",\"convention\":\"%s\",\"cost\":%.3f,"
                     "\"best\":%.3f,\"gap\":%.3f,\"vehicles\":%" PRId64 ",\"vehiclesBest\":%d,"
                     "\"unserved\":%" PRIu32 ",\"faults\":%zu,\"iterations\":%" PRId64
                     ",\"cpuSeconds\":%.2f}\n"
                   : "%-18s %-15s %-34s %12.2f %12.2f %7.3f %% %4" PRId64 " vehicles (%d) %3" PRIu32
                     " out %zu faults %9" PRId64 " steps %.1f s\n",
           row->set, row->instance, row->objective, cost, row->best, gap, plan->score.vehicles,
           row->vehicles, plan->n_unserved, n_faults, plan->iterations, cpu_s);
    fflush(stdout);
}

/* Required stops left out: the cost then says nothing. */
static bool is_partial(const struct evn_route_plan *plan)
{
    bool partial = false;
    for (int t = 0; t < EVN_ROUTE_TIERS; t++)
        partial |= plan->score.unserved[t] > 0;
    return partial;
}

static void bench(const struct args *a, const struct row *row, struct group *group)
{
    struct evn_route_instance in;
    struct evn_route_plan plan;
    read_instance(a, row, &in);
    evn_bench_need(evn_route_plan_init(&plan, &in.problem), "memory");
    int64_t begun_us = evn_bench_process_cpu_us();
    evn_bench_need(evn_route_run(&in.problem, &a->budget, &plan), row->instance);
    double cpu_s = (double)(evn_bench_process_cpu_us() - begun_us) * 1e-6;
    size_t n_faults = n_faults_of(&in.problem, &plan);
    double cost = (double)plan.score.cost / in.cost_unit * scale_of(row->objective);
    double gap = 100 * (cost - row->best) / row->best;
    print_row(a, row, cost, &plan, n_faults, cpu_s);
    group->n++;
    group->n_broken += n_faults > 0;
    group->n_partial += is_partial(&plan);
    group->sum += gap;
    group->worst = group->n == 1 || gap > group->worst ? gap : group->worst;
    if (in.problem.vehicles_first)
        group->more_vehicles += (int)plan.score.vehicles - row->vehicles;
    evn_route_plan_fini(&plan);
    evn_route_instance_fini(&in);
}

static void print_group(const struct args *a, const struct group *g)
{
    char budget[64];
    if (a->budget.iterations > 0)
        snprintf(budget, sizeof budget, "%" PRId64 " steps", a->budget.iterations);
    else
        snprintf(budget, sizeof budget, "%g s", a->budget.seconds);
    printf(a->json ? "{\"set\":\"%s\",\"convention\":\"%s\",\"instances\":%d,\"meanGap\":%.3f,"
                     "\"worstGap\":%.3f,\"partial\":%d,\"broken\":%d,\"moreVehicles\":%d,"
                     "\"budget\":\"%s\",\"threads\":%" PRIu32 ",\"seed\":%" PRIu64 "}\n"
                   : "mean of %-18s %-34s of %d: %.3f %% worst %.3f %%, %d partial, %d broken, "
                     "%+d vehicles; %s, threads %" PRIu32 ", seed %" PRIu64 "\n",
           g->set, g->objective, g->n, g->sum / g->n, g->worst, g->n_partial, g->n_broken,
           g->more_vehicles, budget, a->budget.n_threads, a->budget.seed);
}

/* Whether each of the comma-separated parts of `only` stands in `key`. */
static bool wanted(const char *key, const char *only)
{
    char part[64];
    for (const char *at = only; *at != '\0'; at += strcspn(at, ",")) {
        at += *at == ',';
        snprintf(part, sizeof part, "%.*s", (int)strcspn(at, ","), at);
        if (strstr(key, part) == NULL)
            return false;
    }
    return true;
}

static struct group *group_of(struct group *groups, int *n, const struct row *row)
{
    for (int i = 0; i < *n; i++)
        if (strcmp(groups[i].set, row->set) == 0 &&
            strcmp(groups[i].objective, row->objective) == 0)
            return &groups[i];
    evn_bench_must(*n < GROUPS_MAX, "fewer sets");
    struct group *g = &groups[(*n)++];
    *g = (struct group){0};
    memcpy(g->set, row->set, sizeof g->set);
    memcpy(g->objective, row->objective, sizeof g->objective);
    return g;
}

/* Fields are parted by tabs and may be empty: set, instance, file, customers, depots, objective,
 * best_known, routes, ... */
static bool read_row(char *line, struct row *row)
{
    const char *field[8] = {0};
    for (int i = 0; i < 8; i++)
        if ((field[i] = strsep(&line, "\t\n")) == NULL)
            return false;
    char *end;
    row->best = strtod(field[6], &end);
    row->vehicles = atoi(field[7]);
    snprintf(row->set, sizeof row->set, "%s", field[0]);
    snprintf(row->instance, sizeof row->instance, "%s", field[1]);
    snprintf(row->file, sizeof row->file, "%s", field[2]);
    snprintf(row->objective, sizeof row->objective, "%s", field[5]);
    return end != field[6] && row->best > 0;
}

static void read_args(int argc, char **argv, struct args *a)
{
    const char *seconds = "10";
    uint64_t iterations = 0, n_threads = 1, seed = 1;
    *a = (struct args){.data = ".", .only = ""};
    evn_bench_options(
        argc, argv,
        (struct evn_bench_option[]){{.name = "data", .text = &a->data},
                                    {.name = "only", .text = &a->only},
                                    {.name = "seconds", .text = &seconds},
                                    {.name = "iterations", .number = &iterations},
                                    {.name = "seed", .number = &seed},
                                    {.name = "threads", .number = &n_threads},
                                    {.name = "cpu", .flag = &a->budget.processor_time},
                                    {.name = "json", .flag = &a->json},
                                    {0}});
    a->budget.iterations = (int64_t)iterations;
    a->budget.seconds = iterations > 0 ? 0 : strtod(seconds, NULL);
    a->budget.seed = seed;
    a->budget.n_threads = (uint32_t)n_threads;
    evn_bench_must(n_threads >= 1 && n_threads <= EVN_ROUTE_THREADS_MAX, "threads 1..64");
    evn_bench_must(iterations > 0 || a->budget.seconds > 0, "seconds above 0");
}

int evn_bench_route(int argc, char **argv)
{
    struct args a;
    struct group groups[GROUPS_MAX];
    int n_groups = 0;
    char path[600], line[LINE_MAX_LEN], key[300];
    read_args(argc, argv, &a);
    snprintf(path, sizeof path, "%s/best_known.tsv", a.data);
    FILE *f = fopen(path, "r");
    evn_bench_must(f != NULL, path);
    while (fgets(line, sizeof line, f) != NULL) {
        struct row row;
        if (!read_row(line, &row))
            continue;
        snprintf(key, sizeof key, "%s/%s/%s", row.set, row.instance, row.objective);
        if (wanted(key, a.only))
            bench(&a, &row, group_of(groups, &n_groups, &row));
    }
    fclose(f);
    int n_broken = 0;
    for (int i = 0; i < n_groups; i++) {
        print_group(&a, &groups[i]);
        n_broken += groups[i].n_broken;
    }
    return n_broken > 0 || n_groups == 0;
}

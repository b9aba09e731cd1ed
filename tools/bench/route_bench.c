/* evn-bench-route - how far plans are from the best known ones, in seconds a person would wait. */
#include "services/dispatch/route/solve.h"
#include "services/dispatch/routecheck/check.h"
#include "services/dispatch/routeio/instance.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

struct clock {
    double seconds, begun;
};

/* With --cpu a second is one of this process: comparable on a machine that does other work. */
static clockid_t which_clock = CLOCK_MONOTONIC;

static double now_s(void)
{
    struct timespec t;
    clock_gettime(which_clock, &t);
    return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

static bool go_on(void *ctx, double *share)
{
    struct clock *c = ctx;
    double part = (now_s() - c->begun) / c->seconds;
    *share = part > *share ? part : *share;
    return part < 1;
}

static uint8_t *load(const char *path, size_t *len)
{
    FILE *f = fopen(path, "rb");
    if (f == NULL)
        return NULL;
    uint8_t *at = malloc(1 << 24);
    *len = at != NULL ? fread(at, 1, 1 << 24, f) : 0;
    fclose(f);
    return at;
}

struct row {
    char instance[64], file[256], objective[80];
    double best;
};

struct args {
    const char *data, *set;
    double seconds;
    uint64_t seed;
    int64_t iterations;
    bool json;
};

/* One instance: read, solve, check, print. Returns its gap in per cent, or a negative number. */
static double bench(const struct args *a, const struct row *row)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", a->data, row->file);
    size_t len = 0;
    uint8_t *text = load(path, &len);
    struct evn_route_instance in = {0};
    struct evn_refusal refusal;
    struct evn_route_plan plan = {0};
    struct evn_arena arena = {0};
    double gap = -1;
    bool hier = strncmp(row->objective, "hier", 4) == 0;
    enum evn_route_legs legs = hier ? EVN_ROUTE_LEGS_EXACT : EVN_ROUTE_LEGS_AUTO;
    if (text == NULL || evn_route_read(evn_bytes_of(text, len), legs, &in, &refusal) != EVN_OK) {
        fprintf(stderr, "%s: cannot be read\n", path);
        goto out;
    }
    in.problem.vehicles_first = hier;
    size_t need = evn_route_memory(&in.problem) + evn_route_check_memory(&in.problem);
    if (evn_arena_init(&arena, need) != EVN_OK || evn_route_plan_init(&plan, &in.problem) != EVN_OK)
        goto out;
    struct clock clock = {a->seconds, now_s()};
    struct evn_route_options options = {
        .seed = a->seed, .iterations_max = a->iterations, .go_on = go_on, .ctx = &clock};
    if (evn_route_solve(&in.problem, NULL, &options, &arena, &plan) != EVN_OK)
        goto out;
    struct evn_route_violation v;
    size_t n_faults = evn_route_check(&in.problem, &plan, &arena, &v, 1);
    double cost = (double)plan.score.cost / in.cost_unit;
    if (strstr(row->objective, "_x10") != NULL || strstr(row->objective, "prizes") != NULL)
        cost *= strstr(row->objective, "x1000") != NULL ? 1 : 10;
    gap = 100 * (cost - row->best) / row->best;
    printf(a->json ? "{\"instance\":\"%s\",\"objective\":\"%s\",\"cost\":%.2f,\"best\":%.2f,"
                     "\"gap\":%.3f,\"vehicles\":%" PRId64 ",\"unserved\":%u,\"faults\":%zu,"
                     "\"iterations\":%" PRId64 "}\n"
                   : "%-16s %-34s %12.2f %12.2f %7.3f%% %4" PRId64
                     " veh %3u out %zu faults %8" PRId64 " it\n",
           row->instance, row->objective, cost, row->best, gap, plan.score.vehicles,
           plan.n_unserved, n_faults, plan.iterations);
    fflush(stdout);
    if (n_faults > 0)
        printf("  %s vehicle %d stop %d %" PRId64 " %" PRId64 "\n", evn_route_fault_name(v.fault),
               v.vehicle, v.stop, v.have, v.want);
out:
    evn_route_plan_fini(&plan);
    evn_arena_fini(&arena);
    evn_route_instance_fini(&in);
    free(text);
    return gap;
}

/* Whether each of the comma-separated parts of `only` is in `key`. */
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

int main(int argc, char **argv)
{
    struct args a = {.data = ".", .set = "", .seconds = 1, .seed = 1, .iterations = INT64_MAX};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--cpu") == 0)
            which_clock = CLOCK_PROCESS_CPUTIME_ID;
        else if (strcmp(argv[i], "--json") == 0)
            a.json = true;
        else if (i + 1 == argc)
            return 64;
        else if (strcmp(argv[i], "--data") == 0)
            a.data = argv[++i];
        else if (strcmp(argv[i], "--seconds") == 0)
            a.seconds = atof(argv[++i]);
        else if (strcmp(argv[i], "--iterations") == 0)
            a.iterations = atoll(argv[++i]);
        else if (strcmp(argv[i], "--only") == 0)
            a.set = argv[++i];
        else if (strcmp(argv[i], "--seed") == 0)
            a.seed = strtoull(argv[++i], NULL, 10);
    }
    char path[512], line[1024];
    snprintf(path, sizeof path, "%s/best_known.tsv", a.data);
    FILE *f = fopen(path, "r");
    if (f == NULL) {
        fprintf(stderr, "%s: cannot be opened\n", path);
        return 66;
    }
    double sum = 0, worst = 0;
    int n = 0;
    while (fgets(line, sizeof line, f) != NULL) {
        struct row row;
        char set[64];
        if (sscanf(line, "%63[^\t]\t%63[^\t]\t%255[^\t]\t%*[^\t]\t%*[^\t]\t%79[^\t]\t%lf", set,
                   row.instance, row.file, row.objective, &row.best) != 5)
            continue;
        char key[300];
        snprintf(key, sizeof key, "%s/%s/%s", set, row.instance, row.objective);
        if (!wanted(key, a.set))
            continue;
        double gap = bench(&a, &row);
        sum += gap;
        worst = gap > worst ? gap : worst;
        n++;
    }
    fclose(f);
    if (n > 0)
        printf("mean %.3f%% worst %.3f%% of %d, %g s, seed %" PRIu64 "\n", sum / n, worst, n,
               a.seconds, a.seed);
    return 0;
}

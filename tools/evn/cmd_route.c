#include "services/dispatch/route/validate.h"
#include "services/dispatch/routecheck/check.h"
#include "services/dispatch/routecheck/retime.h"
#include "services/dispatch/routerun/run.h"
#include "tools/evn/command.h"
#include "tools/evn/route_file.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { SECONDS, ITERATIONS, SEED, THREADS, LEGS, FEWEST, OUT };
enum { CHECK_LEGS };
enum { SHOWN_MAX = 1000, USUAL_SECONDS = 10 };

static const struct evn_option solve_options[] = {
    {"seconds", "S", EVN_T_OPT_SECONDS}, {"iterations", "N", EVN_T_OPT_ITERATIONS},
    {"seed", "K", EVN_T_OPT_ROUTE_SEED}, {"threads", "T", EVN_T_OPT_THREADS},
    {"legs", "HOW", EVN_T_OPT_LEGS},     {"fewest-vehicles", NULL, EVN_T_OPT_FEWEST},
    {"o", "FILE", EVN_T_OPT_OUT},        {0}};
static const struct evn_option check_options[] = {{"legs", "HOW", EVN_T_OPT_LEGS}, {0}};

static const struct evn_column faults[] = {{"fault", EVN_T_COL_FAULT, EVN_CELL_TEXT},
                                           {"vehicle", EVN_T_COL_VEHICLE, EVN_CELL_NUMBER},
                                           {"customer", EVN_T_COL_CUSTOMER, EVN_CELL_NUMBER},
                                           {"have", EVN_T_COL_FAULT_IS, EVN_CELL_NUMBER},
                                           {"want", EVN_T_COL_FAULT_LIMIT, EVN_CELL_NUMBER}};

/* A person at a terminal sees the best cost move. */
struct progress {
    const struct evn_route_instance *in;
    struct timespec begun;
    double shown_s;
};

static double since(const struct timespec *begun)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)(now.tv_sec - begun->tv_sec) + 1e-9 * (double)(now.tv_nsec - begun->tv_nsec);
}

static void show_progress(void *ctx, const struct evn_route_score *best)
{
    struct progress *p = ctx;
    double at_s = since(&p->begun);
    if (at_s - p->shown_s < 0.1)
        return;
    p->shown_s = at_s;
    fprintf(stderr, "\r%8.1f s  %12.2f  %5" PRId64 "\x1b[K", at_s,
            (double)best->cost / p->in->cost_unit, best->vehicles);
}

/* The reason as a sentence that names the customer. */
static void tell_unserved(const struct evn_cli *cli, const struct evn_route_plan *plan)
{
    static const enum evn_text texts[] = {
        EVN_T_OUT_NO_VEHICLES, EVN_T_OUT_NO_SKILL, EVN_T_OUT_TOO_LARGE, EVN_T_OUT_NO_DEPOT,
        EVN_T_OUT_CLOSED_LEG,  EVN_T_OUT_WINDOW,   EVN_T_OUT_SHIFT,     EVN_T_OUT_FULL,
        EVN_T_OUT_BUSY,        EVN_T_OUT_NOT_WORTH};
    for (uint32_t i = 0; i < plan->n_unserved && i < SHOWN_MAX; i++)
        evn_say(cli, texts[plan->unserved[i].reason],
                (struct evn_fill){.n = plan->unserved[i].stop + 1});
}

/* Print what is wrong with a plan. EVN_E_BAD_FIELD when anything is. */
static evn_err judge(struct evn_cli *cli, const struct evn_route_problem *p,
                     const struct evn_route_plan *plan)
{
    struct evn_route_violation *found = calloc(SHOWN_MAX, sizeof *found);
    struct evn_arena arena = {0};
    struct evn_table table;
    evn_err err = evn_arena_init(&arena, evn_route_check_memory(p));
    if (found == NULL || err != EVN_OK) {
        free(found);
        evn_arena_fini(&arena);
        return EVN_E_NO_MEMORY;
    }
    size_t n = evn_route_check(p, plan, &arena, found, SHOWN_MAX);
    if (n > 0) {
        evn_cli_table(cli, &table, faults, sizeof faults / sizeof faults[0]);
        for (size_t i = 0; i < n && i < SHOWN_MAX; i++) {
            evn_table_text(&table, evn_route_fault_name(found[i].fault));
            evn_table_number(&table, found[i].vehicle + 1);
            evn_table_number(&table, found[i].stop >= 0 ? found[i].stop + 1 : 0);
            evn_table_number(&table, found[i].have);
            evn_table_number(&table, found[i].want);
        }
        evn_table_close(&table);
        char text[60];
        struct evn_fill fill = {.n = (int64_t)n};
        err = evn_cli_fail(cli, EVN_E_BAD_FIELD,
                           evn_text_fill(EVN_T_N_FAULTS, cli->lang, fill, text, sizeof text));
        evn_refusal_text(cli->why.field, sizeof cli->why.field, "plan");
    }
    free(found);
    evn_arena_fini(&arena);
    return err;
}

/* One line about the plan: for people on standard error, as JSON on standard output. */
static void tell_plan(const struct evn_cli *cli, const struct evn_route_instance *in,
                      const struct evn_route_plan *plan, double seconds)
{
    char text[200];
    double cost = (double)plan->score.cost / in->cost_unit;
    if (cli->json) {
        fputs("{\"instance\":", stdout);
        evn_json_text(stdout, in->name);
        printf(",\"convention\":\"%s\",\"cost\":%.10g,\"vehicles\":%" PRId64
               ",\"unserved\":%" PRIu32 ",\"seed\":%" PRIu64 ",\"iterations\":%" PRId64
               ",\"seconds\":%.3f}\n",
               evn_route_legs_name(in->legs), cost, plan->score.vehicles, plan->n_unserved,
               plan->seed, plan->iterations, seconds);
        return;
    }
    snprintf(text, sizeof text, "%.10g (%s)", cost, evn_route_legs_name(in->legs));
    evn_say(cli, EVN_T_PLAN_IS,
            (struct evn_fill){
                .a = in->name, .b = text, .n = plan->score.vehicles, .m = plan->n_unserved});
}

static evn_err number(struct evn_cli *cli, const char *text, const char *option, int64_t min,
                      int64_t usual, int64_t *out)
{
    *out = usual;
    return text != NULL ? evn_command_number(cli, text, option, min, out) : EVN_OK;
}

/* Seconds may have a part: 0.5. */
static evn_err read_seconds(struct evn_cli *cli, const char *text, double *out)
{
    char *end = NULL;
    *out = text != NULL ? strtod(text, &end) : 0;
    if (text != NULL && (end == text || *end != '\0' || !(*out > 0 && *out <= 86400)))
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = text, .b = "seconds"});
    return EVN_OK;
}

static evn_err read_budget(struct evn_cli *cli, const struct evn_input *input,
                           struct evn_route_budget *out)
{
    int64_t seed = 1, n_threads = 1;
    *out = (struct evn_route_budget){0};
    evn_err err = read_seconds(cli, input->option[SECONDS], &out->seconds);
    if (err == EVN_OK)
        err = number(cli, input->option[ITERATIONS], "iterations", 1, 0, &out->iterations);
    if (err == EVN_OK)
        err = number(cli, input->option[SEED], "seed", 0, 1, &seed);
    if (err == EVN_OK)
        err = number(cli, input->option[THREADS], "threads", 1, 1, &n_threads);
    if (err == EVN_OK && n_threads > EVN_ROUTE_THREADS_MAX)
        err = evn_cli_usage(cli, EVN_T_BAD_OPTION,
                            (struct evn_fill){.a = input->option[THREADS], .b = "threads"});
    if (out->iterations == 0 && out->seconds <= 0)
        out->seconds = USUAL_SECONDS;
    out->seed = (uint64_t)seed;
    out->n_threads = (uint32_t)n_threads;
    return err;
}

static evn_err solve_instance(struct evn_cli *cli, struct evn_route_instance *in,
                              struct evn_route_budget budget, const char *out)
{
    struct progress progress = {.in = in};
    struct evn_route_plan plan = {0};
    bool shows = isatty(STDERR_FILENO) != 0 && !cli->json;
    clock_gettime(CLOCK_MONOTONIC, &progress.begun);
    budget.better = shows ? show_progress : NULL;
    budget.ctx = &progress;
    evn_err err = evn_route_plan_init(&plan, &in->problem);
    if (err == EVN_OK)
        err = evn_route_run(&in->problem, &budget, &plan);
    double seconds = since(&progress.begun);
    if (shows)
        fputs("\r\x1b[K", stderr);
    if (err == EVN_OK)
        err = judge(cli, &in->problem, &plan);
    if (err == EVN_OK && (out != NULL || !cli->json))
        err = evn_route_file_write(cli, out, in, &plan);
    if (err == EVN_OK) {
        tell_unserved(cli, &plan);
        tell_plan(cli, in, &plan, seconds);
    }
    evn_route_plan_fini(&plan);
    return err;
}

static evn_err solve(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_route_instance in = {0};
    struct evn_route_budget budget;
    evn_err err = read_budget(cli, input, &budget);
    if (err == EVN_OK)
        err = evn_route_file_read(cli, input->argument[0], input->option[LEGS], &in);
    in.problem.vehicles_first = input->option[FEWEST] != NULL;
    if (err == EVN_OK)
        err = solve_instance(cli, &in, budget, input->option[OUT]);
    evn_route_instance_fini(&in);
    return err;
}

/* The cost a file claims is in published units, rounded as its maker liked. */
static void tell_claim(const struct evn_cli *cli, const struct evn_route_instance *in,
                       const struct evn_route_plan *plan, double claimed)
{
    double cost = (double)plan->score.cost / in->cost_unit;
    char a[32], b[32];
    if (claimed < 0 || fabs(cost - claimed) <= 0.5 / in->cost_unit + 1e-6 * cost)
        return;
    snprintf(a, sizeof a, "%.10g", claimed);
    snprintf(b, sizeof b, "%.10g", cost);
    evn_say(cli, EVN_T_CLAIM_DIFFERS, (struct evn_fill){.a = a, .b = b});
}

static evn_err check(struct evn_cli *cli, const struct evn_input *input)
{
    struct evn_route_instance in = {0};
    struct evn_route_plan plan = {0};
    double claimed = -1;
    evn_err err = evn_route_file_read(cli, input->argument[0], input->option[CHECK_LEGS], &in);
    if (err == EVN_OK)
        err = evn_route_plan_init(&plan, &in.problem);
    if (err == EVN_OK)
        err = evn_route_file_plan(cli, input->argument[1], &in, &plan, &claimed);
    if (err == EVN_OK) {
        evn_route_retime(&in.problem, &plan);
        err = judge(cli, &in.problem, &plan);
    }
    if (err == EVN_OK) {
        tell_claim(cli, &in, &plan, claimed);
        tell_plan(cli, &in, &plan, 0);
    }
    evn_route_plan_fini(&plan);
    evn_route_instance_fini(&in);
    return err;
}

static const struct evn_command verbs[] = {{.name = "solve",
                                            .about = EVN_T_ROUTE_SOLVE,
                                            .arguments = "FILE",
                                            .n_min = 1,
                                            .n_max = 1,
                                            .options = solve_options,
                                            .run = solve},
                                           {.name = "check",
                                            .about = EVN_T_ROUTE_CHECK,
                                            .arguments = "FILE PLAN",
                                            .n_min = 2,
                                            .n_max = 2,
                                            .options = check_options,
                                            .run = check},
                                           {0}};

const struct evn_command evn_command_route = {.name = "route", .about = EVN_T_ROUTE, .verb = verbs};

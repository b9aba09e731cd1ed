/* evn-bench - measures parts of the product on this machine. Shell. */
#include "tools/bench/bench.h"

#include <sodium/core.h>
#include <stdio.h>
#include <string.h>

static const struct {
    const char *name;
    int (*run)(int argc, char **argv);
    const char *what;
} commands[] = {
    {"alloc", evn_bench_alloc, "share many items among many communities"},
    {"asof", evn_bench_asof, "move something back-dated, before many later movements"},
    {"city", evn_bench_city, "plan a city's day of 3,000 points, then drive and change it"},
    {"cohorts", evn_bench_cohorts, "a file of people in cohorts to a table of days"},
    {"decide", evn_bench_decide, "the ledger's decisions in memory, stage by stage"},
    {"events", evn_bench_events, "from one hub to many subscribers, over tcp"},
    {"grow", evn_bench_grow, "rate, bytes and reads as a ledger grows"},
    {"journal", evn_bench_journal, "make blocks durable"},
    {"ledger-core", evn_bench_ledger_core, "decide, apply, log and take into the views"},
    {"need", evn_bench_need_city, "what a whole city needs: facts, plans, cover of 14 days"},
    {"net", evn_bench_net, "round trips between two processes"},
    {"open", evn_bench_open, "start after a stop, and after a crash with a tail to replay"},
    {"post", evn_bench_post, "post over tcp to real services, with a hub and a subscriber"},
    {"recall", evn_bench_recall, "trace one lot among many: who has or had it"},
    {"route", evn_bench_route, "plan routes for public instances; gaps to the best known"},
    {"views", evn_bench_views, "take movements into the views, and nothing else"},
    {"zones", evn_bench_zones, "the five-day clock over a year of a large city"},
};

int main(int argc, char **argv)
{
    evn_bench_must(sodium_init() >= 0, "no libsodium"); /* picks the code for this processor */
    for (size_t i = 0; argc > 1 && i < sizeof commands / sizeof *commands; i++)
        if (strcmp(argv[1], commands[i].name) == 0)
            return commands[i].run(argc - 1, argv + 1);
    fputs("usage: evn-bench COMMAND [OPTIONS]; every line printed is a JSON object\n", stderr);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(stderr, "  %-12s %s\n", commands[i].name, commands[i].what);
    return 64;
}

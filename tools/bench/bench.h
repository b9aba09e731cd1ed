/* bench - what the subcommands of evn-bench share: options, clocks, counters. Shell.
 *
 * Each subcommand is one function in a file of its own and prints one JSON object a line: figures
 * are for machines first. `must` ends the program: a bench that went on after an error would
 * measure something else. */
#ifndef EVN_TOOLS_BENCH_BENCH_H
#define EVN_TOOLS_BENCH_BENCH_H

#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* An option "--name VALUE", or "--name" alone when it is a flag. */
struct evn_bench_option {
    const char *name;  /* without the dashes; NULL ends a list */
    const char **text; /* one of these three is set */
    uint64_t *number;
    bool *flag;
};

/* Read the options behind argv[0]; on anything else print what there is and exit with 64. */
void evn_bench_options(int argc, char **argv, const struct evn_bench_option *options);

/* Exit with 1, naming `what`; and unless it is so. */
_Noreturn void evn_bench_fail(const char *what);
static inline void evn_bench_must(bool ok, const char *what)
{
    if (!ok)
        evn_bench_fail(what);
}

/* The same of an error. */
void evn_bench_need(evn_err err, const char *what);

/* Monotonic time; and processor time of the calling thread and of the whole process. */
int64_t evn_bench_now_us(void);
int64_t evn_bench_thread_cpu_us(void);
int64_t evn_bench_process_cpu_us(void);

/* Bytes this process gave to write calls so far, zeros of new log segments included. (The kernel's
 * own count of written bytes takes whole large pages of its cache for each small write.) */
uint64_t evn_bench_written_bytes(void);

/* Most memory this process ever had, in bytes. */
uint64_t evn_bench_peak_bytes(void);

/* A new folder below `dir`, or below /var/tmp when it is NULL; and away with it, contents too. */
void evn_bench_folder(const char *dir, char *out, size_t cap);
void evn_bench_remove(const char *folder);

/* The value that `per_mille` of the `n` values are not above; sorts them. */
int64_t evn_bench_quantile(int64_t *values, size_t n, unsigned per_mille);

int evn_bench_alloc(int argc, char **argv);
int evn_bench_city(int argc, char **argv);
int evn_bench_cohorts(int argc, char **argv);
int evn_bench_decide(int argc, char **argv);
int evn_bench_events(int argc, char **argv);
int evn_bench_grow(int argc, char **argv);
int evn_bench_journal(int argc, char **argv);
int evn_bench_ledger_core(int argc, char **argv);
int evn_bench_asof(int argc, char **argv);
int evn_bench_open(int argc, char **argv);
int evn_bench_need_city(int argc, char **argv);
int evn_bench_net(int argc, char **argv);
int evn_bench_post(int argc, char **argv);
int evn_bench_recall(int argc, char **argv);
int evn_bench_route(int argc, char **argv);
int evn_bench_views(int argc, char **argv);
int evn_bench_zones(int argc, char **argv);

#endif

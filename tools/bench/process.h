/* process - what the benchmarks of several processes share: forks, and memory all of them see.
 * Shell. A failure ends the program, as `must` of bench.h. */
#ifndef EVN_TOOLS_BENCH_PROCESS_H
#define EVN_TOOLS_BENCH_PROCESS_H

#include <stddef.h>
#include <sys/types.h>

/* A process that ends with this one: 0 there, its number here. To be called before anything of
 * ZeroMQ was used. */
pid_t evn_bench_fork(void);

/* Wait for its end, which must be a good one; `what` it is. */
void evn_bench_end(pid_t pid, const char *what);

/* Zeroed memory that this process and the forks it makes have in common, until they end. */
void *evn_bench_share(size_t size);

#endif

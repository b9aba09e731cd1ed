/* pool - many small crashes on all processors: jobs in processes, and their sums. Test support. */
#ifndef EVN_TESTS_CRASH_POOL_H
#define EVN_TESTS_CRASH_POOL_H

#include "tests/crash/ledger/after.h"

/* Sums over all that was checked. */
struct tally {
    uint32_t n, n_asked;
    uint64_t n_told;
    unsigned lost, doubled, unopenable, wrong, digests, damaged, behind;
    unsigned crashes; /* processes that died, or did not come to an end */
    uint64_t at;      /* what the job is at, for the message when it dies */
};

void tally_add(struct tally *tally, const struct verdict *verdict);

/* Call first in main: temporary folders in memory, if the machine has such. */
void pool_begin(void);

/* A fresh, empty folder; the one before, of this process, is removed. */
const char *pool_folder(void);

/* Call `what` in a process of its own that says nothing, of at most `wait_s` seconds. Its exit
 * status; below 0: the signal that ended it, SIGALRM when it did not come to an end. */
int pool_apart(void (*what)(void *arg), void *arg, unsigned wait_s);

/* Memory that processes of their own share with us; zeros. */
void *pool_share(size_t bytes);

/* Run all jobs, as many at a time as there are processors, each in a process. A job that dies is
 * one crash, and what is left of it is not run. */
struct tally pool_run(void (*job)(void *arg, struct tally *tally), void **args, size_t n);

#endif

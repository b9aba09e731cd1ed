/* held_flush - a disk and views that can be held up from outside. Test support.
 *
 * Linked into a program with --wrap=fdatasync and --wrap=evn_applier_pace_us: while somebody holds
 * a lock (flock) on the file named by the environment variable EVN_HOLD_FLUSH, every flush waits;
 * while somebody holds one on that of EVN_HOLD_PACE, the applier tells the writer to wait for
 * EVN_TEST_PACE_MS, and the file grows by a byte each time. So a test decides when a block becomes
 * durable and when views lag, and a test that ends holds nothing up. */
#ifndef EVN_TESTS_HELD_FLUSH_H
#define EVN_TESTS_HELD_FLUSH_H

#include <stdint.h>

struct evn_applier;

enum { EVN_TEST_PACE_MS = 20 };

/* What the program calls in place of fdatasync(2). */
int __wrap_fdatasync(int fd);

/* The system's own. */
int __real_fdatasync(int fd);

/* What it calls in place of evn_applier_pace_us. */
int64_t __wrap_evn_applier_pace_us(struct evn_applier *applier);
int64_t __real_evn_applier_pace_us(struct evn_applier *applier);

#endif

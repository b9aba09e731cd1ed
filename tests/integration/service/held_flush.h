/* held_flush - a disk whose flushes can be held up from outside. Test support.
 *
 * Linked into a program with --wrap=fdatasync: while somebody holds a lock (flock) on the file
 * named by the environment variable EVN_HOLD_FLUSH, every flush waits. So a test decides when a
 * block becomes durable, and a test that ends holds nothing up. */
#ifndef EVN_TESTS_HELD_FLUSH_H
#define EVN_TESTS_HELD_FLUSH_H

/* What the program calls in place of fdatasync(2). */
int __wrap_fdatasync(int fd);

/* The system's own. */
int __real_fdatasync(int fd);

#endif

/* held_flush - a disk whose flushes can be held up from outside. Test support.
 *
 * Linked into a program with --wrap=fdatasync: while the file named by the environment variable
 * EVN_HOLD_FLUSH exists, every flush waits. So a test decides when a block becomes durable. */
#ifndef EVN_TESTS_HELD_FLUSH_H
#define EVN_TESTS_HELD_FLUSH_H

int __wrap_fdatasync(int fd);
int __real_fdatasync(int fd);

#endif

/* wait - sleep until one of several sockets or descriptors may have something. Shell; one thread.
 *
 * zmq_poll asks each socket before and after it sleeps, two system calls each time. Its descriptor
 * says the same for nothing: libzmq makes it readable when there is something for the socket, and
 * the next call on the socket - any call, a send as well - takes that in, after which only the
 * socket itself knows. So a socket is asked only when it was called since it was found dry, and
 * whoever calls a watched socket says so: `maybe = true` after a send, `maybe = false` when a
 * receive found nothing. */
#ifndef EVN_NET_WAIT_H
#define EVN_NET_WAIT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What to wait for. */
struct evn_watch {
    void *socket; /* ZeroMQ socket, or NULL: a descriptor alone */
    int fd;       /* to wait for input at: the socket's, or any */
    bool maybe;   /* before waiting: it was called since; behind it: it may have something */
};

enum { EVN_WATCH_MAX = 320 };

/* Watch a socket that may have something already. */
struct evn_watch evn_watch_socket(void *socket);

/* Watch a descriptor for input. */
struct evn_watch evn_watch_fd(int fd);

/* Sleep until one of `n` (at most EVN_WATCH_MAX) may have something, `wait_us` at the most. Sets
 * `maybe` of all. A signal ends the sleep. */
void evn_wait(struct evn_watch *const *watch, size_t n, int64_t wait_us);

#endif

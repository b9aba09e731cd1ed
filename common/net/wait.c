#include "common/net/wait.h"

#include "common/base/assert.h"

#include <poll.h>
#include <time.h>
#include <zmq.h>

static bool has_input(void *socket)
{
    int events = 0;
    size_t len = sizeof events;
    return zmq_getsockopt(socket, ZMQ_EVENTS, &events, &len) != 0 || (events & ZMQ_POLLIN) != 0;
}

struct evn_watch evn_watch_socket(void *socket)
{
    struct evn_watch watch = {.socket = socket, .fd = -1, .maybe = true};
    size_t len = sizeof watch.fd;
    EVN_ASSERT(zmq_getsockopt(socket, ZMQ_FD, &watch.fd, &len) == 0);
    return watch;
}

struct evn_watch evn_watch_fd(int fd)
{
    return (struct evn_watch){.fd = fd};
}

void evn_wait(struct evn_watch *const *watch, size_t n, int64_t wait_us)
{
    struct pollfd item[EVN_WATCH_MAX];
    EVN_ASSERT(n <= EVN_WATCH_MAX);
    for (size_t i = 0; i < n; i++) {
        struct evn_watch *w = watch[i];
        w->maybe = w->socket != NULL && w->maybe && has_input(w->socket);
        if (w->maybe)
            wait_us = 0;
        item[i] = (struct pollfd){.fd = w->fd, .events = POLLIN};
    }
    const struct timespec most = {.tv_sec = wait_us / 1000000,
                                  .tv_nsec = (long)(wait_us % 1000000) * 1000};
    if (ppoll(item, n, &most, NULL) <= 0)
        return;
    for (size_t i = 0; i < n; i++)
        watch[i]->maybe |= item[i].revents != 0;
}

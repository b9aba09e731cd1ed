/* held - a service whose disk the test holds up, and clients of it. Test support.
 *
 * The service is held_source (held_flush.h): each command of it becomes one event. While flushes
 * are held nothing becomes durable, so nothing that was decided may be answered. */
#ifndef EVN_TESTS_INTEGRATION_SERVICE_HELD_H
#define EVN_TESTS_INTEGRATION_SERVICE_HELD_H

#include "common/net/client.h"
#include "common/service/site.h"
#include "common/wire/envelope.h"

#include <sys/types.h>

enum { HELD_WAIT_MS = 30000, HELD_BODY_MAX = 40000 };

struct held {
    const char *program; /* held_source */
    struct evn_site site;
    char hold[400]; /* while this file is locked, flushes wait */
    char pace[400]; /* while this one is, the views are said to lag; a byte for each time asked */
    int hold_fd, pace_fd;
    pid_t pid;
    struct evn_net *net;
    struct evn_client *client, *other;
    struct evn_arena arena;
    struct evn_buf out;
};

/* A fresh folder, the service in it, and two clients at its interactive door. Aborts the test when
 * that fails. */
void held_open(struct held *w, const char *program);
void held_close(struct held *w);

/* Start the service again, after it was killed. */
void held_start(struct held *w);

/* One more client with the admin's key. */
struct evn_client *held_connect(struct held *w, enum evn_door door);

/* The bytes of a request; valid until the next. */
struct evn_bytes held_encode(struct held *w, struct evn_wire_request *request);

/* A command that becomes one event with a body of `len` bytes, at most HELD_BODY_MAX. The same
 * bytes in `to`, which the caller frees. */
struct evn_bytes held_command(struct evn_buf *to, unsigned number, size_t len);

/* Wait for the next outcome of a client; false: none came. */
bool held_take(struct evn_client *client, struct evn_reply *out);

/* What came; valid until the next. */
struct evn_wire_reply held_decode(struct held *w, const struct evn_reply *got);

/* From now on flushes wait; let them go on. */
void held_hold(const struct held *w);
void held_let_go(const struct held *w);

#endif

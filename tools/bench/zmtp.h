/* zmtp - a plain connection to a ROUTER without libzmq. Shell, for benchmarks on this machine.
 *
 * A client of libzmq costs two threads, three wake-ups and a dozen system calls a message, on the
 * processors the service under test runs on; a database's own bench has none of that. So the
 * workers of `evn-bench post` speak ZMTP 3.0 with the NULL mechanism themselves: one send and one
 * receive a message. What is on the wire is the same. Method: rfc.zeromq.org/spec/23. */
#ifndef EVN_TOOLS_BENCH_ZMTP_H
#define EVN_TOOLS_BENCH_ZMTP_H

#include "common/base/buf.h"

struct evn_zmtp {
    int fd;             /* connected; becomes readable when something came */
    struct evn_buf out; /* frames that wait to be sent */
    uint8_t *in;        /* owned: what came and was not taken yet */
    size_t at, end;     /* of it in `in` */
    size_t cap;         /* of `in` */
    bool may_have;      /* the descriptor was not found empty since something came */
};

/* Connect to "tcp://ADDRESS:PORT" as a DEALER and greet; ends the program where that fails. */
void evn_zmtp_open(struct evn_zmtp *z, const char *endpoint);

/* Put a copy of a message behind those that wait to be sent; and send them all, waiting while the
 * connection is full. */
void evn_zmtp_put(struct evn_zmtp *z, struct evn_bytes message);
void evn_zmtp_flush(struct evn_zmtp *z);

/* The next message, valid until the next call; false: none is there. Never waits. Answers the
 * peer's PINGs on the way. */
bool evn_zmtp_receive(struct evn_zmtp *z, struct evn_bytes *out);

#endif

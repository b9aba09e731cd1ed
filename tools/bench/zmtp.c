#include "tools/bench/zmtp.h"

#include "tools/bench/bench.h"

#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
    GREETING = 64,
    HEAD = 9,            /* of a long frame */
    READ_MIN = 64 << 10, /* room for one receive */
    FLAG_MORE = 1,
    FLAG_LONG = 2,
    FLAG_COMMAND = 4
};

static void put_frame(struct evn_zmtp *z, uint8_t flags, struct evn_bytes body)
{
    uint8_t head[HEAD] = {flags};
    size_t n = 2;
    if (body.len <= UINT8_MAX) {
        head[1] = (uint8_t)body.len;
    } else {
        head[0] |= FLAG_LONG;
        evn_put_be64(head + 1, body.len);
        n = HEAD;
    }
    evn_bench_need(evn_buf_add(&z->out, evn_bytes_of(head, n)), "sending");
    evn_bench_need(evn_buf_add(&z->out, body), "sending");
}

void evn_zmtp_put(struct evn_zmtp *z, struct evn_bytes message)
{
    put_frame(z, 0, message);
}

void evn_zmtp_flush(struct evn_zmtp *z)
{
    for (size_t done = 0; done < z->out.len;) {
        ssize_t n = send(z->fd, z->out.at + done, z->out.len - done, MSG_NOSIGNAL);
        evn_bench_must(n > 0 || (n < 0 && errno == EINTR), "sending");
        done += n > 0 ? (size_t)n : 0;
    }
    evn_buf_clear(&z->out);
}

/* Receive what is there behind what was not taken. False: nothing. */
static bool receive_more(struct evn_zmtp *z, int flags)
{
    memmove(z->in, z->in + z->at, z->end - z->at);
    z->end -= z->at;
    z->at = 0;
    if (z->cap - z->end < READ_MIN) {
        z->cap = z->cap * 2 + READ_MIN;
        z->in = realloc(z->in, z->cap);
        evn_bench_must(z->in != NULL, "out of memory");
    }
    ssize_t n = recv(z->fd, z->in + z->end, z->cap - z->end, flags);
    evn_bench_must(n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR)),
                   "the connection was closed");
    if (n > 0)
        z->end += (size_t)n;
    /* Less than there was room for: there is no more. */
    z->may_have = n > 0 && z->end == z->cap;
    return n > 0;
}

/* Take a whole frame off the front, if there is one. */
static bool next_frame(struct evn_zmtp *z, uint8_t *flags, struct evn_bytes *body)
{
    const uint8_t *at = z->in + z->at;
    size_t have = z->end - z->at, head = 2;
    if (have < head)
        return false;
    *flags = at[0];
    uint64_t len = at[1];
    if ((*flags & FLAG_LONG) != 0) {
        head = HEAD;
        if (have < head)
            return false;
        len = evn_get_be64(at + 1);
    }
    if (len > have - head)
        return false;
    *body = evn_bytes_of(at + head, (size_t)len);
    z->at += head + (size_t)len;
    return true;
}

/* PING: [4]PING, a time of two bytes, and what the PONG is to repeat. */
static void take_command(struct evn_zmtp *z, struct evn_bytes body)
{
    uint8_t pong[32];
    if (body.len < 7 || body.len > 7 + 16 || memcmp(body.at, "\4PING", 5) != 0)
        return;
    memcpy(pong, "\4PONG", 5);
    memcpy(pong + 5, body.at + 7, body.len - 7);
    put_frame(z, FLAG_COMMAND, evn_bytes_of(pong, body.len - 2));
    evn_zmtp_flush(z);
}

bool evn_zmtp_receive(struct evn_zmtp *z, struct evn_bytes *out)
{
    uint8_t flags;
    for (;;) {
        while (next_frame(z, &flags, out)) {
            if ((flags & FLAG_COMMAND) == 0) {
                evn_bench_must((flags & FLAG_MORE) == 0, "an answer of several frames");
                return true;
            }
            take_command(z, *out);
        }
        if (!z->may_have || !receive_more(z, MSG_DONTWAIT))
            return false;
    }
}

static void greet(struct evn_zmtp *z)
{
    static const uint8_t greeting[GREETING] = {[0] = 0xff, [9] = 0x7f, [10] = 3, [12] = 'N',
                                               'U',        'L',        'L'};
    static const char ready[] = "\5READY\13Socket-Type\0\0\0\6DEALER";
    uint8_t flags;
    struct evn_bytes got;
    evn_bench_need(evn_buf_add(&z->out, evn_bytes_of(greeting, sizeof greeting)), "greeting");
    evn_zmtp_flush(z);
    while (z->end < GREETING)
        receive_more(z, 0);
    evn_bench_must(z->in[10] >= 3 && memcmp(z->in + 12, "NULL", 5) == 0, "not a plain server");
    z->at = GREETING;
    put_frame(z, FLAG_COMMAND, evn_bytes_of(ready, sizeof ready - 1));
    evn_zmtp_flush(z);
    while (!next_frame(z, &flags, &got))
        receive_more(z, 0);
    evn_bench_must((flags & FLAG_COMMAND) != 0 && got.len > 6 && memcmp(got.at, "\5READY", 6) == 0,
                   "the server does not take us");
}

void evn_zmtp_open(struct evn_zmtp *z, const char *endpoint)
{
    char address[64];
    unsigned port;
    const int yes = 1;
    *z = (struct evn_zmtp){.fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    evn_buf_init(&z->out, 64 << 20);
    struct sockaddr_in to = {.sin_family = AF_INET};
    evn_bench_must(sscanf(endpoint, "tcp://%63[0-9.]:%u", address, &port) == 2 &&
                       inet_pton(AF_INET, address, &to.sin_addr) == 1 && port <= UINT16_MAX,
                   endpoint);
    to.sin_port = htons((uint16_t)port);
    evn_bench_must(z->fd >= 0 && connect(z->fd, (struct sockaddr *)&to, sizeof to) == 0 &&
                       setsockopt(z->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes) == 0,
                   endpoint);
    greet(z);
}

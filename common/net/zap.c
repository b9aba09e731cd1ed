#include "common/net/zap.h"

#include <errno.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <sys/eventfd.h>
#include <unistd.h>
#include <zmq.h>

enum { FRAME_MAX = 256, N_FRAMES = 7, N_FRAMES_MAX = 32 };

/* Frames of a request; RFC 27. For CURVE the credentials are one frame, the client's key. */
enum { F_VERSION, F_REQUEST, F_DOMAIN, F_ADDRESS, F_ROUTING, F_MECHANISM, F_CREDENTIALS };

struct frame {
    size_t len; /* as sent; bytes beyond FRAME_MAX are not kept */
    uint8_t b[FRAME_MAX];
};

struct evn_zap {
    struct evn_allow *allow;
    void *socket; /* REP; used by the thread alone once it runs */
    int stop_fd;  /* eventfd: readable when the thread shall end */
    pthread_t thread;
    pthread_mutex_t lock; /* guards probe and has_probe */
    struct evn_key probe;
    bool has_probe;
    _Atomic uint64_t n_accepted, n_refused;
};

static bool is_text(const struct frame *frame, const char *text)
{
    return frame->len == strlen(text) && memcmp(frame->b, text, frame->len) == 0;
}

/* Read one request; the number of frames, at most N_FRAMES_MAX, or 0 when there is none. */
static int receive(void *socket, struct frame frames[N_FRAMES])
{
    int n = 0, more = 1;
    size_t more_len = sizeof more;
    struct frame extra;
    for (; more != 0 && n < N_FRAMES_MAX; n++) {
        struct frame *frame = n < N_FRAMES ? &frames[n] : &extra;
        int len = zmq_recv(socket, frame->b, FRAME_MAX, ZMQ_DONTWAIT);
        if (len < 0)
            return 0;
        frame->len = (size_t)len;
        zmq_getsockopt(socket, ZMQ_RCVMORE, &more, &more_len);
    }
    return n;
}

static bool is_allowed(struct evn_zap *zap, const struct evn_key *key)
{
    pthread_mutex_lock(&zap->lock);
    bool probe = zap->has_probe && evn_key_equal(key, &zap->probe);
    pthread_mutex_unlock(&zap->lock);
    return probe || evn_allow_has(zap->allow, key);
}

enum verdict { ACCEPT, UNKNOWN, REVOKED };

/* Is it a well-formed CURVE request of our domain, and what of its key? */
static enum verdict judge(struct evn_zap *zap, const struct frame *frames, int n,
                          struct evn_key *key)
{
    if (n != N_FRAMES || !is_text(&frames[F_VERSION], "1.0") ||
        !is_text(&frames[F_DOMAIN], EVN_ZAP_DOMAIN) || !is_text(&frames[F_MECHANISM], "CURVE") ||
        frames[F_CREDENTIALS].len != EVN_KEY_LEN)
        return UNKNOWN;
    memcpy(key->b, frames[F_CREDENTIALS].b, EVN_KEY_LEN);
    if (is_allowed(zap, key))
        return ACCEPT;
    return evn_allow_is_revoked(zap->allow, key) ? REVOKED : UNKNOWN;
}

/* libzmq hands nothing but these codes on to the client, 300 not even that (RFC 27): 400 and 500
 * both refuse, and are told apart there. */
static void reply(void *socket, const struct frame *request, enum verdict verdict, const char *user)
{
    static const struct {
        const char *code, *text;
    } say[] = {[ACCEPT] = {"200", "OK"},
               [UNKNOWN] = {"400", "unknown key"},
               [REVOKED] = {"500", "revoked"}};
    size_t len = request->len < FRAME_MAX ? request->len : FRAME_MAX;
    zmq_send(socket, "1.0", 3, ZMQ_SNDMORE);
    zmq_send(socket, request->b, len, ZMQ_SNDMORE);
    zmq_send(socket, say[verdict].code, 3, ZMQ_SNDMORE);
    zmq_send(socket, say[verdict].text, strlen(say[verdict].text), ZMQ_SNDMORE);
    zmq_send(socket, user, strlen(user), ZMQ_SNDMORE);
    zmq_send(socket, "", 0, 0);
}

static void serve(struct evn_zap *zap)
{
    struct frame frames[N_FRAMES] = {0};
    struct evn_key key;
    char user[EVN_KEY_TEXT_LEN + 1] = "";
    int n = receive(zap->socket, frames);
    if (n == 0)
        return;
    enum verdict verdict = judge(zap, frames, n, &key);
    if (verdict == ACCEPT)
        evn_key_format(&key, user);
    atomic_fetch_add(verdict == ACCEPT ? &zap->n_accepted : &zap->n_refused, 1);
    reply(zap->socket, &frames[F_REQUEST], verdict, user);
}

static void *run(void *arg)
{
    struct evn_zap *zap = arg;
    zmq_pollitem_t items[] = {{.socket = zap->socket, .events = ZMQ_POLLIN},
                              {.fd = zap->stop_fd, .events = ZMQ_POLLIN}};
    while (items[1].revents == 0) {
        if (zmq_poll(items, 2, -1) < 0 && errno != EINTR)
            break;
        if (items[0].revents != 0)
            serve(zap);
    }
    zmq_close(zap->socket);
    return NULL;
}

/* The thread inherits a mask that blocks every signal: they belong to the service loop. */
static bool start_thread(struct evn_zap *zap)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    bool started = pthread_create(&zap->thread, NULL, run, zap) == 0;
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    return started;
}

evn_err evn_zap_start(void *zmq_context, struct evn_allow *allow, struct evn_zap **out)
{
    *out = NULL;
    struct evn_zap *zap = calloc(1, sizeof *zap);
    if (zap == NULL)
        return EVN_E_NO_MEMORY;
    zap->allow = allow;
    pthread_mutex_init(&zap->lock, NULL);
    zap->stop_fd = eventfd(0, EFD_CLOEXEC);
    zap->socket = zmq_socket(zmq_context, ZMQ_REP);
    int linger = 0;
    if (zap->stop_fd >= 0 && zap->socket != NULL &&
        zmq_setsockopt(zap->socket, ZMQ_LINGER, &linger, sizeof linger) == 0 &&
        zmq_bind(zap->socket, "inproc://zeromq.zap.01") == 0 && start_thread(zap)) {
        *out = zap;
        return EVN_OK;
    }
    if (zap->socket != NULL)
        zmq_close(zap->socket);
    if (zap->stop_fd >= 0)
        close(zap->stop_fd);
    pthread_mutex_destroy(&zap->lock);
    free(zap);
    return EVN_E_NET;
}

void evn_zap_stop(struct evn_zap **zap)
{
    struct evn_zap *z = *zap;
    if (z == NULL)
        return;
    EVN_ASSERT(eventfd_write(z->stop_fd, 1) == 0);
    pthread_join(z->thread, NULL);
    close(z->stop_fd);
    pthread_mutex_destroy(&z->lock);
    free(z);
    *zap = NULL;
}

void evn_zap_set_probe(struct evn_zap *zap, const struct evn_key *key)
{
    pthread_mutex_lock(&zap->lock);
    zap->has_probe = key != NULL;
    if (key != NULL)
        zap->probe = *key;
    pthread_mutex_unlock(&zap->lock);
}

struct evn_zap_counts evn_zap_counts_of(struct evn_zap *zap)
{
    return (struct evn_zap_counts){.n_accepted = atomic_load(&zap->n_accepted),
                                   .n_refused = atomic_load(&zap->n_refused)};
}

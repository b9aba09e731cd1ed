/* main - the gateway as a process. */
#include "common/base/env.h"
#include "common/service/lock.h"
#include "common/service/options.h"
#include "services/gateway/http.h"
#include "services/gateway/live.h"
#include "services/gateway/names.h"
#include "services/gateway/route.h"
#include "services/gateway/work.h"

#include <errno.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

/* Without a port of its own it takes the one it had last, else the first free one of these. */
enum { PORT_FIRST = 8470, N_PORTS = 20, PORT_USUAL = -1, STATUS_USAGE = 64 };

struct options {
    struct evn_options usual;
    long port;          /* as told; PORT_USUAL: not told */
    const char *arg[4]; /* "token" NAME ROLE SCOPE, or "revoke" NAME */
    size_t n_args;
};

struct gateway {
    struct options options;
    struct evn_site site;
    char folder[EVN_PATH_MAX];          /* DATA/gateway */
    char token_path[EVN_PATH_MAX + 16]; /* DATA/gateway/tokens */
    struct evn_http *http;
    struct evn_work *work;
    struct evn_live *live;
    struct evn_names names;
    struct evn_gate gate;
};

static bool parse_port(const char *text, long *out)
{
    char *end;
    *out = strtol(text, &end, 10);
    return end != text && *end == '\0' && *out >= 0 && *out <= 65535;
}

static error_t parse(int key, char *arg, struct argp_state *state)
{
    struct options *o = state->input;
    switch (key) {
    case ARGP_KEY_INIT:
        state->child_inputs[0] = &o->usual;
        return 0;
    case 'P':
        if (!parse_port(arg, &o->port))
            argp_error(state, "port: 0 to 65535");
        return 0;
    case ARGP_KEY_ARG:
        if (o->n_args == sizeof o->arg / sizeof o->arg[0])
            argp_usage(state);
        o->arg[o->n_args++] = arg;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static struct options read_options(int argc, char **argv)
{
    static const struct argp_option option[] = {
        {"port", 'P', "PORT", 0, "Port on 127.0.0.1 (EVN_PORT, else 8470 or a free one; 0: any)",
         0},
        {0}};
    static const struct argp_child child[] = {{&evn_options_argp, 0, NULL, 0}, {0}};
    struct argp argp = {.options = option,
                        .parser = parse,
                        .args_doc = "[token NAME ROLE [SCOPE] | revoke NAME]",
                        .doc = "Pages and JSON over HTTP for one installation of Evernormal, or "
                               "make a token for somebody: printed once, valid at once; or revoke "
                               "all of somebody's.",
                        .children = child};
    struct options o = {.port = PORT_USUAL};
    const char *port = getenv("EVN_PORT");
    if (port != NULL && port[0] != '\0' && !parse_port(port, &o.port)) {
        fprintf(stderr, "evn-gateway: EVN_PORT: 0 to 65535\n");
        exit(STATUS_USAGE);
    }
    argp_parse(&argp, argc, argv, 0, NULL, &o);
    return o;
}

static int fail(evn_err err, const char *what)
{
    fprintf(stderr, "evn-gateway: %s: %s\n", what, evn_err_name(err));
    return evn_err_exit_status(err);
}

/* Prints how many were revoked. */
static int revoke_tokens(const struct gateway *g)
{
    size_t n;
    evn_err err = evn_token_revoke(g->token_path, g->options.arg[1], &n);
    if (err != EVN_OK)
        return fail(err, "revoke");
    printf("%zu\n", n);
    return 0;
}

static int make_token(const struct gateway *g)
{
    uint8_t random[32];
    char text[EVN_TOKEN_LEN + 1];
    const struct options *o = &g->options;
    const struct evn_env *env = evn_env_real();
    if (strcmp(o->arg[0], "revoke") == 0 && o->n_args == 2)
        return revoke_tokens(g);
    if (strcmp(o->arg[0], "token") != 0 || o->n_args < 3) {
        fprintf(stderr, "evn-gateway: token NAME ROLE [SCOPE] | revoke NAME\n");
        return STATUS_USAGE;
    }
    if (!evn_token_may_have(o->arg[2])) {
        fprintf(stderr, "evn-gateway: no role that can be lent: %s\n", o->arg[2]);
        return STATUS_USAGE;
    }
    env->random(env->self, random, sizeof random);
    evn_err err = evn_token_make(g->token_path, o->arg[1], o->arg[2],
                                 o->n_args > 3 ? o->arg[3] : "", random, text);
    if (err != EVN_OK)
        return fail(err, "token");
    puts(text);
    return 0;
}

/* In the HTTP server's thread. */
static bool take_request(void *self, struct evn_exchange *x)
{
    struct gateway *g = self;
    struct evn_refusal busy = evn_refusal_of(EVN_E_BUSY);
    if (evn_route_early(g->http, x))
        return true;
    if (strcmp(x->url, "/api/v1/events") == 0 && strcmp(x->method, "GET") == 0 && x->has_token) {
        if (!evn_live_open(g->live, x))
            evn_exchange_refuse(x, &busy);
        return true;
    }
    if (evn_work_add(g->work, x))
        return false;
    evn_exchange_refuse(x, &busy);
    return true;
}

static int64_t fill_stream(void *self, struct evn_exchange *x, char *to, size_t cap)
{
    return evn_live_fill(((struct gateway *)self)->live, x, to, cap);
}

static void close_stream(void *self, struct evn_exchange *x)
{
    evn_live_close(((struct gateway *)self)->live, x);
}

/* In the worker. */
static void serve(void *self, struct evn_session *session, struct evn_exchange *x)
{
    evn_route(&((struct gateway *)self)->gate, session, x);
}

/* In the worker, ten times a second. */
static void tend(void *self, struct evn_session *session)
{
    struct gateway *g = self;
    evn_live_step(g->live, session, evn_health_up(&g->gate.health, session, "events"));
}

/* The port in use before, so that pages that are open find us again; 0: none. */
static long last_port(const struct gateway *g)
{
    char path[EVN_PATH_MAX + 16], line[16];
    long port = 0;
    snprintf(path, sizeof path, "%s/port", g->folder);
    FILE *f = fopen(path, "re");
    if (f == NULL)
        return 0;
    bool read = fgets(line, sizeof line, f) != NULL;
    fclose(f);
    if (read)
        line[strcspn(line, "\n")] = '\0';
    return read && parse_port(line, &port) ? port : 0;
}

static evn_err listen_at(struct gateway *g, long port)
{
    struct evn_http_config http = {.port = (uint16_t)port,
                                   .token_path = g->token_path,
                                   .exercise = g->options.usual.exercise,
                                   .request = take_request,
                                   .fill = fill_stream,
                                   .close = close_stream,
                                   .self = g};
    return evn_http_start(&http, &g->http);
}

static evn_err listen_somewhere(struct gateway *g)
{
    evn_err err = EVN_E_NET;
    long last = last_port(g);
    if (g->options.port != PORT_USUAL)
        err = listen_at(g, g->options.port);
    else if (last > 0)
        err = listen_at(g, last);
    for (long i = 0; i < N_PORTS && err == EVN_E_NET && g->options.port == PORT_USUAL; i++)
        err = listen_at(g, PORT_FIRST + i);
    if (err == EVN_E_NET && g->options.port != PORT_USUAL)
        fprintf(stderr,
                "evn-gateway: port %ld of 127.0.0.1 is taken: free it, or choose another one with "
                "EVN_PORT or --port\n",
                g->options.port);
    return err;
}

static evn_err start(struct gateway *g, struct evn_refusal *why)
{
    struct evn_work_config work = {
        .site = &g->site, .serve = serve, .tend = tend, .hand_back = evn_http_resume, .self = g};
    evn_err err = evn_live_new(&g->live);
    *why = evn_refusal_of(err);
    g->gate = (struct evn_gate){
        .names = &g->names, .live = g->live, .exercise = g->options.usual.exercise};
    if (err == EVN_OK)
        err = evn_work_start(&work, &g->work, why);
    if (err == EVN_OK) {
        err = listen_somewhere(g);
        *why = evn_refusal_of(err);
        evn_refusal_text(why->subject, sizeof why->subject, "127.0.0.1");
    }
    return err;
}

/* The worker first: what it holds is answered; then the streams end; then nothing is suspended. */
static void stop(struct gateway *g)
{
    evn_work_stop(&g->work);
    evn_live_end(g->live);
    evn_http_stop(&g->http);
    evn_live_destroy(&g->live);
    evn_names_fini(&g->names);
}

/* DATA/gateway/port: where we listen, for scripts. */
static evn_err say_ready(const struct gateway *g)
{
    char path[EVN_PATH_MAX + 16];
    unsigned port = evn_http_port(g->http);
    snprintf(path, sizeof path, "%s/port", g->folder);
    FILE *f = fopen(path, "we");
    if (f == NULL)
        return EVN_E_IO;
    fprintf(f, "%u\n", port);
    if (fclose(f) != 0)
        return EVN_E_IO;
    printf("ready gateway %u%s\n", port, g->options.usual.exercise ? " EXERCISE" : "");
    fflush(stdout);
    return EVN_OK;
}

static int run(struct gateway *g, int signal_fd)
{
    struct pollfd signals = {.fd = signal_fd, .events = POLLIN};
    struct evn_refusal why = evn_refusal_of(EVN_OK);
    char text[512];
    int64_t pid;
    int lock_fd;
    evn_err err = evn_lock_take(g->folder, &lock_fd, &pid);
    if (err == EVN_E_LOCKED)
        fprintf(stderr, "evn-gateway: process %lld has %s\n", (long long)pid, g->folder);
    if (err != EVN_OK)
        return fail(err, g->folder);
    err = start(g, &why);
    if (err == EVN_OK)
        err = say_ready(g);
    if (err == EVN_OK)
        while (poll(&signals, 1, -1) < 0 && errno == EINTR)
            continue;
    stop(g);
    if (err == EVN_OK)
        return 0;
    evn_refusal_render(&why, EVN_LANG_EN, text, sizeof text);
    fprintf(stderr, "evn-gateway: %s\n", text);
    return evn_err_exit_status(err);
}

int main(int argc, char **argv)
{
    static struct gateway g;
    g.options = read_options(argc, argv);
    const struct evn_options *usual = &g.options.usual;
    int signal_fd = evn_options_signals();
    evn_err err = signal_fd < 0 ? EVN_E_NO_MEMORY : evn_site_find(usual->data, usual->run, &g.site);
    if (err == EVN_OK)
        err = evn_site_folder(&g.site, "gateway", g.folder);
    snprintf(g.token_path, sizeof g.token_path, "%s/tokens", g.folder);
    if (err == EVN_OK && !usual->check_only)
        err = evn_site_prepare(&g.site);
    if (err == EVN_OK && !usual->check_only && mkdir(g.folder, 0700) != 0 && errno != EEXIST)
        err = EVN_E_IO;
    if (err == EVN_OK && !evn_options_follow(usual))
        err = EVN_E_CONFIG;
    if (err != EVN_OK)
        return fail(err, "start");
    if (g.options.n_args > 0)
        return make_token(&g);
    if (!usual->check_only)
        return run(&g, signal_fd);
    printf("gateway: data %s, sockets %s\n", g.site.data, g.site.run);
    return 0;
}

#include "tests/integration/service/held.h"

#include "common/base/env.h"
#include "common/base/pbw.h"
#include "tests/lib/suite.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KIND = 40 };

struct evn_client *held_connect(struct held *w, enum evn_door door)
{
    char endpoint[EVN_ENDPOINT_MAX + 1];
    struct evn_key key;
    struct evn_client *client = NULL;
    struct evn_port port = door == EVN_DOOR_BULK ? evn_port_bulk : evn_port_interactive;
    EVN_MUST(evn_site_public_key(&w->site, "registry", &key) == EVN_OK);
    EVN_MUST(evn_site_endpoint(&w->site, "registry", door, endpoint) == EVN_OK);
    EVN_MUST(evn_client_open(w->net, endpoint, &key, port, &client) == EVN_OK);
    return client;
}

void held_start(struct held *w)
{
    int fd[2];
    char parent[16], line[128];
    snprintf(parent, sizeof parent, "%d", (int)getpid());
    EVN_MUST(pipe(fd) == 0);
    fflush(stdout);
    w->pid = fork();
    EVN_MUST(w->pid >= 0);
    if (w->pid == 0) {
        setenv("EVN_SOURCE", "registry", 1);
        setenv("EVN_HOLD_FLUSH", w->hold, 1);
        setenv("EVN_HOLD_PACE", w->pace, 1);
        dup2(fd[1], STDOUT_FILENO);
        close(fd[0]);
        close(fd[1]);
        execl(w->program, w->program, "--data", w->site.data, "--run", w->site.run, "--parent",
              parent, (char *)NULL);
        _exit(127);
    }
    close(fd[1]);
    FILE *f = fdopen(fd[0], "r");
    EVN_MUST(f != NULL && fgets(line, sizeof line, f) != NULL && strncmp(line, "ready", 5) == 0);
    fclose(f);
}

void held_open(struct held *w, const char *program)
{
    char data[EVN_PATH_MAX];
    struct evn_key_pair key;
    *w = (struct held){.program = program};
    snprintf(data, sizeof data, "%s/held", evn_test_dir());
    snprintf(w->hold, sizeof w->hold, "%s/hold", evn_test_dir());
    w->hold_fd = open(w->hold, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    snprintf(w->pace, sizeof w->pace, "%s/pace", evn_test_dir());
    w->pace_fd = open(w->pace, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    EVN_MUST(w->hold_fd >= 0 && w->pace_fd >= 0);
    EVN_MUST(evn_site_find(data, NULL, &w->site) == EVN_OK);
    EVN_MUST(evn_site_prepare(&w->site) == EVN_OK);
    EVN_MUST(evn_site_key_pair(&w->site, "admin", &key) == EVN_OK);
    struct evn_net_config config = {.key = &key};
    EVN_MUST(evn_net_open(&config, &w->net) == EVN_OK);
    EVN_MUST(evn_arena_init(&w->arena, 4 << 20) == EVN_OK);
    evn_buf_init(&w->out, 1 << 20);
    held_start(w);
    w->client = held_connect(w, EVN_DOOR_INTERACTIVE);
    w->other = held_connect(w, EVN_DOOR_INTERACTIVE);
}

void held_close(struct held *w)
{
    int status = 0;
    evn_client_close(&w->client);
    evn_client_close(&w->other);
    evn_net_close(&w->net);
    kill(w->pid, SIGTERM);
    EVN_MUST(waitpid(w->pid, &status, 0) == w->pid);
    EVN_CHECK(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    close(w->hold_fd);
    close(w->pace_fd);
    evn_buf_fini(&w->out);
    evn_arena_fini(&w->arena);
}

struct evn_bytes held_encode(struct held *w, struct evn_wire_request *request)
{
    request->version = EVN_WIRE_VERSION;
    evn_buf_clear(&w->out);
    EVN_MUST(evn_wire_encode(&evn_request_table, request, &w->out) == EVN_OK);
    return evn_bytes_of(w->out.at, w->out.len);
}

struct evn_bytes held_command(struct evn_buf *to, unsigned number, size_t len)
{
    static uint8_t body[HELD_BODY_MAX];
    const struct evn_env *env = evn_env_real();
    uint8_t rest[10] = {0};
    struct evn_buf inside;
    EVN_MUST(len <= sizeof body);
    evn_put_u32(rest + 4, number);
    struct evn_id id = evn_id_make(env->wall_us(env->self), rest);
    evn_buf_init(&inside, len + 100);
    evn_buf_init(to, len + 200);
    struct evn_pbw i = {.buf = &inside}, c = {.buf = to};
    evn_pbw_u64(&i, 1, KIND);
    evn_pbw_u64(&i, 2, 1);
    evn_pbw_bytes(&i, 3, evn_bytes_of(body, len));
    evn_pbw_bytes(&c, 1, evn_bytes_of(id.b, EVN_ID_LEN));
    evn_pbw_bytes(&c, 16, evn_bytes_of(inside.at, inside.len));
    EVN_MUST(i.err == EVN_OK && c.err == EVN_OK);
    evn_buf_fini(&inside);
    return evn_bytes_of(to->at, to->len);
}

bool held_take(struct evn_client *client, struct evn_reply *out)
{
    zmq_pollitem_t item[2];
    int64_t end_us = evn_client_now_us() + INT64_C(1000) * HELD_WAIT_MS;
    while (evn_client_now_us() < end_us) {
        evn_client_step(client);
        if (evn_client_take(client, out))
            return true;
        zmq_poll(item, (int)evn_client_poll(client, item), 10);
    }
    return false;
}

struct evn_wire_reply held_decode(struct held *w, const struct evn_reply *got)
{
    struct evn_wire_reply reply;
    struct evn_refusal why;
    EVN_MUST(got->err == EVN_OK);
    evn_arena_reset(&w->arena);
    EVN_MUST(evn_reply_decode(got->bytes, &w->arena, &reply, &why) == EVN_OK);
    return reply;
}

void held_hold(const struct held *w)
{
    EVN_MUST(flock(w->hold_fd, LOCK_EX) == 0);
}

void held_let_go(const struct held *w)
{
    EVN_MUST(flock(w->hold_fd, LOCK_UN) == 0);
}

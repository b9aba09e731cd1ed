/* Nothing is told before it is durable, and nothing is taken in while views are to catch up: a
 * service whose disk is held up in the middle of a flush, and whose applier says to wait. */
#include "common/base/env.h"
#include "common/base/pbw.h"
#include "common/net/client.h"
#include "common/service/site.h"
#include "common/wire/envelope.h"
#include "tests/integration/service/held_flush.h"
#include "tests/lib/suite.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAIT_MS = 30000, BODY = 9000, KIND = 40 };

static const char *program;

struct world {
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

static struct evn_client *connect_to(struct world *w)
{
    char endpoint[EVN_ENDPOINT_MAX + 1];
    struct evn_key key;
    struct evn_client *client = NULL;
    EVN_MUST(evn_site_public_key(&w->site, "registry", &key) == EVN_OK);
    EVN_MUST(evn_site_endpoint(&w->site, "registry", EVN_DOOR_INTERACTIVE, endpoint) == EVN_OK);
    EVN_MUST(evn_client_open(w->net, endpoint, &key, evn_port_interactive, &client) == EVN_OK);
    return client;
}

static void start(struct world *w)
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
        execl(program, program, "--data", w->site.data, "--run", w->site.run, "--parent", parent,
              (char *)NULL);
        _exit(127);
    }
    close(fd[1]);
    FILE *f = fdopen(fd[0], "r");
    EVN_MUST(f != NULL && fgets(line, sizeof line, f) != NULL && strncmp(line, "ready", 5) == 0);
    fclose(f);
}

static void world_open(struct world *w)
{
    char data[EVN_PATH_MAX];
    struct evn_key_pair key;
    *w = (struct world){.pid = 0};
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
    start(w);
    w->client = connect_to(w);
    w->other = connect_to(w);
}

static void world_close(struct world *w)
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

static struct evn_bytes encode(struct world *w, struct evn_wire_request *request)
{
    request->version = EVN_WIRE_VERSION;
    evn_buf_clear(&w->out);
    EVN_MUST(evn_wire_encode(&evn_request_table, request, &w->out) == EVN_OK);
    return evn_bytes_of(w->out.at, w->out.len);
}

/* A command of the stream source: one event of BODY bytes, so that its turn is never a small one.
 */
static struct evn_bytes command(struct evn_buf *to, unsigned number)
{
    static uint8_t body[BODY];
    const struct evn_env *env = evn_env_real();
    uint8_t rest[10] = {0};
    struct evn_buf inside;
    evn_put_u32(rest + 4, number);
    struct evn_id id = evn_id_make(env->wall_us(env->self), rest);
    evn_buf_init(&inside, BODY + 100);
    evn_buf_init(to, BODY + 200);
    struct evn_pbw i = {.buf = &inside}, c = {.buf = to};
    evn_pbw_u64(&i, 1, KIND);
    evn_pbw_u64(&i, 2, 1);
    evn_pbw_bytes(&i, 3, evn_bytes_of(body, sizeof body));
    evn_pbw_bytes(&c, 1, evn_bytes_of(id.b, EVN_ID_LEN));
    evn_pbw_bytes(&c, 16, evn_bytes_of(inside.at, inside.len));
    EVN_MUST(i.err == EVN_OK && c.err == EVN_OK);
    evn_buf_fini(&inside);
    return evn_bytes_of(to->at, to->len);
}

/* Send a Post and do not wait; its correlation. */
static uint64_t post_all(struct world *w, struct evn_bytes *commands, size_t n)
{
    uint64_t corr = 0;
    struct evn_wire_post all = {.command = commands, .n_command = n};
    struct evn_wire_request request = {.post = &all};
    EVN_MUST(evn_client_start(w->client, encode(w, &request),
                              evn_client_now_us() + INT64_C(1000) * WAIT_MS, &corr) == EVN_OK);
    return corr;
}

static uint64_t post(struct world *w, struct evn_bytes one)
{
    return post_all(w, &one, 1);
}

static bool take(struct evn_client *client, struct evn_reply *out)
{
    zmq_pollitem_t item[2];
    int64_t end_us = evn_client_now_us() + INT64_C(1000) * WAIT_MS;
    while (evn_client_now_us() < end_us) {
        evn_client_step(client);
        if (evn_client_take(client, out))
            return true;
        zmq_poll(item, (int)evn_client_poll(client, item), 10);
    }
    return false;
}

static struct evn_wire_reply decode(struct world *w, const struct evn_reply *got)
{
    struct evn_wire_reply reply;
    struct evn_refusal why;
    EVN_MUST(got->err == EVN_OK);
    evn_arena_reset(&w->arena);
    EVN_MUST(evn_reply_decode(got->bytes, &w->arena, &reply, &why) == EVN_OK);
    return reply;
}

/* Say hello on the connection the commands took, so behind them. Nothing but its answer may come
 * while the flush is held. The number of the next event, as everybody is told. */
static uint64_t next_seq_behind(struct world *w)
{
    struct evn_wire_hello hello = {.client = "test"};
    struct evn_wire_request request = {.hello = &hello};
    struct evn_reply got;
    uint64_t corr = 0;
    EVN_MUST(evn_client_start(w->client, encode(w, &request),
                              evn_client_now_us() + INT64_C(1000) * WAIT_MS, &corr) == EVN_OK);
    EVN_MUST(take(w->client, &got));
    EVN_CHECK_EQ(got.corr, corr);
    struct evn_wire_reply reply = decode(w, &got);
    EVN_MUST(reply.welcome != NULL);
    EVN_CHECK_EQ(reply.position.seq + 1, reply.welcome->next_seq);
    return reply.welcome->next_seq;
}

/* How many blocks there are from `seq` on, for another client. */
static size_t blocks_from(struct world *w, uint64_t seq)
{
    struct evn_wire_read read = {.from_seq = seq};
    struct evn_wire_request request = {.read = &read};
    struct evn_reply got;
    EVN_MUST(evn_client_ask(w->other, encode(w, &request), WAIT_MS, &got) == EVN_OK);
    struct evn_wire_reply reply = decode(w, &got);
    EVN_CHECK(reply.refusal == NULL);
    EVN_CHECK(reply.position.seq < seq || reply.n_block > 0);
    return reply.n_block;
}

static void hold_flushes(const struct world *w)
{
    EVN_MUST(flock(w->hold_fd, LOCK_EX) == 0);
}

static void let_go(const struct world *w)
{
    EVN_MUST(flock(w->hold_fd, LOCK_UN) == 0);
}

static void nothing_is_answered_or_shown_before_its_flush(void)
{
    struct world w;
    struct evn_buf bytes[3];
    struct evn_reply got;
    world_open(&w);
    uint64_t next = next_seq_behind(&w), corr[3];
    hold_flushes(&w);
    for (unsigned i = 0; i < 3; i++)
        corr[i] = post(&w, command(&bytes[i], i));
    /* The service goes on: it answers, and has decided on the commands by now, for they stand in
     * front of the question. It knows nothing of them before the flush. */
    for (int i = 0; i < 20; i++) {
        EVN_CHECK_EQ(next_seq_behind(&w), next);
        EVN_CHECK_EQ(blocks_from(&w, next), 0);
    }
    let_go(&w);
    for (unsigned i = 0; i < 3; i++) {
        EVN_MUST(take(w.client, &got));
        EVN_CHECK_EQ(got.corr, corr[i]);
        struct evn_wire_reply reply = decode(&w, &got);
        EVN_MUST(reply.n_answer == 1 && reply.answer[0].refusal == NULL);
        EVN_CHECK_EQ(reply.answer[0].first_seq, next + i);
        EVN_CHECK(reply.position.seq >= next + i);
        evn_buf_fini(&bytes[i]);
    }
    EVN_CHECK(blocks_from(&w, next) > 0);
    EVN_CHECK_EQ(next_seq_behind(&w), next + 3);
    world_close(&w);
}

/* The same command again, while its block is on its way: the same answer, when it is durable. */
static void a_command_repeated_before_its_flush_gets_the_same_answer(void)
{
    struct world w;
    struct evn_buf bytes[2];
    struct evn_reply got;
    world_open(&w);
    uint64_t next = next_seq_behind(&w);
    hold_flushes(&w);
    struct evn_bytes both[2] = {command(&bytes[0], 7), command(&bytes[1], 8)};
    post_all(&w, both, 2);
    EVN_CHECK_EQ(next_seq_behind(&w), next);
    post(&w, both[1]);
    EVN_CHECK_EQ(next_seq_behind(&w), next);
    let_go(&w);
    for (size_t i = 0; i < 2; i++) {
        EVN_MUST(take(w.client, &got));
        struct evn_wire_reply reply = decode(&w, &got);
        EVN_MUST(reply.n_answer == 2 - i && reply.answer[1 - i].refusal == NULL);
        EVN_CHECK_EQ(reply.answer[1 - i].first_seq, next + 1);
        evn_buf_fini(&bytes[i]);
    }
    EVN_CHECK_EQ(next_seq_behind(&w), next + 2);
    world_close(&w);
}

/* Killed while commands wait for their flush: none of them was answered, and sent again they act
 * once. */
static void a_kill_before_the_flush_loses_only_what_was_not_answered(void)
{
    struct world w;
    struct evn_buf bytes[2];
    struct evn_reply got;
    int status;
    world_open(&w);
    uint64_t next = next_seq_behind(&w);
    hold_flushes(&w);
    for (unsigned i = 0; i < 2; i++)
        post(&w, command(&bytes[i], 20 + i));
    EVN_CHECK_EQ(next_seq_behind(&w), next);
    kill(w.pid, SIGKILL);
    EVN_MUST(waitpid(w.pid, &status, 0) == w.pid);
    let_go(&w);
    start(&w); /* the client sends again by itself */
    uint64_t first[2] = {0};
    for (int i = 0; i < 2; i++) {
        EVN_MUST(take(w.client, &got));
        struct evn_wire_reply reply = decode(&w, &got);
        EVN_MUST(reply.n_answer == 1 && reply.answer[0].refusal == NULL);
        first[i] = reply.answer[0].first_seq;
        evn_buf_fini(&bytes[i]);
    }
    EVN_CHECK(first[0] != first[1]);
    EVN_CHECK_EQ(next_seq_behind(&w), next + 2);
    world_close(&w);
}

/* How often the service asked whether it is to wait, and was told so. */
static int64_t n_paced(const struct world *w)
{
    struct stat st;
    EVN_MUST(fstat(w->pace_fd, &st) == 0);
    return st.st_size;
}

/* Wait until it was told so `n` times more; nothing may be answered meanwhile. Milliseconds. */
static int64_t wait_paced(struct world *w, int64_t n)
{
    struct evn_reply got;
    zmq_pollitem_t item[2];
    int64_t from = n_paced(w), from_us = evn_client_now_us();
    while (n_paced(w) < from + n && evn_client_now_us() < from_us + INT64_C(1000) * WAIT_MS) {
        evn_client_step(w->client);
        EVN_CHECK(!evn_client_take(w->client, &got));
        zmq_poll(item, (int)evn_client_poll(w->client, item), 5);
    }
    EVN_MUST(n_paced(w) >= from + n);
    return (evn_client_now_us() - from_us) / 1000;
}

/* While the views are far behind, commands wait at the door; what was decided is answered. */
static void nothing_is_taken_in_while_the_views_are_to_catch_up(void)
{
    struct world w;
    struct evn_buf bytes[2];
    struct evn_reply got;
    world_open(&w);
    uint64_t next = next_seq_behind(&w), corr[2];
    hold_flushes(&w);
    corr[0] = post(&w, command(&bytes[0], 40));
    EVN_CHECK_EQ(next_seq_behind(&w), next);
    EVN_MUST(flock(w.pace_fd, LOCK_EX) == 0);
    let_go(&w); /* its answer does not wait for the views */
    EVN_MUST(take(w.client, &got));
    EVN_CHECK_EQ(got.corr, corr[0]);
    int64_t before = n_paced(&w);
    corr[1] = post(&w, command(&bytes[1], 41));
    int64_t took_ms = wait_paced(&w, 10);
    /* It sleeps between, whoever knocks. */
    EVN_CHECK(n_paced(&w) - before <= 20 + took_ms / EVN_TEST_PACE_MS);
    EVN_MUST(flock(w.pace_fd, LOCK_UN) == 0);
    EVN_MUST(take(w.client, &got));
    EVN_CHECK_EQ(got.corr, corr[1]);
    struct evn_wire_reply reply = decode(&w, &got);
    EVN_MUST(reply.n_answer == 1 && reply.answer[0].refusal == NULL);
    EVN_CHECK_EQ(reply.answer[0].first_seq, next + 1);
    for (int i = 0; i < 2; i++)
        evn_buf_fini(&bytes[i]);
    world_close(&w);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(nothing_is_answered_or_shown_before_its_flush),
        EVN_TEST(a_command_repeated_before_its_flush_gets_the_same_answer),
        EVN_TEST(a_kill_before_the_flush_loses_only_what_was_not_answered),
        EVN_TEST(nothing_is_taken_in_while_the_views_are_to_catch_up),
    };
    if (argc < 2)
        return 2;
    program = argv[1];
    evn_test_in_memory();
    return evn_test_main(argc - 1, argv + 1, "service.held", tests, sizeof tests / sizeof tests[0]);
}

/* Nothing is told before it is durable, and nothing is taken in while views are to catch up: a
 * service whose disk is held up in the middle of a flush, and whose applier says to wait. */
#include "tests/integration/service/held.h"
#include "tests/integration/service/held_flush.h"
#include "tests/lib/suite.h"

#include <signal.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { BODY = 9000 }; /* of an event, so that its turn is never a small one */

static const char *program;

/* Send a Post and do not wait; its correlation. */
static uint64_t post_all(struct held *w, struct evn_bytes *commands, size_t n)
{
    uint64_t corr = 0;
    struct evn_wire_post all = {.command = commands, .n_command = n};
    struct evn_wire_request request = {.post = &all};
    EVN_MUST(evn_client_start(w->client, held_encode(w, &request),
                              evn_client_now_us() + INT64_C(1000) * HELD_WAIT_MS, &corr) == EVN_OK);
    return corr;
}

static uint64_t post(struct held *w, struct evn_bytes one)
{
    return post_all(w, &one, 1);
}

/* Say hello on the connection the commands took, so behind them. Nothing but its answer may come
 * while the flush is held. The number of the next event, as everybody is told. */
static uint64_t next_seq_behind(struct held *w)
{
    struct evn_wire_hello hello = {.client = "test"};
    struct evn_wire_request request = {.hello = &hello};
    struct evn_reply got;
    uint64_t corr = 0;
    EVN_MUST(evn_client_start(w->client, held_encode(w, &request),
                              evn_client_now_us() + INT64_C(1000) * HELD_WAIT_MS, &corr) == EVN_OK);
    EVN_MUST(held_take(w->client, &got));
    EVN_CHECK_EQ(got.corr, corr);
    struct evn_wire_reply reply = held_decode(w, &got);
    EVN_MUST(reply.welcome != NULL);
    EVN_CHECK_EQ(reply.position.seq + 1, reply.welcome->next_seq);
    return reply.welcome->next_seq;
}

/* How many blocks there are from `seq` on, for another client. */
static size_t blocks_from(struct held *w, uint64_t seq)
{
    struct evn_wire_read read = {.from_seq = seq};
    struct evn_wire_request request = {.read = &read};
    struct evn_reply got;
    EVN_MUST(evn_client_ask(w->other, held_encode(w, &request), HELD_WAIT_MS, &got) == EVN_OK);
    struct evn_wire_reply reply = held_decode(w, &got);
    EVN_CHECK(reply.refusal == NULL);
    EVN_CHECK(reply.position.seq < seq || reply.n_block > 0);
    return reply.n_block;
}

static void nothing_is_answered_or_shown_before_its_flush(void)
{
    struct held w;
    struct evn_buf bytes[3];
    struct evn_reply got;
    held_open(&w, program);
    uint64_t next = next_seq_behind(&w), corr[3];
    held_hold(&w);
    for (unsigned i = 0; i < 3; i++)
        corr[i] = post(&w, held_command(&bytes[i], i, BODY));
    /* The service goes on: it answers, and has decided on the commands by now, for they stand in
     * front of the question. It knows nothing of them before the flush. */
    for (int i = 0; i < 20; i++) {
        EVN_CHECK_EQ(next_seq_behind(&w), next);
        EVN_CHECK_EQ(blocks_from(&w, next), 0);
    }
    held_let_go(&w);
    for (unsigned i = 0; i < 3; i++) {
        EVN_MUST(held_take(w.client, &got));
        EVN_CHECK_EQ(got.corr, corr[i]);
        struct evn_wire_reply reply = held_decode(&w, &got);
        EVN_MUST(reply.n_answer == 1 && reply.answer[0].refusal == NULL);
        EVN_CHECK_EQ(reply.answer[0].first_seq, next + i);
        EVN_CHECK(reply.position.seq >= next + i);
        evn_buf_fini(&bytes[i]);
    }
    EVN_CHECK(blocks_from(&w, next) > 0);
    EVN_CHECK_EQ(next_seq_behind(&w), next + 3);
    held_close(&w);
}

/* The same command again, while its block is on its way: the same answer, when it is durable. */
static void a_command_repeated_before_its_flush_gets_the_same_answer(void)
{
    struct held w;
    struct evn_buf bytes[2];
    struct evn_reply got;
    held_open(&w, program);
    uint64_t next = next_seq_behind(&w);
    held_hold(&w);
    struct evn_bytes both[2] = {held_command(&bytes[0], 7, BODY), held_command(&bytes[1], 8, BODY)};
    post_all(&w, both, 2);
    EVN_CHECK_EQ(next_seq_behind(&w), next);
    post(&w, both[1]);
    EVN_CHECK_EQ(next_seq_behind(&w), next);
    held_let_go(&w);
    for (size_t i = 0; i < 2; i++) {
        EVN_MUST(held_take(w.client, &got));
        struct evn_wire_reply reply = held_decode(&w, &got);
        EVN_MUST(reply.n_answer == 2 - i && reply.answer[1 - i].refusal == NULL);
        EVN_CHECK_EQ(reply.answer[1 - i].first_seq, next + 1);
        evn_buf_fini(&bytes[i]);
    }
    EVN_CHECK_EQ(next_seq_behind(&w), next + 2);
    held_close(&w);
}

/* Killed while commands wait for their flush: none of them was answered, and sent again they act
 * once. */
static void a_kill_before_the_flush_loses_only_what_was_not_answered(void)
{
    struct held w;
    struct evn_buf bytes[2];
    struct evn_reply got;
    int status;
    held_open(&w, program);
    uint64_t next = next_seq_behind(&w);
    held_hold(&w);
    for (unsigned i = 0; i < 2; i++)
        post(&w, held_command(&bytes[i], 20 + i, BODY));
    EVN_CHECK_EQ(next_seq_behind(&w), next);
    kill(w.pid, SIGKILL);
    EVN_MUST(waitpid(w.pid, &status, 0) == w.pid);
    held_let_go(&w);
    held_start(&w); /* the client sends again by itself */
    uint64_t first[2] = {0};
    for (int i = 0; i < 2; i++) {
        EVN_MUST(held_take(w.client, &got));
        struct evn_wire_reply reply = held_decode(&w, &got);
        EVN_MUST(reply.n_answer == 1 && reply.answer[0].refusal == NULL);
        first[i] = reply.answer[0].first_seq;
        evn_buf_fini(&bytes[i]);
    }
    EVN_CHECK(first[0] != first[1]);
    EVN_CHECK_EQ(next_seq_behind(&w), next + 2);
    held_close(&w);
}

/* How often the service asked whether it is to wait, and was told so. */
static int64_t n_paced(const struct held *w)
{
    struct stat st;
    EVN_MUST(fstat(w->pace_fd, &st) == 0);
    return st.st_size;
}

/* Wait until it was told so `n` times more; nothing may be answered meanwhile. Milliseconds. */
static int64_t wait_paced(struct held *w, int64_t n)
{
    struct evn_reply got;
    zmq_pollitem_t item[2];
    int64_t from = n_paced(w), from_us = evn_client_now_us();
    while (n_paced(w) < from + n && evn_client_now_us() < from_us + INT64_C(1000) * HELD_WAIT_MS) {
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
    struct held w;
    struct evn_buf bytes[2];
    struct evn_reply got;
    held_open(&w, program);
    uint64_t next = next_seq_behind(&w), corr[2];
    held_hold(&w);
    corr[0] = post(&w, held_command(&bytes[0], 40, BODY));
    EVN_CHECK_EQ(next_seq_behind(&w), next);
    EVN_MUST(flock(w.pace_fd, LOCK_EX) == 0);
    held_let_go(&w); /* its answer does not wait for the views */
    EVN_MUST(held_take(w.client, &got));
    EVN_CHECK_EQ(got.corr, corr[0]);
    int64_t before = n_paced(&w);
    corr[1] = post(&w, held_command(&bytes[1], 41, BODY));
    int64_t took_ms = wait_paced(&w, 10);
    /* It sleeps between, whoever knocks. */
    EVN_CHECK(n_paced(&w) - before <= 20 + took_ms / EVN_TEST_PACE_MS);
    EVN_MUST(flock(w.pace_fd, LOCK_UN) == 0);
    EVN_MUST(held_take(w.client, &got));
    EVN_CHECK_EQ(got.corr, corr[1]);
    struct evn_wire_reply reply = held_decode(&w, &got);
    EVN_MUST(reply.n_answer == 1 && reply.answer[0].refusal == NULL);
    EVN_CHECK_EQ(reply.answer[0].first_seq, next + 1);
    for (int i = 0; i < 2; i++)
        evn_buf_fini(&bytes[i]);
    held_close(&w);
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

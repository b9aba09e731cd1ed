#include "tests/contract/journal/contract.h"

#include "common/base/rng.h"
#include "tests/lib/suite.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

static const struct evn_log_maker *maker;
static uint8_t big[300000];
/* Payloads of blocks that may be on their way, and of the next. */
static uint8_t flying[EVN_JOURNAL_QUEUE_MAX + 1][300000];

static struct evn_journal *reopen(struct evn_journal *journal, uint64_t known_seq)
{
    evn_journal_destroy(&journal);
    EVN_CHECK_OK(maker->open(known_seq, &journal));
    EVN_MUST(journal != NULL);
    return journal;
}

static struct evn_journal *fresh(void)
{
    maker->fresh();
    return reopen(NULL, 0);
}

/* The block number `first_seq` always has, its bytes in `to`: size and bytes follow from the
 * number. */
static struct evn_block block_in(uint8_t *to, uint64_t first_seq, uint64_t seed)
{
    struct evn_rng rng = evn_rng_of(first_seq * 77 + seed);
    size_t len =
        evn_rng_below(&rng, 10) == 0 ? evn_rng_below(&rng, 40000) : evn_rng_below(&rng, 5000);
    for (size_t i = 0; i < len; i += 8)
        evn_put_u64(to + i, evn_rng_next(&rng));
    return (struct evn_block){.first_seq = first_seq,
                              .count = 1 + evn_rng_below(&rng, 9),
                              .recorded_at_us = (int64_t)first_seq * 1000,
                              .term = first_seq % 3,
                              .payload = evn_bytes_of(to, len)};
}

static struct evn_block block_of(uint64_t first_seq, uint64_t seed)
{
    return block_in(big, first_seq, seed);
}

/* Append; refused for want of space, nothing was appended and it may be tried again. */
static evn_err submit(struct evn_journal *j, const struct evn_block *block)
{
    evn_err err;
    do
        err = maker->queues ? evn_journal_queue(j, block) : evn_journal_submit(j, block);
    while (err == EVN_E_DISK_LOW);
    return err;
}

static evn_err append(struct evn_journal *j, uint64_t seed)
{
    static unsigned which;
    struct evn_journal_head head;
    evn_journal_tail(j, &head);
    struct evn_block b =
        block_in(flying[which++ % (EVN_JOURNAL_QUEUE_MAX + 1)], head.next_seq, seed);
    return submit(j, &b);
}

static uint64_t wait_committed(struct evn_journal *j)
{
    struct evn_journal_head head;
    struct evn_journal_mark mark;
    evn_journal_tail(j, &head);
    do {
        if (maker->nudge != NULL)
            maker->nudge(j);
        EVN_CHECK_OK(evn_journal_poll(j, &mark));
        EVN_MUST(mark.committed <= mark.durable_local && mark.durable_local < head.next_seq);
    } while (mark.committed + 1 < head.next_seq);
    return mark.committed;
}

static void fill(struct evn_journal *j, int n, uint64_t seed)
{
    for (int i = 0; i < n; i++)
        EVN_CHECK_OK(append(j, seed));
    wait_committed(j);
}

/* Read from `from` to the end and compare with what was written; returns the blocks seen. */
static int read_all(struct evn_journal *j, uint64_t from, uint64_t seed)
{
    struct evn_journal_reader *r;
    struct evn_block got;
    int n = 0;
    uint64_t next = 0;
    evn_err err = evn_journal_reader_new(j, from, &r);
    EVN_CHECK_OK(err);
    if (err != EVN_OK)
        return -1;
    while ((err = evn_journal_reader_next(r, &got)) == EVN_OK) {
        struct evn_block want = block_of(got.first_seq, seed);
        EVN_CHECK(n == 0 ? got.first_seq <= from && from < got.first_seq + got.count
                         : got.first_seq == next);
        EVN_CHECK(got.count == want.count && got.term == want.term &&
                  got.recorded_at_us == want.recorded_at_us &&
                  evn_bytes_equal(got.payload, want.payload));
        next = got.first_seq + got.count;
        n++;
    }
    EVN_CHECK_ERR(err, EVN_E_AGAIN);
    evn_journal_reader_destroy(&r);
    return n;
}

static void an_empty_log_starts_at_one(void)
{
    struct evn_journal *j = fresh();
    struct evn_journal_head head;
    struct evn_journal_mark mark;
    evn_journal_tail(j, &head);
    EVN_CHECK_EQ(head.next_seq, 1);
    EVN_CHECK_EQ(head.incarnation, 1);
    EVN_CHECK_EQ(head.recorded_at_us, INT64_MIN);
    EVN_CHECK_OK(evn_journal_poll(j, &mark));
    EVN_CHECK_EQ(mark.committed, 0);
    EVN_CHECK_EQ(read_all(j, 1, 0), 0);
    evn_journal_destroy(&j);
    EVN_CHECK(j == NULL);
}

static void what_was_appended_is_read_back_in_order(void)
{
    struct evn_journal *j = fresh();
    fill(j, 200, 1);
    EVN_CHECK_EQ(read_all(j, 1, 1), 200);
    evn_journal_destroy(&j);
}

static void a_log_survives_reopening_and_counts_its_lives(void)
{
    struct evn_journal *j = fresh();
    struct evn_journal_head before, after;
    for (uint64_t life = 1; life <= 5; life++) {
        fill(j, 30, 2);
        evn_journal_tail(j, &before);
        j = reopen(j, before.next_seq - 1);
        evn_journal_tail(j, &after);
        EVN_CHECK_EQ(after.next_seq, before.next_seq);
        EVN_CHECK_EQ(after.incarnation, life + 1);
        EVN_CHECK_EQ(after.recorded_at_us, before.recorded_at_us);
        EVN_CHECK(memcmp(after.hash.b, before.hash.b, sizeof after.hash.b) == 0);
        EVN_CHECK(memcmp(after.log_id, before.log_id, sizeof after.log_id) == 0);
        EVN_CHECK_EQ(read_all(j, 1, 2), 30 * (int)life);
    }
    evn_journal_destroy(&j);
}

static void a_reader_starts_inside_any_block(void)
{
    struct evn_journal *j = fresh();
    fill(j, 60, 3);
    struct evn_journal_head head;
    evn_journal_tail(j, &head);
    for (uint64_t from = 1; from < head.next_seq; from++)
        EVN_CHECK(read_all(j, from, 3) > 0);
    EVN_CHECK_EQ(read_all(j, head.next_seq, 3), 0);
    evn_journal_destroy(&j);
}

static void a_cursor_beyond_the_end_is_refused(void)
{
    struct evn_journal *j = fresh();
    struct evn_journal_reader *r;
    EVN_CHECK_ERR(evn_journal_reader_new(j, 2, &r), EVN_E_ROLLED_BACK);
    fill(j, 3, 4);
    struct evn_journal_head head;
    evn_journal_tail(j, &head);
    EVN_CHECK_ERR(evn_journal_reader_new(j, head.next_seq + 1, &r), EVN_E_ROLLED_BACK);
    EVN_CHECK(r == NULL);
    evn_journal_destroy(&j);
}

static void a_waiting_reader_sees_what_comes_later(void)
{
    struct evn_journal *j = fresh();
    struct evn_journal_reader *r;
    struct evn_block got;
    EVN_CHECK_OK(evn_journal_reader_new(j, 1, &r));
    for (int i = 0; i < 100; i++) {
        EVN_CHECK_ERR(evn_journal_reader_next(r, &got), EVN_E_AGAIN);
        fill(j, 1, 5);
        EVN_CHECK_OK(evn_journal_reader_next(r, &got));
        struct evn_block want = block_of(got.first_seq, 5);
        EVN_CHECK(evn_bytes_equal(got.payload, want.payload));
    }
    evn_journal_reader_destroy(&r);
    evn_journal_destroy(&j);
}

static void views_ahead_of_the_log_are_noticed(void)
{
    struct evn_journal *j = fresh();
    fill(j, 5, 6);
    struct evn_journal_head head;
    evn_journal_tail(j, &head);
    evn_journal_destroy(&j);
    EVN_CHECK_ERR(maker->open(head.next_seq, &j), EVN_E_LOG_BEHIND_VIEW);
    EVN_CHECK(j == NULL);
    j = reopen(j, head.next_seq - 1);
    evn_journal_destroy(&j);
}

static void a_payload_may_be_empty_and_may_not_be_too_large(void)
{
    struct evn_journal *j = fresh();
    struct evn_block b = {.first_seq = 1, .count = 1, .recorded_at_us = 5};
    EVN_CHECK_OK(submit(j, &b));
    uint8_t *huge = calloc(1, (16 << 20) + 1);
    b = (struct evn_block){.first_seq = 2,
                           .count = 1,
                           .recorded_at_us = 5,
                           .payload = evn_bytes_of(huge, (16 << 20) + 1)};
    EVN_CHECK_ERR(evn_journal_submit(j, &b), EVN_E_LIMIT);
    b.payload.len = 200000;
    EVN_CHECK_OK(submit(j, &b));
    EVN_CHECK_EQ(wait_committed(j), 2);
    free(huge);
    j = reopen(j, 2);
    evn_journal_destroy(&j);
}

static void held_blocks_are_not_read_and_can_be_dropped(void)
{
    struct evn_journal *j = fresh();
    fill(j, 20, 7);
    struct evn_journal_head at, end;
    struct evn_journal_mark mark;
    evn_journal_tail(j, &at);
    for (int round = 0; round < 3; round++) {
        evn_journal_hold(j, at.next_seq - 1);
        for (int i = 0; i < 40; i++)
            EVN_CHECK_OK(append(j, 8));
        EVN_CHECK_OK(evn_journal_poll(j, &mark));
        EVN_CHECK_EQ(mark.committed, at.next_seq - 1);
        EVN_CHECK_EQ(read_all(j, 1, 7), 20);
        EVN_CHECK_OK(evn_journal_truncate_uncommitted(j, at.next_seq));
        evn_journal_tail(j, &end);
        EVN_CHECK_EQ(end.next_seq, at.next_seq);
        EVN_CHECK(memcmp(end.hash.b, at.hash.b, sizeof at.hash.b) == 0);
    }
    evn_journal_hold(j, UINT64_MAX);
    j = reopen(j, at.next_seq - 1);
    fill(j, 20, 7);
    EVN_CHECK_EQ(read_all(j, 1, 7), 40);
    evn_journal_destroy(&j);
}

/* What is queued is one after the other, and submitting waits for what is queued. */
static void queued_and_submitted_blocks_keep_their_order(void)
{
    struct evn_journal *j = fresh();
    struct evn_journal_head head;
    struct evn_journal_mark mark;
    struct evn_rng rng = evn_rng_of(evn_test_seed(10));
    uint64_t committed = 0;
    for (int i = 0; i < 150; i++) {
        evn_journal_tail(j, &head);
        struct evn_block b = block_in(flying[i % (EVN_JOURNAL_QUEUE_MAX + 1)], head.next_seq, 10);
        evn_err err;
        do
            err =
                evn_rng_below(&rng, 4) == 0 ? evn_journal_submit(j, &b) : evn_journal_queue(j, &b);
        while (err == EVN_E_DISK_LOW);
        EVN_CHECK_OK(err);
        EVN_CHECK_OK(evn_journal_poll(j, &mark));
        EVN_CHECK(mark.committed >= committed && mark.committed <= mark.durable_local);
        committed = mark.committed;
    }
    evn_journal_tail(j, &head);
    EVN_CHECK_OK(evn_journal_wait(j, head.next_seq - 1, &mark));
    EVN_CHECK_EQ(mark.committed, head.next_seq - 1);
    EVN_CHECK_EQ(read_all(j, 1, 10), 150);
    j = reopen(j, head.next_seq - 1);
    EVN_CHECK_EQ(read_all(j, 1, 10), 150);
    evn_journal_destroy(&j);
}

struct chase {
    struct evn_journal *journal;
    atomic_bool done;
    uint64_t last; /* number the writer ended with, valid once done */
    uint64_t seen;
    evn_err err;
};

static void *chase(void *arg)
{
    struct chase *c = arg;
    struct evn_journal_reader *r;
    struct evn_block got;
    c->err = evn_journal_reader_new(c->journal, 1, &r);
    if (c->err != EVN_OK)
        return NULL;
    while (!(atomic_load(&c->done) && c->seen == c->last)) {
        c->err = evn_journal_reader_next(r, &got);
        if (c->err == EVN_E_AGAIN) {
            sched_yield();
            continue;
        }
        if (c->err != EVN_OK || got.first_seq != c->seen + 1)
            break;
        c->seen = got.first_seq + got.count - 1;
    }
    evn_journal_reader_destroy(&r);
    return NULL;
}

static void readers_on_other_threads_follow_the_writer(void)
{
    struct chase c = {.journal = fresh()};
    pthread_t thread[2];
    struct chase other = {.journal = c.journal};
    EVN_MUST(pthread_create(&thread[0], NULL, chase, &c) == 0);
    EVN_MUST(pthread_create(&thread[1], NULL, chase, &other) == 0);
    fill(c.journal, 300, 9);
    struct evn_journal_head head;
    evn_journal_tail(c.journal, &head);
    c.last = other.last = head.next_seq - 1;
    atomic_store(&c.done, true);
    atomic_store(&other.done, true);
    pthread_join(thread[0], NULL);
    pthread_join(thread[1], NULL);
    EVN_CHECK_EQ(c.seen, c.last);
    EVN_CHECK_EQ(other.seen, other.last);
    evn_journal_destroy(&c.journal);
}

int evn_journal_contract(int argc, char **argv, const struct evn_log_maker *of)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(an_empty_log_starts_at_one),
        EVN_TEST(what_was_appended_is_read_back_in_order),
        EVN_TEST(a_log_survives_reopening_and_counts_its_lives),
        EVN_TEST(a_reader_starts_inside_any_block),
        EVN_TEST(a_cursor_beyond_the_end_is_refused),
        EVN_TEST(a_waiting_reader_sees_what_comes_later),
        EVN_TEST(views_ahead_of_the_log_are_noticed),
        EVN_TEST(a_payload_may_be_empty_and_may_not_be_too_large),
        EVN_TEST(held_blocks_are_not_read_and_can_be_dropped),
        EVN_TEST(queued_and_submitted_blocks_keep_their_order),
        EVN_TEST(readers_on_other_threads_follow_the_writer),
    };
    maker = of;
    return evn_test_main(argc, argv, of->name, tests, sizeof tests / sizeof tests[0]);
}

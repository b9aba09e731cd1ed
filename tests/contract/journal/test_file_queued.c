#include "common/journal/file.h"
#include "tests/contract/journal/contract.h"
#include "tests/lib/suite.h"

/* The file backend with blocks on their way: written by polls, and by the log's own thread; and
 * what may be seen of a block before it is durable. */

static char dir[320];
static enum evn_file_writer writer;

static void fresh(void)
{
    snprintf(dir, sizeof dir, "%s/log", evn_test_dir());
}

static evn_err open_log(uint64_t known_seq, struct evn_journal **out)
{
    struct evn_file_options options = {
        .dir = dir, .segment_bytes = 256 << 10, .known_seq = known_seq, .writer = writer};
    return evn_journal_file_open(&options, out, NULL);
}

/* With polls as the writer nothing is written between two of them. */
static void queued_blocks_are_neither_committed_nor_readable_before_they_are_written(void)
{
    struct evn_journal *j = NULL;
    struct evn_journal_reader *r = NULL, *later = NULL;
    struct evn_block got, b = {.count = 2, .payload = evn_bytes_text("what happened")};
    struct evn_journal_mark mark;
    struct evn_journal_head head;
    fresh();
    writer = EVN_WRITER_POLL;
    EVN_CHECK_OK(open_log(0, &j));
    EVN_MUST(j != NULL);
    EVN_CHECK_OK(evn_journal_reader_new(j, 1, &r));
    for (b.first_seq = 1; b.first_seq <= 5; b.first_seq += 2)
        EVN_CHECK_OK(evn_journal_queue(j, &b));
    evn_journal_tail(j, &head);
    EVN_CHECK_EQ(head.next_seq, 7);
    EVN_CHECK_ERR(evn_journal_reader_next(r, &got), EVN_E_AGAIN);
    EVN_CHECK_ERR(evn_journal_reader_new(j, 3, &later), EVN_E_ROLLED_BACK);
    EVN_CHECK_OK(evn_journal_poll(j, &mark));
    EVN_CHECK_EQ(mark.committed, 6);
    EVN_CHECK_OK(evn_journal_queue(j, &b));
    EVN_CHECK_OK(evn_journal_poll(j, &mark));
    EVN_CHECK_EQ(mark.committed, 8);
    for (uint64_t n = 1; n <= 4; n++) {
        EVN_CHECK_OK(evn_journal_reader_next(r, &got));
        EVN_CHECK_EQ(got.first_seq, 2 * n - 1);
        EVN_CHECK_EQ(got.durable_through, n < 4 ? 0 : 6); /* the first three went together */
    }
    EVN_CHECK_ERR(evn_journal_reader_next(r, &got), EVN_E_AGAIN);
    evn_journal_reader_destroy(&r);
    evn_journal_destroy(&j);
}

/* One more than the queue holds waits for the first to be written; with polls as the writer it is
 * written then. None is lost or out of order. */
static void a_full_queue_is_waited_for(void)
{
    struct evn_journal *j = NULL;
    struct evn_journal_reader *r = NULL;
    struct evn_block got, b = {.count = 1, .payload = evn_bytes_text("what happened")};
    struct evn_journal_mark mark;
    fresh();
    writer = EVN_WRITER_POLL;
    EVN_CHECK_OK(open_log(0, &j));
    EVN_MUST(j != NULL);
    EVN_CHECK_OK(evn_journal_reader_new(j, 1, &r));
    for (b.first_seq = 1; b.first_seq <= EVN_JOURNAL_QUEUE_MAX; b.first_seq++)
        EVN_CHECK_OK(evn_journal_queue(j, &b));
    EVN_CHECK_ERR(evn_journal_reader_next(r, &got), EVN_E_AGAIN);
    EVN_CHECK_OK(evn_journal_queue(j, &b)); /* the 17th */
    for (uint64_t n = 1; n <= EVN_JOURNAL_QUEUE_MAX; n++) {
        EVN_MUST(evn_journal_reader_next(r, &got) == EVN_OK);
        EVN_CHECK_EQ(got.first_seq, n);
    }
    EVN_CHECK_ERR(evn_journal_reader_next(r, &got), EVN_E_AGAIN); /* it is on its way itself */
    EVN_CHECK_OK(evn_journal_poll(j, &mark));
    EVN_CHECK_EQ(mark.committed, EVN_JOURNAL_QUEUE_MAX + 1);
    evn_journal_reader_destroy(&r);
    evn_journal_destroy(&j);
}

int main(int argc, char **argv)
{
    static const struct evn_log_maker by_poll = {
        .name = "journal.file_polled", .fresh = fresh, .open = open_log, .queues = true};
    static const struct evn_log_maker by_thread = {
        .name = "journal.file_threaded", .fresh = fresh, .open = open_log, .queues = true};
    static const struct evn_test_case more[] = {
        EVN_TEST(queued_blocks_are_neither_committed_nor_readable_before_they_are_written),
        EVN_TEST(a_full_queue_is_waited_for)};
    writer = EVN_WRITER_POLL;
    int status = evn_journal_contract(argc, argv, &by_poll);
    writer = EVN_WRITER_THREAD;
    int other = evn_journal_contract(argc, argv, &by_thread);
    int last = evn_test_main(argc, argv, "journal.queued", more, sizeof more / sizeof *more);
    return status != 0 ? status : other != 0 ? other : last;
}

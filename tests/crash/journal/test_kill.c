#include "common/base/rng.h"
#include "common/journal/file.h"
#include "tests/lib/suite.h"

#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

enum { KILLS = 12, SEGMENT = 256 << 10 };

/* The writer: appends for ever, with blocks on their way, and says on the pipe which event is the
 * last acknowledged. */
static _Noreturn void write_for_ever(const char *dir, uint64_t known, int pipe_fd)
{
    static uint8_t bytes[EVN_JOURNAL_QUEUE_MAX + 1][20000];
    struct evn_file_options options = {.dir = dir,
                                       .segment_bytes = SEGMENT,
                                       .known_seq = known,
                                       .background = true,
                                       .writer = EVN_WRITER_THREAD};
    struct evn_journal *j;
    if (evn_journal_file_open(&options, &j, NULL) != EVN_OK)
        _exit(3);
    struct evn_journal_mark mark;
    if (evn_journal_poll(j, &mark) != EVN_OK)
        _exit(3);
    for (uint64_t told = mark.committed;;) {
        struct evn_journal_head head;
        evn_journal_tail(j, &head);
        struct evn_rng rng = evn_rng_of(head.next_seq);
        uint8_t *to = bytes[head.next_seq % (EVN_JOURNAL_QUEUE_MAX + 1)];
        size_t len = 8 + evn_rng_below(&rng, sizeof bytes[0] - 8);
        evn_put_u64(to, head.next_seq);
        struct evn_block b = {.first_seq = head.next_seq,
                              .count = 1,
                              .recorded_at_us = (int64_t)head.next_seq,
                              .payload = evn_bytes_of(to, len)};
        if (evn_journal_queue(j, &b) != EVN_OK || evn_journal_poll(j, &mark) != EVN_OK)
            _exit(4);
        while (told < mark.committed)
            if (told++, write(pipe_fd, &told, sizeof told) != sizeof told)
                _exit(5);
    }
}

/* Start a writer, kill it after some acknowledgements, return the last one that arrived. */
static uint64_t run_and_kill(const char *dir, uint64_t known, uint32_t after)
{
    int ends[2], status = 0;
    EVN_MUST(pipe(ends) == 0);
    fflush(stdout);
    pid_t child = fork();
    EVN_MUST(child >= 0);
    if (child == 0) {
        close(ends[0]);
        write_for_ever(dir, known, ends[1]);
    }
    close(ends[1]);
    uint64_t seq, last = known;
    for (uint32_t n = 0; read(ends[0], &seq, sizeof seq) == sizeof seq; n++) {
        EVN_CHECK_EQ(seq, last + 1);
        last = seq;
        if (n == after)
            kill(child, SIGKILL);
    }
    close(ends[0]);
    EVN_MUST(waitpid(child, &status, 0) == child);
    EVN_CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL);
    return last;
}

/* Open what the dead writer left; returns the last event. */
static uint64_t inspect(const char *dir, uint64_t known)
{
    struct evn_file_options options = {.dir = dir, .known_seq = known};
    struct evn_journal *j;
    struct evn_journal_reader *r;
    struct evn_block got;
    EVN_CHECK_OK(evn_journal_file_open(&options, &j, NULL));
    EVN_MUST(j != NULL);
    EVN_CHECK_OK(evn_journal_reader_new(j, 1, &r));
    uint64_t last = 0;
    evn_err err;
    while ((err = evn_journal_reader_next(r, &got)) == EVN_OK) {
        EVN_CHECK_EQ(got.first_seq, last + 1);
        EVN_CHECK_EQ(evn_get_u64(got.payload.at), got.first_seq);
        last = got.first_seq;
    }
    EVN_CHECK_ERR(err, EVN_E_AGAIN);
    evn_journal_reader_destroy(&r);
    evn_journal_destroy(&j);
    return last;
}

static void a_killed_writer_loses_nothing_it_acknowledged(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(11));
    char dir[330];
    snprintf(dir, sizeof dir, "%s/log", evn_test_dir());
    uint64_t last = 0;
    for (int i = 0; i < KILLS; i++) {
        uint64_t acked = run_and_kill(dir, last, evn_rng_below(&rng, 120));
        last = inspect(dir, acked);
        EVN_CHECK(last >= acked && last <= acked + EVN_JOURNAL_QUEUE_MAX + 1);
    }
    struct evn_journal_head head;
    struct evn_file_report report;
    EVN_CHECK_OK(evn_journal_verify(dir, NULL, NULL, NULL, &head, &report));
    EVN_CHECK_EQ(head.next_seq, last + 1);
    printf("[%d kills, %" PRIu64 " blocks] ", KILLS, last);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_killed_writer_loses_nothing_it_acknowledged)};
    evn_test_in_memory();
    return evn_test_main(argc, argv, "journal.kill", tests, sizeof tests / sizeof tests[0]);
}

/* A log copied up to any of its blocks, while it is written and archived, is a log. */
#include "common/base/rng.h"
#include "common/journal/copy.h"
#include "common/journal/frame.h"
#include "tests/lib/suite.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { N_BLOCKS = 60, EVENT_LEN = 9000 };

static char dir[400];
static uint64_t n_copies;

static struct evn_journal *open_log(void)
{
    struct evn_journal *journal;
    const struct evn_file_options options = {.dir = dir, .segment_bytes = EVN_SEGMENT_BYTES_MIN};
    EVN_MUST(evn_journal_file_open(&options, &journal, NULL) == EVN_OK);
    return journal;
}

static void append(struct evn_journal *journal, struct evn_rng *rng, struct evn_hash256 *hash)
{
    static uint8_t body[EVENT_LEN];
    struct evn_journal_head head;
    struct evn_journal_mark mark;
    struct evn_buf payload;
    evn_journal_tail(journal, &head);
    evn_buf_init(&payload, 4 * EVENT_LEN);
    for (size_t i = 0; i < sizeof body; i++)
        body[i] = (uint8_t)evn_rng_below(rng, 200);
    const struct evn_frame frame = {.kind = 20,
                                    .version = 1,
                                    .count = 1,
                                    .body =
                                        evn_bytes_of(body, (size_t)evn_rng_below(rng, EVENT_LEN))};
    uint32_t n = (uint32_t)evn_rng_below(rng, 3) + 1;
    for (uint32_t i = 0; i < n; i++)
        EVN_MUST(evn_frame_append(&payload, &frame) == EVN_OK);
    const struct evn_block block = {.first_seq = head.next_seq,
                                    .count = n,
                                    .recorded_at_us = (int64_t)head.next_seq,
                                    .payload = evn_bytes_of(payload.at, payload.len)};
    EVN_MUST(evn_journal_submit(journal, &block) == EVN_OK);
    EVN_MUST(evn_journal_wait(journal, head.next_seq + n - 1, &mark) == EVN_OK);
    evn_journal_tail(journal, &head);
    *hash = head.hash;
    evn_buf_fini(&payload);
}

/* Copy and hold the copy against the log: same id, end and hash; it verifies, opens and goes on. */
static void check_copy(uint64_t through, const struct evn_hash256 *hash, bool link)
{
    char to[460];
    struct evn_journal_head head, again;
    struct evn_file_report report;
    struct evn_journal *journal;
    snprintf(to, sizeof to, "%s/copy-%d", evn_test_dir(), (int)n_copies++);
    const struct evn_log_copying copying = {
        .from = dir, .to = to, .through = through, .link = link};
    EVN_CHECK_OK(evn_journal_copy(&copying, &head, &report));
    EVN_CHECK_EQ(head.next_seq, through + 1);
    EVN_CHECK(memcmp(head.hash.b, hash->b, sizeof hash->b) == 0);
    EVN_CHECK_OK(evn_journal_verify(to, NULL, NULL, NULL, &again, &report));
    EVN_CHECK_EQ(again.next_seq, head.next_seq);
    EVN_CHECK(memcmp(again.hash.b, hash->b, sizeof hash->b) == 0);
    EVN_CHECK_OK(evn_journal_next_life(to));
    const struct evn_file_options options = {.dir = to};
    EVN_CHECK_OK(evn_journal_file_open(&options, &journal, &report));
    EVN_CHECK_EQ(report.tail, EVN_TAIL_CLEAN);
    evn_journal_tail(journal, &again);
    EVN_CHECK_EQ(again.next_seq, head.next_seq);
    struct evn_rng rng = evn_rng_of(7);
    struct evn_hash256 grown;
    append(journal, &rng, &grown);
    evn_journal_destroy(&journal);
    EVN_CHECK_OK(evn_journal_verify(to, NULL, NULL, NULL, &again, &report));
}

static void a_copy_ends_at_any_block_asked_for(void)
{
    uint64_t end[N_BLOCKS + 1] = {0};
    struct evn_hash256 hash[N_BLOCKS + 1] = {0};
    struct evn_rng rng = evn_rng_of(evn_test_seed(20261122));
    struct evn_journal_head head;
    snprintf(dir, sizeof dir, "%s/log", evn_test_dir());
    struct evn_journal *journal = open_log();
    check_copy(0, &hash[0], true);
    for (size_t i = 1; i <= N_BLOCKS; i++) {
        append(journal, &rng, &hash[i]);
        evn_journal_tail(journal, &head);
        end[i] = head.next_seq - 1;
        if (evn_rng_below(&rng, 4) == 0)
            while (evn_file_tend(journal) == EVN_OK)
                ;
        check_copy(end[i], &hash[i], evn_rng_below(&rng, 2) == 0);
        size_t earlier = (size_t)evn_rng_below(&rng, (uint32_t)i + 1);
        check_copy(end[earlier], &hash[earlier], true);
    }
    evn_journal_destroy(&journal);
    for (size_t i = 0; i <= N_BLOCKS; i++)
        check_copy(end[i], &hash[i], false);
}

/* Linked archives stay the log's own: what becomes of the copy does not change them. */
static void the_log_is_as_it_was(void)
{
    struct evn_journal_head head;
    struct evn_file_report report;
    EVN_CHECK_OK(evn_journal_verify(dir, NULL, NULL, NULL, &head, &report));
}

static void a_damaged_segment_is_named_and_not_copied(void)
{
    char path[480], to[460];
    struct evn_journal_head head;
    struct evn_file_report report;
    snprintf(path, sizeof path, "%s/archive/arc-0000000000000002", dir);
    snprintf(to, sizeof to, "%s/damaged", evn_test_dir());
    FILE *file = fopen(path, "r+b");
    EVN_MUST(file != NULL && fseek(file, 5000, SEEK_SET) == 0);
    int byte = fgetc(file);
    EVN_MUST(fseek(file, 5000, SEEK_SET) == 0 && fputc(byte ^ 1, file) != EOF);
    fclose(file);
    const struct evn_log_copying copying = {.from = dir, .to = to, .through = 40};
    EVN_CHECK_ERR(evn_journal_copy(&copying, &head, &report), EVN_E_CORRUPT);
    EVN_CHECK_TEXT(report.file, "segment 0000000000000002");
    snprintf(path, sizeof path, "%s/log.id", to);
    EVN_CHECK(access(path, F_OK) != 0);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_copy_ends_at_any_block_asked_for),
        EVN_TEST(the_log_is_as_it_was),
        EVN_TEST(a_damaged_segment_is_named_and_not_copied),
    };
    return evn_test_main(argc, argv, "backup.log_copy", tests, sizeof tests / sizeof tests[0]);
}

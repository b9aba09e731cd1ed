#include "common/base/rng.h"
#include "common/journal/block.h"
#include "common/journal/file.h"
#include "tests/lib/suite.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { SEGMENT = 128 << 10, MIB = 1 << 20 };

/* A log in a folder of its own whose files the tests change by hand. */
static char dir[330];
static uint64_t offsets[200]; /* of each block, in the order they were appended */
static uint64_t segment_bytes = SEGMENT;

static struct evn_journal *open_at(uint64_t known, evn_err want, struct evn_file_report *report)
{
    struct evn_journal *j;
    struct evn_file_options options = {
        .dir = dir, .segment_bytes = segment_bytes, .known_seq = known};
    EVN_CHECK_ERR(evn_journal_file_open(&options, &j, report), want);
    EVN_CHECK((j != NULL) == (want == EVN_OK));
    return j;
}

/* Open, note what was found, close. */
static struct evn_file_report found(uint64_t known, evn_err want)
{
    struct evn_file_report report;
    struct evn_journal *j = open_at(known, want, &report);
    evn_journal_destroy(&j);
    return report;
}

static void append(struct evn_journal *j, int n, size_t len)
{
    static uint8_t bytes[60000];
    for (int i = 0; i < n; i++) {
        struct evn_journal_head head;
        evn_journal_tail(j, &head);
        struct evn_rng rng = evn_rng_of(head.next_seq);
        for (size_t k = 0; k < len; k += 8)
            evn_put_u64(bytes + k, evn_rng_next(&rng) | 1);
        struct evn_block b = {.first_seq = head.next_seq,
                              .count = 1,
                              .recorded_at_us = (int64_t)head.next_seq,
                              .payload = evn_bytes_of(bytes, len)};
        EVN_CHECK_OK(evn_journal_submit(j, &b));
    }
}

/* A log of one segment with `n` blocks of `len` bytes, closed. */
static void make(int n, size_t len)
{
    snprintf(dir, sizeof dir, "%s/log", evn_test_dir());
    struct evn_journal *j = open_at(0, EVN_OK, NULL);
    append(j, n, len);
    for (int i = 0; i <= n; i++)
        offsets[i] = EVN_BLOCK_PAGE + (uint64_t)i * evn_block_span(len);
    evn_journal_destroy(&j);
}

static int open_file(const char *name)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    int fd = open(path, O_RDWR);
    EVN_MUST(fd >= 0);
    return fd;
}

static void get(const char *name, uint64_t at, void *to, size_t len)
{
    int fd = open_file(name);
    EVN_MUST(pread(fd, to, len, (off_t)at) == (ssize_t)len);
    close(fd);
}

static void put(const char *name, uint64_t at, const void *from, size_t len)
{
    int fd = open_file(name);
    EVN_MUST(pwrite(fd, from, len, (off_t)at) == (ssize_t)len);
    close(fd);
}

static void flip(const char *name, uint64_t bit)
{
    uint8_t byte;
    get(name, bit / 8, &byte, 1);
    byte = (uint8_t)(byte ^ 1u << bit % 8);
    put(name, bit / 8, &byte, 1);
}

static const char first[] = "seg-0000000000000001";

/* Replace the last block by every kind of partial write of itself. */
static void a_torn_tail_is_cut_off_and_the_log_goes_on(void)
{
    enum { LEN = 9000, SPAN = 12288 };
    static uint8_t whole[SPAN], part[SPAN];
    struct evn_rng rng = evn_rng_of(evn_test_seed(3));
    for (int round = 0; round < 60; round++) {
        make(5, LEN);
        get(first, offsets[4], whole, SPAN);
        memset(part, 0, SPAN);
        bool any = false, all = true;
        for (size_t s = 0; s < SPAN / 512; s++) {
            bool there = evn_rng_below(&rng, 2) == 0;
            bool matters = s * 512 < EVN_BLOCK_HEADER_LEN + LEN;
            if (there)
                memcpy(part + s * 512, whole + s * 512, 512);
            any = any || (there && matters);
            all = all && (there || !matters);
        }
        put(first, offsets[4], part, SPAN);
        /* This block was the last when the log was made, so only a view can prove it was there. */
        struct evn_file_report report = found(0, EVN_OK);
        EVN_CHECK_EQ(report.tail, all || !any ? EVN_TAIL_CLEAN : EVN_TAIL_TORN);
        EVN_CHECK_EQ(report.seq, all ? 6 : 5);
        struct evn_journal *j = open_at(4, EVN_OK, NULL);
        append(j, 3, LEN);
        evn_journal_destroy(&j);
        EVN_CHECK_EQ(found(0, EVN_OK).seq, all ? 9 : 8);
    }
}

static void a_torn_block_that_a_view_has_seen_is_damage(void)
{
    uint8_t zeros[512] = {0};
    make(5, 9000);
    put(first, offsets[4] + 4096, zeros, sizeof zeros);
    struct evn_file_report report = found(5, EVN_E_CORRUPT);
    EVN_CHECK_EQ(report.tail, EVN_TAIL_CORRUPT);
    EVN_CHECK_EQ(report.offset, offsets[4]);
    EVN_CHECK_TEXT(report.file, first);
}

static void any_bit_flipped_in_the_middle_is_named(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(5));
    make(9, 5000);
    for (int i = 0; i < 200; i++) {
        uint64_t block = evn_rng_below(&rng, 8);
        uint64_t bit = offsets[block] * 8 +
                       evn_rng_below(&rng, (uint32_t)(offsets[block + 1] - offsets[block]) * 8);
        flip(first, bit);
        struct evn_file_report report = found(0, EVN_E_CORRUPT);
        EVN_CHECK_EQ(report.offset, offsets[block]);
        EVN_CHECK_EQ(report.seq, block + 1);
        struct evn_journal_head head;
        EVN_CHECK_ERR(evn_journal_verify(dir, NULL, NULL, NULL, &head, &report), EVN_E_CORRUPT);
        EVN_CHECK_EQ(report.offset, offsets[block]);
        EVN_CHECK_TEXT(report.file, first);
        flip(first, bit);
    }
    EVN_CHECK_EQ(found(9, EVN_OK).seq, 10);
}

static void a_bit_flipped_in_the_last_block_is_damage_once_anything_knows_it(void)
{
    struct evn_rng rng = evn_rng_of(evn_test_seed(6));
    make(4, 700);
    for (int i = 0; i < 100; i++) {
        uint64_t bit = offsets[3] * 8 + evn_rng_below(&rng, EVN_BLOCK_PAGE * 8);
        flip(first, bit);
        struct evn_file_report report = found(4, EVN_E_CORRUPT);
        EVN_CHECK_EQ(report.offset, offsets[3]);
        flip(first, bit);
    }
    /* Once opened again, the log itself knows what it held. */
    EVN_CHECK_EQ(found(0, EVN_OK).seq, 5);
    flip(first, offsets[3] * 8 + 1000);
    EVN_CHECK_EQ(found(0, EVN_E_CORRUPT).offset, offsets[3]);
}

/* Blocks flushed together may reach the disk in any order: the later ones prove nothing of the
 * first one, unless a block was written after their flush. */
static void a_torn_group_is_cut_off_unless_a_later_block_proves_it(void)
{
    static const uint8_t zeros[2 * EVN_BLOCK_PAGE];
    for (int later = 0; later < 2; later++) {
        make(2, 5000);
        struct evn_file_options options = {.dir = dir, .writer = EVN_WRITER_POLL};
        struct evn_journal *j;
        struct evn_journal_mark mark;
        EVN_CHECK_OK(evn_journal_file_open(&options, &j, NULL));
        EVN_MUST(j != NULL);
        for (uint64_t seq = 3; seq <= 5; seq++) {
            const struct evn_block b = {.first_seq = seq,
                                        .count = 1,
                                        .recorded_at_us = (int64_t)seq,
                                        .payload = evn_bytes_of(zeros, 5000)};
            EVN_CHECK_OK(evn_journal_queue(j, &b));
        }
        EVN_CHECK_OK(evn_journal_poll(j, &mark));
        EVN_CHECK_EQ(mark.committed, 5);
        if (later)
            append(j, 1, 5000);
        evn_journal_destroy(&j);
        for (int i = 3; i <= 5; i++)
            offsets[i] = offsets[2] + (uint64_t)(i - 2) * evn_block_span(5000);
        put(first, offsets[2], zeros, sizeof zeros);
        struct evn_file_report report = found(2, later ? EVN_E_CORRUPT : EVN_OK);
        EVN_CHECK_EQ(report.tail, later ? EVN_TAIL_CORRUPT : EVN_TAIL_TORN);
        EVN_CHECK_EQ(report.offset, offsets[2]);
        EVN_CHECK_EQ(report.seq, 3);
        struct evn_journal_head head;
        EVN_CHECK_ERR(evn_journal_verify(dir, NULL, NULL, NULL, &head, &report),
                      later ? EVN_E_CORRUPT : EVN_OK);
    }
}

/* What stays ambiguous, as the spec says: nothing behind the block, nothing that knows it. */
static void damage_to_a_last_block_that_nothing_knows_reads_as_torn(void)
{
    make(4, 700);
    flip(first, offsets[3] * 8 + 1000);
    struct evn_file_report report = found(3, EVN_OK);
    EVN_CHECK_EQ(report.tail, EVN_TAIL_TORN);
    EVN_CHECK_EQ(report.seq, 4);
}

static void an_unsynced_tail_is_the_end_or_a_log_behind_its_views(void)
{
    static const uint8_t zeros[EVN_BLOCK_PAGE];
    make(4, 700);
    put(first, offsets[3], zeros, sizeof zeros);
    struct evn_file_report report = found(4, EVN_E_LOG_BEHIND_VIEW);
    EVN_CHECK_EQ(report.tail, EVN_TAIL_BEHIND);
    EVN_CHECK_EQ(report.seq, 4);
    report = found(3, EVN_OK);
    EVN_CHECK_EQ(report.tail, EVN_TAIL_CLEAN);
}

static void blocks_of_an_earlier_life_are_stale_and_never_read(void)
{
    snprintf(dir, sizeof dir, "%s/log", evn_test_dir());
    struct evn_journal *j = open_at(0, EVN_OK, NULL);
    append(j, 100, 3000); /* three segments and more */
    while (evn_file_tend(j) == EVN_OK)
        continue;
    append(j, 60, 3000); /* into recycled files */
    struct evn_journal_head head;
    evn_journal_tail(j, &head);
    evn_journal_destroy(&j);
    struct evn_file_report report = found(head.next_seq - 1, EVN_OK);
    EVN_CHECK_EQ(report.tail, EVN_TAIL_STALE);
    EVN_CHECK_EQ(report.seq, head.next_seq);
    report = found(0, EVN_OK);
    EVN_CHECK_EQ(report.tail, EVN_TAIL_CLEAN); /* the first opening wrote zeros */
    EVN_CHECK_EQ(report.seq, head.next_seq);
}

static void a_missing_or_damaged_file_is_named(void)
{
    snprintf(dir, sizeof dir, "%s/log", evn_test_dir());
    struct evn_journal *j = open_at(0, EVN_OK, NULL);
    append(j, 100, 3000);
    EVN_CHECK_OK(evn_file_tend(j)); /* the ready file or the first archive */
    while (evn_file_tend(j) == EVN_OK)
        continue;
    evn_journal_destroy(&j);
    static const char archived[] = "archive/arc-0000000000000002";
    struct evn_journal_head head;
    struct evn_file_report report;
    struct evn_rng rng = evn_rng_of(evn_test_seed(9));
    EVN_CHECK_OK(evn_journal_verify(dir, NULL, NULL, NULL, &head, &report));
    EVN_CHECK_EQ(head.next_seq, 101);
    char path[400], aside[400];
    snprintf(path, sizeof path, "%s/%s", dir, archived);
    snprintf(aside, sizeof aside, "%s/aside", dir);
    int fd = open_file(archived);
    uint64_t size = (uint64_t)lseek(fd, 0, SEEK_END);
    close(fd);
    for (int i = 0; i < 100; i++) {
        uint64_t byte = EVN_BLOCK_PAGE + evn_rng_below(&rng, (uint32_t)(size - EVN_BLOCK_PAGE));
        flip(archived, byte * 8 + 3);
        EVN_CHECK_ERR(evn_journal_verify(dir, NULL, NULL, NULL, &head, &report), EVN_E_CORRUPT);
        EVN_CHECK_TEXT(report.file, archived);
        flip(archived, byte * 8 + 3);
    }
    EVN_MUST(rename(path, aside) == 0);
    found(0, EVN_E_CORRUPT);
    EVN_MUST(rename(aside, path) == 0);
    flip("log.id", 300);
    found(0, EVN_E_WRONG_LOG);
    flip("log.id", 300);
    EVN_CHECK_EQ(found(100, EVN_OK).seq, 101);
}

static void a_log_without_its_identity_is_refused(void)
{
    make(3, 100);
    char path[400];
    snprintf(path, sizeof path, "%s/log.id", dir);
    EVN_MUST(unlink(path) == 0);
    found(0, EVN_E_CORRUPT);
}

/* A long stretch of zeros is not read into memory: what stands behind it counts all the same. */
static void what_stands_far_behind_zeros_is_seen(void)
{
    static const uint8_t zeros[MIB], noise = 1;
    struct evn_journal_head head;
    struct evn_file_report report;
    segment_bytes = 5 * MIB;
    make(80, 50000);
    for (uint64_t at = offsets[2]; at < offsets[70]; at += MIB)
        put(first, at, zeros, at + MIB < offsets[70] ? MIB : offsets[70] - at);
    report = found(0, EVN_E_CORRUPT);
    EVN_CHECK_EQ(report.offset, offsets[2]);
    EVN_CHECK_ERR(evn_journal_verify(dir, NULL, NULL, NULL, &head, &report), EVN_E_CORRUPT);
    EVN_CHECK_EQ(report.offset, offsets[2]);
    make(1, 50000);
    put(first, segment_bytes - 1, &noise, 1);
    report = found(0, EVN_OK);
    EVN_CHECK_EQ(report.tail, EVN_TAIL_TORN);
    report = found(0, EVN_OK);
    EVN_CHECK_EQ(report.tail, EVN_TAIL_CLEAN);
    segment_bytes = SEGMENT;
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_torn_tail_is_cut_off_and_the_log_goes_on),
        EVN_TEST(a_torn_block_that_a_view_has_seen_is_damage),
        EVN_TEST(any_bit_flipped_in_the_middle_is_named),
        EVN_TEST(a_bit_flipped_in_the_last_block_is_damage_once_anything_knows_it),
        EVN_TEST(a_torn_group_is_cut_off_unless_a_later_block_proves_it),
        EVN_TEST(damage_to_a_last_block_that_nothing_knows_reads_as_torn),
        EVN_TEST(an_unsynced_tail_is_the_end_or_a_log_behind_its_views),
        EVN_TEST(blocks_of_an_earlier_life_are_stale_and_never_read),
        EVN_TEST(a_missing_or_damaged_file_is_named),
        EVN_TEST(a_log_without_its_identity_is_refused),
        EVN_TEST(what_stands_far_behind_zeros_is_seen),
    };
    evn_test_in_memory();
    return evn_test_main(argc, argv, "journal.tails", tests, sizeof tests / sizeof tests[0]);
}

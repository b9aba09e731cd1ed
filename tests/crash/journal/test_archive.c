/* A segment leaves for the archive only when the archive is seen to hold it. */
#include "common/journal/file.h"
#include "tests/lib/suite.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

enum { SEGMENT = 128 << 10 };

/* The real disk, but one bit of what is read of one file is not what was written. */
static struct evn_disk disk;
static const char *bad_name; /* in the path of that file, opened to be read */
static int bad_fd;
static uint64_t bad_at;

static int open_noted(void *self, const char *path, int flags)
{
    int fd = evn_disk_real()->open(self, path, flags);
    if (bad_name != NULL && strstr(path, bad_name) != NULL && (flags & O_ACCMODE) == O_RDONLY)
        bad_fd = fd;
    return fd;
}

static int close_noted(void *self, int fd)
{
    if (fd == bad_fd)
        bad_fd = -1;
    return evn_disk_real()->close(self, fd);
}

static ssize_t read_badly(void *self, int fd, void *to, size_t len, uint64_t at)
{
    ssize_t n = evn_disk_real()->pread(self, fd, to, len, at);
    if (fd == bad_fd && n > 0 && bad_at >= at && bad_at < at + (uint64_t)n)
        ((uint8_t *)to)[bad_at - at] ^= 4;
    return n;
}

static char dir[330];

static bool there(const char *name)
{
    char path[400];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return access(path, F_OK) == 0;
}

/* A log of three segments. */
static struct evn_journal *make(void)
{
    static uint8_t bytes[3000];
    struct evn_journal *j;
    snprintf(dir, sizeof dir, "%s/log", evn_test_dir());
    disk = *evn_disk_real();
    disk.open = open_noted;
    disk.close = close_noted;
    disk.pread = read_badly;
    bad_fd = -1;
    bad_name = NULL;
    struct evn_file_options options = {.dir = dir, .segment_bytes = SEGMENT, .disk = &disk};
    EVN_CHECK_OK(evn_journal_file_open(&options, &j, NULL));
    for (uint64_t seq = 1; seq <= 70; seq++) {
        memset(bytes, (int)seq, sizeof bytes);
        const struct evn_block b = {.first_seq = seq,
                                    .count = 1,
                                    .recorded_at_us = (int64_t)seq,
                                    .payload = evn_bytes_of(bytes, sizeof bytes)};
        EVN_CHECK_OK(evn_journal_submit(j, &b));
    }
    while (!there("archive/arc-0000000000000001"))
        EVN_MUST(evn_file_tend(j) == EVN_OK);
    return j;
}

/* Tending meets damage: the segment stays, and nothing has the archive's name. */
static void check_refused(struct evn_journal *j, const char *seg, const char *arc)
{
    evn_err err;
    while ((err = evn_file_tend(j)) == EVN_OK && there(seg))
        continue;
    EVN_CHECK_ERR(err, EVN_E_CORRUPT);
    EVN_CHECK(there(seg));
    EVN_CHECK(!there(arc));
}

static void an_archive_that_reads_back_otherwise_is_not_taken(void)
{
    struct evn_journal *j = make();
    bad_name = "arc-0000000000000002.tmp";
    const uint64_t at[] = {0, 5000, 6000};
    for (size_t i = 0; i < sizeof at / sizeof *at; i++) {
        bad_at = at[i];
        check_refused(j, "seg-0000000000000002", "archive/arc-0000000000000002");
    }
    bad_name = NULL;
    EVN_CHECK_OK(evn_file_tend(j));
    EVN_CHECK(!there("seg-0000000000000002"));
    EVN_CHECK(there("archive/arc-0000000000000002"));
    evn_journal_destroy(&j);
}

static void a_segment_that_is_damaged_is_not_archived(void)
{
    struct evn_journal *j = make();
    bad_name = "seg-0000000000000002";
    bad_at = 4096 + 200;
    check_refused(j, "seg-0000000000000002", "archive/arc-0000000000000002");
    evn_journal_destroy(&j);
}

/* What an earlier start wrote is hashed when it is read, also from the segment before the last. */
static void a_block_of_an_earlier_start_that_is_damaged_is_not_read(void)
{
    struct evn_journal *j = make();
    struct evn_journal_reader *reader;
    struct evn_block block;
    evn_journal_destroy(&j);
    struct evn_file_options options = {.dir = dir, .disk = &disk};
    EVN_CHECK_OK(evn_journal_file_open(&options, &j, NULL));
    EVN_CHECK(there("seg-0000000000000002"));
    bad_name = "seg-0000000000000002";
    bad_at = 4096 + 200;
    EVN_CHECK_OK(evn_journal_reader_new(j, 1, &reader));
    evn_err err;
    while ((err = evn_journal_reader_next(reader, &block)) == EVN_OK)
        continue;
    EVN_CHECK_ERR(err, EVN_E_CORRUPT);
    evn_journal_reader_destroy(&reader);
    evn_journal_destroy(&j);
}

int main(int argc, char **argv)
{
    const struct evn_test_case tests[] = {
        EVN_TEST(an_archive_that_reads_back_otherwise_is_not_taken),
        EVN_TEST(a_segment_that_is_damaged_is_not_archived),
        EVN_TEST(a_block_of_an_earlier_start_that_is_damaged_is_not_read),
    };
    evn_test_in_memory();
    return evn_test_main(argc, argv, "journal.archive", tests, sizeof tests / sizeof *tests);
}

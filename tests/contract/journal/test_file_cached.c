#include "common/journal/disk.h"
#include "common/journal/file.h"
#include "tests/contract/journal/contract.h"
#include "tests/lib/suite.h"

#include <errno.h>
#include <fcntl.h>

/* The file backend where the file system does not go past the page cache: it says so when a file is
 * opened, or only when it is read; and on folders that were elsewhere before. */

enum { PAYLOAD = 9000, N_BLOCKS = 400 };

enum refusal { REFUSES_NOTHING, REFUSES_OPEN, REFUSES_USE };

static char dir[320];
static enum refusal refuses;
static unsigned n_refused; /* so often was it asked for */

static bool is_direct(int fd)
{
    return (fcntl(fd, F_GETFL) & O_DIRECT) != 0;
}

static int cached_open(void *self, const char *path, int flags)
{
    bool no = (flags & O_DIRECT) != 0 && refuses == REFUSES_OPEN;
    n_refused += no;
    return no ? -EINVAL : evn_disk_real()->open(self, path, flags);
}

static ssize_t cached_read(void *self, int fd, void *to, size_t len, uint64_t at)
{
    bool no = refuses == REFUSES_USE && is_direct(fd);
    n_refused += no;
    return no ? -EINVAL : evn_disk_real()->pread(self, fd, to, len, at);
}

static ssize_t cached_write(void *self, int fd, const struct iovec *from, int n, uint64_t at)
{
    bool no = refuses == REFUSES_USE && is_direct(fd);
    return no ? -EINVAL : evn_disk_real()->pwritev(self, fd, from, n, at);
}

static void fresh(void)
{
    snprintf(dir, sizeof dir, "%s/log", evn_test_dir());
}

static evn_err open_log(uint64_t known_seq, struct evn_journal **out)
{
    static struct evn_disk disk;
    disk = *evn_disk_real();
    disk.open = cached_open;
    disk.pread = cached_read;
    disk.pwritev = cached_write;
    struct evn_file_options options = {.dir = dir,
                                       .disk = &disk,
                                       .segment_bytes = 256 << 10,
                                       .known_seq = known_seq,
                                       .writer = EVN_WRITER_THREAD};
    return evn_journal_file_open(&options, out, NULL);
}

/* Blocks of one event each, told apart by their bytes. */
static struct evn_bytes payload_of(uint64_t seq, uint8_t *space)
{
    for (size_t i = 0; i < PAYLOAD; i++)
        space[i] = (uint8_t)(seq * 31 + i);
    return evn_bytes_of(space, PAYLOAD - seq % 5000);
}

static void append(uint64_t from, uint64_t to)
{
    static uint8_t space[PAYLOAD];
    struct evn_journal *j = NULL;
    evn_err err;
    EVN_CHECK_OK(open_log(0, &j));
    EVN_MUST(j != NULL);
    for (uint64_t seq = from; seq <= to; seq++) {
        const struct evn_block b = {
            .first_seq = seq, .count = 1, .payload = payload_of(seq, space)};
        EVN_CHECK_OK(evn_journal_submit(j, &b));
    }
    while ((err = evn_file_tend(j)) == EVN_OK)
        continue;
    EVN_CHECK_ERR(err, EVN_E_AGAIN);
    evn_journal_destroy(&j);
}

/* Archived, live and new segments, each read by the way there is. */
static void check(uint64_t to)
{
    static uint8_t space[PAYLOAD];
    struct evn_journal *j = NULL;
    struct evn_journal_reader *r = NULL;
    struct evn_block got;
    EVN_CHECK_OK(open_log(to, &j));
    EVN_MUST(j != NULL);
    EVN_CHECK_OK(evn_journal_reader_new(j, 1, &r));
    EVN_MUST(r != NULL);
    unsigned n_wrong = 0;
    for (uint64_t seq = 1; seq <= to; seq++) {
        EVN_MUST(evn_journal_reader_next(r, &got) == EVN_OK);
        n_wrong += got.first_seq != seq || !evn_bytes_equal(got.payload, payload_of(seq, space));
    }
    EVN_CHECK_EQ(n_wrong, 0);
    EVN_CHECK_ERR(evn_journal_reader_next(r, &got), EVN_E_AGAIN);
    evn_journal_reader_destroy(&r);
    evn_journal_destroy(&j);
}

static void a_log_moves_between_file_systems_that_go_past_the_cache_and_others(void)
{
    static const enum refusal places[] = {REFUSES_NOTHING, REFUSES_OPEN, REFUSES_NOTHING,
                                          REFUSES_USE, REFUSES_OPEN};
    uint64_t last = 0;
    fresh();
    for (size_t i = 0; i < sizeof places / sizeof *places; i++) {
        refuses = places[i];
        n_refused = 0;
        append(last + 1, last + N_BLOCKS / 4);
        last += N_BLOCKS / 4;
        EVN_CHECK((n_refused > 0) == (refuses != REFUSES_NOTHING));
        check(last);
    }
}

int main(int argc, char **argv)
{
    static const struct evn_log_maker at_open = {
        .name = "journal.file_cached", .fresh = fresh, .open = open_log, .queues = true};
    static const struct evn_log_maker at_use = {
        .name = "journal.file_refused", .fresh = fresh, .open = open_log, .queues = true};
    static const struct evn_test_case more[] = {
        EVN_TEST(a_log_moves_between_file_systems_that_go_past_the_cache_and_others)};
    refuses = REFUSES_OPEN;
    int status = evn_journal_contract(argc, argv, &at_open);
    refuses = REFUSES_USE;
    int other = evn_journal_contract(argc, argv, &at_use);
    int last = evn_test_main(argc, argv, "journal.cached", more, 1);
    return status != 0 ? status : other != 0 ? other : last;
}

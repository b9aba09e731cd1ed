/* While segments fill one after the other, archiving waits - but not too long, and not for disk. */
#include "common/journal/file.h"
#include "tests/lib/suite.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <time.h>
#include <unistd.h>

enum {
    SEGMENT = EVN_SEGMENT_BYTES_MIN,
    QUIET_US = 2000000, /* as the log has it */
    PUT_OFF_MAX = 16,
    FULL = 50000, /* bytes of a block: one fills a segment */
    LAST = 1000,  /* no burst is longer */
    TRIES = 4,
    WAIT_S = 30
};

static struct evn_disk disk;
static char dir[330];
static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t more = PTHREAD_COND_INITIALIZER;
static atomic_int n_archived;
static _Atomic int64_t first_us; /* when the first archive got its name; 0: none has */
static int64_t free_bytes = INT64_MAX;
static uint64_t next_seq;

static int64_t now_us(void)
{
    return evn_env_real()->mono_us(evn_env_real()->self);
}

/* An archive is there when it has its name. */
static int rename_noted(void *self, const char *from, const char *to)
{
    int rc = evn_disk_real()->rename(self, from, to);
    const char *name = strstr(to, "/archive/arc-");
    if (rc == 0 && name != NULL && strstr(name, ".tmp") == NULL) {
        int64_t none = 0;
        atomic_compare_exchange_strong(&first_us, &none, now_us());
        pthread_mutex_lock(&lock);
        n_archived++;
        pthread_cond_broadcast(&more);
        pthread_mutex_unlock(&lock);
    }
    return rc;
}

static int64_t free_said(void *self, const char *path)
{
    int64_t real = evn_disk_real()->free_bytes(self, path);
    return real < free_bytes ? real : free_bytes;
}

static struct evn_journal *begin(void)
{
    static int n;
    struct evn_journal *j;
    snprintf(dir, sizeof dir, "%s/log-%d", evn_test_dir(), n++);
    disk = *evn_disk_real();
    disk.rename = rename_noted;
    disk.free_bytes = free_said;
    n_archived = 0;
    first_us = 0;
    next_seq = 1;
    const struct evn_file_options options = {
        .dir = dir, .segment_bytes = SEGMENT, .disk = &disk, .background = true};
    EVN_MUST(evn_journal_file_open(&options, &j, NULL) == EVN_OK);
    return j;
}

static void fill_segment(struct evn_journal *j)
{
    static uint8_t bytes[FULL];
    const struct evn_block b = {.first_seq = next_seq,
                                .count = 1,
                                .recorded_at_us = (int64_t)next_seq,
                                .payload = evn_bytes_of(bytes, sizeof bytes)};
    EVN_MUST(evn_journal_submit(j, &b) == EVN_OK);
    next_seq++;
}

static void wait_archived(int n)
{
    struct timespec until;
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += WAIT_S;
    pthread_mutex_lock(&lock);
    while (n_archived < n && pthread_cond_timedwait(&more, &lock, &until) == 0)
        continue;
    pthread_mutex_unlock(&lock);
    EVN_MUST(n_archived >= n);
}

static void a_burst_is_archived_when_it_is_over(void)
{
    struct evn_journal *j = begin();
    int64_t last_us = 0;
    for (int i = 0; i < 6; i++) {
        last_us = now_us();
        fill_segment(j);
    }
    wait_archived(5);
    EVN_CHECK(first_us - last_us >= QUIET_US);
    evn_journal_destroy(&j);
}

/* A burst in which no two segments lie QUIET_US apart: how many were filled before the first was
 * archived; 0: the machine was too slow for a burst. */
static int burst(void)
{
    struct evn_journal *j = begin();
    int n = 0;
    bool slow = false;
    int64_t last_us = now_us();
    while (n < LAST && first_us == 0) {
        fill_segment(j);
        n++;
        slow |= now_us() - last_us >= QUIET_US;
        last_us = now_us();
    }
    evn_journal_destroy(&j);
    return slow ? 0 : n;
}

static void a_burst_that_does_not_end_is_archived_when_too_many_wait(void)
{
    int n = 0;
    for (int i = 0; i < TRIES && n == 0; i++)
        n = burst();
    printf("[after %d segments] ", n);
    EVN_CHECK(n > PUT_OFF_MAX);
    EVN_CHECK(n < LAST);
}

/* Their files are needed again soon. */
static void with_little_disk_left_nothing_waits(void)
{
    int64_t took_us = QUIET_US;
    free_bytes = 2 * PUT_OFF_MAX * SEGMENT;
    for (int i = 0; i < TRIES && took_us >= QUIET_US; i++) {
        struct evn_journal *j = begin();
        for (int k = 0; k < 3; k++)
            fill_segment(j);
        int64_t from_us = now_us();
        wait_archived(1);
        took_us = now_us() - from_us;
        evn_journal_destroy(&j);
    }
    free_bytes = INT64_MAX;
    EVN_CHECK(took_us < QUIET_US);
}

/* Who stops a log does not wait for what is put off. */
static void a_log_that_is_closed_does_not_wait(void)
{
    int64_t took_us = QUIET_US;
    for (int i = 0; i < TRIES && took_us >= QUIET_US; i++) {
        struct evn_journal *j = begin();
        for (int k = 0; k < 3; k++)
            fill_segment(j);
        int64_t from_us = now_us();
        evn_journal_destroy(&j);
        took_us = now_us() - from_us;
    }
    EVN_CHECK(took_us < QUIET_US);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_burst_is_archived_when_it_is_over),
        EVN_TEST(a_burst_that_does_not_end_is_archived_when_too_many_wait),
        EVN_TEST(with_little_disk_left_nothing_waits),
        EVN_TEST(a_log_that_is_closed_does_not_wait),
    };
    evn_test_in_memory();
    return evn_test_main(argc, argv, "journal.put_off", tests, sizeof tests / sizeof *tests);
}

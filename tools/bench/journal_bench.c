/* journal_bench - how many blocks a second the file backend makes durable, by size. Shell.
 * Usage: journal_bench DIR [SECONDS]: prints one line per block size. The folder must be new. */
#include "common/base/env.h"
#include "common/journal/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { N_MAX = 200000 };

static int64_t took_us[N_MAX];

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

/* Append blocks that fill `span` bytes each for `seconds`; print the figures. */
static evn_err run(struct evn_journal *journal, size_t span, int64_t seconds)
{
    const struct evn_env *env = evn_env_real();
    uint8_t *bytes = malloc(span);
    if (bytes == NULL)
        return EVN_E_NO_MEMORY;
    env->random(env->self, bytes, span);
    int64_t start = env->mono_us(env->self), at = start;
    size_t n = 0;
    evn_err err = EVN_OK;
    while (err == EVN_OK && n < N_MAX && at - start < seconds * 1000000) {
        struct evn_journal_head head;
        evn_journal_tail(journal, &head);
        struct evn_block block = {.first_seq = head.next_seq,
                                  .count = 1,
                                  .recorded_at_us = at,
                                  .payload = evn_bytes_of(bytes, span - 160)};
        err = evn_journal_submit(journal, &block);
        int64_t now = env->mono_us(env->self);
        took_us[n++] = now - at;
        at = now;
    }
    free(bytes);
    if (err != EVN_OK)
        return err;
    qsort(took_us, n, sizeof took_us[0], by_value);
    double rate = (double)n * 1e6 / (double)(at - start);
    printf("%8zu B  %8.0f appends/s  %8.1f MB/s  p50 %5" PRId64 " us  p99 %6" PRId64
           " us  max %7" PRId64 " us\n",
           span, rate, rate * (double)span / 1e6, took_us[n / 2], took_us[n * 99 / 100],
           took_us[n - 1]);
    return EVN_OK;
}

int main(int argc, char **argv)
{
    static const size_t spans[] = {4 << 10, 64 << 10, 1 << 20};
    if (argc < 2 || argc > 3) {
        fprintf(stderr, "usage: %s DIR [SECONDS]\n", argv[0]);
        return 64;
    }
    int64_t seconds = argc == 3 ? atoll(argv[2]) : 2;
    struct evn_file_options options = {.dir = argv[1], .background = true};
    struct evn_journal *journal;
    evn_err err = evn_journal_file_open(&options, &journal, NULL);
    for (size_t i = 0; err == EVN_OK && i < sizeof spans / sizeof spans[0]; i++)
        err = run(journal, spans[i], seconds);
    evn_journal_destroy(&journal);
    if (err != EVN_OK)
        fprintf(stderr, "journal_bench: %s\n", evn_err_name(err));
    return evn_err_exit_status(err);
}

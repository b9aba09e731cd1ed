/* journal - how many blocks a second the file backend makes durable, by size. Shell.
 * One JSON object for each block size. */
#include "common/base/env.h"
#include "common/journal/file.h"
#include "tools/bench/bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { N_MAX = 200000 };

static int64_t took_us[N_MAX];

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
    double rate = (double)n * 1e6 / (double)(at - start);
    int64_t p50_us = evn_bench_quantile(took_us, n, 500),
            p99_us = evn_bench_quantile(took_us, n, 990);
    printf("{\"bench\":\"journal\",\"block_bytes\":%zu,\"appends_per_s\":%.0f,\"mb_per_s\":%.1f,"
           "\"p50_us\":%" PRId64 ",\"p99_us\":%" PRId64 ",\"max_us\":%" PRId64 "}\n",
           span, rate, rate * (double)span / 1e6, p50_us, p99_us, took_us[n - 1]);
    return EVN_OK;
}

int evn_bench_journal(int argc, char **argv)
{
    static const size_t spans[] = {4 << 10, 64 << 10, 1 << 20};
    const char *dir = NULL;
    uint64_t seconds = 2;
    char folder[4096], log[4200];
    const struct evn_bench_option known[] = {
        {.name = "dir", .text = &dir}, {.name = "seconds", .number = &seconds}, {.name = NULL}};
    evn_bench_options(argc, argv, known);
    evn_bench_folder(dir, folder, sizeof folder);
    snprintf(log, sizeof log, "%s/log", folder);
    const struct evn_file_options options = {.dir = log, .background = true};
    struct evn_journal *journal;
    evn_bench_need(evn_journal_file_open(&options, &journal, NULL), "log");
    for (size_t i = 0; i < sizeof spans / sizeof spans[0]; i++)
        evn_bench_need(run(journal, spans[i], (int64_t)seconds), "append");
    evn_journal_destroy(&journal);
    evn_bench_remove(folder);
    return 0;
}

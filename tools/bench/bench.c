#include "tools/bench/bench.h"

#include "common/base/env.h"

#include <dirent.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

static _Noreturn void usage(const char *command, const struct evn_bench_option *options)
{
    fprintf(stderr, "usage: evn-bench %s", command);
    for (; options->name != NULL; options++)
        fprintf(stderr, " [--%s%s]", options->name, options->flag != NULL ? "" : " VALUE");
    fputs("\n", stderr);
    exit(64);
}

void evn_bench_options(int argc, char **argv, const struct evn_bench_option *options)
{
    for (int i = 1; i < argc; i++) {
        const struct evn_bench_option *o = options;
        while (o->name != NULL &&
               (strncmp(argv[i], "--", 2) != 0 || strcmp(argv[i] + 2, o->name) != 0))
            o++;
        if (o->name == NULL || (o->flag == NULL && i + 1 == argc))
            usage(argv[0], options);
        char *end = NULL;
        if (o->flag != NULL)
            *o->flag = true;
        else if (o->text != NULL)
            *o->text = argv[++i];
        else if (*o->number = strtoull(argv[++i], &end, 10), end == argv[i] || *end != '\0')
            usage(argv[0], options);
    }
}

void evn_bench_fail(const char *what)
{
    fprintf(stderr, "evn-bench: %s\n", what);
    exit(1);
}

void evn_bench_need(evn_err err, const char *what)
{
    if (err == EVN_OK)
        return;
    fprintf(stderr, "evn-bench: %s: %s\n", what, evn_err_name(err));
    exit(1);
}

int64_t evn_bench_now_us(void)
{
    const struct evn_env *env = evn_env_real();
    return env->mono_us(env->self);
}

static int64_t clock_us(clockid_t clock)
{
    struct timespec t;
    clock_gettime(clock, &t);
    return t.tv_sec * INT64_C(1000000) + t.tv_nsec / 1000;
}

int64_t evn_bench_thread_cpu_us(void)
{
    return clock_us(CLOCK_THREAD_CPUTIME_ID);
}

int64_t evn_bench_process_cpu_us(void)
{
    return clock_us(CLOCK_PROCESS_CPUTIME_ID);
}

uint64_t evn_bench_written_bytes(void)
{
    char line[128];
    uint64_t bytes = 0;
    FILE *io = fopen("/proc/self/io", "r");
    while (io != NULL && fgets(line, sizeof line, io) != NULL)
        if (sscanf(line, "wchar: %" SCNu64, &bytes) == 1)
            break;
    if (io != NULL)
        fclose(io);
    return bytes;
}

uint64_t evn_bench_peak_bytes(void)
{
    struct rusage use;
    getrusage(RUSAGE_SELF, &use);
    return (uint64_t)use.ru_maxrss * 1024;
}

void evn_bench_folder(const char *dir, char *out, size_t cap)
{
    int len = snprintf(out, cap, "%s/evn-bench-XXXXXX", dir != NULL ? dir : "/var/tmp");
    evn_bench_must(len > 0 && (size_t)len < cap && mkdtemp(out) != NULL, "no folder to work in");
}

void evn_bench_remove(const char *folder)
{
    DIR *dir = opendir(folder);
    struct dirent *entry;
    while (dir != NULL && (entry = readdir(dir)) != NULL) {
        char path[4096];
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
            continue;
        snprintf(path, sizeof path, "%s/%s", folder, entry->d_name);
        if (unlink(path) != 0)
            evn_bench_remove(path);
    }
    if (dir != NULL)
        closedir(dir);
    rmdir(folder);
}

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

int64_t evn_bench_quantile(int64_t *values, size_t n, unsigned per_mille)
{
    if (n == 0)
        return 0;
    qsort(values, n, sizeof *values, by_value);
    size_t at = n * per_mille / 1000;
    return values[at < n ? at : n - 1];
}

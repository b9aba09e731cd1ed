#include "tests/crash/ledger/pool.h"

#include "tests/lib/suite.h"

#include <ftw.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

enum { JOB_S = 3500, SLOTS_MAX = 16 };

void tally_add(struct tally *t, const struct verdict *v)
{
    t->n++;
    t->n_asked += v->n_asked;
    t->n_told += v->n_told;
    t->lost += v->lost;
    t->doubled += v->doubled;
    t->unopenable += v->opened != EVN_OK;
    t->wrong += v->wrong;
    t->digests += v->digests;
    t->damaged += v->damaged;
    t->behind += v->behind;
}

static char base[320];

void pool_begin(void)
{
    evn_test_in_memory();
    snprintf(base, sizeof base, "%s", evn_test_dir());
}

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *at)
{
    (void)st;
    (void)type;
    (void)at;
    return remove(path);
}

const char *pool_folder(void)
{
    static char folder[400];
    static unsigned n;
    static pid_t owner;
    if (owner == getpid())
        nftw(folder, remove_one, 8, FTW_DEPTH | FTW_PHYS);
    owner = getpid();
    snprintf(folder, sizeof folder, "%s/%d-%u", base, (int)owner, n++);
    EVN_MUST(mkdir(folder, 0700) == 0);
    return folder;
}

static void add(struct tally *sum, const struct tally *t)
{
    sum->n += t->n;
    sum->n_asked += t->n_asked;
    sum->n_told += t->n_told;
    sum->lost += t->lost;
    sum->doubled += t->doubled;
    sum->unopenable += t->unopenable;
    sum->wrong += t->wrong;
    sum->digests += t->digests;
    sum->damaged += t->damaged;
    sum->behind += t->behind;
    sum->crashes += t->crashes;
}

void *pool_share(size_t bytes)
{
    void *at = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    EVN_MUST(at != MAP_FAILED);
    return at;
}

int pool_apart(void (*what)(void *arg), void *arg, unsigned wait_s)
{
    int status = 0;
    fflush(stdout);
    pid_t child = fork();
    EVN_MUST(child >= 0);
    if (child == 0) {
        EVN_MUST(freopen("/dev/null", "w", stderr) != NULL);
        EVN_MUST(freopen("/dev/null", "w", stdout) != NULL);
        alarm(wait_s);
        what(arg);
        _exit(0);
    }
    EVN_MUST(waitpid(child, &status, 0) == child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static pid_t run_one(void (*job)(void *arg, struct tally *tally), void *arg, struct tally *tally)
{
    fflush(stdout);
    pid_t child = fork();
    EVN_MUST(child >= 0);
    if (child > 0)
        return child;
    alarm(JOB_S);
    job(arg, tally);
    fflush(stdout);
    _exit(0);
}

struct tally pool_run(void (*job)(void *arg, struct tally *tally), void **args, size_t n)
{
    size_t started = 0, slots = (size_t)sysconf(_SC_NPROCESSORS_ONLN);
    struct tally *each = pool_share(n * sizeof *each), sum = {0};
    pid_t *child = calloc(n, sizeof *child);
    EVN_MUST(child != NULL);
    slots = slots > SLOTS_MAX ? SLOTS_MAX : slots;
    for (size_t ended = 0; ended < n; ended++) {
        for (; started < n && started < ended + slots; started++)
            child[started] = run_one(job, args[started], &each[started]);
        int status = 0;
        size_t i = 0;
        pid_t pid = wait(&status);
        while (i < n && child[i] != pid)
            i++;
        EVN_MUST(i < n);
        each[i].crashes += status != 0;
        if (status != 0)
            printf("\n    job %zu died at %" PRIu64 " with status %x\n", i, each[i].at,
                   (unsigned)status);
        add(&sum, &each[i]);
    }
    munmap(each, n * sizeof *each);
    free(child);
    return sum;
}

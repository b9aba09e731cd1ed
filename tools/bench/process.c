#include "tools/bench/process.h"

#include "tools/bench/bench.h"

#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

pid_t evn_bench_fork(void)
{
    pid_t parent = getpid(), pid;
    fflush(stdout);
    pid = fork();
    evn_bench_must(pid >= 0, "fork");
    if (pid == 0)
        evn_bench_must(prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && getppid() == parent, "parent");
    return pid;
}

void evn_bench_end(pid_t pid, const char *what)
{
    int status = 0;
    evn_bench_must(waitpid(pid, &status, 0) == pid && WIFEXITED(status) && WEXITSTATUS(status) == 0,
                   what);
}

void *evn_bench_share(size_t size)
{
    void *at = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    evn_bench_must(at != MAP_FAILED, "memory");
    return at;
}

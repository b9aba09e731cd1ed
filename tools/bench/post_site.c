#include "tools/bench/bench.h"
#include "tools/bench/post.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <inttypes.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { READY_MS = 20000 };

static const char *const names[EVN_POST_SERVICES] = {"registry", "ledger", "events"};

/* A port nobody listens at now. */
static unsigned free_port(void)
{
    struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof at;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    evn_bench_must(fd >= 0 && bind(fd, (struct sockaddr *)&at, len) == 0 &&
                       getsockname(fd, (struct sockaddr *)&at, &len) == 0,
                   "no free port");
    close(fd);
    return ntohs(at.sin_port);
}

/* DATA/endpoints: every service that is followed or follows here, on loopback tcp. */
static void write_endpoints(const struct evn_site *site)
{
    char path[EVN_PATH_MAX + 16];
    snprintf(path, sizeof path, "%s/endpoints", site->data);
    FILE *f = fopen(path, "w");
    evn_bench_must(f != NULL, "endpoints");
    for (const char *const *name = evn_log_service_names; *name != NULL; name++)
        fprintf(f, "%s tcp://127.0.0.1:%u tcp://127.0.0.1:%u\n", *name, free_port(), free_port());
    evn_bench_must(fclose(f) == 0, "endpoints");
}

/* Read the child's output up to its ready line. */
static void wait_ready(const struct evn_post_process *p, const char *name)
{
    char text[512];
    size_t len = 0;
    struct pollfd fd = {.fd = p->out_fd, .events = POLLIN};
    while (len + 1 < sizeof text && poll(&fd, 1, READY_MS) == 1) {
        ssize_t n = read(p->out_fd, text + len, sizeof text - 1 - len);
        if (n <= 0)
            break;
        len += (size_t)n;
        text[len] = '\0';
        if (strncmp(text, "ready ", 6) == 0 && strchr(text, '\n') != NULL)
            return;
    }
    evn_bench_must(false, name);
}

static void spawn(const struct evn_post_plan *plan, const char *name, struct evn_post_process *p)
{
    char program[EVN_PATH_MAX], parent[24];
    int out[2];
    snprintf(program, sizeof program, "%s/evn-%s%s", plan->programs,
             plan->curve ? "" : "bench-plain-", name);
    snprintf(parent, sizeof parent, "%d", (int)getpid());
    const char *argv[] = {program,        "--data",   plan->site.data, "--run",
                          plan->site.run, "--parent", parent,          NULL};
    posix_spawn_file_actions_t files;
    evn_bench_must(pipe2(out, O_CLOEXEC) == 0, "pipe");
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, out[1], STDOUT_FILENO);
    int failed = posix_spawn(&p->pid, program, &files, NULL, (char *const *)argv, environ);
    posix_spawn_file_actions_destroy(&files);
    evn_bench_must(failed == 0, program);
    close(out[1]);
    p->out_fd = out[0];
    wait_ready(p, name);
}

/* The folder of this program. */
static const char *beside_this_one(void)
{
    static char folder[EVN_PATH_MAX];
    ssize_t len = readlink("/proc/self/exe", folder, sizeof folder - 1);
    evn_bench_must(len > 0, "programs");
    *(char *)memrchr(folder, '/', (size_t)len) = '\0';
    return folder;
}

void evn_post_site_open(struct evn_post_plan *plan, const char *folder,
                        struct evn_post_process process[EVN_POST_SERVICES])
{
    if (plan->programs == NULL)
        plan->programs = beside_this_one();
    evn_bench_need(evn_site_find(folder, NULL, &plan->site), folder);
    evn_bench_need(evn_site_prepare(&plan->site), folder);
    write_endpoints(&plan->site);
    for (int i = 0; i < EVN_POST_SERVICES; i++)
        spawn(plan, names[i], &process[i]);
}

/* The process whose number the service's lock names, if it is one of that name; else 0. */
static pid_t holder_of(const struct evn_site *site, const char *service)
{
    char path[EVN_PATH_MAX + 16], folder[EVN_PATH_MAX], name[32] = "", wanted[32];
    int pid = 0;
    if (evn_site_folder(site, service, folder) != EVN_OK)
        return 0;
    snprintf(path, sizeof path, "%s/lock", folder);
    FILE *f = fopen(path, "re");
    if (f == NULL || fscanf(f, "%d", &pid) != 1)
        pid = 0;
    if (f != NULL)
        fclose(f);
    snprintf(path, sizeof path, "/proc/%d/comm", pid);
    f = pid > 0 ? fopen(path, "re") : NULL;
    if (f != NULL && fscanf(f, "%31s", name) != 1)
        name[0] = '\0';
    if (f != NULL)
        fclose(f);
    snprintf(wanted, sizeof wanted, "evn-%s", service);
    return strcmp(name, wanted) == 0 ? pid : 0;
}

void evn_post_site_join(struct evn_post_plan *plan, const char *data,
                        struct evn_post_process process[EVN_POST_SERVICES])
{
    evn_bench_need(evn_site_find(data, NULL, &plan->site), "--data");
    plan->curve = true;
    for (int i = 0; i < EVN_POST_SERVICES; i++)
        process[i] = (struct evn_post_process){.pid = holder_of(&plan->site, names[i])};
}

void evn_post_site_close(struct evn_post_process process[EVN_POST_SERVICES])
{
    for (int i = EVN_POST_SERVICES; i-- > 0;) {
        int status = 0;
        kill(process[i].pid, SIGTERM);
        evn_bench_must(waitpid(process[i].pid, &status, 0) == process[i].pid, names[i]);
        evn_bench_must(WIFEXITED(status) && WEXITSTATUS(status) == 0,
                       "a service did not end as it should");
        close(process[i].out_fd);
    }
}

void evn_post_endpoint(const struct evn_post_plan *plan, enum evn_post_service service,
                       enum evn_door door, char out[EVN_ENDPOINT_MAX + 1], struct evn_key *key)
{
    if (plan->endpoint != NULL && service == EVN_POST_LEDGER)
        snprintf(out, EVN_ENDPOINT_MAX + 1, "%s", plan->endpoint);
    else
        evn_bench_need(evn_site_endpoint(&plan->site, names[service], door, out), names[service]);
    evn_bench_need(evn_site_public_key(&plan->site, names[service], key), names[service]);
}

/* utime and stime of a stat file: the 14th and 15th field, the second may hold blanks. */
static int64_t stat_cpu_us(const char *path)
{
    char line[1024];
    uint64_t user = 0, system = 0;
    FILE *f = fopen(path, "re");
    evn_bench_must(f != NULL && fgets(line, sizeof line, f) != NULL, path);
    fclose(f);
    const char *rest = strrchr(line, ')');
    evn_bench_must(rest != NULL &&
                       sscanf(rest + 2,
                              "%*c %*d %*d %*d %*d %*d %*u %*u %*u %*u %*u %" SCNu64 " %" SCNu64,
                              &user, &system) == 2,
                   path);
    return (int64_t)(user + system) * 1000000 / sysconf(_SC_CLK_TCK);
}

int64_t evn_post_cpu_us(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/stat", (int)pid);
    return pid > 0 ? stat_cpu_us(path) : 0;
}

int64_t evn_post_first_thread_cpu_us(pid_t pid)
{
    char path[64];
    snprintf(path, sizeof path, "/proc/%d/task/%d/stat", (int)pid, (int)pid);
    return pid > 0 ? stat_cpu_us(path) : 0;
}

uint64_t evn_post_written_bytes(pid_t pid)
{
    char path[64], line[128];
    uint64_t bytes = 0;
    snprintf(path, sizeof path, "/proc/%d/io", (int)pid);
    FILE *io = fopen(path, "re");
    while (io != NULL && fgets(line, sizeof line, io) != NULL)
        if (sscanf(line, "wchar: %" SCNu64, &bytes) == 1)
            break;
    if (io != NULL)
        fclose(io);
    return bytes;
}

#include "tools/evn/gateway.h"

#include "common/service/lock.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

enum { PATH_LEN = EVN_PATH_MAX + 24, WAIT_MS = 1500, STATUS_USAGE = 64 };

static void path_of(const struct evn_cli *cli, const char *name, char out[PATH_LEN])
{
    snprintf(out, PATH_LEN, "%s/gateway%s", cli->site.data, name);
}

bool evn_gateway_was_here(const struct evn_cli *cli)
{
    char path[PATH_LEN];
    path_of(cli, "", path);
    return access(path, F_OK) == 0;
}

int64_t evn_gateway_port(const struct evn_cli *cli)
{
    char path[PATH_LEN], line[16] = "";
    path_of(cli, "/port", path);
    FILE *file = fopen(path, "re");
    bool read = file != NULL && fgets(line, sizeof line, file) != NULL;
    if (file != NULL)
        fclose(file);
    long port = read ? strtol(line, NULL, 10) : 0;
    return port > 0 && port <= UINT16_MAX ? port : 0;
}

/* A port that is left from an earlier run says nothing: the process holds the folder's lock. */
static bool is_held(const struct evn_cli *cli)
{
    char path[PATH_LEN];
    int fd;
    int64_t pid;
    path_of(cli, "", path);
    evn_err err = evn_lock_take(path, &fd, &pid);
    if (err == EVN_OK)
        close(fd);
    return err == EVN_E_LOCKED;
}

/* "HTTP/1.1 200 OK ... ok" */
static bool answers(int fd, int64_t port)
{
    static const char ask[] = "GET /healthz HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n";
    const struct timeval wait = {.tv_sec = WAIT_MS / 1000, .tv_usec = WAIT_MS % 1000 * 1000};
    struct sockaddr_in at = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)port),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    char text[2048];
    size_t len = 0;
    ssize_t n = 1;
    if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait) != 0 ||
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait) != 0 ||
        connect(fd, (const struct sockaddr *)&at, sizeof at) != 0 ||
        send(fd, ask, sizeof ask - 1, MSG_NOSIGNAL) != (ssize_t)(sizeof ask - 1))
        return false;
    while (n > 0 && len < sizeof text - 1) {
        n = recv(fd, text + len, sizeof text - 1 - len, 0);
        len += n > 0 ? (size_t)n : 0;
    }
    text[len] = '\0';
    return strncmp(text, "HTTP/1.", 7) == 0 && strncmp(text + 8, " 200 ", 5) == 0 &&
           strstr(text, "\r\n\r\nok") != NULL;
}

evn_err evn_gateway_ask(const struct evn_cli *cli)
{
    int64_t port = evn_gateway_port(cli);
    if (port == 0 || !is_held(cli))
        return EVN_E_NET;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool ok = fd >= 0 && answers(fd, port);
    if (fd >= 0)
        close(fd);
    return ok ? EVN_OK : EVN_E_NET;
}

/* In the child: standard output is the pipe; what goes wrong is told by us. Does not return. */
static void exec_words(const struct evn_cli *cli, const char *programs, const char *const word[4],
                       int out)
{
    char program[EVN_PATH_MAX + 16];
    int null = open("/dev/null", O_WRONLY | O_CLOEXEC);
    snprintf(program, sizeof program, "%s/evn-gateway", programs);
    if (dup2(out, STDOUT_FILENO) >= 0 && dup2(null, STDERR_FILENO) >= 0)
        execl(program, program, "--data", cli->site.data, "--run", cli->site.run, "--", word[0],
              word[1], word[2], word[3], (char *)NULL);
    _exit(127);
}

/* Its exit status, -1: none; the one line it prints into `out`. */
static int run_words(const struct evn_cli *cli, const char *programs, const char *const word[4],
                     char out[EVN_GATEWAY_TOKEN_MAX])
{
    int fd[2], status = 0;
    out[0] = '\0';
    if (pipe2(fd, O_CLOEXEC) != 0)
        return -1;
    fflush(NULL);
    pid_t pid = fork();
    if (pid == 0)
        exec_words(cli, programs, word, fd[1]);
    close(fd[1]);
    FILE *f = fdopen(fd[0], "r");
    bool read = f != NULL && fgets(out, EVN_GATEWAY_TOKEN_MAX, f) != NULL;
    if (f != NULL)
        fclose(f);
    else
        close(fd[0]);
    if (pid <= 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
        return -1;
    out[strcspn(out, "\n")] = '\0';
    return WEXITSTATUS(status) == 0 && !read ? -1 : WEXITSTATUS(status);
}

evn_err evn_gateway_token(struct evn_cli *cli, const char *programs, const char *name,
                          const char *role, const char *scope, char out[EVN_GATEWAY_TOKEN_MAX])
{
    const char *const word[4] = {"token", name, role, scope};
    int status = run_words(cli, programs, word, out);
    if (status == 0)
        return EVN_OK;
    if (status == STATUS_USAGE)
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = role, .b = "role"});
    if (status == evn_err_exit_status(EVN_E_BAD_FIELD))
        return evn_cli_usage(cli, EVN_T_BAD_OPTION, (struct evn_fill){.a = scope, .b = "scope"});
    return evn_cli_fail(cli, EVN_E_IO, "evn-gateway token");
}

evn_err evn_gateway_revoke(struct evn_cli *cli, const char *programs, const char *name, int64_t *n)
{
    const char *const word[4] = {"revoke", name, NULL, NULL};
    char out[EVN_GATEWAY_TOKEN_MAX];
    *n = 0;
    if (!evn_gateway_was_here(cli))
        return EVN_OK;
    if (run_words(cli, programs, word, out) != 0)
        return evn_cli_fail(cli, EVN_E_IO, "evn-gateway revoke");
    *n = strtoll(out, NULL, 10);
    return EVN_OK;
}

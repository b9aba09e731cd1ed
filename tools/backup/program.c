#include "tools/backup/program.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { DATA_STATUS = 65, LINE_LEN = 256 };

extern char **environ;

/* Start it with its standard output in a pipe; -1: it could not be. */
static pid_t start(const char *program, char *const argv[], int *fd)
{
    posix_spawn_file_actions_t actions;
    int pipe_fd[2];
    pid_t pid = -1;
    if (pipe2(pipe_fd, O_CLOEXEC) != 0)
        return -1;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, pipe_fd[1], STDOUT_FILENO);
    if (posix_spawn(&pid, program, &actions, NULL, argv, environ) != 0)
        pid = -1;
    posix_spawn_file_actions_destroy(&actions);
    close(pipe_fd[1]);
    *fd = pipe_fd[0];
    if (pid < 0)
        close(pipe_fd[0]);
    return pid;
}

/* All it says, cut at the buffer's end. */
static void listen_to(int fd, char *text, size_t cap)
{
    size_t len = 0;
    char rest[LINE_LEN];
    for (;;) {
        bool full = len + 1 >= cap;
        ssize_t n = full ? read(fd, rest, sizeof rest) : read(fd, text + len, cap - 1 - len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        len += full ? 0 : (size_t)n;
    }
    text[len] = '\0';
    close(fd);
}

static evn_err wait_for(pid_t pid)
{
    int status;
    while (waitpid(pid, &status, 0) < 0)
        if (errno != EINTR)
            return EVN_E_IO;
    if (!WIFEXITED(status))
        return EVN_E_IO;
    if (WEXITSTATUS(status) == DATA_STATUS)
        return EVN_E_CORRUPT;
    return WEXITSTATUS(status) == 0 ? EVN_OK : EVN_E_IO;
}

evn_err evn_program_prove(const char *programs, const char *service, const char *folder,
                          const char *data, struct evn_proved *out)
{
    char program[1200], text[LINE_LEN], name[32], seq[21] = "", entries[21] = "";
    char views[] = "--views", digest[] = "--digest", data_option[] = "--data";
    snprintf(program, sizeof program, "%s/evn-%s", programs, service);
    if (access(program, X_OK) != 0)
        return EVN_E_CONFIG;
    char *const prove[] = {program, digest, (char *)(uintptr_t)folder, NULL};
    char *const make[] = {program, views, data_option, (char *)(uintptr_t)data, NULL};
    int fd;
    pid_t pid = start(program, data != NULL ? make : prove, &fd);
    if (pid < 0)
        return EVN_E_IO;
    listen_to(fd, text, sizeof text);
    evn_err err = wait_for(pid);
    if (err != EVN_OK)
        return err;
    int n =
        sscanf(text, "digest %31s %20[0-9] %20[0-9] %64[0-9a-f]", name, seq, entries, out->digest);
    out->seq = strtoull(seq, NULL, 10);
    out->n_entries = strtoull(entries, NULL, 10);
    return n == 4 && strcmp(name, service) == 0 && strlen(out->digest) == 64 ? EVN_OK : EVN_E_IO;
}

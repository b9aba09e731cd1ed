#include "common/service/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

evn_err evn_lock_take(const char *folder, int *fd, int64_t *pid)
{
    char path[600], text[32] = {0};
    int n = snprintf(path, sizeof path, "%s/lock", folder);
    *pid = 0;
    if (n < 0 || (size_t)n >= sizeof path)
        return EVN_E_IO;
    *fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (*fd < 0)
        return EVN_E_IO;
    if (flock(*fd, LOCK_EX | LOCK_NB) != 0) {
        bool held = errno == EWOULDBLOCK;
        if (held && pread(*fd, text, sizeof text - 1, 0) > 0)
            *pid = strtoll(text, NULL, 10);
        close(*fd);
        return held ? EVN_E_LOCKED : EVN_E_IO;
    }
    n = snprintf(text, sizeof text, "%d\n", (int)getpid());
    if (ftruncate(*fd, 0) == 0 && pwrite(*fd, text, (size_t)n, 0) == n)
        return EVN_OK;
    close(*fd);
    return EVN_E_IO;
}

#include "tests/integration/service/held_flush.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/file.h>
#include <unistd.h>

int __wrap_fdatasync(int fd)
{
    const char *hold = getenv("EVN_HOLD_FLUSH");
    int lock = hold != NULL ? open(hold, O_RDONLY | O_CLOEXEC) : -1;
    while (lock >= 0 && flock(lock, LOCK_SH) != 0 && errno == EINTR)
        continue;
    if (lock >= 0)
        close(lock);
    return __real_fdatasync(fd);
}

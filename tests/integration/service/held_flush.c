#include "tests/integration/service/held_flush.h"

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
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

int64_t __wrap_evn_applier_pace_us(struct evn_applier *applier)
{
    const char *hold = getenv("EVN_HOLD_PACE");
    int lock = hold != NULL ? open(hold, O_WRONLY | O_APPEND | O_CLOEXEC) : -1;
    bool held = lock >= 0 && flock(lock, LOCK_SH | LOCK_NB) != 0 && write(lock, "", 1) == 1;
    if (lock >= 0)
        close(lock);
    return held ? EVN_TEST_PACE_MS * 1000 : __real_evn_applier_pace_us(applier);
}

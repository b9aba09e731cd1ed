#include "common/service/lock.h"
#include "tools/evn/command.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

/* A supervisor gives its services 10 s; a little more for itself. */
enum { STOP_MS = 15000 };

/* Who holds the site's lock; 0: nobody. */
static evn_err holder(struct evn_cli *cli, int64_t *pid)
{
    int fd;
    *pid = 0;
    if (access(cli->site.data, F_OK) != 0)
        return EVN_OK;
    evn_err err = evn_lock_take(cli->site.data, &fd, pid);
    if (err == EVN_E_LOCKED)
        return EVN_OK;
    if (err == EVN_OK)
        close(fd);
    *pid = 0;
    return err == EVN_OK ? EVN_OK : evn_cli_fail(cli, err, cli->site.data);
}

static evn_err run(struct evn_cli *cli, const struct evn_input *input)
{
    (void)input;
    int64_t pid, again;
    evn_err err = holder(cli, &pid);
    if (err != EVN_OK)
        return err;
    if (pid == 0) {
        evn_say(cli, EVN_T_DOWN_NOTHING, (struct evn_fill){.a = cli->site.data});
        return EVN_OK;
    }
    /* The descriptor holds on to this very process; it still must be the one with the lock. */
    struct pollfd fd = {.fd = (int)syscall(SYS_pidfd_open, (pid_t)pid, 0), .events = POLLIN};
    err = holder(cli, &again);
    if (err != EVN_OK)
        return err;
    if (fd.fd >= 0 && again == pid) {
        evn_say(cli, EVN_T_DOWN_WAITING, (struct evn_fill){.n = pid});
        if (kill((pid_t)pid, SIGTERM) != 0 && errno != ESRCH)
            return evn_cli_fail(cli, EVN_E_NOT_ALLOWED, "kill");
        if (poll(&fd, 1, STOP_MS) == 0)
            return evn_cli_fail(cli, EVN_E_TIMED_OUT, "evn up");
    }
    evn_say(cli, EVN_T_UP_STOPPED, (struct evn_fill){0});
    return EVN_OK;
}

const struct evn_command evn_command_down = {.name = "down", .about = EVN_T_DOWN, .run = run};

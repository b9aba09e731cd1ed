#include "common/journal/file.h"
#include "common/service/lock.h"
#include "tools/evn/command.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* The views of a service: a file and LMDB's lock file beside it, below the service's folder. */
static const char *const files[] = {"views.mdb", "views.mdb-lock"};

/* Only over a log that is whole: the views may be all that still tells what it lost. */
static evn_err check_log(struct evn_cli *cli, const char *folder)
{
    char log[EVN_PATH_MAX + 8];
    struct evn_journal_head head;
    struct evn_file_report report = {0};
    snprintf(log, sizeof log, "%s/log", folder);
    evn_err err = evn_journal_verify(log, NULL, NULL, NULL, &head, &report);
    if (err == EVN_OK)
        return EVN_OK;
    (void)evn_cli_fail(cli, err, report.file[0] != '\0' ? report.file : log);
    cli->why.have = (int64_t)report.offset;
    return err;
}

static evn_err remove_views(struct evn_cli *cli, const char *folder)
{
    char path[EVN_PATH_MAX + 16];
    for (size_t i = 0; i < sizeof files / sizeof files[0]; i++) {
        snprintf(path, sizeof path, "%s/%s", folder, files[i]);
        if (unlink(path) != 0 && errno != ENOENT)
            return evn_cli_fail(cli, EVN_E_IO, path);
    }
    return EVN_OK;
}

static evn_err run(struct evn_cli *cli, const struct evn_input *input)
{
    const char *service = input->argument[0];
    char folder[EVN_PATH_MAX];
    int fd;
    int64_t pid;
    const char *const *name = evn_log_service_names;
    while (*name != NULL && strcmp(*name, service) != 0)
        name++;
    if (*name == NULL || evn_site_folder(&cli->site, service, folder) != EVN_OK ||
        access(folder, F_OK) != 0) {
        (void)evn_cli_fail(cli, EVN_E_UNKNOWN_REF, service);
        evn_refusal_text(cli->why.field, sizeof cli->why.field, "SERVICE");
        return EVN_E_UNKNOWN_REF;
    }
    evn_err err = evn_lock_take(folder, &fd, &pid);
    if (err != EVN_OK) {
        (void)evn_cli_fail(cli, err, folder);
        cli->why.have = pid;
        return err;
    }
    err = check_log(cli, folder);
    if (err == EVN_OK)
        err = remove_views(cli, folder);
    close(fd);
    if (err == EVN_OK)
        evn_say(cli, EVN_T_REBUILT, (struct evn_fill){.a = service});
    return err;
}

const struct evn_command evn_command_rebuild = {.name = "rebuild",
                                                .about = EVN_T_REBUILD,
                                                .arguments = "SERVICE",
                                                .n_min = 1,
                                                .n_max = 1,
                                                .run = run};

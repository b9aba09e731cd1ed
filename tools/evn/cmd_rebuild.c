#include "common/journal/file.h"
#include "common/service/lock.h"
#include "common/store/store.h"
#include "tools/evn/command.h"

#include <string.h>
#include <unistd.h>

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

/* The views, whose file is `views.mdb` in every service (proto/spec/3-views.md). There may be none:
 * a start makes them. */
static evn_err remove_views(struct evn_cli *cli, const char *folder)
{
    char path[EVN_PATH_MAX + 16];
    snprintf(path, sizeof path, "%s/views.mdb", folder);
    evn_err err = evn_store_remove(path);
    return err == EVN_OK ? EVN_OK : evn_cli_fail(cli, err, path);
}

static evn_err rebuild(struct evn_cli *cli, const char *service, const char *folder)
{
    int fd;
    int64_t pid;
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

/* The service named, or all that were ever started here. */
static evn_err run(struct evn_cli *cli, const struct evn_input *input)
{
    const char *service = input->argument[0];
    bool all = strcmp(service, "all") == 0, known = all;
    char folder[EVN_PATH_MAX];
    evn_err err = evn_cli_need_site(cli);
    if (err != EVN_OK)
        return err;
    for (const char *const *name = evn_log_service_names; err == EVN_OK && *name != NULL; name++) {
        bool there =
            evn_site_folder(&cli->site, *name, folder) == EVN_OK && access(folder, F_OK) == 0;
        if (!there || (!all && strcmp(*name, service) != 0))
            continue;
        known = true;
        err = rebuild(cli, *name, folder);
    }
    if (known)
        return err;
    (void)evn_cli_fail(cli, EVN_E_UNKNOWN_REF, service);
    evn_refusal_text(cli->why.field, sizeof cli->why.field, "SERVICE");
    return EVN_E_UNKNOWN_REF;
}

const struct evn_command evn_command_rebuild = {.name = "rebuild",
                                                .about = EVN_T_REBUILD,
                                                .arguments = "SERVICE",
                                                .n_min = 1,
                                                .n_max = 1,
                                                .run = run};

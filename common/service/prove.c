#include "common/service/prove.h"

#include "common/journal/file.h"
#include "common/journal/quiet.h"
#include "common/service/lock.h"
#include "common/service/site.h"
#include "common/store/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

struct proof {
    const struct evn_host_service *service;
    char views_folder[EVN_PATH_MAX]; /* where its views are */
    bool keep;                       /* and whether they stay */
    void *state;
    struct evn_views *views;
    struct evn_journal *journal;
    struct evn_engine *engine;
    struct evn_file_report report;
};

/* Views of a log that is not ours are made beside it. */
static evn_err choose_folder(struct proof *p, const char *folder)
{
    const char *tmp = getenv("TMPDIR");
    int lock_fd;
    int64_t pid;
    if (p->keep) {
        snprintf(p->views_folder, sizeof p->views_folder, "%s", folder);
        return evn_lock_take(folder, &lock_fd, &pid);
    }
    snprintf(p->views_folder, sizeof p->views_folder, "%s/evn-prove-XXXXXX",
             tmp != NULL && tmp[0] == '/' ? tmp : "/tmp");
    if (mkdtemp(p->views_folder) != NULL)
        return EVN_OK;
    p->views_folder[0] = '\0';
    return EVN_E_IO;
}

static evn_err open_log(struct proof *p, const char *folder)
{
    char log[EVN_PATH_MAX + 8];
    uint64_t known_seq = 0;
    evn_err err = p->service->state_new(&p->state);
    if (err == EVN_OK)
        err = evn_views_open(p->service->views, p->state, p->views_folder, &p->views, &known_seq);
    if (err != EVN_OK)
        return err;
    snprintf(log, sizeof log, "%s/log", folder);
    const struct evn_file_options options = {.dir = log,
                                             .disk = p->keep ? NULL : evn_disk_quiet(),
                                             .env = evn_env_real(),
                                             .known_seq = known_seq};
    err = evn_journal_file_open(&options, &p->journal, &p->report);
    return err == EVN_OK ? evn_views_follow(p->views, p->journal, evn_env_real()) : err;
}

static evn_err make_state(struct proof *p)
{
    uint64_t from_seq = 1;
    const struct evn_engine_config config = {.ops = p->service->ops,
                                             .state = p->state,
                                             .journal = p->journal,
                                             .env = evn_env_real(),
                                             .ids = evn_views_ids(p->views)};
    evn_err err = evn_engine_new(&config, &p->engine);
    if (err == EVN_OK)
        err = evn_views_load(p->views, p->engine, &from_seq);
    return err == EVN_OK ? evn_engine_replay(p->engine, from_seq) : err;
}

static void say(struct proof *p)
{
    struct evn_journal_head head;
    struct evn_canon canon;
    char sum[65];
    evn_journal_tail(p->journal, &head);
    evn_engine_canon(p->engine, &canon);
    evn_canon_format(&canon, sum);
    printf("digest %s %llu %llu %s\n", p->service->ops->name,
           (unsigned long long)(head.next_seq - 1), (unsigned long long)canon.n_entries, sum);
    fflush(stdout);
}

/* Closing the views writes what they still lack and settles them. */
static void close_all(struct proof *p)
{
    char path[EVN_PATH_MAX + 16];
    evn_engine_destroy(&p->engine);
    evn_views_close(&p->views);
    if (p->state != NULL)
        p->service->state_destroy(&p->state);
    evn_journal_destroy(&p->journal);
    if (p->keep || p->views_folder[0] == '\0')
        return;
    snprintf(path, sizeof path, "%s/views.mdb", p->views_folder);
    evn_err removed = evn_store_remove(path);
    if (removed != EVN_OK || rmdir(p->views_folder) != 0)
        fprintf(stderr, "%s: %s stays\n", p->service->ops->name, p->views_folder);
}

int evn_prove(const struct evn_host_service *service, const char *folder, bool keep)
{
    struct proof p = {.service = service, .keep = keep};
    evn_err err = choose_folder(&p, folder);
    if (err == EVN_OK)
        err = open_log(&p, folder);
    if (err == EVN_OK)
        err = make_state(&p);
    if (err == EVN_OK)
        say(&p);
    if (err == EVN_OK && keep)
        err = evn_views_start(p.views);
    if (err != EVN_OK)
        fprintf(stderr, "%s: %s: %s %s at byte %llu\n", service->ops->name, evn_err_name(err),
                folder, p.report.file, (unsigned long long)p.report.offset);
    close_all(&p);
    return evn_err_exit_status(err);
}

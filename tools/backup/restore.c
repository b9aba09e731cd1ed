#include "common/journal/copy.h"
#include "tools/backup/check.h"
#include "tools/backup/tree.h"

#include <libgen.h>
#include <stdio.h>

enum { PATH_LEN = EVN_TREE_PATH_MAX };

struct restoring {
    struct evn_checking checking;
    const char *to;
    char stage[PATH_LEN - EVN_MANIFEST_PATH_MAX]; /* where it stands until it is proved */
};

/* Refused before anything is read. */
static evn_err check_target(struct restoring *r)
{
    enum evn_tree_state state;
    int n = snprintf(r->stage, sizeof r->stage, "%s.restoring", r->to);
    if (n < 0 || (size_t)n >= sizeof r->stage)
        return evn_checking_fail(&r->checking, EVN_E_LIMIT, r->to);
    evn_err err = evn_tree_look(r->to, &state);
    if (err != EVN_OK || state == EVN_TREE_FULL) {
        err = evn_checking_fail(&r->checking, err != EVN_OK ? err : EVN_E_EXISTS, r->to);
    } else {
        err = evn_tree_look(r->stage, &state);
        if (err == EVN_OK && state == EVN_TREE_ABSENT)
            return EVN_OK;
        err = evn_checking_fail(&r->checking, err != EVN_OK ? err : EVN_E_EXISTS, r->stage);
    }
    evn_refusal_text(r->checking.why->field, sizeof r->checking.why->field, "--to");
    r->checking.why->state = err == EVN_E_EXISTS ? EVN_S_NOT_EMPTY : EVN_S_NONE;
    return err;
}

/* The folders a file stands in, one after the other. */
static evn_err make_parents(const struct restoring *r, const char *path)
{
    char folder[PATH_LEN];
    evn_err err = EVN_OK;
    for (const char *at = strchr(path, '/'); err == EVN_OK && at != NULL;
         at = strchr(at + 1, '/')) {
        snprintf(folder, sizeof folder, "%s/%.*s", r->stage, (int)(at - path), path);
        err = evn_tree_make(folder);
    }
    return err;
}

/* Copy it and read it back. */
static evn_err restore_file(struct restoring *r, const struct evn_manifest_file *file)
{
    char from[PATH_LEN], to[PATH_LEN];
    snprintf(from, sizeof from, "%s/%s", r->checking.b->dir, file->path);
    snprintf(to, sizeof to, "%s/%s", r->stage, file->path);
    evn_err err = make_parents(r, file->path);
    if (err == EVN_OK)
        err = evn_tree_copy(from, to);
    if (err != EVN_OK)
        return evn_checking_fail(&r->checking, err, to);
    return evn_checking_file(&r->checking, r->stage, file);
}

/* A log needs its archive folder even when nothing is in it. */
static evn_err finish_log(struct restoring *r, const struct evn_manifest_log *log)
{
    char path[PATH_LEN];
    snprintf(path, sizeof path, "%s/%s/log/archive", r->stage, log->service);
    evn_err err = evn_tree_make(path);
    if (err == EVN_OK)
        err = evn_tree_flush(path);
    *strrchr(path, '/') = '\0';
    if (err == EVN_OK)
        err = evn_journal_next_life(path);
    *strrchr(path, '/') = '\0';
    if (err == EVN_OK)
        err = evn_tree_flush(path);
    return err == EVN_OK ? EVN_OK : evn_checking_fail(&r->checking, err, path);
}

static evn_err copy_all(struct restoring *r)
{
    const struct evn_manifest *m = r->checking.manifest;
    char keys[PATH_LEN];
    evn_err err = evn_tree_make(r->stage);
    if (err != EVN_OK)
        return evn_checking_fail(&r->checking, err, r->stage);
    for (size_t i = 0; err == EVN_OK && i < m->n_files; i++)
        err = restore_file(r, &m->file[i]);
    for (size_t i = 0; err == EVN_OK && i < m->n_logs; i++)
        err = finish_log(r, &m->log[i]);
    snprintf(keys, sizeof keys, "%s/keys", r->stage);
    if (err == EVN_OK && evn_tree_flush(keys) != EVN_OK)
        err = evn_checking_fail(&r->checking, EVN_E_IO, keys);
    return err;
}

/* Views from the log, state from the views, figures of both. */
static evn_err prove(struct restoring *r, const struct evn_manifest_log *log)
{
    char folder[PATH_LEN];
    snprintf(folder, sizeof folder, "%s/%s", r->stage, log->service);
    r->checking.b->progress(r->checking.b->arg, log->service, 0, log->seq);
    evn_err err = evn_checking_state(&r->checking, folder, r->stage, log);
    if (err == EVN_OK)
        err = evn_checking_audit(&r->checking, folder, log);
    r->checking.b->progress(r->checking.b->arg, log->service, log->seq, log->seq);
    return err;
}

/* It gets its name in one step. */
static evn_err publish(struct restoring *r)
{
    char parent[PATH_LEN];
    snprintf(parent, sizeof parent, "%s", r->to);
    evn_err err = evn_tree_flush(r->stage);
    if (err == EVN_OK && rename(r->stage, r->to) != 0)
        err = EVN_E_IO;
    if (err == EVN_OK)
        err = evn_tree_flush(dirname(parent));
    return err == EVN_OK ? EVN_OK : evn_checking_fail(&r->checking, err, r->to);
}

evn_err evn_backup_restore(const struct evn_backup *b, const char *to,
                           struct evn_manifest *manifest, struct evn_refusal *why)
{
    struct restoring r = {.checking = {.b = b, .manifest = manifest, .why = why}, .to = to};
    *manifest = (struct evn_manifest){0};
    *why = evn_refusal_of(EVN_OK);
    evn_err err = check_target(&r);
    if (err == EVN_OK)
        err = evn_checking_files(&r.checking);
    if (err == EVN_OK)
        err = copy_all(&r);
    for (size_t i = 0; err == EVN_OK && i < manifest->n_logs; i++)
        err = prove(&r, &manifest->log[i]);
    if (err == EVN_OK && r.checking.n_faults > 0)
        err = evn_checking_fail(&r.checking, EVN_E_CORRUPT, r.stage);
    return err == EVN_OK ? publish(&r) : err;
}

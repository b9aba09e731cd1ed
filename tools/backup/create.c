#include "common/journal/copy.h"
#include "common/service/lock.h"
#include "tools/backup/backup.h"
#include "tools/backup/cut.h"
#include "tools/backup/program.h"
#include "tools/backup/tree.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

enum { PATH_LEN = EVN_TREE_PATH_MAX };

/* One log on its way. */
struct source {
    char folder[EVN_PATH_MAX];
    int lock_fd;    /* held while a service that does not run is copied; -1: it runs */
    uint64_t asked; /* last event known to be durable; UINT64_MAX: all there is */
    bool past;      /* the walk came to what is not wanted */
};

struct creating {
    const struct evn_backup *b;
    struct evn_manifest *manifest;
    struct evn_refusal *why;
    struct evn_cut cut;
    struct source source[EVN_CUT_LOGS_MAX];
    size_t i; /* log being worked on */
};

static evn_err fail(struct creating *c, evn_err err, const char *subject)
{
    if (c->why->err == err)
        return err;
    *c->why = evn_refusal_of(err);
    evn_refusal_text(c->why->subject, sizeof c->why->subject, subject);
    return err;
}

static evn_err take_folder(struct creating *c)
{
    enum evn_tree_state state;
    evn_err err = evn_tree_look(c->b->dir, &state);
    if (err == EVN_OK && state == EVN_TREE_FULL)
        err = EVN_E_EXISTS;
    if (err == EVN_OK)
        err = evn_tree_make(c->b->dir);
    if (err == EVN_OK)
        return EVN_OK;
    err = fail(c, err, c->b->dir);
    evn_refusal_text(c->why->field, sizeof c->why->field, "DIR");
    c->why->state = err == EVN_E_EXISTS ? EVN_S_NOT_EMPTY : EVN_S_NONE;
    return err;
}

/* A service that runs says how far its log is durable; one that does not is kept from starting. */
static evn_err find_position(struct creating *c, struct source *s, const char *service)
{
    int64_t pid;
    s->asked = UINT64_MAX;
    evn_err err = evn_lock_take(s->folder, &s->lock_fd, &pid);
    if (err != EVN_E_LOCKED)
        return err;
    s->lock_fd = -1;
    return c->b->position(c->b->arg, service, &s->asked);
}

static evn_err find_logs(struct creating *c)
{
    for (const char *const *name = evn_log_service_names; *name != NULL; name++) {
        char id[PATH_LEN];
        struct source *s = &c->source[c->cut.n];
        if (evn_site_folder(c->b->site, *name, s->folder) != EVN_OK ||
            (c->b->service != NULL && strcmp(c->b->service, *name) != 0))
            continue;
        snprintf(id, sizeof id, "%s/log/log.id", s->folder);
        if (access(id, F_OK) != 0)
            continue;
        evn_err err = find_position(c, s, *name);
        if (err != EVN_OK)
            return fail(c, err, *name);
        c->cut.log[c->cut.n++].service = *name;
    }
    return c->cut.n > 0 ? EVN_OK
                        : fail(c, EVN_E_UNKNOWN_REF,
                               c->b->service != NULL ? c->b->service : c->b->site->data);
}

static evn_err take_block(void *arg, const struct evn_block *block)
{
    struct creating *c = arg;
    struct source *s = &c->source[c->i];
    s->past = block->first_seq > s->asked;
    return s->past ? EVN_E_AGAIN : evn_cut_take(&c->cut, c->i, block);
}

/* Where the log ends for us, and what its events build on. */
static evn_err walk(struct creating *c)
{
    char log[PATH_LEN];
    struct evn_journal_head head;
    struct evn_file_report report;
    struct source *s = &c->source[c->i];
    snprintf(log, sizeof log, "%s/log", s->folder);
    evn_err err = evn_journal_walk(log, take_block, c, &head, &report);
    if (err != EVN_OK && !(err == EVN_E_AGAIN && s->past)) {
        snprintf(log, sizeof log, "%s/log/%s", c->cut.log[c->i].service, report.file);
        err = fail(c, err, log);
        c->why->have = (int64_t)report.offset;
        return err;
    }
    c->cut.log[c->i].through = s->asked != UINT64_MAX ? s->asked : head.next_seq - 1;
    return EVN_OK;
}

static void copied(void *arg, uint64_t done_seq, uint64_t through)
{
    const struct creating *c = arg;
    c->b->progress(c->b->arg, c->cut.log[c->i].service, done_seq, through);
}

static evn_err copy_log(struct creating *c)
{
    char from[PATH_LEN], folder[PATH_LEN], to[PATH_LEN + 8];
    const struct evn_cut_log *log = &c->cut.log[c->i];
    struct evn_manifest_log *out = &c->manifest->log[c->manifest->n_logs++];
    struct evn_journal_head head;
    struct evn_file_report report;
    snprintf(from, sizeof from, "%s/log", c->source[c->i].folder);
    snprintf(folder, sizeof folder, "%s/%s", c->b->dir, log->service);
    snprintf(to, sizeof to, "%s/log", folder);
    const struct evn_log_copying copying = {.from = from,
                                            .to = to,
                                            .through = log->through,
                                            .link = true,
                                            .progress = copied,
                                            .arg = c};
    evn_err err = evn_tree_make(folder);
    if (err == EVN_OK)
        err = evn_journal_copy(&copying, &head, &report);
    if (err == EVN_OK && head.next_seq != log->through + 1)
        err = EVN_E_CORRUPT;
    if (err == EVN_OK)
        err = evn_tree_flush(folder);
    if (err != EVN_OK)
        return fail(c, err, err == EVN_E_CORRUPT ? from : to);
    snprintf(out->service, sizeof out->service, "%s", log->service);
    memcpy(out->log_id, head.log_id, sizeof out->log_id);
    out->seq = log->through;
    out->hash = head.hash;
    out->recorded_at_us = log->through > 0 ? head.recorded_at_us : 0;
    return EVN_OK;
}

/* The state the copy makes, as the service itself sees it. */
static evn_err prove(struct creating *c, struct evn_manifest_log *log)
{
    char folder[PATH_LEN];
    struct evn_proved proved;
    snprintf(folder, sizeof folder, "%s/%s", c->b->dir, log->service);
    evn_err err = evn_program_prove(c->b->programs, log->service, folder, NULL, &proved);
    if (err == EVN_OK && proved.seq != log->seq)
        err = EVN_E_CORRUPT;
    if (err != EVN_OK)
        return fail(c, err, err == EVN_E_CONFIG ? c->b->programs : folder);
    log->n_entries = proved.n_entries;
    memcpy(log->digest, proved.digest, sizeof log->digest);
    return EVN_OK;
}

static bool ends_with(const char *name, const char *end)
{
    size_t n = strlen(name), m = strlen(end);
    return n > m && strcmp(name + n - m, end) == 0;
}

/* Public keys are everybody's; secrets those of the services that are in the backup. */
static evn_err copy_key(void *arg, const char *name, bool regular)
{
    struct creating *c = arg;
    char from[PATH_LEN], to[PATH_LEN], own[64];
    snprintf(own, sizeof own, "%s.key", c->b->service != NULL ? c->b->service : "");
    bool wanted = ends_with(name, ".pub") ||
                  (ends_with(name, ".key") && (c->b->service == NULL || strcmp(name, own) == 0));
    if (!regular || !wanted)
        return EVN_OK;
    snprintf(from, sizeof from, "%s/keys/%s", c->b->site->data, name);
    snprintf(to, sizeof to, "%s/keys/%s", c->b->dir, name);
    return evn_tree_copy(from, to);
}

static evn_err copy_setting(const struct creating *c, const char *name)
{
    char from[PATH_LEN], to[PATH_LEN];
    snprintf(from, sizeof from, "%s/%s", c->b->site->data, name);
    snprintf(to, sizeof to, "%s/%s", c->b->dir, name);
    evn_err err = evn_tree_copy(from, to);
    return err == EVN_E_UNKNOWN_REF ? EVN_OK : err;
}

static evn_err copy_settings(struct creating *c)
{
    char keys[PATH_LEN], to[PATH_LEN];
    snprintf(keys, sizeof keys, "%s/keys", c->b->site->data);
    snprintf(to, sizeof to, "%s/keys", c->b->dir);
    evn_err err = evn_tree_make(to);
    if (err == EVN_OK)
        err = evn_tree_each(keys, copy_key, c);
    if (err == EVN_OK)
        err = evn_tree_flush(to);
    if (err == EVN_OK)
        err = copy_setting(c, "endpoints");
    if (err == EVN_OK)
        err = copy_setting(c, "exercise");
    return err == EVN_OK ? EVN_OK : fail(c, err, keys);
}

static evn_err list_file(void *arg, const char *path, bool regular)
{
    struct creating *c = arg;
    struct evn_manifest_file *file;
    char full[PATH_LEN];
    if (!regular)
        return EVN_E_IO;
    evn_err err = evn_manifest_add(c->manifest, path, &file);
    snprintf(full, sizeof full, "%s/%s", c->b->dir, path);
    return err == EVN_OK ? evn_tree_hash(full, &file->hash, &file->size) : err;
}

/* Only now it is a backup. */
static evn_err write_manifest(struct creating *c)
{
    struct evn_buf text;
    time_t now = time(NULL);
    struct tm utc;
    evn_buf_init(&text, (size_t)EVN_MANIFEST_FILES_MAX * 300);
    strftime(c->manifest->made, sizeof c->manifest->made, "%Y-%m-%dT%H:%M:%SZ",
             gmtime_r(&now, &utc));
    evn_manifest_sort(c->manifest);
    evn_err err = evn_manifest_write(c->manifest, &text);
    if (err == EVN_OK)
        err = evn_tree_flush(c->b->dir);
    if (err == EVN_OK)
        err = evn_tree_write(c->b->dir, EVN_MANIFEST_NAME, evn_bytes_of(text.at, text.len));
    evn_buf_fini(&text);
    return err == EVN_OK ? EVN_OK : fail(c, err, c->b->dir);
}

static evn_err copy_all(struct creating *c)
{
    evn_err err = EVN_OK;
    for (c->i = 0; err == EVN_OK && c->i < c->cut.n; c->i++)
        err = walk(c);
    if (err == EVN_OK)
        evn_cut_settle(&c->cut);
    for (c->i = 0; err == EVN_OK && c->i < c->cut.n; c->i++)
        err = copy_log(c);
    if (err == EVN_OK)
        err = copy_settings(c);
    for (size_t i = 0; err == EVN_OK && i < c->manifest->n_logs; i++)
        err = prove(c, &c->manifest->log[i]);
    return err;
}

evn_err evn_backup_create(const struct evn_backup *b, struct evn_manifest *manifest,
                          struct evn_refusal *why)
{
    struct creating c = {.b = b, .manifest = manifest, .why = why};
    *manifest = (struct evn_manifest){0};
    *why = evn_refusal_of(EVN_OK);
    for (size_t i = 0; i < EVN_CUT_LOGS_MAX; i++)
        c.source[i].lock_fd = -1;
    evn_err err = find_logs(&c);
    if (err == EVN_OK)
        err = take_folder(&c);
    if (err == EVN_OK)
        err = copy_all(&c);
    if (err == EVN_OK) {
        err = evn_tree_each(b->dir, list_file, &c);
        if (err != EVN_OK)
            err = fail(&c, err, b->dir);
    }
    if (err == EVN_OK)
        err = write_manifest(&c);
    for (size_t i = 0; i < EVN_CUT_LOGS_MAX; i++)
        if (c.source[i].lock_fd >= 0)
            close(c.source[i].lock_fd);
    evn_cut_fini(&c.cut);
    return err;
}

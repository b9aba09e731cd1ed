#include "tools/backup/check.h"
#include "tools/backup/backup.h"
#include "tools/backup/program.h"
#include "tools/backup/tree.h"

#include <stdio.h>

enum { PATH_LEN = EVN_TREE_PATH_MAX };

void evn_checking_fault(struct evn_checking *c, enum evn_backup_fault fault, const char *path)
{
    c->n_faults++;
    c->b->fault(c->b->arg, fault, path);
}

evn_err evn_checking_fail(struct evn_checking *c, evn_err err, const char *subject)
{
    *c->why = evn_refusal_of(err);
    evn_refusal_text(c->why->subject, sizeof c->why->subject, subject);
    return err;
}

static evn_err load_manifest(struct evn_checking *c)
{
    char path[PATH_LEN];
    struct evn_buf text;
    size_t line = 0;
    evn_buf_init(&text, (size_t)EVN_MANIFEST_FILES_MAX * 300);
    snprintf(path, sizeof path, "%s/" EVN_MANIFEST_NAME, c->b->dir);
    evn_err err = evn_tree_read(path, &text);
    if (err == EVN_OK)
        err = evn_manifest_read(c->manifest, evn_bytes_of(text.at, text.len), &line);
    evn_buf_fini(&text);
    if (err == EVN_E_CORRUPT)
        evn_checking_fault(c, EVN_FAULT_CHANGED, EVN_MANIFEST_NAME);
    if (err == EVN_E_UNKNOWN_REF)
        evn_checking_fault(c, EVN_FAULT_MISSING, EVN_MANIFEST_NAME);
    if (err == EVN_OK)
        return EVN_OK;
    return evn_checking_fail(c, err == EVN_E_UNKNOWN_REF ? EVN_E_CORRUPT : err, path);
}

evn_err evn_checking_file(struct evn_checking *c, const char *folder,
                          const struct evn_manifest_file *file)
{
    char path[PATH_LEN];
    struct evn_hash256 hash;
    uint64_t size;
    snprintf(path, sizeof path, "%s/%s", folder, file->path);
    evn_err err = evn_tree_hash(path, &hash, &size);
    if (err == EVN_E_NO_MEMORY)
        return evn_checking_fail(c, err, path);
    if (err == EVN_E_UNKNOWN_REF)
        evn_checking_fault(c, EVN_FAULT_MISSING, file->path);
    else if (err != EVN_OK || size != file->size ||
             memcmp(hash.b, file->hash.b, sizeof hash.b) != 0)
        evn_checking_fault(c, EVN_FAULT_CHANGED, file->path);
    return EVN_OK;
}

static evn_err look_at(void *arg, const char *path, bool regular)
{
    struct evn_checking *c = arg;
    if (!regular ||
        (evn_manifest_find(c->manifest, path) == NULL && strcmp(path, EVN_MANIFEST_NAME) != 0))
        evn_checking_fault(c, EVN_FAULT_STRANGER, path);
    return EVN_OK;
}

evn_err evn_checking_files(struct evn_checking *c)
{
    evn_err err = load_manifest(c);
    for (size_t i = 0; err == EVN_OK && i < c->manifest->n_files; i++) {
        err = evn_checking_file(c, c->b->dir, &c->manifest->file[i]);
        c->b->progress(c->b->arg, EVN_MANIFEST_NAME, i + 1, c->manifest->n_files);
    }
    if (err != EVN_OK)
        return err;
    err = evn_tree_each(c->b->dir, look_at, c);
    if (err != EVN_OK)
        return evn_checking_fail(c, err, c->b->dir);
    return c->n_faults == 0 ? EVN_OK : evn_checking_fail(c, EVN_E_CORRUPT, c->b->dir);
}

static void found(void *arg, const struct evn_audit_finding *finding)
{
    struct evn_checking *c = arg;
    c->b->finding(c->b->arg, c->service, finding);
}

evn_err evn_checking_audit(struct evn_checking *c, const char *folder,
                           const struct evn_manifest_log *log)
{
    struct evn_audit_counts counts;
    struct evn_journal_head head;
    struct evn_file_report report = {0};
    c->service = log->service;
    const struct evn_audit_config config = {
        .folder = folder, .service = log->service, .found = found, .arg = c};
    evn_err err = evn_audit(&config, &counts, &head, &report);
    if (err != EVN_OK && err != EVN_E_CORRUPT)
        return evn_checking_fail(c, err, folder);
    if (err == EVN_E_CORRUPT || head.next_seq != log->seq + 1 ||
        memcmp(head.hash.b, log->hash.b, sizeof head.hash.b) != 0 ||
        memcmp(head.log_id, log->log_id, sizeof head.log_id) != 0)
        evn_checking_fault(c, EVN_FAULT_LOG, log->service);
    if (err == EVN_OK && counts.n_findings > 0)
        evn_checking_fault(c, EVN_FAULT_AUDIT, log->service);
    return EVN_OK;
}

evn_err evn_checking_state(struct evn_checking *c, const char *folder, const char *data,
                           const struct evn_manifest_log *log)
{
    struct evn_proved proved;
    evn_err err = evn_program_prove(c->b->programs, log->service, folder, data, &proved);
    if (err != EVN_OK && err != EVN_E_CORRUPT)
        return evn_checking_fail(c, err, err == EVN_E_CONFIG ? c->b->programs : folder);
    if (err == EVN_E_CORRUPT || proved.seq != log->seq)
        evn_checking_fault(c, EVN_FAULT_LOG, log->service);
    else if (proved.n_entries != log->n_entries || strcmp(proved.digest, log->digest) != 0)
        evn_checking_fault(c, EVN_FAULT_DIGEST, log->service);
    return EVN_OK;
}

static evn_err check_log(struct evn_checking *c, const struct evn_manifest_log *log)
{
    char folder[PATH_LEN];
    snprintf(folder, sizeof folder, "%s/%s", c->b->dir, log->service);
    evn_err err = evn_checking_audit(c, folder, log);
    return err == EVN_OK ? evn_checking_state(c, folder, NULL, log) : err;
}

evn_err evn_backup_check(const struct evn_backup *b, struct evn_manifest *manifest,
                         struct evn_refusal *why)
{
    struct evn_checking c = {.b = b, .manifest = manifest, .why = why};
    *manifest = (struct evn_manifest){0};
    *why = evn_refusal_of(EVN_OK);
    evn_err err = evn_checking_files(&c);
    for (size_t i = 0; err == EVN_OK && i < manifest->n_logs; i++)
        err = check_log(&c, &manifest->log[i]);
    if (err == EVN_OK && c.n_faults > 0)
        err = evn_checking_fail(&c, EVN_E_CORRUPT, b->dir);
    return err;
}

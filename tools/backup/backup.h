/* backup - the logs, keys and settings of an installation in one folder, proved. Shell.
 *
 *   DIR/manifest.tsv         written last; without it the folder is no backup
 *   DIR/SERVICE/log/...      each log as one folder (proto/spec/1-log.md)
 *   DIR/keys, endpoints, exercise   as in the installation
 *
 * Views are not kept: they follow from the logs. Services may run and take work meanwhile. What
 * was acknowledged before a backup begins is in it; what comes after its positions is not, and is
 * lost with the machine. Keys are secrets: whoever has the backup can act as the installation. */
#ifndef EVN_TOOLS_BACKUP_H
#define EVN_TOOLS_BACKUP_H

#include "common/service/site.h"
#include "tools/audit/audit.h"
#include "tools/backup/manifest.h"

/* What is wrong with a backup. */
enum evn_backup_fault {
    EVN_FAULT_MISSING,  /* a file of the manifest is not there */
    EVN_FAULT_CHANGED,  /* its bytes are not those of the manifest */
    EVN_FAULT_STRANGER, /* a file the manifest does not name */
    EVN_FAULT_LOG,      /* the log does not end where the manifest says */
    EVN_FAULT_DIGEST,   /* its business state is not that of the manifest */
    EVN_FAULT_AUDIT     /* the log's own figures do not add up */
};

struct evn_backup {
    const struct evn_site *site; /* to back up; NULL when none is */
    const char *dir;             /* of the backup */
    const char *programs;        /* where the services' programs are */
    const char *service;         /* this one alone; NULL: all */
    /* How far a running service's log is durable. */
    evn_err (*position)(void *arg, const char *service, uint64_t *out);
    void (*progress)(void *arg, const char *service, uint64_t done, uint64_t total);
    void (*fault)(void *arg, enum evn_backup_fault fault, const char *path);
    void (*finding)(void *arg, const char *service, const struct evn_audit_finding *finding);
    void *arg; /* for all of them */
};

/* Make a backup in b->dir, which is not there or empty; *manifest says what it holds. Errors in
 * *why: EVN_E_EXISTS: the folder holds something. EVN_E_UNKNOWN_REF: no such service here.
 * EVN_E_CORRUPT: a log is damaged. EVN_E_CONFIG: a program is missing. Errors of `position`;
 * EVN_E_IO, EVN_E_NO_SPACE, EVN_E_NO_MEMORY. After an error there is no manifest. */
EVN_MUST_USE evn_err evn_backup_create(const struct evn_backup *b, struct evn_manifest *manifest,
                                       struct evn_refusal *why);

/* Check every byte of a backup, the chain and figures of its logs, and the state they make.
 * Nothing is written in it. EVN_E_CORRUPT: something is wrong; what, was told. EVN_E_CONFIG as
 * above; EVN_E_IO, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_backup_check(const struct evn_backup *b, struct evn_manifest *manifest,
                                      struct evn_refusal *why);

/* Check the backup, copy it to `to`, which is not there or empty, make the views, prove state and
 * figures, and only then give it its name. Until then it stands in `to`.restoring, which a failure
 * leaves for people to look at. Errors as above; EVN_E_EXISTS. */
EVN_MUST_USE evn_err evn_backup_restore(const struct evn_backup *b, const char *to,
                                        struct evn_manifest *manifest, struct evn_refusal *why);

#endif

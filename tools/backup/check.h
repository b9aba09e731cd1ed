/* check - the steps that checking and restoring a backup share; for tools/backup only. Shell. */
#ifndef EVN_TOOLS_BACKUP_CHECK_H
#define EVN_TOOLS_BACKUP_CHECK_H

#include "tools/backup/backup.h"

struct evn_checking {
    const struct evn_backup *b;
    struct evn_manifest *manifest;
    struct evn_refusal *why;
    const char *service; /* being audited */
    uint64_t n_faults;   /* told so far */
};

/* Tell what is wrong, and go on. */
void evn_checking_fault(struct evn_checking *checking, enum evn_backup_fault fault,
                        const char *path);

/* Fill in *why and return `err`. */
evn_err evn_checking_fail(struct evn_checking *checking, evn_err err, const char *subject);

/* Read the manifest and hold every file against it. EVN_E_CORRUPT: something was told. */
EVN_MUST_USE evn_err evn_checking_files(struct evn_checking *checking);

/* One file below `folder`. */
EVN_MUST_USE evn_err evn_checking_file(struct evn_checking *checking, const char *folder,
                                       const struct evn_manifest_file *file);

/* Chain, end and figures of the log below `folder`, and its views if there are any. */
EVN_MUST_USE evn_err evn_checking_audit(struct evn_checking *checking, const char *folder,
                                        const struct evn_manifest_log *log);

/* The state it makes; with `data` its views are made there. */
EVN_MUST_USE evn_err evn_checking_state(struct evn_checking *checking, const char *folder,
                                        const char *data, const struct evn_manifest_log *log);

#endif

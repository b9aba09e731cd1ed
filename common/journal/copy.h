/* copy - the log of a service into another folder, up to a position, while it is written. Shell.
 *
 * The copy is a log folder like any other (proto/spec/1-log.md): whole segments are archives, the
 * last one is live and ends where the copy was asked to end. Archives never change, so they are
 * hard links where the file system allows it; what is still live is read, checked block by block,
 * and written anew. Nothing in the source is touched. A segment that moves to the archive while it
 * is read is read again. */
#ifndef EVN_JOURNAL_COPY_H
#define EVN_JOURNAL_COPY_H

#include "common/journal/file.h"

struct evn_log_copying {
    const char *from; /* folder of the log; it may be in use */
    const char *to;   /* folder of the copy: not there, its parent is */
    uint64_t through; /* last event wanted: the end of a block that is durable */
    bool link;        /* archives may be hard links */
    /* Called after each segment; NULL: nobody looks. */
    void (*progress)(void *arg, uint64_t done_seq, uint64_t through);
    void *arg; /* for progress */
};

/* Make the copy and all of it durable; `head` is where it ends, behind `through` or the last whole
 * block before. EVN_E_CORRUPT: the source is damaged, *report says where. EVN_E_WRONG_LOG: no log.
 * EVN_E_NO_SPACE, EVN_E_IO, EVN_E_NO_MEMORY: the copy is half-made and of no use. */
EVN_MUST_USE evn_err evn_journal_copy(const struct evn_log_copying *copying,
                                      struct evn_journal_head *head,
                                      struct evn_file_report *report);

/* The log in this folder begins another life, as after a restore: +1 to the incarnation in its
 * `log.id`, durably. EVN_E_WRONG_LOG, EVN_E_IO, EVN_E_NO_SPACE. */
EVN_MUST_USE evn_err evn_journal_next_life(const char *dir);

#endif

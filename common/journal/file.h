/* file - the default backend: a log in segment files; blocks that gathered share one flush. Shell.
 *
 *   DIR/log.id          which log this is; replaced at each opening (incarnation + 1)
 *   DIR/seg-N           live segments, N in 16 hexadecimal digits; the last is written to
 *   DIR/free-N          the pool: files ready to become the next segment
 *   DIR/archive/arc-N   sealed segments, compressed; never removed
 *
 * Opening recovers as proto/spec/1-log.md says and is finished before anything can be answered.
 * Caveat: the folder must have one user. Cure: common/service holds a lock on it. */
#ifndef EVN_JOURNAL_FILE_H
#define EVN_JOURNAL_FILE_H

#include "common/base/env.h"
#include "common/journal/disk.h"
#include "common/journal/journal.h"

enum {
    EVN_SEGMENT_BYTES_MIN = 64 << 10, /* for tests */
    EVN_SEGMENT_BYTES = 64 << 20,     /* the usual size */
    EVN_SEGMENT_BYTES_MAX = 1 << 30
};

/* Who writes the blocks that are queued. */
enum evn_file_writer {
    EVN_WRITER_CALLER, /* nobody: to queue is to submit */
    EVN_WRITER_POLL,   /* each poll writes one: the same order of things in one thread, for tests */
    EVN_WRITER_THREAD  /* a thread of the log */
};

struct evn_file_options {
    const char *dir;             /* made if it is not there; its parent must be */
    const struct evn_disk *disk; /* borrowed; NULL: the real one */
    const struct evn_env *env;   /* for a new log's id; NULL: the real one */
    uint64_t segment_bytes;      /* of a new log, whole pages; 0: EVN_SEGMENT_BYTES */
    uint64_t known_seq;          /* highest number that views or a signed head know; 0: none */
    uint64_t disk_low_bytes;     /* no new segment when less than this would stay free */
    bool background;             /* own threads that do what evn_file_tend does */
    enum evn_file_writer writer; /* of queued blocks */
};

/* What stood behind the last good block at opening. */
enum evn_log_tail {
    EVN_TAIL_CLEAN,   /* nothing: zeros */
    EVN_TAIL_STALE,   /* leavings of the file's earlier life */
    EVN_TAIL_TORN,    /* a block that was never flushed whole: zeroed */
    EVN_TAIL_CORRUPT, /* a damaged block with proof that it once was whole: refused */
    EVN_TAIL_BEHIND   /* no damage, but the views know more than the log: refused */
};

/* What opening found; set on success and on failure. */
struct evn_file_report {
    enum evn_log_tail tail;
    char file[32];            /* the file at fault, or the last segment; below DIR */
    uint64_t offset;          /* in that file: of the first byte not accepted */
    uint64_t seq;             /* the number expected at that offset */
    uint64_t rewritten_bytes; /* written again because no later block proves them flushed */
};

/* Open or make the log. `report` may be NULL.
 * EVN_E_CORRUPT: report names file and offset. EVN_E_LOG_BEHIND_VIEW: report->seq - 1 is the last
 * number there. EVN_E_WRONG_LOG: not a log of this version. EVN_E_NO_SPACE, EVN_E_DISK_LOW,
 * EVN_E_IO, EVN_E_NO_MEMORY, EVN_E_CONFIG (sizes). */
EVN_MUST_USE evn_err evn_journal_file_open(const struct evn_file_options *options,
                                           struct evn_journal **out,
                                           struct evn_file_report *report);

/* Do one piece of upkeep: make a pool file ready, or archive one sealed segment. For a thread of
 * its own, or for the loop's idle time; the options' `background` does it alone. The writer and
 * readers may go on. EVN_E_AGAIN: nothing to do. Any failure leaves the log as it was. */
EVN_MUST_USE evn_err evn_file_tend(struct evn_journal *journal);

/* How far a verification came. */
struct evn_verify_progress {
    uint64_t done_files;
    uint64_t n_files;
    uint64_t next_seq;
};

/* Walk the whole chain in DIR - archive, live segments, to the end - without writing a byte; the
 * log may be in use. `progress` may be NULL; non-zero from it stops with EVN_E_AGAIN. On EVN_OK
 * `head` is the end of the log. EVN_E_CORRUPT: `report` names the first bad file and offset.
 * EVN_E_WRONG_LOG, EVN_E_IO, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_journal_verify(const char *dir, const struct evn_disk *disk,
                                        int (*progress)(void *arg,
                                                        const struct evn_verify_progress *at),
                                        void *arg, struct evn_journal_head *head,
                                        struct evn_file_report *report);

/* The same walk, giving every block that chains, once and in order, to `block`; it is valid for
 * the call. An error of `block` ends the walk and is returned. */
EVN_MUST_USE evn_err evn_journal_walk(const char *dir,
                                      evn_err (*block)(void *arg, const struct evn_block *block),
                                      void *arg, struct evn_journal_head *head,
                                      struct evn_file_report *report);

#endif

/* file_int - what the parts of the file backend share. Shell; for common/journal/file*.c only.
 *
 * The writer's members belong to the one writer. `shared` is what readers and upkeep look at from
 * other threads; it is touched only with its lock held. */
#ifndef EVN_JOURNAL_FILE_INT_H
#define EVN_JOURNAL_FILE_INT_H

#include "common/journal/backend.h"
#include "common/journal/file.h"
#include "common/journal/file_recent.h"
#include "common/journal/segment.h"

#include <pthread.h>

enum {
    EVN_FILE_PATH_MAX = 512,
    EVN_FILE_POOL_MAX = 2,   /* ready files kept; more are removed */
    EVN_FILE_POINT_STEP = 64 /* one index point each 1/64 of a segment */
};

/* A block whose place is remembered; the first of a segment always is. */
struct evn_log_point {
    uint64_t seq; /* first number of the block */
    struct evn_block_place place;
};

struct evn_file_shared {
    pthread_mutex_t lock;
    pthread_cond_t work;          /* there may be upkeep to do: evn_file_call_upkeep */
    uint64_t n_calls;             /* of that */
    uint64_t durable;             /* last seq flushed */
    uint64_t committed;           /* last seq readers may see */
    uint64_t limit;               /* see evn_journal_hold */
    uint64_t written_from;        /* events from here on were hashed and written since the start */
    int64_t flush_us;             /* spent writing and flushing */
    struct evn_log_point *points; /* by seq, owned */
    size_t n_points;
    size_t cap_points;
    uint64_t segment;          /* number of the segment written to */
    bool half_full;            /* that segment is half full or more: a next one is needed soon */
    uint64_t archived_through; /* segments up to this number are in the archive */
    uint64_t pool[EVN_FILE_POOL_MAX];
    unsigned n_pool;
    uint64_t next_pool; /* number of the next pool file */
    bool stop;          /* the background threads are to end */
};

/* A block on its way, and the place kept for it. */
struct evn_file_queued {
    struct evn_block block; /* its payload is the caller's */
    struct evn_block_place place;
};

/* Blocks between the writer and who writes them; touched only with its lock held. */
struct evn_file_queue {
    enum evn_file_writer writer;
    pthread_mutex_t lock;
    pthread_cond_t more; /* a block came, or stop */
    pthread_cond_t less; /* one was written, or failed */
    struct evn_file_queued at[EVN_JOURNAL_QUEUE_MAX];
    size_t first, n;
    bool failed;             /* an outcome is unknown: nothing more is written */
    struct evn_hash256 hash; /* of the last block written */
    int event_fd;            /* for who waits: see evn_journal_fd */
    pthread_t thread;
    bool has_thread, stop;
};

struct evn_file_log {
    struct evn_journal base;
    const struct evn_disk *disk;
    char dir[EVN_FILE_PATH_MAX - 64];
    uint64_t segment_bytes;
    uint64_t disk_low_bytes;
    const struct evn_env *env;
    struct evn_journal_head head; /* writer: behind the blocks that are queued */
    int fd;           /* of the last segment, or -1; changed only with no block queued */
    int block_fd;     /* the same past the page cache, for blocks; `fd` where that cannot be */
    uint64_t offset;  /* writer: where the next block goes */
    uint64_t pointed; /* who writes: offset of the last index point */
    bool broken;      /* writer: an outcome is unknown; nothing more is written */
    struct evn_file_queue queue;
    struct evn_file_recent recent; /* who writes adds, readers look */
    pthread_mutex_t filling;       /* one file is made ready at a time */
    pthread_mutex_t archiving;     /* one segment is archived at a time */
    uint8_t *archive_room;         /* of the archiver: a segment's bytes, owned; NULL: none yet */
    pthread_t upkeep[2]; /* one fills, one archives: a ready file must not wait for that */
    unsigned n_upkeep;
    struct evn_file_shared shared;
};

/* Names: "seg-", "free-" or "archive/arc-" and the number. */
void evn_file_path(const char *dir, const char *kind, uint64_t number, char out[EVN_FILE_PATH_MAX]);

/* The number in a name of that kind; false: another name. */
bool evn_file_number(const char *name, const char *kind, uint64_t *out);

/* Remember a block's place. Lock held. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_file_add_point(struct evn_file_shared *shared, uint64_t seq,
                                        struct evn_block_place place);

/* The last remembered block at or before `seq`. Lock held. */
const struct evn_log_point *evn_file_find_point(const struct evn_file_shared *shared, uint64_t seq);

/* Make a pool file: zeros, flushed. Its number in *out; it is not in the pool yet.
 * EVN_E_DISK_LOW, EVN_E_NO_SPACE, EVN_E_IO. */
EVN_MUST_USE evn_err evn_file_prepare(struct evn_file_log *log, uint64_t *out);

/* Turn the file at `path` into a ready one, or remove it when the pool is full. */
EVN_MUST_USE evn_err evn_file_recycle(struct evn_file_log *log, const char *path);

/* Begin the segment behind the last: take a ready file, write and flush its header, give it its
 * name. EVN_E_DISK_LOW, EVN_E_NO_SPACE: nothing happened. EVN_E_OUTCOME_UNKNOWN. */
EVN_MUST_USE evn_err evn_file_roll(struct evn_file_log *log);

/* file_write.c: the last segment is now the file at `path`, open as `fd`; and it is no more. */
void evn_file_take_segment(struct evn_file_log *log, const char *path, int fd);
void evn_file_leave_segment(struct evn_file_log *log);

/* Write the blocks, which lie one behind the other in the segment, and flush them once. The first
 * one's `prev` is set; all else of their headers will be. Any error: the outcome is unknown. */
EVN_MUST_USE evn_err evn_file_write(struct evn_file_log *log, struct evn_file_queued *const *blocks,
                                    size_t n);

/* They are durable: let the readers see them. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_file_publish(struct evn_file_log *log,
                                      struct evn_file_queued *const *blocks, size_t n);

/* Committed follows durable up to the limit and never falls. Lock held. */
void evn_file_commit(struct evn_file_shared *shared);

/* Keep a place for a block of this span and move the head behind it, rolling when the segment is
 * full. Errors of submit. */
EVN_MUST_USE evn_err evn_file_reserve(struct evn_file_log *log, const struct evn_block *block,
                                      struct evn_block_place *out);

/* file_queue.c: start and stop who writes queued blocks; stopping writes what is queued. */
EVN_MUST_USE evn_err evn_file_queue_init(struct evn_file_log *log, enum evn_file_writer writer);
EVN_MUST_USE evn_err evn_file_queue_start(struct evn_file_log *log);
void evn_file_queue_fini(struct evn_file_log *log);

/* Wait until nothing is queued; head.hash is then that of the last block. Writer only.
 * EVN_E_OUTCOME_UNKNOWN. */
EVN_MUST_USE evn_err evn_file_drain(struct evn_file_log *log);

/* The head was set by other means: the next block queued follows it. Nothing is queued. */
void evn_file_queue_follow(struct evn_file_log *log);

/* Poll: write one, if polls write; take the signal; how far the log is, and its hash there. */
EVN_MUST_USE evn_err evn_file_queue_poll(struct evn_file_log *log, struct evn_journal_mark *out);

/* Backend functions that live in files of their own. */
evn_err evn_file_queue(struct evn_journal *journal, const struct evn_block *block);
int evn_file_fd(const struct evn_journal *journal);
evn_err evn_file_truncate(struct evn_journal *journal, uint64_t seq);
evn_err evn_file_reader_new(struct evn_journal *journal, uint64_t from_seq,
                            struct evn_journal_reader **out);

/* Allocate an empty log on the folder, without looking at it. */
EVN_MUST_USE evn_err evn_file_new(const struct evn_file_options *options,
                                  struct evn_file_log **out);

/* There may be upkeep to do. Lock held. */
void evn_file_call_upkeep(struct evn_file_shared *shared);

/* Start and stop the background threads. */
EVN_MUST_USE evn_err evn_file_start(struct evn_file_log *log);
void evn_file_stop(struct evn_file_log *log);

#endif

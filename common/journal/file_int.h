/* file_int - what the parts of the file backend share. Shell; for common/journal/file*.c only.
 *
 * The writer's members belong to the one writer. `shared` is what readers and upkeep look at from
 * other threads; it is touched only with its lock held. */
#ifndef EVN_JOURNAL_FILE_INT_H
#define EVN_JOURNAL_FILE_INT_H

#include "common/journal/backend.h"
#include "common/journal/file.h"
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
    pthread_cond_t work;          /* signalled when there may be upkeep to do */
    uint64_t durable;             /* last seq flushed */
    uint64_t committed;           /* last seq readers may see */
    uint64_t limit;               /* see evn_journal_hold */
    struct evn_log_point *points; /* by seq, owned */
    size_t n_points;
    size_t cap_points;
    uint64_t segment;          /* number of the segment written to */
    bool half_full;            /* that segment is half full or more: a next one is needed soon */
    uint64_t archived_through; /* segments up to this number are in the archive */
    uint64_t pool[EVN_FILE_POOL_MAX];
    unsigned n_pool;
    uint64_t next_pool; /* number of the next pool file */
    bool stop;          /* the background thread is to end */
};

struct evn_file_log {
    struct evn_journal base;
    const struct evn_disk *disk;
    char dir[EVN_FILE_PATH_MAX - 64];
    uint64_t segment_bytes;
    uint64_t disk_low_bytes;
    struct evn_journal_head head; /* writer */
    int fd;                       /* writer: of the last segment, or -1 */
    uint64_t offset;              /* writer: where the next block goes */
    uint64_t pointed;             /* writer: offset of the last index point */
    bool broken;                  /* writer: an outcome is unknown; nothing more is written */
    pthread_mutex_t tending;      /* one piece of upkeep at a time */
    pthread_t thread;
    bool has_thread;
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

/* Backend functions that live in files of their own. */
evn_err evn_file_truncate(struct evn_journal *journal, uint64_t seq);
evn_err evn_file_reader_new(struct evn_journal *journal, uint64_t from_seq,
                            struct evn_journal_reader **out);

/* Allocate an empty log on the folder, without looking at it. */
EVN_MUST_USE evn_err evn_file_new(const struct evn_file_options *options,
                                  struct evn_file_log **out);

/* Start and stop the background thread. */
EVN_MUST_USE evn_err evn_file_start(struct evn_file_log *log);
void evn_file_stop(struct evn_file_log *log);

#endif

/* journal - the log of one service: blocks of events, appended, flushed, never edited. Shell.
 *
 * A stream of events is numbered 1..n without gaps. What one turn of the service loop produced is
 * one block: one append, flushed alone or with others. Several backends stand behind the same
 * functions: `file` (the default), `lmdb` (an oracle for `file`, and for odd disks), `mem`
 * (simulator). One contract suite (tests/contract/journal) runs on all of them. Rules:
 * proto/spec/1-log.md.
 *
 * Caveat: a failed submit or poll has an UNKNOWN outcome (the bytes may or may not be on disk).
 * Cure: answer nothing, exit, restart; recovery decides, and clients retry with the same id.
 * Caveat: not thread safe. Cure: one thread writes; other threads open a reader each. */
#ifndef EVN_JOURNAL_JOURNAL_H
#define EVN_JOURNAL_JOURNAL_H

#include "common/base/assert.h"
#include "common/base/bytes.h"
#include "common/base/err.h"
#include "common/base/hash.h"

/* One block. To submit: the first five members. Read back: all of them. */
struct evn_block {
    uint64_t first_seq;       /* number of the first event; must be the head's next_seq */
    uint32_t count;           /* how many events; at least 1 */
    int64_t recorded_at_us;   /* UTC microseconds of the turn; never less than the head's */
    uint64_t term;            /* writer's term; 0 without a cluster */
    struct evn_bytes payload; /* frames (frame.h); borrowed */
    uint64_t incarnation;     /* of the log when the block was written */
    uint64_t durable_through; /* last seq known to be flushed when this block was written */
    struct evn_hash256 prev;  /* hash of the block before; zeros for the first */
    struct evn_hash256 hash;  /* BLAKE2b-256 keyed by the log id over header and payload */
};

/* How far the log is safe. durable_local <= next_seq - 1; committed <= durable_local. */
struct evn_journal_mark {
    uint64_t durable_local; /* last seq that survives a power cut of this machine */
    uint64_t committed;     /* last seq that may be answered, published and applied */
    int64_t flush_us;       /* spent writing and flushing since the opening; 0: not measured */
};

/* Where the log stands. */
struct evn_journal_head {
    uint8_t log_id[16];      /* random, made with the log */
    uint64_t incarnation;    /* +1 per open and per restore */
    uint64_t next_seq;       /* number the next event will get; 1 in an empty log */
    int64_t recorded_at_us;  /* of the last block; INT64_MIN in an empty log */
    struct evn_hash256 hash; /* of the last block (while blocks are queued: of the last one that was
                                written, as of the last poll); zeros in an empty log */
};

/* Blocks that may be on their way at once. */
enum { EVN_JOURNAL_QUEUE_MAX = 16 };

struct evn_journal;        /* one open log, one writer */
struct evn_journal_reader; /* an independent reading position; one thread at a time */

/* Append one block, behind those queued, and start making it durable. `block` is borrowed for the
 * call.
 * EVN_E_OUTCOME_UNKNOWN: the write or flush failed; exit. EVN_E_NO_SPACE, EVN_E_DISK_LOW: nothing
 * was appended and the log goes on as it was. EVN_E_LIMIT: the payload is above 16 MiB or a
 * segment's room. Asserts that first_seq continues the log and that time does not step back. */
EVN_MUST_USE evn_err evn_journal_submit(struct evn_journal *journal, const struct evn_block *block);

/* Append one block behind those on their way and come back at once: the log writes and flushes them
 * in its own thread, those that have gathered with one flush. Until then a
 * block is neither readable nor committed, and a crash takes it away. `block->payload` is borrowed
 * until poll says that the block is durable, fails, or the journal is destroyed. Waits while
 * EVN_JOURNAL_QUEUE_MAX blocks are on their way. A backend without such a thread submits. Errors
 * as for submit; what goes wrong later is told by poll. */
EVN_MUST_USE evn_err evn_journal_queue(struct evn_journal *journal, const struct evn_block *block);

/* A descriptor that becomes readable when a queued block was written or failed, until the next
 * poll; -1: this backend queues nothing. Belongs to the journal. */
int evn_journal_fd(const struct evn_journal *journal);

/* Poll until everything up to `seq` is committed, sleeping in between. */
EVN_MUST_USE evn_err evn_journal_wait(struct evn_journal *journal, uint64_t seq,
                                      struct evn_journal_mark *out);

/* Learn how far the log is durable and committed; never blocks longer than a flush.
 * EVN_E_OUTCOME_UNKNOWN as for submit. */
EVN_MUST_USE evn_err evn_journal_poll(struct evn_journal *journal, struct evn_journal_mark *out);

/* Where the log stands, uncommitted blocks included. */
void evn_journal_tail(const struct evn_journal *journal, struct evn_journal_head *out);

/* Commit nothing beyond `seq` until a later call raises it: for those who need a second copy
 * before they commit (a cluster, tests). Committed never falls. Not called: no limit. */
void evn_journal_hold(struct evn_journal *journal, uint64_t seq);

/* Drop the blocks from `seq` on (the first number of a block, or next_seq: nothing), all of them
 * uncommitted (asserted). For backends that commit later than they append. EVN_E_OUTCOME_UNKNOWN.
 */
EVN_MUST_USE evn_err evn_journal_truncate_uncommitted(struct evn_journal *journal, uint64_t seq);

/* Close and free; *journal becomes NULL. Nothing is flushed that was not asked for. */
void evn_journal_destroy(struct evn_journal **journal);

/* Open a reader at the block that holds `from_seq` (1 or more). May be called from any thread
 * while the writer goes on; the reader must be destroyed before the journal.
 * EVN_E_ROLLED_BACK when from_seq is beyond the end + 1. */
EVN_MUST_USE evn_err evn_journal_reader_new(struct evn_journal *journal, uint64_t from_seq,
                                            struct evn_journal_reader **out);

/* The next committed block, verified (hash, chain). `out->payload` is valid until the next call.
 * EVN_E_AGAIN: nothing committed beyond. EVN_E_CORRUPT. */
EVN_MUST_USE evn_err evn_journal_reader_next(struct evn_journal_reader *reader,
                                             struct evn_block *out);

void evn_journal_reader_destroy(struct evn_journal_reader **reader);

#endif

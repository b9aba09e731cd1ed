/* engine - drives one core over one log: decide, apply, flush, then answer. Shell, no network.
 *
 * One turn: evn_engine_begin reads the clock once; then commands, feeds, lane answers and timers in
 * any number, each decided and applied at once; evn_engine_queue hands everything as one block to
 * the log, which flushes it once while the next turn decides; evn_engine_commit waits for it. What
 * is told to anybody - an answer, an event, a command to another service - waits until `committed`
 * has reached the state it was made from. The log and the state are a function of what was asked
 * and of the clock: replaying the log gives the same state, and nothing else is needed.
 *
 * Caveat: after EVN_E_OUTCOME_UNKNOWN the state in memory may be ahead of the disk. Cure: send
 * nothing, exit, restart; the log decides, and clients and lanes retry with the same ids. */
#ifndef EVN_SERVICE_ENGINE_H
#define EVN_SERVICE_ENGINE_H

#include "common/base/env.h"
#include "common/journal/frame.h"
#include "common/journal/journal.h"
#include "common/service/kit.h"
#include "common/service/recent.h"

struct evn_engine; /* one service's log, ids, lanes, rights and core */

/* Older ids than memory holds: what the view knows. */
struct evn_id_history {
    void *self;
    /* *found says whether the view knows the id. */
    evn_err (*find)(void *self, const struct evn_id *id, struct evn_id_use *out, bool *found);
    /* Last seq whose ids the view holds. */
    uint64_t (*position)(void *self);
};

/* Answers queries in place of the core: for what needs more than the core's state. As the core's
 * own query; EVN_E_AGAIN: not yet, ask once more. */
struct evn_query_desk {
    void *self; /* NULL: the core answers */
    evn_err (*query)(void *self, const struct evn_ask *ask, struct evn_buf *result,
                     struct evn_refusal *why);
};

struct evn_engine_config {
    const struct evn_core_ops *ops; /* the core's functions */
    void *state;                    /* the core's state, borrowed */
    struct evn_journal *journal;    /* its log, borrowed */
    const struct evn_env *env;      /* clock and random source */
    struct evn_id_history ids;      /* all zero: memory is all there is */
    size_t ids_max;                 /* ids per generation; 0: 65,536 */
    size_t turn_bytes_max;          /* payload after which a turn is full; 0: 384 KiB */
    bool exercise;                  /* take Tick commands; say EXERCISE everywhere */
    struct evn_query_desk desk;     /* all zero: queries are the core's */
};

/* What a command got. refusal.err == EVN_OK: accepted, and no other member of `refusal` says
 * anything. first_seq == 0: nothing was logged. */
struct evn_answer {
    struct evn_id id;
    uint64_t first_seq;
    uint32_t count;
    struct evn_refusal refusal;
};

/* An engine on an opened journal, with an empty core. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_engine_new(const struct evn_engine_config *config,
                                    struct evn_engine **out);
void evn_engine_destroy(struct evn_engine **engine);

/* Before the replay: take in one of the engine's own events (kinds 1 to 8) that views kept. */
EVN_MUST_USE evn_err evn_engine_restore(struct evn_engine *engine, const struct evn_frame *frame,
                                        uint64_t seq, int64_t recorded_at_us);

/* Apply the log from its beginning, or from behind what was loaded. DATA class errors. */
EVN_MUST_USE evn_err evn_engine_replay(struct evn_engine *engine, uint64_t from_seq);

/* Start a turn: read the clock once. Errors only from the core's own `turn`. */
EVN_MUST_USE evn_err evn_engine_begin(struct evn_engine *engine);

/* Room left for events in this turn, in bytes; commit when it gets small. */
size_t evn_engine_room(const struct evn_engine *engine);

/* Bytes this turn has decided so far; 0: nothing that the log is to hear of. */
size_t evn_engine_turn_bytes(const struct evn_engine *engine);

/* Decide on one command of the key `public_key` (Z85), perhaps on somebody's behalf (or NULL).
 * Always sets *out. Returns EVN_OK, also for a refusal; EVN_E_* only when the service must stop. */
EVN_MUST_USE evn_err evn_engine_post(struct evn_engine *engine, const char *public_key,
                                     const struct evn_behalf *behalf, struct evn_bytes command,
                                     struct evn_answer *out);

/* The same for the commands of one message, one after the other, until all are decided or the turn
 * is full: *n_done, at least 1. Nothing but these commands happens in between, so what they have in
 * common is done once and the core may look ahead. */
EVN_MUST_USE evn_err evn_engine_post_many(struct evn_engine *engine, const char *public_key,
                                          const struct evn_behalf *behalf,
                                          const struct evn_bytes *commands, size_t n,
                                          struct evn_answer *out, size_t *n_done);

/* The command answered so came down a lane: event by->seq of the service by->source sent it. One
 * event of the turn says so, unless the answer is an old one. Part of the same turn. */
EVN_MUST_USE evn_err evn_engine_sent(struct evn_engine *engine, const struct evn_cursor *by,
                                     const struct evn_answer *answer);

/* Answer one read from memory: what is committed and what this turn added. *why when refused. */
EVN_MUST_USE evn_err evn_engine_query(struct evn_engine *engine, const char *public_key,
                                      const struct evn_behalf *behalf, struct evn_bytes query,
                                      struct evn_buf *result, struct evn_refusal *why);

/* Number of the last event that is decided, this turn's included: what a query asked now sees, and
 * what must be committed before an answer given now may be sent. */
uint64_t evn_engine_decided(const struct evn_engine *engine);

/* Take notice of a block of the stream `source`. A block at or before the cursor is skipped.
 * EVN_E_AGAIN: the core wants another stream to come further first, or too many commands wait to be
 * sent: offer the block again. After 30 s of the core's waiting, by the monotonic clock, it has to
 * take it.
 * EVN_E_CORRUPT: a gap. EVN_E_WRONG_LOG: the source has another log than before. */
EVN_MUST_USE evn_err evn_engine_feed(struct evn_engine *engine, const char *source,
                                     const uint8_t log_id[16], const struct evn_block *block);

/* Take notice of the answer to the lane entry `outbox_seq`; one that is not waiting is ignored. A
 * refusal of class BUSY, LIMIT or SYS, or AUTH, only puts it back for later; so does a core that
 * cannot take the answer now (see core.h). */
EVN_MUST_USE evn_err evn_engine_lane_answer(struct evn_engine *engine, uint64_t outbox_seq,
                                            const struct evn_answer *answer,
                                            struct evn_bytes events);

/* Log a key of the bootstrap folder, unless it is known already. */
EVN_MUST_USE evn_err evn_engine_key(struct evn_engine *engine, const struct evn_key_fact *key);

/* Let the core log what every log of its kind begins with, unless it is there already. */
EVN_MUST_USE evn_err evn_engine_start(struct evn_engine *engine);

/* Let what is due by the business clock happen (production: the wall clock; an exercise whose clock
 * was not set yet: nothing), until nothing is or the turn is full: call again in later turns. A
 * Tick and a block of another stream that had an effect do so by themselves, in their turn. */
EVN_MUST_USE evn_err evn_engine_timer(struct evn_engine *engine);

/* Append what this turn decided and come back at once: nothing when it decided nothing. The turn
 * has ended. Waits while EVN_JOURNAL_QUEUE_MAX blocks are on their way. EVN_E_OUTCOME_UNKNOWN:
 * exit. Other errors: nothing was appended; exit all the same, for the state in memory is ahead of
 * the log. */
EVN_MUST_USE evn_err evn_engine_queue(struct evn_engine *engine);

/* Learn how far the log has come since. EVN_E_OUTCOME_UNKNOWN: exit. */
EVN_MUST_USE evn_err evn_engine_poll(struct evn_engine *engine);

/* As evn_engine_queue, but wait until everything is flushed. */
EVN_MUST_USE evn_err evn_engine_commit(struct evn_engine *engine);

/* Blocks queued that were not committed when last polled. */
size_t evn_engine_in_flight(const struct evn_engine *engine);

/* The frames of the events first_seq .. first_seq + count - 1, from this turn or from the log,
 * appended to `out`. EVN_E_UNKNOWN_REF: not there. */
EVN_MUST_USE evn_err evn_engine_events(struct evn_engine *engine, uint64_t first_seq,
                                       uint32_t count, struct evn_buf *out);

/* Where this service stands. */
struct evn_engine_status {
    uint64_t committed;                         /* last committed seq */
    int64_t now_us;                             /* recorded_at of the current turn */
    int64_t business_us;                        /* business clock */
    uint64_t n_accepted, n_refused, n_repeated; /* commands since start */
    uint64_t n_failed;                          /* of those nobody waits for: each failure once */
    struct evn_refusal failure;                 /* the last of them */
    uint64_t n_blocks;                          /* made durable since start: one flush each */
    int64_t flush_us;                           /* spent writing and flushing them */
    size_t scratch_peak, scratch_max;           /* bytes a decision took at most, and may take */
    bool exercise;
};
void evn_engine_status(const struct evn_engine *engine, struct evn_engine_status *out);

/* What was read of a stream: cursor.seq 0 and log id zeros when nothing yet. */
void evn_engine_cursor(const struct evn_engine *engine, const char *source, struct evn_cursor *out);

/* The lanes, to send from; and the keys, for the transport's allow list. Borrowed. */
struct evn_lanes *evn_engine_lanes(struct evn_engine *engine);
const struct evn_rights *evn_engine_rights(const struct evn_engine *engine);

/* Digest of business state: external ids only. */
void evn_engine_canon(struct evn_engine *engine, struct evn_canon *out);

#endif

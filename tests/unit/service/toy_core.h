/* toy_core - an engine with a toy core, a sum, over a log in memory. Test support.
 *
 * Field 16 of a command is a number to add (varint); a negative result is refused (STATE). Adding
 * 77 also sends a command to "ledger"; a fed block adds the number of its frames of kind 99; the
 * timer adds 1000 once when business time passes 10 s. Answers and timer may be made to fail. */
#ifndef EVN_TESTS_TOY_CORE_H
#define EVN_TESTS_TOY_CORE_H

#include "common/journal/mem.h"
#include "common/service/engine.h"
#include "tests/lib/suite.h"

enum { TOY_ADDED = 16, TOY_BIG = 1 << 20 };

/* What the core's own calls fail with after they emitted something; EVN_OK: they do not. */
extern evn_err toy_answered_fails, toy_timer_fails;

/* Commands the core was shown ahead, and those it then decided by what it had made of them. */
extern size_t toy_n_made, toy_n_used;

/* Room in a turn of an engine opened from now on; 0: the usual. */
extern size_t toy_turn_bytes;

/* The wall clock of toy_env, which stands still unless a test moves it. */
extern int64_t toy_wall_us;
extern const struct evn_env toy_env;

/* The key that may do everything here. */
extern const char toy_admin[];

/* The core's state. */
struct toy_sum {
    int64_t value;      /* what was added so far */
    bool timer_done;    /* the timer has added its 1000 */
    uint64_t n_applied; /* events applied */
};

struct toy {
    struct evn_mem_log *log; /* outlives the engine: what a restart finds */
    struct evn_journal *journal;
    struct evn_engine *engine; /* inside a turn */
    struct toy_sum sum;
};

/* A service on a new log, in its first turn; one on the same log again; and its end. */
void toy_new(struct toy *w);
void toy_restart(struct toy *w);
void toy_end(struct toy *w);

/* Post a command under `id` with the number n in field `tag`; tag 2: a tick to n. */
struct evn_answer toy_post(struct toy *w, struct evn_id id, uint32_t tag, int64_t n);

/* Post n to be added under a new id. */
struct evn_answer toy_add(struct toy *w, int64_t n);

/* End the turn, durably, and begin the next. */
void toy_commit(struct toy *w);

#endif

/* life - the ledger service in this process, without its sockets. Test support.
 *
 * What is opened and in which order is as the service does it (common/service/host.c): views, log,
 * engine, replay. Command number k of a seed is always the same bytes with the same id: what a
 * command did in one life can be asked for in the next. The clock is ours. */
#ifndef EVN_TESTS_CRASH_LIFE_H
#define EVN_TESTS_CRASH_LIFE_H

#include "common/journal/file.h"
#include "common/service/engine.h"
#include "common/service/site.h"
#include "common/service/views.h"
#include "services/ledger/service.h"
#include "tests/crash/ledger/life_commands.h"

enum { LIFE_HELD_MAX = 256 };

/* What was said to a command, for good if first_seq is not 0. */
struct life_answer {
    uint32_t k;
    uint32_t err;
    uint32_t count;
    uint64_t first_seq;
};

struct life {
    uint64_t seed;
    bool threads; /* the log's own threads, as in the service; else the caller writes and tends */
    void *state;  /* struct evn_ledger_service */
    struct evn_views *views;
    struct evn_journal *journal;
    struct evn_engine *engine;
    struct evn_file_report report;
    struct evn_buf bytes;
    struct {
        struct life_answer answer;
        uint64_t seq; /* it is told when this is committed */
    } held[LIFE_HELD_MAX];
    size_t n_held;
    void (*told)(void *self, const struct life_answer *answer);
    void *self; /* of `told` */
};

/* Start the ledger of this installation: everything is below DATA/ledger. Its clock stands at
 * command number `k`. Set seed, threads, told and self before. On an error call life_close all the
 * same. */
EVN_MUST_USE evn_err life_open(struct life *life, const char *data, uint32_t k);

/* Stop it cleanly: what is decided is not waited for. */
void life_close(struct life *life);

/* One turn: commands first to first + n - 1, queued as one block; tells what is committed by now.
 */
EVN_MUST_USE evn_err life_turn(struct life *life, uint32_t first, uint32_t n);

/* Decide on one command in a turn of its own, commit it, and give its answer. */
EVN_MUST_USE evn_err life_ask(struct life *life, uint32_t k, struct life_answer *out);

/* Wait until all is committed and told. */
EVN_MUST_USE evn_err life_finish(struct life *life);

/* Let the views take in all that is committed, and wait for it, at most `wait_ms`. */
EVN_MUST_USE evn_err life_views(struct life *life, int wait_ms);

/* The state it decides on. */
const struct evn_ledger_state *life_state(const struct life *life);

#endif

/* life_commands - numbered commands, and what the ledger must know before them. Test support. */
#ifndef EVN_TESTS_CRASH_LIFE_COMMANDS_H
#define EVN_TESTS_CRASH_LIFE_COMMANDS_H

#include "common/base/buf.h"
#include "common/base/id.h"
#include "common/base/rng.h"

/* 2022-11-14T00:00:00Z, and how long a command takes by the clock of the tests. */
#define LIFE_BEGIN_US   INT64_C(1668384000000000)
#define LIFE_COMMAND_US INT64_C(20000)

/* What a command may be. */
enum life_kind {
    LIFE_DOCUMENT, /* receipts, issues and transfers */
    LIFE_CLAIM,
    LIFE_RELEASE,
    LIFE_SHIP,
    LIFE_RECEIPT,
    LIFE_ADJUST,
    LIFE_HOLD,
    LIFE_UNHOLD,
    LIFE_RECALL, /* opened, closed */
    LIFE_COUNT,  /* started, handed in, counted again, approved, dropped */
    LIFE_REVERSE,
    LIFE_EXPECT, /* announced, changed, cancelled */
    LIFE_READINGS,
    LIFE_EARMARK, /* given back */
    LIFE_NAMED,   /* thresholds and discrepancies */
    LIFE_KINDS
};

/* Which kind command k is of. */
enum life_kind life_kind_of(uint64_t seed, uint32_t k);

/* The id of command k. */
struct evn_id life_id(uint64_t seed, uint32_t k);

/* A round of the last few before command k: who keeps nothing gives nothing back. */
uint32_t life_round(struct evn_rng *rng, uint32_t k);

/* Command k as bytes, of lines some of which are back-dated. Many have to be refused. */
void life_command(uint64_t seed, uint32_t k, struct evn_buf *out);

/* One block of the registry's stream, events 1 to *n: all items and places. */
void life_registry(struct evn_buf *out, uint32_t *n);

#endif

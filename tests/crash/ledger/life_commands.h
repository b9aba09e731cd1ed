/* life_commands - numbered commands, and what the ledger must know before them. Test support. */
#ifndef EVN_TESTS_CRASH_LIFE_COMMANDS_H
#define EVN_TESTS_CRASH_LIFE_COMMANDS_H

#include "common/base/buf.h"
#include "common/base/id.h"

/* 2022-11-14T00:00:00Z, and how long a command takes by the clock of the tests. */
#define LIFE_BEGIN_US   INT64_C(1668384000000000)
#define LIFE_COMMAND_US INT64_C(20000)

/* The id of command k. */
struct evn_id life_id(uint64_t seed, uint32_t k);

/* Command k as bytes: receipts, issues and transfers of one to four lines, some of them back-dated,
 * claims and their release, goods aboard and received. Some of them have to be refused. */
void life_command(uint64_t seed, uint32_t k, struct evn_buf *out);

/* One block of the registry's stream, events 1 to *n: all items and places. */
void life_registry(struct evn_buf *out, uint32_t *n);

#endif

/* tape - three lives of a ledger, recorded, and what was told up to a call. Test support. */
#ifndef EVN_TESTS_CRASH_TAPE_H
#define EVN_TESTS_CRASH_TAPE_H

#include "tests/crash/ledger/after.h"
#include "tests/crash/ledger/shim.h"

enum { TAPE_LIVES = 3, TAPE_COMMANDS = 270 };

/* Record in `folder`, which is new: the ledger starts, decides, is killed, starts again, stops
 * cleanly, and is killed a second time. Fails the test when that does not work. */
struct shim_tape *tape_record(const char *folder, uint64_t seed);

/* Nothing told yet. */
void before_init(struct before *before, uint64_t seed);
void before_free(struct before *before);

/* A mark of the tape: for platter_play; `arg` is a struct before. */
void before_mark(void *arg, const uint8_t *bytes, uint32_t len);

#endif

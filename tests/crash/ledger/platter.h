/* platter - what a power cut leaves of the calls on a tape. Test support.
 *
 * The calls are played one after the other into files in memory that know what a program sees and
 * what is durable. A write is durable when a flush of its file that began after it has ended;
 * a name, when a flush of its folder has. A cut keeps all that is durable; of each other write any
 * sectors of 512 bytes, each change of a size or not, and per folder any first part of the names
 * made, changed and removed since. */
#ifndef EVN_TESTS_CRASH_PLATTER_H
#define EVN_TESTS_CRASH_PLATTER_H

#include "common/base/rng.h"
#include "tests/crash/ledger/shim.h"

struct platter;

/* Flushes that do less, for controls: of the log they keep first pages only (its identity, the
 * headers of segments), no block; of the views nothing. Names are kept. */
enum { PLATTER_NO_LOG_FLUSH = 1, PLATTER_NO_VIEWS_FLUSH = 2 };

/* An empty disk that will play the tape, which must outlive it. */
struct platter *platter_new(const uint8_t *tape, size_t len, unsigned without);
void platter_free(struct platter **platter);

/* Play up to call number `n` of the tape (0: none; never back). `mark` gets each mark on the way.
 */
void platter_play(struct platter *platter, uint64_t n,
                  void (*mark)(void *arg, const uint8_t *bytes, uint32_t len), void *arg);

/* Calls on a tape. */
uint64_t platter_calls(const uint8_t *tape, size_t len);

/* Write what a cut here leaves into `folder`, which is empty. Each waiting sector survives with a
 * chance of `keep` percent. False: the folder could not be written. */
bool platter_cut(const struct platter *platter, struct evn_rng *rng, uint32_t keep,
                 const char *folder);

#endif

/* simdisk - a disk in memory that fails on purpose: power cuts, lost flushes, errors. Test support.
 *
 * It knows what a program sees (the page cache) and what the disk really has. Written sectors of
 * 512 bytes wait until a flush; names wait until their folder is flushed. A power cut keeps any
 * subset of the waiting sectors and, per folder, any first part of the waiting names. A failed
 * flush does what Linux does: some sectors reach the disk, all are forgotten as if they had. */
#ifndef EVN_TESTS_SIMDISK_H
#define EVN_TESTS_SIMDISK_H

#include "common/base/rng.h"
#include "common/journal/disk.h"

struct simdisk;

/* What one call does instead of working. */
enum simdisk_fault { SIMDISK_EIO, SIMDISK_ENOSPC, SIMDISK_EINTR, SIMDISK_SHORT, SIMDISK_CUT };

/* A new, empty disk with the folder "/". */
struct simdisk *simdisk_new(uint64_t seed);
void simdisk_destroy(struct simdisk **sim);

/* Its functions, for the code under test. */
const struct evn_disk *simdisk_disk(struct simdisk *sim);

/* Let call number `n` from now (1: the next) fail. SIMDISK_CUT: it and all calls after it fail
 * until simdisk_power_cut. `n` 0: no fault. */
void simdisk_fail(struct simdisk *sim, uint64_t n, enum simdisk_fault fault);

/* Calls since the disk was made; with a fault planned, says whether it has struck. */
uint64_t simdisk_calls(const struct simdisk *sim);
bool simdisk_struck(const struct simdisk *sim);

/* Controls that make a right log lose data: flushes that do nothing, and writes that are dropped
 * when they change nothing (so that writing the same bytes again proves nothing). */
void simdisk_ignore_flush(struct simdisk *sim, bool on);
void simdisk_ignore_same(struct simdisk *sim, bool on);

/* Cut the power: the page cache is gone, open descriptors are closed. `keep` 0: no waiting sector
 * survives; 100: all; else each with that chance in percent. */
void simdisk_power_cut(struct simdisk *sim, uint32_t keep);

#endif

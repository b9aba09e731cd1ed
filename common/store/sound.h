/* sound - is every page of an LMDB file one that LMDB can read and write? Shell.
 *
 * Caveat: LMDB 0.9 has no checksums and believes its pages: a damaged offset, size or page number
 * is a read or write anywhere, which ends the process or spoils its memory. Cure: before a file is
 * opened its whole tree is walked here with plain reads: each page is of the kind and number that
 * is expected, its nodes lie in it and in order, all leaves are equally deep, no page is used twice
 * or is used and free, and the counts of each table are true. A disk error is an error, too, and no
 * SIGBUS. What stands in keys and values is not looked at: that is for digest and `evn verify`.
 * Layout: LMDB 0.9 as it is in memory on little-endian machines with 64 bits. */
#ifndef EVN_STORE_SOUND_H
#define EVN_STORE_SOUND_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stdint.h>

enum { EVN_SOUND_TEXT = 64 };

/* Where the damage is. */
struct evn_sound_report {
    uint64_t offset;            /* byte of the file where the page begins */
    char table[EVN_SOUND_TEXT]; /* whose page it is; "" for LMDB's own lists */
};

/* The moment that was written last, of a file that nobody writes. EVN_OK also when there is no
 * file. EVN_E_CORRUPT: *report says where. EVN_E_IO, EVN_E_NO_MEMORY. `report` may be NULL. */
EVN_MUST_USE evn_err evn_sound_check(const char *path, struct evn_sound_report *report);

/* Only what LMDB reads when it opens the file: the two pages at its beginning. Errors as above. */
EVN_MUST_USE evn_err evn_sound_begin(const char *path, struct evn_sound_report *report);

/* The moment of transaction `txn_id`, which a read transaction holds while others write.
 * EVN_E_AGAIN: newer ones took its place; take a new transaction. Else as evn_sound_check. */
EVN_MUST_USE evn_err evn_sound_moment(const char *path, uint64_t txn_id,
                                      struct evn_sound_report *report);

#endif

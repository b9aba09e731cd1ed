/* block - the header that makes a run of events one unit of the log. Pure.
 *
 * A block is a header of 160 bytes, the payload, and zeros up to the next multiple of 4 KiB, so
 * that an acknowledged page is never written again. The header says which log, which segment,
 * which offset and which numbers the block has, names the hash of the block before, and ends with
 * a hash over itself and the payload. Offsets: proto/spec/1-log.md. */
#ifndef EVN_JOURNAL_BLOCK_H
#define EVN_JOURNAL_BLOCK_H

#include "common/journal/journal.h"

enum {
    EVN_BLOCK_PAGE = 4096,           /* blocks start and end at multiples of this */
    EVN_BLOCK_HEADER_LEN = 160,      /* bytes before the payload */
    EVN_BLOCK_PAYLOAD_MAX = 16 << 20 /* bytes of one payload */
};

/* Where a block stands. Backends without segments use {0, 0}. */
struct evn_block_place {
    uint64_t segment; /* number of the segment, from 1 */
    uint64_t offset;  /* of the header in the segment's file */
};

/* What bytes found at a place turn out to be. */
enum evn_block_found {
    EVN_BLOCK_VALID,   /* a whole block of this log at this place; it may still not chain */
    EVN_BLOCK_DAMAGED, /* a header of this log and segment, but the block is not whole */
    EVN_BLOCK_STALE,   /* a whole block of an earlier life of the file */
    EVN_BLOCK_ZERO,    /* the first page is all zeros */
    EVN_BLOCK_NOISE    /* no header at all */
};

/* Bytes a block with this payload takes in a segment. */
static inline uint64_t evn_block_span(uint64_t payload_len)
{
    return (EVN_BLOCK_HEADER_LEN + payload_len + EVN_BLOCK_PAGE - 1) / EVN_BLOCK_PAGE *
           EVN_BLOCK_PAGE;
}

/* Write the header of `block` for this log and place, and set block->hash. */
void evn_block_seal(const uint8_t log_id[16], struct evn_block_place place, struct evn_block *block,
                    uint8_t header[EVN_BLOCK_HEADER_LEN]);

/* Read a header and, if it is one of this log and place, how many payload bytes follow; `bytes`
 * holds at least the header. The hash is not checked. False: not such a header. */
bool evn_block_peek(const uint8_t log_id[16], struct evn_block_place place, const uint8_t *header,
                    struct evn_block *out, uint32_t *payload_len);

/* Check the block that starts at `bytes.at`: header, hash and, as far as `bytes` reaches, zeros in
 * its padding. `out` is set when EVN_BLOCK_VALID; its payload points into `bytes`. */
enum evn_block_found evn_block_open(const uint8_t log_id[16], struct evn_block_place place,
                                    struct evn_bytes bytes, struct evn_block *out);

/* The block that starts at `bytes.at`, its hash unchecked: for bytes this process has hashed
 * itself. False: no header of this place, or not all of it is there. */
EVN_MUST_USE bool evn_block_take(const uint8_t log_id[16], struct evn_block_place place,
                                 struct evn_bytes bytes, struct evn_block *out);

/* Does `block` continue a log with this head: number, hash, incarnation and time? */
bool evn_block_chains(const struct evn_journal_head *head, const struct evn_block *block);

/* Move the head behind the block. */
void evn_block_advance(struct evn_journal_head *head, const struct evn_block *block);

#endif

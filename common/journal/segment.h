/* segment - the files a log is made of: their first page, and how one is read back. Pure.
 *
 * A segment is one page of header, then blocks, then whatever the file held before: zeros, or
 * blocks of an earlier life, which no longer count because they name another segment. The header
 * says where the log stood when the segment began, so a log opens without reading the segments
 * before the last. The identity page names the log itself. Offsets: proto/spec/1-log.md. */
#ifndef EVN_JOURNAL_SEGMENT_H
#define EVN_JOURNAL_SEGMENT_H

#include "common/journal/block.h"

struct evn_segment_header {
    uint64_t number;              /* from 1, without gaps */
    uint64_t recycled_from;       /* number in the file's earlier life; 0: the file was new */
    struct evn_journal_head head; /* where the log stood: the first block continues this */
};

/* What the log is and how far it was known at its last opening. */
struct evn_log_identity {
    uint8_t log_id[16];
    uint64_t incarnation;
    uint64_t segment_bytes; /* size of each segment's file */
    uint64_t floor_seq;     /* last number in the log when it was last opened */
};

/* How the walk through a segment's blocks ended. */
struct evn_segment_scan {
    struct evn_journal_head head; /* in: where the segment starts; out: behind its last block */
    uint64_t zeros_from;          /* in: offset from which all is known to be zeros; 0: unknown */
    uint64_t end;                 /* offset behind the last block that chains */
    uint64_t unproven;            /* offset from which no later block proves the bytes flushed */
    enum evn_block_found found;   /* what stands at `end` */
    bool noise_follows;           /* some byte behind `end` is not zero */
    uint64_t beyond;              /* offset of a whole block at or behind `end` that proves that one
                                     was durable there; 0: none */
};

void evn_segment_put(const struct evn_segment_header *header, uint8_t page[EVN_BLOCK_PAGE]);

/* False: not the header of a segment of this log (any log, when `log_id` is NULL). */
bool evn_segment_get(const uint8_t log_id[16], const uint8_t page[EVN_BLOCK_PAGE],
                     struct evn_segment_header *out);

void evn_identity_put(const struct evn_log_identity *identity, uint8_t page[EVN_BLOCK_PAGE]);

/* False: not an identity page. */
bool evn_identity_get(const uint8_t page[EVN_BLOCK_PAGE], struct evn_log_identity *out);

/* Walk the blocks in `bytes`, a whole segment file, calling `each` (may be NULL) on every block
 * that chains, with its offset. */
void evn_segment_scan(uint64_t number, struct evn_bytes bytes, struct evn_segment_scan *scan,
                      void (*each)(void *arg, const struct evn_block *block, uint64_t offset),
                      void *arg);

#endif

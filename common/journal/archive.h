/* archive - a sealed segment, compressed block by block, in a file that is never changed. Shell.
 *
 * The file is the segment's header page, one zstd frame per block (header and payload, without
 * the padding, so every hash stays as it was), an index, and a footer with a hash over the index.
 * Any one block can be read alone. Offsets: proto/spec/1-log.md. */
#ifndef EVN_JOURNAL_ARCHIVE_H
#define EVN_JOURNAL_ARCHIVE_H

#include "common/journal/disk.h"
#include "common/journal/segment.h"

struct evn_archive; /* one open archive file; one thread at a time */

/* Compress the segment in `bytes`, which must hold whole blocks from `header` to a head with
 * number `next_seq`, into a new file at `path`, and flush it. Every block is checked, decompressed
 * again and compared, and the file is read back and compared.
 * The file is complete and durable but for its name. EVN_E_CORRUPT: the segment is not whole.
 * EVN_E_NO_SPACE, EVN_E_IO, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_archive_write(const struct evn_disk *disk, const char *path,
                                       const struct evn_segment_header *header,
                                       struct evn_bytes bytes, uint64_t next_seq);

/* Open an archive of this log. EVN_E_CORRUPT: header, index or footer is damaged; EVN_E_IO,
 * EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_archive_open(const struct evn_disk *disk, const char *path,
                                      const uint8_t log_id[16], struct evn_archive **out);

void evn_archive_close(struct evn_archive **archive);

/* Where the log stood when the segment began. */
const struct evn_segment_header *evn_archive_header(const struct evn_archive *archive);

/* Read and check the block that holds `seq`. The payload is valid until the next call.
 * EVN_E_ROLLED_BACK: not in this segment. EVN_E_CORRUPT, EVN_E_IO, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_archive_read(struct evn_archive *archive, uint64_t seq,
                                      struct evn_block *out);

/* Check every block from the first to the last; `head` moves from the segment's start to its end.
 * EVN_E_CORRUPT: *bad is the offset in the archive of the first bad block. */
EVN_MUST_USE evn_err evn_archive_verify(struct evn_archive *archive, struct evn_journal_head *head,
                                        uint64_t *bad);

#endif

#include "common/journal/archive.h"

#include "common/base/buf.h"

#include <fcntl.h>
#include <stdlib.h>
#include <zstd.h>

enum {
    ENTRY_LEN = 32,
    ENTRY_SEQ = 0,     /* first number of the block */
    ENTRY_AT = 8,      /* offset of its zstd frame in the archive */
    ENTRY_LENGTH = 16, /* bytes of the frame */
    ENTRY_RAW = 20,    /* bytes of header and payload */
    ENTRY_PLACE = 24,  /* offset the block had in its segment */
    FOOTER_LEN = 64,
    FOOTER_COUNT = 8,
    FOOTER_INDEX = 16,
    FOOTER_NEXT = 24,
    FOOTER_HASH = 32,
    LEVEL = -1, /* half as long as level 1 for two percent of size */
    READ_STEP = 1 << 20,
    BLOCK_MAX = EVN_BLOCK_HEADER_LEN + EVN_BLOCK_PAYLOAD_MAX
};

/* Twice the largest segment: compression never doubles what it is given. */
#define ARCHIVE_MAX ((size_t)2 << 30)

static const uint8_t magic[8] = {'E', 'V', 'N', 'A', 'R', 'C', 'I', 'X'};

/* An archive being written. */
struct writing {
    const uint8_t *segment; /* the segment's bytes */
    struct evn_buf file;    /* what the archive will hold */
    struct evn_buf index;
    ZSTD_CCtx *zstd;
    ZSTD_DCtx *unzstd;
    struct evn_buf raw; /* a block, decompressed again */
    evn_err err;        /* the first failure */
};

struct evn_archive {
    const struct evn_disk *disk;
    int fd;
    struct evn_segment_header header;
    uint64_t n;     /* blocks */
    uint8_t *index; /* n entries and the footer, owned */
    ZSTD_DCtx *zstd;
    uint8_t *raw; /* the block read last, owned */
    size_t raw_cap;
    uint8_t *frame; /* its frame, owned */
    size_t frame_cap;
};

/* The frame is the block again, byte by byte. */
static evn_err check_frame(struct writing *w, const uint8_t *frame, size_t len,
                           struct evn_bytes block)
{
    evn_buf_clear(&w->raw);
    uint8_t *raw = evn_buf_room(&w->raw, block.len);
    if (raw == NULL)
        return EVN_E_NO_MEMORY;
    bool same = ZSTD_decompressDCtx(w->unzstd, raw, block.len, frame, len) == block.len &&
                memcmp(raw, block.at, block.len) == 0;
    return same ? EVN_OK : EVN_E_CORRUPT;
}

static evn_err put_block(struct writing *w, const struct evn_block *block, uint64_t offset)
{
    size_t raw = EVN_BLOCK_HEADER_LEN + block->payload.len, bound = ZSTD_compressBound(raw);
    uint8_t *frame = evn_buf_room(&w->file, bound);
    if (frame == NULL)
        return EVN_E_NO_MEMORY;
    size_t len = ZSTD_compressCCtx(w->zstd, frame, bound, w->segment + offset, raw, LEVEL);
    if (ZSTD_isError(len))
        return EVN_E_NO_MEMORY;
    evn_err err = check_frame(w, frame, len, evn_bytes_of(w->segment + offset, raw));
    if (err != EVN_OK)
        return err;
    uint8_t entry[ENTRY_LEN];
    evn_put_u64(entry + ENTRY_SEQ, block->first_seq);
    evn_put_u64(entry + ENTRY_AT, w->file.len);
    evn_put_u32(entry + ENTRY_LENGTH, (uint32_t)len);
    evn_put_u32(entry + ENTRY_RAW, (uint32_t)raw);
    evn_put_u64(entry + ENTRY_PLACE, offset);
    evn_buf_used(&w->file, len);
    return evn_buf_add(&w->index, evn_bytes_of(entry, sizeof entry));
}

static void each_block(void *arg, const struct evn_block *block, uint64_t offset)
{
    struct writing *w = arg;
    if (w->err == EVN_OK)
        w->err = put_block(w, block, offset);
}

static evn_err put_footer(struct writing *w, const uint8_t log_id[16], uint64_t next_seq)
{
    uint8_t footer[FOOTER_LEN];
    struct evn_hash256 hash;
    memcpy(footer, magic, sizeof magic);
    evn_put_u64(footer + FOOTER_COUNT, w->index.len / ENTRY_LEN);
    evn_put_u64(footer + FOOTER_INDEX, w->file.len);
    evn_put_u64(footer + FOOTER_NEXT, next_seq);
    struct evn_bytes index = evn_bytes_of(w->index.at, w->index.len);
    evn_hash256(log_id, index, evn_bytes_of(footer, FOOTER_HASH), &hash);
    memcpy(footer + FOOTER_HASH, hash.b, sizeof hash.b);
    evn_err err = evn_buf_add(&w->file, index);
    return err != EVN_OK ? err : evn_buf_add(&w->file, evn_bytes_of(footer, sizeof footer));
}

/* Put the whole archive together in memory. */
static evn_err compose(struct writing *w, const struct evn_segment_header *header,
                       struct evn_bytes bytes, uint64_t next_seq)
{
    struct evn_segment_scan scan = {.head = header->head};
    evn_err err = evn_buf_add(&w->file, evn_bytes_of(bytes.at, EVN_BLOCK_PAGE));
    if (err != EVN_OK)
        return err;
    evn_segment_scan(header->number, bytes, &scan, each_block, w);
    if (w->err != EVN_OK)
        return w->err;
    return scan.head.next_seq == next_seq ? put_footer(w, header->head.log_id, next_seq)
                                          : EVN_E_CORRUPT;
}

/* Write the bytes as a new file and flush it. */
static evn_err write_file(const struct evn_disk *disk, const char *path, struct evn_bytes bytes)
{
    int fd;
    evn_err err = evn_disk_open(disk, path, O_RDWR | O_CREAT | O_TRUNC, &fd);
    if (err != EVN_OK)
        return err;
    err = evn_disk_fill(disk, fd, bytes);
    int closed = disk->close(disk->self, fd);
    return err != EVN_OK ? err : evn_disk_err(closed);
}

/* Read the file back, from its name: it is `bytes` and nothing more. */
static evn_err check_file(const struct evn_disk *disk, const char *path, struct evn_bytes bytes)
{
    int fd;
    size_t n = 1;
    uint8_t *step = malloc(READ_STEP);
    evn_err err = evn_disk_open(disk, path, O_RDONLY, &fd);
    if (step == NULL && err == EVN_OK)
        err = EVN_E_NO_MEMORY;
    for (size_t at = 0; err == EVN_OK && n > 0; at += n) {
        err = evn_disk_read(disk, fd, step, READ_STEP, at, &n);
        bool same =
            n > 0 ? n <= bytes.len - at && memcmp(step, bytes.at + at, n) == 0 : at == bytes.len;
        if (err == EVN_OK && !same)
            err = EVN_E_CORRUPT;
    }
    if (fd >= 0)
        disk->close(disk->self, fd);
    free(step);
    return err;
}

static void writing_fini(struct writing *w)
{
    evn_buf_fini(&w->file);
    evn_buf_fini(&w->index);
    evn_buf_fini(&w->raw);
    ZSTD_freeCCtx(w->zstd);
    ZSTD_freeDCtx(w->unzstd);
}

evn_err evn_archive_write(const struct evn_disk *disk, const char *path,
                          const struct evn_segment_header *header, struct evn_bytes bytes,
                          uint64_t next_seq)
{
    struct writing w = {
        .segment = bytes.at, .zstd = ZSTD_createCCtx(), .unzstd = ZSTD_createDCtx()};
    evn_buf_init(&w.file, ARCHIVE_MAX);
    evn_buf_init(&w.index, ARCHIVE_MAX);
    evn_buf_init(&w.raw, BLOCK_MAX);
    evn_err err =
        w.zstd != NULL && w.unzstd != NULL ? compose(&w, header, bytes, next_seq) : EVN_E_NO_MEMORY;
    struct evn_bytes file = evn_bytes_of(w.file.at, w.file.len);
    if (err == EVN_OK)
        err = write_file(disk, path, file);
    if (err == EVN_OK)
        err = check_file(disk, path, file);
    writing_fini(&w);
    return err;
}

/* Read exactly `len` bytes. */
static evn_err get(const struct evn_archive *a, void *to, size_t len, uint64_t at)
{
    size_t n;
    evn_err err = evn_disk_read(a->disk, a->fd, to, len, at, &n);
    return err != EVN_OK ? err : n == len ? EVN_OK : EVN_E_CORRUPT;
}

static evn_err load_index(struct evn_archive *a, const uint8_t log_id[16], uint64_t size)
{
    uint8_t footer[FOOTER_LEN];
    struct evn_hash256 hash;
    evn_err err = get(a, footer, sizeof footer, size - FOOTER_LEN);
    if (err != EVN_OK)
        return err;
    uint64_t n = evn_get_u64(footer + FOOTER_COUNT), at = evn_get_u64(footer + FOOTER_INDEX);
    if (memcmp(footer, magic, sizeof magic) != 0 || n > size / ENTRY_LEN ||
        at != size - FOOTER_LEN - n * ENTRY_LEN)
        return EVN_E_CORRUPT;
    a->n = n;
    a->index = malloc((size_t)n * ENTRY_LEN + 1);
    if (a->index == NULL)
        return EVN_E_NO_MEMORY;
    err = get(a, a->index, (size_t)n * ENTRY_LEN, at);
    if (err != EVN_OK)
        return err;
    evn_hash256(log_id, evn_bytes_of(a->index, (size_t)n * ENTRY_LEN),
                evn_bytes_of(footer, FOOTER_HASH), &hash);
    return memcmp(hash.b, footer + FOOTER_HASH, sizeof hash.b) == 0 ? EVN_OK : EVN_E_CORRUPT;
}

static evn_err load(struct evn_archive *a, const uint8_t log_id[16])
{
    uint8_t page[EVN_BLOCK_PAGE];
    int64_t size = a->disk->size(a->disk->self, a->fd);
    if (size < 0)
        return evn_disk_err(size);
    if (size < EVN_BLOCK_PAGE + FOOTER_LEN)
        return EVN_E_CORRUPT;
    evn_err err = get(a, page, sizeof page, 0);
    if (err != EVN_OK)
        return err;
    if (!evn_segment_get(log_id, page, &a->header))
        return EVN_E_CORRUPT;
    return load_index(a, log_id, (uint64_t)size);
}

evn_err evn_archive_open(const struct evn_disk *disk, const char *path, const uint8_t log_id[16],
                         struct evn_archive **out)
{
    *out = NULL;
    struct evn_archive *a = calloc(1, sizeof *a);
    if (a == NULL)
        return EVN_E_NO_MEMORY;
    a->disk = disk;
    evn_err err = evn_disk_open(disk, path, O_RDONLY, &a->fd);
    if (err == EVN_OK)
        err = load(a, log_id);
    if (err == EVN_OK && (a->zstd = ZSTD_createDCtx()) == NULL)
        err = EVN_E_NO_MEMORY;
    if (err != EVN_OK)
        evn_archive_close(&a);
    *out = a;
    return err;
}

void evn_archive_close(struct evn_archive **archive)
{
    struct evn_archive *a = *archive;
    if (a == NULL)
        return;
    if (a->fd >= 0)
        a->disk->close(a->disk->self, a->fd);
    ZSTD_freeDCtx(a->zstd);
    free(a->index);
    free(a->raw);
    free(a->frame);
    free(a);
    *archive = NULL;
}

const struct evn_segment_header *evn_archive_header(const struct evn_archive *archive)
{
    return &archive->header;
}

static bool grow(uint8_t **at, size_t *cap, size_t len)
{
    if (len <= *cap)
        return true;
    uint8_t *more = realloc(*at, len);
    if (more == NULL)
        return false;
    *at = more;
    *cap = len;
    return true;
}

static evn_err read_entry(struct evn_archive *a, const uint8_t *entry, struct evn_block *out)
{
    uint32_t len = evn_get_u32(entry + ENTRY_LENGTH), raw = evn_get_u32(entry + ENTRY_RAW);
    if (raw > BLOCK_MAX || len > ZSTD_COMPRESSBOUND((size_t)BLOCK_MAX))
        return EVN_E_CORRUPT;
    if (!grow(&a->raw, &a->raw_cap, raw) || !grow(&a->frame, &a->frame_cap, len))
        return EVN_E_NO_MEMORY;
    evn_err err = get(a, a->frame, len, evn_get_u64(entry + ENTRY_AT));
    if (err != EVN_OK)
        return err;
    struct evn_block_place place = {a->header.number, evn_get_u64(entry + ENTRY_PLACE)};
    return ZSTD_decompressDCtx(a->zstd, a->raw, raw, a->frame, len) == raw &&
                   evn_block_open(a->header.head.log_id, place, evn_bytes_of(a->raw, raw), out) ==
                       EVN_BLOCK_VALID &&
                   out->first_seq == evn_get_u64(entry + ENTRY_SEQ)
               ? EVN_OK
               : EVN_E_CORRUPT;
}

evn_err evn_archive_read(struct evn_archive *a, uint64_t seq, struct evn_block *out)
{
    uint64_t lo = 0, hi = a->n;
    while (lo < hi) {
        uint64_t mid = lo + (hi - lo) / 2;
        if (evn_get_u64(a->index + mid * ENTRY_LEN + ENTRY_SEQ) <= seq)
            lo = mid + 1;
        else
            hi = mid;
    }
    if (lo == 0)
        return EVN_E_ROLLED_BACK;
    evn_err err = read_entry(a, a->index + (lo - 1) * ENTRY_LEN, out);
    return err == EVN_OK && seq >= out->first_seq + out->count ? EVN_E_ROLLED_BACK : err;
}

evn_err evn_archive_verify(struct evn_archive *a, struct evn_journal_head *head, uint64_t *bad)
{
    for (uint64_t i = 0; i < a->n; i++) {
        const uint8_t *entry = a->index + i * ENTRY_LEN;
        struct evn_block b;
        *bad = evn_get_u64(entry + ENTRY_AT);
        evn_err err = read_entry(a, entry, &b);
        if (err == EVN_OK && !evn_block_chains(head, &b))
            err = EVN_E_CORRUPT;
        if (err != EVN_OK)
            return err;
        evn_block_advance(head, &b);
    }
    return EVN_OK;
}

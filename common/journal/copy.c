#include "common/journal/copy.h"

#include "common/journal/archive.h"
#include "common/journal/file_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

enum { ATTEMPTS = 5, STEP = 1 << 20 };

struct copying {
    const struct evn_log_copying *asked;
    const struct evn_disk *disk;
    struct evn_log_identity identity;
    struct evn_journal_head *head; /* behind what is copied */
    uint64_t number;               /* of the segment being copied */
    struct evn_segment_header segment;
    uint8_t *bytes; /* of a segment that is not linked; owned */
    size_t len;     /* of them, up to the last block taken */
    bool ended;     /* nothing behind is wanted */
};

static evn_err read_identity(const struct evn_disk *disk, const char *dir,
                             struct evn_log_identity *out)
{
    uint8_t page[EVN_BLOCK_PAGE];
    char path[EVN_FILE_PATH_MAX];
    int fd;
    size_t n;
    snprintf(path, sizeof path, "%s/log.id", dir);
    evn_err err = evn_disk_open(disk, path, O_RDONLY, &fd);
    if (err != EVN_OK)
        return err;
    err = evn_disk_read(disk, fd, page, sizeof page, 0, &n);
    disk->close(disk->self, fd);
    if (err != EVN_OK)
        return err;
    return n == sizeof page && evn_identity_get(page, out) &&
                   out->segment_bytes >= EVN_SEGMENT_BYTES_MIN &&
                   out->segment_bytes <= EVN_SEGMENT_BYTES_MAX
               ? EVN_OK
               : EVN_E_WRONG_LOG;
}

static evn_err write_identity(const struct evn_disk *disk, const char *dir,
                              const struct evn_log_identity *identity)
{
    uint8_t page[EVN_BLOCK_PAGE];
    char path[EVN_FILE_PATH_MAX];
    evn_identity_put(identity, page);
    snprintf(path, sizeof path, "%s/log.id", dir);
    return evn_disk_replace(disk, dir, path, evn_bytes_of(page, sizeof page));
}

static evn_err begin(struct copying *c)
{
    evn_err err = read_identity(c->disk, c->asked->from, &c->identity);
    if (err != EVN_OK)
        return err;
    *c->head = (struct evn_journal_head){.next_seq = 1, .recorded_at_us = INT64_MIN};
    memcpy(c->head->log_id, c->identity.log_id, sizeof c->head->log_id);
    c->bytes = malloc(c->identity.segment_bytes);
    return c->bytes != NULL ? EVN_OK : EVN_E_NO_MEMORY;
}

/* Is this the segment that begins where the copy has come to? */
static bool continues(const struct copying *c, const struct evn_segment_header *header,
                      uint64_t number, const struct evn_journal_head *head)
{
    return header->number == number && header->head.next_seq == head->next_seq &&
           memcmp(header->head.log_id, c->identity.log_id, sizeof c->identity.log_id) == 0 &&
           memcmp(header->head.hash.b, head->hash.b, EVN_HASH256_LEN) == 0;
}

static evn_err open_file(const struct copying *c, const char *kind, uint64_t number, int *fd)
{
    char path[EVN_FILE_PATH_MAX];
    evn_file_path(c->asked->from, kind, number, path);
    *fd = c->disk->open(c->disk->self, path, O_RDONLY);
    return *fd == -ENOENT ? EVN_E_AGAIN : evn_disk_err(*fd);
}

/* Takes blocks up to the last one wanted. */
struct taking {
    struct copying *c;
    struct evn_journal_head head;
    bool beyond; /* a block behind the last one wanted was seen */
};

static bool wanted(const struct taking *t, const struct evn_block *block)
{
    return !t->beyond && block->first_seq + block->count - 1 <= t->c->asked->through;
}

static void take_live(void *arg, const struct evn_block *block, uint64_t offset)
{
    struct taking *t = arg;
    t->beyond = !wanted(t, block);
    if (t->beyond)
        return;
    evn_block_advance(&t->head, block);
    t->c->len = (size_t)(offset + evn_block_span(block->payload.len));
}

/* The segment behind this one says where this one ended: unless it does, the file was taken away
 * and written over while it was read. */
static bool next_continues(const struct copying *c, const struct evn_journal_head *head)
{
    uint8_t page[EVN_BLOCK_PAGE];
    struct evn_segment_header next;
    size_t n = 0;
    int fd;
    evn_err err = open_file(c, "seg-", c->number + 1, &fd);
    if (err == EVN_E_AGAIN)
        err = open_file(c, "archive/arc-", c->number + 1, &fd);
    if (err != EVN_OK)
        return false;
    err = evn_disk_read(c->disk, fd, page, sizeof page, 0, &n);
    c->disk->close(c->disk->self, fd);
    return err == EVN_OK && n == sizeof page && evn_segment_get(c->identity.log_id, page, &next) &&
           continues(c, &next, c->number + 1, head);
}

/* Read the live segment; *head moves behind what is wanted of it. */
static evn_err read_live(struct copying *c, int fd, struct evn_journal_head *head)
{
    size_t n;
    struct taking t = {.c = c, .head = *head};
    evn_err err = evn_disk_read(c->disk, fd, c->bytes, c->identity.segment_bytes, 0, &n);
    if (err != EVN_OK)
        return err;
    if (n != c->identity.segment_bytes ||
        !evn_segment_get(c->identity.log_id, c->bytes, &c->segment) ||
        !continues(c, &c->segment, c->number, head))
        return EVN_E_CORRUPT;
    struct evn_segment_scan scan = {.head = *head};
    c->len = EVN_BLOCK_PAGE;
    evn_segment_scan(c->number, evn_bytes_of(c->bytes, n), &scan, take_live, &t);
    *head = t.head;
    c->ended = t.beyond || head->next_seq > c->asked->through;
    return c->ended || next_continues(c, head) ? EVN_OK : EVN_E_CORRUPT;
}

/* Put the block where it stood in its segment: its header is made of what it says. */
static evn_err put_block(struct copying *c, struct evn_block *block)
{
    struct evn_hash256 hash = block->hash;
    uint64_t span = evn_block_span(block->payload.len);
    if (c->len + span > c->identity.segment_bytes)
        return EVN_E_CORRUPT;
    uint8_t *at = c->bytes + c->len;
    memset(at, 0, span);
    evn_block_seal(c->identity.log_id, (struct evn_block_place){c->number, c->len}, block, at);
    memcpy(at + EVN_BLOCK_HEADER_LEN, block->payload.at, block->payload.len);
    c->len += span;
    return memcmp(hash.b, block->hash.b, sizeof hash.b) == 0 ? EVN_OK : EVN_E_CORRUPT;
}

/* The archived segment as it was before, up to what is wanted. */
static evn_err unpack(struct copying *c, struct evn_archive *archive, struct evn_journal_head *head)
{
    struct taking t = {.c = c, .head = *head};
    evn_err err = EVN_OK;
    evn_segment_put(&c->segment, c->bytes);
    c->len = EVN_BLOCK_PAGE;
    while (err == EVN_OK && t.head.next_seq <= c->asked->through) {
        struct evn_block block;
        err = evn_archive_read(archive, t.head.next_seq, &block);
        if (err == EVN_OK && !wanted(&t, &block))
            break;
        if (err == EVN_OK)
            err = put_block(c, &block);
        if (err == EVN_OK)
            evn_block_advance(&t.head, &block);
    }
    *head = t.head;
    return err;
}

/* Write the live segment of the copy: zeros behind its last block are a hole. */
static evn_err write_live(const struct copying *c)
{
    char path[EVN_FILE_PATH_MAX];
    int fd;
    evn_file_path(c->asked->to, "seg-", c->number, path);
    evn_err err = evn_disk_open(c->disk, path, O_RDWR | O_CREAT | O_TRUNC, &fd);
    if (err != EVN_OK)
        return err;
    if (ftruncate(fd, (off_t)c->identity.segment_bytes) != 0)
        err = evn_disk_err(-errno);
    if (err == EVN_OK)
        err = evn_disk_fill(c->disk, fd, evn_bytes_of(c->bytes, c->len));
    int closed = c->disk->close(c->disk->self, fd);
    return err == EVN_OK ? evn_disk_err(closed) : err;
}

static evn_err copy_file(const struct copying *c, const char *from, const char *to)
{
    int in, out = -1;
    size_t step = c->identity.segment_bytes < STEP ? c->identity.segment_bytes : STEP, n = step;
    evn_err err = evn_disk_open(c->disk, from, O_RDONLY, &in);
    if (err == EVN_OK)
        err = evn_disk_open(c->disk, to, O_RDWR | O_CREAT | O_TRUNC, &out);
    for (uint64_t at = 0; err == EVN_OK && n == step; at += n) {
        err = evn_disk_read(c->disk, in, c->bytes, step, at, &n);
        struct iovec part = {.iov_base = c->bytes, .iov_len = n};
        if (err == EVN_OK && n > 0)
            err = evn_disk_write(c->disk, out, &part, 1, at);
    }
    if (err == EVN_OK)
        err = evn_disk_flush(c->disk, out);
    if (in >= 0)
        c->disk->close(c->disk->self, in);
    if (out >= 0)
        c->disk->close(c->disk->self, out);
    return err;
}

/* A whole segment that is in the archive already. */
static evn_err take_archive(const struct copying *c, const char *from)
{
    char to[EVN_FILE_PATH_MAX];
    evn_file_path(c->asked->to, "archive/arc-", c->number, to);
    if (c->asked->link && link(from, to) == 0)
        return EVN_OK;
    return copy_file(c, from, to);
}

static evn_err copy_archived(struct copying *c, struct evn_journal_head *head, const char *path)
{
    struct evn_archive *archive;
    struct evn_journal_head end = *head;
    uint64_t bad;
    evn_err err = evn_archive_open(c->disk, path, c->identity.log_id, &archive);
    if (err != EVN_OK)
        return err;
    c->segment = *evn_archive_header(archive);
    if (!continues(c, &c->segment, c->number, head))
        err = EVN_E_CORRUPT;
    if (err == EVN_OK)
        err = evn_archive_verify(archive, &end, &bad);
    c->ended = end.next_seq > c->asked->through;
    if (err == EVN_OK && c->ended)
        err = unpack(c, archive, head);
    else if (err == EVN_OK)
        *head = end;
    evn_archive_close(&archive);
    if (err != EVN_OK)
        return err;
    return c->ended ? write_live(c) : take_archive(c, path);
}

static evn_err copy_live(struct copying *c, struct evn_journal_head *head)
{
    char to[EVN_FILE_PATH_MAX];
    int fd;
    struct evn_journal_head end = *head;
    evn_err err = open_file(c, "seg-", c->number, &fd);
    if (err != EVN_OK)
        return err == EVN_E_AGAIN ? EVN_E_CORRUPT : err;
    err = read_live(c, fd, &end);
    c->disk->close(c->disk->self, fd);
    if (err != EVN_OK)
        return err;
    *head = end;
    if (c->ended)
        return write_live(c);
    evn_file_path(c->asked->to, "archive/arc-", c->number, to);
    return evn_archive_write(c->disk, to, &c->segment, evn_bytes_of(c->bytes, c->len),
                             end.next_seq);
}

static evn_err copy_once(struct copying *c, struct evn_journal_head *head)
{
    char path[EVN_FILE_PATH_MAX];
    int fd;
    evn_err err = open_file(c, "archive/arc-", c->number, &fd);
    if (err == EVN_E_AGAIN)
        return copy_live(c, head);
    if (err != EVN_OK)
        return err;
    c->disk->close(c->disk->self, fd);
    evn_file_path(c->asked->from, "archive/arc-", c->number, path);
    return copy_archived(c, head, path);
}

static evn_err copy_segment(struct copying *c, struct evn_file_report *report)
{
    evn_err err = EVN_E_CORRUPT;
    for (int i = 0; i < ATTEMPTS && err == EVN_E_CORRUPT; i++) {
        struct evn_journal_head head = *c->head;
        err = copy_once(c, &head);
        if (err == EVN_OK)
            *c->head = head;
    }
    if (err == EVN_E_CORRUPT) {
        snprintf(report->file, sizeof report->file, "segment %016llx",
                 (unsigned long long)c->number);
        report->seq = c->head->next_seq;
        report->tail = EVN_TAIL_CORRUPT;
    }
    return err;
}

static evn_err make_folders(const struct copying *c)
{
    char archive[EVN_FILE_PATH_MAX];
    snprintf(archive, sizeof archive, "%s/archive", c->asked->to);
    evn_err err = evn_disk_err(c->disk->mkdir(c->disk->self, c->asked->to));
    return err == EVN_OK ? evn_disk_err(c->disk->mkdir(c->disk->self, archive)) : err;
}

/* The floor says where the copy ends, so one that was cut short is noticed. */
static evn_err finish(const struct copying *c)
{
    char path[EVN_FILE_PATH_MAX];
    struct evn_log_identity identity = c->identity;
    identity.floor_seq = c->head->next_seq - 1;
    snprintf(path, sizeof path, "%s/archive", c->asked->to);
    evn_err err = evn_disk_err(c->disk->flush_dir(c->disk->self, path));
    return err == EVN_OK ? write_identity(c->disk, c->asked->to, &identity) : err;
}

evn_err evn_journal_copy(const struct evn_log_copying *copying, struct evn_journal_head *head,
                         struct evn_file_report *report)
{
    struct copying c = {.asked = copying, .disk = evn_disk_real(), .head = head};
    *report = (struct evn_file_report){0};
    evn_err err = begin(&c);
    if (err == EVN_OK)
        err = make_folders(&c);
    do {
        c.number++;
        if (err == EVN_OK)
            err = copy_segment(&c, report);
        if (err == EVN_OK && copying->progress != NULL)
            copying->progress(copying->arg, head->next_seq - 1, copying->through);
    } while (err == EVN_OK && !c.ended);
    if (err == EVN_OK)
        err = finish(&c);
    free(c.bytes);
    return err;
}

evn_err evn_journal_next_life(const char *dir)
{
    const struct evn_disk *disk = evn_disk_real();
    struct evn_log_identity identity;
    evn_err err = read_identity(disk, dir, &identity);
    if (err != EVN_OK)
        return err;
    identity.incarnation++;
    return write_identity(disk, dir, &identity);
}

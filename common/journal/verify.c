#include "common/journal/archive.h"
#include "common/journal/file_int.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>

enum { ATTEMPTS = 5 }; /* the log may be in use: a file can move or grow while it is read */

struct verifying {
    const char *dir;
    const struct evn_disk *disk;
    struct evn_log_identity identity;
    struct evn_journal_head *head;
    struct evn_file_report *report;
    uint64_t last; /* number of the last segment */
    /* Who is given the blocks, or NULL; the next number to give, and how giving went. */
    evn_err (*block)(void *arg, const struct evn_block *block);
    void *block_arg;
    uint64_t next_given;
    evn_err given;
};

/* A file that moved is read again from its start: what was given is not given again. */
static void give(void *arg, const struct evn_block *block, uint64_t offset)
{
    struct verifying *v = arg;
    (void)offset;
    if (v->given != EVN_OK || block->first_seq < v->next_given)
        return;
    v->next_given = block->first_seq + block->count;
    v->given = v->block(v->block_arg, block);
}

static evn_err give_archived(struct verifying *v, struct evn_archive *archive, uint64_t from_seq)
{
    evn_err err = EVN_OK;
    struct evn_block block;
    for (uint64_t seq = from_seq; err == EVN_OK && seq < v->head->next_seq;
         seq = block.first_seq + block.count) {
        err = evn_archive_read(archive, seq, &block);
        if (err == EVN_OK)
            give(v, &block, 0);
    }
    return err;
}

static int find_last(void *arg, const char *name)
{
    struct verifying *v = arg;
    uint64_t n;
    if (evn_file_number(name, "seg-", &n) && n > v->last)
        v->last = n;
    return 0;
}

static evn_err bad_at(struct verifying *v, const char *kind, uint64_t number, uint64_t offset)
{
    snprintf(v->report->file, sizeof v->report->file, "%s%016llx", kind,
             (unsigned long long)number);
    v->report->offset = offset;
    v->report->seq = v->head->next_seq;
    v->report->tail = EVN_TAIL_CORRUPT;
    return EVN_E_CORRUPT;
}

/* Does the segment begin where the chain has come to? */
static bool continues(const struct verifying *v, const struct evn_segment_header *header,
                      uint64_t number)
{
    return header->number == number && header->head.next_seq == v->head->next_seq &&
           memcmp(header->head.hash.b, v->head->hash.b, EVN_HASH256_LEN) == 0;
}

static evn_err verify_archived(struct verifying *v, uint64_t number, const char *path)
{
    struct evn_archive *archive;
    uint64_t bad = 0, from_seq = v->head->next_seq;
    evn_err err = evn_archive_open(v->disk, path, v->identity.log_id, &archive);
    if (err == EVN_OK && !continues(v, evn_archive_header(archive), number))
        err = EVN_E_CORRUPT;
    if (err == EVN_OK)
        err = evn_archive_verify(archive, v->head, &bad);
    if (err == EVN_OK && v->block != NULL)
        err = give_archived(v, archive, from_seq);
    evn_archive_close(&archive);
    return err == EVN_E_CORRUPT ? bad_at(v, "archive/arc-", number, bad) : err;
}

static evn_err read_file(const struct verifying *v, int fd, uint8_t **bytes, size_t *len,
                         uint64_t *zeros_from)
{
    *len = (size_t)v->identity.segment_bytes;
    *bytes = calloc(1, *len);
    if (*bytes == NULL)
        return EVN_E_NO_MEMORY;
    return evn_disk_read_set(v->disk, fd, *bytes, *len, len, zeros_from);
}

/* A live segment; all but the last must lead to the next one, which the caller checks. */
static evn_err verify_live(struct verifying *v, uint64_t number, int fd)
{
    uint8_t *bytes;
    size_t len;
    struct evn_segment_header header;
    struct evn_segment_scan scan = {.head = *v->head};
    evn_err err = read_file(v, fd, &bytes, &len, &scan.zeros_from);
    if (err == EVN_OK &&
        (len != v->identity.segment_bytes || !evn_segment_get(v->identity.log_id, bytes, &header) ||
         !continues(v, &header, number)))
        err = bad_at(v, "seg-", number, 0);
    if (err == EVN_OK) {
        evn_segment_scan(number, evn_bytes_of(bytes, len), &scan, v->block != NULL ? give : NULL,
                         v);
        *v->head = scan.head;
        v->report->offset = scan.end;
        if (scan.beyond != 0)
            err = bad_at(v, "seg-", number, scan.end);
    }
    free(bytes);
    return err;
}

static evn_err verify_once(struct verifying *v, uint64_t number)
{
    char path[EVN_FILE_PATH_MAX];
    int fd;
    evn_file_path(v->dir, "archive/arc-", number, path);
    evn_err err = evn_disk_open(v->disk, path, O_RDONLY, &fd);
    if (err == EVN_OK) {
        v->disk->close(v->disk->self, fd);
        return verify_archived(v, number, path);
    }
    evn_file_path(v->dir, "seg-", number, path);
    err = evn_disk_open(v->disk, path, O_RDONLY, &fd);
    if (err != EVN_OK)
        return bad_at(v, "seg-", number, 0);
    err = verify_live(v, number, fd);
    v->disk->close(v->disk->self, fd);
    return err;
}

static evn_err verify_segment(struct verifying *v, uint64_t number)
{
    struct evn_journal_head start = *v->head;
    evn_err err = EVN_E_CORRUPT;
    for (int i = 0; i < ATTEMPTS && err == EVN_E_CORRUPT; i++) {
        *v->head = start;
        err = verify_once(v, number);
    }
    return err;
}

static evn_err load(struct verifying *v)
{
    uint8_t page[EVN_BLOCK_PAGE];
    char path[EVN_FILE_PATH_MAX];
    int fd;
    size_t n;
    snprintf(path, sizeof path, "%s/log.id", v->dir);
    evn_err err = evn_disk_open(v->disk, path, O_RDONLY, &fd);
    if (err != EVN_OK)
        return err;
    err = evn_disk_read(v->disk, fd, page, sizeof page, 0, &n);
    v->disk->close(v->disk->self, fd);
    if (err == EVN_OK && (n != sizeof page || !evn_identity_get(page, &v->identity)))
        err = EVN_E_WRONG_LOG;
    if (err == EVN_OK)
        err = evn_disk_err(v->disk->list(v->disk->self, v->dir, find_last, v));
    return err;
}

static evn_err walk(struct verifying *v,
                    int (*progress)(void *arg, const struct evn_verify_progress *at), void *arg)
{
    *v->report = (struct evn_file_report){0};
    *v->head = (struct evn_journal_head){.next_seq = 1, .recorded_at_us = INT64_MIN};
    evn_err err = load(v);
    memcpy(v->head->log_id, v->identity.log_id, sizeof v->head->log_id);
    if (err == EVN_OK && v->last == 0)
        return bad_at(v, "seg-", 1, 0);
    for (uint64_t n = 1; err == EVN_OK && n <= v->last; n++) {
        struct evn_verify_progress at = {
            .done_files = n - 1, .n_files = v->last, .next_seq = v->head->next_seq};
        if (progress != NULL && progress(arg, &at) != 0)
            return EVN_E_AGAIN;
        err = verify_segment(v, n);
        if (err == EVN_OK)
            err = v->given;
    }
    if (err == EVN_OK && v->head->next_seq <= v->identity.floor_seq)
        err = bad_at(v, "seg-", v->last, v->report->offset);
    return err;
}

evn_err evn_journal_verify(const char *dir, const struct evn_disk *disk,
                           int (*progress)(void *arg, const struct evn_verify_progress *at),
                           void *arg, struct evn_journal_head *head, struct evn_file_report *report)
{
    struct verifying v = {
        .dir = dir, .disk = disk != NULL ? disk : evn_disk_real(), .head = head, .report = report};
    return walk(&v, progress, arg);
}

evn_err evn_journal_walk(const char *dir,
                         evn_err (*block)(void *arg, const struct evn_block *block), void *arg,
                         struct evn_journal_head *head, struct evn_file_report *report)
{
    struct verifying v = {.dir = dir,
                          .disk = evn_disk_real(),
                          .head = head,
                          .report = report,
                          .block = block,
                          .block_arg = arg};
    return walk(&v, NULL, NULL);
}

#include "common/journal/archive.h"
#include "common/journal/file_int.h"

#include <fcntl.h>
#include <stdlib.h>

struct file_reader {
    struct evn_journal_reader base;
    struct evn_file_log *log;
    uint64_t next_seq;            /* number the caller wants next */
    struct evn_block_place place; /* where its block is, once placed */
    bool placed;
    int fd;                      /* of the live segment at `place`, or -1 */
    struct evn_archive *archive; /* of the archived segment at `place`, or NULL */
    bool chained;
    struct evn_journal_head head; /* behind the last block returned, once chained */
    uint8_t *bytes;               /* the block read last, owned */
    size_t cap;
};

static void close_segment(struct file_reader *r)
{
    if (r->fd >= 0)
        r->log->disk->close(r->log->disk->self, r->fd);
    r->fd = -1;
    evn_archive_close(&r->archive);
}

static void go_to(struct file_reader *r, struct evn_block_place place)
{
    if (r->place.segment != place.segment)
        close_segment(r);
    r->place = place;
    r->placed = true;
}

/* Is there a committed block, and where does it start? An exact point leads into the next segment;
 * a reader that has no place yet starts at the point before. */
static bool look_up(struct file_reader *r)
{
    struct evn_file_shared *s = &r->log->shared;
    pthread_mutex_lock(&s->lock);
    bool there = r->next_seq <= s->committed;
    struct evn_log_point point = {0};
    if (there)
        point = *evn_file_find_point(s, r->next_seq);
    pthread_mutex_unlock(&s->lock);
    if (there && (!r->placed || point.seq == r->next_seq))
        go_to(r, point.place);
    return there;
}

static evn_err open_segment(struct file_reader *r)
{
    if (r->fd >= 0)
        return EVN_OK;
    char path[EVN_FILE_PATH_MAX];
    evn_file_path(r->log->dir, "seg-", r->place.segment, path);
    return evn_disk_open(r->log->disk, path, O_RDONLY, &r->fd);
}

/* Read the page at the place and say which block it begins. */
static evn_err read_header(struct file_reader *r, struct evn_block *b, uint32_t *len)
{
    size_t n;
    if (!evn_file_bytes_room(&r->bytes, &r->cap, EVN_BLOCK_PAGE))
        return EVN_E_NO_MEMORY;
    evn_err err = evn_disk_read(r->log->disk, r->fd, r->bytes, EVN_BLOCK_PAGE, r->place.offset, &n);
    if (err != EVN_OK)
        return err;
    return n == EVN_BLOCK_PAGE && evn_block_peek(r->log->head.log_id, r->place, r->bytes, b, len)
               ? EVN_OK
               : EVN_E_CORRUPT;
}

/* Were these bytes hashed and written by this process a moment ago, and is the file still theirs?
 * To be asked after they were read. */
static bool is_fresh(struct file_reader *r, uint64_t first_seq)
{
    struct evn_file_shared *s = &r->log->shared;
    pthread_mutex_lock(&s->lock);
    bool yes = first_seq >= s->written_from && r->place.segment > s->archived_through &&
               r->place.segment + 1 >= s->segment;
    pthread_mutex_unlock(&s->lock);
    return yes;
}

/* Read the rest of the block whose first page is there, and check it: all of it, or its header when
 * it is fresh. */
static evn_err read_body(struct file_reader *r, uint32_t len, struct evn_block *out)
{
    const uint8_t *log_id = r->log->head.log_id;
    size_t span = (size_t)evn_block_span(len), n = 0;
    if (!evn_file_bytes_room(&r->bytes, &r->cap, span))
        return EVN_E_NO_MEMORY;
    evn_err err = EVN_OK;
    if (span > EVN_BLOCK_PAGE)
        err = evn_disk_read(r->log->disk, r->fd, r->bytes + EVN_BLOCK_PAGE, span - EVN_BLOCK_PAGE,
                            r->place.offset + EVN_BLOCK_PAGE, &n);
    if (err != EVN_OK)
        return err;
    const struct evn_bytes bytes = evn_bytes_of(r->bytes, EVN_BLOCK_PAGE + n);
    if (evn_block_take(log_id, r->place, bytes, out) && is_fresh(r, out->first_seq))
        return EVN_OK;
    return evn_block_open(log_id, r->place, bytes, out) == EVN_BLOCK_VALID ? EVN_OK : EVN_E_CORRUPT;
}

/* The block that holds next_seq, from a live segment. */
static evn_err read_live(struct file_reader *r, struct evn_block *out)
{
    struct evn_block b;
    uint32_t len = 0;
    evn_err err = open_segment(r);
    while (err == EVN_OK) {
        err = read_header(r, &b, &len);
        if (err != EVN_OK || b.first_seq + b.count > r->next_seq)
            break;
        r->place.offset += evn_block_span(len);
    }
    return err != EVN_OK ? err : read_body(r, len, out);
}

static bool is_archived(struct file_reader *r)
{
    struct evn_file_shared *s = &r->log->shared;
    pthread_mutex_lock(&s->lock);
    bool yes = r->place.segment <= s->archived_through;
    pthread_mutex_unlock(&s->lock);
    return yes;
}

/* The block that holds next_seq, from the archive. */
static evn_err read_archived(struct file_reader *r, struct evn_block *out)
{
    if (r->archive == NULL) {
        char path[EVN_FILE_PATH_MAX];
        close_segment(r);
        evn_file_path(r->log->dir, "archive/arc-", r->place.segment, path);
        evn_err err = evn_archive_open(r->log->disk, path, r->log->head.log_id, &r->archive);
        if (err != EVN_OK)
            return err;
    }
    evn_err err = evn_archive_read(r->archive, r->next_seq, out);
    return err == EVN_E_ROLLED_BACK ? EVN_E_CORRUPT : err;
}

/* The block that holds next_seq, from memory. EVN_E_AGAIN: it is not there. */
static evn_err read_recent(struct file_reader *r, struct evn_block *out)
{
    struct evn_recent_block b;
    evn_err err = evn_file_recent_get(&r->log->recent, r->next_seq, &r->bytes, &r->cap, &b);
    if (err != EVN_OK)
        return err;
    go_to(r, b.place);
    return evn_block_take(r->log->head.log_id, b.place, evn_bytes_of(r->bytes, b.span), out)
               ? EVN_OK
               : EVN_E_CORRUPT;
}

/* A segment may move to the archive, and its file to another life, while it is being read. */
static evn_err read_any(struct file_reader *r, struct evn_block *out)
{
    evn_err recent = read_recent(r, out);
    if (recent != EVN_E_AGAIN)
        return recent;
    if (is_archived(r))
        return read_archived(r, out);
    evn_err err = read_live(r, out);
    return err != EVN_OK && is_archived(r) ? read_archived(r, out) : err;
}

static evn_err file_next(struct evn_journal_reader *reader, struct evn_block *out)
{
    struct file_reader *r = (struct file_reader *)reader;
    if (!look_up(r))
        return EVN_E_AGAIN;
    struct evn_block b;
    evn_err err = read_any(r, &b);
    if (err != EVN_OK)
        return err;
    if (b.first_seq > r->next_seq || (r->chained && !evn_block_chains(&r->head, &b)))
        return EVN_E_CORRUPT;
    evn_block_advance(&r->head, &b);
    r->chained = true;
    r->next_seq = r->head.next_seq;
    r->place.offset += evn_block_span(b.payload.len);
    *out = b;
    return EVN_OK;
}

static void file_reader_destroy(struct evn_journal_reader *reader)
{
    struct file_reader *r = (struct file_reader *)reader;
    close_segment(r);
    free(r->bytes);
    free(r);
}

static const struct evn_journal_reader_ops file_reader_ops = {.next = file_next,
                                                              .destroy = file_reader_destroy};

evn_err evn_file_reader_new(struct evn_journal *journal, uint64_t from_seq,
                            struct evn_journal_reader **out)
{
    struct evn_file_log *log = (struct evn_file_log *)journal;
    pthread_mutex_lock(&log->shared.lock);
    bool beyond = from_seq > log->shared.committed + 1;
    pthread_mutex_unlock(&log->shared.lock);
    if (beyond)
        return EVN_E_ROLLED_BACK;
    struct file_reader *r = calloc(1, sizeof *r);
    if (r == NULL)
        return EVN_E_NO_MEMORY;
    r->base.ops = &file_reader_ops;
    r->log = log;
    r->next_seq = from_seq;
    r->fd = -1;
    *out = &r->base;
    return EVN_OK;
}

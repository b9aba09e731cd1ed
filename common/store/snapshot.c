#include "common/store/snapshot.h"

#include "common/base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

/* Row in the file: u32 table, u32 key length, u32 value length, key, value. */
enum { HEAD_LEN = 12, OUT_MAX = 1 << 20 };

struct evn_snapshot {
    int fd;
    uint64_t len;       /* bytes of the file */
    const uint8_t *map; /* the whole file, read-only; NULL while it is empty */
    uint64_t n_rows;
    struct evn_position at;
    atomic_int n_users;
};

/* Rows on their way to the file. */
struct copy {
    struct evn_snapshot *to;
    struct evn_buf out;
    evn_snapshot_filter filter;
    void *self;
};

static evn_err flush(struct copy *copy)
{
    size_t done = 0;
    while (done < copy->out.len) {
        ssize_t n = pwrite(copy->to->fd, copy->out.at + done, copy->out.len - done,
                           (off_t)(copy->to->len + done));
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return n < 0 && errno == ENOSPC ? EVN_E_NO_SPACE : EVN_E_IO;
        done += (size_t)n;
    }
    copy->to->len += done;
    evn_buf_clear(&copy->out);
    return EVN_OK;
}

static evn_err add_row(struct copy *copy, size_t table, MDB_val key, MDB_val value)
{
    struct evn_bytes k = evn_bytes_of(key.mv_data, key.mv_size);
    struct evn_bytes v = evn_bytes_of(value.mv_data, value.mv_size);
    if (copy->filter != NULL && !copy->filter(copy->self, table, k, v))
        return EVN_OK;
    if (copy->out.len + HEAD_LEN + k.len + v.len > OUT_MAX) {
        evn_err err = flush(copy);
        if (err != EVN_OK)
            return err;
    }
    uint8_t head[HEAD_LEN];
    evn_put_u32(head, (uint32_t)table);
    evn_put_u32(head + 4, (uint32_t)k.len);
    evn_put_u32(head + 8, (uint32_t)v.len);
    evn_err err = evn_buf_add(&copy->out, evn_bytes_of(head, sizeof head));
    if (err == EVN_OK)
        err = evn_buf_add(&copy->out, k);
    if (err == EVN_OK)
        err = evn_buf_add(&copy->out, v);
    copy->to->n_rows++;
    return err;
}

static evn_err copy_table(struct copy *copy, MDB_txn *txn, MDB_dbi dbi, size_t table)
{
    MDB_cursor *cursor = NULL;
    MDB_val key, value;
    int rc = mdb_cursor_open(txn, dbi, &cursor);
    if (rc != 0)
        return evn_store_err(rc);
    evn_err err = EVN_OK;
    while (err == EVN_OK && (rc = mdb_cursor_get(cursor, &key, &value, MDB_NEXT)) == 0)
        err = add_row(copy, table, key, value);
    mdb_cursor_close(cursor);
    return err != EVN_OK || rc == MDB_NOTFOUND ? err : evn_store_err(rc);
}

/* A file without a name. */
static int open_unnamed(const char *dir)
{
    char path[PATH_MAX];
    if ((size_t)snprintf(path, sizeof path, "%s/snapshot-XXXXXX", dir) >= sizeof path)
        return -1;
    int fd = mkostemp(path, O_CLOEXEC);
    if (fd >= 0)
        (void)unlink(path);
    return fd;
}

static evn_err map_file(struct evn_snapshot *s)
{
    if (s->len == 0)
        return EVN_OK;
    void *map = mmap(NULL, s->len, PROT_READ, MAP_SHARED, s->fd, 0);
    if (map == MAP_FAILED)
        return EVN_E_NO_MEMORY;
    s->map = map;
    return EVN_OK;
}

evn_err evn_snapshot_take(struct evn_reader *reader, const MDB_dbi *tables, size_t n_tables,
                          evn_snapshot_filter filter, void *self, const char *dir,
                          struct evn_snapshot **out)
{
    *out = NULL;
    EVN_ASSERT(reader->begun_us != 0);
    if (n_tables > EVN_SNAPSHOT_TABLES_MAX)
        return EVN_E_LIMIT;
    struct evn_snapshot *s = calloc(1, sizeof *s);
    if (s == NULL)
        return EVN_E_NO_MEMORY;
    atomic_init(&s->n_users, 1);
    s->at = reader->at;
    s->fd = open_unnamed(dir);
    struct copy copy = {.to = s, .filter = filter, .self = self};
    evn_buf_init(&copy.out, OUT_MAX + HEAD_LEN);
    evn_err err = s->fd >= 0 ? EVN_OK : EVN_E_IO;
    for (size_t i = 0; err == EVN_OK && i < n_tables; i++)
        err = copy_table(&copy, reader->txn, tables[i], i);
    if (err == EVN_OK)
        err = flush(&copy);
    if (err == EVN_OK)
        err = map_file(s);
    evn_buf_fini(&copy.out);
    if (err != EVN_OK)
        evn_snapshot_drop(&s);
    *out = s;
    return err;
}

struct evn_snapshot *evn_snapshot_share(struct evn_snapshot *snapshot)
{
    atomic_fetch_add(&snapshot->n_users, 1);
    return snapshot;
}

void evn_snapshot_drop(struct evn_snapshot **snapshot)
{
    struct evn_snapshot *s = *snapshot;
    *snapshot = NULL;
    if (s == NULL || atomic_fetch_sub(&s->n_users, 1) != 1)
        return;
    if (s->map != NULL)
        munmap((void *)(uintptr_t)s->map, s->len);
    if (s->fd >= 0)
        close(s->fd);
    free(s);
}

const struct evn_position *evn_snapshot_position(const struct evn_snapshot *snapshot)
{
    return &snapshot->at;
}

uint64_t evn_snapshot_n_rows(const struct evn_snapshot *snapshot)
{
    return snapshot->n_rows;
}

bool evn_snapshot_next(const struct evn_snapshot *snapshot, uint64_t *at,
                       struct evn_snapshot_row *out)
{
    if (*at == snapshot->len)
        return false;
    EVN_ASSERT(*at < snapshot->len);
    const uint8_t *head = snapshot->map + *at;
    out->table = evn_get_u32(head);
    out->key = evn_bytes_of(head + HEAD_LEN, evn_get_u32(head + 4));
    out->value = evn_bytes_of(out->key.at + out->key.len, evn_get_u32(head + 8));
    *at += HEAD_LEN + out->key.len + out->value.len;
    return true;
}

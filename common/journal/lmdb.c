#include "common/journal/lmdb.h"

#include "common/journal/backend.h"
#include "common/journal/block.h"
#include "common/journal/disk.h"
#include "common/journal/segment.h"

#include <errno.h>
#include <libgen.h>
#include <limits.h>
#include <lmdb.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { KEY_LEN = 8, READERS_MAX = 64 };

static const struct evn_block_place nowhere = {0, 0};

struct lmdb_journal {
    struct evn_journal base;
    MDB_env *env;
    MDB_dbi dbi; /* 0 -> identity page; first number, big-endian -> row */
    struct evn_journal_head head;
    bool broken;
    pthread_mutex_t lock; /* committed and limit: readers run on other threads */
    uint64_t limit;
    uint64_t committed;
};

struct lmdb_reader {
    struct evn_journal_reader base;
    struct lmdb_journal *journal;
    uint64_t next_seq;
    bool chained;
    struct evn_journal_head head; /* behind the last block returned, once chained */
    uint8_t *row;                 /* copy of the row read last, owned */
    size_t cap;
};

static struct lmdb_journal *mine(const struct evn_journal *journal)
{
    return (struct lmdb_journal *)journal;
}

static evn_err from_lmdb(int rc)
{
    switch (rc) {
    case 0:
        return EVN_OK;
    case MDB_MAP_FULL:
        return EVN_E_MAP_FULL;
    case MDB_INVALID:
    case MDB_VERSION_MISMATCH:
        return EVN_E_WRONG_LOG;
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_PANIC:
        return EVN_E_CORRUPT;
    case ENOSPC:
        return EVN_E_NO_SPACE;
    case ENOMEM:
        return EVN_E_NO_MEMORY;
    default:
        return EVN_E_IO;
    }
}

static MDB_val key_of(uint8_t to[KEY_LEN], uint64_t seq)
{
    evn_put_be64(to, seq);
    return (MDB_val){.mv_size = KEY_LEN, .mv_data = to};
}

static void commit(struct lmdb_journal *j)
{
    pthread_mutex_lock(&j->lock);
    uint64_t last = j->head.next_seq - 1;
    uint64_t to = last < j->limit ? last : j->limit;
    if (to > j->committed)
        j->committed = to;
    pthread_mutex_unlock(&j->lock);
}

/* Put one row behind the last and make it durable. */
static evn_err put_row(struct lmdb_journal *j, const struct evn_block *b, const uint8_t *header)
{
    uint8_t k[KEY_LEN];
    MDB_val key = key_of(k, b->first_seq);
    MDB_val row = {.mv_size = EVN_BLOCK_HEADER_LEN + b->payload.len};
    MDB_txn *txn;
    if (mdb_txn_begin(j->env, NULL, 0, &txn) != 0)
        return EVN_E_OUTCOME_UNKNOWN;
    int rc = mdb_put(txn, j->dbi, &key, &row, MDB_APPEND | MDB_RESERVE);
    if (rc != 0) {
        mdb_txn_abort(txn);
        return rc == MDB_MAP_FULL ? EVN_E_MAP_FULL : EVN_E_OUTCOME_UNKNOWN;
    }
    memcpy(row.mv_data, header, EVN_BLOCK_HEADER_LEN);
    if (b->payload.len > 0)
        memcpy((uint8_t *)row.mv_data + EVN_BLOCK_HEADER_LEN, b->payload.at, b->payload.len);
    return mdb_txn_commit(txn) == 0 ? EVN_OK : EVN_E_OUTCOME_UNKNOWN;
}

static evn_err lmdb_submit(struct evn_journal *journal, const struct evn_block *block)
{
    struct lmdb_journal *j = mine(journal);
    uint8_t header[EVN_BLOCK_HEADER_LEN];
    if (j->broken)
        return EVN_E_OUTCOME_UNKNOWN;
    struct evn_block b = *block;
    b.incarnation = j->head.incarnation;
    b.durable_through = block->first_seq - 1;
    b.prev = j->head.hash;
    evn_block_seal(j->head.log_id, nowhere, &b, header);
    evn_err err = put_row(j, &b, header);
    j->broken = err == EVN_E_OUTCOME_UNKNOWN;
    if (err != EVN_OK)
        return err;
    evn_block_advance(&j->head, &b);
    commit(j);
    return EVN_OK;
}

static evn_err lmdb_poll(struct evn_journal *journal, struct evn_journal_mark *out)
{
    struct lmdb_journal *j = mine(journal);
    *out =
        (struct evn_journal_mark){.durable_local = j->head.next_seq - 1, .committed = j->committed};
    return j->broken ? EVN_E_OUTCOME_UNKNOWN : EVN_OK;
}

static void lmdb_tail(const struct evn_journal *journal, struct evn_journal_head *out)
{
    *out = mine(journal)->head;
}

static void lmdb_hold(struct evn_journal *journal, uint64_t seq)
{
    struct lmdb_journal *j = mine(journal);
    pthread_mutex_lock(&j->lock);
    j->limit = seq;
    pthread_mutex_unlock(&j->lock);
    commit(j);
}

/* Put the head behind the last row; key 0 is the identity, so there always is a last row. */
static evn_err find_head(struct lmdb_journal *j, MDB_txn *txn)
{
    MDB_cursor *cursor;
    MDB_val key, row;
    evn_err err = from_lmdb(mdb_cursor_open(txn, j->dbi, &cursor));
    if (err != EVN_OK)
        return err;
    err = from_lmdb(mdb_cursor_get(cursor, &key, &row, MDB_LAST));
    struct evn_block b;
    j->head.next_seq = 1;
    j->head.recorded_at_us = INT64_MIN;
    memset(j->head.hash.b, 0, sizeof j->head.hash.b);
    uint64_t incarnation = j->head.incarnation;
    if (err == EVN_OK && evn_get_be64(key.mv_data) > 0) {
        if (evn_block_open(j->head.log_id, nowhere, evn_bytes_of(row.mv_data, row.mv_size), &b) ==
                EVN_BLOCK_VALID &&
            b.first_seq == evn_get_be64(key.mv_data))
            evn_block_advance(&j->head, &b);
        else
            err = EVN_E_CORRUPT;
    }
    j->head.incarnation = incarnation;
    mdb_cursor_close(cursor);
    return err;
}

static evn_err drop_from(struct lmdb_journal *j, MDB_txn *txn, uint64_t seq)
{
    MDB_cursor *cursor;
    MDB_val key, row;
    int rc = mdb_cursor_open(txn, j->dbi, &cursor);
    if (rc != 0)
        return from_lmdb(rc);
    rc = mdb_cursor_get(cursor, &key, &row, MDB_LAST);
    while (rc == 0 && evn_get_be64(key.mv_data) >= seq) {
        rc = mdb_cursor_del(cursor, 0);
        if (rc == 0)
            rc = mdb_cursor_get(cursor, &key, &row, MDB_LAST);
    }
    mdb_cursor_close(cursor);
    return from_lmdb(rc);
}

static evn_err lmdb_truncate(struct evn_journal *journal, uint64_t seq)
{
    struct lmdb_journal *j = mine(journal);
    EVN_ASSERT(seq > j->committed && seq <= j->head.next_seq);
    MDB_txn *txn;
    if (j->broken || mdb_txn_begin(j->env, NULL, 0, &txn) != 0)
        return EVN_E_OUTCOME_UNKNOWN;
    evn_err err = drop_from(j, txn, seq);
    if (err == EVN_OK)
        err = find_head(j, txn);
    if (err != EVN_OK)
        mdb_txn_abort(txn);
    else
        err = from_lmdb(mdb_txn_commit(txn));
    j->broken = err != EVN_OK;
    EVN_ASSERT(err != EVN_OK || j->head.next_seq == seq);
    return err == EVN_OK ? EVN_OK : EVN_E_OUTCOME_UNKNOWN;
}

static void lmdb_destroy(struct evn_journal *journal)
{
    struct lmdb_journal *j = mine(journal);
    mdb_env_close(j->env);
    pthread_mutex_destroy(&j->lock);
    free(j);
}

/* Copy the row that holds `seq` out of LMDB's memory. */
static evn_err copy_row(struct lmdb_reader *r, MDB_txn *txn, size_t *len)
{
    uint8_t k[KEY_LEN];
    MDB_val key = key_of(k, r->next_seq), row;
    MDB_cursor *cursor;
    int rc = mdb_cursor_open(txn, r->journal->dbi, &cursor);
    if (rc != 0)
        return from_lmdb(rc);
    rc = mdb_cursor_get(cursor, &key, &row, MDB_SET_RANGE);
    if (rc == MDB_NOTFOUND)
        rc = mdb_cursor_get(cursor, &key, &row, MDB_LAST);
    else if (rc == 0 && evn_get_be64(key.mv_data) > r->next_seq)
        rc = mdb_cursor_get(cursor, &key, &row, MDB_PREV);
    evn_err err = from_lmdb(rc);
    if (err == EVN_OK && row.mv_size > r->cap) {
        uint8_t *at = realloc(r->row, row.mv_size);
        err = at != NULL ? EVN_OK : EVN_E_NO_MEMORY;
        r->row = at != NULL ? at : r->row;
        r->cap = at != NULL ? row.mv_size : r->cap;
    }
    if (err == EVN_OK) {
        memcpy(r->row, row.mv_data, row.mv_size);
        *len = row.mv_size;
    }
    mdb_cursor_close(cursor);
    return err;
}

static evn_err lmdb_next(struct evn_journal_reader *reader, struct evn_block *out)
{
    struct lmdb_reader *r = (struct lmdb_reader *)reader;
    struct lmdb_journal *j = r->journal;
    pthread_mutex_lock(&j->lock);
    bool there = r->next_seq <= j->committed;
    pthread_mutex_unlock(&j->lock);
    if (!there)
        return EVN_E_AGAIN;
    MDB_txn *txn;
    size_t len = 0;
    evn_err err = from_lmdb(mdb_txn_begin(j->env, NULL, MDB_RDONLY, &txn));
    if (err != EVN_OK)
        return err;
    err = copy_row(r, txn, &len);
    mdb_txn_abort(txn);
    if (err != EVN_OK)
        return err;
    struct evn_block b;
    if (evn_block_open(j->head.log_id, nowhere, evn_bytes_of(r->row, len), &b) != EVN_BLOCK_VALID ||
        b.first_seq > r->next_seq || b.first_seq + b.count <= r->next_seq ||
        (r->chained && !evn_block_chains(&r->head, &b)))
        return EVN_E_CORRUPT;
    evn_block_advance(&r->head, &b);
    r->chained = true;
    r->next_seq = r->head.next_seq;
    *out = b;
    return EVN_OK;
}

static void lmdb_reader_destroy(struct evn_journal_reader *reader)
{
    free(((struct lmdb_reader *)reader)->row);
    free(reader);
}

static const struct evn_journal_reader_ops lmdb_reader_ops = {.next = lmdb_next,
                                                              .destroy = lmdb_reader_destroy};

static evn_err lmdb_reader_new(struct evn_journal *journal, uint64_t from_seq,
                               struct evn_journal_reader **out)
{
    struct lmdb_journal *j = mine(journal);
    pthread_mutex_lock(&j->lock);
    bool beyond = from_seq > j->committed + 1;
    pthread_mutex_unlock(&j->lock);
    if (beyond)
        return EVN_E_ROLLED_BACK;
    struct lmdb_reader *r = calloc(1, sizeof *r);
    if (r == NULL)
        return EVN_E_NO_MEMORY;
    r->base.ops = &lmdb_reader_ops;
    r->journal = j;
    r->next_seq = from_seq;
    *out = &r->base;
    return EVN_OK;
}

static const struct evn_journal_ops lmdb_ops = {
    .submit = lmdb_submit,
    .poll = lmdb_poll,
    .tail = lmdb_tail,
    .hold = lmdb_hold,
    .truncate = lmdb_truncate,
    .destroy = lmdb_destroy,
    .reader_new = lmdb_reader_new,
};

static int open_env(MDB_env *env, const char *path, uint64_t map_bytes)
{
    int rc = mdb_env_set_mapsize(env, map_bytes > 0 ? (size_t)map_bytes : (size_t)64 << 30);
    if (rc == 0)
        rc = mdb_env_set_maxreaders(env, READERS_MAX);
    return rc != 0 ? rc : mdb_env_open(env, path, MDB_NOSUBDIR | MDB_NOTLS, 0600);
}

static MDB_val identity_row(const struct evn_log_identity *identity, uint8_t page[EVN_BLOCK_PAGE])
{
    evn_identity_put(identity, page);
    return (MDB_val){.mv_size = EVN_BLOCK_PAGE, .mv_data = page};
}

/* Write the identity of a log that was never opened into a new file. */
static int fill_new(MDB_env *env, const struct evn_log_identity *identity)
{
    uint8_t k[KEY_LEN], page[EVN_BLOCK_PAGE];
    MDB_val key = key_of(k, 0), row = identity_row(identity, page);
    MDB_txn *txn;
    MDB_dbi dbi;
    int rc = mdb_txn_begin(env, NULL, 0, &txn);
    if (rc != 0)
        return rc;
    rc = mdb_dbi_open(txn, NULL, 0, &dbi);
    if (rc == 0)
        rc = mdb_put(txn, dbi, &key, &row, 0);
    if (rc == 0)
        return mdb_txn_commit(txn);
    mdb_txn_abort(txn);
    return rc;
}

/* Make the file under another name first: a power cut while LMDB makes it leaves one that does not
 * open. The name is made durable with the folder. */
static evn_err make_file(const char *path, const struct evn_env *world)
{
    char tmp[PATH_MAX], lock[PATH_MAX + 8], dir[PATH_MAX];
    struct evn_log_identity identity = {0};
    MDB_env *env;
    int n = snprintf(tmp, sizeof tmp, "%s.tmp", path);
    if (n < 0 || (size_t)n >= sizeof tmp)
        return EVN_E_CONFIG;
    snprintf(lock, sizeof lock, "%s-lock", tmp);
    snprintf(dir, sizeof dir, "%s", path);
    if (unlink(tmp) != 0 && errno != ENOENT)
        return EVN_E_IO;
    int rc = mdb_env_create(&env);
    if (rc != 0)
        return from_lmdb(rc);
    world->random(world->self, identity.log_id, sizeof identity.log_id);
    rc = open_env(env, tmp, 1 << 20);
    if (rc == 0)
        rc = fill_new(env, &identity);
    mdb_env_close(env);
    int gone = unlink(lock);
    (void)gone; /* a lock file left over does no harm */
    const struct evn_disk *disk = evn_disk_real();
    if (rc == 0 && rename(tmp, path) != 0)
        rc = errno;
    return rc != 0 ? from_lmdb(rc) : evn_disk_err(disk->flush_dir(disk->self, dirname(dir)));
}

/* LMDB maps the file: one that is shorter than its own last page ends the process on reading. */
static evn_err check_size(MDB_env *env, const char *path)
{
    MDB_envinfo info;
    MDB_stat stat_of;
    struct stat st;
    if (mdb_env_info(env, &info) != 0 || mdb_env_stat(env, &stat_of) != 0 || stat(path, &st) != 0)
        return EVN_E_IO;
    return (uint64_t)st.st_size < (info.me_last_pgno + 1) * stat_of.ms_psize ? EVN_E_CORRUPT
                                                                             : EVN_OK;
}

/* Read the identity and count the opening. */
static evn_err identify(struct lmdb_journal *j, MDB_txn *txn)
{
    uint8_t k[KEY_LEN], page[EVN_BLOCK_PAGE];
    struct evn_log_identity identity;
    MDB_val key = key_of(k, 0), row;
    int rc = mdb_get(txn, j->dbi, &key, &row);
    if (rc == MDB_NOTFOUND ||
        (rc == 0 && (row.mv_size != EVN_BLOCK_PAGE || !evn_identity_get(row.mv_data, &identity))))
        return EVN_E_WRONG_LOG;
    if (rc != 0)
        return from_lmdb(rc);
    identity.incarnation++;
    memcpy(j->head.log_id, identity.log_id, sizeof j->head.log_id);
    j->head.incarnation = identity.incarnation;
    row = identity_row(&identity, page);
    return from_lmdb(mdb_put(txn, j->dbi, &key, &row, 0));
}

static evn_err start(struct lmdb_journal *j, const struct evn_lmdb_log_options *options)
{
    MDB_txn *txn;
    evn_err err = from_lmdb(mdb_txn_begin(j->env, NULL, 0, &txn));
    if (err != EVN_OK)
        return err;
    err = from_lmdb(mdb_dbi_open(txn, NULL, 0, &j->dbi));
    if (err == EVN_OK)
        err = identify(j, txn);
    if (err == EVN_OK)
        err = find_head(j, txn);
    if (err == EVN_OK && options->known_seq >= j->head.next_seq)
        err = EVN_E_LOG_BEHIND_VIEW;
    if (err != EVN_OK) {
        mdb_txn_abort(txn);
        return err;
    }
    return from_lmdb(mdb_txn_commit(txn));
}

evn_err evn_journal_lmdb_open(const struct evn_lmdb_log_options *options, struct evn_journal **out)
{
    *out = NULL;
    const struct evn_env *env = options->env != NULL ? options->env : evn_env_real();
    evn_err err = access(options->path, F_OK) == 0 ? EVN_OK : make_file(options->path, env);
    if (err != EVN_OK)
        return err;
    struct lmdb_journal *j = calloc(1, sizeof *j);
    if (j == NULL)
        return EVN_E_NO_MEMORY;
    j->base.ops = &lmdb_ops;
    j->limit = UINT64_MAX;
    pthread_mutex_init(&j->lock, NULL);
    err = from_lmdb(mdb_env_create(&j->env));
    if (err == EVN_OK)
        err = from_lmdb(open_env(j->env, options->path, options->map_bytes));
    if (err == EVN_OK)
        err = check_size(j->env, options->path);
    if (err == EVN_OK)
        err = start(j, options);
    if (err != EVN_OK) {
        lmdb_destroy(&j->base);
        return err;
    }
    commit(j);
    *out = &j->base;
    return EVN_OK;
}

#include "common/store/store.h"

#include "common/store/position.h"
#include "common/store/sound.h"

#include <errno.h>
#include <fcntl.h>
#include <libgen.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

enum { ENV_FLAGS = MDB_NOTLS | MDB_NOSUBDIR, ALARM_PERCENT = 70 };

struct evn_store {
    MDB_env *env;
    uint64_t headroom;
    size_t page_bytes;
    int lock_fd; /* flock on the data file itself */
};

evn_err evn_store_err(int rc)
{
    switch (rc) {
    case MDB_SUCCESS:
        return EVN_OK;
    case MDB_MAP_FULL:
        return EVN_E_MAP_FULL;
    case ENOSPC:
    case EDQUOT:
        return EVN_E_NO_SPACE;
    case ENOMEM:
        return EVN_E_NO_MEMORY;
    case MDB_READERS_FULL:
    case MDB_DBS_FULL:
    case MDB_TXN_FULL:
        return EVN_E_LIMIT;
    case MDB_PANIC:
        return EVN_E_OUTCOME_UNKNOWN;
    case MDB_VERSION_MISMATCH:
        return EVN_E_WRONG_LOG;
    case MDB_CORRUPTED:
    case MDB_PAGE_NOTFOUND:
    case MDB_INVALID:
    case MDB_CURSOR_FULL:
    case MDB_BAD_TXN:
    case MDB_BAD_VALSIZE:
    case MDB_INCOMPATIBLE:
    case MDB_NOTFOUND:
    case MDB_KEYEXIST:
    case MDB_PAGE_FULL:
        return EVN_E_CORRUPT;
    default:
        return EVN_E_IO;
    }
}

bool evn_store_flags_safe(unsigned flags)
{
    return (flags & (MDB_NOSYNC | MDB_NOMETASYNC | MDB_WRITEMAP | MDB_MAPASYNC | MDB_NOLOCK |
                     MDB_FIXEDMAP)) == 0;
}

static evn_err sync_folder_of(const char *path)
{
    char copy[PATH_MAX];
    if ((size_t)snprintf(copy, sizeof copy, "%s", path) >= sizeof copy)
        return EVN_E_CONFIG;
    int fd = open(dirname(copy), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd < 0)
        return EVN_E_IO;
    int rc = fsync(fd);
    close(fd);
    return rc == 0 ? EVN_OK : EVN_E_IO;
}

static evn_err open_env(const struct evn_store_config *config, const char *path, MDB_env **out)
{
    MDB_env *env = NULL;
    int rc = mdb_env_create(&env);
    if (rc == 0)
        rc = mdb_env_set_mapsize(env, config->map_size);
    if (rc == 0)
        rc = mdb_env_set_maxdbs(env, config->n_tables_max);
    if (rc == 0)
        rc = mdb_env_set_maxreaders(env, config->n_readers_max);
    if (rc == 0)
        rc = mdb_env_open(env, path, ENV_FLAGS, 0600);
    if (rc != 0) {
        mdb_env_close(env);
        return evn_store_err(rc);
    }
    unsigned flags = 0;
    mdb_env_get_flags(env, &flags);
    EVN_ASSERT(evn_store_flags_safe(flags));
    *out = env;
    return EVN_OK;
}

/* LMDB's lock file beside `path`; false when the name is too long. */
static bool lock_name(const char *path, char out[PATH_MAX])
{
    return (size_t)snprintf(out, PATH_MAX, "%s-lock", path) < PATH_MAX;
}

static evn_err remove_pair(const char *path)
{
    char lock[PATH_MAX];
    if (!lock_name(path, lock))
        return EVN_E_CONFIG;
    if ((unlink(path) != 0 && errno != ENOENT) || (unlink(lock) != 0 && errno != ENOENT))
        return EVN_E_IO;
    return EVN_OK;
}

/* Make an empty environment at `path`: under another name first, then renamed, all synced. */
static evn_err create(const struct evn_store_config *config)
{
    char made[PATH_MAX], made_lock[PATH_MAX];
    if ((size_t)snprintf(made, sizeof made, "%s.new", config->path) >= sizeof made ||
        !lock_name(made, made_lock))
        return EVN_E_CONFIG;
    evn_err err = remove_pair(made);
    MDB_env *env = NULL;
    if (err == EVN_OK)
        err = open_env(config, made, &env);
    if (err != EVN_OK)
        return err;
    int rc = mdb_env_sync(env, 1);
    mdb_env_close(env);
    if (rc != 0)
        return evn_store_err(rc);
    if (rename(made, config->path) != 0)
        return EVN_E_IO;
    (void)unlink(made_lock);
    return sync_folder_of(config->path);
}

/* Take the flock that keeps every other opener out; creates the file when there is none. */
static evn_err lock(const struct evn_store_config *config, int *out_fd)
{
    *out_fd = open(config->path, O_RDWR | O_CLOEXEC);
    if (*out_fd < 0 && errno == ENOENT) {
        evn_err err = create(config);
        if (err != EVN_OK)
            return err;
        *out_fd = open(config->path, O_RDWR | O_CLOEXEC);
    }
    if (*out_fd < 0)
        return EVN_E_IO;
    if (flock(*out_fd, LOCK_EX | LOCK_NB) == 0)
        return EVN_OK;
    close(*out_fd);
    *out_fd = -1;
    return EVN_E_LOCKED;
}

static evn_err read_page_bytes(struct evn_store *store)
{
    MDB_stat stat;
    int rc = mdb_env_stat(store->env, &stat);
    store->page_bytes = stat.ms_psize;
    return evn_store_err(rc);
}

evn_err evn_store_open(const struct evn_store_config *config, struct evn_store **out)
{
    *out = NULL;
    struct evn_store *store = calloc(1, sizeof *store);
    if (store == NULL)
        return EVN_E_NO_MEMORY;
    store->headroom = config->headroom;
    store->lock_fd = -1;
    struct stat st;
    struct evn_store_usage usage;
    evn_err err = lock(config, &store->lock_fd);
    if (err == EVN_OK && fstat(store->lock_fd, &st) != 0)
        err = EVN_E_IO;
    /* LMDB would take an emptied file for a new one. */
    if (err == EVN_OK && st.st_size == 0)
        err = EVN_E_CORRUPT;
    if (err == EVN_OK)
        err = evn_sound_check(config->path, NULL);
    if (err == EVN_OK)
        err = open_env(config, config->path, &store->env);
    if (err == EVN_OK)
        err = read_page_bytes(store);
    if (err == EVN_OK)
        err = evn_store_tend(store, &usage);
    if (err != EVN_OK)
        evn_store_destroy(&store);
    *out = store;
    return err;
}

void evn_store_destroy(struct evn_store **store)
{
    if (*store == NULL)
        return;
    if ((*store)->env != NULL)
        mdb_env_close((*store)->env);
    if ((*store)->lock_fd >= 0)
        close((*store)->lock_fd);
    free(*store);
    *store = NULL;
}

evn_err evn_store_remove(const char *path)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0 && errno != ENOENT)
        return EVN_E_IO;
    bool held = fd >= 0 && flock(fd, LOCK_EX | LOCK_NB) != 0;
    evn_err err = held ? EVN_E_LOCKED : remove_pair(path);
    if (err == EVN_OK)
        err = sync_folder_of(path);
    if (fd >= 0)
        close(fd);
    return err;
}

/* Views that lack a table are not to be read as they are, now or by a later start: with the table
 * their position gets no format. */
static evn_err unsettle(MDB_txn *txn)
{
    MDB_dbi meta;
    struct evn_position at;
    bool found;
    int rc = mdb_dbi_open(txn, "meta", 0, &meta);
    if (rc != 0)
        return rc == MDB_NOTFOUND ? EVN_OK : evn_store_err(rc);
    evn_err err = evn_position_get(txn, meta, &at, &found);
    if (err != EVN_OK || !found || at.seq == 0)
        return err;
    at.format = EVN_FORMAT_NONE;
    return evn_position_put(txn, meta, &at);
}

evn_err evn_store_table(struct evn_store *store, const char *name, MDB_dbi *out)
{
    MDB_txn *txn = NULL;
    int rc = mdb_txn_begin(store->env, NULL, MDB_RDONLY, &txn);
    if (rc != 0)
        return evn_store_err(rc);
    rc = mdb_dbi_open(txn, name, 0, out);
    if (rc == 0)
        return evn_store_commit(txn); /* keeps the handle */
    mdb_txn_abort(txn);
    if (rc != MDB_NOTFOUND)
        return evn_store_err(rc);
    rc = mdb_txn_begin(store->env, NULL, 0, &txn);
    if (rc != 0)
        return evn_store_err(rc);
    evn_err err = unsettle(txn);
    if (err == EVN_OK)
        err = evn_store_err(mdb_dbi_open(txn, name, MDB_CREATE, out));
    if (err == EVN_OK)
        return evn_store_commit(txn);
    mdb_txn_abort(txn);
    return err;
}

MDB_env *evn_store_env(struct evn_store *store)
{
    return store->env;
}

/* Allocate disk beyond what is used, so that a full disk is met early and not in a commit. */
static bool keep_headroom(struct evn_store *store, uint64_t used, uint64_t *file_bytes)
{
    struct stat st;
    if (fstat(store->lock_fd, &st) != 0)
        return false;
    *file_bytes = (uint64_t)st.st_size;
    if (store->headroom == 0 || *file_bytes >= used + store->headroom / 2)
        return true;
    uint64_t want = used + store->headroom;
    if (fallocate(store->lock_fd, 0, 0, (off_t)want) != 0)
        return errno == EOPNOTSUPP;
    *file_bytes = want;
    return true;
}

evn_err evn_store_tend(struct evn_store *store, struct evn_store_usage *out)
{
    MDB_envinfo info;
    int n_dead = 0;
    *out = (struct evn_store_usage){0};
    int rc = mdb_reader_check(store->env, &n_dead);
    if (rc == 0)
        rc = mdb_env_info(store->env, &info);
    if (rc != 0)
        return evn_store_err(rc);
    out->n_dead = (unsigned)n_dead;
    out->used_bytes = ((uint64_t)info.me_last_pgno + 1) * store->page_bytes;
    out->map_bytes = info.me_mapsize;
    out->alarm = out->used_bytes / ALARM_PERCENT >= out->map_bytes / 100;
    out->headroom_low = !keep_headroom(store, out->used_bytes, &out->file_bytes);
    return EVN_OK;
}

evn_err evn_store_commit(MDB_txn *txn)
{
    int rc = mdb_txn_commit(txn);
    if (rc == 0)
        return EVN_OK;
    if (rc == MDB_MAP_FULL)
        return EVN_E_MAP_FULL;
    return rc == ENOSPC ? EVN_E_NO_SPACE : EVN_E_OUTCOME_UNKNOWN;
}

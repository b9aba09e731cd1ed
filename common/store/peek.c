#include "common/store/peek.h"
#include "common/store/sound.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { TABLES_MAX = 32, MODE = 0600, TRIES = 5 };

struct evn_peek {
    MDB_env *env;
    MDB_txn *txn;
};

/* Take the latest moment, and walk its tree before LMDB does. While the service writes, a moment
 * may be gone before its root is read. */
static evn_err begin(struct evn_peek *p, const char *path)
{
    evn_err err = EVN_E_AGAIN;
    for (int i = 0; i < TRIES && (err == EVN_E_AGAIN || err == EVN_E_CORRUPT); i++) {
        mdb_txn_abort(p->txn);
        p->txn = NULL;
        err = evn_store_err(mdb_txn_begin(p->env, NULL, MDB_RDONLY, &p->txn));
        if (err == EVN_OK)
            err = evn_sound_moment(path, mdb_txn_id(p->txn), NULL);
    }
    return err;
}

evn_err evn_peek_open(const char *path, struct evn_peek **out)
{
    *out = NULL;
    if (access(path, F_OK) != 0)
        return EVN_E_UNKNOWN_REF;
    struct evn_peek *p = calloc(1, sizeof *p);
    if (p == NULL)
        return EVN_E_NO_MEMORY;
    evn_err err = evn_sound_begin(path, NULL);
    if (err == EVN_OK)
        err = evn_store_err(mdb_env_create(&p->env));
    if (err == EVN_OK)
        err = evn_store_err(mdb_env_set_maxdbs(p->env, TABLES_MAX));
    if (err == EVN_OK)
        err = evn_store_err(mdb_env_set_mapsize(p->env, EVN_STORE_MAP_SIZE));
    if (err == EVN_OK)
        err =
            evn_store_err(mdb_env_open(p->env, path, MDB_RDONLY | MDB_NOTLS | MDB_NOSUBDIR, MODE));
    if (err == EVN_OK)
        err = begin(p, path);
    *out = p;
    if (err != EVN_OK)
        evn_peek_close(out);
    return err;
}

void evn_peek_close(struct evn_peek **peek)
{
    struct evn_peek *p = *peek;
    if (p == NULL)
        return;
    if (p->txn != NULL)
        mdb_txn_abort(p->txn);
    if (p->env != NULL)
        mdb_env_close(p->env);
    free(p);
    *peek = NULL;
}

/* LMDB gives the same handle for the same name. */
static evn_err find_table(struct evn_peek *p, const char *name, MDB_dbi *out, bool *found)
{
    int rc = mdb_dbi_open(p->txn, name, 0, out);
    *found = rc == 0;
    return rc == MDB_NOTFOUND ? EVN_OK : evn_store_err(rc);
}

evn_err evn_peek_position(struct evn_peek *p, struct evn_position *out, bool *found)
{
    MDB_dbi meta;
    evn_err err = find_table(p, "meta", &meta, found);
    return err != EVN_OK || !*found ? err : evn_position_get(p->txn, meta, out, found);
}

evn_err evn_peek_get(struct evn_peek *p, const char *table, struct evn_bytes key,
                     struct evn_bytes *value, bool *found)
{
    MDB_dbi dbi;
    MDB_val k = {.mv_size = key.len, .mv_data = (void *)(uintptr_t)key.at}, v;
    evn_err err = find_table(p, table, &dbi, found);
    if (err != EVN_OK || !*found)
        return err;
    int rc = mdb_get(p->txn, dbi, &k, &v);
    *found = rc == 0;
    if (rc == 0)
        *value = evn_bytes_of(v.mv_data, v.mv_size);
    return rc == MDB_NOTFOUND ? EVN_OK : evn_store_err(rc);
}

/* Put the cursor on the row with the greatest key up to *k. */
static int floor_of(MDB_cursor *cursor, MDB_val *k, MDB_val *v)
{
    const MDB_val key = *k;
    int rc = mdb_cursor_get(cursor, k, v, MDB_SET_RANGE);
    if (rc == MDB_NOTFOUND)
        return mdb_cursor_get(cursor, k, v, MDB_LAST);
    bool same =
        rc == 0 && k->mv_size == key.mv_size && memcmp(k->mv_data, key.mv_data, key.mv_size) == 0;
    return rc != 0 || same ? rc : mdb_cursor_get(cursor, k, v, MDB_PREV);
}

evn_err evn_peek_floor(struct evn_peek *p, const char *table, struct evn_bytes key,
                       struct evn_bytes *value, bool *found)
{
    MDB_dbi dbi;
    MDB_cursor *cursor;
    MDB_val k = {.mv_size = key.len, .mv_data = (void *)(uintptr_t)key.at}, v;
    evn_err err = find_table(p, table, &dbi, found);
    if (err == EVN_OK && *found)
        err = evn_store_err(mdb_cursor_open(p->txn, dbi, &cursor));
    if (err != EVN_OK || !*found)
        return err;
    int rc = floor_of(cursor, &k, &v);
    *found = rc == 0;
    if (rc == 0)
        *value = evn_bytes_of(v.mv_data, v.mv_size);
    mdb_cursor_close(cursor);
    return rc == MDB_NOTFOUND ? EVN_OK : evn_store_err(rc);
}

evn_err evn_peek_each(struct evn_peek *p, const char *table,
                      evn_err (*row)(void *arg, struct evn_bytes key, struct evn_bytes value),
                      void *arg)
{
    MDB_dbi dbi;
    MDB_cursor *cursor;
    MDB_val k, v;
    bool found;
    evn_err err = find_table(p, table, &dbi, &found);
    if (err == EVN_OK && found)
        err = evn_store_err(mdb_cursor_open(p->txn, dbi, &cursor));
    if (err != EVN_OK || !found)
        return err;
    int rc = mdb_cursor_get(cursor, &k, &v, MDB_FIRST);
    for (; rc == 0 && err == EVN_OK; rc = mdb_cursor_get(cursor, &k, &v, MDB_NEXT))
        err = row(arg, evn_bytes_of(k.mv_data, k.mv_size), evn_bytes_of(v.mv_data, v.mv_size));
    mdb_cursor_close(cursor);
    return err != EVN_OK || rc == MDB_NOTFOUND || rc == 0 ? err : evn_store_err(rc);
}

evn_err evn_peek_count(struct evn_peek *p, const char *table, uint64_t *out)
{
    MDB_dbi dbi;
    MDB_stat stat;
    bool found;
    *out = 0;
    evn_err err = find_table(p, table, &dbi, &found);
    if (err == EVN_OK && found)
        err = evn_store_err(mdb_stat(p->txn, dbi, &stat));
    if (err == EVN_OK && found)
        *out = stat.ms_entries;
    return err;
}

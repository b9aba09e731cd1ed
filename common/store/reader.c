#include "common/store/reader.h"

evn_err evn_reader_init(struct evn_reader *reader, struct evn_store *store, MDB_dbi meta,
                        const struct evn_env *env)
{
    *reader = (struct evn_reader){.store = store, .meta = meta, .env = env};
    int rc = mdb_txn_begin(evn_store_env(store), NULL, MDB_RDONLY, &reader->txn);
    if (rc != 0) {
        reader->txn = NULL;
        return evn_store_err(rc);
    }
    mdb_txn_reset(reader->txn);
    return EVN_OK;
}

void evn_reader_fini(struct evn_reader *reader)
{
    if (reader->txn != NULL)
        mdb_txn_abort(reader->txn);
    reader->txn = NULL;
}

static evn_err renew(struct evn_reader *reader)
{
    bool found;
    int rc = mdb_txn_renew(reader->txn);
    if (rc != 0)
        return evn_store_err(rc);
    reader->begun_us = reader->env->mono_us(reader->env->self);
    evn_err err = evn_position_get(reader->txn, reader->meta, &reader->at, &found);
    if (err != EVN_OK)
        evn_reader_end(reader);
    return err;
}

evn_err evn_reader_begin(struct evn_reader *reader, struct evn_applier *applier, uint64_t at_least,
                         int64_t wait_us)
{
    EVN_ASSERT(reader->begun_us == 0);
    evn_err err = renew(reader);
    if (err != EVN_OK || reader->at.seq >= at_least)
        return err;
    evn_reader_end(reader);
    if (applier == NULL || evn_applier_wait(applier, at_least, wait_us) != EVN_OK)
        return EVN_E_BEHIND;
    err = renew(reader);
    if (err == EVN_OK && reader->at.seq < at_least) {
        evn_reader_end(reader);
        err = EVN_E_BEHIND;
    }
    return err;
}

bool evn_reader_old(const struct evn_reader *reader)
{
    return reader->begun_us != 0 &&
           reader->env->mono_us(reader->env->self) - reader->begun_us > EVN_READER_MAX_US;
}

void evn_reader_end(struct evn_reader *reader)
{
    if (reader->begun_us != 0)
        mdb_txn_reset(reader->txn);
    reader->begun_us = 0;
}

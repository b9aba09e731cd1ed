#include "common/store/rebuild.h"

static evn_err position_now(const struct evn_applier_config *config, struct evn_position *out)
{
    MDB_txn *txn = NULL;
    bool found;
    int rc = mdb_txn_begin(evn_store_env(config->store), NULL, MDB_RDONLY, &txn);
    if (rc != 0)
        return evn_store_err(rc);
    evn_err err = evn_position_get(txn, config->meta, out, &found);
    mdb_txn_abort(txn);
    return err;
}

evn_err evn_rebuild(const struct evn_applier_config *config, struct evn_position *out)
{
    struct evn_applier *applier = NULL;
    evn_err err = evn_applier_new(config, &applier, out);
    if (err == EVN_OK && out->seq != 0)
        err = EVN_E_WRONG_LOG;
    if (err == EVN_OK)
        err = evn_applier_step(applier, true);
    if (err == EVN_OK)
        err = position_now(config, out);
    evn_applier_destroy(&applier);
    return err;
}

#include "tests/integration/ledger/old_views.h"

#include "common/store/position.h"
#include "tests/lib/suite.h"

#include <stdio.h>

void make_views_old(const char *folder)
{
    struct evn_store *store;
    struct evn_position at;
    MDB_txn *txn;
    MDB_dbi meta, balances;
    bool found;
    char path[600];
    snprintf(path, sizeof path, "%s/views.mdb", folder);
    const struct evn_store_config config = {
        .path = path, .map_size = EVN_STORE_MAP_SIZE, .n_tables_max = 32, .n_readers_max = 8};
    EVN_MUST(evn_store_open(&config, &store) == EVN_OK);
    EVN_MUST(evn_store_table(store, "meta", &meta) == EVN_OK);
    EVN_MUST(evn_store_table(store, "balances", &balances) == EVN_OK);
    EVN_MUST(mdb_txn_begin(evn_store_env(store), NULL, 0, &txn) == 0);
    EVN_CHECK_OK(evn_position_get(txn, meta, &at, &found));
    EVN_CHECK(found && at.seq > 0);
    at.format = 1;
    EVN_CHECK_OK(evn_position_put(txn, meta, &at));
    EVN_MUST(mdb_drop(txn, balances, 0) == 0);
    EVN_CHECK_OK(evn_store_commit(txn));
    evn_store_destroy(&store);
}

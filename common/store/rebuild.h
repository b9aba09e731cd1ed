/* rebuild - derive all views again from the log. Shell.
 *
 * The views hold nothing that the log does not: this deletes the file and replays everything. The
 * digest it ends with equals the one before, else log or views were damaged. */
#ifndef EVN_STORE_REBUILD_H
#define EVN_STORE_REBUILD_H

#include "common/store/applier.h"

/* Replay the log into an empty store, from its first event to its last committed one, and give
 * where that ends. Delete the old file with evn_store_remove and open a new one before; `config`
 * is of the new one. EVN_E_WRONG_LOG: the store is not empty. Errors of the applier. */
EVN_MUST_USE evn_err evn_rebuild(const struct evn_applier_config *config, struct evn_position *out);

#endif

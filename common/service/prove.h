/* prove - open a service's log without serving it, and say what state it makes. Shell.
 *
 * The same core, engine and views as when it serves, but no sockets, no keys, no clock and no new
 * event: what the log says is all there is. So two copies of a log can be compared by what they
 * mean, and views are made where there are none. */
#ifndef EVN_SERVICE_PROVE_H
#define EVN_SERVICE_PROVE_H

#include "common/service/host.h"

/* Read the log below `folder` (of one service), make its state, and print
 * "digest NAME SEQ ENTRIES SUM" on standard output. With `keep` it is the service's own folder: it
 * is locked, recovered as at every start, and its views are brought to the end of the log. Without,
 * nothing in `folder` is written; views are made in a folder for temporary files and removed.
 * Returns the process's exit status, and says what went wrong on standard error. */
int evn_prove(const struct evn_host_service *service, const char *folder, bool keep);

#endif

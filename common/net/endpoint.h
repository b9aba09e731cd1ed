/* endpoint - is this address one we may bind or connect? Shell: looks at folders.
 *
 * Two transports: "tcp://host:port" and "ipc:///absolute/path". The folder of an ipc socket is
 * the lock on its door, so it must be ours and closed to others. */
#ifndef EVN_NET_ENDPOINT_H
#define EVN_NET_ENDPOINT_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stdbool.h>

/* sun_path of a unix socket less its NUL; and the longest address we take. */
enum { EVN_IPC_PATH_MAX = 107, EVN_ENDPOINT_MAX = 255 };

/* Is the address well formed and of a transport we use? EVN_E_CONFIG with field "endpoint" and,
 * as subject, what is wrong; a path longer than EVN_IPC_PATH_MAX also with have and want. `why`
 * may be NULL here and below. */
EVN_MUST_USE evn_err evn_endpoint_check(const char *endpoint, struct evn_refusal *why);

/* The path of an ipc address, borrowed from it; NULL for another transport. */
const char *evn_endpoint_path(const char *endpoint);

/* Does it stay on this machine: ipc, 127.x.x.x or [::1]? Names are not looked up. */
bool evn_endpoint_is_local(const char *endpoint);

/* Make the folder of an ipc address, mode 0700, unless it is there; EVN_OK for tcp.
 * EVN_E_CONFIG: the folder belongs to another user or is open to others. EVN_E_IO. */
EVN_MUST_USE evn_err evn_endpoint_folder(const char *endpoint, struct evn_refusal *why);

/* Fill `why` unless it is NULL, with field "endpoint"; returns `err`. */
evn_err evn_endpoint_refuse(struct evn_refusal *why, evn_err err, const char *subject);

#endif

/* lock - one process per data folder. Shell.
 *
 * A flock on FOLDER/lock, taken before any other file of the folder is touched and held until the
 * process ends. The file holds the pid of who has it, for the message of who does not. */
#ifndef EVN_SERVICE_LOCK_H
#define EVN_SERVICE_LOCK_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stdint.h>

/* Take the lock; *fd stays open for as long as it is held. EVN_E_LOCKED: *pid is who has it (0 if
 * unknown). EVN_E_IO. */
EVN_MUST_USE evn_err evn_lock_take(const char *folder, int *fd, int64_t *pid);

#endif

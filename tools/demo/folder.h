/* folder - the data folder of an exercise: empty, ours, or somebody else's. Shell. */
#ifndef EVN_DEMO_FOLDER_H
#define EVN_DEMO_FOLDER_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>

/* Whether there is nothing in the folder (or no such folder). EVN_E_IO. */
EVN_MUST_USE evn_err evn_folder_is_empty(const char *path, bool *empty);

/* Remove what an installation puts there: folders of services, keys, sockets, positions of clients,
 * lock and the supervisor's journal. When anything else lies there, nothing is removed and `other`
 * (room for `cap`) names it: EVN_E_EXISTS. Links are not followed. EVN_E_IO. */
EVN_MUST_USE evn_err evn_folder_clear(const char *path, char *other, size_t cap);

#endif

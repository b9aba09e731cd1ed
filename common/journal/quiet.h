/* quiet - a disk that reads and never writes: to open a log that is not ours to change. Shell.
 *
 * Opening a log writes: it repeats the last block, zeros what is behind and renews `log.id`. On
 * this disk all of that succeeds and is dropped, so the log is opened, replayed and closed, and
 * not one byte of the folder has changed. Caveat: nothing may be appended, for it would be lost.
 * Cure: only readers of a copy nobody serves use it (common/service/prove.h). */
#ifndef EVN_JOURNAL_QUIET_H
#define EVN_JOURNAL_QUIET_H

#include "common/journal/disk.h"

/* Reads go to the real machine. Static. */
const struct evn_disk *evn_disk_quiet(void);

#endif

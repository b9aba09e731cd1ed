/* program - ask a service's own program what state a log makes. Shell.
 *
 * The digest of business state is the service's to say, so its program is run on the log
 * (common/service/prove.h): it prints one line and ends. */
#ifndef EVN_TOOLS_BACKUP_PROGRAM_H
#define EVN_TOOLS_BACKUP_PROGRAM_H

#include "tools/backup/manifest.h"

struct evn_proved {
    uint64_t seq;       /* last event of the log */
    uint64_t n_entries; /* of business state */
    char digest[65];
};

/* Run PROGRAMS/evn-SERVICE --digest FOLDER, or with `data` not NULL --views --data DATA, which
 * makes the views there. What the program says of failures goes to standard error. EVN_E_CONFIG: no
 * such program. EVN_E_CORRUPT: it ended with status 65. EVN_E_IO: otherwise not as it should. */
EVN_MUST_USE evn_err evn_program_prove(const char *programs, const char *service,
                                       const char *folder, const char *data,
                                       struct evn_proved *out);

#endif

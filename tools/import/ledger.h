/* ledger - the ledger as an import finds it: who it is, since when, which documents it has. Shell.
 */
#ifndef EVN_IMPORT_LEDGER_H
#define EVN_IMPORT_LEDGER_H

#include "common/base/textmap.h"
#include "common/client/session.h"

enum { EVN_REFERENCES_MAX = 4000000 };

struct evn_import_ledger {
    struct evn_welcome welcome;
    int64_t began_us;              /* its first block */
    int64_t now_us;                /* its clock */
    struct evn_textmap references; /* of the documents in its log, when they were read */
};

/* Who it is and since when; no references yet. Errors as evn_session_hello. */
EVN_MUST_USE evn_err evn_import_ledger_find(struct evn_import_ledger *ledger,
                                            struct evn_session *session, struct evn_refusal *why);

/* Read its log up to where it is now; each reference is given to `each` (may be NULL) once.
 * Errors as evn_session_read, and of `each`. */
EVN_MUST_USE evn_err evn_import_ledger_read(struct evn_import_ledger *ledger,
                                            struct evn_session *session,
                                            evn_err (*each)(void *self, struct evn_bytes reference),
                                            void *self, struct evn_refusal *why);

/* Whether a document of this reference was read. */
bool evn_import_ledger_has(const struct evn_import_ledger *ledger, const char *reference);

void evn_import_ledger_fini(struct evn_import_ledger *ledger);

#endif

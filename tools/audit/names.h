/* names - numbers of the ledger's dictionaries and what they stand for. Pure but for the heap. */
#ifndef EVN_TOOLS_AUDIT_NAMES_H
#define EVN_TOOLS_AUDIT_NAMES_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stddef.h>
#include <stdint.h>

struct evn_audit_names {
    char **text; /* by number; owned */
    size_t n;    /* numbers known: 1 to n */
    size_t cap;
};

/* Number `number`, which is the next or a known one, stands for `text` from now on. EVN_E_CORRUPT:
 * a number is left out. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_audit_names_put(struct evn_audit_names *names, uint32_t number,
                                         const char *text);

/* What it stands for; "?" when it is not known. */
const char *evn_audit_name(const struct evn_audit_names *names, uint32_t number);

void evn_audit_names_fini(struct evn_audit_names *names);

#endif

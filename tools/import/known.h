/* known - what the registry holds already, against what an import brings. Shell.
 *
 * The tables a batch touches are listed once; an entity is the same when its bytes are, for the
 * registry writes what it holds as we write what we send: ascending fields, defaults left out. */
#ifndef EVN_IMPORT_KNOWN_H
#define EVN_IMPORT_KNOWN_H

#include "common/client/session.h"
#include "tools/import/batch.h"

enum evn_change {
    EVN_CHANGE_NEW,    /* the registry has nothing under this key */
    EVN_CHANGE_OTHER,  /* it says something else under this key */
    EVN_CHANGE_NOTHING /* it says the same */
};

struct evn_known {
    struct evn_textmap keys;  /* "tag:key" -> row */
    struct evn_hash128 *body; /* owned: of each row; of a policy without its version */
    uint32_t *version;        /* owned: of a policy, else 0 */
    size_t n, cap;
};

/* Nothing known. */
void evn_known_init(struct evn_known *known);

void evn_known_fini(struct evn_known *known);

/* List the tables the batch touches. Errors as evn_session_query; EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_known_load(struct evn_known *known, struct evn_session *session,
                                    const struct evn_batch *batch, struct evn_refusal *why);

/* What the i-th entity would change; *version is that of a policy the registry has, else 0. */
enum evn_change evn_known_change(const struct evn_known *known, const struct evn_batch *batch,
                                 size_t i, uint32_t *version);

#endif

/* known - what the registry holds already, against what an import brings. Shell.
 *
 * The tables a batch touches are listed once; each entity of the batch that the registry has is
 * laid over what is there (patch.h) and then says all of it. An entity is the same when its bytes
 * are, for the registry writes what it holds as we write what we send: ascending fields, defaults
 * left out. */
#ifndef EVN_IMPORT_KNOWN_H
#define EVN_IMPORT_KNOWN_H

#include "common/client/session.h"
#include "tools/import/batch.h"

enum evn_change {
    EVN_CHANGE_NEW,    /* the registry has nothing under this key */
    EVN_CHANGE_OTHER,  /* it says something else under this key */
    EVN_CHANGE_NOTHING /* it says the same */
};

/* What the registry has under the key of one entity of the batch. */
struct evn_known_row {
    bool there;
    uint32_t version; /* of a policy, else 0 */
    size_t at, len;   /* body; of a policy without its version, of a community without its links */
};

struct evn_known {
    struct evn_known_row *row; /* of each of the batch; owned */
    size_t n;                  /* 0: nothing was loaded */
    struct evn_buf bytes;      /* bodies */
};

/* Nothing known. */
void evn_known_init(struct evn_known *known);

void evn_known_fini(struct evn_known *known);

/* List the tables the batch touches and complete its entities. Once; nothing is added to the batch
 * afterwards. Errors as evn_session_query; EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_known_load(struct evn_known *known, struct evn_session *session,
                                    struct evn_batch *batch, struct evn_refusal *why);

/* What the i-th entity would change; *version is that of a policy the registry has, else 0. */
enum evn_change evn_known_change(const struct evn_known *known, const struct evn_batch *batch,
                                 size_t i, uint32_t *version);

/* What the registry has in its place; empty: nothing. Borrowed. */
struct evn_bytes evn_known_body(const struct evn_known *known, size_t i);

#endif

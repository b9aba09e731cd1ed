/* batch - entities on their way into the registry, each once. Pure but for the heap.
 *
 * What an import wants the registry to hold: serialized messages of evernormal.registry.v1, with
 * the key each is known by and the line it came from. A file may say the same twice; it may not
 * say two things about one key. */
#ifndef EVN_IMPORT_BATCH_H
#define EVN_IMPORT_BATCH_H

#include "common/base/buf.h"
#include "common/base/textmap.h"
#include "tools/import/patch.h"

enum { EVN_BATCH_MAX = 1000000, EVN_BATCH_BYTES_MAX = 512 << 20 };

struct evn_batch_entry {
    uint32_t tag;  /* kind of the entity: of its put, its table and its row in a Result */
    uint32_t line; /* of the file */
    size_t key_at, key_len, body_at, body_len;
    struct evn_said said; /* which of its fields the body says */
};

struct evn_batch {
    struct evn_batch_entry *entry; /* owned */
    size_t n, cap;
    struct evn_buf bytes;    /* keys and bodies */
    struct evn_textmap keys; /* "tag:key" -> entry */
};

void evn_batch_init(struct evn_batch *batch);

void evn_batch_fini(struct evn_batch *batch);

/* Add a copy of a whole entity; saying the same again changes nothing. EVN_E_EXISTS: this key is
 * there with another body. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_batch_add(struct evn_batch *batch, uint32_t tag, struct evn_bytes key,
                                   struct evn_bytes body, uint32_t line);

/* The same of a part of one: `said` are the fields it says. */
EVN_MUST_USE evn_err evn_batch_add_part(struct evn_batch *batch, uint32_t tag, struct evn_bytes key,
                                        struct evn_bytes body, const struct evn_said *said,
                                        uint32_t line);

/* Where the entity of that key is; false: it is not in the batch. */
bool evn_batch_find(const struct evn_batch *batch, uint32_t tag, struct evn_bytes key, size_t *i);

/* The i-th entity, in full from now on. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_batch_complete(struct evn_batch *batch, size_t i, struct evn_bytes body);

/* Borrowed until the next add. */
struct evn_bytes evn_batch_key(const struct evn_batch *batch, size_t i);
struct evn_bytes evn_batch_body(const struct evn_batch *batch, size_t i);

#endif

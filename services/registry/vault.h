/* vault - a key for each person, wrapped by the node key, in a file of its own. Shell.
 *
 * The registry's log holds what is personal as ciphertext only; this file holds the keys, and is in
 * no log, no view and no ordinary backup. Destroying a person's key overwrites it in place: then
 * nobody can read what any log or backup holds of that person. Format: proto/spec/19-people.md.
 *
 * Caveat: a copy of this file that somebody made keeps the keys as they were. Cure: keep no more
 * copies than needed; a copy put back is cleaned at the start of whatever the log says is erased.
 * Caveat: some disks keep what was overwritten. Cure: the node key on another medium
 * (EVN_VAULT_KEY), without which the file says nothing. */
#ifndef EVN_REGISTRY_VAULT_H
#define EVN_REGISTRY_VAULT_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { EVN_VAULT_KEY_LEN = 32, EVN_VAULT_PERSON_MAX = 64, EVN_VAULT_PERSONS_MAX = 4000000 };

struct evn_vault;

/* What the file holds. */
struct evn_vault_counts {
    size_t n_keys;      /* that can be read */
    size_t n_destroyed; /* persons whose key is gone for good */
    size_t n_damaged;   /* records whose bytes are not what was written */
};

/* Open the vault in the file `path` with the node key in `key_path`; both are made when neither is
 * there, the vault alone when it is missing. The caller holds the service's lock.
 * EVN_E_WRONG_KEY: the key is another one's; nothing was changed. EVN_E_IO: among others when there
 * is a vault and no key. EVN_E_KEY_EXPOSED: the key can be read by others. EVN_E_CORRUPT: this is
 * no vault. EVN_E_NO_MEMORY. *why names the file. */
EVN_MUST_USE evn_err evn_vault_open(const char *path, const char *key_path, struct evn_vault **out,
                                    struct evn_refusal *why);
void evn_vault_close(struct evn_vault **vault);

/* The key of a person, made when there is none and `make`. It is wrapped and written, and durable
 * after evn_vault_sync. EVN_E_UNKNOWN_REF: there is none. EVN_E_WRONG_STATE: it was destroyed, and
 * never comes back. EVN_E_CORRUPT: its record is damaged. EVN_E_LIMIT, EVN_E_IO. */
EVN_MUST_USE evn_err evn_vault_key(struct evn_vault *vault, const char *person, bool make,
                                   uint8_t out[EVN_VAULT_KEY_LEN]);

/* Whether there is a key of the person, by what was read at the start: no look at the file. */
bool evn_vault_has(const struct evn_vault *vault, const char *person);

/* Make all that was written durable: one flush, or none. EVN_E_IO. */
EVN_MUST_USE evn_err evn_vault_sync(struct evn_vault *vault);

/* Overwrite the person's key and mark the person as erased; durable after evn_vault_sync. A person
 * without a key is left so. EVN_E_IO. */
EVN_MUST_USE evn_err evn_vault_destroy(struct evn_vault *vault, const char *person);

void evn_vault_count(const struct evn_vault *vault, struct evn_vault_counts *out);

#endif

/* key - CURVE key pairs: make, keep in files, name. Shell.
 *
 * A key is who somebody is: each request carries the public key it came with, and rights hang on
 * it. Two kinds of file, both text so that a person can read what lies there: NAME.key holds both
 * halves and is readable by its owner alone (0600), NAME.pub holds the public half. An exposed
 * secret file is refused, never repaired: somebody may have read it already. */
#ifndef EVN_NET_KEY_H
#define EVN_NET_KEY_H

#include "common/base/assert.h"
#include "common/base/err.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

enum { EVN_KEY_LEN = 32, EVN_KEY_TEXT_LEN = 40, EVN_KEY_FINGERPRINT_LEN = 24 };

/* A public key: 32 bytes. All zeros is nobody, the sender of a plain benchmark request. */
struct evn_key {
    uint8_t b[EVN_KEY_LEN];
};

struct evn_key_pair {
    struct evn_key public_key;
    uint8_t secret[EVN_KEY_LEN]; /* wipe with evn_key_wipe when done */
};

static inline bool evn_key_equal(const struct evn_key *a, const struct evn_key *b)
{
    return memcmp(a->b, b->b, EVN_KEY_LEN) == 0;
}

/* Fill `out` with a new pair from the machine's random source. EVN_E_NOT_SECURE when libzmq was
 * built without CURVE. */
EVN_MUST_USE evn_err evn_key_generate(struct evn_key_pair *out);

/* Overwrite the secret half with zeros; not removed by the compiler. */
void evn_key_wipe(struct evn_key_pair *pair);

/* Write the 40 characters of Z85 (ZeroMQ RFC 32) and a NUL. */
void evn_key_format(const struct evn_key *key, char out[EVN_KEY_TEXT_LEN + 1]);

/* Read exactly 40 characters of Z85. EVN_E_BAD_FIELD otherwise. */
EVN_MUST_USE evn_err evn_key_parse(const char *text, struct evn_key *out);

/* Write what people compare by eye: 80 bits of BLAKE2b as five groups, "1a2b-3c4d-..." */
void evn_key_fingerprint(const struct evn_key *key, char out[EVN_KEY_FINGERPRINT_LEN + 1]);

/* Write both halves to the new file `path`, mode 0600, durable when this returns.
 * EVN_E_EXISTS: a file of that name is never overwritten. EVN_E_IO. */
EVN_MUST_USE evn_err evn_key_save_secret(const char *path, const struct evn_key_pair *pair);

/* Write the public half to the new file `path`, mode 0644. Errors as above. */
EVN_MUST_USE evn_err evn_key_save_public(const char *path, const struct evn_key *key);

/* Read both halves. EVN_E_KEY_EXPOSED: others than its owner may read the file, or the owner is
 * neither this user nor root. EVN_E_CONFIG: not a key file, or the halves do not fit each other.
 * EVN_E_IO: it cannot be read. `out` holds a secret only on EVN_OK. */
EVN_MUST_USE evn_err evn_key_load_secret(const char *path, struct evn_key_pair *out);

/* Read the public half from a .pub or .key file; a secret in it is not kept. EVN_E_CONFIG,
 * EVN_E_IO. */
EVN_MUST_USE evn_err evn_key_load_public(const char *path, struct evn_key *out);

#endif

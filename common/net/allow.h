/* allow - the set of public keys that may connect. Shell; safe from any thread.
 *
 * Replaced whole at run time: a key that is no longer in it is refused at its next handshake and
 * known as revoked at its next request (evn_allow_has), although its connection still lives. */
#ifndef EVN_NET_ALLOW_H
#define EVN_NET_ALLOW_H

#include "common/net/key.h"

#include <pthread.h>
#include <stddef.h>

enum { EVN_ALLOW_MAX = 100000 };

struct evn_key_set {
    struct evn_key *keys; /* sorted by bytes, no key twice; owned */
    size_t n;
};

struct evn_allow {
    pthread_rwlock_t lock;
    struct evn_key_set allowed;
    struct evn_key_set revoked; /* may not connect either, and are told why */
};

/* An empty set on the caller's storage: nobody may connect. */
void evn_allow_init(struct evn_allow *allow);

/* No other thread may use the set any more. */
void evn_allow_fini(struct evn_allow *allow);

/* From now on exactly these keys, copied, in any order, are allowed. EVN_E_LIMIT above
 * EVN_ALLOW_MAX, EVN_E_NO_MEMORY; the old set then stays. */
EVN_MUST_USE evn_err evn_allow_replace(struct evn_allow *allow, const struct evn_key *keys,
                                       size_t n_keys);

/* Is the key in the set now? */
bool evn_allow_has(struct evn_allow *allow, const struct evn_key *key);

/* From now on exactly these keys are known as revoked; errors as above. It lets nobody in: who
 * proves to hold one is told so at the handshake. */
EVN_MUST_USE evn_err evn_allow_revoke(struct evn_allow *allow, const struct evn_key *keys,
                                      size_t n_keys);

bool evn_allow_is_revoked(struct evn_allow *allow, const struct evn_key *key);

#endif

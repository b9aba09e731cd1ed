/* canon - a digest of business state that does not depend on order. Pure.
 *
 * Each entry of the state is hashed with its kind and the hashes are added up modulo 2^256, so two
 * services that hold the same entries have the same digest however they came to it. Entries are
 * written with external ids only: no dense number, no sequence number, no recorded time. This
 * compares honest replicas; against an attacker the hash chain of the log is the proof. */
#ifndef EVN_BASE_CANON_H
#define EVN_BASE_CANON_H

#include "common/base/hash.h"

struct evn_canon {
    uint64_t sum[4];    /* the digest, little-endian words */
    uint64_t n_entries; /* how many entries were added */
};

/* Add one entry. `kind` names the table it belongs to ("zone"); `entry` are its bytes. */
void evn_canon_add(struct evn_canon *canon, const char *kind, struct evn_bytes entry);

/* Take one entry out again: for digests kept as the state changes. */
void evn_canon_remove(struct evn_canon *canon, const char *kind, struct evn_bytes entry);

/* 64 hexadecimal characters and a NUL. */
void evn_canon_format(const struct evn_canon *canon, char out[65]);

#endif

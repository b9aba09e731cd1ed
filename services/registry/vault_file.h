/* vault_file - the bytes of a vault and of its node key. Shell.
 *
 * A page of head, then records of fixed size, so many whole ones to a page: a record never lies
 * across two, and is written by itself. All integers little-endian; proto/spec/19-people.md. */
#ifndef EVN_REGISTRY_VAULT_FILE_H
#define EVN_REGISTRY_VAULT_FILE_H

#include "services/registry/vault.h"

enum {
    EVN_VAULT_NONCE_LEN = 24,
    EVN_VAULT_WRAPPED_LEN = EVN_VAULT_KEY_LEN + 16,
    EVN_VAULT_ID_LEN = 16
};

/* What a record says of its person. Bytes 1 and 2 of the file. */
enum evn_vault_state { EVN_VAULT_LIVE = 1, EVN_VAULT_DESTROYED = 2 };

struct evn_vault_head {
    uint8_t id[EVN_VAULT_ID_LEN];         /* random, of this vault */
    uint8_t nonce[EVN_VAULT_NONCE_LEN];   /* of the proof */
    uint8_t proof[EVN_VAULT_WRAPPED_LEN]; /* zeros under the node key: tells a wrong one */
};

struct evn_vault_record {
    uint8_t state;                          /* enum evn_vault_state */
    char person[EVN_VAULT_PERSON_MAX];      /* pseudonym, NUL at the end */
    uint8_t nonce[EVN_VAULT_NONCE_LEN];     /* zeros once destroyed, as the key is */
    uint8_t wrapped[EVN_VAULT_WRAPPED_LEN]; /* the person's key under the node key */
};

/* Read the node key; with `make`, one that is not there is made, 0600 and durable. EVN_E_IO,
 * EVN_E_KEY_EXPOSED, EVN_E_WRONG_KEY: the file holds no key. */
EVN_MUST_USE evn_err evn_vault_node_key(const char *path, bool make,
                                        uint8_t out[EVN_VAULT_KEY_LEN]);

/* A new empty vault under the key; its name survives a power cut. EVN_E_IO. */
EVN_MUST_USE evn_err evn_vault_file_make(const char *path,
                                         const uint8_t node_key[EVN_VAULT_KEY_LEN]);

/* The head. EVN_E_CORRUPT: this is no vault. EVN_E_IO. */
EVN_MUST_USE evn_err evn_vault_head_read(int fd, struct evn_vault_head *out);
bool evn_vault_head_opens(const struct evn_vault_head *head,
                          const uint8_t node_key[EVN_VAULT_KEY_LEN]);

/* How many records the file has room for. EVN_E_IO. */
EVN_MUST_USE evn_err evn_vault_file_count(int fd, size_t *n);

/* One record. EVN_E_CORRUPT: its check does not fit; what can be read of it is in *out. EVN_E_IO.
 */
EVN_MUST_USE evn_err evn_vault_record_read(int fd, size_t at, struct evn_vault_record *out);
EVN_MUST_USE evn_err evn_vault_record_write(int fd, size_t at, const struct evn_vault_record *in);

/* A person's key into its record, bound to vault and person; and back: false when it was not
 * wrapped so. */
void evn_vault_wrap(const struct evn_vault_head *head, const uint8_t node_key[EVN_VAULT_KEY_LEN],
                    const uint8_t key[EVN_VAULT_KEY_LEN], struct evn_vault_record *record);
EVN_MUST_USE bool evn_vault_unwrap(const struct evn_vault_head *head,
                                   const uint8_t node_key[EVN_VAULT_KEY_LEN],
                                   const struct evn_vault_record *record,
                                   uint8_t out[EVN_VAULT_KEY_LEN]);

#endif

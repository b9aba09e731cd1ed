/* dict - external ids and the dense numbers that stand for them. Pure but for the heap.
 *
 * Numbers start at 1 and are given in the order entries are added, so the same log gives the same
 * numbers. A text may stand once per `scope` (lots: the item number; else 0). Texts are copied and
 * live until evn_dict_fini. A look-up reads one line of the index and one of the entries. */
#ifndef EVN_LEDGER_DICT_H
#define EVN_LEDGER_DICT_H

#include "common/base/bytes.h"
#include "services/ledger/core/index.h"

enum { EVN_NAME_MAX = 79 }; /* bytes of an external id */

enum { EVN_DICT_INLINE = 27 }; /* bytes of a text that lie in its entry */

struct evn_dict_entry {
    uint32_t scope;
    uint8_t len;
    uint8_t text[EVN_DICT_INLINE]; /* of a longer one: u32 number in `longer` */
};

struct evn_dict {
    struct evn_index index;
    struct evn_grow entries; /* struct evn_dict_entry by number */
    struct evn_grow longer;  /* char[EVN_NAME_MAX + 1], from 1 */
    uint32_t n_longer;
    uint32_t n;   /* entries; the last number */
    uint64_t key; /* of the hash */
};

/* `key` is a secret of this process: who does not know it cannot choose texts that all fall into
 * one bucket. Nothing that is kept or answered depends on it. */
void evn_dict_init(struct evn_dict *dict, uint64_t key);

void evn_dict_fini(struct evn_dict *dict);

/* The number of `text` in `scope`, or 0. */
uint32_t evn_dict_find(const struct evn_dict *dict, uint32_t scope, struct evn_bytes text);

/* The first number whose text may be the one of this hash, or 0; its entry is asked for. */
uint32_t evn_dict_seek(const struct evn_dict *dict, uint32_t hash);

/* Whether `number`, of 1..n, is that of `text` in `scope`. */
bool evn_dict_is(const struct evn_dict *dict, uint32_t number, uint32_t scope,
                 struct evn_bytes text);

/* Give `text`, which is not in yet and has at most EVN_NAME_MAX bytes, the next number.
 * EVN_E_NO_MEMORY: nothing changed. */
EVN_MUST_USE evn_err evn_dict_add(struct evn_dict *dict, uint32_t scope, struct evn_bytes text);

/* The text of a number in 1..n; empty for 0. */
struct evn_bytes evn_dict_text(const struct evn_dict *dict, uint32_t number);

/* Bytes of heap in use. */
size_t evn_dict_bytes(const struct evn_dict *dict);

/* The hash of (scope, text) in this dictionary. */
uint32_t evn_dict_hash(const struct evn_dict *dict, uint32_t scope, struct evn_bytes text);

#endif

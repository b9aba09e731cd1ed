/* hot - the accounts with many legs in the overlay, each with its course. Pure but for the heap.
 *
 * A hash table by account number, with linear probing, at most half full. */
#ifndef EVN_LEDGER_HOT_H
#define EVN_LEDGER_HOT_H

#include "services/ledger/core/course.h"

struct evn_hot_slot {
    uint32_t account;
    struct evn_course *course; /* NULL: the slot is free; owned */
};

struct evn_hot {
    struct evn_hot_slot *slots; /* owned */
    uint32_t cap;               /* 0 or a power of two */
    uint32_t n;
};

void evn_hot_fini(struct evn_hot *hot);

/* Its course, or NULL. */
struct evn_course *evn_hot_find(const struct evn_hot *hot, uint32_t account);

/* A new course for an account that has none. EVN_E_NO_MEMORY: nothing changed. */
EVN_MUST_USE evn_err evn_hot_add(struct evn_hot *hot, uint32_t account, struct evn_course **out);

/* The account is no longer hot: its course is gone. */
void evn_hot_remove(struct evn_hot *hot, uint32_t account);

/* Bytes of heap in use. */
size_t evn_hot_bytes(const struct evn_hot *hot);

#endif

/* names - what the numbers in the ledger's records stand for. Pure but for the heap.
 *
 * The ledger writes an item, a place and an account once by their external ids and from then on by
 * number (proto/spec/4-ledger.md). The hub keeps of them what filters ask for, from Known events
 * in its own log. Numbers count from 1 and come in order; one beyond its limit is not kept, and
 * what names it then matches no filter. */
#ifndef EVN_EVENTS_NAMES_H
#define EVN_EVENTS_NAMES_H

#include "common/base/textmap.h"
#include "services/events/core/model.h"

/* Frames of the ledger that are read here. */
enum evn_ledger_kind {
    EVN_LEDGER_RECORDS = 16,
    EVN_LEDGER_ITEM = 17,
    EVN_LEDGER_PLACE = 18,
    EVN_LEDGER_LOT = 19,
    EVN_LEDGER_REASON = 20,
    EVN_LEDGER_ACCOUNT = 22
};

enum { EVN_NAMED_ACCOUNTS_MAX = 1 << 24, EVN_NAMED_PLACES_MAX = 1 << 20 };

struct evn_named_place {
    char id[EVN_KEY_TEXT_MAX];
    char area[EVN_CODE_MAX];
};

struct evn_named_item {
    char id[EVN_KEY_TEXT_MAX];
};

struct evn_named_account {
    uint32_t place, item; /* numbers; 0: not known */
};

/* One table, indexed by number; [0] is all zero. */
struct evn_name_table {
    void *at;    /* owned */
    size_t n;    /* entries in use, the one for 0 included */
    size_t cap;  /* allocated */
    size_t max;  /* most entries */
    size_t size; /* bytes of an entry */
};

struct evn_names {
    struct evn_name_table place, item, account;
    struct evn_textmap place_ids; /* external id -> number */
};

void evn_names_init(struct evn_names *names);
void evn_names_fini(struct evn_names *names);

/* Read a frame of the ledger. False: it names nothing, or nothing that can be kept, or nothing
 * new. */
bool evn_names_read(const struct evn_names *names, uint32_t kind, struct evn_bytes body,
                    struct evn_hub_known *out);

/* Take in what a Known event says. EVN_E_CORRUPT: no such table, or a number beyond its limit.
 * EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_names_put(struct evn_names *names, const struct evn_hub_known *known);

/* What stands for the number, or for the external id; all empty or zero when it is not known.
 * Borrowed until the next put. */
const struct evn_named_place *evn_names_place(const struct evn_names *names, uint32_t number);
const struct evn_named_place *evn_names_find_place(const struct evn_names *names,
                                                   struct evn_bytes id);
const struct evn_named_item *evn_names_item(const struct evn_names *names, uint32_t number);
struct evn_named_account evn_names_account(const struct evn_names *names, uint32_t number);

#endif

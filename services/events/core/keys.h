/* keys - what an event is about, and who may see it. Pure.
 *
 * Filters ask for areas, places and items; scopes for areas. Which members of an event hold them
 * is a table here, one line per kind, taken from the specs of the services; of the ledger's
 * records it is the places and items of both accounts, of a trip all places it touches. A kind
 * without keys says so: it matches no filter of areas, places or items. */
#ifndef EVN_EVENTS_KEYS_H
#define EVN_EVENTS_KEYS_H

#include "services/events/core/names.h"

enum {
    EVN_RECORD_BYTES = 128, /* of one record of the ledger */
    EVN_KEY_SETS_MAX = 202  /* vehicle, depot and 200 stops of a trip */
};

/* Who sees an event, besides what its area allows. */
enum evn_audience {
    EVN_AUDIENCE_PUBLIC,     /* everybody with a key: what a thing is called, which rule holds */
    EVN_AUDIENCE_RESTRICTED, /* whose scope the area is in; without an area: who has no scope */
    EVN_AUDIENCE_PERSONAL,   /* as restricted, with a role that works with persons */
    EVN_AUDIENCE_INTERNAL    /* SERVICE, AUDITOR and ADMIN without a scope: keys, commands sent */
};

/* One thing an event touches; "" where nothing is known. */
struct evn_key_set {
    const char *area, *place, *item; /* area code, external ids */
};

struct evn_keys {
    enum evn_audience audience;
    size_t n; /* sets in use: a movement has two */
    struct evn_key_set set[EVN_KEY_SETS_MAX];
    char text[3][EVN_KEY_TEXT_MAX]; /* behind the pointers, where they are not in `names` */
};

/* How the events of a kind name what they are about. */
enum evn_key_form {
    EVN_KEYS_NONE,    /* they do not */
    EVN_KEYS_TEXT,    /* by external ids, each in a field */
    EVN_KEYS_NUMBERS, /* by the ledger's numbers, each in a field */
    EVN_KEYS_RECORDS, /* the ledger's records: both accounts */
    EVN_KEYS_TRIP     /* the places of vehicle, depot and stops */
};

/* Where the events of some kinds keep their keys: field numbers of their message, 0 for none. */
struct evn_key_shape {
    const char *source; /* service */
    uint32_t first_kind, last_kind;
    enum evn_audience audience;
    enum evn_key_form form;
    uint32_t inside; /* field of the message that holds them; 0: the event itself */
    uint32_t area, place, item;
    uint32_t account; /* stands for its place and item */
};

/* What is said of a kind, or NULL: nothing; then it has no keys and is RESTRICTED. */
const struct evn_key_shape *evn_key_shape_of(const char *source, uint32_t kind);

/* The keys of one event of the service `source`: `body` is that event alone. Pointers in *out
 * are valid as long as *out and `names` are unchanged. */
void evn_keys_of(const struct evn_names *names, const char *source, uint32_t kind,
                 struct evn_bytes body, struct evn_keys *out);

#endif

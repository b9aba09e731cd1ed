/* keys - what an event is about, and who may see it. Pure.
 *
 * Filters ask for areas, places and items; scopes for areas. Which members of an event hold them
 * is a table here, one line per kind, taken from the specs of the services; of the ledger's
 * records it is the places and items of both accounts. Kinds that are not listed have no keys. */
#ifndef EVN_EVENTS_KEYS_H
#define EVN_EVENTS_KEYS_H

#include "services/events/core/names.h"

enum { EVN_RECORD_BYTES = 128 }; /* of one record of the ledger */

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
    struct evn_key_set set[2];      /* a movement touches two places */
    size_t n;                       /* of them */
    char text[3][EVN_KEY_TEXT_MAX]; /* behind the pointers, where they are not in `names` */
};

/* The keys of one event of the service `source`: `body` is that event alone. Pointers in *out
 * are valid as long as *out and `names` are unchanged. */
void evn_keys_of(const struct evn_names *names, const char *source, uint32_t kind,
                 struct evn_bytes body, struct evn_keys *out);

#endif

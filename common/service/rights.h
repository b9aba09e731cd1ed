/* rights - which key may do what: the logged projection of the registry's keys. Pure.
 *
 * Every service keeps this table from KEY events in its own log: first the bootstrap keys, then
 * what the registry's stream says. A request is checked against it each time, so a revoked key is
 * refused at its next request, however long its connection has lived. */
#ifndef EVN_SERVICE_RIGHTS_H
#define EVN_SERVICE_RIGHTS_H

#include "common/base/textmap.h"
#include "common/service/core.h"

enum { EVN_PUBLIC_KEY_TEXT_LEN = 40, EVN_KEYS_MAX = 100000 };

struct evn_key_fact {
    char public_key[EVN_PUBLIC_KEY_TEXT_LEN + 1]; /* Z85 text of the CURVE public key */
    char name[EVN_CODE_MAX];                      /* who or what holds it; unique by custom */
    uint32_t roles;                               /* set of enum evn_role */
    char scope[EVN_CODE_MAX];                     /* area code prefix; "" is everywhere */
    bool revoked; /* keeps its place so that the refusal can say so */
};

struct evn_rights {
    struct evn_textmap by_key; /* public key -> index into fact */
    struct evn_key_fact *fact; /* owned */
    size_t n;                  /* keys known, revoked ones included */
    size_t cap;                /* allocated */
    uint64_t version;          /* +1 with each change */
};

void evn_rights_init(struct evn_rights *rights);
void evn_rights_fini(struct evn_rights *rights);

/* Add a key or replace what is known of it. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_rights_put(struct evn_rights *rights, const struct evn_key_fact *fact);

/* What is known of a key, or NULL. Borrowed until the next put. */
const struct evn_key_fact *evn_rights_find(const struct evn_rights *rights, const char *public_key);

/* Who a request with this key acts as. `behalf` may be NULL; it needs the role DELEGATE, and the
 * result is the intersection: the one role named, if the key has it too (a delegate's key lists
 * all roles it may lend), and the narrower scope.
 * EVN_E_UNKNOWN_KEY, EVN_E_KEY_REVOKED, EVN_E_NOT_ALLOWED, EVN_E_OUT_OF_SCOPE. */
struct evn_behalf {
    char actor[EVN_CODE_MAX];  /* who is served */
    char role[EVN_CODE_MAX];   /* name of one role: "POINT" */
    char scope[EVN_CODE_MAX];  /* area code prefix */
    char device[EVN_CODE_MAX]; /* for the log only */
};
EVN_MUST_USE evn_err evn_rights_actor(const struct evn_rights *rights, const char *public_key,
                                      const struct evn_behalf *behalf, struct evn_actor *out);

/* True when `code` (an area code) lies in the scope: equal to it or below it. */
bool evn_scope_covers(const char *scope, const char *code);

/* The role's bit for a name such as "WAREHOUSE", 0 if there is none; and back. */
uint32_t evn_role_from_name(const char *name);
const char *evn_role_name(uint32_t role);

#endif

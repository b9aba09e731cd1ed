/* rights - which key may do what: the logged projection of the registry's keys. Pure.
 *
 * Every service keeps this table from KEY events in its own log: first the bootstrap keys, then
 * what the registry's stream says. A request is checked against it each time, so a revoked key is
 * refused at its next request, however long its connection has lived. */
#ifndef EVN_SERVICE_RIGHTS_H
#define EVN_SERVICE_RIGHTS_H

#include "common/base/day.h"
#include "common/base/textmap.h"
#include "common/service/core.h"

enum { EVN_PUBLIC_KEY_TEXT_LEN = 40, EVN_KEYS_MAX = 100000 };

struct evn_key_fact {
    char public_key[EVN_PUBLIC_KEY_TEXT_LEN + 1]; /* Z85 text of the CURVE public key */
    char name[EVN_CODE_MAX];                      /* who or what holds it; unique by custom */
    uint32_t roles;                               /* set of enum evn_role */
    char scope[EVN_CODE_MAX];                     /* area code prefix; "" is everywhere */
    bool revoked;              /* keeps its place so that the refusal can say so */
    char staff[EVN_CODE_MAX];  /* number of the staff member who has it; "": nobody's */
    char device[EVN_CODE_MAX]; /* on which it lies; one key for each of a member's devices */
};

/* Some roles of a staff member rest until a course is done. */
struct evn_rest {
    uint32_t roles; /* set of enum evn_role */
    char course[EVN_CODE_MAX];
    struct evn_day since_day; /* first day without it */
};

enum { EVN_RESTS_MAX = 16 }; /* of one staff member */

/* What a staff member may not do, whichever key or token they come with. */
struct evn_standing {
    char staff[EVN_CODE_MAX]; /* number of the member */
    struct evn_rest *rests;   /* one a course that is missing; none: nothing rests */
    size_t n_rests;
    bool ended;              /* no longer a member: all their keys are as if revoked */
    struct evn_day next_day; /* the registry looks again on that day; EVN_DAY_NONE: need not */
    uint64_t rules;          /* courses and rules it was worked out by */
};

struct evn_rights {
    struct evn_textmap by_key;     /* public key -> index into fact */
    struct evn_key_fact *fact;     /* owned */
    size_t n;                      /* keys known, revoked ones included */
    size_t cap;                    /* allocated */
    uint64_t version;              /* +1 with each change */
    struct evn_textmap by_staff;   /* number -> index into standing */
    struct evn_standing *standing; /* owned, rests too; of those who ever had something said */
    size_t n_standings, standings_cap;
    size_t n_rulers; /* keys that are administrators without scope, and not resting */
};

void evn_rights_init(struct evn_rights *rights);
void evn_rights_fini(struct evn_rights *rights);

/* Add a key or replace what is known of it. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_rights_put(struct evn_rights *rights, const struct evn_key_fact *fact);

/* Take what is said of a staff member in place of what was said before; it is copied.
 * EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_rights_stand(struct evn_rights *rights,
                                      const struct evn_standing *standing);

/* What is known of a key, or NULL. Borrowed until the next put. */
const struct evn_key_fact *evn_rights_find(const struct evn_rights *rights, const char *public_key);

/* Who a request with this key acts as. `behalf` may be NULL; it needs the role DELEGATE, and the
 * result is the intersection: the one role named, if the key has it too (a delegate's key lists
 * all roles it may lend), and the narrower scope. Roles that rest - of the staff member who has the
 * key, or whose number `behalf->actor` is - are in out->resting and not in out->roles. ADMIN
 * without scope does not rest while no other such administrator is left. EVN_E_UNKNOWN_KEY,
 * EVN_E_KEY_REVOKED (also: the member left), EVN_E_NOT_ALLOWED, EVN_E_OUT_OF_SCOPE. */
struct evn_behalf {
    char actor[EVN_CODE_MAX];  /* who is served */
    char role[EVN_CODE_MAX];   /* name of one role: "POINT" */
    char scope[EVN_CODE_MAX];  /* area code prefix */
    char device[EVN_CODE_MAX]; /* for the log only */
};
EVN_MUST_USE evn_err evn_rights_actor(const struct evn_rights *rights, const char *public_key,
                                      const struct evn_behalf *behalf, struct evn_actor *out);

/* Why one of `roles` rests for who comes with this key, or NULL: of several missing courses the one
 * missing for longest. Borrowed until the next put. */
const struct evn_rest *evn_rights_rest(const struct evn_rights *rights, const char *public_key,
                                       const struct evn_behalf *behalf, uint32_t roles);

/* True when `code` (an area code) lies in the scope: equal to it or below it. */
bool evn_scope_covers(const char *scope, const char *code);

/* The role's bit for a name such as "WAREHOUSE", 0 if there is none; and back. */
uint32_t evn_role_from_name(const char *name);
const char *evn_role_name(uint32_t role);

#endif

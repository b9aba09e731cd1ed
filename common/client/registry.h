/* registry - what programs ask of the registry, typed. Shell.
 *
 * Thin: a message goes out packed, with a new command id; an answer comes back as the generated
 * struct. Which fields a message needs and what is refused: proto/spec/8-registry.md. */
#ifndef EVN_CLIENT_REGISTRY_H
#define EVN_CLIENT_REGISTRY_H

#include "common/client/session.h"

#include "evernormal/registry/v1/command.pb-c.h"
#include "evernormal/registry/v1/query.pb-c.h"

/* Post the command, filling in its id. Errors: evn_session_post; EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_registry_post(struct evn_session *session,
                                       Evernormal__Registry__V1__Command *command,
                                       struct evn_refusal *why);

/* Ask the query; *out is to be released with evernormal__registry__v1__result__free_unpacked, and
 * NULL on an error. Errors: evn_session_query; EVN_E_BAD_MESSAGE, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_registry_ask(struct evn_session *session,
                                      const Evernormal__Registry__V1__Query *query,
                                      Evernormal__Registry__V1__Result **out,
                                      struct evn_refusal *why);

/* Make a key known, with its roles (bits of enum evn_role) and its area ("" is everywhere).
 * EVN_E_EXISTS: it is known with other rights. */
EVN_MUST_USE evn_err evn_registry_put_key(struct evn_session *session, const struct evn_key *key,
                                          const char *name, uint32_t roles, const char *scope,
                                          struct evn_refusal *why);

/* What is said of a new key. */
struct evn_registry_key {
    const char *name;
    uint32_t roles;     /* bits of enum evn_role */
    const char *scope;  /* area; "": everywhere */
    const char *staff;  /* number of the staff member who has it; "": nobody's */
    const char *device; /* on which it lies; "" without a staff member */
};

/* The same for a key of a staff member. NOT_TRAINED, NOT_GRANTED: they may not have the role. */
EVN_MUST_USE evn_err evn_registry_put_staff_key(struct evn_session *session,
                                                const struct evn_key *key,
                                                const struct evn_registry_key *what,
                                                struct evn_refusal *why);

/* Take a key's rights away for good; public_key is its text. */
EVN_MUST_USE evn_err evn_registry_revoke_key(struct evn_session *session, const char *public_key,
                                             struct evn_refusal *why);

#endif

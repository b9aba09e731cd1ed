#include "common/service/rights.h"

#include <stdlib.h>

static const char *const role_names[] = {"ADMIN",      "SERVICE",    "WAREHOUSE", "POINT",
                                         "DISPATCHER", "DASHBOARD",  "AUDITOR",   "DELEGATE",
                                         "BULK",       "INTEGRATOR", "AUTHORITY", "QUALITY"};
enum { N_ROLES = sizeof role_names / sizeof role_names[0] };

void evn_rights_init(struct evn_rights *rights)
{
    *rights = (struct evn_rights){0};
    evn_textmap_init(&rights->by_key, EVN_KEYS_MAX);
}

void evn_rights_fini(struct evn_rights *rights)
{
    evn_textmap_fini(&rights->by_key);
    free(rights->fact);
    *rights = (struct evn_rights){0};
}

static evn_err append(struct evn_rights *rights, const struct evn_key_fact *fact)
{
    if (rights->n == rights->cap) {
        size_t cap = rights->cap > 0 ? rights->cap * 2 : 16;
        struct evn_key_fact *grown = realloc(rights->fact, cap * sizeof *grown);
        if (grown == NULL)
            return EVN_E_NO_MEMORY;
        rights->fact = grown;
        rights->cap = cap;
    }
    evn_err err =
        evn_textmap_add(&rights->by_key, evn_bytes_text(fact->public_key), (uint32_t)rights->n);
    if (err != EVN_OK)
        return err;
    rights->fact[rights->n++] = *fact;
    return EVN_OK;
}

evn_err evn_rights_put(struct evn_rights *rights, const struct evn_key_fact *fact)
{
    uint32_t at;
    rights->version++;
    if (!evn_textmap_find(&rights->by_key, evn_bytes_text(fact->public_key), &at))
        return append(rights, fact);
    rights->fact[at] = *fact;
    return EVN_OK;
}

const struct evn_key_fact *evn_rights_find(const struct evn_rights *rights, const char *public_key)
{
    uint32_t at;
    return evn_textmap_find(&rights->by_key, evn_bytes_text(public_key), &at) ? &rights->fact[at]
                                                                              : NULL;
}

/* The narrower of two scopes, or NULL when neither lies in the other. */
static const char *narrower(const char *a, const char *b)
{
    if (evn_scope_covers(a, b))
        return b;
    return evn_scope_covers(b, a) ? a : NULL;
}

static evn_err lend(const struct evn_key_fact *key, const struct evn_behalf *behalf,
                    struct evn_actor *out)
{
    uint32_t role = evn_role_from_name(behalf->role);
    if ((key->roles & EVN_ROLE_DELEGATE) == 0 || role == 0 || (key->roles & role) == 0)
        return EVN_E_NOT_ALLOWED;
    const char *scope = narrower(key->scope, behalf->scope);
    if (scope == NULL)
        return EVN_E_OUT_OF_SCOPE;
    *out = (struct evn_actor){.roles = role};
    evn_refusal_text(out->name, sizeof out->name, behalf->actor);
    evn_refusal_text(out->scope, sizeof out->scope, scope);
    return EVN_OK;
}

evn_err evn_rights_actor(const struct evn_rights *rights, const char *public_key,
                         const struct evn_behalf *behalf, struct evn_actor *out)
{
    const struct evn_key_fact *key = evn_rights_find(rights, public_key);
    if (key == NULL)
        return EVN_E_UNKNOWN_KEY;
    if (key->revoked)
        return EVN_E_KEY_REVOKED;
    if (behalf != NULL)
        return lend(key, behalf, out);
    *out = (struct evn_actor){.roles = key->roles};
    evn_refusal_text(out->name, sizeof out->name, key->name);
    evn_refusal_text(out->scope, sizeof out->scope, key->scope);
    return EVN_OK;
}

bool evn_scope_covers(const char *scope, const char *code)
{
    return strncmp(scope, code, strlen(scope)) == 0;
}

uint32_t evn_role_from_name(const char *name)
{
    for (uint32_t i = 0; i < N_ROLES; i++)
        if (strcmp(role_names[i], name) == 0)
            return 1u << i;
    return 0;
}

const char *evn_role_name(uint32_t role)
{
    for (uint32_t i = 0; i < N_ROLES; i++)
        if (role == 1u << i)
            return role_names[i];
    return "";
}

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
    evn_textmap_init(&rights->by_staff, EVN_KEYS_MAX);
}

void evn_rights_fini(struct evn_rights *rights)
{
    evn_textmap_fini(&rights->by_key);
    evn_textmap_fini(&rights->by_staff);
    for (size_t i = 0; i < rights->n_standings; i++)
        free(rights->standing[i].rests);
    free(rights->standing);
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

/* What is said of the staff member, or NULL. */
static const struct evn_standing *standing_of(const struct evn_rights *rights, const char *staff)
{
    uint32_t at;
    return staff[0] != '\0' && evn_textmap_find(&rights->by_staff, evn_bytes_text(staff), &at)
               ? &rights->standing[at]
               : NULL;
}

static uint32_t resting_roles(const struct evn_standing *standing)
{
    uint32_t roles = 0;
    for (size_t i = 0; standing != NULL && i < standing->n_rests; i++)
        roles |= standing->rests[i].roles;
    return roles;
}

/* May add keys everywhere, but for what rests. */
static bool could_rule(const struct evn_key_fact *key)
{
    return !key->revoked && (key->roles & EVN_ROLE_ADMIN) != 0 && key->scope[0] == '\0';
}

static void count_rulers(struct evn_rights *rights)
{
    rights->n_rulers = 0;
    for (size_t i = 0; i < rights->n; i++) {
        const struct evn_standing *standing = standing_of(rights, rights->fact[i].staff);
        bool away = standing != NULL && standing->ended;
        rights->n_rulers += could_rule(&rights->fact[i]) && !away &&
                            (resting_roles(standing) & EVN_ROLE_ADMIN) == 0;
    }
}

evn_err evn_rights_put(struct evn_rights *rights, const struct evn_key_fact *fact)
{
    uint32_t at;
    bool could = could_rule(fact);
    evn_err err = EVN_OK;
    rights->version++;
    if (evn_textmap_find(&rights->by_key, evn_bytes_text(fact->public_key), &at)) {
        could |= could_rule(&rights->fact[at]);
        rights->fact[at] = *fact;
    } else {
        err = append(rights, fact);
    }
    if (could)
        count_rulers(rights);
    return err;
}

/* The place of the staff member's standing; made when there is something to say. */
static evn_err place_of(struct evn_rights *rights, const char *staff, uint32_t *at)
{
    if (evn_textmap_find(&rights->by_staff, evn_bytes_text(staff), at))
        return EVN_OK;
    if (rights->n_standings == rights->standings_cap) {
        size_t cap = rights->standings_cap > 0 ? rights->standings_cap * 2 : 16;
        struct evn_standing *grown = realloc(rights->standing, cap * sizeof *grown);
        if (grown == NULL)
            return EVN_E_NO_MEMORY;
        rights->standing = grown;
        rights->standings_cap = cap;
    }
    *at = (uint32_t)rights->n_standings;
    evn_err err = evn_textmap_add(&rights->by_staff, evn_bytes_text(staff), *at);
    if (err == EVN_OK)
        rights->standing[rights->n_standings++] = (struct evn_standing){.n_rests = 0};
    return err;
}

evn_err evn_rights_stand(struct evn_rights *rights, const struct evn_standing *standing)
{
    uint32_t at;
    struct evn_rest *rests = NULL;
    bool nothing = standing->n_rests == 0 && !standing->ended;
    if (nothing && standing_of(rights, standing->staff) == NULL)
        return EVN_OK;
    if (standing->n_rests > 0) {
        rests = malloc(standing->n_rests * sizeof *rests);
        if (rests == NULL)
            return EVN_E_NO_MEMORY;
        memcpy(rests, standing->rests, standing->n_rests * sizeof *rests);
    }
    evn_err err = place_of(rights, standing->staff, &at);
    if (err != EVN_OK) {
        free(rests);
        return err;
    }
    free(rights->standing[at].rests);
    rights->standing[at] = *standing;
    rights->standing[at].rests = rests;
    rights->version++;
    count_rulers(rights);
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

/* Whose standing counts: of the person served, else of who has the key. */
static const char *who(const struct evn_key_fact *key, const struct evn_behalf *behalf)
{
    return behalf != NULL ? behalf->actor : key->staff;
}

/* Take away what the staff member may not do. Somebody must be left who may add keys. */
static evn_err limit(const struct evn_rights *rights, const struct evn_key_fact *key,
                     const struct evn_behalf *behalf, struct evn_actor *out)
{
    const struct evn_standing *standing =
        rights->n_standings > 0 ? standing_of(rights, who(key, behalf)) : NULL;
    if (standing == NULL)
        return EVN_OK;
    uint32_t kept = behalf == NULL && could_rule(key) && rights->n_rulers == 0 ? EVN_ROLE_ADMIN : 0;
    if (standing->ended && kept == 0)
        return EVN_E_KEY_REVOKED;
    uint32_t rests = standing->ended ? EVN_ROLE_ALL : resting_roles(standing);
    out->resting = out->roles & rests & ~kept;
    out->roles &= ~out->resting;
    return EVN_OK;
}

evn_err evn_rights_actor(const struct evn_rights *rights, const char *public_key,
                         const struct evn_behalf *behalf, struct evn_actor *out)
{
    const struct evn_key_fact *key = evn_rights_find(rights, public_key);
    evn_err err = EVN_OK;
    if (key == NULL)
        return EVN_E_UNKNOWN_KEY;
    if (key->revoked)
        return EVN_E_KEY_REVOKED;
    if (behalf != NULL) {
        err = lend(key, behalf, out);
    } else {
        *out = (struct evn_actor){.roles = key->roles};
        evn_refusal_text(out->name, sizeof out->name, key->name);
        evn_refusal_text(out->scope, sizeof out->scope, key->scope);
    }
    return err != EVN_OK ? err : limit(rights, key, behalf, out);
}

const struct evn_rest *evn_rights_rest(const struct evn_rights *rights, const char *public_key,
                                       const struct evn_behalf *behalf, uint32_t roles)
{
    const struct evn_key_fact *key = evn_rights_find(rights, public_key);
    const struct evn_standing *standing =
        key != NULL ? standing_of(rights, who(key, behalf)) : NULL;
    const struct evn_rest *found = NULL;
    for (size_t i = 0; standing != NULL && i < standing->n_rests; i++) {
        const struct evn_rest *rest = &standing->rests[i];
        if ((rest->roles & roles) != 0 && (found == NULL || rest->since_day.n < found->since_day.n))
            found = rest;
    }
    return found;
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

#include "services/registry/core/decide.h"

/* Z85 (ZeroMQ RFC 32): the 85 characters a key's text is made of. */
static bool is_z85(const char *text)
{
    static const char others[] = ".-:+=^!/*?&<>()[]{}@%$#";
    for (; *text != '\0'; text++) {
        bool alnum = (*text >= '0' && *text <= '9') || (*text >= 'a' && *text <= 'z') ||
                     (*text >= 'A' && *text <= 'Z');
        if (!alnum && strchr(others, *text) == NULL)
            return false;
    }
    return true;
}

static evn_err emit_key(const struct evn_decision *d, const struct evn_key_fact *fact)
{
    evn_buf_clear(d->body);
    if (evn_wire_encode(&evn_key_message, fact, d->body) != EVN_OK)
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    evn_emit_event(d->emit, EVN_KIT_KEY, 1, evn_bytes_of(d->body->at, d->body->len));
    return EVN_OK;
}

static bool rules_all(const struct evn_key_fact *key)
{
    return !key->revoked && (key->roles & EVN_ROLE_ADMIN) != 0 && key->scope[0] == '\0';
}

/* Somebody must be left who may add keys. */
static evn_err keep_admin(const struct evn_decision *d, const struct evn_key_fact *old,
                          const struct evn_key_fact *new)
{
    const struct evn_rights *rights = d->ask->rights;
    if (!rules_all(old) || rules_all(new))
        return EVN_OK;
    for (size_t i = 0; i < rights->n; i++)
        if (&rights->fact[i] != old && rules_all(&rights->fact[i]))
            return EVN_OK;
    evn_refuse(d, EVN_E_WRONG_STATE, "key", old->name);
    d->why->state = EVN_S_LAST_ADMIN;
    return EVN_E_WRONG_STATE;
}

static bool same_key(const struct evn_key_fact *a, const struct evn_key_fact *b)
{
    return strcmp(a->name, b->name) == 0 && strcmp(a->scope, b->scope) == 0 &&
           a->roles == b->roles && a->revoked == b->revoked;
}

static evn_err check_key(const struct evn_decision *d, const struct evn_key_put *put)
{
    size_t parent_len;
    if (!is_z85(put->public_key))
        return evn_refuse(d, EVN_E_BAD_FIELD, "key.public_key", put->public_key);
    if (put->scope[0] != '\0' && evn_area_len(put->scope, &parent_len) == 0)
        return evn_refuse(d, EVN_E_BAD_FIELD, "key.scope", put->scope);
    return evn_need_scope(d, put->scope);
}

evn_err evn_decide_key(const struct evn_decision *d, const struct evn_key_put *put)
{
    struct evn_key_fact fact = {.roles = put->roles};
    memcpy(fact.public_key, put->public_key, sizeof fact.public_key);
    memcpy(fact.name, put->name, sizeof fact.name);
    memcpy(fact.scope, put->scope, sizeof fact.scope);
    evn_err err = check_key(d, put);
    if (err != EVN_OK)
        return err;
    const struct evn_key_fact *old = evn_rights_find(d->ask->rights, put->public_key);
    if (old == NULL)
        return d->ask->rights->n < EVN_KEYS_MAX ? emit_key(d, &fact)
                                                : evn_refuse(d, EVN_E_LIMIT, "", "key");
    err = evn_need_scope(d, old->scope);
    if (err == EVN_OK && same_key(old, &fact))
        return evn_emit_unchanged(d, EVN_KIT_KEY, fact.public_key);
    if (err == EVN_OK && !put->replace)
        err = evn_refuse(d, EVN_E_EXISTS, "key", old->name);
    if (err == EVN_OK)
        err = keep_admin(d, old, &fact);
    return err != EVN_OK ? err : emit_key(d, &fact);
}

evn_err evn_decide_key_revoke(const struct evn_decision *d, const struct evn_key_revoke *revoke)
{
    const struct evn_key_fact *old = evn_rights_find(d->ask->rights, revoke->public_key);
    if (old == NULL)
        return evn_refuse(d, EVN_E_UNKNOWN_REF, "key_revoke.public_key", revoke->public_key);
    struct evn_key_fact fact = *old;
    fact.revoked = true;
    evn_err err = evn_need_scope(d, old->scope);
    if (err == EVN_OK && old->revoked)
        return evn_emit_unchanged(d, EVN_KIT_KEY, fact.public_key);
    if (err == EVN_OK)
        err = keep_admin(d, old, &fact);
    return err != EVN_OK ? err : emit_key(d, &fact);
}

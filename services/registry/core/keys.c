#include "services/registry/core/decide.h"
#include "services/registry/core/standing.h"

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
           strcmp(a->staff, b->staff) == 0 && strcmp(a->device, b->device) == 0 &&
           a->roles == b->roles && a->revoked == b->revoked;
}

/* Of `roles`, those that the member's grants hold in all of `scope`. */
static uint32_t granted(const struct evn_staff *staff, uint32_t roles, const char *scope)
{
    uint32_t held = 0;
    for (size_t i = 0; i < staff->n_grants; i++)
        if (evn_scope_covers(staff->grants[i].area, scope))
            held |= staff->grants[i].roles;
    return roles & held;
}

/* The lowest of the roles, by name. */
static const char *one_of(uint32_t roles)
{
    return evn_role_name(roles & -roles);
}

/* `err` about a role of the staff member: which one, and `field`. */
static evn_err refuse_role(const struct evn_decision *d, evn_err err, const char *staff,
                           uint32_t roles, const char *field)
{
    evn_refuse(d, err, field, staff);
    evn_refusal_text(d->why->place, sizeof d->why->place, one_of(roles));
    return err;
}

/* A course that one of these roles needs is not done. */
static evn_err check_trained(const struct evn_decision *d, const struct evn_staff *staff,
                             uint32_t roles)
{
    struct evn_training_rules rules;
    struct evn_standing standing;
    if (!evn_training_rules_read(d->state, d->arena, d->today, &rules) ||
        !evn_standing_of(d->state, d->arena, &rules, staff, NULL, &standing))
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    for (size_t i = 0; i < standing.n_rests; i++) {
        const struct evn_rest *rest = &standing.rests[i];
        if ((rest->roles & roles) == 0)
            continue;
        refuse_role(d, EVN_E_NOT_TRAINED, staff->staff, rest->roles & roles, rest->course);
        d->why->at_us = evn_day_start_us(rest->since_day, EVN_OFFSET_CHINA_MIN);
        return EVN_E_NOT_TRAINED;
    }
    return EVN_OK;
}

/* The member's other key for this device, or NULL. */
static const struct evn_key_fact *other_key(const struct evn_decision *d,
                                            const struct evn_key_put *put)
{
    const struct evn_rights *rights = d->ask->rights;
    for (size_t i = 0; i < rights->n; i++) {
        const struct evn_key_fact *key = &rights->fact[i];
        if (!key->revoked && strcmp(key->staff, put->staff) == 0 &&
            strcmp(key->device, put->device) == 0 && strcmp(key->public_key, put->public_key) != 0)
            return key;
    }
    return NULL;
}

/* A staff member's key may do no more than they may, and they have one on each device. `new`: roles
 * that it did not have before. */
static evn_err check_holder(const struct evn_decision *d, const struct evn_key_put *put,
                            uint32_t new)
{
    struct evn_staff staff;
    if (put->staff[0] == '\0')
        return put->device[0] == '\0' ? EVN_OK
                                      : evn_refuse(d, EVN_E_MISSING_FIELD, "key.staff", "");
    if (put->device[0] == '\0')
        return evn_refuse(d, EVN_E_MISSING_FIELD, "key.device", put->staff);
    const struct evn_row *row = evn_registry_find(d->state, EVN_REG_STAFF, put->staff);
    if (row == NULL)
        return evn_refuse(d, EVN_E_UNKNOWN_REF, "key.staff", put->staff);
    if (!evn_registry_read(EVN_REG_STAFF, row, d->arena, &staff))
        return evn_refuse(d, EVN_E_TOO_LARGE, "", "");
    if (!evn_staff_serves(&staff, d->today))
        return evn_refuse(d, EVN_E_WRONG_STATE, "key.staff", put->staff);
    uint32_t beyond = put->roles & ~granted(&staff, put->roles, put->scope);
    if (beyond != 0)
        return refuse_role(d, EVN_E_NOT_GRANTED, put->staff, beyond,
                           put->scope[0] != '\0' ? put->scope : "*");
    const struct evn_key_fact *other = other_key(d, put);
    if (other != NULL)
        return evn_refuse(d, EVN_E_EXISTS, "key.device", other->name);
    return check_trained(d, &staff, new);
}

evn_err evn_keys_follow(const struct evn_decision *d, const struct evn_staff *staff)
{
    const struct evn_rights *rights = d->ask->rights;
    evn_err err = EVN_OK;
    for (size_t i = 0; err == EVN_OK && i < rights->n; i++) {
        const struct evn_key_fact *old = &rights->fact[i];
        struct evn_key_fact fact = *old;
        if (old->revoked || strcmp(old->staff, staff->staff) != 0)
            continue;
        fact.roles = granted(staff, old->roles, old->scope);
        fact.revoked = fact.roles == 0;
        if (fact.roles == old->roles)
            continue;
        err = keep_admin(d, old, &fact);
        if (err == EVN_OK)
            err = emit_key(d, &fact);
    }
    return err;
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
    memcpy(fact.staff, put->staff, sizeof fact.staff);
    memcpy(fact.device, put->device, sizeof fact.device);
    evn_err err = check_key(d, put);
    if (err != EVN_OK)
        return err;
    const struct evn_key_fact *old = evn_rights_find(d->ask->rights, put->public_key);
    bool theirs = old != NULL && !old->revoked && strcmp(old->staff, put->staff) == 0;
    err = check_holder(d, put, theirs ? put->roles & ~old->roles : put->roles);
    if (err != EVN_OK)
        return err;
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

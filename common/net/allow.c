#include "common/net/allow.h"

#include <stdlib.h>

static int compare(const void *a, const void *b)
{
    return memcmp(a, b, EVN_KEY_LEN);
}

void evn_allow_init(struct evn_allow *allow)
{
    *allow = (struct evn_allow){0};
    pthread_rwlock_init(&allow->lock, NULL);
}

void evn_allow_fini(struct evn_allow *allow)
{
    free(allow->allowed.keys);
    free(allow->revoked.keys);
    pthread_rwlock_destroy(&allow->lock);
    *allow = (struct evn_allow){0};
}

static evn_err replace(struct evn_allow *allow, struct evn_key_set *set, const struct evn_key *keys,
                       size_t n_keys)
{
    if (n_keys > EVN_ALLOW_MAX)
        return EVN_E_LIMIT;
    struct evn_key *fresh = calloc(n_keys + 1, sizeof *fresh);
    if (fresh == NULL)
        return EVN_E_NO_MEMORY;
    if (n_keys > 0)
        memcpy(fresh, keys, n_keys * sizeof *fresh);
    qsort(fresh, n_keys, sizeof *fresh, compare);
    size_t n = 0;
    for (size_t i = 0; i < n_keys; i++)
        if (n == 0 || !evn_key_equal(&fresh[i], &fresh[n - 1]))
            fresh[n++] = fresh[i];
    pthread_rwlock_wrlock(&allow->lock);
    struct evn_key *old = set->keys;
    *set = (struct evn_key_set){fresh, n};
    pthread_rwlock_unlock(&allow->lock);
    free(old);
    return EVN_OK;
}

static bool has(struct evn_allow *allow, const struct evn_key_set *set, const struct evn_key *key)
{
    pthread_rwlock_rdlock(&allow->lock);
    bool found = set->n > 0 && bsearch(key, set->keys, set->n, sizeof *key, compare) != NULL;
    pthread_rwlock_unlock(&allow->lock);
    return found;
}

evn_err evn_allow_replace(struct evn_allow *allow, const struct evn_key *keys, size_t n_keys)
{
    return replace(allow, &allow->allowed, keys, n_keys);
}

bool evn_allow_has(struct evn_allow *allow, const struct evn_key *key)
{
    return has(allow, &allow->allowed, key);
}

evn_err evn_allow_revoke(struct evn_allow *allow, const struct evn_key *keys, size_t n_keys)
{
    return replace(allow, &allow->revoked, keys, n_keys);
}

bool evn_allow_is_revoked(struct evn_allow *allow, const struct evn_key *key)
{
    return has(allow, &allow->revoked, key);
}

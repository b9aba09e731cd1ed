#include "services/events/share.h"

enum { RESULT_MAX = 2 << 20 };

void evn_share_init(struct evn_share *share)
{
    *share = (struct evn_share){.n = 0};
    for (size_t i = 0; i < EVN_SHARED_MAX; i++)
        evn_buf_init(&share->slot[i].result, RESULT_MAX);
}

void evn_share_fini(struct evn_share *share)
{
    for (size_t i = 0; i < EVN_SHARED_MAX; i++)
        evn_buf_fini(&share->slot[i].result);
}

struct evn_hash128 evn_share_key(const struct evn_ask *ask, size_t result_max)
{
    struct evn_hash128 question, key;
    uint8_t all[EVN_HASH128_LEN + 16 + EVN_CODE_MAX] = {0};
    evn_hash128(ask->body, &question);
    memcpy(all, question.b, EVN_HASH128_LEN);
    evn_put_u64(all + EVN_HASH128_LEN, result_max);
    evn_put_u32(all + EVN_HASH128_LEN + 8, ask->actor->roles);
    memcpy(all + EVN_HASH128_LEN + 16, ask->actor->scope, strlen(ask->actor->scope));
    evn_hash128(evn_bytes_of(all, sizeof all), &key);
    return key;
}

static uint32_t *chain_of(struct evn_share *share, const struct evn_hash128 *key)
{
    return &share->chain[evn_get_u32(key->b) % EVN_SHARED_CHAINS];
}

static struct evn_shared *find(struct evn_share *share, const struct evn_hash128 *key)
{
    uint32_t i = *chain_of(share, key);
    while (i != 0 && memcmp(share->slot[i - 1].key.b, key->b, sizeof key->b) != 0)
        i = share->slot[i - 1].next;
    return i != 0 ? &share->slot[i - 1] : NULL;
}

/* Take it out of its chain; its place in the ring stays, and is free. */
static void drop(struct evn_share *share, struct evn_shared *s)
{
    uint32_t *at = chain_of(share, &s->key);
    while (&share->slot[*at - 1] != s)
        at = &share->slot[*at - 1].next;
    *at = s->next;
    share->bytes -= s->result.len;
    evn_buf_fini(&s->result);
    evn_buf_init(&s->result, RESULT_MAX);
}

static void drop_oldest(struct evn_share *share)
{
    struct evn_shared *s = &share->slot[share->first];
    if (s->result.len > 0)
        drop(share, s);
    share->first = (share->first + 1) % EVN_SHARED_MAX;
    share->n--;
}

static bool still_holds(const struct evn_shared *s, const struct evn_hub_state *state)
{
    if (s->holds == EVN_SHARED_EVER)
        return true;
    return s->n_known == state->n_known &&
           (s->holds == EVN_SHARED_TO_NAMES || s->head == state->merged.head);
}

struct evn_bytes evn_share_find(struct evn_share *share, const struct evn_hub_state *state,
                                const struct evn_hash128 *key)
{
    const struct evn_shared *s = find(share, key);
    if (s == NULL || !still_holds(s, state))
        return evn_bytes_of(NULL, 0);
    share->n_used++;
    return evn_bytes_of(s->result.at, s->result.len);
}

void evn_share_keep(struct evn_share *share, const struct evn_hub_state *state,
                    const struct evn_hash128 *key, enum evn_shared_holds holds,
                    struct evn_bytes result)
{
    struct evn_shared *s = find(share, key);
    if (s != NULL)
        drop(share, s);
    while (share->n == EVN_SHARED_MAX ||
           (share->n > 0 && share->bytes + result.len > EVN_SHARED_BYTES_MAX))
        drop_oldest(share);
    s = &share->slot[(share->first + share->n) % EVN_SHARED_MAX];
    if (result.len == 0 || evn_buf_add(&s->result, result) != EVN_OK)
        return;
    uint32_t *chain = chain_of(share, key);
    s->key = *key;
    s->head = state->merged.head;
    s->n_known = state->n_known;
    s->holds = holds;
    s->next = *chain;
    *chain = (uint32_t)(s - share->slot) + 1;
    share->bytes += result.len;
    share->n++;
    share->n_made++;
}

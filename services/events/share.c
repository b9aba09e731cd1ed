#include "services/events/share.h"

enum { RESULT_MAX = 2 << 20 };

void evn_share_init(struct evn_share *share)
{
    *share = (struct evn_share){.next = 0};
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

const struct evn_buf *evn_share_find(struct evn_share *share, const struct evn_hub_state *state,
                                     const struct evn_hash128 *key)
{
    for (size_t i = 0; i < EVN_SHARED_MAX; i++) {
        const struct evn_shared *s = &share->slot[i];
        if (s->result.len == 0 || memcmp(s->key.b, key->b, sizeof key->b) != 0)
            continue;
        if (s->n_known != state->n_known || (!s->full && s->head != state->merged.head))
            return NULL;
        share->n_used++;
        return &s->result;
    }
    return NULL;
}

void evn_share_keep(struct evn_share *share, const struct evn_hub_state *state,
                    const struct evn_hash128 *key, bool full, struct evn_bytes result)
{
    size_t i = 0;
    while (i < EVN_SHARED_MAX && memcmp(share->slot[i].key.b, key->b, sizeof key->b) != 0)
        i++;
    if (i == EVN_SHARED_MAX) {
        i = share->next;
        share->next = (i + 1) % EVN_SHARED_MAX;
    }
    struct evn_shared *s = &share->slot[i];
    s->key = *key;
    s->head = state->merged.head;
    s->n_known = state->n_known;
    s->full = full;
    evn_buf_clear(&s->result);
    if (evn_buf_add(&s->result, result) != EVN_OK)
        evn_buf_clear(&s->result);
}

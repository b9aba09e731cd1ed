#include "services/ledger/core/dict.h"

#include "common/base/hash.h"

void evn_dict_init(struct evn_dict *dict, uint64_t key)
{
    *dict = (struct evn_dict){.key = key};
    evn_index_init(&dict->index);
    evn_grow_init(&dict->entries, sizeof(struct evn_dict_entry));
    evn_grow_init(&dict->longer, EVN_NAME_MAX + 1);
}

void evn_dict_fini(struct evn_dict *dict)
{
    evn_index_fini(&dict->index);
    evn_grow_fini(&dict->entries);
    evn_grow_fini(&dict->longer);
}

uint32_t evn_dict_hash(const struct evn_dict *dict, uint32_t scope, struct evn_bytes text)
{
    return (uint32_t)evn_hash_keyed(dict->key ^ scope * UINT64_C(0x9e3779b97f4a7c15), text);
}

static const struct evn_dict_entry *entry_at(const struct evn_dict *dict, uint32_t number)
{
    return EVN_GROW_AT(struct evn_dict_entry, &dict->entries, number);
}

static const uint8_t *text_of(const struct evn_dict *dict, const struct evn_dict_entry *e)
{
    return e->len <= EVN_DICT_INLINE ? e->text : evn_grow_at(&dict->longer, evn_get_u32(e->text));
}

/* Whether `len` bytes are the same, eight at a time, the last eight overlapping: a call of memcmp
 * costs more than these texts are long. */
static bool same(const uint8_t *a, const uint8_t *b, size_t len)
{
    if (len < 8)
        return len < 4 ? len == 0 ||
                             (a[0] == b[0] && a[len / 2] == b[len / 2] && a[len - 1] == b[len - 1])
                       : evn_get_u32(a) == evn_get_u32(b) &&
                             evn_get_u32(a + len - 4) == evn_get_u32(b + len - 4);
    for (size_t i = 0; i + 8 < len; i += 8)
        if (evn_get_u64(a + i) != evn_get_u64(b + i))
            return false;
    return evn_get_u64(a + len - 8) == evn_get_u64(b + len - 8);
}

uint32_t evn_dict_seek(const struct evn_dict *dict, uint32_t hash)
{
    struct evn_index_at at = evn_index_at(&dict->index, hash);
    uint32_t n = evn_index_next(&dict->index, &at);
    if (n != 0)
        __builtin_prefetch(entry_at(dict, n));
    return n;
}

bool evn_dict_is(const struct evn_dict *dict, uint32_t number, uint32_t scope,
                 struct evn_bytes text)
{
    const struct evn_dict_entry *e = entry_at(dict, number);
    return e->scope == scope && e->len == text.len && same(text_of(dict, e), text.at, text.len);
}

uint32_t evn_dict_find(const struct evn_dict *dict, uint32_t scope, struct evn_bytes text)
{
    struct evn_index_at at = evn_index_at(&dict->index, evn_dict_hash(dict, scope, text));
    uint32_t n;
    while ((n = evn_index_next(&dict->index, &at)) != 0 && !evn_dict_is(dict, n, scope, text))
        ;
    return n;
}

/* Where the text of the entry goes. */
static uint8_t *text_room(struct evn_dict *dict, struct evn_dict_entry *e)
{
    if (e->len <= EVN_DICT_INLINE)
        return e->text;
    if (evn_grow_reach(&dict->longer, dict->n_longer + 1) != EVN_OK)
        return NULL;
    evn_put_u32(e->text, ++dict->n_longer);
    return evn_grow_at(&dict->longer, dict->n_longer);
}

evn_err evn_dict_add(struct evn_dict *dict, uint32_t scope, struct evn_bytes text)
{
    EVN_ASSERT(text.len <= EVN_NAME_MAX);
    uint32_t number = dict->n + 1;
    if (evn_grow_reach(&dict->entries, number) != EVN_OK)
        return EVN_E_NO_MEMORY;
    struct evn_dict_entry *e = evn_grow_at(&dict->entries, number);
    *e = (struct evn_dict_entry){.scope = scope, .len = (uint8_t)text.len};
    uint8_t *to = text_room(dict, e);
    if (to == NULL ||
        evn_index_add(&dict->index, number, evn_dict_hash(dict, scope, text)) != EVN_OK)
        return EVN_E_NO_MEMORY;
    if (text.len > 0)
        memcpy(to, text.at, text.len);
    dict->n = number;
    return EVN_OK;
}

struct evn_bytes evn_dict_text(const struct evn_dict *dict, uint32_t number)
{
    if (number == 0 || number > dict->n)
        return (struct evn_bytes){.at = (const uint8_t *)"", .len = 0};
    const struct evn_dict_entry *e = entry_at(dict, number);
    return evn_bytes_of(text_of(dict, e), e->len);
}

size_t evn_dict_bytes(const struct evn_dict *dict)
{
    return evn_index_bytes(&dict->index) + evn_grow_bytes(&dict->entries) +
           evn_grow_bytes(&dict->longer);
}

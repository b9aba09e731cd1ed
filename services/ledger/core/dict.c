#include "services/ledger/core/dict.h"

#include "common/base/hash.h"

evn_err evn_dict_init(struct evn_dict *dict)
{
    *dict = (struct evn_dict){0};
    evn_grow_init(&dict->entries, sizeof(struct evn_dict_entry));
    evn_grow_init(&dict->text, 8);
    return evn_index_init(&dict->index);
}

void evn_dict_fini(struct evn_dict *dict)
{
    evn_index_fini(&dict->index);
    evn_grow_fini(&dict->entries);
    evn_grow_fini(&dict->text);
}

/* The last bytes of a text shorter than eight, each at a place of its own. */
static uint64_t short_tail(const uint8_t *at, size_t len)
{
    if (len >= 4)
        return evn_get_u32(at) | (uint64_t)evn_get_u32(at + len - 4) << 32;
    if (len == 0)
        return 0;
    return at[0] | (uint64_t)at[len / 2] << 8 | (uint64_t)at[len - 1] << 16;
}

/* Eight bytes at a time, the last eight overlapping; texts are short and keys need spreading, not
 * secrecy. */
uint64_t evn_dict_hash(uint32_t scope, struct evn_bytes text)
{
    uint64_t h = (text.len + ((uint64_t)scope << 8)) * 0x9e3779b97f4a7c15u;
    if (text.len < 8)
        return evn_mix64(h ^ short_tail(text.at, text.len));
    for (size_t i = 0; i + 8 < text.len; i += 8)
        h = evn_mix64(h ^ evn_get_u64(text.at + i));
    return evn_mix64(h ^ evn_get_u64(text.at + text.len - 8));
}

static const struct evn_dict_entry *entry_at(const struct evn_dict *dict, uint32_t number)
{
    return evn_grow_at(&dict->entries, number);
}

uint32_t evn_dict_find(const struct evn_dict *dict, uint32_t scope, struct evn_bytes text)
{
    uint32_t hash = (uint32_t)evn_dict_hash(scope, text);
    uint32_t n = evn_index_first(&dict->index, hash);
    for (; n != 0; n = evn_index_next(&dict->index, n, hash)) {
        const struct evn_dict_entry *e = entry_at(dict, n);
        if (e->scope == scope && evn_bytes_equal(evn_bytes_of(e->text, e->len), text))
            break;
    }
    return n;
}

/* Room for `len` bytes that lie in one piece. */
static uint8_t *text_room(struct evn_dict *dict, uint32_t len)
{
    const uint32_t piece = EVN_GROW_PIECE * 8;
    uint32_t start = dict->text_used;
    if (start / piece != (start + len - 1) / piece)
        start = (start / piece + 1) * piece;
    if (evn_grow_reach(&dict->text, (start + len) / 8) != EVN_OK)
        return NULL;
    dict->text_used = start + len;
    return (uint8_t *)evn_grow_at(&dict->text, start / 8) + start % 8;
}

evn_err evn_dict_add(struct evn_dict *dict, uint32_t scope, struct evn_bytes text)
{
    EVN_ASSERT(text.len <= EVN_NAME_MAX);
    uint32_t number = dict->n + 1;
    uint32_t len = (uint32_t)text.len;
    uint8_t *copy = text_room(dict, len > 0 ? len : 1);
    if (copy == NULL || evn_grow_reach(&dict->entries, number) != EVN_OK)
        return EVN_E_NO_MEMORY;
    if (len > 0)
        memcpy(copy, text.at, len);
    struct evn_dict_entry *e = evn_grow_at(&dict->entries, number);
    *e = (struct evn_dict_entry){.text = copy, .len = len, .scope = scope};
    if (evn_index_add(&dict->index, number, (uint32_t)evn_dict_hash(scope, text)) != EVN_OK)
        return EVN_E_NO_MEMORY;
    dict->n = number;
    return EVN_OK;
}

struct evn_bytes evn_dict_text(const struct evn_dict *dict, uint32_t number)
{
    if (number == 0 || number > dict->n)
        return (struct evn_bytes){.at = (const uint8_t *)"", .len = 0};
    const struct evn_dict_entry *e = entry_at(dict, number);
    return evn_bytes_of(e->text, e->len);
}

#include "common/base/hash.h"

#include "common/base/assert.h"

#include <sodium/crypto_generichash.h>

void evn_hash256(const uint8_t key[16], struct evn_bytes a, struct evn_bytes b,
                 struct evn_hash256 *out)
{
    crypto_generichash_state state;
    int bad = crypto_generichash_init(&state, key, key != NULL ? 16 : 0, EVN_HASH256_LEN);
    if (a.len > 0)
        bad |= crypto_generichash_update(&state, a.at, a.len);
    if (b.len > 0)
        bad |= crypto_generichash_update(&state, b.at, b.len);
    bad |= crypto_generichash_final(&state, out->b, EVN_HASH256_LEN);
    EVN_ASSERT(bad == 0);
}

void evn_hash128(struct evn_bytes bytes, struct evn_hash128 *out)
{
    int bad = crypto_generichash(out->b, EVN_HASH128_LEN, bytes.at, bytes.len, NULL, 0);
    EVN_ASSERT(bad == 0);
}

uint64_t evn_hash_text(struct evn_bytes text)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < text.len; i++)
        h = (h ^ text.at[i]) * 0x100000001b3u;
    return evn_mix64(h);
}

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

#define FOLD_A UINT64_C(0xa0761d6478bd642f) /* holds 'd', 0xbd: never UTF-8 */
#define FOLD_B UINT64_C(0xe7037ed1a0b428db) /* keeps a key of zero from being one */

static uint64_t fold(uint64_t a, uint64_t b)
{
    __extension__ typedef unsigned __int128 u128;
    u128 product = (u128)a * b;
    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

/* The last sixteen bytes or fewer as two numbers, which overlap when there are fewer. */
static uint64_t fold_tail(uint64_t key, const uint8_t *at, size_t len)
{
    uint64_t a = 0, b = 0;
    if (len >= 8) {
        a = evn_get_u64(at);
        b = evn_get_u64(at + len - 8);
    } else if (len >= 4) {
        a = evn_get_u32(at);
        b = evn_get_u32(at + len - 4);
    } else if (len > 0) {
        a = (uint64_t)at[0] | (uint64_t)at[len / 2] << 8 | (uint64_t)at[len - 1] << 16;
    }
    return fold(a ^ FOLD_A, b ^ key);
}

uint64_t evn_hash_keyed(uint64_t key, struct evn_bytes text)
{
    const uint8_t *at = text.at;
    size_t left = text.len;
    key ^= FOLD_B;
    for (; left > 16; at += 16, left -= 16)
        key = fold(evn_get_u64(at) ^ FOLD_A, evn_get_u64(at + 8) ^ key);
    return fold(fold_tail(key, at, left), text.len ^ FOLD_A);
}

uint64_t evn_hash_text(struct evn_bytes text)
{
    uint64_t h = 0xcbf29ce484222325u;
    for (size_t i = 0; i < text.len; i++)
        h = (h ^ text.at[i]) * 0x100000001b3u;
    return evn_mix64(h);
}

#include "services/ledger/store/rowsum.h"

static const struct evn_rowsum start = {UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xc2b2ae3d27d4eb4f)};

/* Both always inline: gcc would call them a dozen times a row. */
__attribute__((always_inline)) static inline void mix_word(struct evn_rowsum *d, uint64_t word)
{
    d->a = evn_mix64(d->a ^ word);
    d->b = evn_mix64(d->b + word);
}

__attribute__((always_inline)) static inline void mix_len(struct evn_rowsum *d, size_t len)
{
    d->a = evn_mix64(d->a + len);
    d->b = evn_mix64(d->b ^ len);
}

/* Eight bytes at a time through the mixer, from two different starts. */
static void mix(struct evn_rowsum *d, struct evn_bytes bytes)
{
    for (size_t i = 0; i < bytes.len; i += 8) {
        uint64_t word = 0;
        size_t left = bytes.len - i;
        memcpy(&word, bytes.at + i, left < 8 ? left : 8);
        mix_word(d, word);
    }
    mix_len(d, bytes.len);
}

struct evn_rowsum evn_rowsum_row(struct evn_bytes key, struct evn_bytes value)
{
    struct evn_rowsum d = start;
    mix(&d, key);
    mix(&d, value);
    return d;
}

/* evn_rowsum_row of these lengths, written out: it is made twice for each side of a movement. */
struct evn_rowsum evn_balance_sum(uint32_t account, const uint8_t balance[EVN_BALANCE_LEN])
{
    struct evn_rowsum d = start;
    mix_word(&d, __builtin_bswap32(account));
    mix_len(&d, sizeof account);
    mix_word(&d, evn_get_u64(balance));
    mix_word(&d, evn_get_u64(balance + 8));
    mix_word(&d, evn_get_u64(balance + 16));
    mix_word(&d, evn_get_u64(balance + 24));
    mix_len(&d, EVN_BALANCE_LEN);
    return d;
}

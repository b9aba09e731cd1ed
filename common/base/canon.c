#include "common/base/canon.h"

__extension__ typedef unsigned __int128 u128;

static void entry_hash(const char *kind, struct evn_bytes entry, uint64_t word[4])
{
    struct evn_hash256 kind_hash, h;
    evn_hash256(NULL, evn_bytes_text(kind), evn_bytes_of(NULL, 0), &kind_hash);
    evn_hash256(kind_hash.b, entry, evn_bytes_of(NULL, 0), &h);
    for (int i = 0; i < 4; i++)
        word[i] = evn_get_u64(&h.b[8 * i]);
}

void evn_canon_add(struct evn_canon *canon, const char *kind, struct evn_bytes entry)
{
    uint64_t word[4];
    uint64_t carry = 0;
    entry_hash(kind, entry, word);
    for (int i = 0; i < 4; i++) {
        u128 s = (u128)canon->sum[i] + word[i] + carry;
        canon->sum[i] = (uint64_t)s;
        carry = (uint64_t)(s >> 64);
    }
    canon->n_entries++;
}

void evn_canon_remove(struct evn_canon *canon, const char *kind, struct evn_bytes entry)
{
    uint64_t word[4];
    uint64_t borrow = 0;
    entry_hash(kind, entry, word);
    for (int i = 0; i < 4; i++) {
        u128 d = (u128)canon->sum[i] - word[i] - borrow;
        canon->sum[i] = (uint64_t)d;
        borrow = (uint64_t)(d >> 64) != 0;
    }
    canon->n_entries--;
}

void evn_canon_format(const struct evn_canon *canon, char out[65])
{
    static const char digit[] = "0123456789abcdef";
    for (int i = 0; i < 32; i++) {
        uint64_t byte = canon->sum[i / 8] >> (8 * (i % 8)) & 0xff;
        out[2 * i] = digit[byte >> 4];
        out[2 * i + 1] = digit[byte & 15];
    }
    out[64] = '\0';
}

#include "services/ledger/store/rowsum.h"

/* Eight bytes at a time through the mixer, from two different starts. */
static void mix(struct evn_rowsum *d, struct evn_bytes bytes)
{
    for (size_t i = 0; i < bytes.len; i += 8) {
        uint64_t word = 0;
        size_t left = bytes.len - i;
        memcpy(&word, bytes.at + i, left < 8 ? left : 8);
        d->a = evn_mix64(d->a ^ word);
        d->b = evn_mix64(d->b + word);
    }
    d->a = evn_mix64(d->a + bytes.len);
    d->b = evn_mix64(d->b ^ bytes.len);
}

struct evn_rowsum evn_rowsum_row(struct evn_bytes key, struct evn_bytes value)
{
    struct evn_rowsum d = {UINT64_C(0x9e3779b97f4a7c15), UINT64_C(0xc2b2ae3d27d4eb4f)};
    mix(&d, key);
    mix(&d, value);
    return d;
}

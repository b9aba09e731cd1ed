#include "common/base/hash.h"

/* BLAKE2b (RFC 7693) of four messages side by side: lane i of each vector belongs to message i.
 * One message keeps a processor waiting for its own additions; four fill the time. */

enum { LANES = 4, BLOCK = 128, ROUNDS = 12 };

#if defined(__x86_64__)
#define WITH_WIDE_VECTORS __attribute__((target("avx2")))
static bool has_wide_vectors(void)
{
    return __builtin_cpu_supports("avx2") != 0;
}
#else
#define WITH_WIDE_VECTORS
static bool has_wide_vectors(void)
{
    return false;
}
#endif

typedef uint64_t lanes __attribute__((vector_size(LANES * sizeof(uint64_t))));

static const uint64_t start[8] = {UINT64_C(0x6a09e667f3bcc908), UINT64_C(0xbb67ae8584caa73b),
                                  UINT64_C(0x3c6ef372fe94f82b), UINT64_C(0xa54ff53a5f1d36f1),
                                  UINT64_C(0x510e527fade682d1), UINT64_C(0x9b05688c2b3e6c1f),
                                  UINT64_C(0x1f83d9abfb41bd6b), UINT64_C(0x5be0cd19137e2179)};

static const uint8_t sigma[ROUNDS][16] = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                          {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
                                          {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
                                          {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
                                          {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
                                          {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
                                          {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
                                          {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
                                          {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
                                          {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0},
                                          {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
                                          {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3}};

typedef uint8_t bytes_of_lanes __attribute__((vector_size(LANES * sizeof(uint64_t))));

/* Rotations right: by whole bytes it is a shuffle of bytes, `n` of them in each lane. */
#define FROM(n, i) (i) / 8 * 8 + ((i) + (n)) % 8
#define FROM_8(n, i)                                                                               \
    FROM(n, i), FROM(n, i + 1), FROM(n, i + 2), FROM(n, i + 3), FROM(n, i + 4), FROM(n, i + 5),    \
        FROM(n, i + 6), FROM(n, i + 7)
#define ROTATE_BYTES(x, n)                                                                         \
    ((lanes)__builtin_shufflevector((bytes_of_lanes)(x), (bytes_of_lanes)(x), FROM_8(n, 0),        \
                                    FROM_8(n, 8), FROM_8(n, 16), FROM_8(n, 24)))
#define ROTATE_63(x) ((x) >> 63 | ((x) + (x)))
#define MIX(a, b, c, d, x, y)                                                                      \
    do {                                                                                           \
        v[a] += v[b] + m[x];                                                                       \
        v[d] = ROTATE_BYTES(v[d] ^ v[a], 4);                                                       \
        v[c] += v[d];                                                                              \
        v[b] = ROTATE_BYTES(v[b] ^ v[c], 3);                                                       \
        v[a] += v[b] + m[y];                                                                       \
        v[d] = ROTATE_BYTES(v[d] ^ v[a], 2);                                                       \
        v[c] += v[d];                                                                              \
        v[b] = ROTATE_63(v[b] ^ v[c]);                                                             \
    } while (0)

/* One block of each message: `block[i]` has BLOCK bytes, of which `taken` are counted so far, the
 * last one's finality being all ones or zero. */
WITH_WIDE_VECTORS static void compress(lanes h[8], const uint8_t *const block[LANES], lanes taken,
                                       lanes final)
{
    lanes m[16], v[16];
    for (size_t i = 0; i < 16; i++)
        m[i] = (lanes){evn_get_u64(block[0] + 8 * i), evn_get_u64(block[1] + 8 * i),
                       evn_get_u64(block[2] + 8 * i), evn_get_u64(block[3] + 8 * i)};
    for (size_t i = 0; i < 8; i++) {
        v[i] = h[i];
        v[i + 8] = (lanes){start[i], start[i], start[i], start[i]};
    }
    v[12] ^= taken;
    v[14] ^= final;
#pragma GCC unroll 12
    for (size_t r = 0; r < ROUNDS; r++) {
        const uint8_t *s = sigma[r];
        MIX(0, 4, 8, 12, s[0], s[1]);
        MIX(1, 5, 9, 13, s[2], s[3]);
        MIX(2, 6, 10, 14, s[4], s[5]);
        MIX(3, 7, 11, 15, s[6], s[7]);
        MIX(0, 5, 10, 15, s[8], s[9]);
        MIX(1, 6, 11, 12, s[10], s[11]);
        MIX(2, 7, 8, 13, s[12], s[13]);
        MIX(3, 4, 9, 14, s[14], s[15]);
    }
    for (size_t i = 0; i < 8; i++)
        h[i] ^= v[i] ^ v[i + 8];
}

/* Four messages of the same number of blocks, at least one byte each. */
WITH_WIDE_VECTORS static void hash_four(const struct evn_bytes in[LANES], size_t n_blocks,
                                        struct evn_hash128 out[LANES])
{
    const uint64_t first = start[0] ^ UINT64_C(0x01010000) ^ EVN_HASH128_LEN;
    uint8_t last[LANES][BLOCK] = {0};
    lanes h[8] = {{first, first, first, first}};
    for (size_t i = 1; i < 8; i++)
        h[i] = (lanes){start[i], start[i], start[i], start[i]};
    for (size_t b = 0; b < n_blocks; b++) {
        const uint8_t *block[LANES];
        uint64_t counted = (b + 1) * BLOCK;
        lanes taken = {counted, counted, counted, counted}, final = {0};
        for (size_t i = 0; i < LANES; i++)
            block[i] = in[i].at + b * BLOCK;
        for (size_t i = 0; b + 1 == n_blocks && i < LANES; i++) {
            memcpy(last[i], block[i], in[i].len - b * BLOCK);
            block[i] = last[i];
            taken[i] = in[i].len;
            final[i] = UINT64_MAX;
        }
        compress(h, block, taken, final);
    }
    for (size_t i = 0; i < LANES; i++) {
        evn_put_u64(out[i].b, h[0][i]);
        evn_put_u64(out[i].b + 8, h[1][i]);
    }
}

static size_t blocks_of(struct evn_bytes bytes)
{
    return (bytes.len + BLOCK - 1) / BLOCK;
}

void evn_hash128_many(const struct evn_bytes *in, size_t n, struct evn_hash128 *out)
{
    bool wide = has_wide_vectors();
    size_t i = 0;
    while (i < n) {
        size_t n_blocks = blocks_of(in[i]), same = 1;
        while (wide && same < LANES && i + same < n && blocks_of(in[i + same]) == n_blocks)
            same++;
        if (same == LANES && n_blocks > 0) {
            hash_four(in + i, n_blocks, out + i);
            i += LANES;
        } else {
            evn_hash128(in[i], &out[i]);
            i++;
        }
    }
}

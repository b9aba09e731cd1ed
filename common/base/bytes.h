/* bytes - borrowed byte strings and fixed little-endian fields. Pure.
 *
 * Every number in a file or record of ours is little-endian at a stated offset and is read and
 * written through these, so no struct layout of a compiler ever reaches a disk. */
#ifndef EVN_BASE_BYTES_H
#define EVN_BASE_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

/* A borrowed run of bytes: valid as long as its owner says, never freed through this. */
struct evn_bytes {
    const uint8_t *at;
    size_t len;
};

/* `len` bytes at `at`, borrowed; `at` may be NULL when `len` is 0. */
static inline struct evn_bytes evn_bytes_of(const void *at, size_t len)
{
    return (struct evn_bytes){.at = at, .len = len};
}

/* The bytes of a text without its NUL, borrowed. */
static inline struct evn_bytes evn_bytes_text(const char *text)
{
    return evn_bytes_of(text, strlen(text));
}

/* Same length and same bytes; two empty strings are equal wherever they point. */
static inline bool evn_bytes_equal(struct evn_bytes a, struct evn_bytes b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

/* Are all `len` bytes zero, len > 0? Zeros are equal to themselves one byte further on. */
static inline bool evn_bytes_zero(const uint8_t *p, size_t len)
{
    return p[0] == 0 && memcmp(p, p + 1, len - 1) == 0;
}

/* Little-endian, at any alignment. */
static inline uint16_t evn_get_u16(const uint8_t *p)
{
    return (uint16_t)(p[0] | (unsigned)p[1] << 8);
}

static inline uint32_t evn_get_u32(const uint8_t *p)
{
    uint32_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline uint64_t evn_get_u64(const uint8_t *p)
{
    uint64_t v;
    memcpy(&v, p, sizeof v);
    return v;
}

static inline int64_t evn_get_i64(const uint8_t *p)
{
    return (int64_t)evn_get_u64(p);
}

/* Little-endian, at any alignment; the caller owns the room. */
static inline void evn_put_u16(uint8_t *p, uint16_t v)
{
    p[0] = (uint8_t)v;
    p[1] = (uint8_t)(v >> 8);
}

static inline void evn_put_u32(uint8_t *p, uint32_t v)
{
    memcpy(p, &v, sizeof v);
}

static inline void evn_put_u64(uint8_t *p, uint64_t v)
{
    memcpy(p, &v, sizeof v);
}

static inline void evn_put_i64(uint8_t *p, int64_t v)
{
    evn_put_u64(p, (uint64_t)v);
}

/* Big-endian, for LMDB keys that must sort as numbers. */
static inline void evn_put_be32(uint8_t *p, uint32_t v)
{
    evn_put_u32(p, __builtin_bswap32(v));
}

static inline void evn_put_be64(uint8_t *p, uint64_t v)
{
    evn_put_u64(p, __builtin_bswap64(v));
}

static inline uint32_t evn_get_be32(const uint8_t *p)
{
    return __builtin_bswap32(evn_get_u32(p));
}

static inline uint64_t evn_get_be64(const uint8_t *p)
{
    return __builtin_bswap64(evn_get_u64(p));
}

_Static_assert(__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__, "records are read in place");

#endif

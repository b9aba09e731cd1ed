/* match - which words of a cache line are the one looked for. Pure.
 *
 * Tables that put a cache line of entries into each bucket look at all of them at once: no branch
 * depends on where the entry lies, so none is guessed wrong. */
#ifndef EVN_BASE_MATCH_H
#define EVN_BASE_MATCH_H

#include <stdint.h>

enum { EVN_MATCH_WIDE = 16 };

#if defined(__SSE2__)
#include <emmintrin.h>

static inline __m128i evn_match_four(const uint32_t *at, __m128i value, int shift)
{
    __m128i words = _mm_loadu_si128((const __m128i *)(const void *)at);
    return _mm_cmpeq_epi32(_mm_srli_epi32(words, shift), value);
}

/* Bit i is set when word i, shifted right, is `value`: word 0 is the lowest bit. */
static inline uint32_t evn_match(const uint32_t at[EVN_MATCH_WIDE], uint32_t value, int shift)
{
    __m128i all = _mm_set1_epi32((int)value);
    __m128i low =
        _mm_packs_epi32(evn_match_four(at, all, shift), evn_match_four(at + 4, all, shift));
    __m128i high =
        _mm_packs_epi32(evn_match_four(at + 8, all, shift), evn_match_four(at + 12, all, shift));
    return (uint32_t)_mm_movemask_epi8(_mm_packs_epi16(low, high));
}
#else
static inline uint32_t evn_match(const uint32_t at[EVN_MATCH_WIDE], uint32_t value, int shift)
{
    uint32_t found = 0;
    for (uint32_t i = 0; i < EVN_MATCH_WIDE; i++)
        found |= (uint32_t)(at[i] >> shift == value) << i;
    return found;
}
#endif

#endif

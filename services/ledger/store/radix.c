#include "services/ledger/store/radix.h"

enum { BITS = 11, DIGITS = 1 << BITS };

/* One pass; `from` is sorted by the digits below `shift` already. */
static void by_digit(const struct evn_radix *from, struct evn_radix *to, size_t n, unsigned shift)
{
    size_t begin[DIGITS + 1] = {0};
    for (size_t i = 0; i < n; i++)
        begin[(from[i].key >> shift & (DIGITS - 1)) + 1]++;
    for (size_t i = 0; i < DIGITS; i++)
        begin[i + 1] += begin[i];
    for (size_t i = 0; i < n; i++)
        to[begin[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
}

struct evn_radix *evn_radix_sort(struct evn_radix *a, struct evn_radix *spare, size_t n)
{
    uint64_t differ = 0;
    for (size_t i = 1; i < n; i++)
        differ |= a[i].key ^ a[0].key;
    for (unsigned shift = 0; shift < 64; shift += BITS) {
        if ((differ >> shift & (DIGITS - 1)) == 0)
            continue;
        by_digit(a, spare, n, shift);
        struct evn_radix *swap = a;
        a = spare;
        spare = swap;
    }
    return a;
}

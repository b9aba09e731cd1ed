/* wide - 128-bit integers, for exact products of two quantities. Pure.
 *
 * Quantities stay below 2^42 here (see EVN_ALLOC_UNITS_MAX), so a product of two, and the sum of
 * many such, fits with room to spare; gcc and clang have the type on every 64-bit machine. */
#ifndef EVN_ALLOC_WIDE_H
#define EVN_ALLOC_WIDE_H

__extension__ typedef __int128 evn_i128;
__extension__ typedef unsigned __int128 evn_u128;

#endif

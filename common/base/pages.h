/* pages - large zeroed memory for tables that live as long as the process. Pure but for the heap.
 *
 * A table of millions of rows is read at random: with pages of 4 KiB each look-up waits for the
 * processor's page walk as well. Blocks of 2 MiB and more ask for large pages; a system without
 * them gives small ones, and nothing else changes. Memory that was never written costs nothing
 * while pages are small, so a table's first block should not ask for large ones. */
#ifndef EVN_BASE_PAGES_H
#define EVN_BASE_PAGES_H

#include <stdbool.h>
#include <stddef.h>

enum { EVN_PAGE_LARGE = 2 << 20 };

/* `len` zero bytes at an address divisible by 4096, by EVN_PAGE_LARGE when `large`; NULL: none
 * left. Owned by the caller until evn_pages_free with the same length. */
void *evn_pages_new(size_t len, bool large);

/* `at` may be NULL. */
void evn_pages_free(void *at, size_t len);

/* Ask for large pages below memory of the heap that is not yet touched, as far as whole ones fit:
 * for what is read here and there. */
void evn_pages_advise(void *at, size_t len);

#endif

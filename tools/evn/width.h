/* width - how many columns a text takes on a terminal. Pure.
 *
 * Chinese, Japanese and Korean characters, full-width forms and emoji take two columns, combining
 * marks and zero-width characters none, all others one. Own ranges and not the C library's
 * wcwidth, so that tables align the same whatever locale a machine has. Method: Unicode 15, UAX 11
 * (East_Asian_Width W and F) and general categories Mn, Me, Cf, by block. */
#ifndef EVN_TOOLS_WIDTH_H
#define EVN_TOOLS_WIDTH_H

#include <stddef.h>

/* Columns of UTF-8 text; a byte that is not UTF-8 counts one. */
size_t evn_width(const char *text);

#endif

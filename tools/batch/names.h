/* names - texts of a file as dense numbers, and their order. Pure but for the heap.
 *
 * Texts are borrowed: the file they stand in must outlive this. */
#ifndef EVN_BATCH_NAMES_H
#define EVN_BATCH_NAMES_H

#include "common/base/textmap.h"
#include "tools/import/csv.h"

enum { EVN_NAME_BYTES_MAX = 200 };

struct evn_names {
    struct evn_textmap map; /* text -> number, in order of appearance */
    struct evn_bytes *text; /* owned: by number */
    uint32_t *order;        /* owned, after evn_names_sort: numbers by the bytes of their texts */
    uint32_t *rank;         /* owned, after evn_names_sort: place of a number in `order` */
    size_t n, cap;
};

/* No names, and room for at most `max`. */
void evn_names_init(struct evn_names *names, size_t max);

void evn_names_fini(struct evn_names *names);

/* The number of a text, new or known. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_names_add(struct evn_names *names, struct evn_bytes text, uint32_t *out);

/* Set `order` and `rank`. EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_names_sort(struct evn_names *names);

/* What is wrong with a cell that is to be a name: it is empty, not clean text, or longer than
 * EVN_NAME_BYTES_MAX. */
enum evn_flaw_kind evn_names_flaw(struct evn_bytes text);

/* Below, at or above 0 as the bytes of a come before, with or behind those of b. */
int evn_names_compare(struct evn_bytes a, struct evn_bytes b);

#endif

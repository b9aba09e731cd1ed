/* esft - the tables of the WHO COVID-19 Essential Supplies Forecasting Tool as norms. Pure but for
 * the heap.
 *
 * Each figure becomes a norm of a severity (mild, moderate, severe, critical) or of a kind of
 * staff, so that cases that were counted need it as they need anything else, and each figure
 * explains itself down to the line it was read from. Amounts are exact decimals; what is finer than
 * a millionth is rounded up once. Rules and names: proto/spec/23-course.md. */
#ifndef EVN_IMPORT_ESFT_H
#define EVN_IMPORT_ESFT_H

#include "tools/import/batch.h"
#include "tools/import/kind.h"

/* Wide enough for the product of two decimals. */
__extension__ typedef unsigned __int128 evn_esft_wide;

/* Add the norms of the table to the batch. Which it is, is said by its head: `drug` (medicines),
 * `supplied_with` (equipment), or `norm` (planning figures, of which the flow of oxygen and the
 * stays are taken). `tell` is called for each line that is refused; the rest goes on.
 * EVN_E_BAD_FILE: none of these heads (told). EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_esft_rows(struct evn_csv rows, struct evn_batch *batch,
                                   struct evn_kind_counts *counts,
                                   void (*tell)(void *self, const struct evn_flaw *flaw),
                                   void *self);

/* A decimal as whole 10^-18: "12.096", "1e-04". False: not a decimal without sign, finer than
 * 10^-18, or above a million. */
bool evn_esft_decimal(struct evn_bytes text, evn_esft_wide *out);

/* The id of a norm: "esft:" and the words, small letters and digits, joined by hyphens; what is too
 * long ends in a hash of it all. */
enum { EVN_ESFT_NAME_MAX = 64 };
void evn_esft_name(struct evn_bytes name, struct evn_bytes more, char out[EVN_ESFT_NAME_MAX]);

#endif

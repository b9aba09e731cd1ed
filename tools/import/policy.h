/* policy - tables of rules, each a whole, as one message. Pure but for the heap.
 *
 * Formats: isolation_rules.tsv has rows of its own; every other table has rule (also called group
 * or class), value (person_list, examples), unit, meaning (why, reserve_duty), valid_from,
 * valid_to, authority and source_file. A table goes in whole or not at all: a rule left out would
 * be another policy. The version is the registry's last one plus one, and is put in when that is
 * known. */
#ifndef EVN_IMPORT_POLICY_H
#define EVN_IMPORT_POLICY_H

#include "tools/import/batch.h"
#include "tools/import/kind.h"

enum { EVN_POLICY_TAG = 21 };

/* Add the table `name` to the batch, without a version. `tell` is called for each flaw; with any
 * the table is left out and EVN_E_BAD_FILE is returned. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_policy_rows(const char *name, struct evn_csv rows, struct evn_batch *batch,
                                     struct evn_kind_counts *counts,
                                     void (*tell)(void *self, const struct evn_flaw *flaw),
                                     void *self);

/* The name of a table: the file's, without its folder and what follows the first dot. False when
 * that is no external id. */
bool evn_policy_name(const char *path, char out[64]);

/* Take the version out of a Policy: *out gets the message without it. False: no such message. */
bool evn_policy_unversioned(struct evn_bytes body, struct evn_buf *out, uint32_t *version);

/* Append a Policy without version to `out`, with this one. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_policy_versioned(struct evn_bytes body, uint32_t version,
                                          struct evn_buf *out);

#endif

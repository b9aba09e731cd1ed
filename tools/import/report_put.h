/* report_put - what a facility report makes of the registry and the ledger. Pure but for the heap.
 *
 * A facility is a place of kind WAREHOUSE (stock lies there), an item has no lots and the base unit
 * of the report. A cell that is an external id is the code; any other text gets "report:" with its
 * words and a hash of it, and is the name. Of each row: what was received and issued, and
 * `adjusted` as ADJUST with a reason, at noon (UTC+8) of the month's last day; before it, at the
 * month's beginning, what the books need to come to its opening, as ADJUST with a reason of its
 * own, and a discrepancy with a name when another closing stood before it. */
#ifndef EVN_IMPORT_REPORT_PUT_H
#define EVN_IMPORT_REPORT_PUT_H

#include "tools/import/batch.h"
#include "tools/import/report.h"

enum {
    EVN_REPORT_CODE_MAX = 41, /* of a facility or item, with NUL */
    EVN_REPORT_KEY_MAX = 64,  /* of a facility and item, with NUL */
    EVN_REPORT_REFERENCE_MAX = 79
};

/* The code of a facility or item. */
void evn_report_code(struct evn_bytes cell, char out[EVN_REPORT_CODE_MAX]);

/* "report:FACILITY:ITEM"; long codes give a hash: of all documents of a facility and item. */
void evn_report_key(const struct evn_report_row *row, char out[EVN_REPORT_KEY_MAX]);

/* What is posted of a row. */
enum evn_report_part {
    EVN_REPORT_OPEN,  /* document: to the opening */
    EVN_REPORT_BREAK, /* the named discrepancy */
    EVN_REPORT_MONTH, /* document: what the row says */
    EVN_REPORT_PARTS
};

/* "report:FACILITY:ITEM:2022-11" and ":open", ":break" behind it: reference or name of a part. */
void evn_report_reference(const struct evn_report_row *row, enum evn_report_part part,
                          char out[EVN_REPORT_REFERENCE_MAX]);

/* Add the facility and item the row names. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_report_entities(const struct evn_report_row *row, struct evn_batch *batch);

/* Whether the row moves any stock. */
bool evn_report_moves(const struct evn_report_row *row);

/* The month's beginning, UTC microseconds. */
int64_t evn_report_begins_us(const struct evn_report_row *row);

/* Append the content of the part's ledger Command; `change` is what brings the books to the
 * opening, and `is_break` that a closing stood before. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_report_command(const struct evn_report_row *row, enum evn_report_part part,
                                        int64_t change, bool is_break, struct evn_buf *out);

#endif

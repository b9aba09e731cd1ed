/* scms_put - what a delivery history makes of the registry and the ledger. Pure but for the heap.
 *
 * Suppliers and destinations become places outside the area tree: a supplier by its name, a
 * destination (of kind WAREHOUSE: stock lies there) by its project code. Items are told apart by
 * description and pack size; the base unit is that of the dosage form and the pack is
 * "Unit of Measure (Per Pack)" of them. Categories are the nearest classes of reserve_classes:
 * test_consumable for test kits, emergency_medicine for medicines. Codes are "scms:" with the words
 * of the name and a hash of all of it, so that the same file always gives the same codes. */
#ifndef EVN_IMPORT_SCMS_PUT_H
#define EVN_IMPORT_SCMS_PUT_H

#include "tools/import/batch.h"
#include "tools/import/scms.h"

enum { EVN_SCMS_CODE_MAX = 41 }; /* of an item, place or reference, with NUL */

/* Add all suppliers, destinations and items the lines name. EVN_E_LIMIT, EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_scms_entities(const struct evn_scms *scms, struct evn_batch *batch);

/* Codes of what a line names. */
void evn_scms_supplier(const struct evn_scms_line *line, char out[EVN_SCMS_CODE_MAX]);
void evn_scms_place(const struct evn_scms_line *line, char out[EVN_SCMS_CODE_MAX]);
void evn_scms_item(const struct evn_scms_line *line, char out[EVN_SCMS_CODE_MAX]);

/* "scms:ID": the external reference of the receipt of a line, by which it is found again. */
void evn_scms_reference(const struct evn_scms_line *line, char out[EVN_SCMS_CODE_MAX]);

/* Append a ledger Document that receives the line: supplier to destination, in base units, at noon
 * (UTC+8) of the delivered day, without a lot; its note is the shipment. EVN_E_LIMIT,
 * EVN_E_NO_MEMORY. */
EVN_MUST_USE evn_err evn_scms_document(const struct evn_scms_line *line, struct evn_buf *out);

#endif

/* gtin - item codes of several systems: which are well-formed, and their one spelling. Pure. */
#ifndef EVN_REGISTRY_GTIN_H
#define EVN_REGISTRY_GTIN_H

#include "services/registry/core/model_item.h"

/* True for 8, 12, 13 or 14 digits whose last is the check digit: weights 3 and 1 from the right,
 * sum a multiple of ten (GS1 General Specifications 7.9). A code of 14 digits that begins with 86
 * is China's national drug code and never a GTIN. */
bool evn_gtin_ok(const char *digits);

/* Whether `value` is what its system (enum evn_code_system) writes: a GTIN; 14 digits from 86; an
 * ATC code of 1, 3, 4, 5 or 7 characters; of other systems any clean text. EVN_E_BAD_FIELD: not so.
 * EVN_E_NOT_A_GTIN: given as a GTIN, and 14 digits from 86: the sender must say which is meant.
 * EVN_E_PACKAGE_CODE: a drug trace code. */
EVN_MUST_USE evn_err evn_item_code_check(int32_t system, const char *value);

/* True for 20 digits: a drug trace code, which names one package and not an item. Its first
 * EVN_TRACE_PREFIX_LEN digits name the product. */
bool evn_is_trace_code(const char *text);
bool evn_is_trace_prefix(const char *text);
enum { EVN_TRACE_PREFIX_LEN = 7 };

/* The key under which a trace prefix is unique; of `digits` the first 7 count. */
void evn_trace_key(const char *digits, char out[EVN_CODE_MAX + 4]);

/* The key under which a code is unique: system and value, a GTIN filled up with zeros to 14
 * digits. False for ATC, which items share. */
bool evn_item_code_key(int32_t system, const char *value, char out[EVN_CODE_MAX + 4]);

#endif

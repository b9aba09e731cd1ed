/* gtin - item codes of several systems: which are well-formed, and their one spelling. Pure. */
#ifndef EVN_REGISTRY_GTIN_H
#define EVN_REGISTRY_GTIN_H

#include "services/registry/core/model_item.h"

/* True for 8, 12, 13 or 14 digits whose last is the check digit: weights 3 and 1 from the right,
 * sum a multiple of ten (GS1 General Specifications 7.9). A code of 14 digits that begins with 86
 * is China's national drug code and never a GTIN. */
bool evn_gtin_ok(const char *digits);

/* True when `value` is what its system (enum evn_code_system) writes: a GTIN; 14 digits from 86;
 * an ATC code of 1, 3, 4, 5 or 7 characters; of other systems any clean text. */
bool evn_item_code_ok(int32_t system, const char *value);

/* The key under which a code is unique: system and value, a GTIN filled up with zeros to 14
 * digits. False for ATC, which items share. */
bool evn_item_code_key(int32_t system, const char *value, char out[EVN_CODE_MAX + 4]);

#endif

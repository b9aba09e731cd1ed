/* roles - sets of roles as words, "WAREHOUSE,POINT". Pure. */
#ifndef EVN_TOOLS_ROLES_H
#define EVN_TOOLS_ROLES_H

#include <stddef.h>
#include <stdint.h>

/* The names of the roles, separated by commas, into `out`; returns it. */
const char *evn_roles_names(uint32_t roles, char *out, size_t cap);

/* The roles that the first `len` bytes of the text name; 0: one of them is no role. */
uint32_t evn_roles_of(const char *text, size_t len);

#endif

#include "tools/evn/roles.h"

#include "common/service/rights.h"

#include <stdio.h>

const char *evn_roles_names(uint32_t roles, char *out, size_t cap)
{
    out[0] = '\0';
    for (uint32_t role = 1; role != 0; role <<= 1) {
        size_t at = strlen(out);
        if ((roles & role) != 0)
            snprintf(out + at, cap - at, "%s%s", at > 0 ? "," : "", evn_role_name(role));
    }
    return out;
}

uint32_t evn_roles_of(const char *text, size_t len)
{
    char name[EVN_CODE_MAX];
    uint32_t roles = 0;
    for (size_t at = 0; at < len;) {
        size_t n = strcspn(text + at, ",");
        n = n < len - at ? n : len - at;
        snprintf(name, sizeof name, "%.*s", (int)n, text + at);
        uint32_t role = evn_role_from_name(name);
        if (role == 0)
            return 0;
        roles |= role;
        at += n + 1;
    }
    return roles;
}

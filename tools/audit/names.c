#include "tools/audit/names.h"

#include <stdlib.h>
#include <string.h>

evn_err evn_audit_names_put(struct evn_audit_names *names, uint32_t number, const char *text)
{
    if (number == 0 || number > names->n + 1)
        return EVN_E_CORRUPT;
    if (number > names->cap) {
        size_t cap = names->cap > 0 ? names->cap * 2 : 64;
        char **more = reallocarray(names->text, cap, sizeof *more);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        names->text = more;
        names->cap = cap;
    }
    char *copy = strdup(text);
    if (copy == NULL)
        return EVN_E_NO_MEMORY;
    if (number <= names->n)
        free(names->text[number - 1]);
    else
        names->n = number;
    names->text[number - 1] = copy;
    return EVN_OK;
}

const char *evn_audit_name(const struct evn_audit_names *names, uint32_t number)
{
    return number > 0 && number <= names->n ? names->text[number - 1] : "?";
}

void evn_audit_names_fini(struct evn_audit_names *names)
{
    for (size_t i = 0; i < names->n; i++)
        free(names->text[i]);
    free(names->text);
    *names = (struct evn_audit_names){0};
}

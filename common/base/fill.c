#include "common/base/fill.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

static void argument(char name, const struct evn_fill *with, char *out, size_t cap)
{
    const char *text = name == 'a' ? with->a : with->b;
    if (name == 'a' || name == 'b')
        evn_refusal_text(out, cap, text != NULL ? text : "");
    else
        snprintf(out, cap, "%" PRId64, name == 'n' ? with->n : with->m);
}

static bool is_place(const char *p)
{
    return p[0] == '{' && p[1] != '\0' && strchr("abnm", p[1]) != NULL && p[2] == '}';
}

const char *evn_fill_in(const char *sentence, const struct evn_fill *with, char *out, size_t cap)
{
    size_t at = 0;
    for (const char *p = sentence; *p != '\0' && at + 1 < cap;) {
        if (is_place(p)) {
            argument(p[1], with, out + at, cap - at);
            at += strlen(out + at);
            p += 3;
        } else {
            out[at++] = *p++;
        }
    }
    out[at] = '\0';
    return out;
}

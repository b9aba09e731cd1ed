#include "services/gateway/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#define EVN_TEXT(name, en, zh) {en, zh},
static const char *const catalogue[EVN_N_SAYS][2] = {
#include "services/gateway/text_list.h"
};
#undef EVN_TEXT

const char *evn_say_text(enum evn_say say, enum evn_lang lang)
{
    return catalogue[say][lang];
}

static void argument(char name, const struct evn_say_fill *fill, char *out, size_t cap)
{
    const char *text = name == 'a' ? fill->a : fill->b;
    if (name == 'a' || name == 'b')
        evn_refusal_text(out, cap, text != NULL ? text : "");
    else
        snprintf(out, cap, "%" PRId64, name == 'n' ? fill->n : fill->m);
}

const char *evn_say_fill(enum evn_say say, enum evn_lang lang, struct evn_say_fill fill, char *out,
                         size_t cap)
{
    size_t at = 0;
    for (const char *p = evn_say_text(say, lang); *p != '\0' && at + 1 < cap;) {
        if (p[0] == '{' && p[1] != '\0' && p[2] == '}') {
            argument(p[1], &fill, out + at, cap - at);
            at += strlen(out + at);
            p += 3;
        } else {
            out[at++] = *p++;
        }
    }
    out[at] = '\0';
    return out;
}

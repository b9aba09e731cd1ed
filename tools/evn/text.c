#include "tools/evn/text.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EVN_TEXT(name, en, zh) {en, zh},
static const char *const catalogue[EVN_N_TEXTS][2] = {
#include "tools/evn/text_list.h"
};
#undef EVN_TEXT

const char *evn_text(enum evn_text text, enum evn_lang lang)
{
    return catalogue[text][lang];
}

static void argument(char name, const struct evn_fill *with, char *out, size_t cap)
{
    const char *text = name == 'a' ? with->a : with->b;
    if (name == 'a' || name == 'b')
        evn_refusal_text(out, cap, text != NULL ? text : "");
    else
        snprintf(out, cap, "%" PRId64, name == 'n' ? with->n : with->m);
}

const char *evn_text_fill(enum evn_text text, enum evn_lang lang, struct evn_fill with, char *out,
                          size_t cap)
{
    size_t at = 0;
    for (const char *p = evn_text(text, lang); *p != '\0' && at + 1 < cap;) {
        if (p[0] == '{' && p[1] != '\0' && p[2] == '}') {
            argument(p[1], &with, out + at, cap - at);
            at += strlen(out + at);
            p += 3;
        } else {
            out[at++] = *p++;
        }
    }
    out[at] = '\0';
    return out;
}

enum evn_lang evn_lang_of_environment(void)
{
    static const char *const name[] = {"LC_ALL", "LC_MESSAGES", "LANG"};
    for (size_t i = 0; i < sizeof name / sizeof name[0]; i++) {
        const char *value = getenv(name[i]);
        if (value != NULL && value[0] != '\0')
            return strncmp(value, "zh", 2) == 0 ? EVN_LANG_ZH : EVN_LANG_EN;
    }
    return EVN_LANG_EN;
}

#include "tools/evn/text.h"

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

const char *evn_text_fill(enum evn_text text, enum evn_lang lang, struct evn_fill with, char *out,
                          size_t cap)
{
    return evn_fill_in(evn_text(text, lang), &with, out, cap);
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

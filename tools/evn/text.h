/* text - the words evn speaks to people, in the language they asked for. Pure. */
#ifndef EVN_TOOLS_TEXT_H
#define EVN_TOOLS_TEXT_H

#include "common/base/fill.h"

#define EVN_TEXT(name, en, zh) EVN_T_##name,
enum evn_text {
#include "tools/evn/text_list.h"
    EVN_N_TEXTS
};
#undef EVN_TEXT

/* The text as it stands in the catalogue. */
const char *evn_text(enum evn_text text, enum evn_lang lang);

/* The text with its arguments, cut at `cap`. Returns `out`. */
const char *evn_text_fill(enum evn_text text, enum evn_lang lang, struct evn_fill with, char *out,
                          size_t cap);

/* The language a person wants: of LC_ALL, LC_MESSAGES or LANG the first that is set; one that
 * starts with "zh" is Chinese, all others English. */
enum evn_lang evn_lang_of_environment(void);

#endif

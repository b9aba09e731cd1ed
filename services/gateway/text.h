/* text - the words of the pages, in the reader's language. Pure. */
#ifndef EVN_GATEWAY_TEXT_H
#define EVN_GATEWAY_TEXT_H

#include "common/base/fill.h"

#define EVN_TEXT(name, en, zh) EVN_SAY_##name,
enum evn_say {
#include "services/gateway/text_list.h"
    EVN_N_SAYS
};
#undef EVN_TEXT

/* The text as it stands in the catalogue. */
const char *evn_say_text(enum evn_say say, enum evn_lang lang);

/* The text with its places filled in, cut at `cap`. Returns `out`. */
const char *evn_say_fill(enum evn_say say, enum evn_lang lang, struct evn_fill fill, char *out,
                         size_t cap);

#endif

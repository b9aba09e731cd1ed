#include "services/gateway/text.h"

#define EVN_TEXT(name, en, zh) {en, zh},
static const char *const catalogue[EVN_N_SAYS][2] = {
#include "services/gateway/text_list.h"
};
#undef EVN_TEXT

const char *evn_say_text(enum evn_say say, enum evn_lang lang)
{
    return catalogue[say][lang];
}

const char *evn_say_fill(enum evn_say say, enum evn_lang lang, struct evn_fill fill, char *out,
                         size_t cap)
{
    return evn_fill_in(evn_say_text(say, lang), &fill, out, cap);
}

#include "tools/evn/hint.h"

#include <stdbool.h>
#include <string.h>

static bool ends_with(const char *text, const char *end)
{
    size_t n = strlen(text), k = strlen(end);
    return n >= k && strcmp(text + n - k, end) == 0;
}

void evn_hint(const struct evn_refusal *why, enum evn_lang lang, char *out, size_t cap)
{
    static const struct {
        evn_err err;
        enum evn_text text;
    } hints[] = {
        {EVN_E_SHORT_STOCK, EVN_T_HINT_SHORT},
        {EVN_E_UNKNOWN_ACCOUNT, EVN_T_HINT_SHORT},
        {EVN_E_RESERVED, EVN_T_HINT_RESERVED},
        {EVN_E_UNKNOWN_ITEM, EVN_T_HINT_ITEM},
        {EVN_E_UNKNOWN_PLACE, EVN_T_HINT_PLACE},
        {EVN_E_UNKNOWN_LOT, EVN_T_HINT_LOT},
        {EVN_E_LOT_CONFLICT, EVN_T_HINT_LOT_CONFLICT},
        {EVN_E_NOT_ALLOWED, EVN_T_HINT_ROLE},
        {EVN_E_OUT_OF_SCOPE, EVN_T_HINT_ROLE},
        {EVN_E_ID_CONFLICT, EVN_T_HINT_ID},
        {EVN_E_UNREACHABLE, EVN_T_HINT_UP},
        {EVN_E_NET, EVN_T_HINT_NET},
    };
    const struct evn_fill with = {.a = why->subject, .b = why->place};
    out[0] = '\0';
    for (size_t i = 0; i < sizeof hints / sizeof hints[0]; i++)
        if (hints[i].err == why->err)
            evn_text_fill(hints[i].text, lang, with, out, cap);
    /* One name is enough, in either language. */
    if (why->err == EVN_E_MISSING_FIELD && ends_with(why->field, "name_zh"))
        evn_text_fill(EVN_T_HINT_NAME, lang, with, out, cap);
    /* A folder that may be meant, with nothing in it; one that is not absolute is told as it is. */
    if (why->err == EVN_E_CONFIG && strcmp(why->field, "data") == 0 && why->subject[0] == '/')
        evn_text_fill(EVN_T_HINT_NO_SITE, lang, with, out, cap);
}

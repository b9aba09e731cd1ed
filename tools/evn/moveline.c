#include "tools/evn/moveline.h"

#include <string.h>

evn_err evn_move_text(char *to, size_t cap, struct evn_bytes text)
{
    if (text.len >= cap)
        return EVN_E_BAD_TEXT;
    if (text.len > 0)
        memcpy(to, text.at, text.len);
    to[text.len] = '\0';
    return EVN_OK;
}

evn_err evn_move_line_parse(const char *text, struct evn_move_line *out)
{
    char *const part[] = {out->item, out->lot, out->expiry};
    const size_t n_parts = sizeof part / sizeof part[0];
    const char *equals = strrchr(text, '=');
    if (equals == NULL || equals == text || text[0] == ',' || equals[1] == '\0')
        return EVN_E_USAGE;
    evn_err err = EVN_OK;
    const char *at = text;
    for (size_t i = 0; err == EVN_OK && at <= equals; i++) {
        const char *comma = memchr(at, ',', (size_t)(equals - at));
        const char *end = comma != NULL ? comma : equals;
        if (i == n_parts)
            return EVN_E_USAGE;
        err = evn_move_text(part[i], EVN_MOVE_TEXT, evn_bytes_of(at, (size_t)(end - at)));
        at = end + 1;
    }
    if (err == EVN_OK)
        err = evn_move_text(out->quantity, sizeof out->quantity, evn_bytes_text(equals + 1));
    return err;
}

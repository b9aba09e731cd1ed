#include "tools/import/initials.h"

#include <unicode/uscript.h>
#include <unicode/utf8.h>
#include <unicode/utrans.h>

static UTransliterator *open_once(void)
{
    static const UChar id[] = u"Han-Latin; Latin-ASCII; Lower";
    static UTransliterator *open;
    UErrorCode status = U_ZERO_ERROR;
    if (open == NULL)
        open = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    return open;
}

/* The first letter of a Han character's reading; 0: it has none. */
static char letter_of(UTransliterator *to_latin, UChar32 c)
{
    enum { ROOM = 32 };
    UChar text[ROOM];
    int32_t len = 0, limit;
    UErrorCode status = U_ZERO_ERROR;
    U16_APPEND_UNSAFE(text, len, c);
    limit = len;
    utrans_transUChars(to_latin, text, &len, ROOM, 0, &limit, &status);
    return U_SUCCESS(status) && len > 0 && text[0] >= 'a' && text[0] <= 'z' ? (char)text[0] : 0;
}

static char initial_of(UTransliterator *to_latin, UChar32 c)
{
    UErrorCode status = U_ZERO_ERROR;
    if (c >= 'A' && c <= 'Z')
        return (char)(c - 'A' + 'a');
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        return (char)c;
    if (c >= 0 && uscript_getScript(c, &status) == USCRIPT_HAN)
        return letter_of(to_latin, c);
    return '\0';
}

evn_err evn_initials(struct evn_bytes name, char out[EVN_INITIALS_MAX])
{
    UTransliterator *to_latin = open_once();
    size_t n = 0;
    out[0] = '\0';
    if (to_latin == NULL)
        return EVN_E_CONFIG;
    for (size_t i = 0; i < name.len && n < EVN_INITIALS_MAX - 1;) {
        UChar32 c;
        U8_NEXT(name.at, i, name.len, c);
        char letter = initial_of(to_latin, c);
        if (letter != 0)
            out[n++] = letter;
    }
    out[n] = '\0';
    return EVN_OK;
}

#include "tools/import/initials.h"

#include <unicode/uscript.h>
#include <unicode/utf8.h>
#include <unicode/utrans.h>

/* Reading its rules takes a tenth of a second: only for names that have a Han character. */
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
static evn_err letter_of(UChar32 c, char *out)
{
    enum { ROOM = 32 };
    UTransliterator *to_latin = open_once();
    UChar text[ROOM];
    int32_t len = 0, limit;
    UErrorCode status = U_ZERO_ERROR;
    if (to_latin == NULL)
        return EVN_E_CONFIG;
    U16_APPEND_UNSAFE(text, len, c);
    limit = len;
    utrans_transUChars(to_latin, text, &len, ROOM, 0, &limit, &status);
    if (U_SUCCESS(status) && len > 0 && text[0] >= 'a' && text[0] <= 'z')
        *out = (char)text[0];
    return EVN_OK;
}

static evn_err initial_of(UChar32 c, char *out)
{
    UErrorCode status = U_ZERO_ERROR;
    *out = 0;
    if (c >= 'A' && c <= 'Z')
        *out = (char)(c - 'A' + 'a');
    else if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))
        *out = (char)c;
    else if (c >= 0 && uscript_getScript(c, &status) == USCRIPT_HAN)
        return letter_of(c, out);
    return EVN_OK;
}

evn_err evn_initials(struct evn_bytes name, char out[EVN_INITIALS_MAX])
{
    evn_err err = EVN_OK;
    size_t n = 0;
    for (size_t i = 0; err == EVN_OK && i < name.len && n < EVN_INITIALS_MAX - 1;) {
        UChar32 c;
        U8_NEXT(name.at, i, name.len, c);
        err = initial_of(c, &out[n]);
        n += err == EVN_OK && out[n] != 0;
    }
    out[n] = '\0';
    return err;
}

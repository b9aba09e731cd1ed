#include "tools/evn/degrees.h"

#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { DEGREES_MAX = 1000 };

static bool is_digit(const char *text, size_t len, size_t at)
{
    return at < len && text[at] >= '0' && text[at] <= '9';
}

const char *evn_degrees_format(int32_t centi, char out[EVN_DEGREES_TEXT])
{
    uint32_t size = centi < 0 ? -(uint32_t)centi : (uint32_t)centi;
    snprintf(out, EVN_DEGREES_TEXT, "%s%u.%02u", centi < 0 ? "-" : "", size / 100, size % 100);
    return out;
}

evn_err evn_degrees_parse(const char *text, size_t len, int32_t *out_centi)
{
    bool minus = len > 0 && text[0] == '-';
    size_t at = minus, first = at;
    int32_t centi = 0, step = 10;
    for (; is_digit(text, len, at) && centi < DEGREES_MAX * 100; at++)
        centi = (centi / 100 * 10 + (text[at] - '0')) * 100;
    if (at == first || centi >= DEGREES_MAX * 100)
        return EVN_E_USAGE;
    if (at < len && text[at] == '.')
        for (at++; is_digit(text, len, at) && step > 0; at++, step /= 10)
            centi += (text[at] - '0') * step;
    *out_centi = minus ? -centi : centi;
    return at == len ? EVN_OK : EVN_E_USAGE;
}

evn_err evn_degrees_range(const char *text, int32_t *out_min_dc, int32_t *out_max_dc)
{
    int32_t low, high;
    const char *dots = strstr(text, "..");
    if (dots == NULL || evn_degrees_parse(text, (size_t)(dots - text), &low) != EVN_OK ||
        evn_degrees_parse(dots + 2, strlen(dots + 2), &high) != EVN_OK)
        return EVN_E_USAGE;
    if (low % 10 != 0 || high % 10 != 0 || low > high)
        return EVN_E_USAGE;
    *out_min_dc = low / 10;
    *out_max_dc = high / 10;
    return EVN_OK;
}

#include "services/registry/core/gtin.h"

enum { GTIN_LEN = 14, TRACE_LEN = 20 };

static size_t n_digits(const char *text)
{
    size_t n = 0;
    while (text[n] >= '0' && text[n] <= '9')
        n++;
    return text[n] == '\0' ? n : 0;
}

static bool is_national_drug(const char *digits)
{
    return n_digits(digits) == GTIN_LEN && digits[0] == '8' && digits[1] == '6';
}

bool evn_gtin_ok(const char *digits)
{
    size_t n = n_digits(digits);
    int sum = 0;
    if ((n != 8 && n != 12 && n != 13 && n != GTIN_LEN) || is_national_drug(digits))
        return false;
    for (size_t i = 0; i < n; i++)
        sum += (digits[i] - '0') * ((n - i) % 2 == 0 ? 3 : 1);
    return sum % 10 == 0;
}

/* One letter; two digits; a letter; a letter; two digits; cut behind any of them. */
static bool is_atc(const char *value)
{
    static const char shape[] = "A00AA00";
    size_t n = strlen(value);
    if (n != 1 && n != 3 && n != 4 && n != 5 && n != 7)
        return false;
    for (size_t i = 0; i < n; i++) {
        bool letter = value[i] >= 'A' && value[i] <= 'Z',
             digit = value[i] >= '0' && value[i] <= '9';
        if (shape[i] == 'A' ? !letter : !digit)
            return false;
    }
    return true;
}

bool evn_is_trace_code(const char *text)
{
    return n_digits(text) == TRACE_LEN;
}

bool evn_is_trace_prefix(const char *text)
{
    return n_digits(text) == EVN_TRACE_PREFIX_LEN;
}

void evn_trace_key(const char *digits, char out[EVN_CODE_MAX + 4])
{
    memcpy(out, "T:", 2);
    memcpy(out + 2, digits, EVN_TRACE_PREFIX_LEN);
    out[2 + EVN_TRACE_PREFIX_LEN] = '\0';
}

static bool is_of_system(int32_t system, const char *value)
{
    switch (system) {
    case EVN_CODE_GTIN:
        return evn_gtin_ok(value);
    case EVN_CODE_NATIONAL_DRUG:
        return is_national_drug(value);
    case EVN_CODE_ATC:
        return is_atc(value);
    default:
        return value[0] != '\0';
    }
}

evn_err evn_item_code_check(int32_t system, const char *value)
{
    if (evn_is_trace_code(value))
        return EVN_E_PACKAGE_CODE;
    if (system == EVN_CODE_GTIN && is_national_drug(value))
        return EVN_E_NOT_A_GTIN;
    return is_of_system(system, value) ? EVN_OK : EVN_E_BAD_FIELD;
}

bool evn_item_code_key(int32_t system, const char *value, char out[EVN_CODE_MAX + 4])
{
    size_t len = strlen(value), at = 0;
    EVN_ASSERT(len < EVN_CODE_MAX);
    if (system == EVN_CODE_ATC)
        return false;
    out[at++] = (char)('0' + system);
    out[at++] = ':';
    if (system == EVN_CODE_GTIN)
        for (size_t i = len; i < GTIN_LEN; i++)
            out[at++] = '0';
    memcpy(out + at, value, len + 1);
    return true;
}

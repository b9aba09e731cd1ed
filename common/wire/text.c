#include "common/wire/text.h"

/* Take one scalar value of `len` > 1 bytes off the front: its value, or 0 when the bytes are not
 * valid UTF-8. Table 3-7 of the Unicode Standard, by arithmetic. */
static uint32_t take_wide(const uint8_t *p, size_t left, size_t *len)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if (p[0] < 0xc2 || p[0] > 0xf4 || left < n)
        return 0;
    uint32_t c = p[0] & (0x7fu >> n);
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return 0;
        c = c << 6 | (p[i] & 0x3fu);
    }
    *len = n;
    return c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff) ? 0 : c;
}

static bool is_control(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || c == 0x2028 || c == 0x2029 ||
           (c >= 0x200e && c <= 0x200f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0xfeff;
}

static bool is_blank(uint32_t c)
{
    return c == ' ' || c == 0xa0 || c == 0x3000;
}

bool evn_text_utf8(struct evn_bytes text)
{
    for (size_t i = 0, n = 1; i < text.len; i += n, n = 1)
        if (text.at[i] >= 0x80 && take_wide(text.at + i, text.len - i, &n) == 0)
            return false;
    return true;
}

bool evn_text_clean(struct evn_bytes text)
{
    uint32_t c = 0;
    for (size_t i = 0, n = 1; i < text.len; i += n, n = 1) {
        c = text.at[i] < 0x80 ? text.at[i] : take_wide(text.at + i, text.len - i, &n);
        if (is_control(c) || (i == 0 && is_blank(c)))
            return false;
    }
    return !is_blank(c);
}

bool evn_text_code(struct evn_bytes text)
{
    /* One bit for each of 256 byte values: from + - . / 0-9 : and from A-Z _ a-z. */
    static const uint64_t allowed[4] = {UINT64_C(0x07ffe80000000000), UINT64_C(0x07fffffe87fffffe)};
    uint64_t ok = 1;
    for (size_t i = 0; i < text.len; i++)
        ok &= allowed[text.at[i] >> 6] >> (text.at[i] & 63);
    return (ok & 1) != 0;
}

#include "tools/import/value.h"

#include "common/base/num.h"

bool evn_value_is(struct evn_bytes text, const char *word)
{
    return evn_bytes_equal(text, evn_bytes_text(word));
}

bool evn_value_count(struct evn_bytes text, int64_t *out)
{
    int64_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        int digit = text.at[i] - '0';
        if (digit < 0 || digit > 9 || !evn_mul_i64(n, 10, &n) || !evn_add_i64(n, digit, &n))
            return false;
    }
    *out = n;
    return text.len > 0;
}

/* Split at the first `mark`; false when there is none. */
static bool split(struct evn_bytes text, char mark, struct evn_bytes *before,
                  struct evn_bytes *after)
{
    const uint8_t *at = text.len > 0 ? memchr(text.at, mark, text.len) : NULL;
    if (at == NULL)
        return false;
    size_t n = (size_t)(at - text.at);
    *before = evn_bytes_of(text.at, n);
    *after = evn_bytes_of(at + 1, text.len - n - 1);
    return true;
}

bool evn_value_decimal(struct evn_bytes text, unsigned places, int64_t *out)
{
    struct evn_bytes whole = text, part = {0};
    bool negative = text.len > 0 && text.at[0] == '-';
    int64_t n;
    if (negative)
        whole = text = evn_bytes_of(text.at + 1, text.len - 1);
    if (split(text, '.', &whole, &part) && part.len == 0)
        return false;
    if (!evn_value_count(whole, &n))
        return false;
    for (size_t i = 0; i < part.len || i < places; i++) {
        int digit = i < part.len ? part.at[i] - '0' : 0;
        if (digit < 0 || digit > 9 || (i >= places && digit != 0))
            return false;
        if (i < places && (!evn_mul_i64(n, 10, &n) || !evn_add_i64(n, digit, &n)))
            return false;
    }
    *out = negative ? -n : n;
    return true;
}

bool evn_value_flag(struct evn_bytes text, bool *out)
{
    *out = evn_value_is(text, "1") || evn_value_is(text, "yes") || evn_value_is(text, "true");
    return *out || evn_value_is(text, "0") || evn_value_is(text, "no") ||
           evn_value_is(text, "false");
}

/* A number of at most `len_max` digits. */
static bool small(struct evn_bytes text, size_t len_max, int *out)
{
    int64_t n;
    if (text.len > len_max || !evn_value_count(text, &n))
        return false;
    *out = (int)n;
    return true;
}

static bool year_of(struct evn_bytes text, int *out)
{
    if ((text.len != 2 && text.len != 4) || !small(text, 4, out))
        return false;
    if (text.len == 2)
        *out += *out >= 69 ? 1900 : 2000;
    return true;
}

/* 1 to 12 for an English month of three letters, 0 for none. */
static int month_of(struct evn_bytes text)
{
    static const char months[] = "JanFebMarAprMayJunJulAugSepOctNovDec";
    for (int i = 0; i < 12; i++)
        if (text.len == 3 && memcmp(months + 3 * i, text.at, 3) == 0)
            return i + 1;
    return 0;
}

bool evn_value_day(struct evn_bytes text, struct evn_day *out)
{
    struct evn_bytes a, b, c, rest;
    int year, month, day;
    if (split(text, '/', &a, &rest) && split(rest, '/', &b, &c))
        return small(a, 2, &month) && small(b, 2, &day) && year_of(c, &year) &&
               evn_day_from_civil(year, month, day, out);
    if (!split(text, '-', &a, &rest) || !split(rest, '-', &b, &c))
        return false;
    if (a.len == 4)
        return b.len == 2 && c.len == 2 && small(a, 4, &year) && small(b, 2, &month) &&
               small(c, 2, &day) && evn_day_from_civil(year, month, day, out);
    month = month_of(b);
    return small(a, 2, &day) && year_of(c, &year) && evn_day_from_civil(year, month, day, out);
}

bool evn_value_minute(struct evn_bytes text, uint32_t *out)
{
    struct evn_bytes a, b;
    int hour, minute;
    if (!split(text, ':', &a, &b) || b.len != 2 || !small(a, 2, &hour) || !small(b, 2, &minute) ||
        hour > 47 || minute > 59)
        return false;
    *out = (uint32_t)(hour * 60 + minute);
    return true;
}

#include "common/base/day.h"

#include <string.h>

static bool is_leap(int year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

static int days_in_month(int year, int month)
{
    static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    return month == 2 && is_leap(year) ? 29 : days[month - 1];
}

static int64_t floor_div(int64_t a, int64_t b)
{
    return a / b - (a % b < 0);
}

bool evn_day_from_civil(int year, int month, int day, struct evn_day *out)
{
    if (year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 ||
        day > days_in_month(year, month))
        return false;
    int y = month <= 2 ? year - 1 : year;
    int era = y / 400;
    int yoe = y - era * 400;
    int doy = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    int doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    out->n = era * 146097 + doe - 719468;
    return true;
}

void evn_day_to_civil(struct evn_day day, int *year, int *month, int *mday)
{
    int z = day.n + 719468;
    int era = (int)floor_div(z, 146097);
    int doe = z - era * 146097;
    int yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int doy = doe - (365 * yoe + yoe / 4 - yoe / 100);
    int mp = (5 * doy + 2) / 153;
    *mday = doy - (153 * mp + 2) / 5 + 1;
    *month = mp < 10 ? mp + 3 : mp - 9;
    *year = yoe + era * 400 + (*month <= 2);
}

/* Read exactly `n` digits; -1 when one is not a digit. */
static int digits(const char *text, int n)
{
    int v = 0;
    for (int i = 0; i < n; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        v = v * 10 + (text[i] - '0');
    }
    return v;
}

static bool parse_date(const char *text, struct evn_day *out)
{
    if (strnlen(text, 10) < 10 || text[4] != '-' || text[7] != '-')
        return false;
    return evn_day_from_civil(digits(text, 4), digits(text + 5, 2), digits(text + 8, 2), out);
}

evn_err evn_day_parse(const char *text, struct evn_day *out)
{
    struct evn_day day;
    if (strnlen(text, 11) != 10 || !parse_date(text, &day))
        return EVN_E_BAD_DATE;
    *out = day;
    return EVN_OK;
}

static void put_digits(char *to, int n, int64_t v)
{
    for (int i = n - 1; i >= 0; i--) {
        to[i] = (char)('0' + v % 10);
        v /= 10;
    }
}

void evn_day_format(struct evn_day day, char out[11])
{
    int y, m, d;
    evn_day_to_civil(day, &y, &m, &d);
    put_digits(out, 4, y);
    out[4] = '-';
    put_digits(out + 5, 2, m);
    out[7] = '-';
    put_digits(out + 8, 2, d);
    out[10] = '\0';
}

struct evn_day evn_day_at(int64_t at_us, int offset_min)
{
    int64_t local = at_us + (int64_t)offset_min * 60 * EVN_US_PER_S;
    return (struct evn_day){.n = (int32_t)floor_div(local, EVN_US_PER_DAY)};
}

int64_t evn_day_start_us(struct evn_day day, int offset_min)
{
    return (int64_t)day.n * EVN_US_PER_DAY - (int64_t)offset_min * 60 * EVN_US_PER_S;
}

/* ".123456" -> microseconds; *p moves behind the digits. */
static bool parse_fraction(const char **p, int64_t *us)
{
    *us = 0;
    if (**p != '.')
        return true;
    int n = 0;
    for ((*p)++; **p >= '0' && **p <= '9' && n < 6; (*p)++, n++)
        *us = *us * 10 + (**p - '0');
    if (n == 0)
        return false;
    for (; n < 6; n++)
        *us *= 10;
    return true;
}

/* "Z" or "+hh:mm" up to the end of the text. */
static bool parse_zone(const char *p, int *offset_min)
{
    if (strcmp(p, "Z") == 0) {
        *offset_min = 0;
        return true;
    }
    if ((*p != '+' && *p != '-') || strnlen(p, 7) != 6 || p[3] != ':')
        return false;
    int h = digits(p + 1, 2);
    int m = digits(p + 4, 2);
    if (h < 0 || h > 23 || m < 0 || m > 59)
        return false;
    *offset_min = (*p == '-' ? -1 : 1) * (h * 60 + m);
    return true;
}

evn_err evn_time_parse(const char *text, int offset_min, int64_t *out_us)
{
    struct evn_day day;
    if (!parse_date(text, &day))
        return EVN_E_BAD_DATE;
    int64_t at;
    if (text[10] == '\0') {
        at = evn_day_start_us(day, offset_min) + 12 * 3600 * EVN_US_PER_S;
    } else {
        if (text[10] != 'T' || strnlen(text + 11, 8) < 8 || text[13] != ':' || text[16] != ':')
            return EVN_E_BAD_DATE;
        int h = digits(text + 11, 2), m = digits(text + 14, 2), s = digits(text + 17, 2);
        if (h < 0 || h > 23 || m < 0 || m > 59 || s < 0 || s > 59)
            return EVN_E_BAD_DATE;
        const char *p = text + 19;
        int64_t us;
        int zone;
        if (!parse_fraction(&p, &us) || !parse_zone(p, &zone))
            return EVN_E_BAD_DATE;
        at = evn_day_start_us(day, zone) + ((h * 60 + m) * 60 + s) * EVN_US_PER_S + us;
    }
    if (at < EVN_AT_MIN_US || at > EVN_AT_MAX_US)
        return EVN_E_BAD_DATE;
    *out_us = at;
    return EVN_OK;
}

void evn_time_format(int64_t at_us, char out[28])
{
    struct evn_day day = evn_day_at(at_us, 0);
    int64_t rest = at_us - evn_day_start_us(day, 0);
    int64_t s = rest / EVN_US_PER_S;
    evn_day_format(day, out);
    out[10] = 'T';
    put_digits(out + 11, 2, s / 3600);
    out[13] = ':';
    put_digits(out + 14, 2, s / 60 % 60);
    out[16] = ':';
    put_digits(out + 17, 2, s % 60);
    char *p = out + 19;
    if (rest % EVN_US_PER_S != 0) {
        *p++ = '.';
        put_digits(p, 6, rest % EVN_US_PER_S);
        p += 6;
    }
    *p++ = 'Z';
    *p = '\0';
}

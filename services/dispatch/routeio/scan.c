#include "services/dispatch/routeio/scan.h"

#include <math.h>

enum { DIGITS_MAX = 40 };
static const double size_max = 1099511627776.0; /* 2^40 */

struct evn_scan evn_scan_of(struct evn_bytes text)
{
    return (struct evn_scan){
        .at = text.at, .end = text.at + text.len, .line_start = text.at, .line = 1};
}

static bool is_blank(uint8_t c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

static void skip_blanks(struct evn_scan *s)
{
    while (s->at < s->end && is_blank(*s->at))
        s->at++;
}

static void skip_space(struct evn_scan *s)
{
    for (;;) {
        skip_blanks(s);
        if (s->at == s->end || *s->at != '\n')
            return;
        s->line_start = ++s->at;
        s->line++;
    }
}

struct evn_bytes evn_scan_word(struct evn_scan *s)
{
    skip_space(s);
    const uint8_t *from = s->at;
    while (s->at < s->end && !is_blank(*s->at) && *s->at != '\n')
        s->at++;
    return evn_bytes_of(from, (size_t)(s->at - from));
}

struct evn_bytes evn_scan_line(struct evn_scan *s)
{
    skip_blanks(s);
    const uint8_t *from = s->at;
    while (s->at < s->end && *s->at != '\n')
        s->at++;
    const uint8_t *to = s->at;
    while (to > from && is_blank(to[-1]))
        to--;
    if (s->at < s->end) {
        s->line_start = ++s->at;
        s->line++;
    }
    return evn_bytes_of(from, (size_t)(to - from));
}

bool evn_scan_line_done(struct evn_scan *s)
{
    skip_blanks(s);
    return s->at == s->end || *s->at == '\n';
}

bool evn_scan_done(struct evn_scan *s)
{
    skip_space(s);
    return s->at == s->end;
}

static bool read_digits(const uint8_t **at, const uint8_t *end, double *value, int *n)
{
    *n = 0;
    for (; *at < end && **at >= '0' && **at <= '9'; (*at)++) {
        if (++*n > DIGITS_MAX)
            return false;
        *value = *value * 10 + (**at - '0');
    }
    return true;
}

static bool read_exponent(const uint8_t **at, const uint8_t *end, int *exponent)
{
    if (*at == end || (**at != 'e' && **at != 'E'))
        return true;
    (*at)++;
    bool minus = *at < end && **at == '-';
    if (*at < end && (**at == '-' || **at == '+'))
        (*at)++;
    double size = 0;
    int n;
    if (!read_digits(at, end, &size, &n) || n == 0 || size > 99)
        return false;
    *exponent = minus ? -(int)size : (int)size;
    return true;
}

bool evn_scan_real(struct evn_scan *s, double *out)
{
    struct evn_scan before = *s;
    struct evn_bytes word = evn_scan_word(s);
    const uint8_t *at = word.at, *end = word.at + word.len;
    bool minus = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+'))
        at++;
    double value = 0;
    int n_whole, n_part = 0, exponent = 0;
    bool ok = read_digits(&at, end, &value, &n_whole);
    if (ok && at < end && *at == '.') {
        at++;
        ok = read_digits(&at, end, &value, &n_part);
    }
    ok = ok && n_whole + n_part > 0 && read_exponent(&at, end, &exponent) && at == end;
    int power = exponent - n_part;
    double factor = 1;
    for (int i = 0; ok && i < (power < 0 ? -power : power); i++)
        factor *= 10;
    value = power < 0 ? value / factor : value * factor;
    if (!ok || value > size_max) {
        *s = before;
        skip_space(s);
        return false;
    }
    *out = minus ? -value : value;
    return true;
}

bool evn_scan_fixed(struct evn_scan *s, int32_t scale, int64_t *out)
{
    struct evn_scan before = *s;
    double value;
    if (!evn_scan_real(s, &value) || fabs(value) * scale > size_max) {
        *s = before;
        skip_space(s);
        return false;
    }
    *out = (int64_t)floor(value * scale + 0.5);
    return true;
}

bool evn_scan_int(struct evn_scan *s, int64_t lo, int64_t hi, int64_t *out)
{
    struct evn_scan before = *s;
    double value;
    if (!evn_scan_real(s, &value) || value != floor(value) || value < (double)lo ||
        value > (double)hi) {
        *s = before;
        skip_space(s);
        return false;
    }
    *out = (int64_t)value;
    return true;
}

evn_err evn_scan_refuse(const struct evn_scan *s, const char *field, struct evn_refusal *refusal)
{
    *refusal = evn_refusal_of(EVN_E_BAD_FILE);
    refusal->line = s->line;
    refusal->have = (int64_t)(s->at - s->line_start) + 1;
    evn_refusal_text(refusal->field, sizeof refusal->field, field);
    return EVN_E_BAD_FILE;
}

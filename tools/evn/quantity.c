#include "tools/evn/quantity.h"

#include "common/base/num.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

enum { NAME_MAX_LEN = 208 };

static const char *name_in(const struct evn_level *level, enum evn_lang lang)
{
    const char *first = lang == EVN_LANG_ZH ? level->zh : level->en;
    const char *other = lang == EVN_LANG_ZH ? level->en : level->zh;
    return first[0] != '\0' ? first : other;
}

static bool ends_in(const char *text, size_t len, const char *end)
{
    size_t n = strlen(end);
    return len >= n && strncasecmp(text + len - n, end, n) == 0;
}

/* The plural of an English word. What is short, or no plain word, is a symbol and has none: "ml",
 * "box of 10", "盒". */
static const char *plural(const char *name, char out[NAME_MAX_LEN])
{
    size_t len = strlen(name);
    for (size_t i = 0; i < len; i++)
        if (!isalpha((unsigned char)name[i]) || (unsigned char)name[i] >= 0x80)
            return name;
    if (len < 3 || len > NAME_MAX_LEN - 4 || ends_in(name, len, "s"))
        return name;
    if (ends_in(name, len, "x") || ends_in(name, len, "ch") || ends_in(name, len, "sh"))
        snprintf(out, NAME_MAX_LEN, "%ses", name);
    else if (ends_in(name, len, "y") && strchr("aeiou", name[len - 2]) == NULL)
        snprintf(out, NAME_MAX_LEN, "%.*sies", (int)len - 1, name);
    else
        snprintf(out, NAME_MAX_LEN, "%ss", name);
    return out;
}

static size_t add_part(const struct evn_level *level, int64_t n, enum evn_lang lang, char *out,
                       size_t len)
{
    char space[NAME_MAX_LEN];
    const char *name = name_in(level, lang);
    if (n != 1 && strcmp(name, level->en) == 0)
        name = plural(name, space);
    int more = snprintf(out + len, EVN_QUANTITY_TEXT - len, "%s%" PRId64 "%s%s",
                        len > 0 ? " + " : "", n, name[0] != '\0' ? " " : "", name);
    return len + (size_t)more < EVN_QUANTITY_TEXT ? len + (size_t)more : EVN_QUANTITY_TEXT - 1;
}

const char *evn_quantity_format(const struct evn_levels *levels, int64_t quantity,
                                enum evn_lang lang, char out[EVN_QUANTITY_TEXT])
{
    size_t len = 0;
    int64_t left = quantity;
    for (size_t i = levels->n; i-- > 1 && left > 0;) {
        const struct evn_level *level = &levels->level[i];
        if (level->units < 1 || name_in(level, lang)[0] == '\0' || left < level->units)
            continue;
        len = add_part(level, left / level->units, lang, out, len);
        left %= level->units;
    }
    if (left != 0 || len == 0)
        (void)add_part(&levels->level[0], left, lang, out, len);
    return out;
}

static bool is_name(const char *text, size_t len, const char *name)
{
    return name[0] != '\0' && strlen(name) == len && strncasecmp(text, name, len) == 0;
}

/* Base units in one of the level of that name; 0: none has it. */
static int64_t units_of(const struct evn_levels *levels, const char *name, size_t len)
{
    char space[NAME_MAX_LEN];
    for (size_t i = 0; i < levels->n; i++) {
        const struct evn_level *level = &levels->level[i];
        if (is_name(name, len, level->zh) || is_name(name, len, level->en) ||
            is_name(name, len, plural(level->en, space)))
            return level->units;
    }
    return 0;
}

static evn_err refuse(struct evn_refusal *why, evn_err err, const char *text, size_t len)
{
    *why = evn_refusal_of(err);
    evn_refusal_text(why->field, sizeof why->field, "quantity");
    snprintf(why->subject, sizeof why->subject, "%.*s", (int)len, text);
    return err;
}

/* Add one part, `len` bytes that begin and end with no blank, to *sum. */
static evn_err parse_part(const struct evn_levels *levels, const char *text, size_t len,
                          int64_t *sum, struct evn_refusal *why)
{
    int64_t n = 0, units = 1;
    size_t i = 0;
    for (; i < len && text[i] >= '0' && text[i] <= '9'; i++)
        if (!evn_mul_i64(n, 10, &n) || !evn_add_i64(n, text[i] - '0', &n))
            return refuse(why, EVN_E_OVERFLOW, text, len);
    if (i == 0 || n == 0)
        return refuse(why, EVN_E_BAD_FIELD, text, len);
    while (i < len && text[i] == ' ')
        i++;
    if (i < len)
        units = units_of(levels, text + i, len - i);
    if (units == 0)
        return refuse(why, EVN_E_BAD_UNIT, text + i, len - i);
    if (!evn_mul_i64(n, units, &n) || !evn_add_i64(*sum, n, sum))
        return refuse(why, EVN_E_OVERFLOW, text, len);
    return EVN_OK;
}

evn_err evn_quantity_parse(const struct evn_levels *levels, const char *text, int64_t *out,
                           struct evn_refusal *why)
{
    evn_err err = EVN_OK;
    *out = 0;
    for (const char *part = text; err == EVN_OK && part != NULL;) {
        const char *end = strchr(part, '+');
        const char *next = end != NULL ? end + 1 : NULL;
        size_t len = end != NULL ? (size_t)(end - part) : strlen(part);
        for (; len > 0 && part[0] == ' '; len--)
            part++;
        while (len > 0 && part[len - 1] == ' ')
            len--;
        err = parse_part(levels, part, len, out, why);
        part = next;
    }
    return err;
}

const char *evn_quantity_names(const struct evn_levels *levels, enum evn_lang lang, char *out,
                               size_t cap)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < levels->n && len + 1 < cap; i++) {
        const char *name = name_in(&levels->level[i], lang);
        if (name[0] != '\0')
            len += (size_t)snprintf(out + len, cap - len, "%s%s", len > 0 ? ", " : "", name);
    }
    return out;
}

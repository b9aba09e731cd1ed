#include "services/dispatch/allocio/render.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

/* Hundredths (2 digits) or millionths (6) as a decimal number with all its digits. */
static void decimal(int64_t value, int digits, char *out, size_t cap)
{
    const uint64_t size = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    const char *sign = value < 0 ? "-" : "";
    if (digits == 2)
        snprintf(out, cap, "%s%" PRIu64 ".%02" PRIu64, sign, size / 100, size % 100);
    else
        snprintf(out, cap, "%s%" PRIu64 ".%06" PRIu64, sign, size / 1000000, size % 1000000);
}

/* The argument called `name` (of `len` bytes) as text; "" when there is none. */
static void argument(const struct evn_alloc_note *note, const char *other, const char *lane,
                     const char *name, size_t len, char out[80])
{
    const struct {
        const char *name;
        int64_t value;
        int digits;
    } args[] = {
        {"tier", note->tier, 0},
        {"target_days", note->target_days, 0},
        {"packs", note->packs, 0},
        {"units", note->units, 0},
        {"before", note->before, 0},
        {"after", note->after, 0},
        {"want", note->want, 0},
        {"missing", note->missing, 0},
        {"before_days", note->before_cdays, 2},
        {"after_days", note->after_cdays, 2},
        {"level_days", note->level_cdays, 2},
        {"after_percent", note->after_cperc, 2},
        {"level_percent", note->level_cperc, 2},
        {"owed", note->owed_micro, 6},
        {"carried", note->carried_micro, 6},
    };
    out[0] = '\0';
    if (len == strlen("other") && memcmp(name, "other", len) == 0)
        snprintf(out, 80, "%s", other != NULL ? other : "");
    if (len == strlen("lane") && memcmp(name, "lane", len) == 0)
        snprintf(out, 80, "%s", lane != NULL ? lane : "");
    for (size_t i = 0; i < sizeof args / sizeof args[0]; i++) {
        if (strlen(args[i].name) != len || memcmp(args[i].name, name, len) != 0)
            continue;
        if (args[i].digits > 0)
            decimal(args[i].value, args[i].digits, out, 80);
        else
            snprintf(out, 80, "%" PRId64, args[i].value);
    }
}

void evn_alloc_render(const struct evn_alloc_note *note, enum evn_lang lang, const char *other,
                      const char *lane, char *out, size_t cap)
{
    char text[1024];
    size_t n = 0;
    for (const char *at = evn_alloc_text_template(note->text, lang); *at != '\0';) {
        const char *end = *at == '{' ? strchr(at, '}') : NULL;
        char value[80] = {*at, '\0'};
        if (end != NULL)
            argument(note, other, lane, at + 1, (size_t)(end - at - 1), value);
        const size_t len = strlen(value);
        if (n + len >= sizeof text)
            break;
        memcpy(text + n, value, len);
        n += len;
        at = end != NULL ? end + 1 : at + 1;
    }
    text[n] = '\0';
    evn_refusal_text(out, cap, text);
}

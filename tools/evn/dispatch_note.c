#include "tools/evn/dispatch.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

typedef Evernormal__Dispatch__V1__Note note_t;

#define EVN_TEXT(name, en, zh) {#name, {en, zh}},
static const struct {
    const char *code;
    const char *text[2]; /* by enum evn_lang */
} sentences[] = {
#include "common/text/alloc_list.h"
};
#undef EVN_TEXT

/* Arguments of the sentences: `unit` is what the figure is counted in. */
struct argument {
    const char *name;
    int64_t value;
    int64_t unit;
};

/* The figure behind the name {name}; "" for one that is not known. */
static void fill(const note_t *n, const char *name, char *out, size_t cap)
{
    const struct argument all[] = {{"tier", n->tier, 1},
                                   {"target_days", n->target_days, 1},
                                   {"packs", n->packs, 1},
                                   {"units", n->units, 1},
                                   {"before", n->before, 1},
                                   {"after", n->after, 1},
                                   {"want", n->want, 1},
                                   {"missing", n->missing, 1},
                                   {"before_days", n->before_cdays, 100},
                                   {"after_days", n->after_cdays, 100},
                                   {"level_days", n->level_cdays, 100},
                                   {"after_percent", n->after_cperc, 100},
                                   {"level_percent", n->level_cperc, 100},
                                   {"owed", n->owed_micro / 1000, 1000},
                                   {"carried", n->carried_micro / 1000, 1000}};
    snprintf(out, cap, "%s", strcmp(name, "other") == 0 ? n->other : "");
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        int64_t value = all[i].value, unit = all[i].unit, size = value < 0 ? -value : value;
        if (strcmp(all[i].name, name) != 0)
            continue;
        if (unit == 1)
            snprintf(out, cap, "%" PRId64, value);
        else
            snprintf(out, cap, "%s%" PRId64 ".%0*" PRId64, value < 0 ? "-" : "", size / unit,
                     unit == 100 ? 2 : 3, size % unit);
    }
}

const char *evn_dispatch_note(const struct evn_cli *cli, const note_t *note, char *out, size_t cap)
{
    const char *text = note->code;
    size_t len = 0;
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++)
        if (strcmp(sentences[i].code, note->code) == 0)
            text = sentences[i].text[cli->lang];
    for (const char *p = text; *p != '\0' && len + 64 < cap; p++) {
        const char *end = *p == '{' ? strchr(p, '}') : NULL;
        char name[32];
        if (end == NULL || (size_t)(end - p) > sizeof name) {
            out[len++] = *p;
            continue;
        }
        snprintf(name, sizeof name, "%.*s", (int)(end - p - 1), p + 1);
        fill(note, name, out + len, cap - len);
        len += strlen(out + len);
        p = end;
    }
    out[len] = '\0';
    return out;
}

#include "services/gateway/note.h"

#include "services/gateway/names.h"

#include <inttypes.h>
#include <stdio.h>

#define EVN_TEXT(name, en, zh) {#name, {en, zh}},
static const struct {
    const char *code;
    const char *text[2]; /* by enum evn_lang */
} sentences[] = {
#include "common/text/alloc_list.h"
};
#undef EVN_TEXT

static void decimal(int64_t value, int64_t unit, int digits, char out[48])
{
    int64_t size = value < 0 ? -value : value;
    snprintf(out, 48, "%s%" PRId64 ".%0*" PRId64, value < 0 ? "-" : "", size / unit, digits,
             size % unit);
}

/* {before_days} is beforeCdays / 100, {after_percent} afterCperc / 100, {owed} owedMicro / 10^6. */
static void argument(struct evn_page *page, const json_t *note, const char *name, char out[48])
{
    static const struct {
        const char *name, *member;
        int64_t unit; /* 1: whole */
    } args[] = {{"tier", "tier", 1},
                {"target_days", "targetDays", 1},
                {"packs", "packs", 1},
                {"units", "units", 1},
                {"before", "before", 1},
                {"after", "after", 1},
                {"want", "want", 1},
                {"missing", "missing", 1},
                {"before_days", "beforeCdays", 100},
                {"after_days", "afterCdays", 100},
                {"level_days", "levelCdays", 100},
                {"after_percent", "afterCperc", 100},
                {"level_percent", "levelCperc", 100},
                {"owed", "owedMicro", 1000000},
                {"carried", "carriedMicro", 1000000}};
    bool of_item = strcmp(evn_json_text(note, "code"), "STOOD_IN") == 0;
    out[0] = '\0';
    if (strcmp(name, "other") == 0)
        evn_refusal_text(
            out, 48,
            evn_name(page, of_item ? EVN_ITEMS : EVN_COMMUNITIES, evn_json_text(note, "other")));
    for (size_t i = 0; i < sizeof args / sizeof args[0]; i++) {
        if (strcmp(args[i].name, name) != 0)
            continue;
        int64_t value = evn_json_num(note, args[i].member);
        if (args[i].unit == 1)
            snprintf(out, 48, "%" PRId64, value);
        else
            decimal(value, args[i].unit, args[i].unit == 100 ? 2 : 3, out);
    }
    /* A thousandth is as fine as a reader wants it. */
    if (strcmp(name, "owed") == 0 || strcmp(name, "carried") == 0)
        decimal(evn_json_num(note, name[0] == 'o' ? "owedMicro" : "carriedMicro") / 1000, 1000, 3,
                out);
}

static void write_filled(struct evn_page *page, const json_t *note, const char *text)
{
    char name[32], value[48], part[2] = "";
    for (const char *p = text; *p != '\0'; p++) {
        const char *end = *p == '{' ? strchr(p, '}') : NULL;
        if (end == NULL || (size_t)(end - p) > sizeof name) {
            part[0] = *p;
            evn_html_text(&page->html, part);
            continue;
        }
        snprintf(name, sizeof name, "%.*s", (int)(end - p - 1), p + 1);
        argument(page, note, name, value);
        evn_html_text(&page->html, value);
        p = end;
    }
}

void evn_note_write(struct evn_page *page, const json_t *note)
{
    const char *code = evn_json_text(note, "code");
    for (size_t i = 0; i < sizeof sentences / sizeof sentences[0]; i++)
        if (strcmp(sentences[i].code, code) == 0) {
            write_filled(page, note, sentences[i].text[page->html.lang]);
            return;
        }
    evn_html_text(&page->html, code);
}

/* A refusal of the ledger as dispatch keeps it: name, subject, have, want. */
static void write_refusal(struct evn_page *page, const json_t *why)
{
    char text[400];
    const char *name = evn_json_text(why, "text");
    struct evn_refusal refusal = {.at_us = INT64_MIN};
    evn_err err = EVN_OK;
    for (size_t i = 0; (err = evn_err_nth(i)) != EVN_OK && strcmp(evn_err_name(err), name) != 0;)
        i++;
    refusal.err = err;
    refusal.have = evn_json_num(why, "have");
    refusal.want = evn_json_num(why, "want");
    evn_refusal_text(refusal.subject, sizeof refusal.subject,
                     evn_name(page, EVN_ITEMS, evn_json_text(why, "subject")));
    evn_refusal_render(&refusal, page->html.lang, text, sizeof text);
    evn_html_text(&page->html, err != EVN_OK ? text : name);
}

#define EVN_TEXT(name, en, zh) {#name, {en, zh}},
static const struct {
    const char *code;
    const char *text[2]; /* by enum evn_lang */
} whys[] = {
#include "common/text/why_list.h"
};
#undef EVN_TEXT

/* The sentence of that name about the reason's subject; the name itself when there is none. */
static void write_sentence(struct evn_page *page, const json_t *why, const char *name)
{
    static const char place[] = "{subject}";
    const char *text = name;
    char part[2] = "";
    for (size_t i = 0; i < sizeof whys / sizeof whys[0]; i++)
        if (strcmp(whys[i].code, name) == 0)
            text = whys[i].text[page->html.lang];
    for (const char *p = text; *p != '\0'; p++) {
        if (strncmp(p, place, sizeof place - 1) == 0) {
            evn_html_text(&page->html, evn_name(page, EVN_PLACES, evn_json_text(why, "subject")));
            p += sizeof place - 2;
            continue;
        }
        part[0] = *p;
        evn_html_text(&page->html, part);
    }
}

void evn_why_write(struct evn_page *page, const json_t *why)
{
    static const char prefix[] = "WHY_CODE_";
    const char *code = evn_json_text(why, "code");
    if (strncmp(code, prefix, sizeof prefix - 1) != 0)
        return;
    code += sizeof prefix - 1;
    write_sentence(page, why, code);
    if (strcmp(code, "LEDGER") == 0) {
        evn_html(&page->html, " ");
        write_refusal(page, why);
    }
    if (strcmp(code, "NO_ROUTE") == 0 || strcmp(code, "PLAN_FAULT") == 0) {
        evn_html(&page->html, " ");
        write_sentence(page, why, evn_json_text(why, "text"));
    }
}

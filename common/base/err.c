#include "common/base/err.h"

#include "common/base/day.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

struct row {
    evn_err err;
    enum evn_err_class cls;
    const char *name;
    const char *text[2];
};

#define EVN_ERR(name, number, class, en, zh) {EVN_E_##name, EVN_CLASS_##class, #name, {en, zh}},
static const struct row table[] = {
#include "common/base/err_list.h"
};
#undef EVN_ERR

enum { N_ROWS = sizeof table / sizeof table[0] };

static const struct row *find(evn_err err)
{
    for (size_t i = 0; i < N_ROWS; i++)
        if (table[i].err == err)
            return &table[i];
    return NULL;
}

const char *evn_err_name(evn_err err)
{
    const struct row *row = find(err);
    return err == EVN_OK ? "OK" : row != NULL ? row->name : "UNKNOWN";
}

enum evn_err_class evn_err_class_of(evn_err err)
{
    const struct row *row = find(err);
    return err == EVN_OK ? EVN_CLASS_OK : row != NULL ? row->cls : EVN_CLASS_SYS;
}

const char *evn_err_class_name(enum evn_err_class cls)
{
    static const char *const name[] = {"OK",   "INPUT", "STATE", "AUTH",
                                       "BUSY", "LIMIT", "DATA",  "SYS"};
    return name[cls];
}

const char *evn_err_text(evn_err err, enum evn_lang lang)
{
    const struct row *row = find(err);
    return row != NULL ? row->text[lang] : "";
}

evn_err evn_err_nth(size_t i)
{
    return i < N_ROWS ? table[i].err : EVN_OK;
}

int evn_err_exit_status(evn_err err)
{
    /* EX_USAGE 64, EX_DATAERR 65, EX_UNAVAILABLE 69, EX_OSERR 71, EX_IOERR 74, EX_TEMPFAIL 75,
     * EX_NOPERM 77, EX_CONFIG 78 */
    if (err == EVN_E_USAGE)
        return 64;
    if (err == EVN_E_CONFIG)
        return 78;
    if (err == EVN_E_LOCKED)
        return 75;
    static const int status[] = {0, 65, 69, 77, 75, 69, 65, 71};
    return status[evn_err_class_of(err)];
}

struct evn_refusal evn_refusal_of(evn_err err)
{
    return (struct evn_refusal){.err = err, .at_us = INT64_MIN};
}

void evn_refusal_text(char *to, size_t cap, const char *text)
{
    size_t len = strnlen(text, cap);
    if (len >= cap) {
        len = cap - 1;
        while (len > 0 && ((unsigned char)text[len] & 0xc0) == 0x80)
            len--;
    }
    memcpy(to, text, len);
    to[len] = '\0';
}

/* The text of one placeholder; `name` is not NUL-terminated. */
static void argument(const struct evn_refusal *r, const char *name, size_t len, char out[128])
{
    int64_t missing = 0;
    struct evn_day day =
        r->at_us > INT64_MIN ? evn_day_at(r->at_us, EVN_OFFSET_CHINA_MIN) : EVN_DAY_NONE;
    if (len == 7 && memcmp(name, "subject", len) == 0)
        snprintf(out, 128, "%s", r->subject);
    else if (len == 5 && memcmp(name, "place", len) == 0)
        snprintf(out, 128, "%s", r->place);
    else if (len == 5 && memcmp(name, "field", len) == 0)
        snprintf(out, 128, "%s", r->field);
    else if (len == 4 && memcmp(name, "line", len) == 0)
        snprintf(out, 128, "%" PRIu32, r->line);
    else if (len == 4 && memcmp(name, "have", len) == 0)
        snprintf(out, 128, "%" PRId64, r->have);
    else if (len == 4 && memcmp(name, "want", len) == 0)
        snprintf(out, 128, "%" PRId64, r->want);
    else if (len == 5 && memcmp(name, "short", len) == 0)
        snprintf(out, 128, "%" PRId64,
                 __builtin_sub_overflow(r->want, r->have, &missing) ? INT64_MAX : missing);
    else if (len == 2 && memcmp(name, "at", len) == 0 && r->at_us >= EVN_AT_MIN_US &&
             r->at_us <= EVN_AT_MAX_US)
        evn_time_format(r->at_us, out);
    else if (len == 3 && memcmp(name, "day", len) == 0 && evn_day_valid(day))
        evn_day_format(day, out);
    else
        snprintf(out, 128, "-");
}

struct state_row {
    enum evn_state state;
    const char *name;
    const char *text[2];
};

#define EVN_STATE(name, number, code, en, zh) {EVN_S_##name, #name, {en, zh}},
static const struct state_row states[] = {
#include "common/base/state_list.h"
};
#undef EVN_STATE

enum { N_STATES = sizeof states / sizeof states[0] };

static const struct state_row *state_row(uint32_t number)
{
    for (size_t i = 0; i < N_STATES; i++)
        if (number == (uint32_t)states[i].state)
            return &states[i];
    return NULL;
}

enum evn_state evn_state_of(uint32_t number)
{
    const struct state_row *row = state_row(number);
    return row != NULL ? row->state : EVN_S_NONE;
}

const char *evn_state_name(enum evn_state state)
{
    const struct state_row *row = state_row(state);
    return row != NULL ? row->name : "";
}

/* A text being put together, always ended. */
struct sentence {
    char *at;
    size_t cap, len;
};

static void add(struct sentence *s, const char *text)
{
    evn_refusal_text(s->at + s->len, s->cap - s->len, text);
    s->len += strlen(s->at + s->len);
}

static void add_template(struct sentence *s, const char *p, const struct evn_refusal *refusal)
{
    while (*p != '\0' && s->len + 1 < s->cap) {
        const char *end = *p == '{' ? strchr(p, '}') : NULL;
        if (end == NULL) {
            s->at[s->len++] = *p++;
            continue;
        }
        char text[128];
        argument(refusal, p + 1, (size_t)(end - p - 1), text);
        add(s, text);
        p = end + 1;
    }
    s->at[s->len] = '\0';
}

/* What is there and may not be used, each kind once; {have} is how much. */
static void add_amounts(struct sentence *s, const struct evn_refusal *refusal, enum evn_lang lang)
{
#define EVN_AMOUNT(member, en, zh) {refusal->member, {en, zh}},
    const struct {
        int64_t n;
        const char *text[2];
    } all[] = {
#include "common/base/state_list.h"
    };
#undef EVN_AMOUNT
    static const char *const first[] = {"; there, but not to be used: ", "；另有不可动用："},
                             *const next[] = {", ", "，"};
    bool any = false;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        if (all[i].n <= 0)
            continue;
        const struct evn_refusal n = {.at_us = INT64_MIN, .have = all[i].n};
        add(s, any ? next[lang] : first[lang]);
        add_template(s, all[i].text[lang], &n);
        any = true;
    }
}

void evn_refusal_render(const struct evn_refusal *refusal, enum evn_lang lang, char *out,
                        size_t cap)
{
    struct sentence s = {.at = out, .cap = cap};
    const struct state_row *state = state_row(refusal->state);
    add_template(&s, state != NULL ? state->text[lang] : evn_err_text(refusal->err, lang), refusal);
    add_amounts(&s, refusal, lang);
}

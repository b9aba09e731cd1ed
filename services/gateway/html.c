#include "services/gateway/html.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>

static void add(struct evn_html *html, const char *text, size_t len)
{
    if (html->err == EVN_OK)
        html->err = evn_buf_add(html->buf, evn_bytes_of(text, len));
}

static const char *entity(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return NULL;
    }
}

void evn_html_text(struct evn_html *html, const char *text)
{
    const char *from = text;
    for (const char *p = text; *p != '\0'; p++) {
        const char *name = entity(*p);
        if (name == NULL)
            continue;
        add(html, from, (size_t)(p - from));
        add(html, name, strlen(name));
        from = p + 1;
    }
    add(html, from, strlen(from));
}

static void add_url(struct evn_html *html, const char *text)
{
    static const char plain[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~";
    char coded[4];
    for (const char *p = text; *p != '\0'; p++) {
        if (strchr(plain, *p) != NULL) {
            add(html, p, 1);
            continue;
        }
        snprintf(coded, sizeof coded, "%%%02X", (unsigned)(uint8_t)*p);
        add(html, coded, 3);
    }
}

static void add_number(struct evn_html *html, int64_t number, bool grouped)
{
    const struct evn_bytes thin = evn_bytes_text("\xe2\x80\x89");
    char digits[24], out[64];
    int n = snprintf(digits, sizeof digits, "%" PRId64, number);
    size_t at = 0;
    for (int i = 0; i < n; i++) {
        int left = n - 1 - i;
        out[at++] = digits[i];
        if (grouped && left > 0 && left % 3 == 0 && digits[i] != '-') {
            memcpy(out + at, thin.at, thin.len);
            at += thin.len;
        }
    }
    add(html, out, at);
}

static void add_place(struct evn_html *html, char what, va_list *args)
{
    const char *text;
    switch (what) {
    case 't':
        evn_html_text(html, va_arg(*args, const char *));
        break;
    case 'u':
        add_url(html, va_arg(*args, const char *));
        break;
    case 'n':
    case 'd':
        add_number(html, va_arg(*args, int64_t), what == 'n');
        break;
    case 'L':
        evn_html_text(html, evn_say_text((enum evn_say)va_arg(*args, int), html->lang));
        break;
    case 'r':
        text = va_arg(*args, const char *);
        add(html, text, strlen(text));
        break;
    default:
        EVN_ASSERT(what == '%');
        add(html, "%", 1);
    }
}

void evn_html(struct evn_html *html, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const char *from = format;
    for (const char *p = strchr(from, '%'); p != NULL; p = strchr(from, '%')) {
        add(html, from, (size_t)(p - from));
        add_place(html, p[1], &args);
        from = p + 2;
    }
    add(html, from, strlen(from));
    va_end(args);
}

void evn_html_say(struct evn_html *html, enum evn_say say, struct evn_fill fill)
{
    char text[1024];
    evn_html_text(html, evn_say_fill(say, html->lang, fill, text, sizeof text));
}

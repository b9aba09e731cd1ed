#include "services/gateway/html.h"

#include <inttypes.h>
#include <stdio.h>

static void add(struct evn_html *html, const char *text, size_t len)
{
    if (html->err == EVN_OK)
        html->err = evn_buf_add(html->buf, evn_bytes_of(text, len));
}

void evn_html_raw(struct evn_html *html, const char *text)
{
    add(html, text, strlen(text));
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
        evn_html_raw(html, name);
        from = p + 1;
    }
    evn_html_raw(html, from);
}

void evn_html_number(struct evn_html *html, int64_t number)
{
    char digits[24], out[64];
    int n = snprintf(digits, sizeof digits, "%" PRId64, number);
    size_t at = 0;
    for (int i = 0; i < n; i++) {
        out[at++] = digits[i];
        int left = n - 1 - i;
        if (left > 0 && left % 3 == 0 && digits[i] != '-') {
            memcpy(out + at, "\xe2\x80\x89", 3);
            at += 3;
        }
    }
    out[at] = '\0';
    evn_html_raw(html, out);
}

void evn_html_element(struct evn_html *html, const char *tag, const char *cls, const char *text)
{
    evn_html_raw(html, "<");
    evn_html_raw(html, tag);
    if (cls != NULL) {
        evn_html_raw(html, " class=\"");
        evn_html_raw(html, cls);
        evn_html_raw(html, "\"");
    }
    evn_html_raw(html, ">");
    evn_html_text(html, text);
    evn_html_raw(html, "</");
    evn_html_raw(html, tag);
    evn_html_raw(html, ">");
}

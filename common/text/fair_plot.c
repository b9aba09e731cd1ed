#include "common/text/fair_plot.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

enum { LEFT = 230, WIDTH = 600, RIGHT = 30, TOP = 64, LINE = 30, FULL_CPERC = 10000 };

struct drawing {
    struct evn_buf *out;
    evn_err err; /* first failure */
};

__attribute__((format(printf, 2, 3))) static void put(struct drawing *d, const char *format, ...)
{
    char text[400];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, format, args);
    va_end(args);
    if (d->err == EVN_OK && len > 0)
        d->err = evn_buf_add(
            d->out, evn_bytes_of(text, (size_t)len < sizeof text ? (size_t)len : sizeof text - 1));
}

static void put_text(struct drawing *d, const char *text)
{
    for (const char *p = text; *p != '\0'; p++)
        switch (*p) {
        case '&':
            put(d, "&amp;");
            break;
        case '<':
            put(d, "&lt;");
            break;
        case '>':
            put(d, "&gt;");
            break;
        case '"':
            put(d, "&quot;");
            break;
        default:
            put(d, "%c", *p);
        }
}

static int64_t x_of(int64_t cperc)
{
    int64_t in = cperc < 0 ? 0 : cperc > FULL_CPERC ? FULL_CPERC : cperc;
    return LEFT + in * WIDTH / FULL_CPERC;
}

static bool same_line(const struct evn_fair_dot *a, const struct evn_fair_dot *b)
{
    return a->tier == b->tier && strcmp(a->item, b->item) == 0;
}

static int count_lines(const struct evn_fair_dot *dots, size_t n)
{
    int lines = 0;
    for (size_t i = 0; i < n; i++)
        lines += i == 0 || !same_line(&dots[i], &dots[i - 1]);
    return lines < EVN_FAIR_LINES_MAX ? lines : EVN_FAIR_LINES_MAX;
}

static void frame(struct drawing *d, int lines, const char *title, bool exercise)
{
    int height = TOP + lines * LINE + 24;
    put(d,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" width=\"%d\" "
        "height=\"%d\" font-family=\"sans-serif\" font-size=\"12\" role=\"img\">"
        "<rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/><text x=\"12\" y=\"22\" "
        "font-size=\"15\" fill=\"#111\">",
        LEFT + WIDTH + RIGHT, height, LEFT + WIDTH + RIGHT, height);
    put_text(d, title);
    put(d, "</text>");
    if (exercise)
        put(d,
            "<text x=\"%d\" y=\"22\" text-anchor=\"end\" font-size=\"15\" font-weight=\"bold\" "
            "fill=\"#b00020\">EXERCISE 演练</text>",
            LEFT + WIDTH + RIGHT - 12);
    for (int percent = 0; percent <= 100; percent += 25) {
        int64_t x = x_of(percent * 100);
        put(d,
            "<line x1=\"%" PRId64 "\" y1=\"%d\" x2=\"%" PRId64 "\" y2=\"%d\" stroke=\"#ddd\"/>"
            "<text x=\"%" PRId64 "\" y=\"%d\" text-anchor=\"middle\" fill=\"#555\">%d %%</text>",
            x, TOP - 12, x, TOP + lines * LINE, x, TOP - 18, percent);
    }
}

static void name_line(struct drawing *d, const struct evn_fair_dot *dot, int y)
{
    put(d, "<text x=\"%d\" y=\"%d\" text-anchor=\"end\" fill=\"#111\">", LEFT - 12, y + 4);
    put_text(d, dot->item);
    put(d, " · %d</text><line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"#eee\"/>", dot->tier,
        LEFT, y, LEFT + WIDTH, y);
}

/* Dots of a line stand a little above and below each other, so that equals are seen as many. */
static void draw_dot(struct drawing *d, const struct evn_fair_dot *dot, int y, int k)
{
    static const int step[] = {0, 4, -4, 8, -8};
    int at = y + step[k % 5];
    put(d,
        "<circle cx=\"%" PRId64 "\" cy=\"%d\" r=\"4\" fill=\"none\" stroke=\"#888\"/>"
        "<circle cx=\"%" PRId64 "\" cy=\"%d\" r=\"4\" fill=\"%s\" fill-opacity=\"0.75\"><title>",
        x_of(dot->before_cperc), at, x_of(dot->after_cperc), at,
        dot->after_cperc >= FULL_CPERC ? "#1b7f3b" : "#c4551a");
    put_text(d, dot->community);
    put(d, " %" PRId64 " → %" PRId64 " %%</title></circle>", dot->before_cperc / 100,
        dot->after_cperc / 100);
}

evn_err evn_fair_plot(const struct evn_fair_dot *dots, size_t n, const char *title, bool exercise,
                      struct evn_buf *out)
{
    struct drawing d = {.out = out, .err = EVN_OK};
    int line = 0, k = 0;
    frame(&d, count_lines(dots, n), title, exercise);
    for (size_t i = 0; i < n; i++, k++) {
        if (i == 0 || !same_line(&dots[i], &dots[i - 1])) {
            if (line == EVN_FAIR_LINES_MAX)
                break;
            line++;
            k = 0;
            name_line(&d, &dots[i], TOP + (line - 1) * LINE + LINE / 2);
        }
        draw_dot(&d, &dots[i], TOP + (line - 1) * LINE + LINE / 2, k);
    }
    put(&d, "</svg>\n");
    return d.err;
}

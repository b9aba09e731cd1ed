#include "tools/evn/table.h"

#include "common/base/assert.h"
#include "tools/evn/width.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

void evn_table_open(struct evn_table *table, FILE *out, const struct evn_column *columns,
                    size_t n_columns)
{
    EVN_ASSERT(n_columns > 0 && n_columns <= EVN_COLUMNS_MAX);
    table->out = out;
    table->column = columns;
    table->n_columns = n_columns;
    table->n_cells = 0;
    table->cell = NULL;
    table->cap = 0;
    for (size_t i = 0; table->csv && i < n_columns; i++)
        fprintf(out, "%s%s", columns[i].key, i + 1 < n_columns ? "," : "");
    if (table->csv)
        fputs(table->exercise ? ",exercise\r\n" : "\r\n", out);
}

static void *need(void *memory)
{
    if (memory == NULL) {
        fputs("evn: out of memory\n", stderr);
        exit(evn_err_exit_status(EVN_E_NO_MEMORY));
    }
    return memory;
}

/* How many bytes of a UTF-8 character start at `p`; 0: none does. */
static size_t good_utf8(const unsigned char *p)
{
    size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : p[0] >= 0xe0 ? 3 : 2;
    if ((p[0] >= 0x80 && p[0] < 0xc2) || p[0] >= 0xf5)
        return 0;
    for (size_t i = 1; i < n; i++)
        if ((p[i] & 0xc0) != 0x80)
            return 0;
    return n;
}

/* A cell is one line, and nothing in it may move a terminal's cursor. */
static void keep(struct evn_table *t, const char *text)
{
    if (t->n_cells == t->cap) {
        t->cap = t->cap > 0 ? t->cap * 2 : 64;
        t->cell = need(reallocarray(t->cell, t->cap, sizeof *t->cell));
    }
    unsigned char *cell = need(strdup(text));
    for (size_t i = 0, n; cell[i] != '\0'; i += n) {
        n = good_utf8(&cell[i]);
        if (n == 0 || cell[i] < 0x20 || cell[i] == 0x7f)
            cell[i] = '?';
        n = n > 0 ? n : 1;
    }
    t->cell[t->n_cells++] = (char *)cell;
}

void evn_json_text(FILE *out, const char *text)
{
    fputc('"', out);
    for (const unsigned char *p = (const unsigned char *)text; *p != '\0';) {
        size_t n = good_utf8(p);
        if (n == 0) {
            fputs("\xef\xbf\xbd", out);
            n = 1;
        } else if (*p == '"' || *p == '\\') {
            fprintf(out, "\\%c", *p);
        } else if (*p < 0x20) {
            fprintf(out, "\\u%04x", *p);
        } else {
            fwrite(p, 1, n, out);
        }
        p += n;
    }
    fputc('"', out);
}

/* The start of a cell in JSON: what stands before its value. */
static const struct evn_column *begin(struct evn_table *t, enum evn_cell_kind kind)
{
    size_t i = t->n_cells % t->n_columns;
    EVN_ASSERT(t->column[i].kind == kind);
    if (t->json)
        fprintf(t->out, "%s\"%s\":", i == 0 ? "{" : ",", t->column[i].key);
    else if (t->csv && i > 0)
        fputc(',', t->out);
    return &t->column[i];
}

static void end(struct evn_table *t)
{
    if (++t->n_cells % t->n_columns != 0)
        return;
    if (t->json)
        fputs(t->exercise ? ",\"exercise\":true}\n" : "}\n", t->out);
    else
        fputs(t->exercise ? "," EVN_EXERCISE_BANNER "\r\n" : "\r\n", t->out);
    fflush(t->out);
}

/* Rows go out at once, not as a table at the end. */
static bool streams(const struct evn_table *t)
{
    return t->json || t->csv;
}

static void put_csv(FILE *out, const char *text)
{
    bool quoted = strpbrk(text, ",\"\r\n") != NULL;
    fputs(quoted ? "\"" : "", out);
    for (const char *at = text; *at != '\0'; at++) {
        if (*at == '"')
            fputc('"', out);
        fputc(*at, out);
    }
    fputs(quoted ? "\"" : "", out);
}

void evn_table_text(struct evn_table *t, const char *text)
{
    (void)begin(t, EVN_CELL_TEXT);
    if (!streams(t)) {
        keep(t, text);
        return;
    }
    if (t->json)
        evn_json_text(t->out, text);
    else
        put_csv(t->out, text);
    end(t);
}

void evn_table_number(struct evn_table *t, int64_t number)
{
    char text[24];
    (void)begin(t, EVN_CELL_NUMBER);
    snprintf(text, sizeof text, "%" PRId64, number);
    if (!streams(t)) {
        keep(t, text);
        return;
    }
    fputs(text, t->out);
    end(t);
}

void evn_table_flag(struct evn_table *t, bool flag)
{
    (void)begin(t, EVN_CELL_FLAG);
    if (!streams(t)) {
        keep(t, flag ? evn_text(EVN_T_YES, t->lang) : "");
        return;
    }
    fputs(flag ? "true" : "false", t->out);
    end(t);
}

void evn_table_none(struct evn_table *t)
{
    (void)begin(t, t->column[t->n_cells % t->n_columns].kind);
    if (!streams(t)) {
        keep(t, "");
        return;
    }
    fputs(t->json ? "null" : "", t->out);
    end(t);
}

static void pad(FILE *out, size_t n)
{
    for (; n > 0; n--)
        fputc(' ', out);
}

/* One line; blanks wait until something stands behind them, so no line ends in any. */
static void print_row(const struct evn_table *t, const char *const *cell, const size_t *width)
{
    size_t blanks = 0;
    for (size_t i = 0; i < t->n_columns; i++) {
        if (width[i] == 0)
            continue;
        size_t room = width[i] - evn_width(cell[i]);
        bool right = t->column[i].kind == EVN_CELL_NUMBER;
        if (cell[i][0] != '\0') {
            pad(t->out, blanks + (right ? room : 0));
            fputs(cell[i], t->out);
            blanks = right ? 0 : room;
        } else {
            blanks += room;
        }
        blanks += 2;
    }
}

/* 0: the column is not shown. */
static void measure(const struct evn_table *t, size_t width[EVN_COLUMNS_MAX])
{
    EVN_ASSERT(t->n_columns > 0 && t->n_columns <= EVN_COLUMNS_MAX);
    for (size_t i = 0; i < t->n_columns; i++)
        width[i] = 0;
    for (size_t i = 0; i < t->n_cells; i++) {
        size_t w = evn_width(t->cell[i]);
        if (w > width[i % t->n_columns])
            width[i % t->n_columns] = w;
    }
    for (size_t i = 0; i < t->n_columns; i++) {
        size_t w = evn_width(evn_text(t->column[i].title, t->lang));
        bool spare = i + t->n_spare >= t->n_columns && width[i] == 0;
        if (!spare && w > width[i])
            width[i] = w;
    }
}

static void release(struct evn_table *t)
{
    for (size_t i = 0; i < t->n_cells; i++)
        free(t->cell[i]);
    free(t->cell);
}

void evn_table_close(struct evn_table *t)
{
    size_t width[EVN_COLUMNS_MAX];
    if (streams(t))
        return;
    if (t->n_cells == 0) {
        fprintf(stderr, "%s\n", evn_text(EVN_T_NONE, t->lang));
        return;
    }
    measure(t, width);
    const char *head[EVN_COLUMNS_MAX];
    for (size_t i = 0; i < t->n_columns; i++)
        head[i] = evn_text(t->column[i].title, t->lang);
    if (t->exercise)
        fputs(EVN_EXERCISE_BANNER "\n", t->out);
    fputs(t->bold ? "\x1b[1m" : "", t->out);
    print_row(t, head, width);
    fputs(t->bold ? "\x1b[0m\n" : "\n", t->out);
    for (size_t i = 0; i + t->n_columns <= t->n_cells; i += t->n_columns) {
        print_row(t, (const char *const *)&t->cell[i], width);
        fputc('\n', t->out);
    }
    release(t);
}

evn_err evn_table_end(struct evn_table *t, evn_err err)
{
    if (err == EVN_OK)
        evn_table_close(t);
    else if (!streams(t))
        release(t);
    return err;
}

#include "tools/import/report.h"

#include "common/base/day.h"
#include "common/base/num.h"
#include "common/wire/text.h"
#include "tools/import/value.h"

#include <stdio.h>
#include <stdlib.h>

enum { NAME_MAX_BYTES = 199, NONE = -1 };

static const char *const field_name[] = {
    [EVN_REPORT_FACILITY] = "facility", [EVN_REPORT_ITEM] = "item",
    [EVN_REPORT_PERIOD] = "period",     [EVN_REPORT_OPENING] = "opening",
    [EVN_REPORT_RECEIVED] = "received", [EVN_REPORT_ISSUED] = "issued",
    [EVN_REPORT_ADJUSTED] = "adjusted", [EVN_REPORT_CLOSING] = "closing"};

/* Split at the first `mark`, else all of it is before. */
static bool cut(struct evn_bytes text, char mark, struct evn_bytes *before, struct evn_bytes *after)
{
    const uint8_t *at = text.len > 0 ? memchr(text.at, mark, text.len) : NULL;
    size_t n = at != NULL ? (size_t)(at - text.at) : text.len;
    *before = evn_bytes_of(text.at, n);
    *after = at != NULL ? evn_bytes_of(at + 1, text.len - n - 1) : (struct evn_bytes){0};
    return at != NULL;
}

static bool read_pair(struct evn_bytes pair, struct evn_report_map *map)
{
    struct evn_bytes name, column;
    if (!cut(pair, '=', &name, &column) || column.len == 0)
        return false;
    for (size_t f = 0; f < EVN_REPORT_FIELDS; f++) {
        if (!evn_value_is(name, field_name[f]))
            continue;
        if (map->column[f].len > 0)
            return false;
        map->column[f] = column;
        return f != EVN_REPORT_PERIOD || !cut(column, '+', &map->column[f], &map->month) ||
               (map->column[f].len > 0 && map->month.len > 0);
    }
    return false;
}

bool evn_report_map_read(struct evn_bytes text, struct evn_report_map *map)
{
    struct evn_bytes pair, rest = text;
    *map = (struct evn_report_map){0};
    while (rest.len > 0) {
        struct evn_bytes all = rest;
        cut(all, ',', &pair, &rest);
        if (!read_pair(pair, map))
            return false;
    }
    for (size_t f = 0; f < EVN_REPORT_FIELDS; f++)
        if (map->column[f].len == 0)
            map->column[f] = evn_bytes_text(field_name[f]);
    return true;
}

static bool digits(struct evn_bytes text, size_t at, size_t n, int *out)
{
    int64_t value;
    if (at + n > text.len || !evn_value_count(evn_bytes_of(text.at + at, n), &value))
        return false;
    *out = (int)value;
    return true;
}

/* 1 to 12 for an English month of three letters in any case; 0: none. */
static int month_word(const uint8_t *at)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    char low[3];
    for (size_t i = 0; i < 3; i++)
        low[i] = (char)(at[i] >= 'A' && at[i] <= 'Z' ? at[i] + ('a' - 'A') : at[i]);
    for (int i = 0; i < 12; i++)
        if (memcmp(months + 3 * i, low, 3) == 0)
            return i + 1;
    return 0;
}

static bool make_month(int year, int month, int32_t *out)
{
    *out = year * 12 + month - 1;
    return year >= 1 && year <= 9999 && month >= 1 && month <= 12;
}

static bool word_month(struct evn_bytes text, int32_t *out)
{
    int year, month = text.len >= 6 ? month_word(text.at) : 0;
    if (month == 0 || text.at[3] != '-' || (text.len != 6 && text.len != 8) ||
        !digits(text, 4, text.len - 4, &year))
        return false;
    if (text.len == 6)
        year += year >= 69 ? 1900 : 2000;
    return make_month(year, month, out);
}

bool evn_report_month(struct evn_bytes text, int32_t *out)
{
    int year, month, day;
    struct evn_day whole;
    if (word_month(text, out))
        return true;
    if (text.len == 6)
        return digits(text, 0, 4, &year) && digits(text, 4, 2, &month) &&
               make_month(year, month, out);
    if ((text.len != 7 && text.len != 10) || !digits(text, 0, 4, &year) ||
        !digits(text, 5, 2, &month))
        return false;
    if (text.len == 7)
        return (text.at[4] == '-' || text.at[4] == '/') && make_month(year, month, out);
    return text.at[4] == '-' && text.at[7] == '-' && digits(text, 8, 2, &day) &&
           evn_day_from_civil(year, month, day, &whole) && make_month(year, month, out);
}

void evn_report_month_text(int32_t month, char out[8])
{
    unsigned m = (unsigned)month;
    snprintf(out, 8, "%04u-%02u", m / 12 % 10000, m % 12 + 1);
}

/* A row being read: the first flaw ends it. */
struct reader {
    const struct evn_report_map *map;
    int at[EVN_REPORT_FIELDS + 1]; /* places of the columns; the last is the month's */
    size_t n_cells;                /* of a row */
    struct evn_csv_row row;
    struct evn_flaw flaw;
    bool bad;
    void (*tell)(void *self, const struct evn_flaw *flaw);
    void *self;
};

static struct evn_bytes column_of(const struct reader *r, size_t f)
{
    return f < EVN_REPORT_FIELDS ? r->map->column[f] : r->map->month;
}

static void name_flaw(struct evn_flaw *flaw, struct evn_bytes name)
{
    size_t n = name.len < sizeof flaw->name ? name.len : sizeof flaw->name - 1;
    while (n < name.len && n > 0 && (name.at[n] & 0xc0) == 0x80)
        n--;
    if (n > 0)
        memcpy(flaw->name, name.at, n);
    flaw->name[n] = '\0';
}

static void refuse(struct reader *r, size_t f, enum evn_flaw_kind kind)
{
    if (r->bad)
        return;
    const struct evn_cell *cell = &r->row.cell[r->at[f]];
    r->flaw = (struct evn_flaw){.kind = kind, .line = cell->line, .column = (uint32_t)r->at[f] + 1};
    name_flaw(&r->flaw, column_of(r, f));
    r->bad = true;
}

static struct evn_bytes cell_of(const struct reader *r, size_t f)
{
    return r->row.cell[r->at[f]].text;
}

static struct evn_bytes take_name(struct reader *r, size_t f)
{
    struct evn_bytes text = cell_of(r, f);
    if (text.len == 0)
        refuse(r, f, EVN_FLAW_EMPTY);
    else if (text.len > NAME_MAX_BYTES || !evn_text_clean(text))
        refuse(r, f, EVN_FLAW_TEXT);
    return text;
}

static int64_t take_number(struct reader *r, size_t f)
{
    struct evn_bytes text = cell_of(r, f);
    int64_t n = 0;
    if (text.len == 0)
        refuse(r, f, EVN_FLAW_EMPTY);
    else if (!evn_value_decimal(text, 0, &n) || (n < 0 && f != EVN_REPORT_ADJUSTED))
        refuse(r, f, EVN_FLAW_NUMBER);
    return n;
}

static int32_t take_month(struct reader *r)
{
    struct evn_bytes year = cell_of(r, EVN_REPORT_PERIOD);
    int32_t month = 0;
    int64_t y = 0, m = 0;
    bool good;
    if (r->map->month.len == 0)
        good = evn_report_month(year, &month);
    else
        good = evn_value_decimal(year, 0, &y) &&
               evn_value_decimal(cell_of(r, EVN_REPORT_FIELDS), 0, &m) && y >= 1 && y <= 9999 &&
               m >= 1 && m <= 12 && make_month((int)y, (int)m, &month);
    if (!good)
        refuse(r, EVN_REPORT_PERIOD, EVN_FLAW_PERIOD);
    return month;
}

static bool balances(const struct evn_report_row *row)
{
    int64_t sum;
    return evn_add_i64(row->opening, row->received, &sum) && evn_sub_i64(sum, row->issued, &sum) &&
           evn_add_i64(sum, row->adjusted, &sum) && sum == row->closing;
}

static struct evn_report_row take_row(struct reader *r)
{
    struct evn_report_row row = {.line = r->row.line, .before = SIZE_MAX};
    r->bad = false;
    row.facility = take_name(r, EVN_REPORT_FACILITY);
    row.item = take_name(r, EVN_REPORT_ITEM);
    row.month = take_month(r);
    row.opening = take_number(r, EVN_REPORT_OPENING);
    row.received = take_number(r, EVN_REPORT_RECEIVED);
    row.issued = take_number(r, EVN_REPORT_ISSUED);
    row.adjusted = take_number(r, EVN_REPORT_ADJUSTED);
    row.closing = take_number(r, EVN_REPORT_CLOSING);
    if (!r->bad && !balances(&row))
        refuse(r, EVN_REPORT_CLOSING, EVN_FLAW_BALANCE);
    return row;
}

static evn_err keep(struct evn_report *report, const struct evn_report_row *row)
{
    if (report->n == EVN_REPORT_ROWS_MAX)
        return EVN_E_LIMIT;
    if (report->n == report->cap) {
        size_t cap = report->cap == 0 ? 1024 : report->cap * 2;
        void *more = reallocarray(report->row, cap, sizeof *report->row);
        if (more == NULL)
            return EVN_E_NO_MEMORY;
        report->row = more;
        report->cap = cap;
    }
    report->row[report->n++] = *row;
    return EVN_OK;
}

/* Where each column is; every one must be there, once. Others may stand beside them. */
static evn_err read_head(struct reader *r, struct evn_csv *rows)
{
    size_t n_fields = EVN_REPORT_FIELDS + (r->map->month.len > 0);
    evn_err err = evn_csv_next(rows, &r->row, &r->flaw);
    r->n_cells = err == EVN_OK ? r->row.n : 0;
    if (err != EVN_OK && err != EVN_E_AGAIN)
        return err;
    for (size_t f = 0; f < n_fields; f++) {
        r->at[f] = NONE;
        for (size_t i = 0; i < r->n_cells; i++) {
            if (!evn_bytes_equal(r->row.cell[i].text, column_of(r, f)))
                continue;
            r->flaw = (struct evn_flaw){
                .kind = EVN_FLAW_COLUMN_NAME, .line = 1, .column = (uint32_t)i + 1};
            name_flaw(&r->flaw, column_of(r, f));
            if (r->at[f] != NONE)
                return EVN_E_BAD_FILE;
            r->at[f] = (int)i;
        }
        r->flaw = (struct evn_flaw){.kind = EVN_FLAW_COLUMN_NEEDED, .line = 1};
        name_flaw(&r->flaw, column_of(r, f));
        if (r->at[f] == NONE)
            return EVN_E_BAD_FILE;
    }
    return EVN_OK;
}

static evn_err next_row(struct reader *r, struct evn_csv *rows)
{
    evn_err err = evn_csv_next(rows, &r->row, &r->flaw);
    if (err != EVN_OK || r->row.n == r->n_cells)
        return err;
    r->flaw = (struct evn_flaw){.kind = EVN_FLAW_COLUMNS, .line = r->row.line};
    return EVN_E_BAD_FILE;
}

static evn_err read_rows(struct reader *r, struct evn_report *report, struct evn_csv *rows)
{
    evn_err err;
    while ((err = next_row(r, rows)) != EVN_E_AGAIN) {
        if (err != EVN_OK && err != EVN_E_BAD_FILE)
            return err;
        struct evn_report_row row = {0};
        report->n_rows++;
        r->bad = err == EVN_E_BAD_FILE;
        if (!r->bad)
            row = take_row(r);
        if (r->bad) {
            report->n_refused++;
            r->tell(r->self, &r->flaw);
        } else if ((err = keep(report, &row)) != EVN_OK) {
            return err;
        }
    }
    return EVN_OK;
}

static int by_bytes(struct evn_bytes a, struct evn_bytes b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int order = n > 0 ? memcmp(a.at, b.at, n) : 0;
    return order != 0 ? order : (a.len > b.len) - (a.len < b.len);
}

static int by_stuff(const struct evn_report_row *x, const struct evn_report_row *y)
{
    int order = by_bytes(x->facility, y->facility);
    return order != 0 ? order : by_bytes(x->item, y->item);
}

static int by_time(const void *a, const void *b)
{
    const struct evn_report_row *x = a, *y = b;
    int order = by_stuff(x, y);
    if (order == 0)
        order = (x->month > y->month) - (x->month < y->month);
    return order != 0 ? order : (x->line > y->line) - (x->line < y->line);
}

/* The first line of a facility, item and month counts; who says it again is told. */
static void refuse_twice(struct reader *r, struct evn_report *report)
{
    for (size_t i = 1; i < report->n; i++) {
        struct evn_report_row *row = &report->row[i];
        if (by_stuff(row, row - 1) != 0 || row->month != row[-1].month)
            continue;
        row->refused = true;
        report->n_refused++;
        r->flaw = (struct evn_flaw){.kind = EVN_FLAW_TWICE,
                                    .line = row->line,
                                    .column = (uint32_t)r->at[EVN_REPORT_PERIOD] + 1};
        name_flaw(&r->flaw, column_of(r, EVN_REPORT_PERIOD));
        r->tell(r->self, &r->flaw);
    }
}

int64_t evn_report_link(struct evn_report *report)
{
    size_t before = SIZE_MAX;
    int64_t n = 0;
    for (size_t i = 0; i < report->n; i++) {
        struct evn_report_row *row = &report->row[i];
        if (row->refused)
            continue;
        row->before =
            before != SIZE_MAX && by_stuff(row, &report->row[before]) == 0 ? before : SIZE_MAX;
        row->carry = 0;
        row->gap = false;
        if (row->before != SIZE_MAX) {
            row->carry = row->opening - report->row[before].closing;
            row->gap = row->month != report->row[before].month + 1;
        }
        n += row->carry != 0;
        before = i;
    }
    return n;
}

evn_err evn_report_read(struct evn_report *report, struct evn_csv rows,
                        const struct evn_report_map *map,
                        void (*tell)(void *self, const struct evn_flaw *flaw), void *self)
{
    struct reader r = {.map = map, .tell = tell, .self = self};
    *report = (struct evn_report){0};
    evn_err err = read_head(&r, &rows);
    if (err == EVN_E_BAD_FILE)
        tell(self, &r.flaw);
    if (err == EVN_OK)
        err = read_rows(&r, report, &rows);
    if (err != EVN_OK) {
        evn_report_free(report);
        return err;
    }
    if (report->n > 0)
        qsort(report->row, report->n, sizeof *report->row, by_time);
    refuse_twice(&r, report);
    return EVN_OK;
}

void evn_report_free(struct evn_report *report)
{
    free(report->row);
    *report = (struct evn_report){0};
}

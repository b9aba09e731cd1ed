#include "tools/import/csv.h"

struct evn_csv evn_csv_of(uint8_t *text, size_t len, bool tabs)
{
    return (struct evn_csv){.at = text, .len = len, .line = 1, .tabs = tabs};
}

/* Bytes of the line end at `pos`: 0, 1 or 2. */
static size_t line_end(const struct evn_csv *r, size_t pos)
{
    if (pos >= r->len || (r->at[pos] != '\n' && r->at[pos] != '\r'))
        return 0;
    return r->at[pos] == '\r' && pos + 1 < r->len && r->at[pos + 1] == '\n' ? 2 : 1;
}

static void skip_line(struct evn_csv *r)
{
    while (r->pos < r->len && line_end(r, r->pos) == 0)
        r->pos++;
    r->line += r->pos < r->len;
    r->pos += line_end(r, r->pos);
}

#define ONES UINT64_C(0x0101010101010101)

/* The high bit of each of the eight bytes that is `byte`, and of none before the first of them;
 * behind that one there may be others (Mycroft 1987). */
static uint64_t has_byte(uint64_t eight, uint8_t byte)
{
    uint64_t zero = eight ^ (ONES * byte);
    return (zero - ONES) & ~zero & (ONES << 7);
}

/* A cell without quotes, up to the next comma or tab or the line's end. */
static void take_plain(struct evn_csv *r, struct evn_cell *cell)
{
    cell->doubled = false;
    uint8_t delimiter = r->tabs ? '\t' : ',';
    const uint8_t *at = r->at + r->pos, *end = r->at + r->len;
    for (; end - at >= 8; at += 8) {
        uint64_t eight = evn_get_u64(at);
        uint64_t stop = has_byte(eight, delimiter) | has_byte(eight, '\n') | has_byte(eight, '\r');
        if (stop != 0) {
            end = at += (unsigned)__builtin_ctzll(stop) / 8;
            break;
        }
    }
    while (at < end && *at != delimiter && *at != '\n' && *at != '\r')
        at++;
    cell->text = evn_bytes_of(r->at + r->pos, (size_t)(at - (r->at + r->pos)));
    r->pos = (size_t)(at - r->at);
}

/* A quoted cell, its doubled quotes still in it. */
static enum evn_flaw_kind take_quoted(struct evn_csv *r, size_t row_from, struct evn_cell *cell)
{
    size_t from = r->pos + 1, pos = from;
    uint32_t lines = 0;
    cell->doubled = false;
    for (; pos < r->len && pos - row_from <= EVN_ROW_BYTES_MAX; pos++) {
        if (r->at[pos] == '"' && (pos + 1 >= r->len || r->at[pos + 1] != '"'))
            break;
        size_t skip = r->at[pos] == '"' ? 2 : line_end(r, pos);
        lines += skip > 0 && r->at[pos] != '"';
        cell->doubled |= r->at[pos] == '"';
        pos += skip == 2;
    }
    if (pos >= r->len || r->at[pos] != '"')
        return EVN_FLAW_QUOTE_OPEN;
    if (pos + 1 < r->len && r->at[pos + 1] != ',' && line_end(r, pos + 1) == 0)
        return EVN_FLAW_QUOTE_STRAY;
    cell->text = evn_bytes_of(r->at + from, pos - from);
    r->pos = pos + 1;
    r->line += lines;
    return EVN_FLAW_NONE;
}

static enum evn_flaw_kind take_cells(struct evn_csv *r, struct evn_csv_row *row, size_t from)
{
    row->n = 0;
    for (;;) {
        if (row->n == EVN_ROW_COLUMNS_MAX)
            return EVN_FLAW_COLUMNS;
        struct evn_cell *cell = &row->cell[row->n++];
        cell->line = r->line;
        if (!r->tabs && r->pos < r->len && r->at[r->pos] == '"') {
            enum evn_flaw_kind flaw = take_quoted(r, from, cell);
            if (flaw != EVN_FLAW_NONE)
                return flaw;
        } else {
            take_plain(r, cell);
        }
        if (r->pos - from > EVN_ROW_BYTES_MAX)
            return EVN_FLAW_ROW_LONG;
        if (r->pos >= r->len || line_end(r, r->pos) != 0)
            return EVN_FLAW_NONE;
        r->pos++;
    }
}

/* Move the text of a cell together where doubled quotes are. Only done once the whole row is read,
 * so that a row that fails is still as it was. */
static void undouble(struct evn_csv *r, struct evn_cell *cell)
{
    size_t from = (size_t)(cell->text.at - r->at), to = from;
    for (size_t i = from; i < from + cell->text.len; i++) {
        r->at[to++] = r->at[i];
        i += r->at[i] == '"';
    }
    cell->text.len = to - from;
    cell->doubled = false;
}

/* Nothing but blanks. */
static bool is_blank(const struct evn_csv_row *row)
{
    for (size_t i = 0; i < row->n; i++)
        for (size_t k = 0; k < row->cell[i].text.len; k++)
            if (row->cell[i].text.at[k] != ' ')
                return false;
    return true;
}

evn_err evn_csv_next(struct evn_csv *rows, struct evn_csv_row *row, struct evn_flaw *flaw)
{
    while (rows->pos < rows->len) {
        size_t from = rows->pos;
        row->line = rows->line;
        enum evn_flaw_kind kind = take_cells(rows, row, from);
        if (kind != EVN_FLAW_NONE) {
            *flaw = (struct evn_flaw){
                .kind = kind,
                .line = row->cell[row->n - 1].line,
                .column =
                    kind == EVN_FLAW_ROW_LONG || kind == EVN_FLAW_COLUMNS ? 0 : (uint32_t)row->n};
            rows->pos = from;
            rows->line = row->line;
            skip_line(rows);
            return EVN_E_BAD_FILE;
        }
        skip_line(rows);
        for (size_t i = 0; i < row->n; i++)
            if (row->cell[i].doubled)
                undouble(rows, &row->cell[i]);
        if (!is_blank(row))
            return EVN_OK;
    }
    return EVN_E_AGAIN;
}

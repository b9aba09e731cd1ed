/* sheet - rows under a head: cells by the names of their columns. Pure.
 *
 * The first row names the columns, in any order. A caller lists the columns it knows; one it does
 * not know, one that comes twice and one it needs and does not find refuse the file, because
 * nobody can say what such rows would mean. */
#ifndef EVN_IMPORT_SHEET_H
#define EVN_IMPORT_SHEET_H

#include "tools/import/csv.h"

struct evn_sheet_column {
    const char *name; /* in the head */
    bool needed;      /* the head must have it */
};

struct evn_sheet {
    struct evn_csv rows;
    const struct evn_sheet_column *column; /* borrowed: those known */
    size_t n_columns;                      /* at most EVN_ROW_COLUMNS_MAX */
    int at[EVN_ROW_COLUMNS_MAX];           /* of each: its place in a row, -1: not there */
    size_t n_cells;                        /* of a row */
    struct evn_csv_row row;                /* the current one */
};

/* Read the head. EVN_E_BAD_FILE: *flaw says what is wrong with it; an empty file lacks its first
 * needed column. */
EVN_MUST_USE evn_err evn_sheet_open(struct evn_sheet *sheet, struct evn_csv rows,
                                    const struct evn_sheet_column *columns, size_t n_columns,
                                    struct evn_flaw *flaw);

/* The next row into sheet->row. EVN_E_AGAIN: no more. EVN_E_BAD_FILE: refused, *flaw says why; go
 * on calling. */
EVN_MUST_USE evn_err evn_sheet_next(struct evn_sheet *sheet, struct evn_flaw *flaw);

/* The cell of a column (its place in the list); empty when the file has no such column. */
struct evn_bytes evn_sheet_cell(const struct evn_sheet *sheet, size_t column);

/* A flaw of the current row in that column. */
struct evn_flaw evn_sheet_flaw(const struct evn_sheet *sheet, size_t column,
                               enum evn_flaw_kind kind);

#endif

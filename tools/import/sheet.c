#include "tools/import/sheet.h"

#include <stdio.h>

static void name_flaw(struct evn_flaw *flaw, struct evn_bytes name)
{
    size_t n = name.len < sizeof flaw->name ? name.len : sizeof flaw->name - 1;
    while (n < name.len && n > 0 && (name.at[n] & 0xc0) == 0x80)
        n--;
    memcpy(flaw->name, name.at, n);
    flaw->name[n] = '\0';
}

struct evn_flaw evn_sheet_flaw(const struct evn_sheet *sheet, size_t column,
                               enum evn_flaw_kind kind)
{
    struct evn_flaw flaw = {.kind = kind, .line = sheet->row.line};
    int at = sheet->at[column];
    if (at >= 0 && (size_t)at < sheet->row.n) {
        flaw.line = sheet->row.cell[at].line;
        flaw.column = (uint32_t)at + 1;
    }
    name_flaw(&flaw, evn_bytes_text(sheet->column[column].name));
    return flaw;
}

struct evn_bytes evn_sheet_cell(const struct evn_sheet *sheet, size_t column)
{
    int at = sheet->at[column];
    return at < 0 ? (struct evn_bytes){0} : sheet->row.cell[at].text;
}

/* Take note where the column named by a cell of the head is. */
static evn_err place_column(struct evn_sheet *sheet, size_t at, struct evn_flaw *flaw)
{
    struct evn_bytes name = sheet->row.cell[at].text;
    for (size_t i = 0; i < sheet->n_columns; i++)
        if (evn_bytes_equal(name, evn_bytes_text(sheet->column[i].name)) && sheet->at[i] < 0) {
            sheet->at[i] = (int)at;
            return EVN_OK;
        }
    *flaw = (struct evn_flaw){
        .kind = EVN_FLAW_COLUMN_NAME, .line = sheet->row.cell[at].line, .column = (uint32_t)at + 1};
    name_flaw(flaw, name);
    return EVN_E_BAD_FILE;
}

evn_err evn_sheet_open(struct evn_sheet *sheet, struct evn_csv rows,
                       const struct evn_sheet_column *columns, size_t n_columns,
                       struct evn_flaw *flaw)
{
    *sheet = (struct evn_sheet){.rows = rows, .column = columns, .n_columns = n_columns};
    for (size_t i = 0; i < n_columns; i++)
        sheet->at[i] = -1;
    evn_err err = evn_csv_next(&sheet->rows, &sheet->row, flaw);
    sheet->n_cells = err == EVN_OK ? sheet->row.n : 0;
    for (size_t i = 0; i < sheet->n_cells && err == EVN_OK; i++)
        err = place_column(sheet, i, flaw);
    for (size_t i = 0; i < n_columns && (err == EVN_OK || err == EVN_E_AGAIN); i++)
        if (columns[i].needed && sheet->at[i] < 0) {
            sheet->row.line = 1;
            *flaw = evn_sheet_flaw(sheet, i, EVN_FLAW_COLUMN_NEEDED);
            err = EVN_E_BAD_FILE;
        }
    return err;
}

evn_err evn_sheet_next(struct evn_sheet *sheet, struct evn_flaw *flaw)
{
    evn_err err = evn_csv_next(&sheet->rows, &sheet->row, flaw);
    if (err != EVN_OK || sheet->row.n == sheet->n_cells)
        return err;
    *flaw = (struct evn_flaw){.kind = EVN_FLAW_COLUMNS, .line = sheet->row.line};
    return EVN_E_BAD_FILE;
}

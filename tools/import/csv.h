/* csv - rows of a CSV or TSV text, with the line and column of everything. Pure.
 *
 * CSV after RFC 4180: commas; a field in double quotes may hold commas, line ends and quotes
 * (doubled); a quote inside a field that does not begin with one is a character like others. TSV:
 * tabs, no quoting at all. A line ends with LF, CR LF or CR. Rows of nothing but blanks are
 * skipped. A row that cannot be read is told and left out, and reading goes on with the line after
 * the one where it began. libcsv reads as much but says neither line nor column. */
#ifndef EVN_IMPORT_CSV_H
#define EVN_IMPORT_CSV_H

#include "common/base/assert.h"
#include "common/base/bytes.h"
#include "common/base/err.h"

enum {
    EVN_ROW_COLUMNS_MAX = 64,       /* fields of a row */
    EVN_ROW_BYTES_MAX = 64 * 1024,  /* of a row */
    EVN_FILE_BYTES_MAX = 128 << 20, /* of a file */
    EVN_FLAW_NAME_MAX = 40          /* of a column's name, with NUL */
};

/* Why a row is refused. What stood there is never told: it may be about a person. */
enum evn_flaw_kind {
    EVN_FLAW_NONE,
    EVN_FLAW_QUOTE_OPEN,    /* a quote is not closed */
    EVN_FLAW_QUOTE_STRAY,   /* something stands between a closing quote and the next comma */
    EVN_FLAW_ROW_LONG,      /* more than EVN_ROW_BYTES_MAX bytes */
    EVN_FLAW_COLUMNS,       /* more or fewer fields than the head has */
    EVN_FLAW_COLUMN_NAME,   /* head: a column nobody knows, or twice */
    EVN_FLAW_COLUMN_NEEDED, /* head: this column is missing */
    EVN_FLAW_EMPTY,         /* must not be empty */
    EVN_FLAW_TEXT,          /* control characters, blanks at an end, or too long */
    EVN_FLAW_CODE,          /* not an external id */
    EVN_FLAW_NUMBER,        /* not a number of this kind */
    EVN_FLAW_DATE,          /* not a date */
    EVN_FLAW_WORD,          /* not one of the words allowed here */
    EVN_FLAW_TWICE,         /* an earlier line says this already */
    EVN_FLAW_REFERENCE,     /* names a line that is not there, or comes back to itself */
    EVN_FLAW_PERIOD,        /* not a month */
    EVN_FLAW_BALANCE,       /* the figures of the row do not add up */
    EVN_FLAW_UNKNOWN,       /* names what another file or table does not have */
    EVN_FLAW_UNREGISTERED,  /* the registry does not know it, and it is not to be made known */
    EVN_FLAW_ORDER,         /* a later month of the same is posted already */
    EVN_FLAW_CATEGORY,      /* no class, here or for the whole file */
    EVN_FLAW_TRACKED,       /* the item is kept by lot, and the row names none */
    EVN_FLAW_BEFORE         /* the row it builds on was refused */
};

struct evn_flaw {
    enum evn_flaw_kind kind;
    uint32_t line;                /* of the file, from 1 */
    uint32_t column;              /* field of the row, from 1; 0: the row as a whole */
    char name[EVN_FLAW_NAME_MAX]; /* of the column, or empty */
};

struct evn_cell {
    struct evn_bytes text; /* without its quotes, in the reader's text */
    uint32_t line;         /* where it begins */
    bool doubled;          /* while reading: doubled quotes are still in it */
};

struct evn_csv_row {
    uint32_t line; /* where it begins */
    size_t n;      /* cells */
    struct evn_cell cell[EVN_ROW_COLUMNS_MAX];
};

struct evn_csv {
    uint8_t *at;   /* borrowed; quotes are taken out in place */
    size_t len;    /* bytes of it */
    size_t pos;    /* next byte */
    uint32_t line; /* of pos, from 1 */
    bool tabs;     /* TSV */
};

/* Begin to read UTF-8 text, which this reader may change. */
struct evn_csv evn_csv_of(uint8_t *text, size_t len, bool tabs);

/* The next row. EVN_E_AGAIN: no more. EVN_E_BAD_FILE: a row that cannot be read, *flaw says why;
 * go on calling. */
EVN_MUST_USE evn_err evn_csv_next(struct evn_csv *rows, struct evn_csv_row *row,
                                  struct evn_flaw *flaw);

#endif

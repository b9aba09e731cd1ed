/* table - rows for people as an aligned table, for programs as JSON lines or CSV. Shell.
 *
 * A command names its columns once and adds cells row by row; the same calls give any form. As
 * JSON or CSV each row is written at once, so that a stream can be followed; as a table all rows
 * are kept until evn_table_close, for only then are the widths known. */
#ifndef EVN_TOOLS_TABLE_H
#define EVN_TOOLS_TABLE_H

#include "tools/evn/text.h"

/* In both languages at once, so that nobody takes an export for real. */
#define EVN_EXERCISE_BANNER "EXERCISE 演练"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

enum { EVN_COLUMNS_MAX = 16 };

enum evn_cell_kind {
    EVN_CELL_TEXT,   /* left; JSON string */
    EVN_CELL_NUMBER, /* right; JSON number */
    EVN_CELL_FLAG    /* "yes" or nothing; JSON true or false */
};

struct evn_column {
    const char *key;         /* JSON member, lowerCamelCase */
    enum evn_text title;     /* head of the column */
    enum evn_cell_kind kind; /* see above */
};

struct evn_table {
    FILE *out;                       /* borrowed */
    enum evn_lang lang;              /* of the heads */
    bool json;                       /* a JSON object a row */
    bool csv;                        /* RFC 4180: keys as the head, then a line a row */
    bool bold;                       /* heads in bold: a terminal that likes colours */
    bool exercise;                   /* says so: a line above, a last member of each object */
    const struct evn_column *column; /* borrowed */
    size_t n_columns;                /* at most EVN_COLUMNS_MAX */
    size_t n_spare; /* of the last columns: people do not see one that no row fills */
    size_t n_cells; /* added so far */
    char **cell;    /* owned; of a table, not of JSON */
    size_t cap;     /* cells allocated */
};

/* Begin; `columns` are borrowed until close. */
void evn_table_open(struct evn_table *table, FILE *out, const struct evn_column *columns,
                    size_t n_columns);

/* Add the next cell, of the column's kind (asserted); a row is full when all columns have one.
 * When there is no memory the program ends: there is nothing better to show then. */
void evn_table_text(struct evn_table *table, const char *text);
void evn_table_number(struct evn_table *table, int64_t number);
void evn_table_flag(struct evn_table *table, bool flag);

/* The next cell has no value, whatever its kind: empty, JSON null. */
void evn_table_none(struct evn_table *table);

/* Print the table and free it. A table without rows prints nothing but a note on stderr. */
void evn_table_close(struct evn_table *table);

/* Close it when `err` is EVN_OK, else free it unprinted: half a list misleads. Returns `err`. */
evn_err evn_table_end(struct evn_table *table, evn_err err);

/* Write a JSON string with its quotes; what is not UTF-8 becomes U+FFFD. */
void evn_json_text(FILE *out, const char *text);

#endif

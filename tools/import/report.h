/* report - monthly facility reports: what a place had, got, gave out and had left. Pure but for the
 * heap.
 *
 * One row a facility, item and month: opening + received - issued + adjusted = closing, whole
 * numbers, `adjusted` signed, all others not negative. A row that does not say exactly this is
 * refused by line, column and reason. A closing that is not the next opening of the same facility
 * and item is kept as what it is: a break, with a figure; so is one across months that are missing.
 *
 * Months are written YYYY-MM, YYYY/MM, YYYYMM, YYYY-MM-DD (any day of it) or Mon-YY, Mon-YYYY
 * (English, any case); two columns "A+B" are year and month. */
#ifndef EVN_IMPORT_REPORT_H
#define EVN_IMPORT_REPORT_H

#include "tools/import/csv.h"

enum { EVN_REPORT_ROWS_MAX = 4000000 };

/* Columns of the file by what they mean. */
enum evn_report_field {
    EVN_REPORT_FACILITY,
    EVN_REPORT_ITEM,
    EVN_REPORT_PERIOD,
    EVN_REPORT_OPENING,
    EVN_REPORT_RECEIVED,
    EVN_REPORT_ISSUED,
    EVN_REPORT_ADJUSTED,
    EVN_REPORT_CLOSING,
    EVN_REPORT_FIELDS
};

/* Names of columns in the head; empty: of the field itself. `month` is the second column of a
 * period in two. All lie in the text they were read from. */
struct evn_report_map {
    struct evn_bytes column[EVN_REPORT_FIELDS];
    struct evn_bytes month;
};

struct evn_report_row {
    uint32_t line;                   /* of the file */
    struct evn_bytes facility, item; /* in the source */
    int32_t month;                   /* 12 x year + month - 1 */
    int64_t opening, received, issued, adjusted, closing;
    size_t before; /* row of the same facility and item before it; SIZE_MAX: none */
    int64_t carry; /* opening less the closing before; 0 without a row before */
    bool gap;      /* months are missing between the two */
    bool refused;  /* later, by who posts it; told already */
};

struct evn_report {
    struct evn_report_row *row; /* by facility, item, month; owned */
    size_t n, cap;
    int64_t n_rows;    /* of the file */
    int64_t n_refused; /* of those */
};

/* Read "facility=COL,item=COL,..." into *map; a field left out has its own name. False: a field
 * nobody knows, twice, or an empty name. */
bool evn_report_map_read(struct evn_bytes text, struct evn_report_map *map);

/* Read all rows. `tell` is called for each refused one. EVN_E_BAD_FILE: the head lacks a column
 * (told). EVN_E_LIMIT, EVN_E_NO_MEMORY. Rows borrow the text. */
EVN_MUST_USE evn_err evn_report_read(struct evn_report *report, struct evn_csv rows,
                                     const struct evn_report_map *map,
                                     void (*tell)(void *self, const struct evn_flaw *flaw),
                                     void *self);

/* Link the rows of each facility and item that are not refused, and find their breaks; once more
 * after some were refused. How many breaks there are. */
int64_t evn_report_link(struct evn_report *report);

/* The month a cell names. */
bool evn_report_month(struct evn_bytes text, int32_t *out);

/* "2022-11". */
void evn_report_month_text(int32_t month, char out[8]);

void evn_report_free(struct evn_report *report);

#endif

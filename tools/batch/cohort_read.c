#include "tools/batch/cohort_days.h"

#include "tools/import/sheet.h"
#include "tools/import/value.h"

#include <stdlib.h>

enum { PERSON, COHORT, START, AREA };

static const struct evn_sheet_column columns[] = {[PERSON] = {"person", true},
                                                  [COHORT] = {"cohort", true},
                                                  [START] = {"start", true},
                                                  [AREA] = {"area", true}};

void evn_cohorts_begin(struct evn_cohort_days_file *file)
{
    evn_names_init(&file->areas, EVN_COHORT_LINES_MAX);
    file->line = NULL;
    file->n = file->cap = 0;
}

void evn_cohorts_end(struct evn_cohort_days_file *file)
{
    evn_courses_fini(&file->courses);
    evn_names_fini(&file->areas);
    free(file->line);
    *file = (struct evn_cohort_days_file){0};
}

/* What is wrong with the current row, and in which column; else *out but for its area and course.
 */
static enum evn_flaw_kind read_row(const struct evn_cohort_days_file *file,
                                   const struct evn_sheet *sheet, struct evn_cohort_line *out,
                                   size_t *column)
{
    *out = (struct evn_cohort_line){.person = evn_sheet_cell(sheet, PERSON), .next = UINT32_MAX};
    *column = PERSON;
    enum evn_flaw_kind kind = evn_names_flaw(out->person);
    if (kind != EVN_FLAW_NONE)
        return kind;
    *column = COHORT;
    if (!evn_textmap_find(&file->courses.cohorts.map, evn_sheet_cell(sheet, COHORT), &out->cohort))
        return EVN_FLAW_UNKNOWN;
    *column = START;
    if (!evn_value_day(evn_sheet_cell(sheet, START), &out->start))
        return EVN_FLAW_DATE;
    *column = AREA;
    return evn_names_flaw(evn_sheet_cell(sheet, AREA));
}

static evn_err add_line(struct evn_cohort_days_file *file, struct evn_cohort_line *line,
                        struct evn_bytes area)
{
    if (file->n == EVN_COHORT_LINES_MAX)
        return EVN_E_LIMIT;
    if (file->n == file->cap) {
        size_t cap = file->cap > 0 ? file->cap * 2 : 4096;
        struct evn_cohort_line *grown = realloc(file->line, cap * sizeof *grown);
        if (grown == NULL)
            return EVN_E_NO_MEMORY;
        file->line = grown;
        file->cap = cap;
    }
    evn_err err = evn_names_add(&file->areas, area, &line->area);
    if (err == EVN_OK)
        err = evn_courses_find(&file->courses, line->cohort, line->start, &line->course);
    if (err == EVN_OK)
        file->line[file->n++] = *line;
    return err;
}

evn_err evn_cohorts_read(struct evn_cohort_days_file *file, struct evn_csv rows,
                         const struct evn_batch_tell *tell)
{
    struct evn_sheet sheet;
    struct evn_flaw flaw;
    struct evn_cohort_line line;
    bool bad = false;
    size_t column;
    evn_err err = evn_sheet_open(&sheet, rows, columns, sizeof columns / sizeof columns[0], &flaw);
    if (err != EVN_OK) {
        tell->flaw(tell->self, &flaw);
        return EVN_E_BAD_FILE;
    }
    while ((err = evn_sheet_next(&sheet, &flaw)) != EVN_E_AGAIN) {
        enum evn_flaw_kind kind = EVN_FLAW_NONE;
        if (err == EVN_OK && (kind = read_row(file, &sheet, &line, &column)) != EVN_FLAW_NONE)
            flaw = evn_sheet_flaw(&sheet, column, kind);
        if (err != EVN_OK || kind != EVN_FLAW_NONE) {
            tell->flaw(tell->self, &flaw);
            bad = true;
        } else if ((err = add_line(file, &line, evn_sheet_cell(&sheet, AREA))) != EVN_OK) {
            return err;
        }
    }
    return bad ? EVN_E_BAD_FILE : EVN_OK;
}

#include "tools/batch/zone_replay.h"

#include "tools/import/sheet.h"
#include "tools/import/value.h"

#include <stdio.h>
#include <stdlib.h>

enum { COUNT_MAX = 1000000 };
enum { PLACE, DISTRICT, LON, LAT, PLAUSIBLE };
enum { DATE, AT, REPORT, VERSION, COUNT };

static const struct evn_sheet_column place_columns[] = {[PLACE] = {"place_id", true},
                                                        [DISTRICT] = {"district_code", false},
                                                        [LON] = {"lon_gcj02", false},
                                                        [LAT] = {"lat_gcj02", false},
                                                        [PLAUSIBLE] = {"coord_plausible", false}};
static const struct evn_sheet_column report_columns[] = {[DATE] = {"date", true},
                                                         [AT] = {"place_id", true},
                                                         [REPORT] = {"report", false},
                                                         [VERSION] = {"version", false},
                                                         [COUNT] = {"count", false}};

void evn_zone_replay_init(struct evn_zone_replay *r)
{
    *r = (struct evn_zone_replay){0};
    evn_names_init(&r->places, EVN_ZONE_PLACES_MAX);
    evn_names_init(&r->ids, EVN_ZONE_REPORTS_MAX);
}

void evn_zone_replay_fini(struct evn_zone_replay *r)
{
    evn_names_fini(&r->places);
    evn_names_fini(&r->ids);
    free(r->report);
    free(r->day);
    *r = (struct evn_zone_replay){0};
}

/* What reads one row; a flaw is told through the reader. */
struct reader {
    struct evn_zone_replay *r;
    struct evn_sheet sheet;
    const struct evn_batch_tell *tell;
    bool bad; /* something was told */
};

/* The current row is wrong there. */
static evn_err flawed(struct reader *in, size_t column, enum evn_flaw_kind kind)
{
    struct evn_flaw flaw = evn_sheet_flaw(&in->sheet, column, kind);
    in->tell->flaw(in->tell->self, &flaw);
    in->bad = true;
    return EVN_OK;
}

/* Hand every row to `take`. EVN_E_BAD_FILE when anything was told, and what `take` returns. */
static evn_err read_rows(struct reader *in, struct evn_csv rows,
                         const struct evn_sheet_column *columns, size_t n_columns,
                         evn_err (*take)(struct reader *in))
{
    struct evn_flaw flaw;
    evn_err err = evn_sheet_open(&in->sheet, rows, columns, n_columns, &flaw);
    if (err != EVN_OK) {
        in->tell->flaw(in->tell->self, &flaw);
        return EVN_E_BAD_FILE;
    }
    while ((err = evn_sheet_next(&in->sheet, &flaw)) != EVN_E_AGAIN) {
        if (err == EVN_E_BAD_FILE) {
            in->tell->flaw(in->tell->self, &flaw);
            in->bad = true;
        } else if ((err = take(in)) != EVN_OK) {
            return err;
        }
    }
    return in->bad ? EVN_E_BAD_FILE : EVN_OK;
}

static evn_err take_place(struct reader *in)
{
    uint32_t place;
    struct evn_bytes name = evn_sheet_cell(&in->sheet, PLACE);
    enum evn_flaw_kind kind = evn_names_flaw(name);
    return kind != EVN_FLAW_NONE ? flawed(in, PLACE, kind)
                                 : evn_names_add(&in->r->places, name, &place);
}

evn_err evn_zone_places_read(struct evn_zone_replay *r, struct evn_csv rows,
                             const struct evn_batch_tell *tell)
{
    struct reader in = {.r = r, .tell = tell};
    return read_rows(&in, rows, place_columns, sizeof place_columns / sizeof place_columns[0],
                     take_place);
}

static evn_err add_day(struct evn_zone_replay *r, struct evn_place_day day)
{
    if (r->n_days == r->days_cap) {
        size_t cap = r->days_cap > 0 ? r->days_cap * 2 : 4096;
        struct evn_place_day *grown = realloc(r->day, cap * sizeof *grown);
        if (grown == NULL)
            return EVN_E_NO_MEMORY;
        r->day = grown;
        r->days_cap = cap;
    }
    r->day[r->n_days++] = day;
    return EVN_OK;
}

static bool same_report(const struct evn_zone_report *a, const struct evn_zone_report *b)
{
    return a->place == b->place && a->day.n == b->day.n && a->found == b->found;
}

/* Keep the report if its version is the highest so far. */
static evn_err take_version(struct reader *in, const struct evn_zone_report *report)
{
    struct evn_zone_replay *r = in->r;
    size_t n_before = r->ids.n;
    uint32_t id;
    evn_err err = evn_names_add(&r->ids, evn_sheet_cell(&in->sheet, REPORT), &id);
    if (err != EVN_OK)
        return err;
    if (r->ids.cap > r->reports_cap) {
        struct evn_zone_report *grown = realloc(r->report, r->ids.cap * sizeof *grown);
        if (grown == NULL)
            return EVN_E_NO_MEMORY;
        r->report = grown;
        r->reports_cap = r->ids.cap;
    }
    if (r->ids.n > n_before || report->version > r->report[id].version)
        r->report[id] = *report;
    else if (report->version == r->report[id].version && !same_report(report, &r->report[id]))
        return flawed(in, REPORT, EVN_FLAW_TWICE);
    return EVN_OK;
}

/* A cell that may be left out, then it is `usual`. */
static bool read_count(const struct reader *in, size_t column, int64_t usual, int64_t *out)
{
    struct evn_bytes cell = evn_sheet_cell(&in->sheet, column);
    *out = usual;
    return cell.len == 0 || evn_value_count(cell, out);
}

static evn_err take_report(struct reader *in)
{
    struct evn_zone_report report;
    int64_t count;
    struct evn_bytes id = evn_sheet_cell(&in->sheet, REPORT);
    enum evn_flaw_kind kind = id.len > 0 ? evn_names_flaw(id) : EVN_FLAW_NONE;
    in->r->n_reports++;
    if (!evn_value_day(evn_sheet_cell(&in->sheet, DATE), &report.day))
        return flawed(in, DATE, EVN_FLAW_DATE);
    if (!evn_textmap_find(&in->r->places.map, evn_sheet_cell(&in->sheet, AT), &report.place))
        return flawed(in, AT, EVN_FLAW_UNKNOWN);
    if (kind != EVN_FLAW_NONE)
        return flawed(in, REPORT, kind);
    if (!read_count(in, VERSION, 0, &report.version))
        return flawed(in, VERSION, EVN_FLAW_NUMBER);
    if (id.len == 0 && evn_sheet_cell(&in->sheet, VERSION).len > 0)
        return flawed(in, REPORT, EVN_FLAW_EMPTY);
    if (!read_count(in, COUNT, 1, &count) || count > COUNT_MAX)
        return flawed(in, COUNT, EVN_FLAW_NUMBER);
    report.found = count > 0;
    if (id.len > 0)
        return take_version(in, &report);
    return report.found ? add_day(in->r, (struct evn_place_day){report.place, report.day}) : EVN_OK;
}

evn_err evn_zone_reports_read(struct evn_zone_replay *r, struct evn_csv rows,
                              const struct evn_batch_tell *tell)
{
    struct reader in = {.r = r, .tell = tell};
    return read_rows(&in, rows, report_columns, sizeof report_columns / sizeof report_columns[0],
                     take_report);
}

evn_err evn_zone_replay_order(struct evn_zone_replay *r, struct evn_day *last)
{
    evn_err err = evn_names_sort(&r->places);
    *last = EVN_DAY_NONE;
    for (size_t i = 0; i < r->ids.n && err == EVN_OK; i++)
        if (r->report[i].found)
            err = add_day(r, (struct evn_place_day){r->report[i].place, r->report[i].day});
    struct evn_place_day *spare = malloc((r->n_days + 1) * sizeof *spare);
    if (err != EVN_OK || spare == NULL) {
        free(spare);
        return EVN_E_NO_MEMORY;
    }
    for (size_t i = 0; i < r->n_days; i++) {
        r->day[i].place = r->places.rank[r->day[i].place];
        if (!evn_day_valid(*last) || r->day[i].day.n > last->n)
            *last = r->day[i].day;
    }
    evn_place_days_sort(r->day, spare, r->n_days);
    free(spare);
    return EVN_OK;
}

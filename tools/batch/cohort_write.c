#include "tools/batch/cohort_days.h"

#include <stdlib.h>

enum { LINE_MAX = 1024, PIECE = 64 * 1024 };

/* One line of the table. There are millions: no member is wider than what it may hold. */
struct row {
    uint32_t area, people, tests;
    uint16_t day; /* from the first */
    uint16_t cohort, kind;
};
_Static_assert(EVN_COHORT_DAYS_MAX <= UINT16_MAX && EVN_RULES_MAX <= UINT16_MAX &&
                   EVN_COHORT_LINES_MAX <= UINT32_MAX / EVN_TEST_DAYS_MAX,
               "days, cohorts, kinds, people and tests fit");

/* The table in the making. */
struct table {
    const struct evn_cohort_days_file *file;
    struct evn_cohort_days days; /* of the area and cohort at hand */
    uint32_t low, high;          /* days of it that may hold something */
    struct row *row;             /* owned */
    size_t n, cap;
};

static uint32_t area_of(const struct evn_cohort_days_file *file, const struct evn_cohort_stay *s)
{
    return file->areas.rank[s->area];
}

static uint32_t cohort_of(const struct evn_cohort_days_file *file, const struct evn_cohort_stay *s)
{
    return file->courses.cohorts.rank[s->cohort];
}

/* One stable pass by a key below n_keys. */
static evn_err pass(const struct evn_cohort_days_file *file, const struct evn_cohort_stay *from,
                    struct evn_cohort_stay *to, size_t n, size_t n_keys,
                    uint32_t (*key)(const struct evn_cohort_days_file *,
                                    const struct evn_cohort_stay *))
{
    size_t *at = calloc(n_keys + 1, sizeof *at);
    if (at == NULL)
        return EVN_E_NO_MEMORY;
    for (size_t i = 0; i < n; i++)
        at[key(file, &from[i]) + 1]++;
    for (size_t k = 0; k < n_keys; k++)
        at[k + 1] += at[k];
    for (size_t i = 0; i < n; i++)
        to[at[key(file, &from[i])]++] = from[i];
    free(at);
    return EVN_OK;
}

/* By area, then cohort. */
static evn_err sort_stays(const struct evn_cohort_days_file *file, struct evn_cohort_stay *stays,
                          size_t n)
{
    struct evn_cohort_stay *spare = malloc((n + 1) * sizeof *spare);
    evn_err err = spare != NULL ? EVN_OK : EVN_E_NO_MEMORY;
    if (err == EVN_OK)
        err = pass(file, stays, spare, n, file->courses.cohorts.n, cohort_of);
    if (err == EVN_OK)
        err = pass(file, spare, stays, n, file->areas.n, area_of);
    free(spare);
    return err;
}

static evn_err add_row(struct table *t, const struct row *row)
{
    if (t->n == t->cap) {
        size_t cap = t->cap > 0 ? t->cap * 2 : 4096;
        struct row *grown = realloc(t->row, cap * sizeof *grown);
        if (grown == NULL)
            return EVN_E_NO_MEMORY;
        t->row = grown;
        t->cap = cap;
    }
    t->row[t->n++] = *row;
    return EVN_OK;
}

/* Turn the cells of one area and cohort into rows, and clear them. */
static evn_err take_cells(struct table *t, const struct evn_cohort_stay *of)
{
    evn_err err = EVN_OK;
    for (uint32_t kind = 0; kind < t->file->courses.n_kinds; kind++)
        for (uint32_t day = t->low; day <= t->high && err == EVN_OK; day++) {
            struct evn_cohort_cell *cell = &t->days.cell[kind * t->days.n_days + day];
            if (cell->people == 0)
                continue;
            struct row row = {.area = of->area,
                              .people = (uint32_t)cell->people,
                              .tests = (uint32_t)cell->tests,
                              .day = (uint16_t)day,
                              .cohort = (uint16_t)of->cohort,
                              .kind = (uint16_t)kind};
            *cell = (struct evn_cohort_cell){0};
            err = add_row(t, &row);
        }
    t->low = UINT32_MAX;
    t->high = 0;
    return err;
}

static void add_stay(struct table *t, const struct evn_cohort_stay *stay,
                     struct evn_cohort_summary *summary)
{
    const struct evn_course *course = &t->file->courses.course[stay->course];
    int32_t from = t->days.from.n, to = from + (int32_t)t->days.n_days - 1;
    int32_t first = stay->first.n > from ? stay->first.n : from;
    int32_t last = stay->last.n < to ? stay->last.n : to;
    if (first > last)
        return;
    evn_cohort_days_add(&t->days, course->phase, course->n, stay->first, stay->last);
    summary->tests_unknown[stay->cohort] += evn_course_unknown(
        course->phase, course->n, (struct evn_day){first}, (struct evn_day){last});
    if ((uint32_t)(first - from) < t->low)
        t->low = (uint32_t)(first - from);
    if ((uint32_t)(last - from) > t->high)
        t->high = (uint32_t)(last - from);
}

/* Count the stays, which are in order, into rows. */
static evn_err count(struct table *t, const struct evn_cohort_stay *stays, size_t n,
                     struct evn_cohort_summary *summary)
{
    evn_err err = EVN_OK;
    for (size_t i = 0; i < n && err == EVN_OK; i++) {
        add_stay(t, &stays[i], summary);
        if (i + 1 == n || stays[i + 1].area != stays[i].area ||
            stays[i + 1].cohort != stays[i].cohort)
            err = take_cells(t, &stays[i]);
    }
    return err;
}

/* Rows by day; within one they are in order. */
static evn_err sort_rows(struct table *t)
{
    size_t *at = calloc(t->days.n_days + 1, sizeof *at);
    struct row *sorted = malloc((t->n + 1) * sizeof *sorted);
    if (at != NULL && sorted != NULL) {
        for (size_t i = 0; i < t->n; i++)
            at[t->row[i].day + 1]++;
        for (size_t d = 0; d < t->days.n_days; d++)
            at[d + 1] += at[d];
        for (size_t i = 0; i < t->n; i++)
            sorted[at[t->row[i].day]++] = t->row[i];
        free(t->row);
        t->row = sorted;
        free(at);
        return EVN_OK;
    }
    free(at);
    free(sorted);
    return EVN_E_NO_MEMORY;
}

static char *put_text(char *at, struct evn_bytes text, char end)
{
    memcpy(at, text.at, text.len);
    at[text.len] = end;
    return at + text.len + 1;
}

static char *put_number(char *at, int64_t number, char end)
{
    char digits[20];
    size_t n = sizeof digits;
    if (number < 10) { /* nearly all are */
        *at++ = (char)('0' + number);
        *at++ = end;
        return at;
    }
    for (uint64_t rest = (uint64_t)number; n == sizeof digits || rest > 0; rest /= 10)
        digits[--n] = (char)('0' + rest % 10);
    return put_text(at, evn_bytes_of(digits + n, sizeof digits - n), end);
}

static char *put_row(const struct table *t, const struct row *row, const char day[11], char *at)
{
    const struct evn_courses *c = &t->file->courses;
    const struct evn_course_kind *kind = &c->kinds[row->kind];
    at = put_text(at, evn_bytes_of(day, 10), '\t');
    at = put_text(at, t->file->areas.text[row->area], '\t');
    at = put_text(at, c->cohorts.text[row->cohort], '\t');
    at = put_text(at, evn_bytes_text(kind->phase), '\t');
    at = put_text(at, evn_bytes_text(kind->place), '\t');
    at = put_number(at, row->people, '\t');
    at = put_number(at, row->tests, '\t');
    return put_text(at, evn_bytes_text(kind->supply_mode), '\n');
}

static evn_err write_rows(const struct table *t, const struct evn_cohort_out *out,
                          struct evn_cohort_summary *summary)
{
    static const char head[] = "date\tarea\tcohort\tphase\tplace\tpeople\ttests\tsupply_mode";
    char day[11], piece[PIECE], *at = put_text(piece, evn_bytes_text(head), '\n');
    evn_err err = EVN_OK;
    for (size_t i = 0; i < t->n && err == EVN_OK; i++) {
        if (i == 0 || t->row[i].day != t->row[i - 1].day)
            evn_day_format((struct evn_day){t->days.from.n + (int32_t)t->row[i].day}, day);
        summary->person_days += t->row[i].people;
        summary->tests += t->row[i].tests;
        at = put_row(t, &t->row[i], day, at);
        if (piece + PIECE - at < LINE_MAX) {
            err = out->put(out->self, evn_bytes_of(piece, (size_t)(at - piece)));
            at = piece;
        }
    }
    return err != EVN_OK ? err : out->put(out->self, evn_bytes_of(piece, (size_t)(at - piece)));
}

evn_err evn_cohorts_write(struct evn_cohort_days_file *file, struct evn_day from, struct evn_day to,
                          const struct evn_cohort_out *out, struct evn_cohort_summary *summary)
{
    struct evn_cohort_stay *stays;
    size_t n, n_days = (size_t)(to.n - from.n) + 1;
    struct table t = {.file = file, .days = {.from = from, .n_days = n_days}, .low = UINT32_MAX};
    *summary = (struct evn_cohort_summary){0};
    t.days.cell = calloc(file->courses.n_kinds * n_days, sizeof *t.days.cell);
    evn_err err = evn_names_sort(&file->areas);
    if (err == EVN_OK)
        err = evn_cohorts_stays(file, &stays, &n, summary);
    else
        stays = NULL;
    if (err == EVN_OK && t.days.cell == NULL)
        err = EVN_E_NO_MEMORY;
    if (err == EVN_OK)
        err = sort_stays(file, stays, n);
    if (err == EVN_OK)
        err = count(&t, stays, n, summary);
    if (err == EVN_OK)
        err = sort_rows(&t);
    if (err == EVN_OK)
        err = write_rows(&t, out, summary);
    free(stays);
    free(t.row);
    free(t.days.cell);
    return err;
}

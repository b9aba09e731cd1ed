#include "tools/batch/cohort_days.h"

#include "common/base/hash.h"

#include <stdlib.h>

/* Lines by person: the last line of each, and from there `next` to the ones before it. */
struct people {
    uint32_t *slot; /* line, or UINT32_MAX; a power of two of them */
    size_t n_slots;
    int64_t n; /* different people */
};

/* Lines of one person, and room for what comes of them. */
struct group {
    uint32_t *line; /* sorted by cohort, start, area */
    struct evn_listing *listing;
    struct evn_stay *stay;
    size_t cap;
};

/* What is being written. */
struct sink {
    struct evn_cohort_days_file *file;
    struct evn_cohort_stay *stay; /* at most one a line */
    size_t n;
    struct evn_cohort_summary *summary;
};

static evn_err find_people(struct evn_cohort_days_file *file, struct people *people)
{
    people->n_slots = 16;
    while (people->n_slots < file->n * 2)
        people->n_slots *= 2;
    people->slot = malloc(people->n_slots * sizeof *people->slot);
    if (people->slot == NULL)
        return EVN_E_NO_MEMORY;
    memset(people->slot, 0xff, people->n_slots * sizeof *people->slot);
    for (uint32_t i = 0; i < file->n; i++) {
        struct evn_cohort_line *line = &file->line[i];
        size_t s = evn_hash_keyed(0, line->person) & (people->n_slots - 1);
        while (people->slot[s] != UINT32_MAX &&
               !evn_bytes_equal(file->line[people->slot[s]].person, line->person))
            s = (s + 1) & (people->n_slots - 1);
        line->next = people->slot[s];
        people->n += line->next == UINT32_MAX;
        people->slot[s] = i;
    }
    return EVN_OK;
}

static int by_course(const void *a, const void *b, void *arg)
{
    const struct evn_cohort_days_file *file = arg;
    const struct evn_cohort_line *x = &file->line[*(const uint32_t *)a],
                                 *y = &file->line[*(const uint32_t *)b];
    const uint32_t *rank = file->areas.rank;
    if (x->cohort != y->cohort)
        return x->cohort < y->cohort ? -1 : 1;
    if (x->start.n != y->start.n)
        return x->start.n < y->start.n ? -1 : 1;
    return (rank[x->area] > rank[y->area]) - (rank[x->area] < rank[y->area]);
}

static evn_err make_room(struct group *g, size_t n)
{
    if (n <= g->cap)
        return EVN_OK;
    free(g->line);
    free(g->listing);
    free(g->stay);
    g->cap = n * 2;
    g->line = malloc(g->cap * sizeof *g->line);
    g->listing = malloc(g->cap * sizeof *g->listing);
    g->stay = malloc(g->cap * sizeof *g->stay);
    return g->line != NULL && g->listing != NULL && g->stay != NULL ? EVN_OK : EVN_E_NO_MEMORY;
}

/* Lines that no rule covers, or whose rule isolates nobody. */
static void count_line(const struct sink *out, const struct evn_cohort_line *line)
{
    const struct evn_course *course = &out->file->courses.course[line->course];
    if (course->n == 0)
        out->summary->no_rule[line->cohort]++;
    else if (course->last.n < line->start.n)
        out->summary->zero[line->cohort]++;
}

static void add_stay(struct sink *out, const struct evn_cohort_line *line, struct evn_day first,
                     struct evn_day last)
{
    out->stay[out->n++] =
        (struct evn_cohort_stay){line->area, line->cohort, line->course, first, last};
}

/* The stays of one person in one cohort. */
static void add_cohort(struct sink *out, const struct group *g, size_t from, size_t n)
{
    const struct evn_cohort_line *line = out->file->line;
    for (size_t i = 0; i < n; i++) {
        const struct evn_cohort_line *l = &line[g->line[from + i]];
        g->listing[i] =
            (struct evn_listing){l->area, l->start, out->file->courses.course[l->course].last};
    }
    size_t n_stays = evn_stays_of(g->listing, n, g->stay, &out->summary->seen);
    for (size_t k = 0, i = 0; k < n_stays; k++) {
        struct evn_cohort_line own;
        while (line[g->line[from + i]].start.n != g->stay[k].start.n)
            i++;
        own = line[g->line[from + i]];
        own.area = g->stay[k].area;
        add_stay(out, &own, g->stay[k].first, g->stay[k].last);
    }
}

/* All lines of one person: from `last` back. */
static evn_err add_person(struct sink *out, struct group *g, uint32_t last)
{
    const struct evn_cohort_line *line = out->file->line;
    size_t n = 0, n_cohorts = 0;
    for (uint32_t i = last; i != UINT32_MAX; i = line[i].next)
        n++;
    evn_err err = make_room(g, n);
    if (err != EVN_OK)
        return err;
    n = 0;
    for (uint32_t i = last; i != UINT32_MAX; i = line[i].next)
        g->line[n++] = i;
    qsort_r(g->line, n, sizeof *g->line, by_course, out->file);
    for (size_t from = 0, to; from < n; from = to, n_cohorts++) {
        for (to = from; to < n && line[g->line[to]].cohort == line[g->line[from]].cohort; to++)
            count_line(out, &line[g->line[to]]);
        add_cohort(out, g, from, to - from);
    }
    out->summary->several += n_cohorts > 1;
    return EVN_OK;
}

evn_err evn_cohorts_stays(struct evn_cohort_days_file *file, struct evn_cohort_stay **stays,
                          size_t *n, struct evn_cohort_summary *summary)
{
    struct people people = {0};
    struct group group = {0};
    struct sink out = {.file = file, .summary = summary};
    *stays = out.stay = malloc((file->n + 1) * sizeof *out.stay);
    evn_err err = out.stay != NULL ? find_people(file, &people) : EVN_E_NO_MEMORY;
    summary->people = people.n;
    for (size_t s = 0; s < people.n_slots && err == EVN_OK; s++) {
        uint32_t i = people.slot[s];
        if (i == UINT32_MAX)
            continue;
        const struct evn_cohort_line *line = &file->line[i];
        const struct evn_course *course = &file->courses.course[line->course];
        if (line->next != UINT32_MAX)
            err = add_person(&out, &group, i);
        else if (course->n > 0 && course->last.n >= line->start.n)
            add_stay(&out, line, line->start, course->last);
        else
            count_line(&out, line);
    }
    *n = out.n;
    free(people.slot);
    free(group.line);
    free(group.listing);
    free(group.stay);
    return err;
}

#include "tools/batch/seals.h"

#include <stdlib.h>
#include <string.h>

static const struct {
    size_t len;
    const char *name;
} levels[] = {{23, "unit"},  {20, "building"}, {16, "compound"}, {12, "community"},
              {9, "street"}, {6, "county"},    {4, "city"},      {2, "province"}};

void evn_seals_init(struct evn_seals *seals)
{
    *seals = (struct evn_seals){0};
}

void evn_seals_fini(struct evn_seals *seals)
{
    free(seals->fact);
    evn_seals_init(seals);
}

struct evn_seal_fact *evn_seals_add(struct evn_seals *seals)
{
    if (seals->n == seals->cap) {
        size_t cap = seals->cap > 0 ? seals->cap * 2 : 256;
        struct evn_seal_fact *grown = realloc(seals->fact, cap * sizeof *grown);
        if (grown == NULL)
            return NULL;
        seals->fact = grown;
        seals->cap = cap;
    }
    struct evn_seal_fact *fact = &seals->fact[seals->n++];
    *fact = (struct evn_seal_fact){.unsealed_on = EVN_DAY_NONE, .lowered_on = EVN_DAY_NONE};
    return fact;
}

const char *evn_seal_level(const char *area)
{
    size_t len = strlen(area);
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        if (levels[i].len == len)
            return levels[i].name;
    return "other";
}

/* One end of a zone's time. */
struct turn {
    int64_t number, at_us;
    uint32_t fact;
    bool ends;
};

static int by_area(const void *a, const void *b)
{
    const struct evn_seal_fact *x = a, *y = b;
    int by = strcmp(x->area, y->area);
    return by != 0 ? by : strcmp(x->zone, y->zone);
}

static int by_number(const void *a, const void *b)
{
    const struct turn *x = a, *y = b;
    if (x->number != y->number)
        return x->number < y->number ? -1 : 1;
    if (x->at_us != y->at_us)
        return x->at_us < y->at_us ? -1 : 1;
    if (x->ends != y->ends)
        return x->ends ? 1 : -1;
    return x->fact < y->fact ? -1 : x->fact > y->fact;
}

/* The first zone whose area is not before `area`, of which the first `len` bytes count. */
static size_t first_of(const struct evn_seals *seals, const char *area, size_t len)
{
    size_t from = 0, to = seals->n;
    while (from < to) {
        size_t mid = (from + to) / 2;
        const char *at = seals->fact[mid].area;
        int by = strncmp(at, area, len);
        if (by < 0)
            from = mid + 1;
        else
            to = mid;
    }
    return from;
}

/* Whether a zone stands on exactly the first `len` bytes of the area. */
static bool stands_at(const struct evn_seals *seals, const char *area, size_t len)
{
    for (size_t i = first_of(seals, area, len);
         i < seals->n && strncmp(seals->fact[i].area, area, len) == 0 &&
         seals->fact[i].area[len] == '\0';
         i++)
        if (seals->fact[i].standing)
            return true;
    return false;
}

static bool is_covered(const struct evn_seals *seals, const char *area)
{
    size_t len = strlen(area);
    for (size_t i = 0; i < sizeof levels / sizeof levels[0]; i++)
        if (levels[i].len < len && stands_at(seals, area, levels[i].len))
            return true;
    return false;
}

/* People of the outermost zones that stand inside the area, but not on it. */
static int64_t people_inside(const struct evn_seals *seals, const char *area)
{
    size_t len = strlen(area), skip_len = 0;
    const char *skip = "";
    int64_t people = 0;
    for (size_t i = first_of(seals, area, len);
         i < seals->n && strncmp(seals->fact[i].area, area, len) == 0; i++) {
        const struct evn_seal_fact *fact = &seals->fact[i];
        if (!fact->standing || fact->area[len] == '\0' ||
            (skip_len > 0 && strncmp(fact->area, skip, skip_len) == 0))
            continue;
        people += fact->residents;
        skip = fact->area;
        skip_len = strlen(skip);
    }
    return people;
}

/* How many people more are affected while the zone stands than without it. */
static int64_t people_of(const struct evn_seals *seals, const struct evn_seal_fact *fact)
{
    if (is_covered(seals, fact->area))
        return 0;
    return fact->residents - people_inside(seals, fact->area);
}

static struct turn *turns_of(const struct evn_seals *seals, size_t *n)
{
    struct turn *turn = malloc((2 * seals->n + 1) * sizeof *turn);
    *n = 0;
    for (size_t i = 0; i < seals->n && turn != NULL; i++) {
        const struct evn_seal_fact *f = &seals->fact[i];
        turn[(*n)++] = (struct turn){f->sealed_no, f->sealed_us, (uint32_t)i, false};
        if (evn_day_valid(f->unsealed_on))
            turn[(*n)++] = (struct turn){f->unsealed_no, f->unsealed_us, (uint32_t)i, true};
    }
    if (turn != NULL && *n > 1)
        qsort(turn, *n, sizeof *turn, by_number);
    return turn;
}

/* Whether the turn belongs to the decision that began with `first`. A number of 0 is none: such a
 * zone comes from before decisions were numbered. */
static bool same_decision(const struct turn *first, const struct turn *turn)
{
    return first->number == turn->number && first->ends == turn->ends && first->number != 0;
}

static struct evn_seal_step begin_step(const struct evn_seals *seals, const struct turn *turn,
                                       int64_t zones, int64_t people)
{
    const struct evn_seal_fact *fact = &seals->fact[turn->fact];
    bool by_course = turn->ends && fact->ending[0] != '\0';
    bool late = !turn->ends && turn->at_us != 0 &&
                fact->start.n < evn_day_at(turn->at_us, EVN_OFFSET_CHINA_MIN).n;
    return (struct evn_seal_step){.number = turn->number,
                                  .at_us = turn->at_us,
                                  .what = by_course    ? EVN_STEP_COURSE
                                          : turn->ends ? EVN_STEP_UNSEAL
                                          : late       ? EVN_STEP_CORRECTION
                                                       : EVN_STEP_SEAL,
                                  .subject = by_course ? fact->ending : fact->zone,
                                  .area = by_course ? "" : fact->area,
                                  .zones_before = zones,
                                  .people_before = people};
}

evn_err evn_seals_steps(struct evn_seals *seals,
                        void (*step)(void *self, const struct evn_seal_step *step), void *self)
{
    int64_t zones = 0, people = 0;
    size_t n;
    if (seals->n > 1)
        qsort(seals->fact, seals->n, sizeof *seals->fact, by_area);
    struct turn *turn = turns_of(seals, &n);
    if (turn == NULL)
        return EVN_E_NO_MEMORY;
    for (size_t i = 0; i < seals->n; i++)
        seals->fact[i].standing = false;
    for (size_t i = 0; i < n;) {
        struct evn_seal_step one = begin_step(seals, &turn[i], zones, people);
        size_t first = i;
        do {
            struct evn_seal_fact *fact = &seals->fact[turn[i].fact];
            int64_t change = people_of(seals, fact);
            fact->standing = !turn[i].ends;
            people += turn[i].ends ? -change : change;
            zones += turn[i].ends ? -1 : 1;
            i++;
        } while (i < n && same_decision(&turn[first], &turn[i]));
        one.n_zones = i - first;
        one.zones_after = zones;
        one.people_after = people;
        step(self, &one);
    }
    free(turn);
    return EVN_OK;
}

/* By kind, campuses first; then those unsealed by length. */
static int by_kind(const void *a, const void *b)
{
    const struct evn_seal_fact *x = a, *y = b;
    bool campus = strcmp(x->kind, "campus") == 0, other = strcmp(y->kind, "campus") == 0;
    if (campus != other)
        return campus ? -1 : 1;
    int by = strcmp(x->kind, y->kind);
    if (by != 0)
        return by;
    if (evn_day_valid(x->unsealed_on) != evn_day_valid(y->unsealed_on))
        return evn_day_valid(x->unsealed_on) ? -1 : 1;
    int32_t m = x->unsealed_on.n - x->start.n, n = y->unsealed_on.n - y->start.n;
    return evn_day_valid(x->unsealed_on) ? (m > n) - (m < n) : 0;
}

static int64_t length_of(const struct evn_seal_fact *fact, struct evn_day today)
{
    struct evn_day last = evn_day_valid(fact->unsealed_on) ? fact->unsealed_on : today;
    return (int64_t)last.n - fact->start.n + 1;
}

/* Of `n` lengths, ascending, the one at or above `percent` of them. */
static int64_t rank(const struct evn_seal_fact *fact, size_t n, size_t percent,
                    struct evn_day today)
{
    return n == 0 ? 0 : length_of(&fact[(n * percent + 99) / 100 - 1], today);
}

static struct evn_seal_kind sum_up(const struct evn_seal_fact *fact, size_t n, struct evn_day today)
{
    struct evn_seal_kind kind = {.kind = fact[0].kind, .zones = (int64_t)n};
    for (size_t i = 0; i < n; i++) {
        int64_t days = length_of(&fact[i], today), behind = fact[i].overdue_days;
        bool stands = !evn_day_valid(fact[i].unsealed_on);
        kind.standing += stands;
        kind.overdue += fact[i].met;
        kind.late += !stands && behind > 0;
        kind.longest_days = days > kind.longest_days ? days : kind.longest_days;
        kind.worst_days = behind > kind.worst_days ? behind : kind.worst_days;
    }
    size_t ended = n - (size_t)kind.standing;
    kind.median_days = rank(fact, ended, 50, today);
    kind.p90_days = rank(fact, ended, 90, today);
    return kind;
}

size_t evn_seals_kinds(struct evn_seals *seals, struct evn_day today,
                       struct evn_seal_kind out[EVN_SEAL_KINDS_MAX])
{
    size_t n_kinds = 0;
    if (seals->n > 1)
        qsort(seals->fact, seals->n, sizeof *seals->fact, by_kind);
    for (size_t i = 0; i < seals->n && n_kinds < EVN_SEAL_KINDS_MAX;) {
        size_t first = i;
        while (i < seals->n && strcmp(seals->fact[i].kind, seals->fact[first].kind) == 0)
            i++;
        out[n_kinds++] = sum_up(&seals->fact[first], i - first, today);
    }
    return n_kinds;
}

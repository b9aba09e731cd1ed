#include "services/planner/core/cohorts.h"

#include <string.h>

bool evn_course_at_centre(const struct evn_course_phase *phase)
{
    return strcmp(phase->supply_mode, "centre") == 0;
}

struct evn_day evn_course_test(const struct evn_course_phase *phase, size_t i)
{
    int64_t n = (int64_t)phase->first_day.n + phase->test_days[i] - 1;
    return n <= EVN_DAY_MAX ? (struct evn_day){(int32_t)n} : EVN_DAY_NONE;
}

struct evn_day evn_course_last(const struct evn_course_phase *phases, size_t n,
                               struct evn_day start)
{
    int64_t last = (int64_t)start.n - 1;
    for (size_t i = 0; i < n; i++)
        last += phases[i].days;
    return (struct evn_day){last < EVN_DAY_MAX ? (int32_t)last : EVN_DAY_MAX};
}

static int32_t later(int32_t a, int32_t b)
{
    return a > b ? a : b;
}

static int32_t earlier(int32_t a, int32_t b)
{
    return a < b ? a : b;
}

int64_t evn_course_unknown(const struct evn_course_phase *phases, size_t n, struct evn_day first,
                           struct evn_day last)
{
    int64_t days = 0;
    for (size_t i = 0; i < n; i++) {
        int32_t begin = later(phases[i].first_day.n, first.n);
        int32_t end = earlier(phases[i].first_day.n + (int32_t)phases[i].days - 1, last.n);
        if (phases[i].tests_unknown && end >= begin)
            days += (int64_t)end - begin + 1;
    }
    return days;
}

size_t evn_stays_of(const struct evn_listing *listings, size_t n, struct evn_stay *out,
                    struct evn_listings_seen *seen)
{
    size_t n_out = 0;
    for (size_t i = 0; i < n; i++) {
        const struct evn_listing *at = &listings[i];
        struct evn_stay *now = n_out > 0 ? &out[n_out - 1] : NULL;
        if (i > 0 && at->area == at[-1].area && at->start.n == at[-1].start.n) {
            seen->twice++;
            continue;
        }
        if (at->end.n < at->start.n)
            continue;
        struct evn_stay stay = {at->area, at->start, at->start, at->end};
        if (now != NULL && now->area != at->area && at->start.n <= now->last.n + EVN_ARRIVAL_DAYS) {
            bool goes_on = at->start.n <= now->last.n;
            *(goes_on ? &seen->elsewhere : &seen->done) += 1;
            if (!goes_on)
                continue;
            stay.start = now->start;
            stay.last = now->last;
        }
        if (now != NULL && at->start.n <= now->last.n)
            now->last.n = at->start.n - 1;
        if (now != NULL && now->last.n < now->first.n)
            n_out--;
        out[n_out++] = stay;
    }
    return n_out;
}

void evn_cohort_days_add(const struct evn_cohort_days *days, const struct evn_course_phase *phases,
                         size_t n, struct evn_day first, struct evn_day last)
{
    int32_t from = later(first.n, days->from.n);
    int32_t to = earlier(last.n, days->from.n + (int32_t)days->n_days - 1);
    for (size_t i = 0; i < n; i++) {
        const struct evn_course_phase *p = &phases[i];
        struct evn_cohort_cell *cell = &days->cell[p->kind * days->n_days];
        int32_t begin = later(p->first_day.n, from);
        int32_t end = earlier(p->first_day.n + (int32_t)p->days - 1, to);
        for (int32_t d = begin; d <= end; d++)
            cell[d - days->from.n].people++;
        for (size_t k = 0; k < p->n_test_days && begin <= end; k++) {
            struct evn_day test = evn_course_test(p, k);
            if (test.n >= begin && test.n <= end)
                cell[test.n - days->from.n].tests++;
        }
    }
}

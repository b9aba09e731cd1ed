#include "services/registry/core/days.h"

#include <stdlib.h>

void evn_days_init(struct evn_days *days, size_t areas_max)
{
    *days = (struct evn_days){0};
    evn_textmap_init(&days->by_area, areas_max);
}

void evn_days_fini(struct evn_days *days)
{
    for (size_t i = 0; i < days->n; i++)
        free(days->area[i].at);
    free(days->area);
    evn_textmap_fini(&days->by_area);
    *days = (struct evn_days){0};
}

static struct evn_area_days *find(const struct evn_days *days, struct evn_bytes area)
{
    uint32_t i;
    return evn_textmap_find(&days->by_area, area, &i) ? &days->area[i] : NULL;
}

const struct evn_area_days *evn_days_find(const struct evn_days *days, struct evn_bytes area)
{
    return find(days, area);
}

evn_err evn_days_begin(struct evn_days *days, struct evn_bytes area)
{
    if (find(days, area) != NULL)
        return EVN_OK;
    if (days->n == days->cap) {
        size_t cap = days->cap > 0 ? days->cap * 2 : 16;
        struct evn_area_days *grown = realloc(days->area, cap * sizeof *grown);
        if (grown == NULL)
            return EVN_E_NO_MEMORY;
        days->area = grown;
        days->cap = cap;
    }
    evn_err err = evn_textmap_add(&days->by_area, area, (uint32_t)days->n);
    if (err == EVN_OK)
        days->area[days->n++] = (struct evn_area_days){0};
    return err;
}

/* Place of the first day that is not before `day`. */
static size_t place_of(const struct evn_area_days *a, struct evn_day day)
{
    size_t low = 0, high = a->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (a->at[mid].day.n < day.n)
            low = mid + 1;
        else
            high = mid;
    }
    return low;
}

static evn_err insert(struct evn_area_days *a, size_t i, struct evn_day day)
{
    if (a->n == a->cap) {
        size_t cap = a->cap > 0 ? a->cap * 2 : 8;
        struct evn_day_count *grown = realloc(a->at, cap * sizeof *grown);
        if (grown == NULL)
            return EVN_E_NO_MEMORY;
        a->at = grown;
        a->cap = cap;
    }
    memmove(&a->at[i + 1], &a->at[i], (a->n++ - i) * sizeof *a->at);
    a->at[i] = (struct evn_day_count){.day = day};
    return EVN_OK;
}

evn_err evn_days_count_in(struct evn_days *days, struct evn_bytes area, struct evn_day day, int by)
{
    struct evn_area_days *a = find(days, area);
    if (a == NULL)
        return EVN_OK;
    size_t i = place_of(a, day);
    bool there = i < a->n && a->at[i].day.n == day.n;
    EVN_ASSERT(there || by > 0);
    evn_err err = there ? EVN_OK : insert(a, i, day);
    if (err != EVN_OK)
        return err;
    a->at[i].n += (uint32_t)by;
    if (a->at[i].n == 0)
        memmove(&a->at[i], &a->at[i + 1], (--a->n - i) * sizeof *a->at);
    return EVN_OK;
}

evn_err evn_days_count(struct evn_days *days, const char *area, struct evn_day day, int by)
{
    evn_err err = EVN_OK;
    for (size_t len = strlen(area); len > 0 && err == EVN_OK; len--)
        err = evn_days_count_in(days, evn_bytes_of(area, len), day, by);
    return err;
}

#include "services/registry/core/fiveday.h"

#include <stdlib.h>

struct evn_episode evn_episode_open(struct evn_day day, uint32_t quiet)
{
    return (struct evn_episode){
        .high_from = day, .last = day, .n_days = 1, .lowered_on = {day.n + (int32_t)quiet}};
}

bool evn_episode_add(struct evn_episode *episode, struct evn_day day, uint32_t quiet)
{
    if (day.n > episode->lowered_on.n)
        return false;
    if (day.n > episode->last.n || episode->n_days == 0) {
        episode->last = day;
        episode->lowered_on.n = day.n + (int32_t)quiet;
        episode->n_days++;
    }
    return true;
}

static int compare_days(const void *a, const void *b)
{
    int32_t x = ((const struct evn_day *)a)->n, y = ((const struct evn_day *)b)->n;
    return (x > y) - (x < y);
}

/* The episodes of the days up to and with the start; returns how many days that were. */
static size_t before(const struct evn_day *days, size_t n, struct evn_day start, uint32_t quiet,
                     struct evn_episode *episode)
{
    size_t i = 0;
    for (; i < n && days[i].n <= start.n; i++)
        if (!evn_episode_add(episode, days[i], quiet))
            *episode = evn_episode_open(days[i], quiet);
    return i;
}

struct evn_zone_clock evn_zone_clock_of(struct evn_day *days, size_t n, struct evn_day start,
                                        struct evn_day until, uint32_t quiet)
{
    struct evn_zone_clock clock = {.episode = EVN_EPISODE_NONE, .number = 1};
    if (n > 1)
        qsort(days, n, sizeof *days, compare_days);
    size_t i = before(days, n, start, quiet, &clock.episode);
    if (start.n > clock.episode.lowered_on.n) {
        clock.episode = evn_episode_open(start, quiet);
        clock.episode.n_days = 0;
    }
    for (; i < n; i++) {
        if (evn_episode_add(&clock.episode, days[i], quiet))
            continue;
        if (evn_day_valid(until) && days[i].n > until.n)
            break;
        clock.episode = evn_episode_open(days[i], quiet);
        clock.number++;
    }
    return clock;
}

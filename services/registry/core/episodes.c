#include "services/registry/core/episodes.h"

#include <string.h>

enum { DIGIT_BITS = 11, DIGITS = 6, BUCKETS = 1 << DIGIT_BITS };

/* Place and day as one number with the same order. */
static uint64_t key_of(struct evn_place_day d)
{
    return (uint64_t)d.place << 32 | ((uint32_t)d.day.n ^ UINT32_C(0x80000000));
}

static uint32_t digit_of(struct evn_place_day d, int digit)
{
    return (uint32_t)(key_of(d) >> digit * DIGIT_BITS) & (BUCKETS - 1);
}

/* One stable pass by one digit into `to`; false when all have the same digit and none moved. */
static bool pass(const struct evn_place_day *from, struct evn_place_day *to, size_t n, int digit)
{
    size_t at[BUCKETS] = {0}, sum = 0;
    for (size_t i = 0; i < n; i++)
        at[digit_of(from[i], digit)]++;
    if (at[digit_of(from[0], digit)] == n)
        return false;
    for (int b = 0; b < BUCKETS; b++) {
        size_t count = at[b];
        at[b] = sum;
        sum += count;
    }
    for (size_t i = 0; i < n; i++)
        to[at[digit_of(from[i], digit)]++] = from[i];
    return true;
}

void evn_place_days_sort(struct evn_place_day *days, struct evn_place_day *spare, size_t n)
{
    struct evn_place_day *from = days, *to = spare;
    for (int digit = 0; digit < DIGITS && n > 1; digit++) {
        if (!pass(from, to, n, digit))
            continue;
        struct evn_place_day *other = from;
        from = to;
        to = other;
    }
    if (from != days)
        memcpy(days, from, n * sizeof *days);
}

/* First day of a rule; below all days when that side is open. */
static int32_t first_of(const struct evn_quiet_rule *rule)
{
    return evn_day_valid(rule->from) ? rule->from.n : INT32_MIN;
}

static int32_t last_of(const struct evn_quiet_rule *rule)
{
    return evn_day_valid(rule->until) ? rule->until.n : INT32_MAX;
}

size_t evn_quiet_rule_on(const struct evn_quiet_rule *rules, size_t n, struct evn_day day)
{
    size_t next = n, last = 0;
    for (size_t i = 0; i < n; i++) {
        if (first_of(&rules[i]) <= day.n && day.n <= last_of(&rules[i]))
            return i;
        if (first_of(&rules[i]) > day.n &&
            (next == n || first_of(&rules[i]) < first_of(&rules[next])))
            next = i;
        if (last_of(&rules[i]) > last_of(&rules[last]))
            last = i;
    }
    return next < n ? next : last;
}

bool evn_episodes_next(struct evn_episodes *walk, struct evn_place_episode *out)
{
    while (walk->pos < walk->n && walk->at[walk->pos].day.n > walk->until.n)
        walk->pos++;
    if (walk->pos == walk->n)
        return false;
    struct evn_place_day first = walk->at[walk->pos++];
    walk->number = walk->number > 0 && walk->place == first.place ? walk->number + 1 : 1;
    walk->place = first.place;
    size_t rule = evn_quiet_rule_on(walk->rules, walk->n_rules, first.day);
    uint32_t quiet = walk->rules[rule].days;
    *out = (struct evn_place_episode){.place = first.place,
                                      .number = walk->number,
                                      .rule = (uint32_t)rule,
                                      .episode = evn_episode_open(first.day, quiet)};
    while (walk->pos < walk->n && walk->at[walk->pos].place == first.place &&
           walk->at[walk->pos].day.n <= walk->until.n &&
           evn_episode_add(&out->episode, walk->at[walk->pos].day, quiet))
        walk->pos++;
    return true;
}

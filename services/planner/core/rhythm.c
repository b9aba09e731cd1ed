#include "services/planner/core/rhythm.h"

#include "common/base/num.h"

enum { LOOK_AHEAD = 400, LEFT_MAX = 10000 };

/* 1 is Monday; day 0, 1970-01-01, was a Thursday. */
static uint32_t weekday(struct evn_day day)
{
    int32_t n = (day.n + 3) % 7;
    return (uint32_t)(n < 0 ? n + 7 : n) + 1;
}

static bool on_weekday(const struct evn_person_need *need, struct evn_day day)
{
    bool on = false;
    for (size_t i = 0; i < need->n_weekdays; i++)
        on |= need->weekdays[i] == weekday(day);
    return on;
}

/* Days the stock of from_day lasts. */
static int64_t days_on_hand(const struct evn_person_need *need)
{
    int64_t days = need->per_day > 0 ? need->on_hand / need->per_day : 0;
    return days < LEFT_MAX ? days : LEFT_MAX;
}

/* Days from from_day to the first supply. */
static int64_t first_supply(const struct evn_person_need *need)
{
    int64_t days = days_on_hand(need) - (int64_t)need->lead_days;
    return days > 0 ? days : 0;
}

/* Who has less than the lead gets the difference with the first supply. */
static int64_t first_extra(const struct evn_person_need *need)
{
    int64_t days = (int64_t)need->lead_days - days_on_hand(need);
    return days > 0 ? days : 0;
}

static bool is_due(const struct evn_person_need *need, struct evn_day day)
{
    int64_t since = (int64_t)day.n - need->from_day.n;
    if (evn_day_valid(need->from_day) && since < 0)
        return false;
    if (need->supply_days > 0)
        return since >= first_supply(need) &&
               (since - first_supply(need)) % (int64_t)need->supply_days == 0;
    if (need->every_days > 0)
        return since % (int64_t)need->every_days == 0;
    return need->n_weekdays == 0 || on_weekday(need, day);
}

struct evn_due evn_rhythm_due(const struct evn_person_need *need, struct evn_day day)
{
    struct evn_due due = {.stays = need->supply_days > 0 || need->amount > 0};
    if (!is_due(need, day))
        return (struct evn_due){0};
    int64_t days = (int64_t)need->supply_days;
    if (day.n == need->from_day.n)
        days += first_extra(need);
    if (need->supply_days > 0)
        due.bad = !evn_mul_i64(need->per_day, days, &due.quantity);
    else
        due.quantity = need->amount > 0 ? need->amount : need->per_day;
    due.daily = due.stays ? 0 : due.quantity;
    return due;
}

struct evn_day evn_rhythm_next(const struct evn_person_need *need, struct evn_day day)
{
    for (int i = 0; i < LOOK_AHEAD; i++) {
        day.n++;
        if (is_due(need, day))
            return day;
    }
    return EVN_DAY_NONE;
}

uint32_t evn_rhythm_left(const struct evn_person_need *need, struct evn_day day)
{
    int64_t since = (int64_t)day.n - need->from_day.n;
    if (need->supply_days == 0 || since < 0)
        return 0;
    int64_t behind = since - first_supply(need); /* days behind the first supply, 0: before it */
    int64_t n = behind > 0 ? (behind - 1) / (int64_t)need->supply_days + 1 : 0;
    int64_t left = days_on_hand(need) + n * (int64_t)need->supply_days - since;
    left += n > 0 ? first_extra(need) : 0;
    return left < 0 ? 0 : left < LEFT_MAX ? (uint32_t)left : LEFT_MAX;
}

/* rhythm - when a key person's need is due, and how much of it. Pure.
 *
 * Every day; or a supply of days at a time, brought when so many days of it are left; or an amount
 * on days of the week, or every so many days. A function of the need and the day alone: what is
 * not brought on its day is owed by dispatch, and moves no later day. proto/spec/12-planner.md. */
#ifndef EVN_PLANNER_RHYTHM_H
#define EVN_PLANNER_RHYTHM_H

#include "services/planner/core/fact.h"

/* What is due on a day. */
struct evn_due {
    int64_t quantity; /* base units */
    int64_t daily;    /* of it: every day */
    bool stays;       /* in a rhythm, and so owed until it is brought */
    bool bad;         /* it does not fit into 64 bits */
};

/* What the need asks for on `day`. */
struct evn_due evn_rhythm_due(const struct evn_person_need *need, struct evn_day day);

/* The first day behind `day` on which something is due, looking at most 400 days ahead;
 * EVN_DAY_NONE: there is none. */
struct evn_day evn_rhythm_next(const struct evn_person_need *need, struct evn_day day);

/* Of a supply: whole days that what the person has lasts from the beginning of `day` on, when all
 * that was due before it was brought; 0 for every other rhythm. */
uint32_t evn_rhythm_left(const struct evn_person_need *need, struct evn_day day);

#endif

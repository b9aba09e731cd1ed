/* exercise - the made-up city day by day: who does what, and when. Shell; one thread.
 *
 * Plays people only: the authority, warehouse clerks, community points, dispatchers, drivers and
 * those who sign. What crosses services - needs, rounds, reservations, shipments - the services do
 * by themselves. All choices are functions of the seed and of what is chosen about, never of the
 * order of calls, so the same seed gives the same exercise. */
#ifndef EVN_DEMO_EXERCISE_H
#define EVN_DEMO_EXERCISE_H

#include "tools/demo/outbreak.h"
#include "tools/demo/play.h"
#include "tools/demo/town.h"
#include "tools/import/batch.h"

#include "common/base/day.h"

/* What the demo itself counts; everything else is asked of the services at the end. */
struct evn_exercise_counts {
    int64_t sealed, unsealed, reports; /* zones, zones, infections reported */
    int64_t arrivals, requests;        /* deliveries into warehouses; requests of points */
    int64_t trips, stops;              /* driven; signed for */
};

struct evn_exercise {
    struct evn_play play;
    struct evn_town town;
    struct evn_outbreak outbreak;
    struct evn_day first; /* day 1 */
    int n_days;
    int day; /* 1.. */
    uint64_t seed;
    struct evn_exercise_counts total; /* of all days */
    struct evn_exercise_counts today;
    char first_served[16]; /* community whose goods are at the door in the morning; or empty */
};

/* The instant of a minute of the current day, local time. */
int64_t evn_exercise_at_us(const struct evn_exercise *ex, int minute);

/* The current day as YYYY-MM-DD, or one `plus` days later. */
void evn_exercise_date(const struct evn_exercise *ex, int plus, char out[11]);

/* A number in 0..n-1 about `what` in this exercise: the same whenever it is asked. */
uint32_t evn_exercise_draw(const struct evn_exercise *ex, const char *what, int day, uint32_t n);

/* The city and the tables of `folder` into the registry. EVN_E_BAD_FILE: play.why names the file
 * and line; else as evn_play_flush. */
EVN_MUST_USE evn_err evn_exercise_enrol(struct evn_exercise *ex, const char *folder);

/* Put a batch of entities into the registry. Errors as evn_play_flush. */
EVN_MUST_USE evn_err evn_exercise_send(struct evn_exercise *ex, const struct evn_batch *batch);

/* One day from 00:05 to 18:00. */
EVN_MUST_USE evn_err evn_exercise_day(struct evn_exercise *ex);

/* The morning after, from 00:05 to 09:30, left as it is: trips are planned, the first of each
 * vehicle is loaded, some are on the road, one is at its first door and nobody has signed. */
EVN_MUST_USE evn_err evn_exercise_morning(struct evn_exercise *ex);

/* The parts of a day, each of one role. Errors as evn_play_flush. */
EVN_MUST_USE evn_err evn_exercise_zones(struct evn_exercise *ex); /* the authority */
EVN_MUST_USE evn_err evn_exercise_stock(struct evn_exercise *ex); /* warehouse clerks */
EVN_MUST_USE evn_err evn_exercise_ask(struct evn_exercise *ex);   /* community points */
EVN_MUST_USE evn_err evn_exercise_drive(struct evn_exercise *ex); /* dispatcher, driver, signer */
EVN_MUST_USE evn_err
evn_exercise_set_out(struct evn_exercise *ex); /* the same, to the first door */

#endif

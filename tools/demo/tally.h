/* tally - what became of everybody in an exercise, asked of the services. Shell.
 *
 * Zones come from the registry, people sealed in from the planner, deliveries, requests, cover and
 * differences from dispatch; the demo itself knows only how many people live where. What people
 * needed and had is taken down each evening, for it is gone the next day; the rest is asked at the
 * end. */
#ifndef EVN_DEMO_TALLY_H
#define EVN_DEMO_TALLY_H

#include "tools/demo/exercise.h"

enum { EVN_TALLY_ITEMS_MAX = 32, EVN_TALLY_CODE_MAX = 41 };

/* What a community's people used of an item, summed over the evenings, in base units. */
struct evn_tally_cover {
    int64_t need;    /* they use by the norms */
    int64_t covered; /* of it, they had */
};

/* One item, in base units. */
struct evn_tally_item {
    char item[EVN_TALLY_CODE_MAX];
    struct evn_tally_cover all;
    struct evn_tally_cover of[EVN_TOWN_COMMUNITIES_MAX]; /* by community of the town */
    int64_t below;       /* person-days whose need was not covered */
    int64_t asked;       /* by points, on top of the needs */
    int64_t received;    /* accepted at the doors, for needs and requests */
    int64_t differences; /* short, damaged or turned back there */
    int64_t open;        /* still to come: open, allocated, reserved or aboard */
};

/* The end of one day. */
struct evn_tally_day {
    int64_t people; /* sealed in */
    int64_t below;  /* of them: below the norm, dispatch says */
};

struct evn_tally {
    int64_t person_days, person_days_below;                 /* sealed in; of them: below the norm */
    int64_t zones, zones_in_time, zones_late, zones_sealed; /* ever; unsealed; still sealed */
    int64_t people, served; /* residents of sites ever sealed; of communities with a delivery */
    int64_t requests, answered;
    int64_t trips, stops, dist_m;
    struct evn_tally_item item[EVN_TALLY_ITEMS_MAX];
    size_t n_items;
};

/* Take down how the day stands, in *out and in the sums of `tally`. Errors as evn_play_ask;
 * EVN_E_LIMIT: too many items. */
EVN_MUST_USE evn_err evn_tally_today(struct evn_exercise *ex, struct evn_tally *tally,
                                     struct evn_tally_day *out);

/* Add how all stands at the end. Errors as evn_tally_today. */
EVN_MUST_USE evn_err evn_tally_all(struct evn_exercise *ex, struct evn_tally *tally);

/* What the worst and the best supplied community had of what it needed, in per cent, rounded down;
 * 100 when nobody needed any. */
void evn_tally_range(const struct evn_tally_item *item, int64_t *least, int64_t *most);

#endif

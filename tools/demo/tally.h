/* tally - what became of everybody in an exercise, asked of the services. Shell.
 *
 * Zones come from the registry, people sealed in from the planner, deliveries, requests, cover and
 * differences from dispatch; the demo itself knows only how many people live where. */
#ifndef EVN_DEMO_TALLY_H
#define EVN_DEMO_TALLY_H

#include "tools/demo/exercise.h"

enum { EVN_TALLY_ITEMS_MAX = 32, EVN_TALLY_CODE_MAX = 41 };

/* All requests and standing needs of one item, in base units. */
struct evn_tally_item {
    char item[EVN_TALLY_CODE_MAX];
    int64_t asked;    /* requested, standing needs included */
    int64_t received; /* accepted at the doors */
    int64_t lost, damaged, turned_back;
    int64_t open; /* still to come: open, allocated, reserved or aboard */
};

/* The end of one day. */
struct evn_tally_day {
    int64_t people; /* sealed in */
    int64_t below;  /* of them: below the norm, dispatch says */
};

struct evn_tally {
    int64_t zones, zones_in_time, zones_late, zones_sealed; /* ever; unsealed; still sealed */
    int64_t people, served; /* residents of sites ever sealed; of communities with a delivery */
    int64_t requests, answered;
    int64_t trips, stops, dist_m;
    struct evn_tally_item item[EVN_TALLY_ITEMS_MAX];
    size_t n_items;
};

/* How the day stands. Errors as evn_play_ask. */
EVN_MUST_USE evn_err evn_tally_today(struct evn_exercise *ex, struct evn_tally_day *out);

/* How all stands at the end. Errors as evn_play_ask; EVN_E_LIMIT: too many items. */
EVN_MUST_USE evn_err evn_tally_all(struct evn_exercise *ex, struct evn_tally *out);

#endif

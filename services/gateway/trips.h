/* trips - vehicles on their way, as panels and rows. Shell. */
#ifndef EVN_GATEWAY_TRIPS_H
#define EVN_GATEWAY_TRIPS_H

#include "services/gateway/page.h"

/* Write the panel of trips that are not closed: all, or those that start at `depot`; with
 * `stops_at` (an array of places, or NULL) only those that stop at one of them. */
void evn_trips_panel(struct evn_page *page, const char *depot, const json_t *stops_at);

/* The word for a trip's state. */
enum evn_say evn_trip_state(const json_t *trip);

/* Write `<span class="badge ...">` with a trip's state. */
void evn_trip_badge(struct evn_page *page, const json_t *trip);

/* Write when people were first told that it comes, if that was another time. */
void evn_trip_promised(struct evn_page *page, const json_t *stop);

/* The stop of a trip with that number, or NULL. */
const json_t *evn_trip_stop(const json_t *trip, int64_t number);

#endif

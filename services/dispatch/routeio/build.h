/* build - what the readers of the single formats share. Pure but for the heap.
 *
 * Internal to routeio/. A reader opens the instance with its counts, fills in coordinates and
 * whole-number columns already scaled, and closes it, which computes the legs. */
#ifndef EVN_DISPATCH_ROUTEIO_BUILD_H
#define EVN_DISPATCH_ROUTEIO_BUILD_H

#include "services/dispatch/routeio/instance.h"
#include "services/dispatch/routeio/scan.h"

/* One file being read. */
struct evn_route_reader {
    struct evn_scan scan;
    struct evn_route_instance *to;
    struct evn_refusal *refusal;
    int32_t scale; /* thousandths, tenths or ones of the file's unit in one of the problem's */
};

EVN_MUST_USE evn_err evn_route_read_solomon(struct evn_route_reader *r);
EVN_MUST_USE evn_err evn_route_read_cordeau(struct evn_route_reader *r);
EVN_MUST_USE evn_err evn_route_read_vrplib(struct evn_route_reader *r);

/* Make the arrays: stops open all day at tier 3, vehicles at depot 0 without limits. */
EVN_MUST_USE evn_err evn_build_open(struct evn_route_reader *r, int64_t n_depots, int64_t n_stops,
                                    int64_t n_vehicles);

/* Vehicles may be counted late. */
EVN_MUST_USE evn_err evn_build_vehicles(struct evn_route_reader *r, int64_t n_vehicles);

/* Settle the convention (AUTO becomes `usual`) before the first scaled number is read. */
void evn_build_legs(struct evn_route_reader *r, enum evn_route_legs usual);

/* Compute the legs and fill in the problem. */
EVN_MUST_USE evn_err evn_build_close(struct evn_route_reader *r);

/* Refuse where the scan stands. */
EVN_MUST_USE evn_err evn_build_refuse(struct evn_route_reader *r, const char *field);

/* Read the next number, scaled, as a time within bounds; false when it is not one. */
bool evn_build_time(struct evn_route_reader *r, int32_t *out);

void evn_build_name(struct evn_route_reader *r, struct evn_bytes name);

#endif

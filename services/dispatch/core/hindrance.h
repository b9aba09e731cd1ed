/* hindrance - a vehicle that is broken down, a place that cannot be reached. Pure.
 *
 * Members are those of evernormal.dispatch.v1. One entity a place, kept when it is over; what it
 * does to plans is in live.h and change.c. */
#ifndef EVN_DISPATCH_HINDRANCE_H
#define EVN_DISPATCH_HINDRANCE_H

#include "services/dispatch/core/fact.h"

struct evn_dsp_hindrance {
    char place[EVN_CODE_MAX];
    char reason[EVN_CODE_MAX]; /* as it was told */
    int64_t since_us;          /* business time */
    int64_t until_us;          /* 0: nobody knows */
    char by[EVN_CODE_MAX];     /* actor */
    bool cleared;              /* somebody said that it is over */
};

/* Whether it holds at that moment. */
bool evn_dsp_hindrance_holds(const struct evn_dsp_hindrance *h, int64_t at_us);

extern const struct evn_wire_message evn_dsp_hindrance_table;

#endif

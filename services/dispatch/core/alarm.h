/* alarm - somebody must know: a ticket that nobody asked for. Pure. */
#ifndef EVN_DISPATCH_ALARM_H
#define EVN_DISPATCH_ALARM_H

#include "services/dispatch/core/tickets.h"

struct evn_dsp_alarm {
    const char *id;           /* of the ride or journey; the ticket is named after it */
    int32_t link;             /* enum evn_dsp_link_kind, of `id` */
    const char *area;         /* whose unit is told */
    const char *ticket_class; /* of its clocks */
    const char *en, *zh;      /* what happened, behind the id */
    const char *subject;      /* to what; "": nothing */
};

/* Open a ticket of kind SERVICE, as the clock; `ticket` is then its name. */
void evn_dsp_alarm(struct evn_dsp_decision *d, const struct evn_dsp_alarm *what,
                   char ticket[EVN_CODE_MAX]);

#endif

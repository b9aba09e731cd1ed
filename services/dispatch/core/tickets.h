/* tickets - what happens to tickets: people move them, clocks and rosters do. Pure. */
#ifndef EVN_DISPATCH_TICKETS_H
#define EVN_DISPATCH_TICKETS_H

#include "services/dispatch/core/command.h"
#include "services/dispatch/core/officer.h"

/* The commands ticket_open and ticket_do. INPUT: MISSING_FIELD, PERSONAL_TEXT, UNKNOWN_REF;
 * STATE: EXISTS, WRONG_STATE; OUT_OF_SCOPE, NOT_ALLOWED, LIMIT. */
evn_err evn_dsp_decide_ticket_open(struct evn_dsp_decision *d,
                                   const struct evn_dsp_ticket_open *open);
evn_err evn_dsp_decide_ticket_do(struct evn_dsp_decision *d, const struct evn_dsp_ticket_do *what);

/* Open a ticket that nobody asked for, as `by`; `open` was checked. */
void evn_dsp_ticket_raise(struct evn_dsp_decision *d, const struct evn_dsp_ticket_open *open,
                          const char *by);

/* Tickets whose time is over go a unit up, some at a time. */
void evn_dsp_tickets_due(struct evn_dsp_decision *d);

/* The member left, or misses a course: what they have goes to another one. */
void evn_dsp_tickets_left(struct evn_dsp_decision *d, const char *member);

/* Whether somebody with that scope sees the ticket: it is about their area, or a unit of their
 * area has it. */
bool evn_dsp_ticket_seen(const struct evn_dsp_state *state, const char *scope,
                         const struct evn_dsp_ticket *ticket);

#endif

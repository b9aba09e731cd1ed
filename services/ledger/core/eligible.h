/* eligible - may this lot be used from this place, for that receiver, and if not, why not? Pure.
 *
 * One function for every path: picking first-expired-first-out, a lot named by hand, a shipment, a
 * receipt, a claim, a question. It tells all reasons as bits; the lowest bit that is set is the
 * one to say first. Nobody overrides what protects people (recalled, held, temperature, vial
 * monitor, expired);
 * a short remaining shelf life may be overridden with a reason. */
#ifndef EVN_LEDGER_ELIGIBLE_H
#define EVN_LEDGER_ELIGIBLE_H

#include "common/base/canon.h"
#include "services/ledger/core/draft.h"

enum evn_why_not {
    EVN_WHY_EMPTY = 1,       /* there is none of it */
    EVN_WHY_RECALLED = 2,    /* a recall is open */
    EVN_WHY_HELD = 4,        /* somebody put it on hold */
    EVN_WHY_TEMPERATURE = 8, /* held because of the cold chain */
    EVN_WHY_VVM = 16,        /* its vial monitor says that it is to be thrown away */
    EVN_WHY_EXPIRED = 32,    /* its last usable day is over, by the place's business day */
    EVN_WHY_SHORT_LIFE = 64, /* fewer days left than the receiver asks for */
    EVN_WHY_CLAIMED = 128,   /* all that could be used is kept for owners */
    EVN_WHY_SAFETY = EVN_WHY_RECALLED | EVN_WHY_HELD | EVN_WHY_TEMPERATURE | EVN_WHY_VVM |
                     EVN_WHY_EXPIRED /* of the lot */
};

struct evn_eligible_ask {
    const struct evn_ledger_state *state;
    uint32_t place;    /* where it is */
    uint32_t receiver; /* place that gets it, or 0 */
    int64_t at_us;     /* business time */
};

/* The reasons of the lot itself: RECALLED to SHORT_LIFE; 0: none. A lot with the expiry `expiry`
 * (EVN_DAY_NONE: none) may be one that is not in the state yet. */
uint32_t evn_eligible(const struct evn_eligible_ask *ask, uint32_t lot, struct evn_day expiry);

/* The same with what there is of it, and what is free of the item at the place: adds EMPTY and
 * CLAIMED. */
uint32_t evn_eligible_stock(const struct evn_eligible_ask *ask, uint32_t lot, struct evn_day expiry,
                            int64_t quantity, int64_t free);

/* Only the first of the reasons, or 0. */
static inline uint32_t evn_why_first(uint32_t why)
{
    return why & (0 - why);
}

/* The name of one reason in field and JSON texts: "recalled". */
const char *evn_why_name(uint32_t one);

/* A hold of the kind that gives reason `one` (RECALLED, HELD, TEMPERATURE), or NULL. */
const struct evn_hold *evn_why_hold(const struct evn_ledger_state *state, uint32_t lot,
                                    uint32_t place, uint32_t one);

/* Add holds, recalls and what lots were outside their temperature to the digest of business
 * state. */
void evn_holds_canon(const struct evn_ledger_state *state, struct evn_canon *canon);

/* Refuse the line because of the first reason in `why`, none of which is EMPTY or CLAIMED: names
 * item/lot and place; of holds the reason's id as field, of expiry the instant, of a short life the
 * days left (have) and asked for (want), of a vial monitor its stage (have). RECALLED, HELD,
 * TEMPERATURE, VVM_DISCARD, EXPIRED, SHORT_LIFE. */
EVN_COLD evn_err evn_eligible_refuse(struct evn_draft *draft, const struct evn_eligible_ask *ask,
                                     uint32_t why, uint32_t line, uint32_t item, uint32_t lot);

#endif

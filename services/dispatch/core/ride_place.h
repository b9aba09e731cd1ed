/* ride_place - which institution takes a patient, and which of them is nearest. Pure. */
#ifndef EVN_DISPATCH_RIDE_PLACE_H
#define EVN_DISPATCH_RIDE_PLACE_H

#include "services/dispatch/core/decision.h"
#include "services/dispatch/core/where.h"

/* Hospitals and where they are: looked for once a decision. */
struct evn_dsp_institutions {
    const struct evn_dsp_place **place;
    struct evn_dsp_point_e6 *at; /* of place[i] */
    size_t n;
};

/* Whether patients are brought to places of the kind, whoever is taken there now. */
bool evn_dsp_is_institution(uint32_t kind);

/* Whether the place takes a patient of the grade (1 to 5; one of no known grade, 0, goes where all
 * are taken): a hospital or isolation site that is open to it. */
bool evn_dsp_takes(const struct evn_dsp_place *place, uint32_t severity);

/* Whether the ride can end at the place: it takes the patient, and nothing holds it up. */
bool evn_dsp_ride_takes(const struct evn_dsp_decision *d, const struct evn_dsp_ride *ride,
                        const char *place);

/* All hospitals that are not closed. EVN_E_LIMIT. */
EVN_MUST_USE evn_err evn_dsp_find_institutions(const struct evn_dsp_decision *d,
                                               struct evn_dsp_institutions *out);

/* The nearest hospital that takes the patient and has not refused the ride, by the estimate of the
 * road from the community; equally near ones by code; NULL: there is none. */
const char *evn_dsp_ride_nearest(const struct evn_dsp_decision *d,
                                 const struct evn_dsp_institutions *all,
                                 const struct evn_dsp_ride *ride);

/* Let the ride go there, "" for nowhere: sets `to` and the estimates of its leg. */
void evn_dsp_ride_go_to(const struct evn_dsp_decision *d, struct evn_dsp_ride *ride,
                        const char *place);

#endif

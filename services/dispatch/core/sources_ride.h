/* sources_ride - what dispatch reads of the registry's key persons: their rides. Pure.
 *
 * Members are those of evernormal.registry.v1; as sources.h. A person is a pseudonym. */
#ifndef EVN_DISPATCH_SOURCES_RIDE_H
#define EVN_DISPATCH_SOURCES_RIDE_H

#include "services/dispatch/core/decision.h"

/* Event kinds that are read. */
enum { EVN_SRC_KEY_PERSON = 26, EVN_SRC_ERASED = 56 };

/* registry: KeyPerson. Rides have the fields that dispatch's own have. */
struct evn_src_key_person {
    char person[EVN_CODE_MAX];
    char community[EVN_CODE_MAX];
    struct evn_day last_day;
    struct evn_dsp_regular_ride *rides;
    size_t n_rides;
};

/* registry: Person, erased: nothing of theirs is due any more. */
struct evn_src_erased {
    char person[EVN_CODE_MAX];
};

extern const struct evn_wire_message evn_src_key_person_table, evn_src_erased_table;

/* Take in the event, one of these two. Most key persons have no ride, and are no concern of
 * dispatch. EVN_E_CORRUPT. */
EVN_MUST_USE evn_err evn_dsp_feed_ride(struct evn_dsp_decision *d, uint32_t kind,
                                       struct evn_bytes body);

#endif

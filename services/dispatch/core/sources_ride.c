#include "services/dispatch/core/sources_ride.h"

#define REGISTRY(name) "evernormal.registry.v1." name

static const struct evn_wire_message ride_table =
    EVN_MESSAGE(REGISTRY("KeyRide"), struct evn_dsp_regular_ride, evn_dsp_regular_fields);

static const struct evn_wire_field key_person_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_key_person, person, EVN_REQUIRED, 1),
    EVN_FIELD_TEXT(3, CODE, struct evn_src_key_person, community, 0, 1),
    EVN_FIELD_PLAIN(5, DAY, struct evn_src_key_person, last_day, 0),
    EVN_FIELD_LIST(160, MSG, struct evn_src_key_person, rides, 0, 0, EVN_DSP_REGULAR_RIDES_MAX,
                   &ride_table),
};
const struct evn_wire_message evn_src_key_person_table =
    EVN_MESSAGE(REGISTRY("KeyPerson"), struct evn_src_key_person, key_person_fields);

static const struct evn_wire_field erased_fields[] = {
    EVN_FIELD_TEXT(1, CODE, struct evn_src_erased, person, EVN_REQUIRED, 1),
};
const struct evn_wire_message evn_src_erased_table =
    EVN_MESSAGE(REGISTRY("Person"), struct evn_src_erased, erased_fields);

static void put_regular(struct evn_dsp_decision *d, const struct evn_src_key_person *in)
{
    uint32_t number;
    bool known = evn_dsp_number(d, EVN_DSP_REGULAR, in->person, &number);
    if (!known && in->n_rides == 0)
        return;
    struct evn_dsp_regular *r =
        known ? evn_dsp_edit(d, EVN_DSP_REGULAR, number) : evn_dsp_add(d, EVN_DSP_REGULAR);
    r->made_day = EVN_DAY_NONE; /* what is due today and new is made; what is made keeps its name */
    EVN_DSP_SET(r->person, in->person);
    EVN_DSP_SET(r->community, in->community);
    r->last_day = in->last_day;
    r->rides = in->rides;
    r->n_rides = in->n_rides;
}

static void erase(struct evn_dsp_decision *d, const char *person)
{
    uint32_t number;
    if (!evn_dsp_number(d, EVN_DSP_REGULAR, person, &number))
        return;
    struct evn_dsp_regular *r = evn_dsp_edit(d, EVN_DSP_REGULAR, number);
    r->n_rides = 0;
    r->last_day = d->today;
}

evn_err evn_dsp_feed_ride(struct evn_dsp_decision *d, uint32_t kind, struct evn_bytes body)
{
    struct evn_refusal why;
    struct evn_src_key_person person;
    struct evn_src_erased erased;
    if (kind == EVN_SRC_KEY_PERSON) {
        if (evn_wire_decode(&evn_src_key_person_table, body, d->arena, EVN_WIRE_LENIENT, &person,
                            &why) != EVN_OK)
            return EVN_E_CORRUPT;
        put_regular(d, &person);
        return EVN_OK;
    }
    if (evn_wire_decode(&evn_src_erased_table, body, d->arena, EVN_WIRE_LENIENT, &erased, &why) !=
        EVN_OK)
        return EVN_E_CORRUPT;
    erase(d, erased.person);
    return EVN_OK;
}

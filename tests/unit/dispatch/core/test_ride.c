#include "services/dispatch/core/rides.h"
#include "services/dispatch/core/sources_ride.h"
#include "tests/unit/dispatch/core/world.h"

#include <stdio.h>

#define HOME "310105001001"
#define FAR  "310106001001"

enum { LIMITED = 1, SHUT = 2, HOSPITAL = 2, POINT_OF_NINE = 9 * 60, MINUTE_S = 60, NOON = 720 };

static struct world w;

/* A hospital so many hundredths of a degree north of the community. */
static void put_hospital(const char *code, int north, int32_t intake, uint32_t accepts)
{
    struct evn_src_place place = {.kind = HOSPITAL,
                                  .intake = intake,
                                  .accepts = accepts,
                                  .lat_e6 = 31200000 + north * 10000,
                                  .lon_e6 = 121400000,
                                  .datum = EVN_DSP_GCJ02};
    EVN_DSP_SET(place.code, code);
    EVN_DSP_SET(place.area, FAR);
    feed_one(&w, "registry", EVN_SRC_PLACE, &evn_src_place_table, &place);
}

static void put_home(const char *car)
{
    struct evn_src_link link = {.kind = EVN_SRC_LINK_CAR};
    char points[1][EVN_CODE_MAX] = {"P-" HOME};
    struct evn_src_community home = {.code = HOME,
                                     .residents = 1000,
                                     .reception_points = points,
                                     .n_reception_points = 1,
                                     .links = &link,
                                     .n_links = 1};
    EVN_DSP_SET(link.place, car);
    feed_one(&w, "registry", EVN_SRC_COMMUNITY, &evn_src_community_table, &home);
}

/* A sealed community with the special car V1; H1 is nearest, then H2, then H3. */
static void begin(void)
{
    world_init(&w);
    add_community(&w, HOME, 0);
    put_home("V1");
    add_item(&w, "RICE", 1, 1000);
    need(&w, HOME, "RICE", 3, 1);
    put_hospital("H1", 1, 0, 0);
    put_hospital("H2", 2, 0, 0);
    put_hospital("H3", 3, 0, 0);
    at(&w, 0, POINT_OF_NINE);
}

static void end(void)
{
    check_replay(&w);
    world_fini(&w);
}

/* As a key with these roles and scope. */
static evn_err as(uint32_t roles, const char *scope, struct evn_dsp_command command)
{
    struct evn_actor was = w.h.actor;
    w.h.actor.roles = roles;
    EVN_DSP_SET(w.h.actor.scope, scope);
    evn_err err = post(&w, command);
    w.h.actor = was;
    return err;
}

static evn_err ask_to(const char *code, int32_t kind, uint32_t severity, const char *to,
                      int64_t due_us)
{
    struct evn_dsp_ride_ask ask = {
        .kind = kind, .severity = severity, .due_us = due_us, .person = "P1", .community = HOME};
    EVN_DSP_SET(ask.ride, code);
    EVN_DSP_SET(ask.to, to);
    return post(&w, (struct evn_dsp_command){.ride_ask = &ask});
}

static evn_err assign(const char *code, const char *vehicle, int64_t from_us, int64_t until_us)
{
    struct evn_dsp_ride_assign a = {.from_us = from_us, .until_us = until_us};
    EVN_DSP_SET(a.ride, code);
    EVN_DSP_SET(a.vehicle, vehicle);
    return post(&w, (struct evn_dsp_command){.ride_assign = &a});
}

static struct evn_dsp_ride_do what;
static struct evn_dsp_command event_of(const char *code, int32_t event, const char *reason)
{
    what = (struct evn_dsp_ride_do){.event = event};
    EVN_DSP_SET(what.ride, code);
    EVN_DSP_SET(what.reason, reason);
    return (struct evn_dsp_command){.ride_do = &what};
}

static evn_err step(const char *code, int32_t event, const char *reason)
{
    return post(&w, event_of(code, event, reason));
}

static evn_err redirect(const char *code, const char *place)
{
    struct evn_dsp_command command = event_of(code, EVN_DSP_RIDE_REDIRECT, "");
    EVN_DSP_SET(what.place, place);
    return post(&w, command);
}

static const struct evn_dsp_ride *ride(const char *code)
{
    const struct evn_dsp_ride *r = evn_dsp_find(w.state, EVN_DSP_RIDE, code);
    EVN_MUST(r != NULL);
    return r;
}

static void is(const char *code, int32_t state, const char *to)
{
    EVN_CHECK_EQ(ride(code)->state, state);
    EVN_CHECK_TEXT(ride(code)->to, to);
}

static void says(evn_err err, evn_err want, const char *subject, const char *place)
{
    EVN_CHECK_ERR(err, want);
    EVN_CHECK_TEXT(w.h.why.subject, subject);
    EVN_CHECK_TEXT(w.h.why.place, place);
}

static size_t n_tickets(void)
{
    return evn_dsp_pool_of(w.state, EVN_DSP_TICKET)->n;
}

static void a_ride_goes_to_the_nearest_place_that_takes_the_patient_and_home_again(void)
{
    begin();
    EVN_CHECK_OK(ask_to("R1", EVN_DSP_RIDE_DIALYSIS, 0, "", 0));
    is("R1", EVN_DSP_RIDE_REQUESTED, "H1");
    EVN_CHECK(ride("R1")->dist_m > 1000 && ride("R1")->dist_m < 3000);
    says(step("R1", EVN_DSP_RIDE_DEPART, ""), EVN_E_WRONG_STATE, "R1", "");
    EVN_CHECK_OK(assign("R1", "", 0, 0)); /* the community's own car */
    EVN_CHECK_TEXT(ride("R1")->out.vehicle, "V1");
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_DEPART, ""));
    says(step("R1", EVN_DSP_RIDE_CLOSE, "tired"), EVN_E_RIDE_GOES_ON, "R1", "");
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_ARRIVE, ""));
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_ACCEPT, ""));
    is("R1", EVN_DSP_RIDE_ACCEPTED, "H1");
    EVN_CHECK_OK(assign("R1", "V1", 0, 0)); /* home: the car is free again */
    EVN_CHECK(ride("R1")->has_back);
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_RETURN, ""));
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_CLOSE, ""));
    EVN_CHECK_EQ(ride("R1")->next_us, 0);
    EVN_CHECK_EQ(n_tickets(), 0);
    says(ask_to("R1", EVN_DSP_RIDE_OTHER, 0, "", 0), EVN_E_EXISTS, "R1", "");
    says(ask_to("R2", EVN_DSP_RIDE_OTHER, 0, "NOWHERE", 0), EVN_E_UNKNOWN_REF, "NOWHERE", "");
    end();
}

static void a_refusal_is_an_alarm_and_the_next_place_that_accepts_is_proposed(void)
{
    begin();
    put_hospital("H2", 2, LIMITED, 0);
    EVN_CHECK_OK(ask_to("R1", EVN_DSP_RIDE_DIALYSIS, 2, "", 0));
    EVN_CHECK_OK(assign("R1", "", 0, 0));
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_DEPART, ""));
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_ARRIVE, ""));
    EVN_CHECK_ERR(step("R1", EVN_DSP_RIDE_REFUSE, ""), EVN_E_MISSING_FIELD);
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_REFUSE, "no machine is free"));
    is("R1", EVN_DSP_RIDE_REFUSED, "H3"); /* H2 is nearer, and takes severe patients alone */
    const struct evn_dsp_ticket *t = evn_dsp_find(w.state, EVN_DSP_TICKET, ride("R1")->ticket);
    EVN_MUST(t != NULL);
    EVN_CHECK_TEXT(t->ticket, "A1-R1");
    EVN_CHECK_TEXT(t->ticket_class, "ride");
    EVN_CHECK_TEXT(t->text, "R1 was refused by H1 / R1 被拒收，拒收方 H1");
    EVN_CHECK_EQ(t->links[0].kind, EVN_DSP_LINK_RIDE);
    EVN_CHECK_TEXT(t->area, HOME);
    says(redirect("R1", "H2"), EVN_E_NOT_TAKEN, "H2", "H3");
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_DEPART, ""));
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_ARRIVE, ""));
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_REFUSE, "no bed"));
    is("R1", EVN_DSP_RIDE_REFUSED, ""); /* nobody is left to ask */
    EVN_CHECK_EQ(n_tickets(), 2);
    says(step("R1", EVN_DSP_RIDE_DEPART, ""), EVN_E_NO_INSTITUTION, "R1", "");
    put_hospital("H4", 9, 0, 0); /* in the turn that hears of one, it is proposed */
    is("R1", EVN_DSP_RIDE_REFUSED, "H4");
    EVN_CHECK_ERR(step("R1", EVN_DSP_RIDE_RETURN, ""), EVN_E_MISSING_FIELD);
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_RETURN, "wishes to go home"));
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_CLOSE, ""));
    end();
}

static void an_institution_that_closes_is_left_in_the_same_turn(void)
{
    begin();
    EVN_CHECK_OK(ask_to("R1", EVN_DSP_RIDE_DIALYSIS, 0, "", 0));
    EVN_CHECK_OK(ask_to("R2", EVN_DSP_RIDE_EMERGENCY, 0, "", 0));
    EVN_CHECK_OK(assign("R1", "V1", 0, 0));
    EVN_CHECK_OK(assign("R2", "V2", 0, 0));
    EVN_CHECK_OK(step("R2", EVN_DSP_RIDE_DEPART, ""));
    put_hospital("H1", 1, LIMITED, 0);
    is("R1", EVN_DSP_RIDE_ASSIGNED, "H2");
    is("R2", EVN_DSP_RIDE_DEPARTED, "H1"); /* an emergency counts as severe */
    EVN_CHECK_EQ(ride("R1")->why.code, EVN_DSP_WHY_NOT_TAKEN);
    EVN_CHECK_EQ(n_tickets(), 0);
    put_hospital("H1", 1, SHUT, 0);
    is("R2", EVN_DSP_RIDE_DEPARTED, "H2");
    EVN_CHECK_EQ(n_tickets(), 1); /* who drives must be told */
    EVN_CHECK_OK(step("R2", EVN_DSP_RIDE_ARRIVE, ""));
    put_hospital("H2", 2, SHUT, 0);
    is("R1", EVN_DSP_RIDE_ASSIGNED, "H3");
    is("R2", EVN_DSP_RIDE_REFUSED, "H3"); /* at a door that is closed */
    put_hospital("H3", 3, 0, 1u << 5);
    is("R1", EVN_DSP_RIDE_ASSIGNED, "");
    EVN_CHECK_EQ(ride("R1")->why.code, EVN_DSP_WHY_NO_INSTITUTION);
    says(step("R1", EVN_DSP_RIDE_DEPART, ""), EVN_E_NO_INSTITUTION, "R1", "");
    EVN_CHECK_ERR(ask_to("R3", EVN_DSP_RIDE_OTHER, 0, "H3", 0), EVN_E_NOT_TAKEN);
    EVN_CHECK_OK(ask_to("R3", EVN_DSP_RIDE_OTHER, 0, "", 0)); /* it stands, and somebody is told */
    is("R3", EVN_DSP_RIDE_REQUESTED, "");
    EVN_CHECK_EQ(ride("R3")->alarms, 1);
    end();
}

static void a_ride_not_accepted_in_time_is_told_up_the_units(void)
{
    begin();
    EVN_CHECK_OK(ask_to("R1", EVN_DSP_RIDE_EMERGENCY, 0, "", 0));
    at(&w, 0, POINT_OF_NINE + 29);
    EVN_CHECK_EQ(n_tickets(), 0);
    at(&w, 0, POINT_OF_NINE + 30);
    EVN_CHECK_EQ(n_tickets(), 1);
    at(&w, 0, POINT_OF_NINE + 65); /* still somebody's work: not told twice */
    EVN_CHECK_EQ(n_tickets(), 1);
    at(&w, 0, POINT_OF_NINE + 95); /* but its own clock runs */
    const struct evn_dsp_ticket *t = evn_dsp_find(w.state, EVN_DSP_TICKET, "A1-R1");
    EVN_CHECK(t != NULL && t->escalations == 1);
    struct evn_dsp_ticket_do answer = {.ticket = "A1-R1", .verb = EVN_DSP_VERB_ACCEPT};
    EVN_CHECK_OK(post(&w, (struct evn_dsp_command){.ticket_do = &answer}));
    answer.verb = EVN_DSP_VERB_ANSWER;
    EVN_DSP_SET(answer.text, "on the way");
    EVN_CHECK_OK(post(&w, (struct evn_dsp_command){.ticket_do = &answer}));
    at(&w, 0, POINT_OF_NINE + 130); /* answered, and the patient is not accepted: told again */
    EVN_CHECK_EQ(n_tickets(), 2);
    EVN_CHECK_EQ(ride("R1")->alarms, 2);
    /* Others have time from when they are to be there. */
    int64_t due_us = w.h.business_us + 3600 * EVN_US_PER_S;
    EVN_CHECK_OK(ask_to("R2", EVN_DSP_RIDE_DIALYSIS, 0, "", due_us));
    EVN_CHECK_EQ(ride("R2")->accept_due_us - due_us, 7200 * EVN_US_PER_S);
    struct evn_dsp_parameters_put put = {.parameters = evn_dsp_usual, .has_parameters = true};
    put.parameters.ride_min = 10;
    EVN_CHECK_OK(post(&w, (struct evn_dsp_command){.parameters = &put}));
    EVN_CHECK_OK(ask_to("R3", EVN_DSP_RIDE_DIALYSIS, 0, "", due_us));
    EVN_CHECK_EQ(ride("R3")->accept_due_us - due_us, 600 * EVN_US_PER_S);
    EVN_CHECK_ERR(ask_to("R4", EVN_DSP_RIDE_DIALYSIS, 0, "", w.h.business_us - 1),
                  EVN_E_OUT_OF_RANGE);
    end();
}

static void only_the_institution_says_that_it_accepts(void)
{
    begin();
    EVN_CHECK_OK(ask_to("R1", EVN_DSP_RIDE_DIALYSIS, 0, "", 0));
    EVN_CHECK_OK(assign("R1", "", 0, 0));
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_DEPART, ""));
    EVN_CHECK_OK(as(EVN_ROLE_INTEGRATOR, FAR, event_of("R1", EVN_DSP_RIDE_ARRIVE, "")));
    EVN_CHECK_ERR(as(EVN_ROLE_DISPATCHER, "", event_of("R1", EVN_DSP_RIDE_ACCEPT, "")),
                  EVN_E_NOT_ALLOWED);
    EVN_CHECK_ERR(as(EVN_ROLE_POINT, HOME, event_of("R1", EVN_DSP_RIDE_ACCEPT, "")),
                  EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_ERR(as(EVN_ROLE_INTEGRATOR, FAR, event_of("R1", EVN_DSP_RIDE_RETURN, "home")),
                  EVN_E_NOT_ALLOWED);
    EVN_CHECK_ERR(as(EVN_ROLE_POINT, FAR, event_of("R1", EVN_DSP_RIDE_RETURN, "home")),
                  EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_OK(as(EVN_ROLE_INTEGRATOR, FAR, event_of("R1", EVN_DSP_RIDE_ACCEPT, "")));
    EVN_CHECK_OK(ask_to("R2", EVN_DSP_RIDE_OTHER, 0, "", 0));
    struct evn_dsp_ride_ask ask = {
        .ride = "R3", .kind = EVN_DSP_RIDE_OTHER, .person = "13800138000", .community = HOME};
    EVN_CHECK_ERR(post(&w, (struct evn_dsp_command){.ride_ask = &ask}), EVN_E_PERSONAL_TEXT);
    EVN_DSP_SET(ask.person, "P3");
    EVN_CHECK_ERR(as(EVN_ROLE_POINT, FAR, (struct evn_dsp_command){.ride_ask = &ask}),
                  EVN_E_OUT_OF_SCOPE);
    EVN_CHECK_ERR(step("R2", EVN_DSP_RIDE_CLOSE, "call 138 0013 8000"), EVN_E_PERSONAL_TEXT);
    EVN_CHECK_ERR(step("R2", EVN_DSP_RIDE_CLOSE, ""), EVN_E_MISSING_FIELD);
    EVN_CHECK_OK(step("R2", EVN_DSP_RIDE_CLOSE, "stays at home"));
    end();
}

static int64_t day_us(int minute)
{
    return evn_day_start_us((struct evn_day){19310}, 480) + minute * MINUTE_S * EVN_US_PER_S;
}

static void a_car_is_never_on_two_rides(void)
{
    begin();
    EVN_CHECK_OK(ask_to("R1", EVN_DSP_RIDE_DIALYSIS, 0, "", 0));
    EVN_CHECK_OK(ask_to("R2", EVN_DSP_RIDE_DIALYSIS, 0, "", 0));
    EVN_CHECK_OK(assign("R1", "V1", day_us(NOON), day_us(NOON + 60)));
    says(assign("R2", "V1", day_us(NOON + 59), day_us(NOON + 90)), EVN_E_CAR_BOOKED, "V1", "R1");
    EVN_CHECK_TEXT(w.h.why.field, "R2"); /* both are named */
    says(assign("R2", "V1", day_us(NOON - 30), day_us(NOON + 90)), EVN_E_CAR_BOOKED, "V1", "R1");
    EVN_CHECK_ERR(assign("R2", "V1", day_us(NOON), day_us(NOON)), EVN_E_OUT_OF_RANGE);
    EVN_CHECK_OK(
        assign("R2", "V1", day_us(NOON + 60), day_us(NOON + 90)));     /* one after the other */
    EVN_CHECK_OK(assign("R1", "V1", day_us(NOON), day_us(NOON + 50))); /* its own is no other */
    at(&w, 0, NOON);
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_DEPART, ""));
    at(&w, 0, NOON + 62); /* R1 is not back: R2 cannot leave */
    says(step("R2", EVN_DSP_RIDE_DEPART, ""), EVN_E_CAR_BOOKED, "V1", "R1");
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_ARRIVE, ""));
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_ACCEPT, ""));
    EVN_CHECK_OK(step("R2", EVN_DSP_RIDE_DEPART, ""));
    says(assign("R1", "V1", 0, 0), EVN_E_CAR_BOOKED, "V1", "R2");
    says(assign("R1", "W1", 0, 0), EVN_E_UNKNOWN_REF, "W1", "");
    end();
}

static void a_car_is_never_on_a_ride_and_a_delivery(void)
{
    begin();
    receive_stock(&w, "W1", "RICE", 1000);
    settle(&w);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    const struct evn_dsp_trip *trip = evn_dsp_pool_at(evn_dsp_pool_of(w.state, EVN_DSP_TRIP), 0);
    char name[EVN_CODE_MAX], car[EVN_CODE_MAX];
    EVN_DSP_SET(name, trip->trip);
    EVN_DSP_SET(car, trip->vehicle);
    EVN_CHECK_OK(ask_to("R1", EVN_DSP_RIDE_DIALYSIS, 0, "", 0));
    says(assign("R1", car, trip->start_us, trip->end_us), EVN_E_CAR_BOOKED, car, name);
    EVN_CHECK_OK(assign("R1", car, trip->end_us, trip->end_us + 3600 * EVN_US_PER_S));
    /* The delivery comes later: the ride has no car, and somebody is told. */
    EVN_CHECK_OK(late(&w, name, 30));
    is("R1", EVN_DSP_RIDE_REQUESTED, "H1");
    EVN_CHECK_EQ(ride("R1")->why.code, EVN_DSP_WHY_NO_CAR);
    EVN_CHECK_EQ(n_tickets(), 1);
    world_fini(&w);
    /* A delivery does not leave while somebody is aboard. */
    begin();
    receive_stock(&w, "W1", "RICE", 1000);
    settle(&w);
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    trip = evn_dsp_pool_at(evn_dsp_pool_of(w.state, EVN_DSP_TRIP), 0);
    EVN_DSP_SET(name, trip->trip);
    EVN_DSP_SET(car, trip->vehicle);
    EVN_CHECK_OK(ask_to("R1", EVN_DSP_RIDE_EMERGENCY, 0, "", 0));
    EVN_CHECK_OK(assign("R1", car, 0, trip->start_us));
    EVN_CHECK_OK(step("R1", EVN_DSP_RIDE_DEPART, ""));
    EVN_CHECK_OK(trip_step(&w, EVN_DSP_TAG_LOAD, name));
    settle(&w);
    says(trip_step(&w, EVN_DSP_TAG_DEPART, name), EVN_E_CAR_BOOKED, car, "R1");
    world_fini(&w);
    /* The other way round: what is booked is no vehicle for deliveries. */
    begin();
    receive_stock(&w, "W1", "RICE", 1000);
    settle(&w);
    EVN_CHECK_OK(ask_to("R1", EVN_DSP_RIDE_DIALYSIS, 0, "", 0));
    EVN_CHECK_OK(ask_to("R2", EVN_DSP_RIDE_DIALYSIS, 0, "", 0));
    EVN_CHECK_OK(assign("R1", "V1", 0, day_us(1440)));
    EVN_CHECK_OK(assign("R2", "V2", 0, day_us(1440)));
    EVN_CHECK_OK(round_now(&w));
    settle(&w);
    EVN_CHECK_EQ(evn_dsp_pool_of(w.state, EVN_DSP_TRIP)->n, 0);
    end();
}

static void a_pass_taken_away_takes_the_car_away_at_once(void)
{
    begin();
    EVN_CHECK_OK(ask_to("R1", EVN_DSP_RIDE_DIALYSIS, 0, "", 0));
    EVN_CHECK_OK(assign("R1", "V1", 0, 0));
    struct evn_src_place car = {.code = "V1", .kind = EVN_DSP_VEHICLE, .has_vehicle = true};
    car.vehicle.pass_from = car.vehicle.pass_until = EVN_DAY_NONE;
    EVN_DSP_SET(car.vehicle.depot, "W1");
    feed_one(&w, "registry", EVN_SRC_PLACE, &evn_src_place_table, &car);
    is("R1", EVN_DSP_RIDE_REQUESTED, "H1");
    EVN_CHECK_EQ(ride("R1")->why.code, EVN_DSP_WHY_NO_CAR);
    EVN_CHECK_EQ(n_tickets(), 1);
    says(assign("R1", "", 0, 0), EVN_E_NO_PASS, "V1", HOME);
    EVN_CHECK_OK(assign("R1", "V2", 0, 0));
    EVN_CHECK_OK(hinder(&w, "V2", 0));
    is("R1", EVN_DSP_RIDE_REQUESTED, "H1");
    says(assign("R1", "V2", 0, 0), EVN_E_NO_VEHICLE, "V2", "");
    EVN_CHECK_OK(clear(&w, "V2"));
    EVN_CHECK_OK(hinder(&w, "H1", 0)); /* nobody gets there */
    is("R1", EVN_DSP_RIDE_REQUESTED, "H2");
    close_need(&w, HOME); /* unsealed: no pass is asked for */
    EVN_CHECK_OK(assign("R1", "V1", 0, 0));
    end();
}

static void put_person(const char *to, uint32_t *weekdays, size_t n)
{
    struct evn_dsp_regular_ride regular = {.kind = EVN_DSP_RIDE_DIALYSIS,
                                           .at_min = NOON,
                                           .weekdays = weekdays,
                                           .n_weekdays = n,
                                           .from_day = EVN_DAY_NONE};
    struct evn_src_key_person person = {.person = "P7",
                                        .community = HOME,
                                        .last_day = EVN_DAY_NONE,
                                        .rides = &regular,
                                        .n_rides = 1};
    EVN_DSP_SET(regular.to, to);
    feed_one(&w, "registry", EVN_SRC_KEY_PERSON, &evn_src_key_person_table, &person);
}

static void three_rides_a_week_are_made_on_their_days(void)
{
    uint32_t days[] = {1, 3, 5}; /* the 14th is a Monday */
    begin();
    put_person("H2", days, 3);
    EVN_CHECK_EQ(evn_dsp_pool_of(w.state, EVN_DSP_RIDE)->n, 0); /* the clock makes them */
    at(&w, 0, POINT_OF_NINE + 1);
    EVN_CHECK_EQ(evn_dsp_pool_of(w.state, EVN_DSP_RIDE)->n, 1);
    const struct evn_dsp_ride *r = evn_dsp_pool_at(evn_dsp_pool_of(w.state, EVN_DSP_RIDE), 0);
    EVN_CHECK_TEXT(r->ride, "K19310-1-1");
    EVN_CHECK_TEXT(r->person, "P7");
    EVN_CHECK_TEXT(r->to, "H2");
    EVN_CHECK_EQ(r->due_us, day_us(NOON));
    at(&w, 0, POINT_OF_NINE + 2);
    put_person("H2", days, 3); /* put again: not made again */
    at(&w, 0, POINT_OF_NINE + 3);
    EVN_CHECK_EQ(evn_dsp_pool_of(w.state, EVN_DSP_RIDE)->n, 1);
    for (int d = 1; d < 14; d++)
        at(&w, d, 1);
    EVN_CHECK_EQ(evn_dsp_pool_of(w.state, EVN_DSP_RIDE)->n, 6);
    put_hospital("H2", 2, SHUT, 0);
    at(&w, 14, 1);
    is("K19324-1-1", EVN_DSP_RIDE_REQUESTED, "H1"); /* its own is closed: elsewhere, and says so */
    EVN_CHECK_TEXT(ride("K19324-1-1")->why.subject, "H2");
    close_need(&w, HOME); /* nobody is sealed: they go by themselves */
    at(&w, 16, 1);
    EVN_CHECK_EQ(evn_dsp_pool_of(w.state, EVN_DSP_RIDE)->n, 7);
    need(&w, HOME, "RICE", 3, 1); /* sealed in the middle of the day */
    at(&w, 16, NOON);
    EVN_CHECK_EQ(evn_dsp_pool_of(w.state, EVN_DSP_RIDE)->n, 8);
    struct evn_src_erased erased = {.person = "P7"};
    feed_one(&w, "registry", EVN_SRC_ERASED, &evn_src_erased_table, &erased);
    at(&w, 18, 1);
    EVN_CHECK_EQ(evn_dsp_pool_of(w.state, EVN_DSP_RIDE)->n, 8);
    end();
}

/* The largest hospital of a city closes: 200 rides in the turn that hears of it, the others in the
 * next ones, so that no group is too large; none leaves for it meanwhile. */
static void a_hospital_with_hundreds_of_rides_closes_within_a_few_turns(void)
{
    enum { RIDES = 600 };
    begin();
    for (uint32_t i = 0; i < RIDES; i++) {
        char code[EVN_CODE_MAX] = "R";
        evn_dsp_add_number(code, i);
        EVN_CHECK_OK(ask_to(code, EVN_DSP_RIDE_DIALYSIS, 0, "H1", 0));
    }
    EVN_CHECK_OK(assign("R599", "V1", 0, 0));
    put_hospital("H1", 1, SHUT, 0);
    is("R599", EVN_DSP_RIDE_ASSIGNED, "H1");
    says(step("R599", EVN_DSP_RIDE_DEPART, ""), EVN_E_NOT_TAKEN, "H1", "H2");
    for (int second = 1; second <= 3; second++)
        at(&w, 0, POINT_OF_NINE + second);
    is("R599", EVN_DSP_RIDE_ASSIGNED, "H2");
    put_hospital("H3", 3, SHUT, 0);
    put_hospital("H2", 2, SHUT, 0);
    for (int second = 4; second <= 6; second++)
        at(&w, 0, POINT_OF_NINE + second);
    is("R599", EVN_DSP_RIDE_ASSIGNED, "");
    EVN_CHECK_EQ(n_tickets(), RIDES);
    end();
}

static bool has_car(const struct evn_dsp_ride *r)
{
    return r->state >= EVN_DSP_RIDE_ASSIGNED && r->state <= EVN_DSP_RIDE_REFUSED &&
           r->state != EVN_DSP_RIDE_ACCEPTED;
}

/* Whatever is done in whatever order: nothing ends but accepted or at home with a reason, nobody
 * leaves for a place that does not take them, and no car is on two rides. */
static void check_laws(void)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(w.state, EVN_DSP_RIDE);
    for (uint32_t i = 0; i < pool->n; i++) {
        const struct evn_dsp_ride *a = evn_dsp_pool_at(pool, i);
        bool over = a->state == EVN_DSP_RIDE_RETURNED || a->state == EVN_DSP_RIDE_CLOSED;
        if (over && a->accepted_us == 0 && a->reason[0] == '\0')
            EVN_CHECK_TEXT(a->ride, "ended without a reason");
        const struct evn_dsp_place *to = evn_dsp_find(w.state, EVN_DSP_PLACE, a->to);
        if (!over && a->state != EVN_DSP_RIDE_ACCEPTED && to != NULL &&
            !evn_dsp_takes(to, a->severity))
            EVN_CHECK_TEXT(a->ride, "goes where nobody takes the patient");
        if (to == NULL && !over && a->alarms == 0)
            EVN_CHECK_TEXT(a->ride, "goes nowhere and nobody is told");
        for (uint32_t k = 0; k < i; k++) {
            const struct evn_dsp_ride *b = evn_dsp_pool_at(pool, k);
            if (has_car(a) && has_car(b) && strcmp(a->out.vehicle, b->out.vehicle) == 0 &&
                a->out.from_us < b->out.until_us && b->out.from_us < a->out.until_us)
                EVN_CHECK_TEXT(a->ride, "has a car that another ride has, too");
        }
    }
}

static void count_ends(int *accepted, int *home)
{
    const struct evn_dsp_pool *pool = evn_dsp_pool_of(w.state, EVN_DSP_RIDE);
    for (uint32_t i = 0; i < pool->n; i++) {
        const struct evn_dsp_ride *r = evn_dsp_pool_at(pool, i);
        *accepted += r->accepted_us != 0;
        *home += r->state == EVN_DSP_RIDE_RETURNED && r->accepted_us == 0;
    }
}

static uint32_t seed;
static uint32_t dice(uint32_t sides)
{
    seed = seed * 1664525u + 1013904223u;
    return (seed >> 8) % sides;
}

/* What comes next on the usual way, mostly. */
static int32_t likely_event(const char *code)
{
    static const int32_t next[] = {[EVN_DSP_RIDE_ASSIGNED] = EVN_DSP_RIDE_DEPART,
                                   [EVN_DSP_RIDE_DEPARTED] = EVN_DSP_RIDE_ARRIVE,
                                   [EVN_DSP_RIDE_ARRIVED] = EVN_DSP_RIDE_ACCEPT,
                                   [EVN_DSP_RIDE_REFUSED] = EVN_DSP_RIDE_DEPART,
                                   [EVN_DSP_RIDE_ACCEPTED] = EVN_DSP_RIDE_RETURN,
                                   [EVN_DSP_RIDE_CLOSED] = 0};
    const struct evn_dsp_ride *r = evn_dsp_find(w.state, EVN_DSP_RIDE, code);
    int32_t event = r != NULL ? next[r->state] : 0;
    return event != 0 && dice(3) > 0 ? event : EVN_DSP_RIDE_DEPART + (int32_t)dice(7);
}

static void random_step(int n)
{
    static const char *const cars[] = {"V1", "V2", ""}, *const places[] = {"H1", "H2", "H3"};
    char code[EVN_CODE_MAX] = "R";
    evn_dsp_add_number(code, dice((uint32_t)n / 12 + 1));
    int64_t from_us = w.h.business_us + (int64_t)dice(100) * MINUTE_S * EVN_US_PER_S;
    switch (dice(7)) {
    case 0:
        (void)ask_to(code, 1 + (int32_t)dice(5), dice(6), dice(3) == 0 ? places[dice(3)] : "", 0);
        break;
    case 1:
        (void)assign(code, cars[dice(3)], from_us,
                     from_us + (1 + (int64_t)dice(60)) * MINUTE_S * EVN_US_PER_S);
        break;
    case 2:
        put_hospital(places[dice(3)], 1 + (int)dice(5), (int32_t)dice(3), dice(2) ? 0 : dice(64));
        break;
    case 3:
        (void)redirect(code, places[dice(3)]);
        break;
    default:
        (void)step(code, likely_event(code), dice(3) ? "so it is" : "");
    }
}

static void whatever_is_done_a_ride_ends_accepted_or_at_home(void)
{
    enum { CASES = 40, STEPS = 300 };
    int accepted = 0, home = 0;
    seed = (uint32_t)evn_test_seed(35);
    for (int i = 0; i < CASES; i++) {
        begin();
        for (int n = 0; n < STEPS; n++) {
            random_step(n);
            if (dice(10) == 0)
                at(&w, n / 60, POINT_OF_NINE + n * 5 % 800);
            check_laws();
        }
        count_ends(&accepted, &home);
        end();
    }
    EVN_CHECK(accepted > 9 && home > 0); /* the cases reach both ends */
    printf("%d accepted, %d home again ", accepted, home);
}

int main(int argc, char **argv)
{
    static const struct evn_test_case tests[] = {
        EVN_TEST(a_ride_goes_to_the_nearest_place_that_takes_the_patient_and_home_again),
        EVN_TEST(a_refusal_is_an_alarm_and_the_next_place_that_accepts_is_proposed),
        EVN_TEST(an_institution_that_closes_is_left_in_the_same_turn),
        EVN_TEST(a_ride_not_accepted_in_time_is_told_up_the_units),
        EVN_TEST(only_the_institution_says_that_it_accepts),
        EVN_TEST(a_car_is_never_on_two_rides),
        EVN_TEST(a_car_is_never_on_a_ride_and_a_delivery),
        EVN_TEST(a_pass_taken_away_takes_the_car_away_at_once),
        EVN_TEST(three_rides_a_week_are_made_on_their_days),
        EVN_TEST(a_hospital_with_hundreds_of_rides_closes_within_a_few_turns),
        EVN_TEST(whatever_is_done_a_ride_ends_accepted_or_at_home),
    };
    return evn_test_main(argc, argv, "dispatch.ride", tests, sizeof tests / sizeof tests[0]);
}

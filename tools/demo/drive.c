#include "tools/demo/exercise.h"

#include "evernormal/dispatch/v1/command.pb-c.h"
#include "evernormal/dispatch/v1/query.pb-c.h"

#include <stdio.h>

/* Of what arrives: per mille short, damaged and turned back, over many stops. */
enum { SHORT_PM = 20, DAMAGED_PM = 10, REFUSED_PM = 10, ITEMS_MAX = 16 };

/* The first stop's minute of the day, the time to the next, and when the doors close. */
enum { FIRST_STOP_MIN = 9 * 60, NEXT_STOP_MIN = 20, LAST_STOP_MIN = 17 * 60 + 45 };

typedef Evernormal__Dispatch__V1__Command command_t;
typedef Evernormal__Dispatch__V1__Result result_t;
typedef Evernormal__Dispatch__V1__Trip trip_t;

static evn_err do_dispatch(struct evn_exercise *ex, const command_t *command)
{
    return evn_play_do(&ex->play, EVN_PART_DISPATCH, &command->base);
}

/* All trips that are not closed; free them. */
static evn_err list_trips(struct evn_exercise *ex, result_t **out)
{
    Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
    Evernormal__Dispatch__V1__ListTrips list = EVERNORMAL__DISPATCH__V1__LIST_TRIPS__INIT;
    query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_TRIPS;
    query.trips = &list;
    return evn_play_ask(&ex->play, EVN_PART_DISPATCH, &query.base,
                        &evernormal__dispatch__v1__result__descriptor, (void **)out);
}

static evn_err load(struct evn_exercise *ex, const trip_t *trip)
{
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    Evernormal__Dispatch__V1__Load what = EVERNORMAL__DISPATCH__V1__LOAD__INIT;
    what.trip = trip->trip;
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_LOAD;
    command.load = &what;
    return do_dispatch(ex, &command);
}

static evn_err depart(struct evn_exercise *ex, const trip_t *trip)
{
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    Evernormal__Dispatch__V1__Depart what = EVERNORMAL__DISPATCH__V1__DEPART__INIT;
    what.trip = trip->trip;
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_DEPART;
    command.depart = &what;
    ex->today.trips++;
    return do_dispatch(ex, &command);
}

static evn_err close_trip(struct evn_exercise *ex, const trip_t *trip)
{
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    Evernormal__Dispatch__V1__Close what = EVERNORMAL__DISPATCH__V1__CLOSE__INIT;
    what.trip = trip->trip;
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_CLOSE;
    command.close = &what;
    return do_dispatch(ex, &command);
}

/* Whether the vehicle has nothing else to drive before this trip. */
static bool is_next(const result_t *trips, const trip_t *trip)
{
    for (size_t i = 0; i < trips->n_trip; i++)
        if (strcmp(trips->trip[i]->vehicle, trip->vehicle) == 0 &&
            trips->trip[i]->start_us < trip->start_us)
            return false;
    return true;
}

/* Do `act` with every trip that is in `state` and its vehicle's next; *n of them. */
static evn_err each_trip(struct evn_exercise *ex, Evernormal__Dispatch__V1__TripState state,
                         evn_err (*act)(struct evn_exercise *ex, const trip_t *trip), size_t *n)
{
    result_t *trips;
    evn_err err = list_trips(ex, &trips);
    *n = 0;
    for (size_t i = 0; err == EVN_OK && i < trips->n_trip; i++)
        if (trips->trip[i]->state == state && is_next(trips, trips->trip[i])) {
            err = act(ex, trips->trip[i]);
            ++*n;
        }
    evernormal__dispatch__v1__result__free_unpacked(trips, NULL);
    return err == EVN_OK ? evn_play_settle(&ex->play) : err;
}

/* Split what is carried into what was found at the door: about so many per mille each, and mostly
 * nothing at all. */
static void inspect(const struct evn_exercise *ex, const char *trip, uint32_t stop,
                    Evernormal__Dispatch__V1__ReceiveLine *line)
{
    static char refused[] = "played: turned back at the door";
    char what[96];
    int64_t carried = line->accepted;
    snprintf(what, sizeof what, "%.40s/%u/%.40s", trip, stop, line->item);
    int64_t *part[] = {&line->short_, &line->damaged, &line->refused};
    static const int per_mille[] = {SHORT_PM, DAMAGED_PM, REFUSED_PM};
    for (int i = 0; i < 3; i++) {
        /* One line in ten has the difference, ten times as large. */
        if (evn_exercise_draw(ex, what, i, 10) != 0)
            continue;
        *part[i] = carried * per_mille[i] * 10 / 1000;
        line->accepted -= *part[i];
    }
    line->reason = line->refused > 0 ? refused : line->reason;
}

struct receipt {
    Evernormal__Dispatch__V1__ReceiveLine line[ITEMS_MAX], *list[ITEMS_MAX];
    size_t n;
};

/* The lines of a stop: one for each item, of all that is aboard for it. */
static evn_err gather(const result_t *trip, uint32_t stop, struct receipt *out)
{
    out->n = 0;
    for (size_t i = 0; i < trip->n_share; i++) {
        const Evernormal__Dispatch__V1__Share *share = trip->share[i];
        size_t k = 0;
        if (share->stop != stop ||
            share->state != EVERNORMAL__DISPATCH__V1__SHARE_STATE__SHARE_STATE_ABOARD)
            continue;
        while (k < out->n && strcmp(out->line[k].item, share->item) != 0)
            k++;
        if (k == ITEMS_MAX)
            return EVN_E_LIMIT;
        if (k == out->n) {
            evernormal__dispatch__v1__receive_line__init(&out->line[k]);
            out->line[k].item = share->item;
            out->list[out->n++] = &out->line[k];
        }
        out->line[k].accepted += share->quantity;
    }
    return EVN_OK;
}

static evn_err sign(struct evn_exercise *ex, const trip_t *trip, const result_t *whole,
                    uint32_t stop)
{
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    Evernormal__Dispatch__V1__Arrive arrive = EVERNORMAL__DISPATCH__V1__ARRIVE__INIT;
    Evernormal__Dispatch__V1__Receive receive = EVERNORMAL__DISPATCH__V1__RECEIVE__INIT;
    struct receipt lines;
    char signed_by[40];
    evn_err err = gather(whole, stop, &lines);
    if (err != EVN_OK)
        return (ex->play.why = evn_refusal_of(err)).err;
    for (size_t i = 0; i < lines.n; i++)
        inspect(ex, trip->trip, stop, &lines.line[i]);
    arrive.trip = trip->trip;
    arrive.stop = stop;
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_ARRIVE;
    command.arrive = &arrive;
    err = do_dispatch(ex, &command);
    snprintf(signed_by, sizeof signed_by, "VOL-%.30s", trip->stops[stop - 1]->point);
    receive.trip = trip->trip;
    receive.stop = stop;
    receive.n_lines = lines.n;
    receive.lines = lines.list;
    receive.signed_by = signed_by;
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_RECEIVE;
    command.receive = &receive;
    ex->today.stops++;
    return err == EVN_OK ? do_dispatch(ex, &command) : err;
}

static evn_err arrive(struct evn_exercise *ex, const trip_t *trip, uint32_t stop)
{
    Evernormal__Dispatch__V1__Query query = EVERNORMAL__DISPATCH__V1__QUERY__INIT;
    Evernormal__Dispatch__V1__GetTrip get = EVERNORMAL__DISPATCH__V1__GET_TRIP__INIT;
    result_t *whole;
    get.trip = trip->trip;
    query.kind_case = EVERNORMAL__DISPATCH__V1__QUERY__KIND_TRIP;
    query.trip = &get;
    evn_err err = evn_play_ask(&ex->play, EVN_PART_DISPATCH, &query.base,
                               &evernormal__dispatch__v1__result__descriptor, (void **)&whole);
    if (err == EVN_OK)
        err = sign(ex, trip, whole, stop);
    evernormal__dispatch__v1__result__free_unpacked(whole, NULL);
    return err;
}

/* All vehicles underway reach their stop of this number; *more: some have a further one. */
static evn_err reach(struct evn_exercise *ex, uint32_t stop, bool *more)
{
    result_t *trips;
    *more = false;
    evn_err err = list_trips(ex, &trips);
    for (size_t i = 0; err == EVN_OK && i < trips->n_trip; i++) {
        const trip_t *trip = trips->trip[i];
        if (trip->state != EVERNORMAL__DISPATCH__V1__TRIP_STATE__TRIP_STATE_UNDERWAY ||
            trip->n_stops < stop)
            continue;
        err = arrive(ex, trip, stop);
        *more |= trip->n_stops > stop;
    }
    evernormal__dispatch__v1__result__free_unpacked(trips, NULL);
    return err == EVN_OK ? evn_play_settle(&ex->play) : err;
}

/* Each vehicle's next trip from the warehouse to the last door; *n of them. `*minute` is that of
 * the first stop and moves on. */
static evn_err drive_once(struct evn_exercise *ex, int *minute, size_t *n)
{
    size_t n_done;
    bool more = true;
    evn_err err = each_trip(ex, EVERNORMAL__DISPATCH__V1__TRIP_STATE__TRIP_STATE_PLANNED, load, n);
    if (err == EVN_OK && *n > 0)
        err =
            each_trip(ex, EVERNORMAL__DISPATCH__V1__TRIP_STATE__TRIP_STATE_LOADED, depart, &n_done);
    for (uint32_t stop = 1; err == EVN_OK && more && *n > 0; stop++) {
        err = evn_play_pass(&ex->play, evn_exercise_at_us(ex, *minute));
        if (err == EVN_OK)
            err = reach(ex, stop, &more);
        *minute = *minute + NEXT_STOP_MIN < LAST_STOP_MIN ? *minute + NEXT_STOP_MIN : LAST_STOP_MIN;
    }
    if (err == EVN_OK && *n > 0)
        err = each_trip(ex, EVERNORMAL__DISPATCH__V1__TRIP_STATE__TRIP_STATE_UNDERWAY, close_trip,
                        &n_done);
    return err;
}

evn_err evn_exercise_drive(struct evn_exercise *ex)
{
    int minute = FIRST_STOP_MIN;
    size_t n = 1;
    evn_err err = EVN_OK;
    while (n > 0 && err == EVN_OK)
        err = drive_once(ex, &minute, &n);
    return err;
}

/* Of the trips that are loaded, so many in three set out. */
static evn_err depart_some(struct evn_exercise *ex, const trip_t *trip)
{
    return evn_exercise_draw(ex, trip->trip, ex->day, 3) < 2 ? depart(ex, trip) : EVN_OK;
}

/* The first trip underway reaches its first door; who lives there is told apart from the rest. */
static evn_err knock(struct evn_exercise *ex, const trip_t *trip)
{
    command_t command = EVERNORMAL__DISPATCH__V1__COMMAND__INIT;
    Evernormal__Dispatch__V1__Arrive what = EVERNORMAL__DISPATCH__V1__ARRIVE__INIT;
    if (ex->first_served[0] != '\0' || trip->n_stops == 0)
        return EVN_OK;
    for (size_t i = 0; i < ex->town.n_communities; i++)
        if (strcmp(ex->town.community[i].point, trip->stops[0]->point) == 0)
            snprintf(ex->first_served, sizeof ex->first_served, "%s", ex->town.community[i].code);
    what.trip = trip->trip;
    what.stop = 1;
    command.kind_case = EVERNORMAL__DISPATCH__V1__COMMAND__KIND_ARRIVE;
    command.arrive = &what;
    return do_dispatch(ex, &command);
}

evn_err evn_exercise_set_out(struct evn_exercise *ex)
{
    size_t n;
    evn_err err = each_trip(ex, EVERNORMAL__DISPATCH__V1__TRIP_STATE__TRIP_STATE_PLANNED, load, &n);
    if (err == EVN_OK)
        err =
            each_trip(ex, EVERNORMAL__DISPATCH__V1__TRIP_STATE__TRIP_STATE_LOADED, depart_some, &n);
    if (err == EVN_OK)
        err = evn_play_pass(&ex->play, evn_exercise_at_us(ex, FIRST_STOP_MIN));
    return err == EVN_OK
               ? each_trip(ex, EVERNORMAL__DISPATCH__V1__TRIP_STATE__TRIP_STATE_UNDERWAY, knock, &n)
               : err;
}

#include "services/gateway/trips.h"

#include "services/gateway/names.h"

static const struct {
    const char *state;
    enum evn_say say;
    const char *cls;
} states[] = {{"TRIP_STATE_PLANNED", EVN_SAY_TRIP_PLANNED, ""},
              {"TRIP_STATE_LOADING", EVN_SAY_TRIP_LOADING, "busy"},
              {"TRIP_STATE_LOADED", EVN_SAY_TRIP_LOADED, "busy"},
              {"TRIP_STATE_UNDERWAY", EVN_SAY_TRIP_UNDERWAY, "go"},
              {"TRIP_STATE_RETURNING", EVN_SAY_TRIP_RETURNING, "busy"},
              {"TRIP_STATE_CLOSED", EVN_SAY_TRIP_CLOSED, "done"},
              {"TRIP_STATE_CANCELLED", EVN_SAY_TRIP_CANCELLED, "bad"}};

static size_t state_of(const json_t *trip)
{
    const char *state = evn_json_text(trip, "state");
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        if (strcmp(states[i].state, state) == 0)
            return i;
    return 0;
}

enum evn_say evn_trip_state(const json_t *trip)
{
    return states[state_of(trip)].say;
}

void evn_trip_badge(struct evn_page *page, const json_t *trip)
{
    size_t i = state_of(trip);
    evn_html(&page->html, "<span class=\"badge %r\">%L</span>", states[i].cls, (int)states[i].say);
}

const json_t *evn_trip_stop(const json_t *trip, int64_t number)
{
    json_t *stop;
    size_t i;
    json_array_foreach(json_object_get(trip, "stops"), i, stop)
    {
        if (evn_json_num(stop, "stop") == number)
            return stop;
    }
    return NULL;
}

void evn_trip_promised(struct evn_page *page, const json_t *stop)
{
    enum { SAME_US = 5 * 60 * 1000000 };
    char at[20];
    int64_t promised_us = evn_json_num(stop, "promisedUs");
    int64_t late_us = evn_json_num(stop, "etaUs") - promised_us;
    if (promised_us == 0 || (late_us < SAME_US && late_us > -SAME_US))
        return;
    evn_html(&page->html, " <small class=\"late\">");
    evn_html_say(&page->html, EVN_SAY_PROMISED,
                 (struct evn_fill){.a = evn_local_time(promised_us, at)});
    evn_html(&page->html, "</small>");
}

static bool is_done(const json_t *stop)
{
    return strcmp(evn_json_text(stop, "state"), "STOP_STATE_DONE") == 0;
}

static bool is_arrived(const json_t *stop)
{
    return strcmp(evn_json_text(stop, "state"), "STOP_STATE_ARRIVED") == 0;
}

/* The trip's first stop at one of the places that is not done, else its last one there; NULL: it
 * does not go there. */
static const json_t *stop_there(const json_t *trip, const json_t *places)
{
    const json_t *found = NULL;
    json_t *stop, *place;
    size_t i, k;
    json_array_foreach(json_object_get(trip, "stops"), i, stop)
    {
        json_array_foreach(places, k, place)
        {
            if (strcmp(evn_json_text(stop, "point"), json_string_value(place)) == 0 &&
                (found == NULL || is_done(found)))
                found = stop;
        }
    }
    return found;
}

/* Dots on a line: done, next, ahead. */
static void write_track(struct evn_page *page, const json_t *trip, const json_t *stops)
{
    json_t *stop;
    size_t i;
    bool next = strcmp(evn_json_text(trip, "state"), "TRIP_STATE_UNDERWAY") == 0;
    evn_html(&page->html, "<span class=\"track\" aria-hidden=\"true\">");
    json_array_foreach(stops, i, stop)
    {
        evn_html(&page->html, "<i class=\"%r\"></i>", is_done(stop) ? "done" : next ? "next" : "");
        next = next && is_done(stop);
    }
    evn_html(&page->html, "</span>");
}

/* Where the vehicle is, or when it comes to `stop`. At one's own door there is something to do. */
static void write_where(struct evn_page *page, const char *trip, const json_t *stop, bool own)
{
    char at[20];
    bool here = is_arrived(stop);
    evn_html(&page->html, "<small>");
    evn_html_say(&page->html, here ? EVN_SAY_IS_THERE : EVN_SAY_NEXT_STOP,
                 (struct evn_fill){
                     .a = evn_name(page, EVN_PLACES, evn_json_text(stop, "point")),
                     .b = evn_local_time(evn_json_num(stop, here ? "arrivedAtUs" : "etaUs"), at)});
    evn_html(&page->html, "</small>");
    if (!here)
        evn_trip_promised(page, stop);
    if (here && own)
        evn_html(&page->html, "<p><a class=\"do\" href=\"/trip/%u\">%L</a></p>", trip,
                 EVN_SAY_SIGN_NOW);
}

/* `own`: the stop of who looks, or NULL for the next one. */
static void write_trip(struct evn_page *page, const json_t *trip, const json_t *own)
{
    const json_t *stops = json_object_get(trip, "stops"), *next = NULL;
    json_t *stop;
    size_t i;
    int64_t n_done = 0;
    json_array_foreach(stops, i, stop)
    {
        n_done += is_done(stop);
        if (next == NULL && !is_done(stop))
            next = stop;
    }
    const char *id = evn_json_text(trip, "trip");
    evn_html(&page->html, "<li><div><a href=\"/trip/%u\"><b>%t</b></a> ", id, id);
    evn_trip_badge(page, trip);
    evn_html(&page->html, "</div><div class=\"line\"><span>%t</span>",
             evn_name(page, EVN_PLACES, evn_json_text(trip, "vehicle")));
    write_track(page, trip, stops);
    evn_html(&page->html, "<small>%n/%n</small></div>", n_done, (int64_t)json_array_size(stops));
    next = own != NULL ? own : next;
    if (next != NULL && !is_done(next))
        write_where(page, id, next, own != NULL);
    evn_html(&page->html, "</li>");
}

void evn_trips_panel(struct evn_page *page, const char *depot, const json_t *stops_at)
{
    json_t *result = evn_page_ask(page, "dispatch", json_pack("{s:{}}", "trips")), *trip;
    size_t i, n = 0;
    evn_panel_open(page, EVN_SAY_TRIPS, "trips", "");
    if (result == NULL)
        evn_panel_away(page, "dispatch");
    evn_html(&page->html, "<ul class=\"rows trips\">");
    json_array_foreach(json_object_get(result, "trip"), i, trip)
    {
        if (depot[0] != '\0' && strcmp(evn_json_text(trip, "depot"), depot) != 0)
            continue;
        const json_t *own = stops_at != NULL ? stop_there(trip, stops_at) : NULL;
        if (stops_at != NULL && own == NULL)
            continue;
        write_trip(page, trip, own);
        n++;
    }
    evn_html(&page->html, "</ul>");
    if (result != NULL && n == 0)
        evn_panel_empty(page, EVN_SAY_TRIPS_EMPTY);
    evn_panel_close(page);
    json_decref(result);
}

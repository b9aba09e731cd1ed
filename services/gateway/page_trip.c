#include "services/gateway/form.h"
#include "services/gateway/names.h"
#include "services/gateway/note.h"
#include "services/gateway/receipt.h"
#include "services/gateway/route.h"
#include "services/gateway/trips.h"

#include <inttypes.h>
#include <stdio.h>

static bool state_is(const json_t *o, const char *state)
{
    return strcmp(evn_json_text(o, "state"), state) == 0;
}

/* Step buttons: one small form each. */
static void step(struct evn_page *page, const char *name, enum evn_say button, int64_t stop)
{
    char number[24];
    snprintf(number, sizeof number, "%" PRId64, stop);
    evn_form_open(page, page->x->url, name, "step");
    if (stop > 0)
        evn_form_hidden(page, "stop", number);
    evn_form_close(page, button);
}

static void write_stop(struct evn_page *page, const json_t *trip, const json_t *result,
                       const json_t *stop)
{
    char at[20];
    int64_t number = evn_json_num(stop, "stop");
    bool done = state_is(stop, "STOP_STATE_DONE"), there = state_is(stop, "STOP_STATE_ARRIVED");
    bool lost = state_is(stop, "STOP_STATE_STRANDING");
    int64_t at_us = evn_json_num(stop, done ? "doneAtUs" : there ? "arrivedAtUs" : "etaUs");
    evn_html(&page->html,
             "<li class=\"stop %r\"><div><b>%n. %t</b> <span class=\"badge %r\">%L</span></div>"
             "<small>%L %t</small>",
             done    ? "done"
             : there ? "next"
                     : "",
             number, evn_name(page, EVN_PLACES, evn_json_text(stop, "point")), done ? "done" : "",
             done    ? EVN_SAY_STOP_DONE
             : there ? EVN_SAY_STOP_ARRIVED
             : lost  ? EVN_SAY_STOP_STRANDING
                     : EVN_SAY_STOP_AHEAD,
             done || there ? EVN_SAY_AT : EVN_SAY_ETA, evn_local_time(at_us, at));
    if (!done && !there)
        evn_trip_promised(page, stop);
    if (state_is(trip, "TRIP_STATE_UNDERWAY") && state_is(stop, "STOP_STATE_AHEAD"))
        step(page, "arrive", EVN_SAY_DO_ARRIVE, number);
    if (done)
        evn_receipt_write(page, stop);
    if (there)
        evn_receipt_form(page, result, number);
    else if (!done)
        evn_receipt_code(page, result, number);
    evn_html(&page->html, "</li>");
}

static void write_pick(struct evn_page *page, const json_t *pick)
{
    const char *item = evn_json_text(pick, "item");
    json_t *lot;
    size_t i;
    evn_html(&page->html,
             "<tr><th scope=\"row\">%t<br><small>%t</small></th><td class=\"num\">%n <small>%t"
             "</small></td><td class=\"num\">%n</td><td class=\"lots\">",
             evn_name(page, EVN_ITEMS, item), item, evn_json_num(pick, "quantity"),
             evn_unit(page, item), evn_json_num(pick, "packs"));
    json_array_foreach(json_object_get(pick, "lots"), i, lot)
    {
        evn_html(&page->html, "<div><b>%t</b> <small>%t</small> × %n</div>",
                 evn_json_text(lot, "lot"), evn_json_text(lot, "expiry"),
                 evn_json_num(lot, "quantity"));
    }
    evn_html(&page->html, "</td><td class=\"tick\"></td></tr>");
}

static void pick_list(struct evn_page *page, const char *trip)
{
    json_t *result =
        evn_page_ask(page, "dispatch", json_pack("{s:{s:s}}", "loadList", "trip", trip));
    json_t *pick;
    size_t i;
    const json_t *first = json_array_get(json_object_get(result, "pick"), 0);
    bool proposed = json_is_true(json_object_get(first, "proposed"));
    evn_panel_open(page, EVN_SAY_PICK_LIST, "pick", "print");
    if (result == NULL) {
        evn_panel_away(page, "dispatch");
    } else {
        evn_html(
            &page->html,
            "<p class=\"hint\">%L</p><div class=\"scroll\"><table class=\"cards\"><thead><tr><th "
            "scope=\"col\">%L</th><th scope=\"col\" class=\"num\">%L</th><th scope=\"col\" "
            "class=\"num\">%L</th><th scope=\"col\">%L</th><th scope=\"col\">✓</th></tr>"
            "</thead><tbody>",
            proposed ? EVN_SAY_PICK_PROPOSED : EVN_SAY_PICK_HINT, EVN_SAY_ITEM, EVN_SAY_QUANTITY,
            EVN_SAY_PACKS, EVN_SAY_LOTS);
        json_array_foreach(json_object_get(result, "pick"), i, pick)
        {
            write_pick(page, pick);
        }
        evn_html(&page->html, "</tbody></table></div>");
    }
    evn_panel_close(page);
    json_decref(result);
}

static void actions(struct evn_page *page, const json_t *trip)
{
    json_t *stop;
    size_t i;
    bool all_done = true;
    json_array_foreach(json_object_get(trip, "stops"), i, stop)
    {
        all_done = all_done && state_is(stop, "STOP_STATE_DONE");
    }
    evn_html(&page->html, "<div class=\"actions\">");
    if (state_is(trip, "TRIP_STATE_PLANNED"))
        step(page, "load", EVN_SAY_DO_LOAD, 0);
    if (state_is(trip, "TRIP_STATE_LOADED") && !all_done) {
        evn_form_open(page, page->x->url, "depart", "step");
        evn_form_input(page, EVN_SAY_CREW, "crew", 0, "", "maxlength=\"40\"");
        evn_form_close(page, EVN_SAY_DO_DEPART);
    }
    if ((state_is(trip, "TRIP_STATE_UNDERWAY") || state_is(trip, "TRIP_STATE_LOADED")) && all_done)
        step(page, "close", EVN_SAY_DO_CLOSE, 0);
    evn_html(&page->html, "</div>");
}

/* What may come up before a trip is over: it is late, or its vehicle stays behind. */
static void changes(struct evn_page *page, const json_t *trip)
{
    static const char *const states[] = {"TRIP_STATE_PLANNED", "TRIP_STATE_LOADING",
                                         "TRIP_STATE_LOADED", "TRIP_STATE_UNDERWAY"};
    bool open = false;
    for (size_t i = 0; i < sizeof states / sizeof states[0]; i++)
        open |= state_is(trip, states[i]);
    if (!open || strcmp(page->x->token.role, "POINT") == 0)
        return;
    evn_html(&page->html, "<details class=\"more\"><summary>%L</summary>", EVN_SAY_CHANGE_OF_PLAN);
    evn_form_open(page, page->x->url, "late", "stack");
    evn_form_input(page, EVN_SAY_LATE_BY, "minutes", 0, "", "inputmode=\"numeric\" required");
    evn_form_close(page, EVN_SAY_DO_LATE);
    evn_form_open(page, page->x->url, "hinder", "stack");
    evn_form_hidden(page, "vehicle", evn_json_text(trip, "vehicle"));
    evn_form_input(page, EVN_SAY_BREAK_WHY, "reason", 0, "", "required maxlength=\"60\"");
    evn_form_close(page, EVN_SAY_DO_BREAK);
    if (state_is(trip, "TRIP_STATE_UNDERWAY")) {
        evn_form_open(page, page->x->url, "hand_over", "stack");
        evn_form_input(page, EVN_SAY_CREW, "crew", 0, "", "required maxlength=\"40\"");
        evn_form_input(page, EVN_SAY_HAND_OVER_NOTE, "note", 0, "", "maxlength=\"60\"");
        evn_form_close(page, EVN_SAY_DO_HAND_OVER);
    }
    evn_html(&page->html, "</details>");
}

/* The commands of those forms; NULL: it is another form, or it is refused here. */
static json_t *change_of(struct evn_page *page, const char *trip)
{
    char vehicle[EVN_FIELD_TEXT_MAX], reason[EVN_FIELD_TEXT_MAX];
    int64_t minutes = 0;
    if (evn_form_is(page, "hand_over"))
        return json_pack("{s:{s:s,s:s,s:s}}", "handOver", "trip", trip, "crew",
                         evn_form_value(page, "crew", 0, vehicle), "note",
                         evn_form_value(page, "note", 0, reason));
    if (evn_form_is(page, "hinder"))
        return json_pack("{s:{s:s,s:s}}", "hinder", "place",
                         evn_form_value(page, "vehicle", 0, vehicle), "reason",
                         evn_form_value(page, "reason", 0, reason));
    if (!evn_form_is(page, "late") || !evn_form_number(page, "minutes", 0, &minutes))
        return NULL;
    minutes = minutes < INT32_MAX ? minutes : INT32_MAX;
    return json_pack("{s:{s:s,s:I}}", "late", "trip", trip, "lateS", (json_int_t)minutes * 60);
}

/* The command of the form that came, or NULL when the form is refused here. */
static json_t *command_of(struct evn_page *page, const char *trip)
{
    static const char *const simple[] = {"load", "close"};
    char crew[EVN_FIELD_TEXT_MAX];
    int64_t stop = 0;
    for (size_t i = 0; i < sizeof simple / sizeof simple[0]; i++)
        if (evn_form_is(page, simple[i]))
            return json_pack("{s:{s:s}}", simple[i], "trip", trip);
    if (evn_form_is(page, "depart"))
        return json_pack("{s:{s:s,s:s}}", "depart", "trip", trip, "crew",
                         evn_form_value(page, "crew", 0, crew));
    if (evn_form_is(page, "late") || evn_form_is(page, "hinder") || evn_form_is(page, "hand_over"))
        return change_of(page, trip);
    if (!evn_form_number(page, "stop", 0, &stop))
        return NULL;
    if (evn_form_is(page, "arrive"))
        return json_pack("{s:{s:s,s:I}}", "arrive", "trip", trip, "stop", (json_int_t)stop);
    return evn_form_is(page, "receive") ? evn_receipt_command(page, trip, stop) : NULL;
}

static bool take_form(struct evn_page *page, const char *trip)
{
    char then[EVN_URL_MAX];
    if (strcmp(page->x->method, "POST") != 0)
        return false;
    json_t *command = command_of(page, trip);
    snprintf(then, sizeof then, "%.480s?done=1", page->x->url);
    return command != NULL && evn_form_post(page, "dispatch", command, then) == EVN_OK;
}

/* Who drives, and who did before. */
static void write_crew(struct evn_page *page, const json_t *trip)
{
    char at[20];
    json_t *crew;
    size_t i;
    json_array_foreach(json_object_get(trip, "crew"), i, crew)
    {
        evn_html(&page->html, "<p class=\"hint\">%L %t · %t %t</p>", EVN_SAY_CREW,
                 evn_json_text(crew, "crew"), evn_local_time(evn_json_num(crew, "fromUs"), at),
                 evn_json_text(crew, "note"));
    }
}

static void show_trip(struct evn_page *page, const json_t *trip, const json_t *result)
{
    char at[20], end[20];
    int64_t departed = evn_json_num(trip, "departedAtUs");
    json_t *stop;
    size_t i;
    evn_html(&page->html, "<section class=\"panel hero\"><h1>%t ", evn_json_text(trip, "trip"));
    evn_trip_badge(page, trip);
    evn_html(&page->html, "</h1><p>%t · %t → %t · %n km · %n kg</p>",
             evn_name(page, EVN_PLACES, evn_json_text(trip, "vehicle")),
             evn_local_time(departed > 0 ? departed : evn_json_num(trip, "startUs"), at),
             evn_local_time(evn_json_num(trip, "endUs"), end),
             (evn_json_num(trip, "distM") + 500) / 1000, evn_json_num(trip, "massG") / 1000);
    write_crew(page, trip);
    evn_html(&page->html, "<p class=\"why\">");
    evn_why_write(page, json_object_get(trip, "why"));
    evn_html(&page->html, "</p>");
    if (evn_json_num(trip, "changes") > 0) {
        evn_html(&page->html, "<p class=\"hint\">");
        evn_html_say(&page->html, EVN_SAY_TRIP_CHANGED,
                     (struct evn_fill){.n = evn_json_num(trip, "changes")});
        evn_html(&page->html, "</p>");
    }
    actions(page, trip);
    changes(page, trip);
    evn_html(&page->html, "</section>");
    evn_panel_open(page, EVN_SAY_STOPS, "stops", "");
    evn_html(&page->html, "<ol class=\"stops\">");
    json_array_foreach(json_object_get(trip, "stops"), i, stop)
    {
        write_stop(page, trip, result, stop);
    }
    evn_html(&page->html, "</ol>");
    evn_panel_close(page);
}

void evn_page_trip(struct evn_page *page, const char *id)
{
    if (take_form(page, id))
        return;
    json_t *result = evn_page_ask(page, "dispatch", json_pack("{s:{s:s}}", "trip", "trip", id));
    const json_t *trip = json_array_get(json_object_get(result, "trip"), 0);
    evn_page_open(page, EVN_SAY_TRIP, id, EVN_AT_OTHER);
    if (trip == NULL) {
        evn_html(&page->html, "<h1>%t</h1>", id);
        evn_panel_open(page, EVN_SAY_TRIP, "trip", "");
        if (result == NULL)
            evn_panel_away(page, "dispatch");
        else
            evn_panel_empty(page, EVN_SAY_NOT_FOUND);
        evn_panel_close(page);
    } else {
        show_trip(page, trip, result);
        pick_list(page, id);
    }
    evn_page_close(page);
    json_decref(result);
}

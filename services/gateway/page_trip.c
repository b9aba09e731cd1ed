#include "services/gateway/form.h"
#include "services/gateway/names.h"
#include "services/gateway/note.h"
#include "services/gateway/route.h"
#include "services/gateway/trips.h"

#include <inttypes.h>
#include <stdio.h>

enum { LINES_MAX = 60 };

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

/* What the shares say is aboard of each item for a stop: item -> quantity, in a new object. */
static json_t *aboard(const json_t *shares, int64_t stop)
{
    json_t *share, *out = json_object();
    size_t i;
    json_array_foreach(shares, i, share)
    {
        if (evn_json_num(share, "stop") != stop || !state_is(share, "SHARE_STATE_ABOARD"))
            continue;
        const char *item = evn_json_text(share, "item");
        int64_t n =
            evn_json_num(share, "quantity") + json_integer_value(json_object_get(out, item));
        json_object_set_new(out, item, json_integer(n));
    }
    return out;
}

static void receipt_line(struct evn_page *page, const char *item, int64_t quantity, uint32_t line)
{
    char full[24], hidden[24];
    snprintf(full, sizeof full, "%" PRId64, quantity);
    snprintf(hidden, sizeof hidden, "item-%u", (unsigned)line);
    evn_html(&page->html, "<fieldset><legend>%t <small>%n %t</small></legend>",
             evn_name(page, EVN_ITEMS, item), quantity, evn_unit(page, item));
    evn_form_hidden(page, hidden, item);
    evn_form_input(page, EVN_SAY_ACCEPTED, "accepted", line, full, "inputmode=\"numeric\"");
    evn_form_input(page, EVN_SAY_SHORT, "short", line, "0", "inputmode=\"numeric\"");
    evn_form_input(page, EVN_SAY_DAMAGED, "damaged", line, "0", "inputmode=\"numeric\"");
    evn_form_input(page, EVN_SAY_TURNED_BACK, "refused", line, "0", "inputmode=\"numeric\"");
    evn_html(&page->html, "</fieldset>");
}

static void receipt(struct evn_page *page, const json_t *shares, int64_t stop)
{
    char number[24];
    const char *item;
    json_t *items = aboard(shares, stop), *quantity;
    uint32_t line = 0;
    snprintf(number, sizeof number, "%" PRId64, stop);
    evn_form_open(page, page->x->url, "receive", "receipt");
    evn_form_hidden(page, "stop", number);
    evn_html(&page->html, "<p class=\"hint\">%L</p>", EVN_SAY_RECEIPT_HINT);
    json_object_foreach(items, item, quantity)
    {
        if (line < LINES_MAX)
            receipt_line(page, item, json_integer_value(quantity), ++line);
    }
    evn_form_input(page, EVN_SAY_SIGNED_BY, "signed_by", 0, "", "required maxlength=\"60\"");
    evn_form_close(page, EVN_SAY_SIGN);
    json_decref(items);
}

static void write_stop(struct evn_page *page, const json_t *trip, const json_t *shares,
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
    if (done && evn_json_text(stop, "signedBy")[0] != '\0')
        evn_html(&page->html, "<small>%L: %t</small>", EVN_SAY_SIGNED_BY,
                 evn_json_text(stop, "signedBy"));
    if (state_is(trip, "TRIP_STATE_UNDERWAY") && state_is(stop, "STOP_STATE_AHEAD"))
        step(page, "arrive", EVN_SAY_DO_ARRIVE, number);
    if (there)
        receipt(page, shares, number);
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
    if (state_is(trip, "TRIP_STATE_LOADED") && !all_done)
        step(page, "depart", EVN_SAY_DO_DEPART, 0);
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
    evn_html(&page->html, "</details>");
}

/* The commands of those forms; NULL: it is another form, or it is refused here. */
static json_t *change_of(struct evn_page *page, const char *trip)
{
    char vehicle[EVN_FIELD_TEXT_MAX], reason[EVN_FIELD_TEXT_MAX];
    int64_t minutes = 0;
    if (evn_form_is(page, "hinder"))
        return json_pack("{s:{s:s,s:s}}", "hinder", "place",
                         evn_form_value(page, "vehicle", 0, vehicle), "reason",
                         evn_form_value(page, "reason", 0, reason));
    if (!evn_form_is(page, "late") || !evn_form_number(page, "minutes", 0, &minutes))
        return NULL;
    minutes = minutes < INT32_MAX ? minutes : INT32_MAX;
    return json_pack("{s:{s:s,s:I}}", "late", "trip", trip, "lateS", (json_int_t)(minutes * 60));
}

static json_t *receive_lines(struct evn_page *page, bool *ok)
{
    static const char *const part[] = {"accepted", "short", "damaged", "refused"};
    char item[EVN_FIELD_TEXT_MAX];
    json_t *lines = json_array();
    for (uint32_t n = 1; *ok && n <= LINES_MAX; n++) {
        if (evn_form_value(page, "item", n, item)[0] == '\0')
            break;
        json_t *line = json_pack("{s:s}", "item", item);
        for (size_t i = 0; *ok && i < sizeof part / sizeof part[0]; i++) {
            int64_t value = 0;
            *ok = evn_form_number(page, part[i], n, &value);
            json_object_set_new(line, part[i], json_integer(value));
        }
        json_array_append_new(lines, line);
    }
    return lines;
}

/* The command of the form that came, or NULL when the form is refused here. */
static json_t *command_of(struct evn_page *page, const char *trip)
{
    static const char *const simple[] = {"load", "depart", "close"};
    char signer[EVN_FIELD_TEXT_MAX];
    int64_t stop = 0;
    for (size_t i = 0; i < sizeof simple / sizeof simple[0]; i++)
        if (evn_form_is(page, simple[i]))
            return json_pack("{s:{s:s}}", simple[i], "trip", trip);
    if (evn_form_is(page, "late") || evn_form_is(page, "hinder"))
        return change_of(page, trip);
    if (!evn_form_number(page, "stop", 0, &stop))
        return NULL;
    if (evn_form_is(page, "arrive"))
        return json_pack("{s:{s:s,s:I}}", "arrive", "trip", trip, "stop", (json_int_t)stop);
    bool ok = evn_form_is(page, "receive");
    json_t *lines = receive_lines(page, &ok);
    if (ok)
        return json_pack("{s:{s:s,s:I,s:o,s:s}}", "receive", "trip", trip, "stop", (json_int_t)stop,
                         "lines", lines, "signedBy", evn_form_value(page, "signed_by", 0, signer));
    json_decref(lines);
    return NULL;
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

static void show_trip(struct evn_page *page, const json_t *trip, const json_t *shares)
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
        write_stop(page, trip, shares, stop);
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
        show_trip(page, trip, json_object_get(result, "share"));
        pick_list(page, id);
    }
    evn_page_close(page);
    json_decref(result);
}

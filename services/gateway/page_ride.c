#include "services/gateway/form.h"
#include "services/gateway/names.h"
#include "services/gateway/route.h"

#include <stdio.h>

enum { SHOWN_MAX = 200 };

#define EVN_TEXT(name, en, zh) {#name, {en, zh}},
static const struct {
    const char *name;
    const char *text[2]; /* by enum evn_lang */
} words[] = {
#include "common/text/ride_list.h"
};
#undef EVN_TEXT

/* The word for an enum's value, "" for a value that is none. */
static const char *word(const struct evn_page *page, const char *name)
{
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].name, name) == 0)
            return words[i].text[page->html.lang];
    return "";
}

static bool state_is(const json_t *ride, const char *state)
{
    return strcmp(evn_json_text(ride, "state"), state) == 0;
}

static void write_badge(struct evn_page *page, const json_t *ride)
{
    bool over = state_is(ride, "RIDE_STATE_ACCEPTED") || state_is(ride, "RIDE_STATE_RETURNED") ||
                state_is(ride, "RIDE_STATE_CLOSED");
    bool bad = state_is(ride, "RIDE_STATE_REFUSED") || evn_json_text(ride, "to")[0] == '\0';
    evn_html(&page->html, "<span class=\"badge %r\">%t</span>",
             over  ? "done"
             : bad ? "bad"
                   : "go",
             word(page, evn_json_text(ride, "state")));
}

/* What it is for, where to, in which car, by when. */
static void write_facts(struct evn_page *page, const json_t *ride)
{
    char at[20];
    const char *to = evn_json_text(ride, "to");
    bool accepted = evn_json_num(ride, "acceptedUs") != 0;
    const json_t *car = json_object_get(ride, accepted ? "back" : "out");
    json_t *by;
    size_t i;
    evn_html(&page->html, "<div>%t · %t → <b>%t</b></div><small>",
             word(page, evn_json_text(ride, "kind")),
             evn_name(page, EVN_COMMUNITIES, evn_json_text(ride, "area")),
             to[0] != '\0' ? evn_name(page, EVN_PLACES, to) : "–");
    if (car != NULL)
        evn_html(&page->html, "%t · ", evn_json_text(car, "vehicle"));
    evn_html_say(&page->html, EVN_SAY_RIDE_DUE,
                 (struct evn_fill){.a = evn_local_time(evn_json_num(ride, "acceptDueUs"), at),
                                   .n = evn_json_num(ride, "alarms")});
    evn_html(&page->html, "</small>");
    json_array_foreach(json_object_get(ride, "refusedBy"), i, by)
    {
        evn_html(&page->html, "<p class=\"why\">");
        evn_html_say(&page->html, EVN_SAY_RIDE_REFUSED,
                     (struct evn_fill){.a = evn_name(page, EVN_PLACES, json_string_value(by))});
        evn_html(&page->html, "</p>");
    }
}

static void write_row(struct evn_page *page, const json_t *ride)
{
    const char *id = evn_json_text(ride, "ride");
    evn_html(&page->html, "<li><a href=\"/ride/%u\">%t</a> ", id, id);
    write_badge(page, ride);
    write_facts(page, ride);
    evn_html(&page->html, "</li>");
}

static void list(struct evn_page *page)
{
    json_t *result =
        evn_page_ask(page, "dispatch", json_pack("{s:{s:s}}", "rides", "area", page->who.scope));
    const json_t *all = json_object_get(result, "ride");
    json_t *ride;
    size_t i;
    evn_panel_open(page, EVN_SAY_RIDES, "rides", "");
    if (result == NULL)
        evn_panel_away(page, "dispatch");
    else if (json_array_size(all) == 0)
        evn_panel_empty(page, EVN_SAY_RIDES_NONE);
    evn_html(&page->html, "<ul class=\"rows\">");
    json_array_foreach(all, i, ride)
    {
        if (i < SHOWN_MAX)
            write_row(page, ride);
    }
    evn_html(&page->html, "</ul>");
    evn_panel_close(page);
    json_decref(result);
}

static void ask_form(struct evn_page *page)
{
    static const char *const kinds[] = {"RIDE_KIND_DIALYSIS", "RIDE_KIND_RADIOTHERAPY",
                                        "RIDE_KIND_BIRTH", "RIDE_KIND_EMERGENCY",
                                        "RIDE_KIND_OTHER"};
    evn_panel_open(page, EVN_SAY_RIDE_NEW, "new-ride", "ask");
    evn_html(&page->html, "<p class=\"hint\">%L</p>", EVN_SAY_RIDE_HINT);
    evn_form_open(page, page->x->url, "ride", "stack");
    evn_form_select(page, EVN_SAY_RIDE_KIND, "kind", 0, "");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        evn_form_option(page, "kind", 0, kinds[i], word(page, kinds[i]));
    evn_form_select_end(page, "kind", 0);
    evn_form_input(page, EVN_SAY_RIDE_PERSON, "person", 0, "", "required");
    evn_form_input(page, EVN_SAY_COMMUNITY, "community", 0, page->who.scope, "required");
    evn_form_input(page, EVN_SAY_RIDE_TO, "to", 0, "", "");
    evn_form_close(page, EVN_SAY_RIDE_NEW);
    evn_panel_close(page);
}

/* The ride's name comes from the form's id, so a double submit is the same ride. */
static bool take_ask(struct evn_page *page)
{
    char id[EVN_FIELD_TEXT_MAX], kind[EVN_FIELD_TEXT_MAX], person[EVN_FIELD_TEXT_MAX],
        home[EVN_FIELD_TEXT_MAX], to[EVN_FIELD_TEXT_MAX], name[40];
    if (strcmp(page->x->method, "POST") != 0 || !evn_form_is(page, "ride"))
        return false;
    evn_form_value(page, "id", 0, id);
    snprintf(name, sizeof name, "R-%.8s-%.4s", id, strlen(id) > 28 ? id + 24 : "0000");
    json_t *ask = json_pack(
        "{s:s,s:s,s:s,s:s,s:s}", "ride", name, "kind", evn_form_value(page, "kind", 0, kind),
        "person", evn_form_value(page, "person", 0, person), "community",
        evn_form_value(page, "community", 0, home), "to", evn_form_value(page, "to", 0, to));
    return evn_form_post(page, "dispatch", json_pack("{s:o}", "rideAsk", ask),
                         "/rides?done=1#rides") == EVN_OK;
}

void evn_page_rides(struct evn_page *page)
{
    if (take_ask(page))
        return;
    evn_page_open(page, EVN_SAY_RIDES, "", EVN_AT_OTHER);
    evn_html(&page->html, "<h1>%L</h1><p class=\"lead\">%L</p><div class=\"grid two\"><div>",
             EVN_SAY_RIDES, EVN_SAY_RIDES_LEAD);
    list(page);
    evn_html(&page->html, "</div><div>");
    ask_form(page);
    evn_html(&page->html, "</div></div>");
    evn_page_close(page);
}

/* One ride */

/* A step that is offered in some states to those who may take it; `to` is the member of RideDo that
 * its field fills. */
static const struct step {
    const char *form, *event;
    enum evn_say button;
    const char *field; /* "reason", "place", "vehicle" or NULL */
    bool needed;       /* the field must be filled in */
    bool institution;  /* for the institution, not for who plans */
    const char *from;  /* states, by their names */
} steps[] = {
    {"assign", NULL, EVN_SAY_RIDE_ASSIGN, "vehicle", false, false, "REQUESTED ASSIGNED ACCEPTED"},
    {"depart", "RIDE_EVENT_DEPART", EVN_SAY_RIDE_DEPART, NULL, false, false, "ASSIGNED REFUSED"},
    {"arrive", "RIDE_EVENT_ARRIVE", EVN_SAY_RIDE_ARRIVE, NULL, false, false, "DEPARTED"},
    {"accept", "RIDE_EVENT_ACCEPT", EVN_SAY_RIDE_ACCEPT, NULL, false, true, "ARRIVED"},
    {"refuse", "RIDE_EVENT_REFUSE", EVN_SAY_RIDE_REFUSE, "reason", true, true,
     "REQUESTED ASSIGNED DEPARTED ARRIVED"},
    {"redirect", "RIDE_EVENT_REDIRECT", EVN_SAY_RIDE_REDIRECT, "place", true, false,
     "REQUESTED ASSIGNED DEPARTED REFUSED"},
    {"return", "RIDE_EVENT_RETURN", EVN_SAY_RIDE_RETURN, "reason", false, false,
     "DEPARTED ARRIVED REFUSED ACCEPTED"},
    {"close", "RIDE_EVENT_CLOSE", EVN_SAY_RIDE_CLOSE, "reason", false, false,
     "REQUESTED ASSIGNED ACCEPTED RETURNED"}};
enum { N_STEPS = sizeof steps / sizeof steps[0] };

static bool take_step(struct evn_page *page, const char *id)
{
    char text[EVN_FIELD_TEXT_MAX] = "", then[EVN_URL_MAX];
    for (size_t i = 0; i < N_STEPS; i++) {
        const struct step *s = &steps[i];
        if (strcmp(page->x->method, "POST") != 0 || !evn_form_is(page, s->form))
            continue;
        json_t *body = json_pack("{s:s}", "ride", id);
        if (s->event != NULL)
            json_object_set_new(body, "event", json_string(s->event));
        if (s->field != NULL)
            json_object_set_new(body, s->field,
                                json_string(evn_form_value(page, s->field, 0, text)));
        snprintf(then, sizeof then, "%.480s?done=1", page->x->url);
        return evn_form_post(page, "dispatch",
                             json_pack("{s:o}", s->event != NULL ? "rideDo" : "rideAssign", body),
                             then) == EVN_OK;
    }
    return false;
}

static void write_step(struct evn_page *page, const struct step *s)
{
    enum evn_say label = s->field == NULL                  ? s->button
                         : strcmp(s->field, "reason") == 0 ? EVN_SAY_RIDE_REASON
                         : strcmp(s->field, "place") == 0  ? EVN_SAY_RIDE_PLACE
                                                           : EVN_SAY_RIDE_VEHICLE;
    evn_form_open(page, page->x->url, s->form, s->field != NULL ? "stack" : "step");
    if (s->field != NULL)
        evn_form_input(page, label, s->field, 0, "", s->needed ? "required" : "");
    evn_form_close(page, s->button);
}

/* What may come next. Who plans does not answer for the institution; the service looks again. */
static void write_steps(struct evn_page *page, const json_t *ride)
{
    const char *state = evn_json_text(ride, "state"), *role = page->who.role;
    bool plans = strcmp(role, "DISPATCHER") == 0, takes = strcmp(role, "INTEGRATOR") == 0;
    if (strncmp(state, "RIDE_STATE_", strlen("RIDE_STATE_")) == 0)
        state += strlen("RIDE_STATE_");
    for (size_t i = 0; i < N_STEPS; i++) {
        bool theirs =
            steps[i].institution ? !plans : !takes || strcmp(steps[i].form, "arrive") == 0;
        if (theirs && state[0] != '\0' && strstr(steps[i].from, state) != NULL)
            write_step(page, &steps[i]);
    }
}

void evn_page_ride(struct evn_page *page, const char *id)
{
    if (take_step(page, id))
        return;
    json_t *result = evn_page_ask(page, "dispatch", json_pack("{s:{s:s}}", "rides", "ride", id));
    const json_t *ride = json_array_get(json_object_get(result, "ride"), 0);
    evn_page_open(page, EVN_SAY_RIDES, id, EVN_AT_OTHER);
    evn_html(&page->html, "<section class=\"panel hero\"><h1>%t ", id);
    if (ride != NULL) {
        write_badge(page, ride);
        evn_html(&page->html, "</h1><p>%t</p>", evn_json_text(ride, "person"));
        write_facts(page, ride);
        write_steps(page, ride);
        evn_html(&page->html, "</section>");
        evn_tickets_about(page, "TICKET_LINK_KIND_RIDE", id);
    } else {
        evn_html(&page->html, "</h1></section>");
        evn_panel_open(page, EVN_SAY_RIDES, "rides", "");
        if (result == NULL)
            evn_panel_away(page, "dispatch");
        else
            evn_panel_empty(page, EVN_SAY_RIDES_NONE);
        evn_panel_close(page);
    }
    evn_page_close(page);
    json_decref(result);
}

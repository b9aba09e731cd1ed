#include "services/gateway/ticker.h"

#include "services/gateway/names.h"
#include "services/gateway/trips.h"

#include <stdio.h>

enum { KIND_RECORDS = 16 }; /* of the ledger: movements, claims, counts */

/* What an event of a kind says: {a} is its subject, {b} what is said of it. */
struct saying {
    const char *source, *type; /* service, message */
    enum evn_say say;
    const char *subject;  /* member of the body */
    enum evn_table names; /* of the subject; EVN_N_TABLES: none */
    const char *cls;      /* of the dot */
};

static const struct saying sayings[] = {
    {"registry", "Item", EVN_SAY_EV_ITEM, "code", EVN_ITEMS, "fact"},
    {"registry", "Place", EVN_SAY_EV_PLACE, "code", EVN_PLACES, "fact"},
    {"registry", "Community", EVN_SAY_EV_COMMUNITY, "code", EVN_COMMUNITIES, "fact"},
    {"registry", "Policy", EVN_SAY_EV_POLICY, "table", EVN_N_TABLES, "fact"},
    {"dispatch", "Request", EVN_SAY_EV_REQUEST, "community", EVN_COMMUNITIES, "ask"},
    {"dispatch", "Trip", EVN_SAY_EV_TRIP, "trip", EVN_N_TABLES, "move"},
    {"dispatch", "Round", EVN_SAY_EV_ROUND, "day", EVN_N_TABLES, "share"},
    {"planner", "NeedClosed", EVN_SAY_EV_NEED_CLOSED, "community", EVN_COMMUNITIES, "need"},
    {"planner", "DayPlanned", EVN_SAY_EV_PLANNED, "community", EVN_COMMUNITIES, "need"},
};

static const struct saying *saying_of(const json_t *event)
{
    const char *source = evn_json_text(event, "source"), *type = evn_json_text(event, "type");
    for (size_t i = 0; i < sizeof sayings / sizeof sayings[0]; i++)
        if (strcmp(sayings[i].source, source) == 0 && strcmp(sayings[i].type, type) == 0)
            return &sayings[i];
    return NULL;
}

static bool is_movement(const json_t *event)
{
    return strcmp(evn_json_text(event, "source"), "ledger") == 0 &&
           evn_json_num(event, "kind") == KIND_RECORDS;
}

static bool is_zone(const json_t *event)
{
    return strcmp(evn_json_text(event, "type"), "Zone") == 0;
}

/* Whether a person wants to read of it: standing requests are daily bread. */
static bool is_told(const json_t *event)
{
    const json_t *body = json_object_get(event, "body");
    if (json_is_true(json_object_get(body, "standing")))
        return false;
    return is_movement(event) || is_zone(event) || saying_of(event) != NULL;
}

static void open_row(struct evn_page *page, const json_t *event, const char *cls)
{
    char at[20];
    evn_html(&page->html, "<li class=\"%r\"><time>%t</time><span>", cls,
             evn_local_time(evn_json_num(event, "recordedAtUs"), at) + 6);
}

static void write_zone(struct evn_page *page, const json_t *event, const json_t *zone)
{
    const json_t *seal = json_object_get(zone, "seal");
    bool sealed = json_object_get(zone, "unsealed") == NULL;
    open_row(page, event, sealed ? "seal" : "open");
    evn_html_say(
        &page->html, sealed ? EVN_SAY_EV_SEALED : EVN_SAY_EV_UNSEALED,
        (struct evn_fill){.a = evn_json_text(seal, "zone"), .n = evn_json_num(seal, "residents")});
    evn_html(&page->html, "</span></li>");
}

static void write_movement(struct evn_page *page, const json_t *event)
{
    int64_t count = evn_json_num(event, "count");
    open_row(page, event, "move");
    evn_html_say(&page->html, EVN_SAY_EV_MOVED, (struct evn_fill){.n = count > 0 ? count : 1});
    evn_html(&page->html, "</span></li>");
}

static void write_saying(struct evn_page *page, const json_t *event, const struct saying *s)
{
    const json_t *body = json_object_get(event, "body");
    const char *subject = evn_json_text(body, s->subject);
    open_row(page, event, s->cls);
    evn_html_say(&page->html, s->say,
                 (struct evn_fill){.a = s->names < EVN_N_TABLES ? evn_name(page, s->names, subject)
                                                                : subject,
                                   .b = evn_say_text(evn_trip_state(body), page->html.lang),
                                   .n = evn_json_num(body, "lines")});
    evn_html(&page->html, "</span></li>");
}

static void write_event(struct evn_page *page, const json_t *event)
{
    if (is_movement(event))
        write_movement(page, event);
    else if (is_zone(event))
        write_zone(page, event, json_object_get(event, "body"));
    else
        write_saying(page, event, saying_of(event));
}

void evn_ticker_write(struct evn_page *page, size_t rows_max)
{
    json_t *events = page->gate->live != NULL ? evn_live_recent(page->gate->live, is_told) : NULL;
    json_t *event;
    size_t i, n = 0;
    evn_panel_open(page, EVN_SAY_TICKER, "ticker", "ticker");
    evn_html(&page->html, "<ol class=\"events\" role=\"log\" aria-live=\"polite\">");
    json_array_foreach(events, i, event)
    {
        if (n++ < rows_max)
            write_event(page, event);
    }
    evn_html(&page->html, "</ol>");
    if (n == 0)
        evn_panel_empty(page, EVN_SAY_TICKER_EMPTY);
    evn_panel_close(page);
    json_decref(events);
}

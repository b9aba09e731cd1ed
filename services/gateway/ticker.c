#include "services/gateway/ticker.h"

#include "services/gateway/names.h"
#include "services/gateway/trips.h"

#include <stdio.h>

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

static void open_row(struct evn_page *page, const json_t *event, const char *cls)
{
    char at[20];
    evn_html(&page->html, "<li class=\"%r\"><time>%t</time><span>", cls,
             evn_local_time(evn_json_num(event, "recordedAtUs"), at) + 6);
}

static bool write_zone(struct evn_page *page, const json_t *event, const json_t *zone)
{
    const json_t *seal = json_object_get(zone, "seal");
    bool sealed = json_object_get(zone, "unsealed") == NULL;
    open_row(page, event, sealed ? "seal" : "open");
    evn_html_say(&page->html, sealed ? EVN_SAY_EV_SEALED : EVN_SAY_EV_UNSEALED,
                 (struct evn_say_fill){.a = evn_json_text(seal, "zone"),
                                       .n = evn_json_num(seal, "residents")});
    evn_html(&page->html, "</span></li>");
    return true;
}

static bool write_movement(struct evn_page *page, const json_t *event)
{
    int64_t count = evn_json_num(event, "count");
    open_row(page, event, "move");
    evn_html_say(&page->html, EVN_SAY_EV_MOVED, (struct evn_say_fill){.n = count > 0 ? count : 1});
    evn_html(&page->html, "</span></li>");
    return true;
}

/* One event as a row; false: nothing a person wants to read. */
static bool write_event(struct evn_page *page, const json_t *event)
{
    const char *source = evn_json_text(event, "source"), *type = evn_json_text(event, "type");
    const json_t *body = json_object_get(event, "body");
    if (strcmp(source, "ledger") == 0 && evn_json_num(event, "kind") == 16)
        return write_movement(page, event);
    if (strcmp(type, "Zone") == 0)
        return write_zone(page, event, body);
    if (strcmp(type, "Request") == 0 && json_is_true(json_object_get(body, "standing")))
        return false;
    for (size_t i = 0; i < sizeof sayings / sizeof sayings[0]; i++) {
        const struct saying *s = &sayings[i];
        if (strcmp(s->source, source) != 0 || strcmp(s->type, type) != 0)
            continue;
        const char *subject = evn_json_text(body, s->subject);
        open_row(page, event, s->cls);
        evn_html_say(&page->html, s->say,
                     (struct evn_say_fill){
                         .a = s->names < EVN_N_TABLES ? evn_name(page, s->names, subject) : subject,
                         .b = evn_say_text(evn_trip_state(body), page->html.lang),
                         .n = evn_json_num(body, "lines")});
        evn_html(&page->html, "</span></li>");
        return true;
    }
    return false;
}

void evn_ticker_write(struct evn_page *page, size_t rows_max)
{
    json_t *events = page->gate->live != NULL ? evn_live_recent(page->gate->live) : NULL;
    json_t *event;
    size_t i, n = 0;
    evn_panel_open(page, EVN_SAY_TICKER, "ticker", "ticker");
    evn_html(&page->html, "<ol class=\"events\" role=\"log\" aria-live=\"polite\">");
    json_array_foreach(events, i, event)
    {
        if (n < rows_max)
            n += write_event(page, event);
    }
    evn_html(&page->html, "</ol>");
    if (n == 0)
        evn_panel_empty(page, EVN_SAY_TICKER_EMPTY);
    evn_panel_close(page);
    json_decref(events);
}

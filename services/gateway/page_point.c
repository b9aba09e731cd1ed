#include "services/gateway/desk.h"
#include "services/gateway/doors.h"
#include "services/gateway/form.h"
#include "services/gateway/names.h"
#include "services/gateway/note.h"
#include "services/gateway/packs.h"
#include "services/gateway/route.h"
#include "services/gateway/trips.h"

#include <stdio.h>

enum { ASK_LINES = 4, SHOWN_MAX = 12, BAR = 300 };

void evn_page_points(struct evn_page *page)
{
    json_t *community;
    const char *code;
    const json_t *all = evn_names_all(page, EVN_COMMUNITIES);
    evn_page_open(page, EVN_SAY_NAV_POINT, "", EVN_AT_POINT);
    evn_html(&page->html, "<h1>%L</h1><p class=\"lead\">%L</p>", EVN_SAY_NAV_POINT,
             EVN_SAY_POINT_LEAD);
    evn_panel_open(page, EVN_SAY_COMMUNITIES, "communities", "");
    page->why = page->gate->names->why[EVN_COMMUNITIES];
    if (page->why.err != EVN_OK)
        evn_panel_away(page, "registry");
    else if (json_object_size(all) == 0)
        evn_panel_empty(page, EVN_SAY_COMMUNITIES_EMPTY);
    evn_html(&page->html, "<ul class=\"tiles\">");
    json_object_foreach((json_t *)all, code, community)
    {
        if (strncmp(code, page->who.scope, strlen(page->who.scope)) == 0)
            evn_html(&page->html,
                     "<li><a href=\"/point/%u\"><b>%t</b><small>%n %L</small></a></li>", code,
                     evn_name_of(page, community), evn_json_num(community, "residents"),
                     EVN_SAY_RESIDENTS);
    }
    evn_html(&page->html, "</ul>");
    evn_panel_close(page);
    evn_page_close(page);
}

/* The ask form */

static void ask_line(struct evn_page *page, uint32_t line)
{
    evn_html(&page->html, "<div class=\"askline\">");
    evn_packs_item(page, line);
    evn_form_input(page, EVN_SAY_QUANTITY, "quantity", line, "",
                   "inputmode=\"numeric\" autocomplete=\"off\"");
    evn_packs_unit(page, line);
    evn_html(&page->html, "</div>");
}

static void ask_form(struct evn_page *page, const char *community)
{
    evn_panel_open(page, EVN_SAY_ASK, "ask", "ask");
    evn_html(&page->html, "<p class=\"hint\">%L</p>", EVN_SAY_ASK_HINT);
    evn_form_open(page, page->x->url, "ask", "stack");
    evn_form_hidden(page, "community", community);
    ask_line(page, 1);
    /* Most ask for one thing; what was typed before a refusal is never hidden. */
    evn_html(&page->html, "<details class=\"more\"%r><summary>%L</summary>",
             page->posted ? " open" : "", EVN_SAY_ASK_MORE);
    for (uint32_t line = 2; line <= ASK_LINES; line++)
        ask_line(page, line);
    evn_html(&page->html, "</details>");
    evn_form_input(page, EVN_SAY_NOTE, "note", 0, "", "maxlength=\"200\"");
    evn_form_close(page, EVN_SAY_ASK_DO);
    evn_panel_close(page);
}

static bool take_form(struct evn_page *page, const char *community)
{
    char item[EVN_FIELD_TEXT_MAX], id[EVN_FIELD_TEXT_MAX], note[EVN_FIELD_TEXT_MAX], name[64],
        then[EVN_URL_MAX];
    if (strcmp(page->x->method, "POST") != 0 || !evn_form_is(page, "ask"))
        return false;
    json_t *lines = json_array();
    for (uint32_t line = 1; line <= ASK_LINES; line++) {
        int64_t quantity;
        if (evn_form_value(page, "item", line, item)[0] == '\0')
            continue;
        if (!evn_packs_quantity(page, item, line, &quantity)) {
            json_decref(lines);
            return false;
        }
        json_array_append_new(
            lines, json_pack("{s:s,s:I}", "item", item, "quantity", (json_int_t)quantity));
    }
    /* The request's name comes from the form's id, so a double submit is the same request. */
    evn_form_value(page, "id", 0, id);
    snprintf(name, sizeof name, "Q-%.8s-%.4s", id, strlen(id) > 28 ? id + 24 : "0000");
    json_t *command =
        json_pack("{s:{s:s,s:s,s:o,s:s}}", "request", "request", name, "community", community,
                  "lines", lines, "note", evn_form_value(page, "note", 0, note));
    snprintf(then, sizeof then, "%.480s?done=1#requests", page->x->url);
    return evn_form_post(page, "dispatch", command, then) == EVN_OK;
}

/* Where a request stands */

static const struct {
    const char *member;
    enum evn_say say;
    const char *cls;
} part[] = {{"received", EVN_SAY_LINE_RECEIVED, "received"},
            {"insteadReceived", EVN_SAY_LINE_INSTEAD_RECEIVED, "received"},
            {"insteadComing", EVN_SAY_LINE_INSTEAD_COMING, "aboard"},
            {"aboard", EVN_SAY_LINE_ABOARD, "aboard"},
            {"reserved", EVN_SAY_LINE_RESERVED, "reserved"},
            {"allocated", EVN_SAY_LINE_ALLOCATED, "allocated"},
            {"open", EVN_SAY_LINE_OPEN, "openq"},
            {"refused", EVN_SAY_LINE_REFUSED, "refusedq"}};

static void state_bar(struct evn_page *page, const json_t *line)
{
    int64_t total = 0, at = 0;
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++)
        total += evn_json_num(line, part[i].member);
    if (total <= 0)
        return;
    evn_html(&page->html,
             "<svg class=\"bar\" viewBox=\"0 0 %d 10\" preserveAspectRatio=\"none\" "
             "aria-hidden=\"true\">",
             (int64_t)BAR);
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        int64_t share = evn_json_num(line, part[i].member);
        /* Shares of the bar: `total` may be large, so divide first where it is. */
        int64_t width = total > INT64_MAX / BAR ? share / (total / BAR) : share * BAR / total;
        if (share > 0)
            evn_html(&page->html, "<rect class=\"%r\" x=\"%d\" width=\"%d\" height=\"10\"/>",
                     part[i].cls, at, width > 0 ? width : (int64_t)1);
        at += width;
    }
    evn_html(&page->html, "</svg><p class=\"parts\">");
    for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
        int64_t share = evn_json_num(line, part[i].member);
        if (share > 0)
            evn_html(&page->html, "<span class=\"%r\">%L <b>%n</b></span>", part[i].cls,
                     (int)part[i].say, share);
    }
    evn_html(&page->html, "</p>");
}

/* When the shares of a line come: the stop of the trip that carries each. */
static void write_coming(struct evn_page *page, const json_t *result, const json_t *line)
{
    char at[20];
    json_t *share, *trip;
    size_t i, k;
    json_array_foreach(json_object_get(result, "share"), i, share)
    {
        const char *id = evn_json_text(share, "trip");
        if (evn_json_num(share, "line") != evn_json_num(line, "line") || id[0] == '\0' ||
            strcmp(evn_json_text(share, "state"), "SHARE_STATE_DELIVERED") == 0)
            continue;
        json_array_foreach(json_object_get(result, "trip"), k, trip)
        {
            if (strcmp(evn_json_text(trip, "trip"), id) != 0)
                continue;
            const json_t *stop = evn_trip_stop(trip, evn_json_num(share, "stop"));
            evn_html(&page->html, "<p class=\"coming\"><a href=\"/trip/%u\">%t</a> ", id, id);
            bool other = evn_json_text(share, "insteadOf")[0] != '\0';
            evn_html_say(
                &page->html, other ? EVN_SAY_COMES_INSTEAD : EVN_SAY_COMES,
                (struct evn_fill){.a = evn_local_time(evn_json_num(stop, "etaUs"), at),
                                  .b = evn_name(page, EVN_ITEMS, evn_json_text(share, "item")),
                                  .n = evn_json_num(share, "quantity")});
            evn_trip_promised(page, stop);
            evn_html(&page->html, "</p>");
        }
    }
}

static bool is_nothing_carried(const json_t *note)
{
    int64_t micro = evn_json_num(note, "carriedMicro"), owed = evn_json_num(note, "owedMicro");
    return strcmp(evn_json_text(note, "code"), "CARRIED") == 0 && micro / 1000 == 0 &&
           owed / 1000 == 0;
}

/* The sentences of the newest round that looked at the line's item. */
static void write_award(struct evn_page *page, const json_t *result, const json_t *line)
{
    const json_t *newest = NULL;
    json_t *award, *note;
    size_t i;
    json_array_foreach(json_object_get(result, "award"), i, award)
    {
        if (strcmp(evn_json_text(award, "item"), evn_json_text(line, "item")) == 0)
            newest = award;
    }
    if (json_array_size(json_object_get(newest, "notes")) == 0)
        return;
    evn_html(&page->html, "<details><summary>%L</summary>", EVN_SAY_HOW);
    json_array_foreach(json_object_get(newest, "notes"), i, note)
    {
        if (is_nothing_carried(note))
            continue;
        evn_html(&page->html, "<p class=\"why\">");
        evn_note_write(page, note);
        evn_html(&page->html, "</p>");
    }
    evn_html(&page->html, "</details>");
}

static void write_line(struct evn_page *page, const json_t *result, const json_t *line)
{
    const char *item = evn_json_text(line, "item");
    evn_html(
        &page->html, "<li class=\"reqline\"><div><b>%t</b> <span class=\"num\">%n %t</span></div>",
        evn_name(page, EVN_ITEMS, item), evn_json_num(line, "requested"), evn_unit(page, item));
    state_bar(page, line);
    write_coming(page, result, line);
    const json_t *why = json_object_get(line, "why");
    if (why != NULL) {
        evn_html(&page->html, "<p class=\"why\">");
        evn_why_write(page, why);
        evn_html(&page->html, "</p>");
    }
    write_award(page, result, line);
    evn_html(&page->html, "</li>");
}

/* One request with its lines; asks dispatch for what hangs on it. */
static void write_request(struct evn_page *page, const char *id)
{
    char at[20];
    json_t *result =
        evn_page_ask(page, "dispatch", json_pack("{s:{s:s}}", "request", "request", id));
    const json_t *request = json_array_get(json_object_get(result, "request"), 0);
    json_t *line;
    size_t i;
    if (request == NULL) {
        json_decref(result);
        return;
    }
    bool standing = json_is_true(json_object_get(request, "standing"));
    evn_html(&page->html, "<article class=\"request\"><h3><a href=\"/request/%u\">%t</a> <small>",
             id, standing ? evn_say_text(EVN_SAY_STANDING, page->html.lang) : id);
    evn_html_say(&page->html, standing ? EVN_SAY_SINCE : EVN_SAY_ASKED,
                 (struct evn_fill){.a = evn_local_time(evn_json_num(request, "askedAtUs"), at),
                                   .b = evn_json_text(request, "askedBy")});
    evn_html(&page->html, "</small></h3><ul>");
    json_array_foreach(json_object_get(result, "line"), i, line)
    {
        write_line(page, result, line);
    }
    evn_html(&page->html, "</ul></article>");
    json_decref(result);
}

static void requests(struct evn_page *page, const char *community)
{
    json_t *result =
        evn_page_ask(page, "dispatch", json_pack("{s:{s:s}}", "requests", "community", community));
    const json_t *all = json_object_get(result, "request");
    size_t n = json_array_size(all);
    evn_panel_open(page, EVN_SAY_REQUESTS, "requests", "");
    if (result == NULL)
        evn_panel_away(page, "dispatch");
    else if (n == 0)
        evn_panel_empty(page, EVN_SAY_REQUESTS_EMPTY);
    /* What people asked for first, newest on top, then the daily supplies. */
    for (int standing = 0; standing < 2; standing++)
        for (size_t i = n, shown = 0; i > 0 && shown < SHOWN_MAX; i--) {
            const json_t *request = json_array_get(all, i - 1);
            if (json_is_true(json_object_get(request, "standing")) != (standing == 1))
                continue;
            write_request(page, evn_json_text(request, "request"));
            shown++;
        }
    evn_panel_close(page);
    json_decref(result);
}

void evn_page_point(struct evn_page *page, const char *code)
{
    char community[EVN_URL_MAX];
    evn_refusal_text(community, sizeof community, code);
    if (take_form(page, community) || evn_doors_take(page))
        return;
    const json_t *entity = evn_names_find(page, EVN_COMMUNITIES, community);
    const json_t *points = json_incref(json_object_get(entity, "receptionPoints"));
    int64_t residents = evn_json_num(entity, "residents");
    evn_page_open(page, EVN_SAY_NAV_POINT, evn_name(page, EVN_COMMUNITIES, community),
                  EVN_AT_POINT);
    evn_html(&page->html,
             "<h1>%t <small>%n %L</small></h1><p class=\"jump\"><a href=\"#ask\">%L</a> <a "
             "href=\"/tickets\">%L</a> <a href=\"/rides\">%L</a></p>"
             "<div class=\"grid two\"><div>",
             evn_name(page, EVN_COMMUNITIES, community), residents, EVN_SAY_RESIDENTS, EVN_SAY_ASK,
             EVN_SAY_TICKETS, EVN_SAY_RIDES);
    json_t *none = json_array();
    evn_trips_panel(page, "", points != NULL ? points : none);
    evn_doors_panel(page, community);
    requests(page, community);
    evn_html(&page->html, "</div><div>");
    ask_form(page, community);
    evn_html(&page->html, "</div></div>");
    evn_page_close(page);
    json_decref(none);
    json_decref((json_t *)points);
}

void evn_page_request(struct evn_page *page, const char *id)
{
    if (evn_ticket_take(page, "TICKET_LINK_KIND_REQUEST", id) || evn_desk_take_request(page, id))
        return;
    evn_page_open(page, EVN_SAY_REQUESTS, id, EVN_AT_POINT);
    evn_html(&page->html, "<h1>%t</h1>", id);
    evn_panel_open(page, EVN_SAY_REQUESTS, "requests", "");
    size_t before = page->x->answer.len;
    page->why = evn_refusal_of(EVN_OK);
    write_request(page, id);
    if (page->x->answer.len == before && page->why.err != EVN_OK)
        evn_panel_away(page, "dispatch");
    else if (page->x->answer.len == before)
        evn_panel_empty(page, EVN_SAY_NOT_FOUND);
    evn_panel_close(page);
    json_t *result =
        evn_page_ask(page, "dispatch", json_pack("{s:{s:s}}", "request", "request", id));
    evn_desk_request(page, result);
    json_decref(result);
    evn_tickets_about(page, "TICKET_LINK_KIND_REQUEST", id);
    evn_ticket_form(page, "");
    evn_page_close(page);
}

#include "services/gateway/form.h"
#include "services/gateway/route.h"

#include <stdio.h>

enum { SHOWN_MAX = 100, NAME_MAX = 300, PREFIX = 7 /* "TICKET_" */ };

#define EVN_TEXT(name, en, zh) {#name, {en, zh}},
static const struct {
    const char *name;
    const char *text[2]; /* by enum evn_lang */
} words[] = {
#include "common/text/ticket_list.h"
};
#undef EVN_TEXT

/* The word for an enum's name, escaped, with the subject in its place. */
static void word(struct evn_page *page, const char *name, const char *subject)
{
    static const char place[] = "{subject}";
    char text[NAME_MAX];
    const char *known = "", *at;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++)
        if (strcmp(words[i].name, name) == 0)
            known = words[i].text[page->html.lang];
    at = strstr(known, place);
    if (at != NULL) {
        snprintf(text, sizeof text, "%.*s%s%s", (int)(at - known), known, subject,
                 at + sizeof place - 1);
        known = text;
    }
    evn_html_text(&page->html, known);
}

/* A member that is an enum of tickets: "TICKET_STATE_OPEN" is STATE_OPEN. */
static void word_of(struct evn_page *page, const json_t *o, const char *member)
{
    const char *name = evn_json_text(o, member);
    if (strncmp(name, "TICKET_", PREFIX) == 0)
        word(page, name + PREFIX, "");
}

static bool state_is(const json_t *ticket, const char *state)
{
    return strcmp(evn_json_text(ticket, "state"), state) == 0;
}

/* Who has it, how they came to it, and why nobody else. */
static void write_owner(struct evn_page *page, const json_t *o)
{
    const char *by = evn_json_text(o, "ownerBy"), *passed = evn_json_text(o, "passed");
    bool rests = strcmp(passed, "PASSED_OVER_RESTING") == 0;
    evn_html(&page->html, "<b>%t</b> <small>", evn_json_text(o, "owner"));
    word(page, by, evn_json_text(o, "ownerUnit"));
    if (passed[0] != '\0')
        evn_html(&page->html, "; ");
    word(page, passed, evn_json_text(o, rests ? "passedOver" : "unit"));
    evn_html(&page->html, "</small>");
}

static void write_badge(struct evn_page *page, const json_t *ticket)
{
    bool over =
        state_is(ticket, "TICKET_STATE_ANSWERED") || state_is(ticket, "TICKET_STATE_CLOSED");
    evn_html(&page->html, "<span class=\"badge %r\">",
             over                                      ? "done"
             : evn_json_num(ticket, "escalations") > 0 ? "bad"
                                                       : "go");
    word_of(page, ticket, "state");
    evn_html(&page->html, "</span>");
}

static void write_row(struct evn_page *page, const json_t *ticket)
{
    char at[20];
    const char *id = evn_json_text(ticket, "ticket");
    evn_html(&page->html, "<li><a href=\"/ticket/%u\">%t</a> ", id, id);
    write_badge(page, ticket);
    evn_html(&page->html, " <small>");
    word_of(page, ticket, "kind");
    evn_html(&page->html, "</small><div>%t</div><div>", evn_json_text(ticket, "text"));
    write_owner(page, ticket);
    evn_html(&page->html, "</div><small>");
    evn_html_say(&page->html, EVN_SAY_TICKET_DUE,
                 (struct evn_fill){.a = evn_local_time(evn_json_num(ticket, "answerDueUs"), at),
                                   .n = evn_json_num(ticket, "escalations")});
    evn_html(&page->html, "</small></li>");
}

/* A panel of tickets that the question gives; frees it. */
static void list(struct evn_page *page, enum evn_say title, const char *anchor, json_t *where)
{
    json_t *result = evn_page_ask(page, "dispatch", json_pack("{s:o}", "tickets", where));
    json_t *ticket;
    size_t i;
    const json_t *all = json_object_get(result, "ticket");
    evn_panel_open(page, title, anchor, "");
    if (result == NULL)
        evn_panel_away(page, "dispatch");
    else if (json_array_size(all) == 0)
        evn_panel_empty(page, EVN_SAY_TICKETS_NONE);
    evn_html(&page->html, "<ul class=\"rows\">");
    json_array_foreach(all, i, ticket)
    {
        if (i < SHOWN_MAX)
            write_row(page, ticket);
    }
    evn_html(&page->html, "</ul>");
    evn_panel_close(page);
    json_decref(result);
}

void evn_tickets_about(struct evn_page *page, const char *kind, const char *code)
{
    list(page, EVN_SAY_TICKETS, "tickets",
         json_pack("{s:{s:s,s:s}}", "link", "kind", kind, "code", code));
}

/* Opening one */

void evn_ticket_form(struct evn_page *page, const char *area)
{
    static const struct {
        const char *value, *name;
    } kinds[] = {{"TICKET_KIND_HOTLINE", "KIND_HOTLINE"},
                 {"TICKET_KIND_COMPLAINT", "KIND_COMPLAINT"},
                 {"TICKET_KIND_CLUE", "KIND_CLUE"},
                 {"TICKET_KIND_FINDING", "KIND_FINDING"},
                 {"TICKET_KIND_SERVICE", "KIND_SERVICE"}};
    evn_panel_open(page, EVN_SAY_TICKET_NEW, "new-ticket", "ask");
    evn_html(&page->html, "<p class=\"hint\">%L</p>", EVN_SAY_TICKET_HINT);
    evn_form_open(page, page->x->url, "ticket", "stack");
    evn_form_select(page, EVN_SAY_TICKET_KIND, "kind", 0, "");
    for (size_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++)
        for (size_t k = 0; k < sizeof words / sizeof words[0]; k++)
            if (strcmp(words[k].name, kinds[i].name) == 0)
                evn_form_option(page, "kind", 0, kinds[i].value, words[k].text[page->html.lang]);
    evn_form_select_end(page, "kind", 0);
    evn_form_input(page, EVN_SAY_TICKET_AREA, "area", 0, area, "");
    evn_form_input(page, EVN_SAY_TICKET_TEXT, "text", 0, "", "required maxlength=\"300\"");
    evn_form_close(page, EVN_SAY_TICKET_NEW);
    evn_panel_close(page);
}

bool evn_ticket_take(struct evn_page *page, const char *kind, const char *code)
{
    char id[EVN_FIELD_TEXT_MAX], area[EVN_FIELD_TEXT_MAX], text[EVN_FIELD_TEXT_MAX],
        what[EVN_FIELD_TEXT_MAX], name[64], then[EVN_URL_MAX];
    if (strcmp(page->x->method, "POST") != 0 || !evn_form_is(page, "ticket"))
        return false;
    /* The ticket's name comes from the form's id, so a double submit is the same ticket. */
    evn_form_value(page, "id", 0, id);
    snprintf(name, sizeof name, "T-%.8s-%.4s", id, strlen(id) > 28 ? id + 24 : "0000");
    json_t *open = json_pack(
        "{s:s,s:s,s:s,s:s}", "ticket", name, "kind", evn_form_value(page, "kind", 0, what), "area",
        evn_form_value(page, "area", 0, area), "text", evn_form_value(page, "text", 0, text));
    if (kind != NULL)
        json_object_set_new(open, "links", json_pack("[{s:s,s:s}]", "kind", kind, "code", code));
    snprintf(then, sizeof then, "%.480s?done=1#tickets", page->x->url);
    return evn_form_post(page, "dispatch", json_pack("{s:o}", "ticketOpen", open), then) == EVN_OK;
}

void evn_page_tickets(struct evn_page *page)
{
    const char *scope = page->who.scope;
    if (evn_ticket_take(page, NULL, NULL))
        return;
    evn_page_open(page, EVN_SAY_TICKETS, "", EVN_AT_OTHER);
    evn_html(&page->html, "<h1>%L</h1><p class=\"lead\">%L</p><div class=\"grid two\"><div>",
             EVN_SAY_TICKETS, EVN_SAY_TICKETS_LEAD);
    list(page, EVN_SAY_TICKETS_LATE, "late", json_pack("{s:s,s:b}", "area", scope, "overdue", 1));
    list(page, EVN_SAY_TICKETS_OPEN, "open",
         json_pack("{s:s,s:s}", "area", scope, "state", "TICKET_STATE_OPEN"));
    list(page, EVN_SAY_TICKETS_ACCEPTED, "accepted",
         json_pack("{s:s,s:s}", "area", scope, "state", "TICKET_STATE_ACCEPTED"));
    evn_html(&page->html, "</div><div>");
    evn_ticket_form(page, scope);
    evn_html(&page->html, "</div></div>");
    evn_page_close(page);
}

/* One ticket */

static const struct {
    const char *form, *verb;
    enum evn_say button;
    bool text, unit;
    const char *from[3]; /* states it is offered in */
} moves[] = {
    {"accept", "TICKET_VERB_ACCEPT", EVN_SAY_TICKET_ACCEPT, false, false, {"TICKET_STATE_OPEN"}},
    {"act", "TICKET_VERB_ACT", EVN_SAY_TICKET_ACT, true, false, {"TICKET_STATE_ACCEPTED"}},
    {"answer", "TICKET_VERB_ANSWER", EVN_SAY_TICKET_ANSWER, true, false, {"TICKET_STATE_ACCEPTED"}},
    {"refer",
     "TICKET_VERB_REFER",
     EVN_SAY_TICKET_REFER,
     true,
     true,
     {"TICKET_STATE_OPEN", "TICKET_STATE_ACCEPTED"}},
    {"close", "TICKET_VERB_CLOSE", EVN_SAY_TICKET_CLOSE, false, false, {"TICKET_STATE_ANSWERED"}},
    {"reopen",
     "TICKET_VERB_REOPEN",
     EVN_SAY_TICKET_REOPEN,
     true,
     false,
     {"TICKET_STATE_ANSWERED", "TICKET_STATE_CLOSED"}}};

static bool take_move(struct evn_page *page, const char *id)
{
    char text[EVN_FIELD_TEXT_MAX], unit[EVN_FIELD_TEXT_MAX], then[EVN_URL_MAX];
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        if (strcmp(page->x->method, "POST") != 0 || !evn_form_is(page, moves[i].form))
            continue;
        snprintf(then, sizeof then, "%.480s?done=1", page->x->url);
        return evn_form_post(page, "dispatch",
                             json_pack("{s:{s:s,s:s,s:s,s:s}}", "ticketDo", "ticket", id, "verb",
                                       moves[i].verb, "text", evn_form_value(page, "text", 0, text),
                                       "unit", evn_form_value(page, "unit", 0, unit)),
                             then) == EVN_OK;
    }
    return false;
}

static void write_moves(struct evn_page *page, const json_t *ticket)
{
    for (size_t i = 0; i < sizeof moves / sizeof moves[0]; i++) {
        bool offered = false;
        for (size_t k = 0; k < 3 && moves[i].from[k] != NULL; k++)
            offered |= state_is(ticket, moves[i].from[k]);
        if (!offered)
            continue;
        evn_form_open(page, page->x->url, moves[i].form, moves[i].text ? "stack" : "step");
        if (moves[i].unit)
            evn_form_input(page, EVN_SAY_TICKET_UNIT, "unit", 0, "", "required");
        if (moves[i].text)
            evn_form_input(page, EVN_SAY_TICKET_TEXT, "text", 0, "", "required maxlength=\"300\"");
        evn_form_close(page, moves[i].button);
    }
}

static void write_step(struct evn_page *page, const json_t *step)
{
    char at[20];
    evn_html(&page->html, "<li class=\"stop\"><b>");
    word_of(page, step, "verb");
    evn_html(&page->html, "</b> <small>%t · %t</small><div>%t</div><div>",
             evn_local_time(evn_json_num(step, "atUs"), at), evn_json_text(step, "by"),
             evn_json_text(step, "text"));
    write_owner(page, step);
    evn_html(&page->html, "</div>");
    if (evn_json_text(step, "missed")[0] != '\0') {
        evn_html(&page->html, "<p class=\"why\">");
        evn_html_say(&page->html, EVN_SAY_TICKET_WAS_LATE,
                     (struct evn_fill){.a = evn_local_time(evn_json_num(step, "dueUs"), at),
                                       .n = evn_json_num(step, "lateUs") / (60 * EVN_US_PER_S)});
        evn_html(&page->html, "</p>");
    }
    evn_html(&page->html, "</li>");
}

static void write_ticket(struct evn_page *page, const json_t *ticket, const json_t *steps)
{
    json_t *step;
    size_t i;
    evn_html(&page->html, "<section class=\"panel hero\"><h1>%t ", evn_json_text(ticket, "ticket"));
    write_badge(page, ticket);
    evn_html(&page->html, "</h1><p>%t</p><p>", evn_json_text(ticket, "text"));
    write_owner(page, ticket);
    evn_html(&page->html, "</p>");
    write_moves(page, ticket);
    evn_html(&page->html, "</section>");
    evn_panel_open(page, EVN_SAY_TICKET_STEPS, "steps", "");
    evn_html(&page->html, "<ol class=\"stops\">");
    json_array_foreach(steps, i, step)
    {
        write_step(page, step);
    }
    evn_html(&page->html, "</ol>");
    evn_panel_close(page);
}

void evn_page_ticket(struct evn_page *page, const char *id)
{
    if (take_move(page, id))
        return;
    json_t *result = evn_page_ask(page, "dispatch", json_pack("{s:{s:s}}", "ticket", "ticket", id));
    const json_t *ticket = json_array_get(json_object_get(result, "ticket"), 0);
    evn_page_open(page, EVN_SAY_TICKETS, id, EVN_AT_OTHER);
    if (ticket != NULL) {
        write_ticket(page, ticket, json_object_get(result, "ticketStep"));
    } else {
        evn_html(&page->html, "<h1>%t</h1>", id);
        evn_panel_open(page, EVN_SAY_TICKETS, "tickets", "");
        evn_panel_away(page, "dispatch");
        evn_panel_close(page);
    }
    evn_page_close(page);
    json_decref(result);
}

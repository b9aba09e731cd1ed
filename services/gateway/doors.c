#include "services/gateway/doors.h"

#include "services/gateway/form.h"
#include "services/gateway/names.h"
#include "services/gateway/note.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

enum { LINES_MAX = 20 };

static bool state_is(const json_t *o, const char *state)
{
    return strcmp(evn_json_text(o, "state"), state) == 0;
}

static void choice(struct evn_page *page, const char *name, const char *value, enum evn_say say)
{
    evn_form_option(page, name, 0, value, evn_say_text(say, page->html.lang));
}

/* How a line's quantity is called in the form: its item beside it, hidden. */
static void line_input(struct evn_page *page, const json_t *line, uint32_t number)
{
    char missing[24], hidden[24];
    const char *item = evn_json_text(line, "item");
    snprintf(missing, sizeof missing, "%" PRId64,
             evn_json_num(line, "quantity") - evn_json_num(line, "handed"));
    snprintf(hidden, sizeof hidden, "item-%u", (unsigned)number);
    evn_html(&page->html, "<fieldset><legend>%t <small>%n / %n %t</small></legend>",
             evn_name(page, EVN_ITEMS, item), evn_json_num(line, "handed"),
             evn_json_num(line, "quantity"), evn_unit(page, item));
    evn_form_hidden(page, hidden, item);
    evn_form_input(page, EVN_SAY_QUANTITY, "quantity", number, missing, "inputmode=\"numeric\"");
    evn_html(&page->html, "</fieldset>");
}

static void visit_form(struct evn_page *page, const json_t *round, const json_t *door)
{
    char stop[24];
    uint32_t number = 0;
    json_t *line;
    size_t i;
    snprintf(stop, sizeof stop, "%" PRId64, evn_json_num(round, "stop"));
    evn_html(&page->html, "<details class=\"more\"><summary>%L</summary>", EVN_SAY_DOOR_DO);
    evn_form_open(page, page->x->url, "door", "receipt");
    evn_form_hidden(page, "trip", evn_json_text(round, "trip"));
    evn_form_hidden(page, "stop", stop);
    evn_form_hidden(page, "bag", evn_json_text(door, "bag"));
    json_array_foreach(json_object_get(door, "lines"), i, line)
    {
        if (number < LINES_MAX)
            line_input(page, line, ++number);
    }
    evn_form_select(page, EVN_SAY_DOOR_PROOF, "proof", 0, "");
    choice(page, "proof", "DOOR_PROOF_CODE", EVN_SAY_DOOR_CODE);
    choice(page, "proof", "DOOR_PROOF_NOTE", EVN_SAY_DOOR_NOTE);
    evn_form_select_end(page, "proof", 0);
    evn_form_input(page, EVN_SAY_DOOR_PROOF_TEXT, "proof_text", 0, "", "maxlength=\"200\"");
    evn_form_select(page, EVN_SAY_DOOR_WHY, "why", 0, "");
    evn_form_option(page, "why", 0, "", "-");
    choice(page, "why", "DOOR_WHY_NOT_HOME", EVN_SAY_DOOR_NOT_HOME);
    choice(page, "why", "DOOR_WHY_REFUSED", EVN_SAY_DOOR_REFUSED);
    choice(page, "why", "DOOR_WHY_MOVED", EVN_SAY_DOOR_MOVED);
    choice(page, "why", "DOOR_WHY_DAMAGED", EVN_SAY_DOOR_DAMAGED);
    choice(page, "why", "DOOR_WHY_OTHER", EVN_SAY_DOOR_OTHER);
    evn_form_select_end(page, "why", 0);
    evn_form_input(page, EVN_SAY_NOTE, "note", 0, "", "maxlength=\"200\"");
    evn_form_close(page, EVN_SAY_DOOR_DO);
    evn_html(&page->html, "</details>");
}

static void write_door(struct evn_page *page, const json_t *round, const json_t *door, size_t i)
{
    bool done = state_is(door, "DOOR_STATE_DONE"), left = state_is(door, "DOOR_STATE_LEFT");
    evn_html(&page->html, "<li class=\"stop %r\"><div><b>%n. %t</b> <small>%t</small> ",
             done ? "done" : "", (int64_t)i + 1, evn_json_text(door, "bag"),
             evn_json_text(door, "person"));
    evn_html(&page->html, "<span class=\"badge %r\">%L</span></div>",
             done   ? "done"
             : left ? "bad"
                    : "",
             done   ? EVN_SAY_DOOR_DONE
             : left ? EVN_SAY_DOOR_LEFT
                    : EVN_SAY_DOOR_AHEAD);
    if (!done)
        visit_form(page, round, door);
    evn_html(&page->html, "</li>");
}

static void write_round(struct evn_page *page, const json_t *round)
{
    char stop[24];
    json_t *item, *door;
    size_t i;
    bool open = state_is(round, "DOOR_ROUND_STATE_OPEN"), ahead = false;
    snprintf(stop, sizeof stop, "%" PRId64, evn_json_num(round, "stop"));
    evn_html(&page->html, "<h3>%t · %n</h3><p class=\"hint\">%L</p>", evn_json_text(round, "trip"),
             evn_json_num(round, "stop"), EVN_SAY_DOORS_HINT);
    json_array_foreach(json_object_get(round, "items"), i, item)
    {
        evn_html(&page->html, "<p>");
        evn_html_say(&page->html, EVN_SAY_DOORS_SUMS,
                     (struct evn_fill){.a = evn_name(page, EVN_ITEMS, evn_json_text(item, "item")),
                                       .n = evn_json_num(item, "received"),
                                       .m = evn_json_num(item, "left")});
        evn_html(&page->html, "</p>");
    }
    evn_why_write(page, json_object_get(round, "why"));
    evn_html(&page->html, "<ol class=\"stops\">");
    json_array_foreach(json_object_get(round, "doors"), i, door)
    {
        ahead = ahead || state_is(door, "DOOR_STATE_AHEAD");
        write_door(page, round, door, i);
    }
    evn_html(&page->html, "</ol>");
    if (!open || ahead)
        return;
    evn_form_open(page, page->x->url, "doors_close", "step");
    evn_form_hidden(page, "trip", evn_json_text(round, "trip"));
    evn_form_hidden(page, "stop", stop);
    evn_form_close(page, EVN_SAY_DOORS_CLOSE);
}

void evn_doors_panel(struct evn_page *page, const char *area)
{
    json_t *result = evn_page_ask(page, "dispatch", json_pack("{s:{s:s}}", "doors", "area", area));
    json_t *round;
    size_t i;
    if (json_array_size(json_object_get(result, "doorRound")) > 0) {
        evn_panel_open(page, EVN_SAY_DOORS, "doors", "");
        json_array_foreach(json_object_get(result, "doorRound"), i, round)
        {
            write_round(page, round);
        }
        evn_panel_close(page);
    }
    json_decref(result);
}

/* What was handed over; lines of nothing are left out. NULL: a number is none. */
static json_t *handed(struct evn_page *page)
{
    char item[EVN_FIELD_TEXT_MAX];
    json_t *lines = json_array();
    for (uint32_t n = 1; n <= LINES_MAX; n++) {
        int64_t quantity = 0;
        if (evn_form_value(page, "item", n, item)[0] == '\0')
            break;
        if (!evn_form_number(page, "quantity", n, &quantity)) {
            json_decref(lines);
            return NULL;
        }
        if (quantity > 0)
            json_array_append_new(
                lines, json_pack("{s:s,s:I}", "item", item, "quantity", (json_int_t)quantity));
    }
    return lines;
}

/* The command of the form; NULL: it is refused here, or another form. */
static json_t *command_of(struct evn_page *page)
{
    char trip[EVN_FIELD_TEXT_MAX], bag[EVN_FIELD_TEXT_MAX], proof[EVN_FIELD_TEXT_MAX],
        text[EVN_FIELD_TEXT_MAX], why[EVN_FIELD_TEXT_MAX], note[EVN_FIELD_TEXT_MAX];
    int64_t stop = 0;
    evn_form_value(page, "trip", 0, trip);
    if (!evn_form_number(page, "stop", 0, &stop))
        return NULL;
    if (evn_form_is(page, "doors_close"))
        return json_pack("{s:{s:s,s:I}}", "doorClose", "trip", trip, "stop", (json_int_t)stop);
    json_t *lines = handed(page);
    if (lines == NULL)
        return NULL;
    bool any = json_array_size(lines) > 0;
    json_t *visit = json_pack("{s:s,s:I,s:s,s:o}", "trip", trip, "stop", (json_int_t)stop, "bag",
                              evn_form_value(page, "bag", 0, bag), "lines", lines);
    /* A proof is of something that was handed over. */
    if (any) {
        json_object_set_new(visit, "proof", json_string(evn_form_value(page, "proof", 0, proof)));
        json_object_set_new(visit, "proofText",
                            json_string(evn_form_value(page, "proof_text", 0, text)));
    }
    if (evn_form_value(page, "why", 0, why)[0] != '\0')
        json_object_set_new(visit, "why", json_string(why));
    json_object_set_new(visit, "note", json_string(evn_form_value(page, "note", 0, note)));
    return json_pack("{s:o}", "doorVisit", visit);
}

bool evn_doors_take(struct evn_page *page)
{
    char then[EVN_URL_MAX];
    if (strcmp(page->x->method, "POST") != 0 ||
        (!evn_form_is(page, "door") && !evn_form_is(page, "doors_close")))
        return false;
    json_t *command = command_of(page);
    snprintf(then, sizeof then, "%.480s?done=1#doors", page->x->url);
    return command != NULL && evn_form_post(page, "dispatch", command, then) == EVN_OK;
}

#include "services/gateway/desk.h"

#include "services/gateway/names.h"
#include "services/gateway/packs.h"

#include <inttypes.h>
#include <stdio.h>

enum { MINUTES_MAX = 60 * 24 * 31 };
#define MINUTE_US INT64_C(60000000)

static bool is_role(const struct evn_page *page, const char *role)
{
    return strcmp(page->x->token.role, role) == 0;
}

/* The board */

static void urgent_form(struct evn_page *page)
{
    evn_form_open(page, page->x->url, "urgent", "stack");
    evn_form_input(page, EVN_SAY_COMMUNITY, "community", 0, "", "required");
    evn_packs_item(page, 1);
    evn_form_input(page, EVN_SAY_QUANTITY, "quantity", 1, "",
                   "inputmode=\"numeric\" autocomplete=\"off\"");
    evn_packs_unit(page, 1);
    evn_form_close(page, EVN_SAY_DO_URGENT);
}

void evn_desk_write(struct evn_page *page)
{
    bool plans = is_role(page, "DISPATCHER");
    if (!plans && !is_role(page, "WAREHOUSE"))
        return;
    evn_panel_open(page, EVN_SAY_CHANGE_OF_PLAN, "desk", "ask");
    if (plans)
        urgent_form(page);
    evn_form_open(page, page->x->url, "hinder", "stack");
    evn_form_input(page, EVN_SAY_BLOCKED_PLACE, "place", 0, "", "required");
    evn_form_input(page, EVN_SAY_BLOCKED_MINUTES, "minutes", 0, "", "inputmode=\"numeric\"");
    evn_form_input(page, EVN_SAY_BREAK_WHY, "reason", 0, "", "required maxlength=\"60\"");
    evn_form_close(page, EVN_SAY_DO_BLOCKED);
    evn_form_open(page, page->x->url, "clear", "stack");
    evn_form_input(page, EVN_SAY_BLOCKED_PLACE, "place", 0, "", "required");
    evn_form_close(page, EVN_SAY_DO_CLEAR);
    evn_panel_close(page);
}

/* A place that cannot be reached, until so many minutes from now; none: nobody knows. */
static json_t *hinder(struct evn_page *page)
{
    char place[EVN_FIELD_TEXT_MAX], reason[EVN_FIELD_TEXT_MAX];
    int64_t minutes;
    if (!evn_form_number(page, "minutes", 0, &minutes))
        return NULL;
    minutes = minutes < MINUTES_MAX ? minutes : MINUTES_MAX;
    int64_t until_us = minutes > 0 ? evn_page_now_us(page) + minutes * MINUTE_US : 0;
    return json_pack("{s:{s:s,s:s,s:I}}", "hinder", "place",
                     evn_form_value(page, "place", 0, place), "reason",
                     evn_form_value(page, "reason", 0, reason), "untilUs", (json_int_t)until_us);
}

static json_t *urgent(struct evn_page *page)
{
    char id[EVN_FIELD_TEXT_MAX], item[EVN_FIELD_TEXT_MAX], community[EVN_FIELD_TEXT_MAX], name[64];
    int64_t quantity;
    if (!evn_packs_quantity(page, evn_form_value(page, "item", 1, item), 1, &quantity))
        return NULL;
    /* The request's name comes from the form's id, so a double submit is the same request. */
    evn_form_value(page, "id", 0, id);
    snprintf(name, sizeof name, "U-%.8s-%.4s", id, strlen(id) > 28 ? id + 24 : "0000");
    return json_pack("{s:{s:s,s:s,s:b,s:[{s:s,s:I}]}}", "request", "request", name, "community",
                     evn_form_value(page, "community", 0, community), "urgent", 1, "lines", "item",
                     item, "quantity", (json_int_t)quantity);
}

bool evn_desk_take(struct evn_page *page)
{
    char place[EVN_FIELD_TEXT_MAX];
    json_t *command = NULL;
    if (strcmp(page->x->method, "POST") != 0)
        return false;
    if (evn_form_is(page, "hinder"))
        command = hinder(page);
    else if (evn_form_is(page, "clear"))
        command = json_pack("{s:{s:s}}", "clear", "place", evn_form_value(page, "place", 0, place));
    else if (evn_form_is(page, "urgent"))
        command = urgent(page);
    return command != NULL &&
           evn_form_post(page, "dispatch", command, "/board?done=1#desk") == EVN_OK;
}

/* A request */

/* Units that are open or wait in a warehouse: they can still be changed. */
static int64_t can_change(const json_t *line)
{
    return evn_json_num(line, "open") + evn_json_num(line, "allocated") +
           evn_json_num(line, "reserved");
}

static void line_forms(struct evn_page *page, const json_t *line)
{
    char number[24], wanted[24];
    const char *item = evn_json_text(line, "item");
    uint32_t n = (uint32_t)evn_json_num(line, "line");
    snprintf(number, sizeof number, "%" PRIu32, n);
    snprintf(wanted, sizeof wanted, "%" PRId64,
             evn_json_num(line, "requested") - evn_json_num(line, "refused"));
    evn_html(&page->html, "<fieldset><legend>%t <small>%t</small></legend>",
             evn_name(page, EVN_ITEMS, item), evn_unit(page, item));
    evn_form_open(page, page->x->url, "change", "stack");
    evn_form_hidden(page, "line", number);
    evn_form_input(page, EVN_SAY_WANTED, "quantity", n, wanted, "inputmode=\"numeric\" required");
    evn_form_close(page, EVN_SAY_DO_CHANGE);
    evn_form_open(page, page->x->url, "cancel", "step");
    evn_form_hidden(page, "line", number);
    evn_form_close(page, EVN_SAY_DO_CANCEL);
    evn_html(&page->html, "</fieldset>");
}

void evn_desk_request(struct evn_page *page, const json_t *result)
{
    const json_t *request = json_array_get(json_object_get(result, "request"), 0);
    json_t *line;
    size_t i;
    int64_t all = 0;
    json_array_foreach(json_object_get(result, "line"), i, line)
    {
        all += can_change(line);
    }
    if (request == NULL || json_is_true(json_object_get(request, "standing")) ||
        (all == 0 && !page->posted) || (!is_role(page, "POINT") && !is_role(page, "DISPATCHER")))
        return;
    evn_panel_open(page, EVN_SAY_CHANGE_REQUEST, "change", "ask");
    evn_html(&page->html, "<p class=\"hint\">%L</p>", EVN_SAY_CHANGE_HINT);
    json_array_foreach(json_object_get(result, "line"), i, line)
    {
        if (can_change(line) > 0 || page->posted)
            line_forms(page, line);
    }
    evn_panel_close(page);
}

bool evn_desk_take_request(struct evn_page *page, const char *request)
{
    char then[EVN_URL_MAX];
    int64_t line = 0, quantity = 0;
    bool changes = evn_form_is(page, "change");
    if (strcmp(page->x->method, "POST") != 0 || (!changes && !evn_form_is(page, "cancel")) ||
        !evn_form_number(page, "line", 0, &line))
        return false;
    line = line < UINT32_MAX ? line : UINT32_MAX;
    if (changes && !evn_form_number(page, "quantity", (uint32_t)line, &quantity))
        return false;
    json_t *command = json_pack("{s:{s:s,s:I}}", changes ? "change" : "cancel", "request", request,
                                "line", (json_int_t)line);
    if (changes)
        json_object_set_new(json_object_get(command, "change"), "quantity", json_integer(quantity));
    snprintf(then, sizeof then, "%.480s?done=1#requests", page->x->url);
    return evn_form_post(page, "dispatch", command, then) == EVN_OK;
}

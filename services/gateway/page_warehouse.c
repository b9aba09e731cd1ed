#include "services/gateway/form.h"
#include "services/gateway/names.h"
#include "services/gateway/packs.h"
#include "services/gateway/route.h"
#include "services/gateway/trips.h"

#include "common/base/day.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

enum { ROWS_MAX = 1000, SOON_DAYS = 14 };

static bool is_kind(const json_t *place, const char *kind)
{
    return strcmp(evn_json_text(place, "kind"), kind) == 0;
}

void evn_page_warehouses(struct evn_page *page)
{
    const char *code;
    json_t *place;
    const json_t *all = evn_names_all(page, EVN_PLACES);
    size_t n = 0;
    evn_page_open(page, EVN_SAY_NAV_WAREHOUSE, "", EVN_AT_WAREHOUSE);
    evn_html(&page->html, "<h1>%L</h1><p class=\"lead\">%L</p>", EVN_SAY_NAV_WAREHOUSE,
             EVN_SAY_WAREHOUSE_LEAD);
    evn_panel_open(page, EVN_SAY_WAREHOUSES, "warehouses", "");
    page->why = page->gate->names->why[EVN_PLACES];
    if (page->why.err != EVN_OK)
        evn_panel_away(page, "registry");
    evn_html(&page->html, "<ul class=\"tiles\">");
    json_object_foreach((json_t *)all, code, place)
    {
        if (!is_kind(place, "PLACE_KIND_WAREHOUSE"))
            continue;
        n++;
        evn_html(&page->html, "<li><a href=\"/warehouse/%u\"><b>%t</b><small>%t</small></a></li>",
                 code, evn_name_of(page, place), code);
    }
    evn_html(&page->html, "</ul>");
    if (page->why.err == EVN_OK && n == 0)
        evn_panel_empty(page, EVN_SAY_WAREHOUSES_EMPTY);
    evn_panel_close(page);
    evn_page_close(page);
}

/* Stock */

static int by_expiry(const void *a, const void *b)
{
    const char *x = evn_json_text(*(json_t *const *)a, "expiry");
    const char *y = evn_json_text(*(json_t *const *)b, "expiry");
    if ((x[0] == '\0') != (y[0] == '\0'))
        return x[0] == '\0' ? 1 : -1;
    int order = strcmp(x, y);
    return order != 0 ? order
                      : strcmp(evn_json_text(*(json_t *const *)a, "item"),
                               evn_json_text(*(json_t *const *)b, "item"));
}

static void expiry_cell(struct evn_page *page, const char *expiry, struct evn_day today)
{
    struct evn_day day;
    if (evn_day_parse(expiry, &day) != EVN_OK) {
        evn_html(&page->html, "<td>–</td>");
        return;
    }
    int64_t left = (int64_t)day.n - today.n;
    const char *cls = left < 0 ? "bad" : left <= SOON_DAYS ? "warn" : "";
    evn_html(&page->html, "<td><time>%t</time> ", expiry);
    if (cls[0] != '\0') {
        evn_html(&page->html, "<span class=\"badge %r\">", cls);
        evn_html_say(&page->html, left < 0 ? EVN_SAY_EXPIRED : EVN_SAY_DAYS_LEFT,
                     (struct evn_fill){.n = left});
        evn_html(&page->html, "</span>");
    }
    evn_html(&page->html, "</td>");
}

static void stock_rows(struct evn_page *page, const json_t *stock, struct evn_day today)
{
    const json_t *rows = json_object_get(stock, "rows");
    size_t n = json_array_size(rows);
    const json_t **sorted = calloc(n + 1, sizeof *sorted);
    if (sorted == NULL)
        return;
    for (size_t i = 0; i < n; i++)
        sorted[i] = json_array_get(rows, i);
    qsort(sorted, n, sizeof *sorted, by_expiry);
    for (size_t i = 0; i < n; i++) {
        const char *item = evn_json_text(sorted[i], "item");
        int64_t quantity = evn_json_num(sorted[i], "quantity");
        evn_html(&page->html, "<tr><th scope=\"row\">%t</th><td class=\"code\">%t</td>",
                 evn_name(page, EVN_ITEMS, item), evn_json_text(sorted[i], "lot"));
        expiry_cell(page, evn_json_text(sorted[i], "expiry"), today);
        evn_html(&page->html, "<td class=\"num\"><b>%n</b> <small>%t</small></td><td>", quantity,
                 evn_unit(page, item));
        evn_packs_write(page, item, quantity);
        if (evn_json_num(sorted[i], "claimed") > 0)
            evn_html(&page->html, " <small>%L %n</small>", EVN_SAY_CLAIMED,
                     evn_json_num(sorted[i], "claimed"));
        evn_html(&page->html, "</td></tr>");
    }
    free(sorted);
}

static void totals(struct evn_page *page, const json_t *stock)
{
    json_t *total;
    size_t i;
    evn_html(&page->html, "<ul class=\"totals\">");
    json_array_foreach(json_object_get(stock, "totals"), i, total)
    {
        const char *item = evn_json_text(total, "item");
        evn_html(&page->html, "<li><span>%t</span><b>%n</b><small>%t</small>",
                 evn_name(page, EVN_ITEMS, item), evn_json_num(total, "free"),
                 evn_unit(page, item));
        if (evn_json_num(total, "claimed") > 0)
            evn_html(&page->html, "<small>%L %n</small>", EVN_SAY_CLAIMED,
                     evn_json_num(total, "claimed"));
        if (evn_json_num(total, "expired") > 0)
            evn_html(&page->html, "<small class=\"badge bad\">%L %n</small>", EVN_SAY_EXPIRED,
                     evn_json_num(total, "expired"));
        evn_html(&page->html, "</li>");
    }
    evn_html(&page->html, "</ul>");
}

static void stock(struct evn_page *page, const char *place)
{
    json_t *result =
        evn_page_ask(page, "ledger",
                     json_pack("{s:{s:s,s:i}}", "stock", "place", place, "rowsMax", (int)ROWS_MAX));
    const json_t *held = json_object_get(result, "stock");
    struct evn_day today = evn_day_at(evn_page_now_us(page), EVN_OFFSET_CHINA_MIN);
    evn_panel_open(page, EVN_SAY_STOCK, "stock", "");
    if (result == NULL) {
        evn_panel_away(page, "ledger");
    } else if (json_array_size(json_object_get(held, "rows")) == 0) {
        evn_panel_empty(page, EVN_SAY_STOCK_EMPTY);
    } else {
        totals(page, held);
        evn_html(&page->html,
                 "<div class=\"scroll\" tabindex=\"0\"><table class=\"cards\"><caption "
                 "class=\"sr\">%L</caption>"
                 "<thead><tr><th scope=\"col\">%L</th><th scope=\"col\">%L</th><th scope=\"col\">"
                 "%L</th><th scope=\"col\" class=\"num\">%L</th><th scope=\"col\">%L</th></tr>"
                 "</thead><tbody>",
                 EVN_SAY_STOCK, EVN_SAY_ITEM, EVN_SAY_LOT, EVN_SAY_EXPIRY, EVN_SAY_QUANTITY,
                 EVN_SAY_PACKS);
        stock_rows(page, held, today);
        evn_html(&page->html, "</tbody></table></div>");
    }
    evn_panel_close(page);
    json_decref(result);
}

/* Receive and issue */

static void receive_form(struct evn_page *page)
{
    const char *code;
    json_t *place;
    evn_panel_open(page, EVN_SAY_RECEIVE, "receive", "");
    evn_form_open(page, page->x->url, "receive", "cols");
    evn_packs_item(page, 1);
    evn_form_input(page, EVN_SAY_LOT, "lot", 1, "", "autocomplete=\"off\" maxlength=\"60\"");
    evn_form_input(page, EVN_SAY_EXPIRY, "expiry", 1, "", "type=\"date\"");
    evn_form_input(page, EVN_SAY_QUANTITY, "quantity", 1, "",
                   "inputmode=\"numeric\" autocomplete=\"off\" required");
    evn_packs_unit(page, 1);
    evn_form_select(page, EVN_SAY_SUPPLIER, "from", 1, "");
    evn_form_option(page, "from", 1, "", "–");
    json_object_foreach((json_t *)evn_names_all(page, EVN_PLACES), code, place)
    {
        if (is_kind(place, "PLACE_KIND_SUPPLIER"))
            evn_form_option(page, "from", 1, code, evn_name_of(page, place));
    }
    evn_form_select_end(page, "from", 1);
    evn_form_input(page, EVN_SAY_REFERENCE, "reference", 0, "", "maxlength=\"60\"");
    evn_form_close(page, EVN_SAY_RECEIVE_DO);
    evn_panel_close(page);
}

/* Reasons for a lot that is not the first to expire, as the ledger logs them. */
static const struct {
    const char *code;
    enum evn_say say;
} overrides[] = {{"pack-open", EVN_SAY_OVERRIDE_OPENED},
                 {"lot-asked-for", EVN_SAY_OVERRIDE_ASKED},
                 {"lot-out-of-reach", EVN_SAY_OVERRIDE_OUT_OF_REACH},
                 {"see-note", EVN_SAY_OVERRIDE_OTHER}};

/* Asked for when the ledger needs one, and as long as one stands there. */
static void override_field(struct evn_page *page)
{
    char text[EVN_FIELD_TEXT_MAX];
    bool issues = page->posted && evn_form_is(page, "issue");
    if (!issues || (page->refused.err != EVN_E_OVERRIDE_NEEDED &&
                    evn_form_value(page, "reason", 0, text)[0] == '\0'))
        return;
    evn_form_select(page, EVN_SAY_OVERRIDE_WHY, "reason", 0, "required");
    evn_form_option(page, "reason", 0, "", "–");
    for (size_t i = 0; i < sizeof overrides / sizeof overrides[0]; i++)
        evn_form_option(page, "reason", 0, overrides[i].code,
                        evn_say_text(overrides[i].say, page->html.lang));
    evn_form_select_end(page, "reason", 0);
}

static void issue_form(struct evn_page *page)
{
    evn_panel_open(page, EVN_SAY_ISSUE, "issue", "");
    evn_html(&page->html, "<p class=\"hint\">%L</p>", EVN_SAY_ISSUE_HINT);
    evn_form_open(page, page->x->url, "issue", "cols");
    evn_packs_item(page, 1);
    evn_form_input(page, EVN_SAY_LOT_IF_NAMED, "lot", 1, "",
                   "autocomplete=\"off\" maxlength=\"60\"");
    evn_form_input(page, EVN_SAY_QUANTITY, "quantity", 1, "",
                   "inputmode=\"numeric\" autocomplete=\"off\" required");
    evn_packs_unit(page, 1);
    evn_form_input(page, EVN_SAY_ISSUED_TO, "recipient", 0, "", "maxlength=\"60\"");
    evn_form_input(page, EVN_SAY_REASON, "note", 0, "", "required maxlength=\"120\"");
    override_field(page);
    evn_form_close(page, EVN_SAY_ISSUE_DO);
    evn_panel_close(page);
}

static void put(json_t *o, const char *member, const char *text)
{
    if (text[0] != '\0')
        json_object_set_new(o, member, json_string(text));
}

static json_t *line_of(struct evn_page *page, const char *place, bool receives, int64_t quantity)
{
    char text[EVN_FIELD_TEXT_MAX];
    json_t *line =
        json_pack("{s:s,s:I}", "kind", receives ? "LINE_KIND_RECEIVE" : "LINE_KIND_ISSUE",
                  "quantity", (json_int_t)quantity);
    put(line, "item", evn_form_value(page, "item", 1, text));
    put(line, receives ? "to" : "from", place);
    put(line, "lot", evn_form_value(page, "lot", 1, text));
    if (!receives && evn_form_value(page, "reason", 0, text)[0] != '\0')
        json_object_set_new(line, "override", json_true());
    if (receives) {
        put(line, "from", evn_form_value(page, "from", 1, text));
        put(line, "expiry", evn_form_value(page, "expiry", 1, text));
    }
    return line;
}

static bool take_form(struct evn_page *page, const char *place)
{
    char text[EVN_FIELD_TEXT_MAX], then[EVN_URL_MAX];
    int64_t quantity;
    bool receives = evn_form_is(page, "receive");
    if (strcmp(page->x->method, "POST") != 0 || (!receives && !evn_form_is(page, "issue")))
        return false;
    if (!evn_packs_quantity(page, evn_form_value(page, "item", 1, text), 1, &quantity))
        return false;
    json_t *document = json_pack("{s:[o]}", "lines", line_of(page, place, receives, quantity));
    if (!receives) {
        put(document, "reason", evn_form_value(page, "reason", 0, text));
        put(document, "recipient", evn_form_value(page, "recipient", 0, text));
    }
    put(document, "note", evn_form_value(page, "note", 0, text));
    put(document, "reference", evn_form_value(page, "reference", 0, text));
    snprintf(then, sizeof then, "%.480s?done=1", page->x->url);
    return evn_form_post(page, "ledger", json_pack("{s:o}", "document", document), then) == EVN_OK;
}

void evn_page_warehouse(struct evn_page *page, const char *code)
{
    char place[EVN_URL_MAX];
    evn_refusal_text(place, sizeof place, code);
    if (take_form(page, place))
        return;
    evn_page_open(page, EVN_SAY_NAV_WAREHOUSE, evn_name(page, EVN_PLACES, place), EVN_AT_WAREHOUSE);
    evn_html(&page->html, "<h1>%t <small>%t</small></h1><div class=\"grid two\"><div>",
             evn_name(page, EVN_PLACES, place), place);
    stock(page, place);
    evn_html(&page->html, "</div><div>");
    evn_trips_panel(page, place, NULL);
    receive_form(page);
    issue_form(page);
    evn_html(&page->html, "</div></div>");
    evn_page_close(page);
}

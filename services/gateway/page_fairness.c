#include "common/base/day.h"
#include "common/text/fair_plot.h"
#include "services/gateway/names.h"
#include "services/gateway/route.h"

#include <stdio.h>
#include <stdlib.h>

/* Hundredths as a decimal number with its unit. */
static void hundredths(struct evn_page *page, int64_t value, const char *unit)
{
    char text[40];
    snprintf(text, sizeof text, "%lld.%02lld%s", (long long)(value / 100), (long long)(value % 100),
             unit);
    evn_html(&page->html, "<td class=\"num\">%t</td>", text);
}

static void open_table(struct evn_page *page, const enum evn_say *heads, size_t n)
{
    evn_html(&page->html, "<div class=\"scroll\"><table class=\"cards\"><thead><tr>");
    for (size_t i = 0; i < n; i++)
        evn_html(&page->html, "<th scope=\"col\"%r>%L</th>", i > 0 ? " class=\"num\"" : "",
                 (int)heads[i]);
    evn_html(&page->html, "</tr></thead><tbody>");
}

static void tiers(struct evn_page *page, const json_t *fairness)
{
    static const enum evn_say heads[] = {
        EVN_SAY_FAIR_TIER,  EVN_SAY_FAIR_ASKING, EVN_SAY_FAIR_FULL,  EVN_SAY_FAIR_BEFORE,
        EVN_SAY_FAIR_AFTER, EVN_SAY_FAIR_LOWEST, EVN_SAY_FAIR_SPREAD};
    json_t *tier;
    size_t i;
    open_table(page, heads, sizeof heads / sizeof heads[0]);
    json_array_foreach(json_object_get(fairness, "tiers"), i, tier)
    {
        evn_html(&page->html,
                 "<tr><th scope=\"row\">%n</th><td class=\"num\">%n</td><td class="
                 "\"num\">%n</td>",
                 evn_json_num(tier, "tier"), evn_json_num(tier, "rows"),
                 evn_json_num(tier, "full"));
        hundredths(page, evn_json_num(tier, "beforeCperc"), " %");
        hundredths(page, evn_json_num(tier, "afterCperc"), " %");
        hundredths(page, evn_json_num(tier, "lowestAfterCperc"), " %");
        hundredths(page, evn_json_num(tier, "spreadCperc"), " %");
        evn_html(&page->html, "</tr>");
    }
    evn_html(&page->html, "</tbody></table></div>");
}

static void items(struct evn_page *page, const json_t *fairness)
{
    static const enum evn_say heads[] = {EVN_SAY_FAIR_SCARCE, EVN_SAY_FAIR_STOCK,
                                         EVN_SAY_FAIR_GIVEN, EVN_SAY_FAIR_MISSING,
                                         EVN_SAY_FAIR_SHORT};
    json_t *item;
    size_t i;
    open_table(page, heads, sizeof heads / sizeof heads[0]);
    json_array_foreach(json_object_get(fairness, "items"), i, item)
    {
        if (!json_is_true(json_object_get(item, "bound")))
            continue;
        evn_html(&page->html,
                 "<tr><th scope=\"row\">%t</th><td class=\"num\">%n</td><td class="
                 "\"num\">%n</td><td class=\"num\">%n</td><td class=\"num\">%n"
                 "</td></tr>",
                 evn_name(page, EVN_ITEMS, evn_json_text(item, "item")),
                 evn_json_num(item, "stock"), evn_json_num(item, "given"),
                 evn_json_num(item, "missing"), evn_json_num(item, "inWant"));
    }
    evn_html(&page->html, "</tbody></table></div>");
}

static void lowest(struct evn_page *page, const json_t *fairness)
{
    static const enum evn_say heads[] = {EVN_SAY_COMMUNITY, EVN_SAY_ITEM, EVN_SAY_FAIR_TIER,
                                         EVN_SAY_FAIR_BEFORE, EVN_SAY_FAIR_AFTER};
    json_t *row;
    size_t i;
    open_table(page, heads, sizeof heads / sizeof heads[0]);
    json_array_foreach(json_object_get(fairness, "lowest"), i, row)
    {
        evn_html(&page->html,
                 "<tr><th scope=\"row\">%t</th><td class=\"num\">%t</td><td class="
                 "\"num\">%n</td>",
                 evn_name(page, EVN_COMMUNITIES, evn_json_text(row, "community")),
                 evn_name(page, EVN_ITEMS, evn_json_text(row, "item")), evn_json_num(row, "tier"));
        hundredths(page, evn_json_num(row, "beforeCperc"), " %");
        hundredths(page, evn_json_num(row, "afterCperc"), " %");
        evn_html(&page->html, "</tr>");
    }
    evn_html(&page->html, "</tbody></table></div>");
}

static int by_line(const void *a, const void *b)
{
    const struct evn_fair_dot *x = a, *y = b;
    if (x->tier != y->tier)
        return x->tier < y->tier ? -1 : 1;
    int order = strcmp(x->item, y->item);
    return order != 0 ? order : strcmp(x->community, y->community);
}

static evn_err draw(struct evn_page *page, const json_t *fairness, struct evn_buf *out)
{
    char title[200];
    json_t *row;
    size_t i, n = json_array_size(json_object_get(fairness, "rows"));
    struct evn_fair_dot *dots = calloc(n + 1, sizeof *dots);
    if (dots == NULL)
        return EVN_E_NO_MEMORY;
    json_array_foreach(json_object_get(fairness, "rows"), i, row)
    {
        dots[i] = (struct evn_fair_dot){
            .item = evn_name(page, EVN_ITEMS, evn_json_text(row, "item")),
            .community = evn_name(page, EVN_COMMUNITIES, evn_json_text(row, "community")),
            .tier = (int)evn_json_num(row, "tier"),
            .before_cperc = evn_json_num(row, "beforeCperc"),
            .after_cperc = evn_json_num(row, "afterCperc")};
    }
    qsort(dots, n, sizeof *dots, by_line);
    evn_say_fill(EVN_SAY_FAIR_TITLE, page->html.lang,
                 (struct evn_fill){.a = evn_json_text(fairness, "day")}, title, sizeof title);
    evn_err err = evn_fair_plot(dots, n, title, page->gate->exercise, out);
    free(dots);
    return err;
}

/* `day` with ".svg" behind it: the picture alone. */
static bool take_svg(char day[32])
{
    size_t len = strlen(day);
    if (len < 4 || strcmp(day + len - 4, ".svg") != 0)
        return false;
    day[len - 4] = '\0';
    return true;
}

static void serve_svg(struct evn_page *page, const json_t *fairness)
{
    evn_buf_clear(&page->x->answer);
    evn_err err = draw(page, fairness, &page->x->answer);
    page->x->status = err == EVN_OK ? 200 : 500;
    page->x->content_type = "image/svg+xml; charset=utf-8";
    page->x->done = true;
}

static void show(struct evn_page *page, const json_t *fairness, const char *day)
{
    evn_page_open(page, EVN_SAY_FAIRNESS, day, EVN_AT_BOARD);
    evn_html(&page->html, "<h1>%L <small>%t</small></h1>", EVN_SAY_FAIRNESS, day);
    evn_panel_open(page, EVN_SAY_FAIR_COVER, "tiers", "");
    if (fairness == NULL)
        evn_panel_away(page, "dispatch");
    else if (json_array_size(json_object_get(fairness, "rows")) == 0)
        evn_panel_empty(page, EVN_SAY_FAIR_EMPTY);
    else
        tiers(page, fairness);
    evn_panel_close(page);
    if (json_array_size(json_object_get(fairness, "rows")) > 0) {
        evn_html(&page->html, "<p><img src=\"/fairness/%u.svg\" alt=\"%L\"></p>", day,
                 EVN_SAY_FAIR_COVER);
        evn_panel_open(page, EVN_SAY_FAIR_BOUND, "items", "");
        items(page, fairness);
        evn_panel_close(page);
        evn_panel_open(page, EVN_SAY_FAIR_TEN, "lowest", "");
        lowest(page, fairness);
        evn_panel_close(page);
    }
    evn_page_close(page);
}

void evn_page_fairness(struct evn_page *page, const char *id)
{
    char day[32];
    evn_refusal_text(day, sizeof day, id);
    bool svg = take_svg(day);
    json_t *result = evn_page_ask(page, "dispatch", json_pack("{s:{s:s}}", "fairness", "day", day));
    const json_t *fairness = json_object_get(result, "fairness");
    if (svg && fairness != NULL)
        serve_svg(page, fairness);
    else
        show(page, fairness, day);
    json_decref(result);
}

void evn_page_fairness_today(struct evn_page *page)
{
    char day[11], url[64];
    evn_day_format(evn_day_at(evn_page_now_us(page), EVN_OFFSET_CHINA_MIN), day);
    snprintf(url, sizeof url, "/fairness/%s", day);
    evn_exchange_redirect(page->x, url);
}

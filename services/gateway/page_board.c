#include "services/gateway/desk.h"
#include "services/gateway/names.h"
#include "services/gateway/route.h"
#include "services/gateway/ticker.h"
#include "services/gateway/trips.h"

#include <stdio.h>
#include <stdlib.h>

enum { HEAT_ITEMS_MAX = 12, HEAT_ROWS_MAX = 200, OPEN_ROWS_MAX = 12, HOUR_S = 3600 };

static void card(struct evn_page *page, enum evn_say label, int64_t value, const char *cls,
                 enum evn_say sub, struct evn_fill fill)
{
    evn_html(&page->html, "<div class=\"kpi %r\"><dt>%L</dt><dd>%n</dd><p>", cls, (int)label,
             value);
    evn_html_say(&page->html, sub, fill);
    evn_html(&page->html, "</p></div>");
}

static int64_t hours(int64_t us)
{
    return us > 0 ? us / 1000000 / HOUR_S : 0;
}

/* Zones sealed now, the people in them, and how many are overdue, however many there are. */
static void registry_cards(struct evn_page *page)
{
    json_t *result = evn_page_ask(page, "registry",
                                  json_pack("{s:{s:s}}", "zoneFigures", "area", page->who.scope));
    const json_t *count = json_array_get(json_object_get(result, "zoneCount"), 0);
    int64_t n_overdue = evn_json_num(count, "overdue");
    if (result == NULL) {
        evn_html(&page->html, "<div class=\"kpi none\"><dt>%L</dt><dd>–</dd></div>",
                 EVN_SAY_SEALED);
        return;
    }
    card(page, EVN_SAY_SEALED, evn_json_num(count, "standing"), "", EVN_SAY_SEALED_SUB,
         (struct evn_fill){.n = evn_json_num(count, "people")});
    card(page, EVN_SAY_OVERDUE, n_overdue, n_overdue > 0 ? "bad" : "good",
         n_overdue > 0 ? EVN_SAY_OVERDUE_SUB : EVN_SAY_OVERDUE_NONE,
         (struct evn_fill){.n = hours(evn_json_num(count, "worstOverdueUs"))});
    json_decref(result);
}

static void dispatch_cards(struct evn_page *page, const json_t *board)
{
    int64_t below = evn_json_num(board, "communitiesBelow");
    int64_t since = evn_json_num(board, "oldestOpenUs");
    if (board == NULL) {
        evn_html(&page->html, "<div class=\"kpi none wide\"><dt>%L</dt><dd>–</dd><p>",
                 EVN_SAY_OPEN_REQUESTS);
        evn_html_say(&page->html, EVN_SAY_AWAY, (struct evn_fill){.a = "dispatch"});
        evn_html(&page->html, "</p></div>");
        return;
    }
    card(page, EVN_SAY_BELOW, below, below > 0 ? "bad" : "good", EVN_SAY_BELOW_SUB,
         (struct evn_fill){.n = evn_json_num(board, "personsBelow")});
    int64_t owed = evn_json_num(board, "overdueLines");
    if (owed > 0)
        card(page, EVN_SAY_OVERDUE_LINES, owed, "bad", EVN_SAY_OVERDUE_LINES_SUB,
             (struct evn_fill){0});
    int64_t age = since > 0 ? evn_json_num(board, "businessUs") - since : 0;
    card(page, EVN_SAY_OPEN_REQUESTS, evn_json_num(board, "openRequests"), "", EVN_SAY_OPEN_SUB,
         (struct evn_fill){.n = hours(age)});
    card(page, EVN_SAY_TRIPS_NOW, evn_json_num(board, "tripsUnderway"), "", EVN_SAY_TRIPS_SUB,
         (struct evn_fill){.n = evn_json_num(board, "tripsClosed"),
                           .m = evn_json_num(board, "tripsToday")});
}

/* A row of the heat table: a community with its figures by item. */
struct heat_row {
    const char *community;
    json_t *by_item; /* owned object: item -> figure */
    int64_t least;   /* hundredths of a day */
};

static int by_least(const void *a, const void *b)
{
    const struct heat_row *x = a, *y = b;
    if (x->least != y->least)
        return x->least < y->least ? -1 : 1;
    return strcmp(x->community, y->community);
}

static struct heat_row *row_of(struct heat_row *rows, size_t *n, const char *community)
{
    for (size_t i = *n; i > 0; i--)
        if (strcmp(rows[i - 1].community, community) == 0)
            return &rows[i - 1];
    if (*n == HEAT_ROWS_MAX)
        return NULL;
    rows[*n] =
        (struct heat_row){.community = community, .by_item = json_object(), .least = INT64_MAX};
    return &rows[(*n)++];
}

static size_t note_item(const char *items[], size_t n, const char *item)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(items[i], item) == 0)
            return n;
    if (n < HEAT_ITEMS_MAX)
        items[n++] = item;
    return n;
}

static const char *heat_class(const json_t *figure)
{
    int64_t days = evn_json_num(figure, "cdays");
    if (json_is_true(json_object_get(figure, "below")) || days < 100)
        return "h0";
    return days < 200 ? "h1" : days < 300 ? "h2" : days < 500 ? "h3" : "h4";
}

static void heat_cell(struct evn_page *page, const json_t *figure)
{
    char days[24];
    int64_t cdays = evn_json_num(figure, "cdays");
    if (figure == NULL || evn_json_num(figure, "use") == 0) {
        evn_html(&page->html, "<td class=\"h\">·</td>");
        return;
    }
    snprintf(days, sizeof days, "%lld.%lld", (long long)(cdays / 100),
             (long long)(cdays % 100 / 10));
    if (cdays > 9999)
        snprintf(days, sizeof days, "99+");
    evn_html(&page->html, "<td class=\"h %r\">%t</td>", heat_class(figure), days);
}

static void heat_table(struct evn_page *page, struct heat_row *rows, size_t n_rows,
                       const char *items[], size_t n_items)
{
    struct evn_html *h = &page->html;
    evn_html(h,
             "<div class=\"scroll\" tabindex=\"0\"><table class=\"heat\"><thead><tr>"
             "<th scope=\"col\">%L</th>",
             EVN_SAY_COMMUNITY);
    for (size_t i = 0; i < n_items; i++)
        evn_html(h, "<th scope=\"col\">%t</th>", evn_name(page, EVN_ITEMS, items[i]));
    evn_html(h, "</tr></thead><tbody>");
    for (size_t r = 0; r < n_rows; r++) {
        evn_html(h, "<tr><th scope=\"row\"><a href=\"/point/%u\">%t</a></th>", rows[r].community,
                 evn_name(page, EVN_COMMUNITIES, rows[r].community));
        for (size_t i = 0; i < n_items; i++)
            heat_cell(page, json_object_get(rows[r].by_item, items[i]));
        evn_html(h, "</tr>");
    }
    evn_html(h,
             "</tbody></table></div><p class=\"legend\"><i class=\"h0\"></i>&lt;1 "
             "<i class=\"h1\"></i>1–2 <i class=\"h2\"></i>2–3 <i class=\"h3\"></i>3–5 "
             "<i class=\"h4\"></i>≥5 %L</p>",
             EVN_SAY_DAYS);
}

static void heat(struct evn_page *page, const json_t *board)
{
    static struct heat_row rows[HEAT_ROWS_MAX]; /* of the one worker */
    const char *items[HEAT_ITEMS_MAX];
    size_t n_rows = 0, n_items = 0, i;
    json_t *figure;
    json_array_foreach(json_object_get(board, "covers"), i, figure)
    {
        const char *item = evn_json_text(figure, "item");
        struct heat_row *row = row_of(rows, &n_rows, evn_json_text(figure, "community"));
        n_items = note_item(items, n_items, item);
        int64_t cdays = evn_json_num(figure, "cdays");
        if (row != NULL) {
            json_object_set(row->by_item, item, figure);
            row->least = cdays < row->least && evn_json_num(figure, "use") > 0 ? cdays : row->least;
        }
    }
    qsort(rows, n_rows, sizeof rows[0], by_least);
    evn_panel_open(page, EVN_SAY_COVER, "cover", "cover");
    if (board == NULL)
        evn_panel_away(page, "dispatch");
    else if (n_rows == 0)
        evn_panel_empty(page, EVN_SAY_COVER_EMPTY);
    else
        heat_table(page, rows, n_rows, items, n_items);
    evn_panel_close(page);
    for (size_t r = 0; r < n_rows; r++)
        json_decref(rows[r].by_item);
}

static void open_row(struct evn_page *page, const json_t *line, int64_t now_us)
{
    const char *item = evn_json_text(line, "item");
    int64_t since = evn_json_num(line, "openSinceUs");
    evn_html(&page->html,
             "<tr><th scope=\"row\"><a href=\"/request/%u\">%t</a></th><td>%t</td>"
             "<td class=\"num\">%n <small>%t</small></td><td class=\"num\">",
             evn_json_text(line, "request"),
             evn_name(page, EVN_COMMUNITIES, evn_json_text(line, "community")),
             evn_name(page, EVN_ITEMS, item), evn_json_num(line, "open"), evn_unit(page, item));
    evn_html_say(&page->html, EVN_SAY_HOURS,
                 (struct evn_fill){.n = hours(since > 0 ? now_us - since : 0)});
    evn_html(&page->html, "</td></tr>");
}

static void open_requests(struct evn_page *page)
{
    json_t *result =
        evn_page_ask(page, "dispatch", json_pack("{s:{s:s}}", "open", "area", page->who.scope));
    const json_t *lines = json_object_get(result, "line");
    json_t *line;
    size_t i;
    evn_panel_open(page, EVN_SAY_OPEN_REQUESTS, "open", "");
    if (result == NULL) {
        evn_panel_away(page, "dispatch");
    } else if (json_array_size(lines) == 0) {
        evn_panel_empty(page, EVN_SAY_OPEN_EMPTY);
    } else {
        evn_html(
            &page->html,
            "<div class=\"scroll\"><table class=\"cards\"><thead><tr><th scope=\"col\">%L</th><th "
            "scope=\"col\">%L</th><th scope=\"col\" class=\"num\">%L</th><th scope=\"col\" "
            "class=\"num\">%L</th></tr></thead><tbody>",
            EVN_SAY_COMMUNITY, EVN_SAY_ITEM, EVN_SAY_STILL_OPEN, EVN_SAY_AGE);
        json_array_foreach(lines, i, line)
        {
            if (i < OPEN_ROWS_MAX)
                open_row(page, line, evn_json_num(result, "businessUs"));
        }
        evn_html(&page->html, "</tbody></table></div>");
    }
    evn_panel_close(page);
    json_decref(result);
}

static void overdue_panel(struct evn_page *page, const json_t *overdue, bool known)
{
    json_t *row;
    size_t i;
    if (known && json_array_size(overdue) == 0)
        return;
    evn_panel_open(page, EVN_SAY_OVERDUE, "overdue", known ? "alarm" : "");
    if (!known)
        evn_panel_away(page, "registry");
    evn_html(&page->html, "<ul class=\"rows\">");
    json_array_foreach(overdue, i, row)
    {
        const json_t *seal = json_object_get(json_object_get(row, "zone"), "seal");
        char community[13];
        snprintf(community, sizeof community, "%.12s", evn_json_text(seal, "area"));
        evn_html(&page->html, "<li><b>%t</b> <span>", evn_name(page, EVN_COMMUNITIES, community));
        evn_html_say(&page->html, EVN_SAY_OVERDUE_ROW,
                     (struct evn_fill){.a = evn_json_text(seal, "zone"),
                                       .n = evn_json_num(seal, "residents"),
                                       .m = hours(evn_json_num(row, "overdueUs"))});
        evn_html(&page->html, "</span></li>");
    }
    evn_html(&page->html, "</ul>");
    evn_panel_close(page);
}

void evn_page_board(struct evn_page *page)
{
    if (evn_desk_take(page))
        return;
    evn_page_open(page, EVN_SAY_NAV_BOARD, "", EVN_AT_BOARD);
    json_t *late =
        evn_page_ask(page, "registry", json_pack("{s:{s:s}}", "overdue", "area", page->who.scope));
    json_t *result =
        evn_page_ask(page, "dispatch", json_pack("{s:{s:s}}", "board", "area", page->who.scope));
    const json_t *board = json_object_get(result, "board");
    evn_html(&page->html, "<h1 class=\"sr\">%L</h1><dl class=\"kpis\" id=\"kpis\" data-live>",
             EVN_SAY_NAV_BOARD);
    registry_cards(page);
    dispatch_cards(page, board);
    evn_html(&page->html,
             "</dl><p class=\"jump\"><a href=\"/fairness\">%L</a> <a href=\"/tickets\">%L</a> <a "
             "href=\"/rides\">%L</a></p>"
             "<div class=\"grid\"><div class=\"main\">",
             EVN_SAY_FAIRNESS, EVN_SAY_TICKETS, EVN_SAY_RIDES);
    heat(page, board);
    overdue_panel(page, json_object_get(late, "overdue"), late != NULL);
    open_requests(page);
    evn_html(&page->html, "</div><div class=\"side\">");
    evn_trips_panel(page, "", NULL);
    evn_desk_write(page);
    evn_ticker_write(page, 14);
    evn_html(&page->html, "</div></div>");
    evn_page_close(page);
    json_decref(result);
    json_decref(late);
}

#include "services/gateway/page.h"

#include "common/base/day.h"
#include "common/base/env.h"

#include <stdio.h>
#include <stdlib.h>

static const struct {
    enum evn_section section;
    const char *path;
    enum evn_say name;
} tab[] = {{EVN_AT_BOARD, "/board", EVN_SAY_NAV_BOARD},
           {EVN_AT_POINT, "/point", EVN_SAY_NAV_POINT},
           {EVN_AT_WAREHOUSE, "/warehouse", EVN_SAY_NAV_WAREHOUSE}};

static void write_head(struct evn_page *page, enum evn_say title, const char *more)
{
    bool en = page->html.lang == EVN_LANG_EN;
    evn_html(&page->html,
             "<!doctype html>\n<html lang=\"%r\">\n<head><meta charset=\"utf-8\">"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
             "<meta name=\"color-scheme\" content=\"light dark\">"
             "<title>%t%r%L · %L</title>"
             "<link rel=\"icon\" href=\"/static/icon.svg\" type=\"image/svg+xml\">"
             "<link rel=\"stylesheet\" href=\"/static/style.css\">"
             "<script src=\"/static/live.js\" defer></script></head>\n",
             en ? "en" : "zh-CN", more, more[0] != '\0' ? " · " : "", (int)title, EVN_SAY_PRODUCT);
}

static void write_tabs(struct evn_page *page, enum evn_section section)
{
    evn_html(&page->html, "<nav class=\"tabs\" aria-label=\"%L\">", EVN_SAY_NAV);
    for (size_t i = 0; i < sizeof tab / sizeof tab[0]; i++)
        evn_html(&page->html, "<a href=\"%r\"%r>%L</a>", tab[i].path,
                 tab[i].section == section ? " aria-current=\"page\"" : "", (int)tab[i].name);
    evn_html(&page->html, "</nav>");
}

static void write_top(struct evn_page *page, enum evn_section section)
{
    struct evn_html *h = &page->html;
    bool en = h->lang == EVN_LANG_EN;
    if (page->gate->exercise)
        evn_html(h,
                 "<div class=\"exercise\" role=\"note\"><strong>EXERCISE · 演练</strong> %L"
                 "</div>",
                 EVN_SAY_EXERCISE_NOTE);
    evn_html(h,
             "<a class=\"skip\" href=\"#main\">%L</a><header class=\"top\">"
             "<a class=\"brand\" href=\"/board\"><img src=\"/static/icon.svg\" alt=\"\" "
             "width=\"34\" height=\"34\"><span><b>常平</b><small>Evernormal</small></span></a>",
             EVN_SAY_SKIP);
    if (page->x->has_token)
        write_tabs(page, section);
    evn_html(h, "<div class=\"who\"><span class=\"pulse\" id=\"pulse\" title=\"%L\"></span>",
             EVN_SAY_LIVE);
    if (page->x->has_token)
        evn_html(h, "<span class=\"name\">%t</span>", page->x->token.name);
    evn_html(
        h,
        "<a class=\"lang\" href=\"/lang?lang=%r&amp;back=%u\" lang=\"%r\">%r</a></div></header>\n",
        en ? "zh" : "en", page->x->url, en ? "zh-CN" : "en", en ? "中文" : "English");
}

void evn_page_open(struct evn_page *page, enum evn_say title, const char *more,
                   enum evn_section section)
{
    evn_buf_clear(&page->x->answer);
    write_head(page, title, more);
    evn_html(&page->html, "<body class=\"%r\">", section == EVN_AT_BOARD ? "board" : "desk");
    write_top(page, section);
    evn_html(&page->html, "<main id=\"main\">");
    if (strcmp(evn_exchange_arg(page->x, "done"), "1") == 0)
        evn_html(&page->html, "<p class=\"notice\" role=\"status\">%L</p>", EVN_SAY_DONE);
}

static unsigned status_of(const struct evn_page *page)
{
    if (!page->posted)
        return 200;
    switch (evn_err_class_of(page->refused.err)) {
    case EVN_CLASS_INPUT:
        return 400;
    case EVN_CLASS_STATE:
        return 409;
    case EVN_CLASS_AUTH:
        return 403;
    default:
        return 503;
    }
}

void evn_page_close(struct evn_page *page)
{
    evn_html(&page->html,
             "</main><footer class=\"foot\"><span>%L</span><span>%r</span></footer>"
             "</body></html>\n",
             EVN_SAY_FOOT, page->gate->exercise ? "EXERCISE / 演练" : "");
    page->x->status = page->html.err == EVN_OK ? status_of(page) : 500;
    page->x->content_type = "text/html; charset=utf-8";
    page->x->done = true;
}

json_t *evn_page_ask(struct evn_page *page, const char *service, json_t *query)
{
    json_t *result;
    if (page->gate->answer != NULL) {
        page->why = evn_refusal_of(EVN_E_UNREACHABLE);
        return page->gate->answer(service, query);
    }
    if (!evn_health_up(&page->gate->health, page->session, service)) {
        json_decref(query);
        page->why = evn_refusal_of(EVN_E_UNREACHABLE);
        evn_refusal_text(page->why.subject, sizeof page->why.subject, service);
        return NULL;
    }
    evn_err err = evn_ask_json_take(page->session, &page->who, service, query, &result, &page->why);
    if (err == EVN_OK)
        return result;
    if (err == EVN_E_TIMED_OUT || err == EVN_E_UNREACHABLE)
        evn_health_doubt(&page->gate->health, service);
    if (page->why.err == EVN_OK)
        page->why = evn_refusal_of(err);
    return NULL;
}

void evn_panel_open(struct evn_page *page, enum evn_say title, const char *id, const char *cls)
{
    evn_html(&page->html,
             "<section class=\"panel %r\" id=\"%r\" aria-labelledby=\"%r-h\" data-live>"
             "<h2 id=\"%r-h\">%L</h2>",
             cls, id, id, id, (int)title);
}

void evn_panel_close(struct evn_page *page)
{
    evn_html(&page->html, "</section>\n");
}

void evn_panel_away(struct evn_page *page, const char *service)
{
    char text[512];
    evn_refusal_render(&page->why, page->html.lang, text, sizeof text);
    enum evn_err_class cls = evn_err_class_of(page->why.err);
    evn_html(&page->html, "<p class=\"away\">");
    if (cls == EVN_CLASS_AUTH)
        evn_html(&page->html, "%L", EVN_SAY_NOT_FOR_YOU);
    else if (cls == EVN_CLASS_BUSY)
        evn_html_say(&page->html, EVN_SAY_AWAY, (struct evn_fill){.a = service});
    else
        evn_html(&page->html, "%t", text);
    evn_html(&page->html, "</p>");
}

void evn_panel_empty(struct evn_page *page, enum evn_say say)
{
    evn_html(&page->html, "<p class=\"empty\">%L</p>", (int)say);
}

int64_t evn_page_now_us(struct evn_page *page)
{
    const struct evn_wire_operated *status;
    struct evn_refusal why;
    struct evn_wire_operate what = {.what = EVN_OPERATE_STATUS};
    const struct evn_env *env = evn_env_real();
    if (page->session == NULL || !evn_health_up(&page->gate->health, page->session, "registry") ||
        evn_session_operate(page->session, "registry", what, &status, &why) != EVN_OK ||
        status->status == NULL || status->status->business_us <= 0)
        return env->wall_us(env->self);
    return status->status->business_us;
}

const char *evn_local_time(int64_t at_us, char out[20])
{
    int year, month, day;
    out[0] = '\0';
    if (at_us == 0)
        return out;
    struct evn_day local = evn_day_at(at_us, EVN_OFFSET_CHINA_MIN);
    int64_t minute = (at_us - evn_day_start_us(local, EVN_OFFSET_CHINA_MIN)) / (60 * EVN_US_PER_S);
    evn_day_to_civil(local, &year, &month, &day);
    snprintf(out, 20, "%02d-%02d %02d:%02d", month % 100, day % 100, (int)(minute / 60) % 24,
             (int)(minute % 60));
    return out;
}

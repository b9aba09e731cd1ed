#include "services/gateway/route.h"

#include "services/gateway/api.h"
#include "services/gateway/http.h"
#include "services/gateway/public.h"
#include "services/gateway/static.h"

#include <stdio.h>

static bool is(const struct evn_exchange *x, const char *url)
{
    return strcmp(x->url, url) == 0;
}

static bool begins(const struct evn_exchange *x, const char *with)
{
    return strncmp(x->url, with, strlen(with)) == 0;
}

static const char *home_of(const char *role)
{
    if (strcmp(role, "WAREHOUSE") == 0)
        return "/warehouse";
    return strcmp(role, "POINT") == 0 ? "/point" : "/board";
}

/* The token of ?token= or of the form; an unknown one shows the form again. */
static void log_in(struct evn_http *http, struct evn_exchange *x)
{
    char text[EVN_TOKEN_LEN + 8];
    const char *given = evn_exchange_arg(x, "token");
    if (strcmp(x->method, "POST") == 0)
        given = evn_exchange_form(x, "token", text, sizeof text) ? text : "-";
    const struct evn_token *token = evn_http_token(http, given);
    if (token != NULL && !token->revoked) {
        snprintf(x->cookie, sizeof x->cookie,
                 "evn_token=%.64s; Path=/; HttpOnly; SameSite=Strict; Max-Age=2592000", given);
        evn_exchange_redirect(x, home_of(token->role));
        return;
    }
    struct evn_gate gate = {.exercise = evn_http_is_exercise(http)};
    struct evn_page page = {
        .gate = &gate, .x = x, .html = {.buf = &x->answer, .lang = x->lang, .err = EVN_OK}};
    x->was_revoked = token != NULL;
    evn_page_login(&page, given[0] != '\0');
}

static void log_out(struct evn_exchange *x)
{
    snprintf(x->cookie, sizeof x->cookie,
             "evn_token=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
    evn_exchange_redirect(x, "/login");
}

/* The language goes into a cookie (http.c); back to where the reader was, if that is here. */
static void choose_language(struct evn_exchange *x)
{
    const char *back = evn_exchange_arg(x, "back");
    bool here = back[0] == '/' && back[1] != '/' && strpbrk(back, "\\\r\n") == NULL;
    evn_exchange_redirect(x, here ? back : "/board");
}

static void serve_file(struct evn_exchange *x, const struct evn_static *file)
{
    evn_buf_clear(&x->answer);
    x->status = evn_buf_add(&x->answer, evn_bytes_of(file->at, file->len)) == EVN_OK ? 200 : 500;
    x->content_type = file->type;
    x->done = true;
}

bool evn_route_early(struct evn_http *http, struct evn_exchange *x)
{
    static const char text[] = "text/plain; charset=utf-8";
    const struct evn_static *file = evn_static_find(x->url);
    bool post = strcmp(x->method, "POST") == 0;
    if (x->wrong_host)
        evn_exchange_answer(x, 421, text, "421: ask for 127.0.0.1 or localhost\n");
    else if (!post && strcmp(x->method, "GET") != 0)
        evn_exchange_answer(x, 405, text, "405\n");
    else if (file != NULL && !post)
        serve_file(x, file);
    else if (is(x, "/healthz"))
        evn_exchange_answer(x, 200, text, "ok\n");
    else if (post && x->cross_site && x->has_token)
        evn_exchange_answer(x, 403, text, "403: this form was sent from another site\n");
    else if (is(x, "/login"))
        log_in(http, x);
    else if (is(x, "/logout") && post)
        log_out(x);
    else if (is(x, "/lang"))
        choose_language(x);
    else if (is(x, "/"))
        evn_exchange_redirect(x, x->has_token ? home_of(x->token.role) : "/login");
    else if (!x->has_token && !begins(x, "/api/") && !is(x, "/readyz"))
        evn_exchange_redirect(x, "/login");
    return x->done;
}

static void ready(struct evn_gate *gate, struct evn_session *session, struct evn_exchange *x)
{
    bool all = false;
    evn_buf_clear(&x->answer);
    evn_err err = evn_health_json(&gate->health, session, &x->answer, &all);
    x->status = err == EVN_OK && all ? 200 : 503;
    x->content_type = "application/json; charset=utf-8";
    x->done = true;
}

static void not_found(struct evn_page *page)
{
    evn_page_open(page, EVN_SAY_NOT_FOUND, "", EVN_AT_OTHER);
    evn_html(&page->html, "<h1>%L</h1><p class=\"empty\">%t</p>", EVN_SAY_NOT_FOUND, page->x->url);
    evn_page_close(page);
    page->x->status = 404;
}

static void show(struct evn_page *page)
{
    static const struct {
        const char *path;
        void (*all)(struct evn_page *page);
        void (*one)(struct evn_page *page, const char *id);
    } pages[] = {{"/board", evn_page_board, NULL},
                 {"/point", evn_page_points, evn_page_point},
                 {"/warehouse", evn_page_warehouses, evn_page_warehouse},
                 {"/request", NULL, evn_page_request},
                 {"/ride", NULL, evn_page_ride},
                 {"/rides", evn_page_rides, NULL},
                 {"/fairness", evn_page_fairness_today, evn_page_fairness},
                 {"/ticket", NULL, evn_page_ticket},
                 {"/tickets", evn_page_tickets, NULL},
                 {"/trip", NULL, evn_page_trip}};
    for (size_t i = 0; i < sizeof pages / sizeof pages[0]; i++) {
        size_t len = strlen(pages[i].path);
        const char *rest = page->x->url + len;
        if (strncmp(page->x->url, pages[i].path, len) != 0)
            continue;
        if (rest[0] == '\0' && pages[i].all != NULL)
            pages[i].all(page);
        else if (rest[0] == '/' && rest[1] != '\0' && pages[i].one != NULL)
            pages[i].one(page, rest + 1);
        if (page->x->done)
            return;
    }
    not_found(page);
}

void evn_route(struct evn_gate *gate, struct evn_session *session, struct evn_exchange *x)
{
    struct evn_page page = {.gate = gate,
                            .session = session,
                            .x = x,
                            .html = {.buf = &x->answer, .lang = x->lang, .err = EVN_OK}};
    evn_ask_who(x, &page.who);
    if (is(x, "/readyz"))
        ready(gate, session, x);
    else if (!evn_public_serve(gate, session, x) && !evn_api_serve(session, x))
        show(&page);
}

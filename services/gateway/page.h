/* page - what all pages share: the frame, panels, questions, notices. Shell; the worker's thread.
 *
 * A page is a list of panels. Each asks one service; a service that is away leaves its panel with a
 * sentence saying so, and the rest of the page stands. */
#ifndef EVN_GATEWAY_PAGE_H
#define EVN_GATEWAY_PAGE_H

#include "services/gateway/ask.h"
#include "services/gateway/health.h"
#include "services/gateway/html.h"
#include "services/gateway/live.h"

struct evn_names;

/* What lasts from page to page; of the worker's thread. */
struct evn_gate {
    struct evn_health health; /* which services answer */
    struct evn_names *names;  /* what codes are called */
    struct evn_live *live;    /* for the ticker; NULL in tests */
    bool exercise;            /* every screen says so */
    /* Answers questions in place of the services, for tests; else NULL. Frees `query`. */
    json_t *(*answer)(const char *service, json_t *query);
};

enum evn_section { EVN_AT_BOARD, EVN_AT_POINT, EVN_AT_WAREHOUSE, EVN_AT_OTHER };

struct evn_page {
    struct evn_gate *gate;
    struct evn_session *session;
    struct evn_exchange *x;
    struct evn_on_behalf who;   /* holder of the token */
    struct evn_html html;       /* writes into x->answer */
    struct evn_refusal why;     /* of the last question that failed */
    bool posted;                /* a form came and was refused: show it as it was typed */
    struct evn_refusal refused; /* why */
    bool names_read[4];         /* by enum evn_table: read for this page, and kept until its end */
    const char *form_shown;     /* name of the form that is being written, else NULL */
};

/* Begin the answer: head, banner, navigation, notice of what was done (?done=TEXT number). */
void evn_page_open(struct evn_page *page, enum evn_say title, const char *more,
                   enum evn_section section);

/* End it: 200, or the status of the refusal when a form is shown again. */
void evn_page_close(struct evn_page *page);

/* Ask a service as the token's holder; frees `query`. NULL: page->why says why. The result is a
 * new reference. A service known to be away is not asked. */
json_t *evn_page_ask(struct evn_page *page, const char *service, json_t *query);

/* Begin a section with a heading. `cls` adds classes ("" for none), `id` is its anchor. */
void evn_panel_open(struct evn_page *page, enum evn_say title, const char *id, const char *cls);
void evn_panel_close(struct evn_page *page);

/* Say instead of content that the service did not answer, from page->why. */
void evn_panel_away(struct evn_page *page, const char *service);

/* Say that there is nothing to show. */
void evn_panel_empty(struct evn_page *page, enum evn_say say);

/* An instant as people of the city read it: "11-14 08:30"; "" for 0. Returns `out`. */
const char *evn_local_time(int64_t at_us, char out[20]);

/* Business time now as the registry has it; the wall clock when it does not answer. */
int64_t evn_page_now_us(struct evn_page *page);

#endif

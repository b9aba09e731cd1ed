/* route - which page answers which address. Shell. */
#ifndef EVN_GATEWAY_ROUTE_H
#define EVN_GATEWAY_ROUTE_H

#include "services/gateway/page.h"

struct evn_http;

/* In the HTTP server's thread: answer what needs no service - files, logging in and out, the
 * language, /healthz - and what may not go on: an unknown host name, a form from another site, a
 * page without a token. True: the exchange is done. */
bool evn_route_early(struct evn_http *http, struct evn_exchange *x);

/* In the worker: answer everything else, always. `session` may be NULL in tests with canned
 * answers. */
void evn_route(struct evn_gate *gate, struct evn_session *session, struct evn_exchange *x);

/* The pages. Each shows itself, and first takes the form that was posted to it. */
void evn_page_board(struct evn_page *page);
void evn_page_points(struct evn_page *page);
void evn_page_point(struct evn_page *page, const char *community);
void evn_page_request(struct evn_page *page, const char *request);
void evn_page_warehouses(struct evn_page *page);
void evn_page_warehouse(struct evn_page *page, const char *place);
void evn_page_trip(struct evn_page *page, const char *trip);
void evn_page_rides(struct evn_page *page);
void evn_page_ride(struct evn_page *page, const char *ride);
void evn_page_tickets(struct evn_page *page);
void evn_page_ticket(struct evn_page *page, const char *ticket);

/* Of tickets, on other pages: those about a thing (`kind` is a TicketLinkKind); the form that opens
 * one; to take that form, with a link or NULL: true when it is answered. */
void evn_tickets_about(struct evn_page *page, const char *kind, const char *code);
void evn_ticket_form(struct evn_page *page, const char *area);
bool evn_ticket_take(struct evn_page *page, const char *kind, const char *code);

/* How fair the rounds of a day were: "2022-11-17", or with ".svg" the picture alone; of today. */
void evn_page_fairness(struct evn_page *page, const char *day);
void evn_page_fairness_today(struct evn_page *page);
void evn_page_login(struct evn_page *page, bool wrong);

#endif

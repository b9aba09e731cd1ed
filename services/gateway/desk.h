/* desk - what comes up in the day, as forms: blocked, clear, urgent; a request that changes. Shell.
 *
 * Each form is one command of dispatch (proto/spec/21-dispatch-more.md). What is late or broken
 * down is reported on the trip's own page. */
#ifndef EVN_GATEWAY_DESK_H
#define EVN_GATEWAY_DESK_H

#include "services/gateway/page.h"

/* The dispatcher's panel of the board; nothing for readers who may not use it. */
void evn_desk_write(struct evn_page *page);

/* Take one of its forms: true when the page is answered. */
bool evn_desk_take(struct evn_page *page);

/* The panel of a request, `result` of GetRequest: for each line that can still change how much is
 * wanted, and not at all. Nothing for standing requests. */
void evn_desk_request(struct evn_page *page, const json_t *result);

/* Take one of its forms: true when the page is answered. */
bool evn_desk_take_request(struct evn_page *page, const char *request);

#endif

/* doors - rounds of doors on the page of a point: what goes where, and the form of a visit. Shell.
 */
#ifndef EVN_GATEWAY_DOORS_H
#define EVN_GATEWAY_DOORS_H

#include "services/gateway/page.h"

/* Write the panel of rounds that go on in the area; nothing when there is none. */
void evn_doors_panel(struct evn_page *page, const char *area);

/* Take the form that came, if it is one of this panel; true: it was accepted, and the page is
 * answered. */
bool evn_doors_take(struct evn_page *page);

#endif

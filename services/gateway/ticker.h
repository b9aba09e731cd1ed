/* ticker - what just happened, in a line each. Shell. */
#ifndef EVN_GATEWAY_TICKER_H
#define EVN_GATEWAY_TICKER_H

#include "services/gateway/page.h"

/* Write the panel with the newest events that a person can read, at most `rows_max`. */
void evn_ticker_write(struct evn_page *page, size_t rows_max);

#endif

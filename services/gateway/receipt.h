/* receipt - the part of a trip's page where goods are counted and taken. Shell.
 *
 * Two parties: a point signs with its own key; whoever drives types the code the point reads out
 * (proto/spec/30-handover.md). Each line names what was not as it should have been. */
#ifndef EVN_GATEWAY_RECEIPT_H
#define EVN_GATEWAY_RECEIPT_H

#include "services/gateway/page.h"

/* The form for what dispatch's answer `result` says is aboard for the stop. */
void evn_receipt_form(struct evn_page *page, const json_t *result, int64_t stop);

/* The code to read out at that stop, when `result` has it: it is the reader's own point. */
void evn_receipt_code(struct evn_page *page, const json_t *result, int64_t stop);

/* Who signed, how that is known, and what differed. */
void evn_receipt_write(struct evn_page *page, const json_t *stop);

/* The command of the form that came; NULL: a field was refused here. */
json_t *evn_receipt_command(struct evn_page *page, const char *trip, int64_t stop);

#endif

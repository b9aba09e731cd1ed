/* item_facts - all that is known of one item, a line for each fact. Shell. */
#ifndef EVN_TOOLS_ITEM_FACTS_H
#define EVN_TOOLS_ITEM_FACTS_H

#include "tools/evn/rows.h"

/* For evn_rows_print with the item's code: people get a table of fact and value, without the facts
 * that are not known; JSON is the whole item. */
extern const struct evn_rows evn_item_facts;

/* Item i of a page, NULL behind the last one: `at` of whatever shows items. */
const ProtobufCMessage *evn_item_at(const Evernormal__Registry__V1__Result *page, size_t i);

#endif
